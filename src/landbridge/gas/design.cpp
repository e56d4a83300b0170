#include "landbridge/gas/design.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/gas/design_cost.hpp"
#include "landbridge/gas/design_walk.hpp"

namespace landbridge::gas {
namespace {

namespace lu = landbridge::units;

constexpr int stations_max = 500;
constexpr std::size_t grid_max = 200'000;

/// A pipe of the grid: everything but the stations.
struct PipeChoice {
  Length diameter;
  Length wall;
  int lines = 1;
  Pressure max_pressure;
  double fixed_cost_per_year = 0.0;  ///< of the pipe alone, at best unit costs
};

struct StationRange {
  int low = 0;
  int high = 0;
};

tl::unexpected<Error> wrong(std::string_view field, std::string what, std::string hint = {}) {
  return fail(Fault::bad_input, fmt::format("design.{}", field), std::move(what), std::move(hint));
}

bool has_head_station(const DesignSpec& spec, Pressure max_pressure) {
  return spec.route.inlet_pressure > Pressure{} && spec.route.inlet_pressure < max_pressure;
}

/// Number of sections between stations (one per station, or one more without head station).
StationRange section_range(const DesignSpec& spec) {
  const double length_m = spec.route.length.si();
  const int low = std::max(1, static_cast<int>(std::ceil(length_m / spec.max_spacing.si() - 1e-9)));
  const int high =
      std::max(low, static_cast<int>(std::floor(length_m / spec.min_spacing.si() + 1e-9)));
  return {low, high};
}

Result<void> check_lists(const DesignSpec& spec) {
  if (spec.diameters.empty())
    return wrong("diameters", "the list of diameters is empty", "as in [\"1220 mm\", \"1420 mm\"]");
  if (spec.lines.empty())
    return wrong("lines", "the list of numbers of lines is empty", "as in [1, 2]");
  if (spec.max_pressures.empty())
    return wrong("max_pressures", "the list of maximum pressures is empty", "as in [\"9.8 MPa\"]");
  for (const int lines : spec.lines)
    if (lines < 1) return wrong("lines", fmt::format("{} lines cannot be built", lines));
  if (!(spec.min_spacing > Length{}) || spec.max_spacing < spec.min_spacing)
    return wrong("min_spacing",
                 fmt::format("spacing from {:g} km to {:g} km is no range",
                             spec.min_spacing.in(lu::km), spec.max_spacing.in(lu::km)));
  if (spec.top < 1) return wrong("top", fmt::format("top is {}; rank at least one", spec.top));
  const StationRange sections = section_range(spec);
  if (sections.high > stations_max)
    return wrong("min_spacing",
                 fmt::format("a spacing of {:g} km puts more than {} stations on the route",
                             spec.min_spacing.in(lu::km), stations_max));
  const std::size_t grid = spec.diameters.size() * spec.lines.size() * spec.max_pressures.size() *
                           static_cast<std::size_t>(sections.high - sections.low + 1);
  if (grid > grid_max)
    return wrong("diameters",
                 fmt::format("the grid has {} designs; the limit is {}", grid, grid_max),
                 "offer fewer diameters, pressures or a narrower spacing");
  return {};
}

LineSpec line_of(const DesignSpec& spec, const PipeChoice& pipe, int sections) {
  LineSpec line;
  line.name = spec.name;
  line.route = spec.route;
  line.outer_diameter = pipe.diameter;
  line.wall = pipe.wall;
  line.max_pressure = pipe.max_pressure;
  line.lines = pipe.lines;
  line.machines = spec.machines;
  line.has_head_station = has_head_station(spec, pipe.max_pressure);
  line.stations = line.has_head_station ? sections : sections - 1;
  return line;
}

Result<void> check_costs(const UnitCosts& costs) {
  CostInputs probe;
  probe.costs = costs;
  probe.throughput = AmountFlow::from_si(1.0);
  probe.length = Length::from_si(1.0);
  if (auto tariff = checked_tariff(probe); !tariff) return fail(tariff.error());
  return {};
}

Result<void> check(const DesignSpec& spec) {
  if (!(spec.flow > AmountFlow{}) || !std::isfinite(spec.flow.si()))
    return wrong("flow", fmt::format("flow is {} bcm_20C/yr; it must be positive",
                                     spec.flow.in(lu::bcm_20C_per_year)));
  if (!(spec.route.length > Length{}) || !std::isfinite(spec.route.length.si()))
    return wrong("route.length", "the route needs a length greater than zero");
  if (auto ok = check_lists(spec); !ok) return ok;
  if (auto ok = gas::check(spec.assumptions); !ok) return ok;
  for (const UnitCosts* costs : {&spec.costs.low, &spec.costs.best, &spec.costs.high})
    if (auto ok = check_costs(*costs); !ok) return ok;
  for (const Length diameter : spec.diameters)
    for (const Pressure pressure : spec.max_pressures) {
      const PipeChoice pipe{diameter, Length{}, 1, pressure, 0.0};
      if (auto ok = gas::check(line_of(spec, pipe, 1)); !ok) return ok;
      if (2.0 * wall_thickness(spec.assumptions, diameter, pressure) >= diameter)
        return wrong("max_pressures",
                     fmt::format("{:g} MPa in a pipe of {:g} mm leaves no room inside",
                                 pressure.in(lu::megapascal), diameter.in(lu::mm)));
    }
  if (spec.machines) {
    LineSpec line;
    line.route = spec.route;
    line.machines = spec.machines;
    if (const auto kit = gas::kit_of(line, spec.assumptions); !kit)
      return wrong("stations", kit.error().what, kit.error().hint);
  }
  for (const AmountFlow flow : spec.curve_flows)
    if (!(flow > AmountFlow{}))
      return wrong("curve_flows", "a flow of the cost curve is not positive");
  for (const double share : spec.utilisations)
    if (!(share > 0.0 && share <= 1.0))
      return wrong("utilisations", fmt::format("utilisation {:g} is not in (0, 1]", share));
  return {};
}

/// All pipes of the grid, cheapest first; ties by fewer lines, smaller diameter, lower pressure.
std::vector<PipeChoice> pipe_choices(const DesignSpec& spec) {
  std::vector<PipeChoice> pipes;
  for (const int lines : spec.lines)
    for (const Length diameter : spec.diameters)
      for (const Pressure pressure : spec.max_pressures) {
        PipeChoice pipe{diameter, wall_thickness(spec.assumptions, diameter, pressure), lines,
                        pressure, 0.0};
        Design design;
        design.diameter = pipe.diameter;
        design.wall = pipe.wall;
        design.lines = pipe.lines;
        pipe.fixed_cost_per_year = fixed_cost_per_year(
            spec.costs.best, pipe_investment(spec.costs.best, spec.route, design, spec.assumptions),
            Money{});
        pipes.push_back(pipe);
      }
  const auto key = [](const PipeChoice& p) {
    return std::tuple(p.fixed_cost_per_year, p.lines, p.diameter.si(), p.max_pressure.si());
  };
  std::ranges::sort(pipes, {}, key);
  const auto is_same = [&](const PipeChoice& a, const PipeChoice& b) { return key(a) == key(b); };
  pipes.erase(std::unique(pipes.begin(), pipes.end(), is_same), pipes.end());
  return pipes;
}

std::optional<StationKit> kit_of(const DesignSpec& spec) {
  if (!spec.machines) return std::nullopt;
  LineSpec line;
  line.route = spec.route;
  line.machines = spec.machines;
  return *gas::kit_of(line, spec.assumptions);
}

/// Least yearly cost of so many stations, whatever the flow: one running unit and the standby
/// units of the smallest size in each.
double station_cost_bound(const DesignSpec& spec, const std::optional<StationKit>& kit,
                          int stations) {
  const double smallest_w =
      kit ? smallest_nominal_w(*kit) : std::ranges::min_element(spec.assumptions.unit_sizes)->si();
  const Power installed = Power::from_si(
      stations * (1.0 + std::floor(spec.assumptions.standby_units.si())) * smallest_w);
  return fixed_cost_per_year(spec.costs.best, Money{},
                             station_investment(spec.costs.best, installed, stations));
}

Design design_of(const DesignSpec& spec, const PipeChoice& pipe, const LineSpec& line,
                 LineState state, AmountFlow flow) {
  Design d;
  d.diameter = pipe.diameter;
  d.wall = pipe.wall;
  d.lines = pipe.lines;
  d.max_pressure = pipe.max_pressure;
  d.stations = line.stations;
  d.has_head_station = line.has_head_station;
  const int sections = line.has_head_station ? line.stations : line.stations + 1;
  d.spacing = spec.route.length / sections;
  d.shaft_power = state.shaft_power;
  d.machines = machines_of(spec.assumptions, state, spec.machines.has_value());
  d.fuel_share = state.fuel.si() / state.inlet.si();
  d.steel = Mass::from_si(steel_mass_kg_m(d.diameter, d.wall, spec.assumptions.steel_density) *
                          spec.route.length.si() * d.lines);
  d.pipe_capex = pipe_investment(spec.costs.best, spec.route, d, spec.assumptions);
  d.station_capex = station_investment(spec.costs.best, d.machines.installed, d.stations);
  d.state = std::move(state);
  d.tariff = design_tariff(spec.costs.best, spec, d, d.state, flow);
  d.tariff_low = design_tariff(spec.costs.low, spec, d, d.state, flow);
  d.tariff_high = design_tariff(spec.costs.high, spec, d, d.state, flow);
  return d;
}

double delivered_kg_s(const DesignSpec& spec, const LineModel& model, AmountFlow flow) {
  return mass_flow_kg_s(model, flow) / spec.assumptions.availability.si();
}

struct Search {
  std::vector<Design> ranked;
  SearchCertificate certificate;
};

/// Cost [money/s] above which a design cannot enter the ranking.
double entry_cost(const Search& search, int top) {
  if (static_cast<int>(search.ranked.size()) < top) return std::numeric_limits<double>::infinity();
  return search.ranked.back().tariff.total.si();
}

void enter(Search& search, Design design, int top) {
  const auto place = std::ranges::upper_bound(search.ranked, design.tariff.total.si(), {},
                                              [](const Design& d) { return d.tariff.total.si(); });
  search.ranked.insert(place, std::move(design));
  if (static_cast<int>(search.ranked.size()) > top) search.ranked.pop_back();
}

/// The best number of stations for one pipe, or none that beats `entry` [money/s].
std::optional<Design> best_stations(const DesignSpec& spec, const PipeChoice& pipe, AmountFlow flow,
                                    double entry, SearchCertificate& count) {
  const StationRange range = section_range(spec);
  const std::optional<StationKit> kit = kit_of(spec);
  std::optional<Design> best;
  for (int sections = range.low; sections <= range.high; ++sections) {
    const LineSpec line = line_of(spec, pipe, sections);
    const double bound_per_year =
        pipe.fixed_cost_per_year + station_cost_bound(spec, kit, line.stations);
    const double limit = best ? std::min(entry, best->tariff.total.si()) : entry;
    if (bound_per_year / lu::year.si >= limit) {  // more stations only cost more
      count.too_expensive += static_cast<std::size_t>(range.high - sections + 1);
      break;
    }
    const LineModel model = model_of(line, spec.assumptions);
    int walks = 0;
    LineState state =
        walk_to_deliver(model, delivered_kg_s(spec, model, flow), {.stops_at_limit = true}, walks);
    count.line.walks += walks;
    if (state.limit != Limit::none) {
      ++count.impossible;
      continue;
    }
    ++count.examined;
    Design d = design_of(spec, pipe, line, std::move(state), flow);
    if (d.tariff.total.si() < limit) best = std::move(d);
  }
  return best;
}

Search search_grid(const DesignSpec& spec, AmountFlow flow, int top) {
  Search search;
  const std::vector<PipeChoice> pipes = pipe_choices(spec);
  const StationRange range = section_range(spec);
  search.certificate.grid = pipes.size() * static_cast<std::size_t>(range.high - range.low + 1);
  for (const PipeChoice& pipe : pipes) {
    auto best = best_stations(spec, pipe, flow, entry_cost(search, top), search.certificate);
    if (best) enter(search, std::move(*best), top);
  }
  return search;
}

/// What stops the strongest line of the grid, and how much it could carry.
Error why_none(const DesignSpec& spec, AmountFlow flow) {
  const StationRange range = section_range(spec);
  PipeChoice strongest;
  strongest.lines = *std::ranges::max_element(spec.lines);
  strongest.max_pressure = *std::ranges::max_element(spec.max_pressures);
  strongest.diameter = *std::ranges::max_element(spec.diameters);
  const auto most = largest_flow(line_of(spec, strongest, range.high), spec.assumptions);
  std::string largest = most ? fmt::format("about {:.4g} bcm_20C/yr, stopped by {} at {:g} km",
                                           most->annual.in(lu::bcm_20C_per_year),
                                           name_of(most->limit), most->limit_at.in(lu::km))
                             : most.error().what;
  return {
      Fault::infeasible, fmt::format("design[{}]", spec.name),
      fmt::format("no design of the grid delivers {:.4g} bcm_20C/yr; the strongest ({} x {:g} mm, "
                  "{:g} MPa, a station every {:g} km) can do {}",
                  flow.in(lu::bcm_20C_per_year), strongest.lines, strongest.diameter.in(lu::mm),
                  strongest.max_pressure.in(lu::megapascal),
                  (spec.route.length / range.high).in(lu::km), largest),
      "offer more lines, larger diameters, higher pressures or closer stations"};
}

/// The chosen design carries a share of its flow: stations still deliver the maximum pressure, so
/// ratios and fuel fall with the flow; offtakes shrink in proportion.
std::vector<UtilisationPoint> utilisation_curve(const DesignSpec& spec, const Design& chosen) {
  std::vector<UtilisationPoint> curve;
  for (const double share : spec.utilisations) {
    DesignSpec less = spec;
    for (Offtake& o : less.route.offtakes) o.flow = share * o.flow;
    const PipeChoice pipe{chosen.diameter, chosen.wall, chosen.lines, chosen.max_pressure, 0.0};
    const int sections = chosen.has_head_station ? chosen.stations : chosen.stations + 1;
    const LineModel model = model_of(line_of(less, pipe, sections), spec.assumptions);
    int walks = 0;
    const AmountFlow flow = share * spec.flow;
    const LineState state = walk_to_deliver(model, delivered_kg_s(spec, model, flow), {}, walks);
    curve.push_back({share, flow, state.fuel.si() / state.inlet.si(),
                     design_tariff(spec.costs.best, less, chosen, state, flow)});
  }
  return curve;
}

/// The chosen design once more, with its profile, and how good its numbers are.
void finish_chosen(const DesignSpec& spec, DesignResult& result) {
  Design& chosen = result.ranked.front();
  const PipeChoice pipe{chosen.diameter, chosen.wall, chosen.lines, chosen.max_pressure, 0.0};
  const int sections = chosen.has_head_station ? chosen.stations : chosen.stations + 1;
  const LineModel model = model_of(line_of(spec, pipe, sections), spec.assumptions);
  chosen.state = walk(model, chosen.state.inlet.si(), {.keeps_profile = true});
  const int walks = result.certificate.line.walks;
  result.certificate.line = certify(model, chosen.state);
  result.certificate.line.walks += walks;
  result.utilisation = utilisation_curve(spec, chosen);
}

}  // namespace

Result<DesignResult> design(const DesignSpec& asked) {
  DesignSpec spec = asked;
  if (spec.machines) spec.machines->prices = machine_prices(spec.costs.best, spec.assumptions);
  if (auto ok = check(spec); !ok) return fail(ok.error());
  DesignResult result;
  Search search = search_grid(spec, spec.flow, spec.top);
  if (search.ranked.empty()) return fail(why_none(spec, spec.flow));
  result.ranked = std::move(search.ranked);
  result.certificate = search.certificate;
  finish_chosen(spec, result);
  for (const AmountFlow flow : spec.curve_flows) {
    Search point = search_grid(spec, flow, 1);
    result.certificate.grid += point.certificate.grid;
    result.certificate.examined += point.certificate.examined;
    result.certificate.impossible += point.certificate.impossible;
    result.certificate.too_expensive += point.certificate.too_expensive;
    result.certificate.line.walks += point.certificate.line.walks;
    CurvePoint p{flow, std::nullopt, {}};
    if (point.ranked.empty())
      p.why_none = why_none(spec, flow).what;
    else
      p.best = std::move(point.ranked.front());
    result.curve.push_back(std::move(p));
  }
  return result;
}

}  // namespace landbridge::gas
