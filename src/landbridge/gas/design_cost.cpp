#include "landbridge/gas/design_cost.hpp"

#include <algorithm>
#include <cmath>

namespace landbridge::gas {
namespace {

namespace lu = landbridge::units;

/// At least one: a station without need of power on the design day is still a station.
int running_units(const DesignAssumptions& a, Power size, Power needed) {
  const double units = needed.si() / (size.si() * a.site_power.si());
  return std::max(1, static_cast<int>(std::ceil(units - 1e-9)));
}

}  // namespace

Machines size_machines(const DesignAssumptions& a, std::span<const Power> needed) {
  if (needed.empty()) return {};
  std::vector<Power> sizes = a.unit_sizes;
  std::ranges::sort(sizes);
  const int standby = static_cast<int>(a.standby_units.si());
  Machines best;
  for (const Power size : sizes) {
    int units = 0;
    int most = 0;
    for (const Power power : needed) {
      const int here = running_units(a, size, power) + standby;
      units += here;
      most = std::max(most, here);
    }
    const bool is_allowed = most <= a.max_units.si() || size == sizes.back();
    if (is_allowed && (best.units == 0 || units * size < best.installed))
      best = {size, units, standby * static_cast<int>(needed.size()), units * size};
  }
  return best;
}

Machines machines_of(const DesignAssumptions& a, const LineState& state, bool are_real) {
  if (!are_real) {
    std::vector<Power> needed;
    for (const StationState& s : state.stations) needed.push_back(s.shaft_power);
    return size_machines(a, needed);
  }
  Machines machines;
  bool is_first = true;
  for (const StationState& s : state.stations) {
    if (!s.map) continue;
    const Power size = s.map->unit_nominal;
    machines.unit_size = is_first || size == machines.unit_size ? size : Power{};
    is_first = false;
    machines.units += s.map->installed;
    machines.standby += s.map->installed - s.map->running;
    machines.installed = machines.installed + s.map->nominal;
  }
  return machines;
}

MachinePrices machine_prices(const UnitCosts& costs, const DesignAssumptions& a) {
  const double capital_per_w_year = fixed_cost_per_year(costs, Money{}, Money::from_si(1.0));
  return {capital_per_w_year * costs.station.si() / lu::year.si,
          costs.fuel_price.si() * a.availability.si()};
}

double mean_terrain_factor(const Route& route) {
  double extra_m = 0.0;
  for (const Terrain& t : route.terrain) extra_m += (t.cost_factor - 1.0) * (t.to - t.from).si();
  return 1.0 + extra_m / route.length.si();
}

Money pipe_investment(const UnitCosts& costs, const Route& route, const Design& design,
                      const DesignAssumptions& a) {
  const double steel_kg_m = steel_mass_kg_m(design.diameter, design.wall, a.steel_density);
  const auto pipe = MoneyPerLength::from_si(costs.steel.si() * steel_kg_m);
  const MoneyPerLength laying = pipe_cost_per_length(costs, design.diameter, 0.0);
  const double laying_lines = 1.0 + costs.further_line_factor.si() * (design.lines - 1);
  return route.length * (design.lines * pipe + laying_lines * mean_terrain_factor(route) * laying);
}

Money station_investment(const UnitCosts& costs, Power installed, int stations) {
  return installed * costs.station + stations * costs.station_fixed;
}

double fixed_cost_per_year(const UnitCosts& costs, Money pipe, Money stations) {
  const double rate_per_year = costs.discount_rate.in(lu::per_year);
  const double interest = std::pow(1.0 + rate_per_year, 0.5 * costs.build_time.in(lu::year));
  const double capital =
      interest * capital_recovery_factor(rate_per_year, costs.lifetime.in(lu::year));
  return (capital + costs.pipe_opex.in(lu::per_year)) * pipe.si() +
         (capital + costs.station_opex.in(lu::per_year)) * stations.si();
}

Tariff design_tariff(const UnitCosts& costs, const DesignSpec& spec, const Design& design,
                     const LineState& state, AmountFlow flow) {
  CostInputs in;
  in.costs = costs;
  in.pipe_capex = pipe_investment(costs, spec.route, design, spec.assumptions);
  in.station_capex = station_investment(costs, design.machines.installed, design.stations);
  in.fuel_power = state.drive_power;
  in.running_time = spec.assumptions.availability.si() * lu::year;
  in.throughput = flow;
  in.length = spec.route.length;
  in.lower_heating_value = spec.assumptions.lower_heating_value;
  return levelised_tariff(in);
}

}  // namespace landbridge::gas
