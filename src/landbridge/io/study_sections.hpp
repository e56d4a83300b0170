#pragma once

#include "landbridge/io/study_values.hpp"
#include "landbridge/study/domain.hpp"

namespace landbridge::io {

/// [study]: name, title, date, summary, currency, price_year, seed, draws, places.
void read_meta(const StudyDocument& document, StudyContext& context);
/// [currency.EUR] rate = 1.08: what one unit is worth in the study's currency.
void read_currencies(const StudyDocument& document, StudyContext& context);
/// [sources.key] title, date, url.
void read_sources(const StudyDocument& document, StudyContext& context);
/// [[period]] id, starts = "11-01", length = "151 d". Without any: one year.
void read_periods(std::span<const StudyDocument> documents, StudyContext& context);
/// [[conflict]] what, values = [{ value, source, note }].
void read_conflicts(const StudyDocument& document, StudyContext& context);
/// [[scenario]] id, title, text, based_on, from, steps = [{ close = "gas.pipe[g05]" }, ...].
void read_scenarios(const StudyDocument& document, const study::Domains& domains,
                    StudyContext& context);
/// [[claim]] id, text, said_by, source, scenario, metric, at_least / at_most / between.
void read_claims(const StudyDocument& document, const study::Domains& domains,
                 StudyContext& context);

}  // namespace landbridge::io
