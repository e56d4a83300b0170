#pragma once

#include <string>
#include <vector>

#include "landbridge/cli/session.hpp"
#include "landbridge/gas/optimise/optimise.hpp"
#include "landbridge/io/optimise_case.hpp"

namespace CLI {
class App;
}

namespace landbridge::cli {

/// The words of `gas optimise` and `gas expand`, before anything is read.
struct OptimiseWords {
  std::string network;
  std::string objective;
  std::string nomination;
  std::string constant_z;
  std::string friction;
  std::string max_ratio;
  std::string gap;
  std::string stations;
  std::vector<std::string> fixes;
  int effort = 2000;
  bool expands = false;
};

void add_optimise_words(CLI::App& command, OptimiseWords& words);
io::OptimiseRequest optimise_request(const OptimiseWords& words, gas::OptimiseOptions& options,
                                     Diagnostics& diagnostics);
Outcome run_optimise(const OptimiseWords& words, const CommonOptions& common);

/// Solves as often as asked, with the times.
Result<gas::OptResult> optimise_repeatedly(const gas::OptModel& model,
                                           const gas::OptimiseOptions& options,
                                           const CommonOptions& common, io::Timing& timing);
/// The state of the envelope that a result means.
void put_status(const gas::OptResult& result, io::Envelope& envelope);

}  // namespace landbridge::cli
