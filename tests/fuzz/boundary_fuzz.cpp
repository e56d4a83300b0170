#include "harness.hpp"
#include "landbridge/io/gas_boundary.hpp"

using namespace landbridge;

namespace {

/// A held node, a regulator and a valve between three pipes, and a city: all that a boundary file
/// can speak of.
gas::TransientProblem small_network() {
  gas::TransientProblem transient;
  gas::Problem& problem = transient.problem;
  problem.gas = gas::dry_pipeline_gas();
  Network& network = problem.network;
  const NodeId border = network.add_node("border");
  const NodeId before = network.add_node("before");
  const NodeId behind = network.add_node("behind");
  const NodeId gate = network.add_node("gate");
  const NodeId city = network.add_node("city");
  problem.supply = Column<NodeId, MassFlow>(network.nodes());
  problem.supply[city] = -50.0 * units::kg_per_s;
  problem.fixed_pressure.push_back({border, 60.0 * units::bar});
  const gas::Pipe pipe{
      .length = 10.0 * units::km, .diameter = 700.0 * units::mm, .roughness = 0.02 * units::mm};
  problem.add("west", border, before, pipe);
  gas::Regulator regulator;
  regulator.outlet_pressure = 55.0 * units::bar;
  problem.add("station", before, behind, regulator);
  problem.add("trunk", behind, gate, pipe);
  problem.add("valve", gate, city, gas::Valve{});
  return transient;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::put_files(fuzz::text_of(data, size), {"boundary.toml", "city.csv"});
  gas::TransientProblem transient = small_network();
  const Diagnostics read = io::read_gas_boundary(fuzz::scratch() / "boundary.toml", transient);
  fuzz::check(read);
  if (!read.has_errors()) fuzz::run_briefly(transient);
  return 0;
}
