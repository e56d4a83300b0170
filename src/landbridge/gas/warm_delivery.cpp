#include "landbridge/gas/warm_delivery.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/gas/thermal_check.hpp"
#include "landbridge/gas/thermal_rounds.hpp"

namespace landbridge::gas {
namespace {

constexpr double temperature_tolerance_k = 1e-3;
constexpr int secant_rounds = 10;
constexpr double held_from = 0.5;  // of the rounds: from there on limits of stations only fall
constexpr double smallest_share = 0.1;
constexpr double accepted_relative = 2e-3;  // of the flow, when the rounds end
constexpr double held_share = 0.5;          // of the way down, once limits are held
constexpr double near_limit = 1e-4;         // of ratio or flow: the station is at its limit
constexpr double ratio_room = 1.05;         // over the limit: the power law holds the station there

double positive_or_zero(double value) { return value > 0.0 ? value : 0.0; }

class WarmSearch {
 public:
  WarmSearch(const Problem& problem, NodeId node, const DeliveryLimits& limits,
             const DeliverySurroundings& around)
      : given_(problem),
        node_(node),
        limits_(limits),
        around_(around),
        plain_(problem),
        fuel_kg_s_(around.stations.size(), 0.0) {
    if (!around.is_isothermal) rounds_.emplace(problem, around.thermal);
    out_.stations.resize(around.stations.size());
    constexpr double first_tolerance = 1e-3;  // without heat, fuel and maps
    const bool has_more_rounds = rounds_ || !around.stations.empty();
    if (has_more_rounds) limits_.tolerance_relative = first_tolerance;
  }

  Result<WarmDelivery> run() {
    for (int round = 0; round < around_.max_rounds; ++round) {
      auto found = largest_delivery(network(), node_, limits_);
      if (!found) return fail(found.error());
      out_.certificate.rounds = round + 1;
      note_flow(found->flow.si());
      out_.delivery = std::move(*found);
      const auto followed = follow();
      if (!followed) return fail(followed.error());
      if (!*followed) return finish();  // no pressures: nothing to warm or to burn
      ask_stations();
      if (has_settled()) return finish();
      if (rounds_) rounds_->adapt();
      expect();
    }
    const WarmCertificate& c = out_.certificate;
    if (c.flow_change_relative <= accepted_relative &&
        c.law_residual_relative <= accepted_relative &&
        c.map_residual_relative <= accepted_relative)
      return finish();
    return fail(Fault::not_converged, worst_place_,
                fmt::format("flow, temperatures and machines do not settle in {} rounds: the flow "
                            "still changes by {:.2e}, p2 by {:.2e}, power by {:.2e}",
                            around_.max_rounds, c.flow_change_relative, c.law_residual_relative,
                            c.map_residual_relative),
                "look at the place named: a machine at the edge of its map, or nearly no flow");
  }

 private:
  Problem& network() { return rounds_ ? rounds_->effective() : plain_; }

  /// Where the next round looks, and how closely: the first rounds are far off anyway.
  void expect() {
    const WarmCertificate& c = out_.certificate;
    constexpr double least = 1e-6, most = 0.03, share = 0.02;
    limits_.expected = out_.delivery.flow;
    limits_.expected_error = c.rounds == 1 ? most : std::clamp(c.flow_change_relative, least, most);
    limits_.tolerance_relative = share * around_.tolerance_relative;
  }

  void note_flow(double flow_kg_s) {
    double fuel_kg_s = 0.0;
    for (const double f : fuel_kg_s_) fuel_kg_s += f;
    const double gross_kg_s = flow_kg_s + fuel_kg_s;
    constexpr double least_kg_s = 1e-3;
    out_.certificate.flow_change_relative = std::max(std::abs(gross_kg_s - gross_before_kg_s_),
                                                     std::abs(fuel_kg_s - fuel_before_kg_s_)) /
                                            std::max(gross_kg_s, least_kg_s);
    gross_before_kg_s_ = gross_kg_s;
    fuel_before_kg_s_ = fuel_kg_s;
  }

  /// Temperatures of the state found; false where it has no pressures.
  Result<bool> follow() {
    if (!rounds_)
      return std::ranges::none_of(out_.delivery.solution.infeasible, [](const Infeasibility& i) {
        return i.what == InfeasibleWhat::no_pressure || i.what == InfeasibleWhat::unbalanced_part;
      });
    auto followed = rounds_->follow(out_.delivery.solution);
    if (!followed || !*followed) return followed;
    const ThermalCertificate& c = rounds_->state().certificate;
    out_.certificate.law_residual_relative = c.law_residual_relative;
    out_.certificate.temperature_change_k = c.temperature_change_k;
    worst_place_ = c.worst_place;
    return true;
  }

