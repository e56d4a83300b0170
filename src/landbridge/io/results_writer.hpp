#pragma once

#include <string>
#include <vector>

#include "landbridge/io/json_text.hpp"
#include "landbridge/io/result_folder.hpp"
#include "landbridge/study/run.hpp"

namespace landbridge::io {

/// What the manifest says about a run beside what the study and its result know.
struct RunInfo {
  std::string version;
  std::string command;                 ///< how to run it again
  std::vector<std::string> scenarios;  ///< chosen with --scenario; empty: all
  int threads = 0;
  double read_s = 0.0, solve_s = 0.0;  ///< wall clock
};

/// A value and its range in the unit of its metric.
Json json_of(const study::MetricResult& metric);
/// One claim with its verdict, in the keys of the contract.
Json json_of(const study::Verdict& verdict, const study::Study& study);
/// results.json: scenarios with every domain's metrics, tables, map and certificates, and claims.
/// The same bytes for any number of threads.
Json results_json(const study::Study& study, const study::StudyResult& result, const RunInfo& info);

/// manifest.json: versions, seed, hashes of every file read, options, times.
Json manifest_json(const study::Study& study, const study::StudyResult& result,
                   const RunInfo& info);

/// A table as CSV: the header carries the units, numbers read back to the same double.
std::string csv_of(const study::ResultTable& table);

/// network.geojson: places and links of every scenario [rfc7946].
Json network_geojson(const study::Study& study, const study::StudyResult& result);

/// Writes results.json, network.geojson, tables/*.csv and manifest.json; commit() is left to the
/// caller, who may add the report first.
Result<void> write_results(ResultFolder& folder, const study::Study& study,
                           const study::StudyResult& result, const RunInfo& info);

}  // namespace landbridge::io
