#include "landbridge/study/domains/gas/gas_year.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/gas/price_zone.hpp"
#include "landbridge/study/domains/gas/gas_schema.hpp"
#include "landbridge/study/scenario.hpp"

namespace landbridge::study {
namespace {

const EntitySpec& entity(std::string_view name) {
  const auto all = gas_entities();
  return *std::ranges::find(all, name, &EntitySpec::name);
}

gas::DeliveryLimits limits_of(const GasModel& model, const GasNetwork::Delivery& delivery,
                              std::span<const double> draw) {
  gas::DeliveryLimits limits;
  limits.min_delivery_pressure = Pressure::from_si(delivery.min_pressure.value(draw));
  limits.max_velocity = Velocity::from_si(model.settings.max_velocity.value(draw));
  for (const Number& cap : delivery.caps) {
    const double kg_s = cap.value(draw) * model.settings.gas.molar_mass.si();
    if (limits.max_flow.si() == 0.0 || kg_s < limits.max_flow.si())
      limits.max_flow = MassFlow::from_si(kg_s);
  }
  return limits;
}

bool is_capped_to_nothing(const GasNetwork::Delivery& delivery, std::span<const double> draw) {
  return std::ranges::any_of(delivery.caps, [&](const Number& n) { return n.value(draw) <= 0.0; });
}

Result<gas::WarmDelivery> largest(const GasModel& model, const GasNetwork& network,
                                  const GasNetwork::Delivery& delivery, Running running,
                                  std::span<const double> draw) {
  if (delivery.is_closed || is_capped_to_nothing(delivery, draw)) {
    gas::WarmDelivery none;
    none.delivery.sentence = fmt::format("the delivery '{}' is closed", delivery.id);
    return none;
  }
  return gas::largest_warm_delivery(
      gas_problem(network, model.settings, running, draw), delivery.node,
      limits_of(model, delivery, draw),
      gas_surroundings(network, model.settings, model.table.get(), running, draw));
}

double delivered_mol_s(const GasModel& model, const gas::WarmDelivery& d) {
  return d.delivery.flow.si() / model.settings.gas.molar_mass.si();
}

Result<StretchDelivery> stretch_delivery(const GasModel& model, std::size_t stretch,
                                         std::size_t delivery, std::span<const double> draw) {
  const GasNetwork& network = model.networks[stretch];
  StretchDelivery result;
  auto firm = largest(model, network, network.deliveries[delivery], Running::firm, draw);
  if (!firm) return fail(firm.error());
  result.firm = std::move(*firm);
  result.firm_mol_s = delivered_mol_s(model, result.firm);
  if (model.has_hydrates())
    result.hydrates = hydrate_margin(network, model.settings, result.firm, draw);
  const bool has_machines = std::ranges::any_of(
      network.stations, [&](const auto& s) { return s.standby.value(draw) > 0.0; });
  if (!has_machines) {
    result.peak = result.firm;
    result.peak_mol_s = result.firm_mol_s;
    return result;
  }
  auto peak = largest(model, network, network.deliveries[delivery], Running::all_units, draw);
  if (!peak) return fail(peak.error());
  result.peak = std::move(*peak);
  result.peak_mol_s = std::max(result.firm_mol_s, delivered_mol_s(model, result.peak));
  return result;
}

Result<YearDelivery> year_delivery(const GasModel& model, std::size_t delivery,
                                   std::span<const double> draw) {
  YearDelivery year;
  for (std::size_t s = 0; s < model.networks.size(); ++s) {
    auto stretch = stretch_delivery(model, s, delivery, draw);
    if (!stretch)
      return fail(stretch.error().fault,
                  fmt::format("gas, {}", model.study->periods[model.stretches[s].period].id),
                  stretch.error().what, stretch.error().hint);
    const double share = static_cast<double>(model.stretches[s].length_days) / days_per_year;
    year.annual_mol_s += share * stretch->firm_mol_s;
    year.peak_mol_s += share * stretch->peak_mol_s;
    year.best_day_mol_s = std::max(year.best_day_mol_s, stretch->peak_mol_s);
    year.stretches.push_back(std::move(*stretch));
  }
  year.annual_mol_s *= model.settings.availability.value(draw);
  return year;
}

/// What the new pipes and stations of the first stretch cost to build.
void add_investment(const GasModel& model, std::span<const double> draw, GasYear& year) {
  const GasNetwork& network = model.networks.front();
  gas::CostInputs& c = year.investment;
  c.costs = unit_costs(model, draw);
  for (const auto& p : network.pipes) {
    if (!p.is_new) continue;
    const double inner_m = p.diameter.value(draw);
    const double wall_m = p.wall.value(draw);
    const double length_m = p.length.value(draw);
    const double lines = p.lines.value(draw);
    const double steel_kg_m =
        std::numbers::pi * wall_m * (inner_m + wall_m) * model.settings.steel_density.value(draw);
    const auto first =
        gas::pipe_cost_per_length(c.costs, Length::from_si(inner_m + 2.0 * wall_m), steel_kg_m);
    const double further = c.costs.further_line_factor.si();
    const double strings = lines > 0.0 ? 1.0 + (lines - 1.0) * further : 0.0;
    c.pipe_capex =
        c.pipe_capex + Money::from_si(first.si() * length_m * strings * p.cost_factor.value(draw));
    year.new_length_m += length_m;
  }
  for (const auto& s : network.stations) {
    if (!s.is_new) continue;
    const double power_w = s.unit_power.value(draw) * s.units.value(draw);
    c.station_capex =
        c.station_capex + Money::from_si(c.costs.station.si() * power_w) + c.costs.station_fixed;
  }
}

/// Fuel heat at a volume; at the largest delivery where the network cannot carry it.
double fuel_power_w(const GasModel& model, const GasYear& year, std::size_t delivery,
                    double amount_mol_s, std::span<const double> draw) {
  const GasNetwork& network = model.networks.front();
  const gas::WarmDelivery& firm = year.deliveries[delivery].stretches.front().firm;
  if (firm.network.supply.empty()) return 0.0;
  const auto around =
      gas_surroundings(network, model.settings, model.table.get(), Running::firm, draw);
  gas::Problem problem = firm.network;
  const NodeId node = network.deliveries[delivery].node;
  const double kg_s = amount_mol_s * model.settings.gas.molar_mass.si();
  problem.supply[node] = problem.supply[node] - MassFlow::from_si(kg_s);
  const auto solution = gas::solve(problem);
  const bool is_carried = solution && solution->infeasible.empty();
  return gas::energy_rate_w(around, is_carried ? *solution : firm.delivery.solution);
}

/// The limit of one side and the way out that sets it.
std::pair<double, std::string> limit_of(const GasDeal& deal, bool is_seller, double tariff,
                                        std::span<const double> draw) {
  std::map<std::string, double> ways;
  for (const PriceRung& r : deal.rungs)
    if (r.is_seller == is_seller)
      ways[r.alternative] += r.is_tariff ? tariff : r.amount.value(draw);
  if (ways.empty()) return {std::numeric_limits<double>::quiet_NaN(), ""};
  std::vector<double> totals;
  for (const auto& [name, total] : ways) totals.push_back(total);
  const double limit = gas::choose(is_seller ? gas::Choose::highest : gas::Choose::lowest, totals);
  const auto way = std::ranges::find_if(ways, [&](const auto& w) { return w.second == limit; });
  return {limit, way->first};
}

DealState deal_state(const GasModel& model, const GasDeal& deal, const GasYear& year,
                     std::span<const double> draw) {
  DealState state;
  const Money capex = year.investment.pipe_capex + year.investment.station_capex;
  if (capex.si() > 0.0) {
    state.tariff = tariff_at(model, year, deal.delivery, deal.amount.value(draw), draw);
    state.has_tariff = true;
  }
  const double tariff = state.tariff.per_amount.si();
  std::tie(state.floor, state.floor_way) = limit_of(deal, true, tariff, draw);
  std::tie(state.ceiling, state.ceiling_way) = limit_of(deal, false, tariff, draw);
  return state;
}

Result<std::vector<double>> flows_without(const GasModel& model, const GasOutage& outage,
                                          std::span<const double> draw) {
  std::vector<double> flows;
  for (const GasNetwork& network : outage.networks) {
    const auto flow = firm_flow_mol_s(model, network, outage.delivery, draw);
    if (!flow)
      return fail(flow.error().fault, fmt::format("gas, outage '{}'", outage.id), flow.error().what,
                  flow.error().hint);
    flows.push_back(*flow);
  }
  return flows;
}

std::vector<GasDeal> read_deals(const DomainData& data) {
  std::vector<GasDeal> deals;
  const auto& deliveries = data.table("delivery").rows;
  for (const Row& row : data.table("deal").rows) {
    if (row.is_closed) continue;
    const RowReader r(entity("deal"), row);
    const auto hit = std::ranges::find(deliveries, r.text("delivery"), &Row::id);
    LANDBRIDGE_ASSERT(hit != deliveries.end());
    GasDeal deal{
        row.id, static_cast<std::size_t>(hit - deliveries.begin()), r.number("amount"), {}};
    for (const Row& price : data.table("price").rows) {
      const RowReader p(entity("price"), price);
      if (p.text("deal") != row.id || price.is_closed) continue;
      deal.rungs.push_back({price.id, p.text("alternative"), p.text("label"),
                            p.text("side") == "seller", p.text("kind") == "tariff",
                            p.number("amount")});
    }
    deals.push_back(std::move(deal));
  }
  return deals;
}

/// What a scenario may have mixed that each table alone has right.
Result<bool> check_surroundings(const std::vector<GasNetwork>& networks) {
  const auto lies_in_soil = [](const GasNetwork::Pipe& pipe) { return is_stated(pipe.soil); };
  for (const GasNetwork& network : networks) {
    for (const auto& station : network.stations)
      if (station.machine && !is_stated(station.air))
        return fail(Fault::bad_input, fmt::format("gas.station[{}]", station.id),
                    "it has a machine but no temperature of the air",
                    "name a 'region' whose rows in the table 'ground' have 'air'");
    const auto bare = std::ranges::find_if_not(network.pipes, lies_in_soil);
    if (bare != network.pipes.end() && std::ranges::any_of(network.pipes, lies_in_soil))
      return fail(Fault::bad_input, fmt::format("gas.pipe[{}]", bare->id),
                  "its region has no temperature of the soil, other pipes have one",
                  "give all regions of pipes 'soil' in the table 'ground', or none");
  }
  return true;
}

}  // namespace

Result<GasModel> gas_model(const Case& scenario_case) {
  const DomainData& data = scenario_case.stretches.front().data;
  auto settings = gas_settings(data);
  if (!settings) return fail(settings.error());
  GasModel model{scenario_case.study,
                 std::move(*settings),
                 {},
                 scenario_case.stretches,
                 read_deals(data),
                 read_outages(*scenario_case.study, scenario_case.stretches),
                 read_closures(*scenario_case.study, scenario_case.stretches),
                 read_days(*scenario_case.study, scenario_case.stretches),
                 {},
                 nullptr};
  for (const Stretch& s : scenario_case.stretches)
    model.networks.push_back(gas_network(*scenario_case.study, s));
  if (const auto fine = check_surroundings(model.networks); !fine) return fail(fine.error());
  if (std::ranges::all_of(model.networks, has_soil)) {
    auto table = property_table(*scenario_case.study, model.settings, model.networks);
    if (!table) return fail(table.error());
    model.table = std::move(*table);
  }
  const RowReader r(entity("settings"), data.table("settings").rows.front());
  for_each_field<gas::UnitCosts>([&](const auto& f) {
    model.unit_costs.emplace_back(std::string(f.key), r.number(unit_cost_key(f.key)));
  });
  return model;
}

gas::UnitCosts unit_costs(const GasModel& model, std::span<const double> draw) {
  gas::UnitCosts costs;
  std::size_t i = 0;
  for_each_field<gas::UnitCosts>([&](const auto& f) {
    using Q = std::remove_reference_t<decltype(costs.*(f.member))>;
    costs.*(f.member) = Q::from_si(model.unit_costs[i++].second.value(draw));
  });
  return costs;
}

Result<double> firm_flow_mol_s(const GasModel& model, const GasNetwork& network,
                               std::size_t delivery, std::span<const double> draw) {
  const auto flow = largest(model, network, network.deliveries[delivery], Running::firm, draw);
  if (!flow) return fail(flow.error());
  return delivered_mol_s(model, *flow);
}

gas::Tariff tariff_at(const GasModel& model, const GasYear& year, std::size_t delivery,
                      double amount_mol_s, std::span<const double> draw) {
  gas::CostInputs inputs = year.investment;
  inputs.throughput = AmountFlow::from_si(amount_mol_s);
  inputs.fuel_power = Power::from_si(fuel_power_w(model, year, delivery, amount_mol_s, draw));
  inputs.running_time = 1.0 * units::year;
  inputs.length = Length::from_si(year.new_length_m);
  inputs.lower_heating_value =
      EnergyPerAmount::from_si(model.settings.lower_heating_value.value(draw));
  return gas::levelised_tariff(inputs);
}

Result<GasYear> gas_year(const GasModel& model, std::span<const double> draw) {
  GasYear year;
  for (std::size_t d = 0; d < model.networks.front().deliveries.size(); ++d) {
    auto delivery = year_delivery(model, d, draw);
    if (!delivery) return fail(delivery.error());
    year.deliveries.push_back(std::move(*delivery));
  }
  add_investment(model, draw, year);
  for (const GasOutage& outage : model.outages) {
    auto flows = flows_without(model, outage, draw);
    if (!flows) return fail(flows.error());
    year.outage_mol_s.push_back(std::move(*flows));
  }
  for (const GasClosure& closure : model.closures) {
    const StretchDelivery& firm = year.deliveries[closure.delivery].stretches[closure.stretch];
    const auto survival_s = closure_survival_s(model, closure, firm, draw);
    if (!survival_s) return fail(survival_s.error());
    year.closure_survival_s.push_back(*survival_s);
  }
  for (const GasDay& day : model.days) {
    const StretchDelivery& firm = year.deliveries[day.delivery].stretches[day.stretch];
    const auto margin_pa = day_margin_pa(model, day, firm, draw);
    if (!margin_pa) return fail(margin_pa.error());
    year.day_margin_pa.push_back(*margin_pa);
  }
  for (const GasDeal& deal : model.deals) year.deals.push_back(deal_state(model, deal, year, draw));
  return year;
}

}  // namespace landbridge::study
