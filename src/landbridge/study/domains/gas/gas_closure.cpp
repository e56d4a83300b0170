#include "landbridge/study/domains/gas/gas_closure.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/study/domains/gas/gas_schema.hpp"
#include "landbridge/study/domains/gas/gas_year.hpp"

namespace landbridge::study {
namespace {

constexpr double step_s = 1800.0;
constexpr double cell_m = 10e3;

/// A block valve shortly behind the beginning of a pipe, to be closed later. The gas before it
/// stays with the node where the pipe begins.
LinkId add_valve_into(gas::Problem& problem, LinkId pipe) {
  constexpr double share_before = 0.01;
  Network& network = problem.network;
  const NodeId from = network.from[pipe];
  const std::string name = network.link_name[pipe];
  auto& pipes = problem.links.of<gas::Pipe>();
  const auto row = std::ranges::find(pipes, pipe, &gas::Row<gas::Pipe>::id);
  LANDBRIDGE_ASSERT(row != pipes.end());
  gas::Pipe before = row->link;
  before.length = share_before * row->link.length;
  row->link.length = (1.0 - share_before) * row->link.length;
  const NodeId front = network.add_node(name + " before the valve");
  const NodeId behind = network.add_node(name + " behind the valve");
  for (int i = 0; i < 2; ++i) {
    problem.height.push_back(problem.height[from]);
    problem.supply.push_back(MassFlow{});
  }
  network.from[pipe] = behind;
  problem.add(name + " stub", from, front, before);
  return problem.add(name + " valve", front, behind, gas::Valve{});
}

/// What closes at the start, or nothing where the network has no such element.
std::optional<gas::TransientEvent> closing(gas::Problem& problem, const GasNetwork& network,
                                           const std::string& element) {
  gas::TransientEvent event;
  event.name = element;
  if (const auto p = std::ranges::find(network.pipes, element, &GasNetwork::Pipe::id);
      p != network.pipes.end()) {
    event.kind = gas::TransientEvent::Kind::close;
    event.link = add_valve_into(problem, p->link);
    return event;
  }
  if (const auto s = std::ranges::find(network.stations, element, &GasNetwork::Station::id);
      s != network.stations.end()) {
    event.kind = gas::TransientEvent::Kind::trip;
    event.link = s->link;
    return event;
  }
  if (const auto s = std::ranges::find(network.supplies, element, &GasNetwork::Supply::id);
      s != network.supplies.end()) {
    event.kind = gas::TransientEvent::Kind::source_out;
    event.node = s->node;
    return event;
  }
  return std::nullopt;
}

/// Whoever runs out of pressure stops taking gas, so that the others live on: the run is repeated
/// without him from then on. The watched place itself ends it.
Result<gas::TransientResult> run_until_all_that_can_is_served(gas::TransientProblem transient,
                                                              const gas::TransientOptions& options,
                                                              const std::string& place) {
  const auto& names = transient.problem.network.node_name;
  auto result = gas::simulate(transient, options);
  for (std::size_t run = 0; run < names.size(); ++run) {
    if (!result || !result->exhausted || result->exhausted->where == place) break;
    const auto hit = std::ranges::find(names, result->exhausted->where);
    if (hit == names.end()) break;
    const NodeId node(static_cast<std::size_t>(hit - names.begin()));
    const double taken_kg_s = transient.problem.supply[node].si();
    const double last_s = std::max(0.0, result->exhausted->time_s - step_s);
    const bool is_known =
        std::ranges::find(transient.supply, node, &gas::NodeSeries::node) != transient.supply.end();
    if (taken_kg_s >= 0.0 || is_known) break;
    transient.supply.push_back({node, {{0.0, last_s}, {taken_kg_s, 0.0}, true}});
    result = gas::simulate(transient, options);
  }
  return result;
}

}  // namespace

NodeId node_at(const GasNetwork& network, std::string_view place) {
  const auto hit = std::ranges::find(network.topology.node_name, place);
  if (hit == network.topology.node_name.end()) return {};
  return NodeId(static_cast<std::size_t>(hit - network.topology.node_name.begin()));
}

std::vector<GasClosure> read_closures(const Study& study, const std::vector<Stretch>& stretches) {
  const auto entities = gas_entities();
  const auto entity = std::ranges::find(entities, "closure", &EntitySpec::name);
  LANDBRIDGE_ASSERT(entity != entities.end());
  const DomainData& data = stretches.front().data;
  const auto& deliveries = data.table("delivery").rows;
  std::vector<GasClosure> closures;
  for (const Row& row : data.table("closure").rows) {
    if (row.is_closed) continue;
    const RowReader r(*entity, row);
    const auto delivery = std::ranges::find(deliveries, r.text("delivery"), &Row::id);
    const auto stretch = std::ranges::find_if(stretches, [&](const Stretch& s) {
      return study.periods[s.period].id == r.text("period");
    });
    LANDBRIDGE_ASSERT(delivery != deliveries.end());
    LANDBRIDGE_ASSERT(stretch != stretches.end());
    closures.push_back({row.id, r.text("element"), r.text("watch"),
                        static_cast<std::size_t>(stretch - stretches.begin()),
                        static_cast<std::size_t>(delivery - deliveries.begin()), r.number("flow"),
                        r.number("min_pressure")});
  }
  return closures;
}

Result<gas::TransientResult> run_closure(const GasModel& model, const GasClosure& closure,
                                         const StretchDelivery& firm,
                                         std::span<const double> draw) {
  const GasNetwork& network = model.networks[closure.stretch];
  gas::TransientProblem transient;
  gas::Problem& problem = transient.problem;
  problem = firm.firm.network;
  const double stated_mol_s = closure.flow.value(draw);
  const double mol_s =
      stated_mol_s > 0.0 ? std::min(stated_mol_s, firm.firm_mol_s) : firm.firm_mol_s;
  const NodeId node = network.deliveries[closure.delivery].node;
  problem.supply[node] =
      problem.supply[node] - MassFlow::from_si(mol_s * model.settings.gas.molar_mass.si());
  const auto event = closing(problem, network, closure.element);
  if (!event)
    return fail(Fault::bad_input, fmt::format("gas.closure[{}]", closure.id),
                fmt::format("'{}' is closed in this scenario already", closure.element),
                "close another element, or leave this row out with a 'close' step");
  transient.events.push_back(*event);
  gas::TransientOptions options;
  options.duration = Time::from_si(closure_horizon_s);
  options.step = Time::from_si(step_s);
  options.cell = Length::from_si(cell_m);
  return run_until_all_that_can_is_served(transient, options, closure.place);
}

Result<double> closure_survival_s(const GasModel& model, const GasClosure& closure,
                                  const StretchDelivery& firm, std::span<const double> draw) {
  const NodeId place = node_at(model.networks[closure.stretch], closure.place);
  if (place.is_none() || firm.firm_mol_s <= 0.0) return 0.0;
  const auto result = run_closure(model, closure, firm, draw);
  if (!result) {
    if (result.error().fault == Fault::infeasible) return 0.0;
    return fail(result.error());
  }
  const auto lowest = Pressure::from_si(closure.min_pressure.value(draw));
  if (const auto fallen = gas::survival_s(*result, place, lowest)) return *fallen;
  return result->exhausted ? result->exhausted->time_s : closure_horizon_s;
}

}  // namespace landbridge::study