  bool has_settled() const {
    const WarmCertificate& c = out_.certificate;
    const double tolerance = around_.tolerance_relative;
    return c.flow_change_relative <= tolerance && c.law_residual_relative <= tolerance &&
           c.map_residual_relative <= tolerance &&
           c.temperature_change_k <= temperature_tolerance_k;
  }

  double inlet_temperature_k(LinkId link) const {
    if (rounds_) return rounds_->state().temperature[given_.network.from[link]].si();
    return given_.gas.temperature.si();
  }

  double inlet_pa(LinkId link) const {
    return out_.delivery.solution.pressure[given_.network.from[link]].si();
  }

  /// The network's law of a compressor takes Z at its own temperature, not at the inlet's: Z there
  /// over Z here; an efficiency times this share gives the true power.
  double z_share(LinkId link) const {
    const double p_pa = inlet_pa(link);
    return compressibility(given_.gas, p_pa, given_.gas.temperature.si()) /
           compressibility(given_.gas, p_pa, inlet_temperature_k(link));
  }

  Scalar given_efficiency(LinkId link) const {
    const auto& all = given_.links.of<Compressor>();
    return std::ranges::find(all, link, &Row<Compressor>::id)->link.efficiency;
  }

  /// What each station makes of its flow; its limits and fuel for the next round.
  void ask_stations() {
    const Solution& state = out_.delivery.solution;
    out_.certificate.map_residual_relative = 0.0;
    out_.certificate.unused_relative = 0.0;
    Problem& next = network();
    for (std::size_t i = 0; i < around_.stations.size(); ++i) {
      const DeliveryStation& s = around_.stations[i];
      DeliveryStationState& at = out_.stations[i];
      at = {s.link, {}, 0.0, StationLimit::none};
      const auto row = std::ranges::find(next.links.of<Compressor>(), s.link, &Row<Compressor>::id);
      if (s.units) {
        ask_map(s, state, row->link, at);
      } else {
        const double network_w = positive_or_zero(state.link[s.link].power.si());
        row->link.efficiency = z_share(s.link) * given_efficiency(s.link);
        at.point.power_w = network_w;
        at.point.energy_rate_w = network_w / s.drive_efficiency;
      }
      take_fuel(i, given_.network.from[s.link], next);
    }
  }

  void note_slack(double slack) {
    out_.certificate.unused_relative = std::max(out_.certificate.unused_relative, slack);
  }

  void note_residual(double residual, LinkId link) {
    if (residual <= out_.certificate.map_residual_relative) return;
    out_.certificate.map_residual_relative = residual;
    worst_place_ = fmt::format("gas.compressor[{}]", given_.network.link_name[link]);
  }

  /// Power, ratio and efficiency of the map for the flow found. A station at its limit gets the
  /// power and efficiency of the limit with this flow, so that the network's own power law carries
  /// it over to the next flow; else those of its point.
  void ask_map(const DeliveryStation& s, const Solution& state, Compressor& c,
               DeliveryStationState& at) {
    const double flow_kg_s = positive_or_zero(state.flow[s.link].si());
    const StationInlet inlet = station_inlet(given_.gas, inlet_pa(s.link),
                                             inlet_temperature_k(s.link), s.ambient_temperature_k);
    const double ratio = state.link[s.link].pressure_ratio.si();
    at.point = turbo_point(*s.units, inlet, flow_kg_s, ratio);
    const TurboLimit limit = turbo_limit(*s.units, inlet, flow_kg_s);
    const double relative = ratio / limit.ratio - 1.0;
    const ElementStatus status = state.link[s.link].status;
    const bool is_limited = relative > -near_limit || status == ElementStatus::at_power_limit ||
                            status == ElementStatus::at_ratio_limit;
    const bool is_choked = flow_kg_s > at.point.flow_max_kg_s * (1.0 - near_limit);
    at.limit = is_choked                           ? StationLimit::choke
               : at.point.is_turning && is_limited ? limit.limit
                                                   : StationLimit::none;
    if (at.point.is_turning) {
      const double network_w = positive_or_zero(state.link[s.link].power.si());
      note_residual(
          is_limited ? std::max(0.0, relative) : std::abs(network_w / at.point.power_w - 1.0),
          s.link);
      note_residual(flow_kg_s / at.point.flow_max_kg_s - 1.0, s.link);
    }
    const TurboPoint& next = is_limited ? limit.point : at.point;
    Settings& now = settings_[s.link];
    const double power_w = is_limited ? next.power_w : next.power_max_w;
    const bool is_held = out_.certificate.rounds > held_from * around_.max_rounds;
    now.capability.move(std::log(std::max(1.0, power_w * next.efficiency_of_station)), is_held);
    now.flow.move(std::log(std::max(1e-3, at.point.flow_max_kg_s)), is_held);
    if (is_held && is_limited) note_slack(now.capability.slack);
    if (is_held && flow_kg_s > std::exp(now.flow.x_before) * (1.0 - near_limit))
      note_slack(now.flow.slack);
    now.efficiency = next.efficiency_of_station;
    c.max_ratio = Scalar::from_si(ratio_room * limit.ratio);
    c.max_power = Power::from_si(std::exp(now.capability.now) / now.efficiency);
    c.efficiency = Scalar::from_si(z_share(s.link) * now.efficiency);
    c.max_flow = MassFlow::from_si(std::exp(now.flow.now));
    if (!(power_w > 0.0)) c.control = CompressorControl::bypass;
  }

