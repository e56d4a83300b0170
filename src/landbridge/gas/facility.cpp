#include "landbridge/gas/facility.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "landbridge/gas/feed_law.hpp"
#include "landbridge/gas/problem.hpp"

namespace landbridge::gas {
namespace {

tl::unexpected<Error> bad(std::string what, std::string hint) {
  return fail(Fault::bad_input, {}, std::move(what), std::move(hint));
}

/// The pressure with p/Z(p) = wanted, at the gas's temperature; p/Z rises with p in a reservoir.
Result<double> pressure_of_p_over_z(const Gas& gas, double wanted_pa, double low_pa,
                                    double high_pa) {
  const double t_k = gas.temperature.si();
  const auto too_low = [&](double p_pa) {
    return p_pa / compressibility(gas, p_pa, t_k) < wanted_pa;
  };
  constexpr int halvings = 80;
  for (int i = 0; i < halvings; ++i) {
    const double middle_pa = 0.5 * (low_pa + high_pa);
    (too_low(middle_pa) ? low_pa : high_pa) = middle_pa;
  }
  if (!std::isfinite(high_pa)) return bad("the pressure of its reservoir is no number", {});
  return high_pa;
}

Result<double> reservoir_pa(const Storage& s, const Gas& gas) {
  const double stated_pa = s.reservoir_pressure.si();
  const double empty_pa = s.pressure_empty.si();
  const double full_pa = s.pressure_full.si();
  if (stated_pa > 0.0 && (empty_pa > 0.0 || full_pa > 0.0))
    return bad("it states both the reservoir's pressure and those of empty and full",
               "give reservoir_pressure alone, or pressure_empty, pressure_full and filling");
  if (stated_pa > 0.0) return stated_pa;
  if (empty_pa <= 0.0 && full_pa <= 0.0) return 0.0;
  if (!(empty_pa > 0.0) || !(full_pa > empty_pa))
    return bad(fmt::format("the reservoir is at {:.6g} bar when empty and at {:.6g} bar when full",
                           empty_pa / 1e5, full_pa / 1e5),
               "give pressure_empty and a higher pressure_full");
  if (s.filling.si() < 0.0)
    return bad("the pressures of the empty and the full reservoir need the filling",
               "write filling = \"60 %\"");
  const double t_k = gas.temperature.si();
  const double empty = empty_pa / compressibility(gas, empty_pa, t_k);
  const double full = full_pa / compressibility(gas, full_pa, t_k);
  return pressure_of_p_over_z(gas, empty + s.filling.si() * (full - empty), empty_pa, full_pa);
}

constexpr std::array<std::string_view, 3> kind_names{Storage::kind, LngTerminal::kind, Well::kind};
constexpr std::array<std::string_view, 3> spoken_names{"the storage", "the LNG terminal",
                                                       "the well"};

}  // namespace

std::string_view name_of(FacilityKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::string spoken_name_of(const Facility& facility) {
  return fmt::format("{} '{}'", spoken_names[static_cast<std::size_t>(facility.kind)], facility.id);
}

std::string place_of(const Facility& facility) {
  return fmt::format("gas.{}[{}]", name_of(facility.kind), facility.id);
}

Result<Facility> facility_of(const Storage& s, const Gas& gas) {
  const auto pressure_pa = reservoir_pa(s, gas);
  if (!pressure_pa) return fail(pressure_pa.error());
  if (s.open_flow.si() > 0.0 && *pressure_pa <= 0.0)
    return bad("its open_flow needs the pressure of the reservoir",
               "give reservoir_pressure, or pressure_empty, pressure_full and filling");
  if (s.injection_open_flow.si() > 0.0 && s.open_flow.si() <= 0.0)
    return bad("it states injection_open_flow without open_flow", "give both, or leave it out");
  Facility f;
  f.kind = FacilityKind::storage;
  f.stated = s;
  f.reservoir = Pressure::from_si(*pressure_pa);
  f.feed.lowest_flow = MassFlow{} - s.max_injection;
  if (s.max_withdrawal.si() > 0.0) f.feed.highest_flow = s.max_withdrawal;
  f.feed.outlet_pressure = s.pressure;
  f.feed.open_flow = s.open_flow;
  f.feed.injection_open_flow = s.injection_open_flow;
  f.feed.open_flow_pressure = s.pressure_full.si() > 0.0 ? s.pressure_full : f.reservoir;
  f.feed.exponent = s.exponent;
  if (s.working_gas.si() > 0.0 && s.filling.si() >= 0.0) {
    f.stock = s.filling.si() * s.working_gas;
    f.free_room = (1.0 - s.filling.si()) * s.working_gas;
  }
  return f;
}

Result<Facility> facility_of(const LngTerminal& terminal, const Gas&) {
  Facility f;
  f.kind = FacilityKind::lng_terminal;
  f.stated = terminal;
  f.feed.lowest_flow = terminal.min_send_out;
  if (terminal.max_send_out.si() > 0.0) f.feed.highest_flow = terminal.max_send_out;
  if (f.feed.highest_flow < f.feed.lowest_flow)
    return bad(fmt::format("it sends out at least {:.6g} and at most {:.6g} kg/s",
                           terminal.min_send_out.si(), terminal.max_send_out.si()),
               "min_send_out must not be above max_send_out");
  f.feed.outlet_pressure = terminal.pressure;
  if (terminal.stock.si() > 0.0) f.stock = terminal.stock;
  return f;
}

Result<Facility> facility_of(const Well& well, const Gas&) {
  Facility f;
  f.kind = FacilityKind::well;
  f.stated = well;
  f.reservoir = well.reservoir_pressure;
  if (well.max_flow.si() > 0.0) f.feed.highest_flow = well.max_flow;
  f.feed.outlet_pressure = well.pressure;
  f.feed.open_flow = well.open_flow;
  f.feed.open_flow_pressure = well.reservoir_pressure;
  f.feed.exponent = well.exponent;
  return f;
}

Result<void> add_facility(Problem& problem, Facility facility, NodeId at,
                          std::optional<MassFlow> nominated) {
  const bool has_law = facility.feed.open_flow.si() > 0.0 || facility.feed.outlet_pressure.si() > 0;
  if (!nominated && !has_law)
    return bad("nothing determines its flow",
               facility.kind == FacilityKind::lng_terminal
                   ? "give supply = \"50 kg/s\", or the pressure that it holds"
                   : "give supply or demand, or the pressure that it holds, or open_flow");
  const NodeId own = problem.network.add_node(facility.id);
  problem.supply.push_back(nominated.value_or(MassFlow{}));
  if (!problem.height.empty()) problem.height.push_back(problem.height[at]);
  if (!problem.limits.empty()) problem.limits.push_back({});
  problem.supply_limit.resize(problem.network.nodes());
  problem.supply_limit[own] = {facility.feed.lowest_flow.si(), facility.feed.highest_flow.si()};
  facility.node = own;
  facility.is_nominated = nominated.has_value();
  if (nominated) {
    facility.link = problem.add(facility.id, own, at, ShortPipe{});
  } else {
    facility.link = problem.add(facility.id, own, at, facility.feed);
    const Pressure held =
        facility.reservoir.si() > 0.0 ? facility.reservoir : facility.feed.outlet_pressure;
    problem.fixed_pressure.push_back({own, held});
  }
  problem.facilities.push_back(std::move(facility));
  return {};
}

FacilityReach facility_reach(const Facility& facility, double flow_kg_s) {
  FacilityReach reach{0.0, std::numeric_limits<double>::infinity()};
  const FeedLaw law = feed_law_of(facility.feed);
  if (flow_kg_s > 0.0 && law.outlet_pa > 0.0) reach.highest_pa = law.outlet_pa;
  if (!law.has_curve() || flow_kg_s == 0.0) return reach;
  const double curve_pa = feed_pressure_pa(law, facility.reservoir.si(), flow_kg_s);
  if (flow_kg_s > 0.0)
    reach.highest_pa = std::min(reach.highest_pa, curve_pa);
  else
    reach.lowest_pa = curve_pa;
  return reach;
}

std::optional<Time> lasting_time(const Facility& facility, double flow_kg_s) {
  if (flow_kg_s > 0.0 && facility.stock) return Time::from_si(facility.stock->si() / flow_kg_s);
  if (flow_kg_s < 0.0 && facility.free_room)
    return Time::from_si(facility.free_room->si() / -flow_kg_s);
  return std::nullopt;
}

const Facility* facility_at(const Problem& problem, NodeId node) {
  for (const Facility& facility : problem.facilities)
    if (facility.node == node) return &facility;
  return nullptr;
}

std::optional<double> passed_limit(const FlowLimits& limits, double flow_kg_s) {
  const auto room = [](double limit_kg_s) {
    constexpr double tolerance = 1e-9;  // nominations are rounded
    return tolerance * (std::abs(limit_kg_s) + 1e3);
  };
  if (flow_kg_s > limits.highest_kg_s + room(limits.highest_kg_s)) return limits.highest_kg_s;
  if (flow_kg_s < limits.lowest_kg_s - room(limits.lowest_kg_s)) return limits.lowest_kg_s;
  return std::nullopt;
}

std::string supply_limit_sentence(const Problem& problem, NodeId node, double flow_kg_s,
                                  double limit_kg_s) {
  const Facility* facility = facility_at(problem, node);
  const std::string who =
      facility != nullptr ? spoken_name_of(*facility) : problem.network.node_name[node];
  const bool is_above = flow_kg_s > limit_kg_s;
  const bool gives = flow_kg_s > 0.0 || (flow_kg_s == 0.0 && limit_kg_s > 0.0);
  const bool is_more = gives == is_above;
  return fmt::format("{} {} {:.6g} kg/s, {:.6g} kg/s {} than it may ({:.6g} kg/s)", who,
                     gives ? "gives" : "takes", std::abs(flow_kg_s),
                     std::abs(flow_kg_s - limit_kg_s), is_more ? "more" : "less",
                     gives ? limit_kg_s : 0.0 - limit_kg_s);
}

std::string not_deliverable_sentence(const Facility& facility, double flow_kg_s, double pressure_pa,
                                     double limit_pa) {
  const bool gives = flow_kg_s > 0.0;
  return fmt::format(
      "{} cannot {} {:.6g} kg/s at the network's {:.4f} bar: with that flow it reaches {} "
      "{:.4f} bar",
      spoken_name_of(facility), gives ? "give" : "take", std::abs(flow_kg_s), pressure_pa / 1e5,
      gives ? "at most" : "only from", limit_pa / 1e5);
}

}  // namespace landbridge::gas
