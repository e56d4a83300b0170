#include "harness.hpp"
#include "landbridge/io/expand_plan.hpp"

using namespace landbridge;

namespace {

/// Two nodes and a pipe: all that a plan can speak of.
gas::Problem small_network() {
  gas::Problem problem;
  problem.gas = gas::dry_pipeline_gas();
  const NodeId a = problem.network.add_node("A");
  const NodeId b = problem.network.add_node("B");
  problem.supply = Column<NodeId, MassFlow>(2);
  problem.supply[b] = -50.0 * units::kg_per_s;
  problem.fixed_pressure.push_back({a, 60.0 * units::bar});
  const gas::Pipe pipe{
      .length = 10.0 * units::km, .diameter = 700.0 * units::mm, .roughness = 0.02 * units::mm};
  problem.add("AB", a, b, pipe);
  return problem;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = io::clean_text("plan.toml", std::string(fuzz::text_of(data, size)));
  fuzz::check(text.diagnostics);
  if (!text) return 0;
  const gas::Problem problem = small_network();
  const auto plan = io::parse_expand_plan(*text, problem);
  fuzz::check(plan.diagnostics);
  if (plan) static_cast<void>(gas::expansion_model({{"n", problem}}, plan->candidates));
  return 0;
}
