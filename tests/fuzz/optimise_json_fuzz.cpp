#include "harness.hpp"
#include "landbridge/io/optimise_case.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = fuzz::put_file("case.json", fuzz::text_of(data, size));
  io::OptimiseRequest request;
  request.objective.kind = gas::OptObjective::Kind::supply_cost;
  fuzz::check(io::read_optimal_flow_json(file, request));
  return 0;
}
