#include "harness.hpp"
#include "landbridge/io/gas_boundary.hpp"
#include "landbridge/io/lanl.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::put_files(fuzz::text_of(data, size), {"network.json", "bc.json", "params.json", "ic.json"});
  io::GasCaseOptions options;
  options.is_transient = true;
  const auto network = io::read_lanl_case(fuzz::scratch(), options);
  fuzz::check(network);
  if (!network) return 0;
  gas::TransientProblem transient;
  transient.problem = network->problem;
  const Diagnostics boundary = io::read_lanl_boundary(fuzz::scratch(), transient);
  fuzz::check(boundary);
  const auto start = io::read_lanl_start(fuzz::scratch(), network->problem);
  fuzz::check(start.diagnostics);
  if (start) {
    fuzz::require(start->pressure.size() == network->problem.network.nodes(),
                  "a start has other nodes than its network");
    fuzz::require(start->flow.size() == network->problem.network.links(),
                  "a start has other links than its network");
  }
  if (!boundary.has_errors()) fuzz::run_briefly(transient);
  return 0;
}
