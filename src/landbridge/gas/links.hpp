#pragma once

#include <limits>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "landbridge/base/fields.hpp"
#include "landbridge/base/ids.hpp"
#include "landbridge/base/units.hpp"

namespace landbridge::gas {

/// One or more equal straight pipes side by side, in steady isothermal flow.
///
///   phi(p_a) - phi(p_b) e^s = K m|m| (e^s - 1)/s,   phi(p) = integral of p/Z dp from 0 to p
///   K = lambda L Rs T / (2 D A^2 n^2)               s = kappa g (h_b - h_a) / (Rs T)
///
///   m  mass flow of all lines [kg/s], positive from -> to    L  length [m]    D  diameter [m]
///   A  cross section pi D^2/4 [m2]    n  number of lines [1]    lambda  Darcy friction factor [1]
///   Rs  specific gas constant [J/(kg K)]    T  temperature [K]    h  height of the nodes [m]
///   kappa = p^2/(Z^2 phi) at the mean pressure [1]; 2/Z for constant Z
///
/// The law is exact for an isothermal horizontal pipe without the convective term, for every
/// equation of state. Sources: [koch2015, ch. 2], [menon2005, ch. 2].
struct Pipe {
  static constexpr std::string_view kind = "pipe";

  Length length{};
  Length diameter{};
  Length roughness{};
  Scalar friction_factor{};          ///< own Darcy factor; zero: by the friction law of the problem
  Temperature ground_temperature{};  ///< of the gas in this pipe; zero: that of the gas
  Scalar parallel_lines = Scalar::from_si(1.0);

  static constexpr auto fields() {
    return std::tuple{
        field("length", &Pipe::length, units::km, "length along the pipe", positive),
        field("diameter", &Pipe::diameter, units::mm, "inner diameter", positive),
        field("roughness", &Pipe::roughness, units::mm, "equivalent sand roughness of the wall",
              optional_not_negative),
        field("friction_factor", &Pipe::friction_factor, units::one,
              "Darcy friction factor, where it is known; else the friction law gives it",
              optional_positive),
        field("ground_temperature", &Pipe::ground_temperature, units::kelvin,
              "temperature of the gas in this pipe; else that of the gas", optional_positive),
        field("parallel_lines", &Pipe::parallel_lines, units::one,
              "number of equal lines side by side", optional_positive),
    };
  }
};

/// A connection without loss: both ends share one pressure.
struct ShortPipe {
  static constexpr std::string_view kind = "short_pipe";
  static constexpr auto fields() { return std::tuple<>{}; }
};

/// Open: a short pipe. Closed: not there.
struct Valve {
  static constexpr std::string_view kind = "valve";
  bool is_open = true;
  static constexpr auto fields() { return std::tuple<>{}; }
};

/// Local losses of bends, filters, meters and coolers.
///
///   by drag      phi(p_a) - phi(p_b) = zeta Rs T / (2 A^2) m|m|     (dp = zeta rho v|v|/2)
///   by pressure  p_a - p_b = d sign(m);  at m = 0 any difference up to d
///
///   zeta  drag factor [1]   A  cross section [m2]   d  pressure loss [Pa]
///
/// Exactly one of drag_factor (with diameter) and pressure_loss may be positive; with neither it is
/// a short pipe. Source: [fuegenschuh2015, ch. 2].
struct Resistor {
  static constexpr std::string_view kind = "resistor";

  Scalar drag_factor{};
  Length diameter{};
  Pressure pressure_loss{};

  static constexpr auto fields() {
    return std::tuple{
        field("drag_factor", &Resistor::drag_factor, units::one, "loss in velocity heads",
              optional_not_negative),
        field("diameter", &Resistor::diameter, units::mm, "diameter that the velocity refers to",
              optional_positive),
        field("pressure_loss", &Resistor::pressure_loss, units::bar,
              "constant loss, whatever the flow", optional_not_negative),
    };
  }
};

enum class RegulatorMode {
  active,  ///< holds the outlet at or below the set point
  open,    ///< by-pass without loss, in both directions
  closed,
};

/// A control valve: lowers the pressure to a set point and never lets gas back.
///
///   m >= 0,   p_out >= t,   m (p_out - t) = 0,   t = min(p_in, p_set)
///
/// So it is at its set point, fully open where the inlet is below it, or closed where the
/// downstream side is already higher. With `max_flow` it throttles further to hold that flow.
struct Regulator {
  static constexpr std::string_view kind = "regulator";

  RegulatorMode mode = RegulatorMode::active;
  Pressure outlet_pressure{};  ///< set point; zero: none (a check valve)
  MassFlow max_flow{};         ///< zero: none

  static constexpr auto fields() {
    return std::tuple{
        field("outlet_pressure", &Regulator::outlet_pressure, units::bar,
              "highest pressure it lets through", optional_positive),
        field("max_flow", &Regulator::max_flow, units::kg_per_s, "highest flow it lets through",
              optional_positive),
    };
  }
};

enum class CompressorControl {
  ratio,            ///< p_out = r p_in
  outlet_pressure,  ///< p_out held at the set point
  flow,             ///< flow held at the set point, with the ratio that this takes
  bypass,           ///< no machine runs: a short pipe
  closed,
};

/// A compressor station.
///
///   m >= 0,  p_out >= t when m = 0,  else p_out = t, or p_in <= p_out <= t at a flow limit
///   t = max(p_in, min(what the control asks, r_max p_in, r_P(m) p_in, p_out_max))
///
///   r_P  ratio that max_power reaches with the flow m (compressor.hpp)
///
/// It delivers what its limits allow; the Solution says which limit holds it. A limit of zero means
/// "none". At max_flow (or at the flow set point) and at min_inlet_pressure the machine slows down
/// until it only by-passes.
struct Compressor {
  static constexpr std::string_view kind = "compressor";

