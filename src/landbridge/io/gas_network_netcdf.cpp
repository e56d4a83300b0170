#include <cmath>
#include <utility>

#include "landbridge/io/envelope.hpp"
#include "landbridge/io/gas_network_write.hpp"
#include "landbridge/io/netcdf_file.hpp"

namespace landbridge::io {
namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

/// One number a node or a link.
template <class IdType, class Value>
Numbers numbers(std::size_t count, Value&& value_of) {
  Numbers values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(value_of(IdType(i)));
  return values;
}

void add_nodes(NetcdfFile& file, const GasCase& c) {
  const gas::Problem& problem = c.problem;
  const std::size_t count = problem.network.nodes();
  const auto& names = problem.network.node_name.values();
  file.variables.push_back({"node_id", {"node"}, "", "name of the node", Texts(names)});
  for (const std::size_t axis : {0U, 1U})
    file.variables.push_back(
        {axis == 0 ? "x" : "y",
         {"node"},
         "",
         axis == 0 ? "longitude in degrees, or x in the plane of the file"
                   : "latitude in degrees, or y in the plane of the file",
         numbers<NodeId>(count, [&](NodeId node) { return c.position[node][axis]; })});
  file.variables.push_back(
      {"height", {"node"}, "m", "height above sea level", numbers<NodeId>(count, [&](NodeId node) {
         return problem.height.empty() ? 0.0 : problem.height[node].si();
       })});
}

void add_links(NetcdfFile& file, const gas::Problem& problem) {
  const Network& n = problem.network;
  const auto kinds = gas::kinds_of(problem.links, n.links());
  file.variables.push_back(
      {"link_id", {"link"}, "", "name of the link", Texts(n.link_name.values())});
  file.variables.push_back(
      {"link_kind", {"link"}, "", "kind of the link", Texts(kinds.begin(), kinds.end())});
  std::vector<std::int32_t> from;
  std::vector<std::int32_t> to;
  for (std::size_t i = 0; i < n.links(); ++i) {
    from.push_back(n.from[LinkId(i)].value);
    to.push_back(n.to[LinkId(i)].value);
  }
  file.variables.push_back({"from", {"link"}, "", "node it begins at, position from 0", from});
  file.variables.push_back({"to", {"link"}, "", "node it ends at, position from 0", to});
  constexpr double none = unknown_position[0];
  Numbers length(n.links(), none);
  Numbers diameter(n.links(), none);
  for (const auto& row : problem.links.of<gas::Pipe>()) {
    length[row.id.index()] = row.link.length.si();
    diameter[row.id.index()] = row.link.diameter.si();
  }
  file.variables.push_back({"length", {"link"}, "m", "length of a pipe", length});
  file.variables.push_back({"diameter", {"link"}, "m", "inner diameter of a pipe", diameter});
}

void add_state(NetcdfFile& file, const gas::Problem& problem, const gas::Solution& s) {
  const std::size_t nodes = problem.network.nodes();
  const std::size_t links = problem.network.links();
  file.variables.push_back(
      {"pressure", {"node"}, "Pa", "absolute pressure", numbers<NodeId>(nodes, [&](NodeId node) {
         return s.pressure[node].si();
       })});
  file.variables.push_back(
      {"injection",
       {"node"},
       "kg s-1",
       "mass flow into the network, negative out of it",
       numbers<NodeId>(nodes, [&](NodeId node) { return s.supply[node].si(); })});
  const auto add = [&](const char* name, const char* unit, const char* meaning, auto&& value) {
    file.variables.push_back({name, {"link"}, unit, meaning, numbers<LinkId>(links, value)});
  };
  add("mass_flow", "kg s-1", "mass flow, positive from its beginning to its end",
      [&](LinkId link) { return s.flow[link].si(); });
  add("inlet_velocity", "m s-1", "velocity of the gas where the link begins",
      [&](LinkId link) { return s.link[link].inlet_velocity.si(); });
  add("outlet_velocity", "m s-1", "velocity of the gas where the link ends",
      [&](LinkId link) { return s.link[link].outlet_velocity.si(); });
  add("friction_factor", "1", "Darcy friction factor",
      [&](LinkId link) { return s.link[link].friction_factor.si(); });
  add("power", "W", "shaft power of a compressor",
      [&](LinkId link) { return s.link[link].power.si(); });
}

}  // namespace

Result<std::string> to_network_netcdf(const GasCase& c, const gas::Solution* solution,
                                      std::string_view title) {
  NetcdfFile file;
  file.attributes = {{"Conventions", std::string("CF-1.10")},
                     {"title", std::string(title)},
                     {"source", std::string("landbridge ") + std::string(version())},
                     {"temperature_k", c.problem.gas.temperature.si()},
                     {"equation_of_state", std::string(gas::name_of(c.problem.gas.eos))}};
  file.dimensions = {{"node", c.problem.network.nodes()}, {"link", c.problem.network.links()}};
  add_nodes(file, c);
  add_links(file, c.problem);
  if (solution != nullptr) add_state(file, c.problem, *solution);
  return to_netcdf(file);
}

}  // namespace landbridge::io
