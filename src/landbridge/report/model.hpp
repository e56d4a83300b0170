#pragma once

#include "landbridge/io/results_writer.hpp"
#include "landbridge/study/run.hpp"

namespace landbridge::report {

/// The report as data: what the page draws, in the form that README.md of this folder describes.
/// It knows studies, scenarios, claims and exhibits, and no domain.
io::Json report_model(const study::Study& study, const study::StudyResult& result,
                      const study::Domains& domains, const io::RunInfo& info);

}  // namespace landbridge::report
