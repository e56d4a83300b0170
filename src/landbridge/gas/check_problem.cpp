#include <cmath>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "landbridge/gas/solver_model.hpp"

namespace landbridge::gas {
namespace {

Result<void> bad_link(const Problem& problem, LinkId link, std::string what, std::string hint) {
  return fail(Fault::bad_input, place_of_link(problem, link), std::move(what), std::move(hint));
}

Result<void> check_columns(const Problem& problem) {
  const Network& net = problem.network;
  const auto wrong = [](std::string_view what, std::size_t has, std::size_t needs) {
    return fail(
        Fault::bad_input, "gas",
        fmt::format("the column of {} has {} rows; the network needs {}", what, has, needs));
  };
  if (net.to.size() != net.links()) return wrong("link ends", net.to.size(), net.links());
  if (net.link_name.size() != net.links())
    return wrong("link names", net.link_name.size(), net.links());
  if (problem.supply.size() != net.nodes())
    return wrong("supplies", problem.supply.size(), net.nodes());
  if (!problem.height.empty() && problem.height.size() != net.nodes())
    return wrong("heights", problem.height.size(), net.nodes());
  if (!problem.limits.empty() && problem.limits.size() != net.nodes())
    return wrong("limits", problem.limits.size(), net.nodes());
  if (!problem.supply_limit.empty() && problem.supply_limit.size() != net.nodes())
    return wrong("supply limits", problem.supply_limit.size(), net.nodes());
  if (net.nodes() == 0)
    return fail(Fault::bad_input, "gas", "the network has no nodes", "give at least one node");
  return {};
}

Result<void> check_gas(const Gas& gas) {
  const auto bad = [](std::string what) {
    return fail(Fault::bad_input, "gas.gas", std::move(what));
  };
  if (!(gas.temperature.si() > 0.0) || !std::isfinite(gas.temperature.si()))
    return bad(fmt::format("temperature is {} K; it must be positive", gas.temperature.si()));
  const double gas_constant = specific_gas_constant_j_kg_k(gas);
  if (!(gas_constant > 0.0) || !std::isfinite(gas_constant))
    return bad(fmt::format("molar mass is {} kg/kmol; it must be positive",
                           gas.molar_mass.in(units::kg_per_kmol)));
  if (!(gas.viscosity.si() > 0.0))
    return bad(fmt::format("viscosity is {} Pa.s; it must be positive", gas.viscosity.si()));
  if (gas.eos == Eos::papay &&
      !(gas.pseudocritical_pressure.si() > 0.0 && gas.pseudocritical_temperature.si() > 0.0))
    return bad("Papay's formula needs the pseudocritical pressure and temperature");
  if ((gas.eos == Eos::aga8 || gas.eos == Eos::gerg2008) &&
      gas.composition.size() != component_count)
    return bad(fmt::format("{} needs {} mole fractions; there are {}", name_of(gas.eos),
                           component_count, gas.composition.size()));
  for (const double p_pa : {0.0, 1e6, 1e7, 3e7}) {
    const double z = compressibility(gas, p_pa, gas.temperature.si());
    if (!(z > 0.0) || !std::isfinite(z))
      return bad(
          fmt::format("the equation of state {} gives Z = {} at {} bar and {} K; it must be "
                      "positive",
                      name_of(gas.eos), z, p_pa / 1e5, gas.temperature.si()));
  }
  return {};
}

Result<void> check_nodes(const Problem& problem) {
  const auto bad = [&](NodeId node, std::string what) {
    return fail(Fault::bad_input, place_of_node(problem, node), std::move(what));
  };
  for (std::size_t i = 0; i < problem.network.nodes(); ++i) {
    const NodeId node(i);
    if (!std::isfinite(problem.supply[node].si())) return bad(node, "the supply is not a number");
    if (!problem.height.empty() && !std::isfinite(problem.height[node].si()))
      return bad(node, "the height is not a number");
  }
  for (const Facility& facility : problem.facilities)
    if (facility.node.is_none() || facility.node.index() >= problem.network.nodes())
      return fail(Fault::bad_input, place_of(facility), "its node is not there");
  for (const FixedPressure& held : problem.fixed_pressure) {
    if (held.node.is_none() || held.node.index() >= problem.network.nodes())
      return fail(Fault::bad_input, "gas", "a held pressure names a node that is not there");
    if (!(held.pressure.si() > 0.0) || !std::isfinite(held.pressure.si()))
      return bad(held.node, fmt::format("the held pressure is {} bar; it must be positive",
                                        held.pressure.in(units::bar)));
  }
  return {};
}

Result<void> check_link(const Problem& problem, LinkId id, const Pipe& pipe) {
  const auto positive_value = [](double x) { return x > 0.0 && std::isfinite(x); };
  if (!positive_value(pipe.length.si()))
    return bad_link(problem, id,
                    fmt::format("length is {} km; it must be positive", pipe.length.in(units::km)),
                    "use a short pipe for zero");
  if (!positive_value(pipe.diameter.si()))
    return bad_link(
        problem, id,
        fmt::format("diameter is {} mm; it must be positive", pipe.diameter.in(units::mm)), {});
  if (!positive_value(pipe.parallel_lines.si()))
    return bad_link(problem, id,
                    fmt::format("the number of parallel lines is {}; it must be "
                                "positive",
                                pipe.parallel_lines.si()),
                    {});
  if (!(pipe.friction_factor.si() >= 0.0) || !(pipe.ground_temperature.si() >= 0.0))
    return bad_link(problem, id, "friction factor or ground temperature is negative", {});
  if (pipe.friction_factor.si() > 0.0) return {};
  if (problem.friction == Friction::constant)
    return bad_link(problem, id,
                    "the friction law is 'constant' but the pipe has no factor of its "
                    "own",
                    "give friction_factor or choose nikuradse, colebrook or hofer");
  if (!(pipe.roughness.si() >= 0.0) || pipe.roughness.si() >= pipe.diameter.si() ||
      (problem.friction == Friction::nikuradse && pipe.roughness.si() == 0.0))
    return bad_link(problem, id,
                    fmt::format("roughness is {} mm; the friction law {} needs it positive and "
                                "below the diameter",
                                pipe.roughness.in(units::mm), name_of(problem.friction)),
                    "0.05 mm is usual for steel, 0.01 mm for coated pipes");
  return {};
}

Result<void> check_link(const Problem& problem, LinkId id, const Resistor& resistor) {
  const double drag = resistor.drag_factor.si();
  const double loss_pa = resistor.pressure_loss.si();
  if (!(drag >= 0.0) || !(loss_pa >= 0.0))
    return bad_link(problem, id, "drag factor or pressure loss is negative", {});
  if (drag > 0.0 && loss_pa > 0.0)
    return bad_link(problem, id, "it states both a drag factor and a pressure loss",
                    "give one of the two");
  if (drag > 0.0 && !(resistor.diameter.si() > 0.0))
    return bad_link(problem, id, "a drag factor needs a positive diameter", {});
  return {};
}

Result<void> check_link(const Problem& problem, LinkId id, const Regulator& regulator) {
  if (!(regulator.outlet_pressure.si() >= 0.0) || !(regulator.max_flow.si() >= 0.0))
    return bad_link(problem, id, "set point or highest flow is negative", {});
  return {};
}

Result<void> check_link(const Problem& problem, LinkId id, const Compressor& machine) {
  const auto bad = [&](std::string what, std::string hint = {}) {
    return bad_link(problem, id, std::move(what), std::move(hint));
  };
  const double efficiency = machine.efficiency.si();
  if (!(efficiency > 0.0) || efficiency > 1.0)
    return bad(fmt::format("efficiency is {}; it must be above 0 and at most 1", efficiency));
  if (machine.control == CompressorControl::ratio && !(machine.pressure_ratio.si() > 0.0))
    return bad("control by ratio needs a positive pressure_ratio");
  if (machine.control == CompressorControl::outlet_pressure &&
      !(machine.outlet_pressure.si() > 0.0))
    return bad("control by outlet pressure needs a positive outlet_pressure");
  if (machine.max_ratio.si() != 0.0 && !(machine.max_ratio.si() >= 1.0))
    return bad(fmt::format("max_ratio is {}; it must be at least 1", machine.max_ratio.si()));
  if (machine.control == CompressorControl::flow && !machine.may_flow_back) {
    if (!(machine.flow.si() > 0.0)) return bad("control by flow needs a positive flow");
    if (machine.max_ratio.si() <= 0.0 && machine.max_power.si() <= 0.0 &&
        machine.max_outlet_pressure.si() <= 0.0)
      return bad("control by flow needs a limit on ratio, power or outlet pressure",
                 "give max_ratio, max_power or max_outlet_pressure");
  }
  for (const double x : {machine.max_power.si(), machine.max_outlet_pressure.si(),
                         machine.min_inlet_pressure.si(), machine.max_flow.si()})
    if (!(x >= 0.0) || !std::isfinite(x)) return bad("a limit is negative or not a number");
  return {};
}

Result<void> check_link(const Problem& problem, LinkId id, const Feed& feed) {
  const auto bad = [&](std::string what, std::string hint = {}) {
    return bad_link(problem, id, std::move(what), std::move(hint));
  };
  const double low = feed.lowest_flow.si();
  if (!std::isfinite(low) || !(feed.highest_flow.si() >= low))
    return bad(
        fmt::format("its flow is at least {} and at most {} kg/s", low, feed.highest_flow.si()),
        "the lowest flow must be a number and not above the highest");
  for (const double x : {feed.outlet_pressure.si(), feed.open_flow.si(),
                         feed.injection_open_flow.si(), feed.open_flow_pressure.si()})
    if (!(x >= 0.0) || !std::isfinite(x)) return bad("a value is negative or not a number");
  if (feed.open_flow.si() > 0.0) {
    if (!(feed.open_flow_pressure.si() > 0.0))
      return bad("its open flow needs the pressure that it was measured at");
    if (!(feed.exponent.si() >= 0.5) || !(feed.exponent.si() <= 1.0))
      return bad(fmt::format("the exponent is {}; it must be 0.5 to 1", feed.exponent.si()));
  } else if (feed.outlet_pressure.si() <= 0.0 && feed.lowest_flow != feed.highest_flow) {
    return bad("nothing determines its flow", "give it a set point or a curve");
  }
  return {};
}

Result<void> check_link(const Problem&, LinkId, const ShortPipe&) { return {}; }
Result<void> check_link(const Problem&, LinkId, const Valve&) { return {}; }

Result<void> check_links(const Problem& problem) {
  const Network& net = problem.network;
  for (std::size_t i = 0; i < net.links(); ++i) {
    const LinkId link(i);
    for (const NodeId end : {net.from[link], net.to[link]})
      if (end.is_none() || end.index() >= net.nodes())
        return fail(Fault::bad_input, fmt::format("gas.link[{}]", net.link_name[link]),
                    "one of its ends is a node that is not there");
  }
  Column<LinkId, int> rows(net.links());
  Result<void> verdict;
  problem.links.for_each_table([&](const auto& table) {
    for (const auto& row : table) {
      if (!verdict) return;
      if (row.id.is_none() || row.id.index() >= net.links()) {
        verdict = fail(Fault::bad_input, "gas", "a link table names a link that is not there");
        return;
      }
      ++rows[row.id];
      verdict = check_link(problem, row.id, row.link);
    }
  });
  if (!verdict) return verdict;
  for (std::size_t i = 0; i < net.links(); ++i)
    if (rows[LinkId(i)] != 1)
      return fail(
          Fault::bad_input, fmt::format("gas.link[{}]", net.link_name[LinkId(i)]),
          fmt::format("it stands in {} link tables; it must stand in one", rows[LinkId(i)]));
  return {};
}

}  // namespace

Result<void> check_problem(const Problem& problem) {
  if (auto good = check_columns(problem); !good) return good;
  if (auto good = check_gas(problem.gas); !good) return good;
  if (auto good = check_links(problem); !good) return good;
  return check_nodes(problem);
}

std::string place_of_link(const Problem& problem, LinkId link) {
  std::string_view kind = "link";
  problem.links.for_each_table([&](const auto& table) {
    for (const auto& row : table)
      if (row.id == link) kind = row.link.kind;
  });
  return fmt::format("gas.{}[{}]", kind, problem.network.link_name[link]);
}

std::string place_of_node(const Problem& problem, NodeId node) {
  return fmt::format("gas.node[{}]", problem.network.node_name[node]);
}

}  // namespace landbridge::gas
