#include "landbridge/gas/design_line.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "landbridge/gas/design_walk.hpp"

namespace landbridge::gas {
namespace {

namespace lu = landbridge::units;

constexpr int doublings_max = 60;
constexpr int bisections_max = 60;
constexpr double bracket_tolerance_relative = 1e-10;

// Beyond these a number is a slip of the pen, and the work would have no bound.
constexpr double length_max_km = 40'000.0;
constexpr double diameter_max_mm = 10'000.0;
constexpr double pressure_max_mpa = 100.0;

tl::unexpected<Error> wrong(const LineSpec& line, std::string_view field, std::string what,
                            std::string hint = {}) {
  return fail(Fault::bad_input, fmt::format("gas.line[{}].{}", line.name, field), std::move(what),
              std::move(hint));
}

bool is_positive(double x) { return std::isfinite(x) && x > 0.0; }

Result<void> check_pressures(const LineSpec& line) {
  const Route& route = line.route;
  const double max_mpa = line.max_pressure.in(lu::megapascal);
  if (!is_positive(max_mpa))
    return wrong(line, "max_pressure",
                 fmt::format("max_pressure is {} MPa; it must be positive", max_mpa));
  if (max_mpa > pressure_max_mpa)
    return wrong(line, "max_pressure",
                 fmt::format("max_pressure is {:g} MPa; no line bears more than {:g} MPa", max_mpa,
                             pressure_max_mpa));
  const double delivery_mpa = route.delivery_pressure.in(lu::megapascal);
  if (!is_positive(delivery_mpa) || delivery_mpa > max_mpa)
    return wrong(line, "delivery_pressure",
                 fmt::format("delivery_pressure is {} MPa; it must be positive and not above "
                             "the line's maximum of {} MPa",
                             delivery_mpa, max_mpa));
  const double inlet_mpa = route.inlet_pressure.in(lu::megapascal);
  if (!(inlet_mpa >= 0.0) || inlet_mpa > max_mpa)
    return wrong(line, "inlet_pressure",
                 fmt::format("inlet_pressure is {} MPa; it must not be above the line's maximum "
                             "of {} MPa",
                             inlet_mpa, max_mpa));
  return {};
}

Result<void> check_route(const LineSpec& line) {
  const Route& route = line.route;
  const double length_m = route.length.si();
  if (!is_positive(length_m))
    return wrong(line, "length",
                 fmt::format("length is {} km; it must be positive", route.length.in(lu::km)));
  if (route.length.in(lu::km) > length_max_km)
    return wrong(
        line, "length",
        fmt::format("length is {:g} km, more than once around the Earth", route.length.in(lu::km)));
  for (const Temperature t : {route.ground_temperature, route.air_temperature})
    if (!(t.si() > 200.0 && t.si() < 350.0))
      return wrong(line, "temperature",
                   fmt::format("a temperature of ground or air is {:.2f} K", t.si()),
                   "give something between 200 K and 350 K, as in \"8 degC\"");
  double before_m = -1.0;
  for (const HeightPoint& p : route.profile) {
    if (!(p.at.si() > before_m) || p.at.si() > length_m * (1.0 + 1e-9))
      return wrong(line, "profile",
                   fmt::format("the point at {:g} km is out of order or off the route of {:g} km",
                               p.at.in(lu::km), route.length.in(lu::km)),
                   "list the points by rising distance from 0 to the length");
    if (!std::isfinite(p.height.si())) return wrong(line, "profile", "a height is not a number");
    before_m = p.at.si();
  }
  for (const Offtake& o : route.offtakes)
    if (!(o.at.si() >= 0.0 && o.at.si() <= length_m) || !std::isfinite(o.flow.si()))
      return wrong(line, "offtakes",
                   fmt::format("'{}' is at {:g} km, off the route of {:g} km", o.name,
                               o.at.in(lu::km), route.length.in(lu::km)));
  for (const Terrain& t : route.terrain)
    if (!(t.from.si() >= 0.0 && t.to > t.from && t.to.si() <= length_m * (1.0 + 1e-9)) ||
        !is_positive(t.cost_factor))
      return wrong(line, "terrain",
                   fmt::format("the stretch from {:g} km to {:g} km with factor {:g} is not a part "
                               "of the route",
                               t.from.in(lu::km), t.to.in(lu::km), t.cost_factor));
  return {};
}

Result<void> check_stations(const LineSpec& line) {
  if (line.lines < 1)
    return wrong(line, "lines", fmt::format("lines is {}; there must be at least one", line.lines));
  if (line.stations < 0 || line.stations > 1000)
    return wrong(line, "stations", fmt::format("stations is {}; give 0 to 1000", line.stations));
  if (line.has_head_station && line.stations == 0 && line.station_at.empty())
    return wrong(line, "stations", "a head station is wanted, but stations is 0",
                 "count the head station among the stations");
  double before_m = -1.0;
  for (const Length at : line.station_at) {
    if (!(at.si() > before_m) || at >= line.route.length)
      return wrong(
          line, "station_at",
          fmt::format("a station at {:g} km is out of order or not on the route of {:g} km",
                      at.in(lu::km), line.route.length.in(lu::km)));
    before_m = at.si();
  }
  if (line.station_power < Power{})
    return wrong(line, "station_power", "station_power is negative");
  return {};
}

Result<void> check_machines(const LineSpec& line, const DesignAssumptions& a) {
  if (!line.machines) return {};
  const auto kit = kit_of(line, a);
  if (!kit) return wrong(line, "machines", kit.error().what, kit.error().hint);
  return {};
}

/// A flow that is too much for the line: a bound that friction alone breaks, doubled if need be.
double flow_bound_kg_s(const LineModel& m) {
  const double area_m2 = 0.25 * std::numbers::pi * m.inner_diameter_m * m.inner_diameter_m;
  const double zrt = 0.7 * specific_gas_constant_j_kg_k(m.assumptions.gas) * 270.0;
  constexpr double smooth_lambda = 0.006;
  return m.lines * area_m2 * m.max_pressure_pa *
             std::sqrt(m.inner_diameter_m / (smooth_lambda * zrt * m.longest_section_m)) +
         std::max(0.0, m.offtakes_kg_s);
}

struct Largest {
  double inlet_kg_s = 0.0;
  double bracket_relative = 0.0;
  LineState too_much;  ///< just over the edge: tells which limit binds
  bool is_found = false;
};

Largest search_largest(const LineModel& model, WalkOptions options, int& walks) {
  options.stops_at_limit = true;
  Largest r;
  double low = 0.0;
  double high = flow_bound_kg_s(model);
  r.too_much = walk(model, high, options);
  for (int i = 0; i < doublings_max && r.too_much.limit == Limit::none; ++i, ++walks) {
    low = high;
    high *= 2.0;
    r.too_much = walk(model, high, options);
  }
  for (int i = 0; i < bisections_max && high - low > bracket_tolerance_relative * high; ++i) {
    const double middle = 0.5 * (low + high);
    LineState state = walk(model, middle, options);
    ++walks;
    if (state.limit == Limit::none) {
      low = middle;
      r.is_found = true;
    } else {
      high = middle;
      r.too_much = std::move(state);
    }
  }
  r.inlet_kg_s = low;
  r.bracket_relative = (high - low) / high;
  return r;
}

/// Pressures at the ends and stations with the given step against those with half of it.
double step_error(const LineModel& model, double inlet_kg_s, double station_power_w, int& walks) {
  const double cell_m = model.assumptions.cell.si();
  const LineState coarse =
      walk(model, inlet_kg_s, {.station_power_w = station_power_w, .cell_m = cell_m});
  const LineState fine =
      walk(model, inlet_kg_s, {.station_power_w = station_power_w, .cell_m = 0.5 * cell_m});
  walks += 2;
  double worst = std::abs(coarse.end_pressure.si() / fine.end_pressure.si() - 1.0);
  for (std::size_t i = 0; i < std::min(coarse.stations.size(), fine.stations.size()); ++i)
    worst = std::max(
        worst, std::abs(coarse.stations[i].suction.si() / fine.stations[i].suction.si() - 1.0));
  return worst;
}

}  // namespace

std::string_view name_of(Limit limit) {
  switch (limit) {
    case Limit::none: return "none";
    case Limit::station_ratio: return "station_ratio";
    case Limit::station_power: return "station_power";
    case Limit::station_map: return "station_map";
    case Limit::velocity: return "velocity";
    case Limit::delivery_pressure: return "delivery_pressure";
    case Limit::no_pressure: return "no_pressure";
  }
  return "?";
}

Result<void> check(const LineSpec& line) {
  if (!is_positive(line.outer_diameter.si()))
    return wrong(
        line, "diameter",
        fmt::format("diameter is {} mm; it must be positive", line.outer_diameter.in(lu::mm)));
  if (line.outer_diameter.in(lu::mm) > diameter_max_mm)
    return wrong(line, "diameter",
                 fmt::format("diameter is {:g} mm; no pipe is wider than {:g} mm",
                             line.outer_diameter.in(lu::mm), diameter_max_mm));
  if (!(line.wall.si() >= 0.0) || 2.0 * line.wall.si() >= line.outer_diameter.si())
    return wrong(line, "wall",
                 fmt::format("a wall of {} mm does not fit into a diameter of {} mm",
                             line.wall.in(lu::mm), line.outer_diameter.in(lu::mm)));
  if (auto ok = check_pressures(line); !ok) return ok;
  if (auto ok = check_route(line); !ok) return ok;
  return check_stations(line);
}

LineCertificate certify(const LineModel& model, const LineState& state) {
  LineCertificate c;
  const double inlet_kg_s = state.inlet.si();
  c.mass_residual_relative =
      std::abs(inlet_kg_s - model.offtakes_kg_s - state.fuel.si() - state.delivered.si()) /
      std::max(inlet_kg_s, 1e-30);
  const double heat_j_kg =
      model.assumptions.lower_heating_value.si() / model.assumptions.gas.molar_mass.si();
  for (const StationState& station : state.stations) {
    if (station.map && !station.map->is_bypassed) {
      const StationMapPoint& point = *station.map;
      c.map_residual_relative = std::max(c.map_residual_relative, point.map_residual);
      double from_head_w = 0.0;
      for (const UnitPoint& u : point.units)
        from_head_w += u.flow_kg_s * u.head_j_kg / u.efficiency;
      c.power_residual_relative = std::max(c.power_residual_relative,
                                           std::abs(from_head_w / station.shaft_power.si() - 1.0));
    } else if (station.shaft_power > Power{}) {
      const double from_fuel_w =
          station.fuel.si() * heat_j_kg * model.assumptions.drive_efficiency.si();
      c.power_residual_relative = std::max(c.power_residual_relative,
                                           std::abs(from_fuel_w / station.shaft_power.si() - 1.0));
    }
  }
  c.step_error_relative =
      step_error(model, inlet_kg_s, std::numeric_limits<double>::infinity(), c.walks);
  return c;
}

Result<LineCapacity> largest_flow(const LineSpec& line, const DesignAssumptions& a) {
  if (auto ok = check(a); !ok) return fail(ok.error());
  if (auto ok = check(line); !ok) return fail(ok.error());
  if (auto ok = check_machines(line, a); !ok) return fail(ok.error());
  const LineModel model = model_of(line, a);
  if (!(model.inner_diameter_m > 0.0))
    return wrong(line, "wall", "the wall rule leaves no room inside the pipe",
                 "check the strength of the steel and the maximum pressure");
  int walks = 0;
  const Largest firm =
      search_largest(model, {.station_power_w = model.station_power_firm_w}, walks);
  LineCapacity c;
  c.state = walk(model, firm.inlet_kg_s,
                 {.station_power_w = model.station_power_firm_w, .keeps_profile = true});
  if (!firm.is_found || !(c.state.delivered.si() > 0.0))
    return fail(Fault::infeasible, fmt::format("gas.line[{}]", line.name),
                fmt::format("no flow reaches the end: {} at {:g} km with offtakes of {:.4g} "
                            "bcm_20C/yr",
                            name_of(firm.too_much.limit), firm.too_much.limit_at.in(lu::km),
                            amount_flow(model, model.offtakes_kg_s).in(lu::bcm_20C_per_year)),
                "lower the delivery pressure or the offtakes, or add a station");
  c.limit = firm.too_much.limit;
  c.limit_at = firm.too_much.limit_at;
  c.limit_detail = firm.too_much.limit_detail;
  c.design_day = amount_flow(model, c.state.delivered.si());
  c.annual = a.availability.si() * c.design_day;
  c.annual_inlet = a.availability.si() * amount_flow(model, firm.inlet_kg_s);
  c.annual_peak = c.annual;
  const bool has_standby_machines = model.kit && model.kit->standby > 0;
  if (model.station_power_peak_w > model.station_power_firm_w || has_standby_machines) {
    const WalkOptions all{.station_power_w = model.station_power_peak_w, .runs_standby = true};
    const Largest peak = search_largest(model, all, walks);
    const LineState state = walk(model, peak.inlet_kg_s, all);
    c.annual_peak = a.availability.si() * amount_flow(model, state.delivered.si());
  }
  c.wall = Length::from_si(model.wall_m);
  c.inner_diameter = Length::from_si(model.inner_diameter_m);
  c.spacing = Length::from_si(model.longest_section_m);
  c.certificate = certify(model, c.state);
  c.certificate.flow_bracket_relative = firm.bracket_relative;
  c.certificate.walks += walks;
  return c;
}

Result<LineState> carry(const LineSpec& line, const DesignAssumptions& a,
                        AmountFlow annual_delivery) {
  if (auto ok = check(a); !ok) return fail(ok.error());
  if (auto ok = check(line); !ok) return fail(ok.error());
  if (auto ok = check_machines(line, a); !ok) return fail(ok.error());
  if (!is_positive(annual_delivery.si()))
    return wrong(line, "flow", "the flow to carry must be positive");
  const LineModel model = model_of(line, a);
  int walks = 0;
  return walk_to_deliver(model, mass_flow_kg_s(model, annual_delivery) / a.availability.si(),
                         {.station_power_w = model.station_power_firm_w, .keeps_profile = true},
                         walks);
}

}  // namespace landbridge::gas