  void take_fuel(std::size_t i, NodeId at, Problem& next) {
    const double h_u = around_.lower_calorific_value_j_kg;
    const double fuel_kg_s = h_u > 0.0 ? out_.stations[i].point.energy_rate_w / h_u : 0.0;
    out_.stations[i].fuel_kg_s = fuel_kg_s;
    next.supply[at] = MassFlow::from_si(next.supply[at].si() + fuel_kg_s_[i] - fuel_kg_s);
    fuel_kg_s_[i] = fuel_kg_s;
  }

  Result<WarmDelivery> finish() {
    if (rounds_ && rounds_->state().is_complete) {
      out_.has_temperatures = true;
      out_.temperature = rounds_->state().temperature;
      out_.link = rounds_->state().link;
    }
    out_.network = std::move(network());
    return std::move(out_);
  }

  /// x = g(x) by the secant of g, one value a round.
  struct Secant {
    double now = 0.0, x_before = 0.0, g_before = 0.0;
    int rounds = 0;

    double slack = 0.0;  ///< left unused since the value may only fall

    void move(double g, bool is_held) {
      slack = std::max(0.0, g - now);
      if (is_held) {
        x_before = now;
        now += held_share * std::min(0.0, g - now);
        return;
      }
      double share = rounds == 0 ? 1.0 : 0.7;
      if (rounds >= secant_rounds) {
        // stations that push each other: smaller and smaller steps
        share = std::max(smallest_share, 0.5 * secant_rounds / rounds);
      } else if (rounds > 1 && std::abs(now - x_before) > 1e-12) {
        constexpr double least = 0.25, most = 1.5;
        share = std::clamp(1.0 / (1.0 - (g - g_before) / (now - x_before)), least, most);
      }
      x_before = now;
      g_before = g;
      now += share * (g - now);
      ++rounds;
    }
  };
  /// What the network's compressor was given: power times efficiency, and the highest flow.
  struct Settings {
    Secant capability, flow;  ///< of the logarithms
    double efficiency = 0.0;
  };

  const Problem& given_;
  NodeId node_;
  DeliveryLimits limits_;
  const DeliverySurroundings& around_;
  Problem plain_;
  std::optional<ThermalRounds> rounds_;
  Column<LinkId, Settings> settings_ = Column<LinkId, Settings>(given_.network.links());
  std::vector<double> fuel_kg_s_;
  double gross_before_kg_s_ = 0.0;
  double fuel_before_kg_s_ = 0.0;
  std::string worst_place_;
  WarmDelivery out_;
};

Result<bool> check_stations(const Problem& problem, const DeliverySurroundings& around) {
  for (const DeliveryStation& s : around.stations) {
    const auto& all = problem.links.of<Compressor>();
    if (std::ranges::find(all, s.link, &Row<Compressor>::id) == all.end())
      return fail(Fault::bad_input, "gas.station", "a station is not a compressor of the network");
    if (!s.units && !(s.drive_efficiency > 0.0))
      return fail(Fault::bad_input, "gas.station", "a drive has no efficiency",
                  "it lies between 0 and 1");
    if (s.units && !(s.units->running > 0.0))
      return fail(Fault::bad_input, "gas.station", "a station has no running machine",
                  "leave its units out and by-pass it");
  }
  return true;
}

}  // namespace

Result<WarmDelivery> largest_warm_delivery(const Problem& problem, NodeId node,
                                           const DeliveryLimits& limits,
                                           const DeliverySurroundings& around) {
  if (const auto fine = check_stations(problem, around); !fine) return fail(fine.error());
  if (!around.is_isothermal)
    if (const auto fine = check(problem, around.thermal); !fine) return fail(fine.error());
  return WarmSearch(problem, node, limits, around).run();
}

double energy_rate_w(const DeliverySurroundings& around, const Solution& state) {
  double sum_w = 0.0;
  for (std::size_t i = 0; i < around.stations.size(); ++i) {
    const DeliveryStation& s = around.stations[i];
    const double power_w = positive_or_zero(state.link[s.link].power.si());
    if (!s.units)
      sum_w += power_w / s.drive_efficiency;
    else if (power_w > 0.0)
      sum_w += s.units->running * energy_rate_w(s.units->drive, power_w / s.units->running);
  }
  return sum_w;
}

}  // namespace landbridge::gas
