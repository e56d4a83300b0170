#pragma once

#include <string>

#include "landbridge/io/results_writer.hpp"
#include "landbridge/study/run.hpp"

namespace landbridge::report {

/// The report as data: what the page draws, in the form that README.md of this folder describes.
/// It knows studies, scenarios, claims and exhibits, and no domain.
io::Json report_model(const study::Study& study, const study::StudyResult& result,
                      const study::Domains& domains, const io::RunInfo& info);

/// The report as the text of the page's data block: on one line, numbers with five significant
/// digits. The page shows four at most; results.json has all.
std::string page_text(const io::Json& model);

}  // namespace landbridge::report
