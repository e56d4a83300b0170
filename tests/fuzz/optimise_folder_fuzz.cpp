#include "harness.hpp"
#include "landbridge/io/optimise_case.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::put_files(fuzz::text_of(data, size), {"nodes.csv", "arcs.csv", "parameters.csv"});
  io::OptimiseRequest request;
  request.objective.kind = gas::OptObjective::Kind::supply_cost;
  fuzz::check(io::read_priced_folder(fuzz::scratch(), request));
  return 0;
}