  CompressorControl control = CompressorControl::outlet_pressure;
  Scalar pressure_ratio{};     ///< set point for control `ratio`
  Pressure outlet_pressure{};  ///< set point for control `outlet_pressure`
  MassFlow flow{};             ///< set point for control `flow`
  Scalar max_ratio{};
  Power max_power{};  ///< shaft power of all machines that run
  Pressure max_outlet_pressure{};
  Pressure min_inlet_pressure{};
  MassFlow max_flow{};
  Scalar efficiency = Scalar::from_si(0.8);  ///< isentropic
  Temperature inlet_temperature{};           ///< zero: that of the gas
  Scalar drive_efficiency{};   ///< shaft work per lower calorific value of the fuel; zero: unstated
  bool may_flow_back = false;  ///< the law holds for any sign of the flow, as in some test cases

  static constexpr auto fields() {
    return std::tuple{
        field("pressure_ratio", &Compressor::pressure_ratio, units::one,
              "set point for control by ratio", optional_positive),
        field("outlet_pressure", &Compressor::outlet_pressure, units::bar,
              "set point for control by outlet pressure", optional_positive),
        field("flow", &Compressor::flow, units::kg_per_s, "set point for control by flow",
              optional_not_negative),
        field("max_ratio", &Compressor::max_ratio, units::one, "highest pressure ratio",
              optional_positive),
        field("max_power", &Compressor::max_power, units::megawatt,
              "shaft power of all machines that run", optional_positive),
        field("max_outlet_pressure", &Compressor::max_outlet_pressure, units::bar,
              "highest outlet pressure", optional_positive),
        field("min_inlet_pressure", &Compressor::min_inlet_pressure, units::bar,
              "lowest inlet pressure", optional_positive),
        field("max_flow", &Compressor::max_flow, units::kg_per_s, "highest flow of the machines",
              optional_positive),
        field("efficiency", &Compressor::efficiency, units::one, "isentropic efficiency",
              optional_positive),
        field("inlet_temperature", &Compressor::inlet_temperature, units::kelvin,
              "temperature at the inlet; else that of the gas", optional_positive),
        field("drive_efficiency", &Compressor::drive_efficiency, units::one,
              "shaft work per lower calorific value of the gas that its drive burns",
              optional_share),
    };
  }
};

/// What stands between a storage, an LNG terminal or a well and the network. `from` is a node of
/// its own, held at the pressure of the reservoir; m is positive into the network.
///
///   m_low <= m <= m_high;   p_to = t(m) between them, p_to >= t at m_low, p_to <= t at m_high
///   t(m) = min(p_set, sqrt(p_r^2 - c(m))),   c(m) = sign(m) (|m|/C)^(1/n),   C = q_0 / p_0^(2n)
///
///   p_r  reservoir [Pa]   q_0  open flow: that of p_to = 0 [kg/s], measured at the reservoir
///   pressure p_0   n  exponent [1], 0.5 (turbulent) to 1 (laminar)   p_set  its set point
///
/// That is the back-pressure equation q = C (p_r^2 - p_wf^2)^n [rawlins1935], read in both
/// directions; t has no other bound where there is no p_set or no open flow.
struct Feed {
  static constexpr std::string_view kind = "feed";

  MassFlow lowest_flow{};  ///< below zero: it can take gas in
  MassFlow highest_flow = MassFlow::from_si(std::numeric_limits<double>::infinity());
  Pressure outlet_pressure{};      ///< set point; zero: none
  MassFlow open_flow{};            ///< zero: no curve
  MassFlow injection_open_flow{};  ///< of the curve for m < 0; zero: the same
  Pressure open_flow_pressure{};   ///< of the reservoir at the two open flows
  Scalar exponent = Scalar::from_si(1.0);

  static constexpr auto fields() { return std::tuple<>{}; }  ///< files name the facility instead
};

std::string_view name_of(RegulatorMode mode);
std::string_view name_of(CompressorControl control);
std::optional<RegulatorMode> regulator_mode_named(std::string_view name);
std::optional<CompressorControl> compressor_control_named(std::string_view name);

/// Every kind of link this library knows. A new kind is one more name here.
template <template <class...> class Box>
using WithAllLinkKinds = Box<Pipe, ShortPipe, Valve, Resistor, Regulator, Compressor, Feed>;

template <class L>
struct Row {
  LinkId id;
  L link;
};

/// One contiguous table per kind. Every link of the network stands in exactly one row.
template <class... L>
struct LinkTables {
  std::tuple<std::vector<Row<L>>...> tables;

  template <class Kind>
  std::vector<Row<Kind>>& of() {
    return std::get<std::vector<Row<Kind>>>(tables);
  }
  template <class Kind>
  const std::vector<Row<Kind>>& of() const {
    return std::get<std::vector<Row<Kind>>>(tables);
  }
  template <class Kind>
  void add(LinkId id, Kind link) {
    of<Kind>().push_back({id, std::move(link)});
  }
  template <class Visitor>
  void for_each_table(Visitor&& visit) const {
    std::apply([&](const auto&... table) { (visit(table), ...); }, tables);
  }
  template <class Visitor>
  void for_each_table(Visitor&& visit) {
    std::apply([&](auto&... table) { (visit(table), ...); }, tables);
  }
};

using Links = WithAllLinkKinds<LinkTables>;

/// The kind of each link by LinkId; empty text for a link that stands in no table.
Column<LinkId, std::string_view> kinds_of(const Links& links, std::size_t link_count);

}  // namespace landbridge::gas
