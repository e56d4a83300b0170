#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/gas.hpp"

/// Compressor stations as machine makers describe them: characteristic maps, drives, and the ways
/// in which the machines may be joined (GasLib `.cs`). Sources: [fuegenschuh2015],
/// [koch2015], [schmidt2017].
namespace landbridge::gas {

inline constexpr double map_joule_per_kilojoule = 1e3;
inline constexpr double map_watt_per_kilowatt = 1e3;
inline constexpr double no_map_limit = std::numeric_limits<double>::infinity();

/// Coefficients of F(x, y) = sum_jk c[3 j + k] y^j x^k, j, k = 0 .. 2, in the units of the map.
using Biquadratic = std::array<double, 9>;
/// Coefficients of f(x) = c0 + c1 x + c2 x^2.
using Quadratic = std::array<double, 3>;

template <class X>
X map_value(const Quadratic& c, const X& x) {
  return c[0] + x * (c[1] + x * c[2]);
}
template <class X>
X map_value(const Biquadratic& c, const X& x, const X& y) {
  const X at_0 = c[0] + x * (c[1] + x * c[2]);
  const X at_1 = c[3] + x * (c[4] + x * c[5]);
  const X at_2 = c[6] + x * (c[7] + x * c[8]);
  return at_0 + y * (at_1 + y * at_2);
}

/// One measured point of a characteristic map; for drawing and for checks, never for solving.
struct MapPoint {
  double speed_per_min = 0.0;
  double volume_flow_m3_s = 0.0;
  double head_kj_kg = 0.0;
  double efficiency = 0.0;  ///< zero: on the surge line, where none is stated
  bool operator==(const MapPoint&) const = default;
};

/// A centrifugal machine.
///
///   H(Q, n) = F_H(n, Q),  eta(Q, n) = F_eta(n, Q)      isolines of speed and efficiency
///   choke(Q) <= H <= surge(Q),  n_min <= n <= n_max    where it can run
///
///   H  specific change of adiabatic enthalpy, "head" [kJ/kg]    Q  volume flow at inlet [m3/s]
///   n  speed [1/min]    eta  adiabatic efficiency [1]
struct TurboCompressor {
  double speed_min_per_min = 0.0;
  double speed_max_per_min = 0.0;
  Biquadratic head{};                              ///< x = n, y = Q
  Biquadratic efficiency{};                        ///< x = n, y = Q
  Quadratic surge{};                               ///< H over Q; the machine runs at or below it
  Quadratic choke{};                               ///< H over Q; the machine runs at or above it
  std::optional<double> efficiency_of_choke_line;  ///< as stated; the line itself is `choke`
  std::vector<MapPoint> measurements;
  bool operator==(const TurboCompressor&) const = default;
};

/// A reciprocating machine.
///
///   Q = V n / 60,   M = V H rho / (2 pi eta),   n_min V/60 - Q_red <= Q <= n_max V/60
///
///   V  operating volume [m3 per turn]   n  speed [1/min]   rho  density at the inlet [kg/m3]
///   M  torque [N m] <= torque_max       Q_red  what clearance pockets can take away [m3/s]
struct PistonCompressor {
  double speed_min_per_min = 0.0;
  double speed_max_per_min = 0.0;
  double operating_volume_m3 = 0.0;
  double reduction_flow_m3_s = 0.0;
  double torque_max_n_m = no_map_limit;
  double ratio_max = no_map_limit;  ///< highest p_out / p_in
  double efficiency = 1.0;          ///< adiabatic
  bool operator==(const PistonCompressor&) const = default;
};

enum class DriveKind { gas_turbine, gas_driven_motor, electric_motor, steam_turbine };
std::string_view name_of(DriveKind kind);

/// What turns a machine.
///
///   P_max(n, t) = F_P(n, t)           highest shaft power [kW]
///   b(P) = b0 + b1 P + b2 P^2         energy that the drive takes [kW], P in kW
///   m_fuel = b / H_u                  fuel gas [kg/s]; zero for electric motors and steam turbines
///
///   n  speed [1/min]    t  ambient temperature [deg C]    H_u  lower calorific value [kJ/kg]
struct Drive {
  std::string id;
  DriveKind kind = DriveKind::gas_turbine;
  Biquadratic power{};      ///< x = n, y = t
  Quadratic energy_rate{};  ///< x = P
  bool burns_gas() const {
    return kind == DriveKind::gas_turbine || kind == DriveKind::gas_driven_motor;
  }
};
double power_max_w(const Drive& drive, double speed_per_min, double ambient_temperature_k);
double energy_rate_w(const Drive& drive, double shaft_power_w);

/// A machine with its drive.
struct Machine {
  std::string id;
  std::variant<TurboCompressor, PistonCompressor> compressor;
  std::size_t drive = 0;  ///< index into Station::drives
};

/// Stages in series; in each the named machines run side by side.
struct Configuration {
  std::string id;
  std::vector<std::vector<std::size_t>> stages;  ///< indices into Station::machines
};

/// Piping that the gas passes before or behind the machines: dp = zeta rho v|v|/2, or constant.
struct StationLoss {
  double drag_factor = 0.0;
  double diameter_m = 0.0;
  double pressure_loss_pa = 0.0;
};

struct Station {
  std::string id;
  std::vector<Machine> machines;
  std::vector<Drive> drives;
  std::vector<Configuration> configurations;
  /// Gas is cooled to this behind each stage; nothing: no cooler.
  std::optional<double> cooler_temperature_k;
  /// So much of the station's flow may go round again, cooled to the inlet temperature, to keep the
  /// machines off the surge line: machine flow <= (1 + share) station flow. Zero: none.
  double recirculation_max_share = 0.0;
};

/// The station with one of its configurations alone. bad_input: it has none of that name.
Result<Station> with_configuration(const Station& station, std::string_view configuration);

/// What the first stage meets. With `gas` Z is evaluated anew between stages; else it is kept.
struct StationInlet {
  double pressure_pa = 0.0;
  double temperature_k = 0.0;
  double compressibility = 1.0;
  double specific_gas_constant_j_kg_k = 0.0;
  double isentropic_exponent = 1.3;
  double ambient_temperature_k = 283.15;
  double lower_calorific_value_j_kg = 0.0;  ///< zero: fuel is not computed
  const Gas* gas = nullptr;                 ///< must outlive the call

  double density_kg_m3() const {
    return pressure_pa / (compressibility * specific_gas_constant_j_kg_k * temperature_k);
  }
};
/// The inlet of a gas at a pressure and a temperature, by its own equation of state.
StationInlet station_inlet(const Gas& gas, double pressure_pa, double temperature_k,
                           double ambient_temperature_k);

/// What keeps a machine from running at a point.
enum class StationLimit {
  none,
  surge,      ///< too little flow for this head
  choke,      ///< too much flow for this head
  speed_min,  ///< even the lowest speed compresses more
  speed_max,  ///< even the highest speed compresses less
  power,      ///< the drive is too weak at this ambient temperature
  torque,     ///< piston machines
  ratio,      ///< piston machines
};
std::string_view name_of(StationLimit limit);

/// A running machine.
struct UnitPoint {
  std::size_t machine = 0;  ///< index into Station::machines
  std::size_t stage = 0;    ///< counted from 0
  double flow_kg_s = 0.0;
  double volume_flow_m3_s = 0.0;  ///< at its inlet
  double head_j_kg = 0.0;
  double speed_per_min = 0.0;
  double efficiency = 0.0;
  double inlet_pressure_pa = 0.0;
  double outlet_pressure_pa = 0.0;
  double inlet_temperature_k = 0.0;
  double outlet_temperature_k = 0.0;  ///< before a cooler
  double power_w = 0.0;
  double power_max_w = 0.0;
  double energy_rate_w = 0.0;
  double fuel_kg_s = 0.0;
  double surge_margin_ratio =
      0.0;  ///< (Q - Q_lowest) / Q at this head, Q_lowest by surge and speed
  double choke_margin_ratio = 0.0;  ///< (Q_highest - Q) / Q at this head, by choke, speed and power
};

/// A running configuration.
struct OperatingPoint {
  std::size_t configuration = 0;
  std::vector<UnitPoint> units;
  double outlet_pressure_pa = 0.0;
  double outlet_temperature_k = 0.0;  ///< behind the last cooler
  double power_w = 0.0;
  double energy_rate_w = 0.0;
  double fuel_kg_s = 0.0;
  double recirculated_kg_s = 0.0;  ///< of the machines' flow, that goes round again
};

/// The outlet pressures that a configuration reaches with one flow; with recirculation the hull of
/// those of all machine flows.
struct OutletRange {
  bool is_empty = true;
  double lowest_pa = 0.0;
  double highest_pa = 0.0;
  StationLimit low_limit = StationLimit::none;   ///< why it cannot be lower
  StationLimit high_limit = StationLimit::none;  ///< why it cannot be higher; of an empty range why
};

/// The range of flows with which a configuration reaches one outlet pressure.
struct FlowRange {
  bool is_empty = true;
  double lowest_kg_s = 0.0;
  double highest_kg_s = 0.0;
  StationLimit low_limit = StationLimit::none;
  StationLimit high_limit = StationLimit::none;
};

/// Why a point cannot be run, in the terms of the machine that forbids it.
struct StationRefusal {
  StationLimit limit = StationLimit::none;
  std::size_t machine = 0;
  double by_pressure_pa = 0.0;  ///< wanted outlet minus the nearest reachable one; NaN: none is
  double by_flow_kg_s = 0.0;    ///< wanted flow minus the nearest that reaches it; NaN: none does
  OutletRange reachable;        ///< with the wanted flow
};

struct StationAnswer {
  std::optional<OperatingPoint> point;  ///< or
  StationRefusal refusal;               ///< why not
  bool can_run() const { return point.has_value(); }
};

OutletRange outlet_range(const Station& station, std::size_t configuration,
                         const StationInlet& inlet, double flow_kg_s);
FlowRange flow_range(const Station& station, std::size_t configuration, const StationInlet& inlet,
                     double outlet_pressure_pa);

/// The cheapest point of one configuration: machines in parallel share the flow so that each is
/// equally far between its lowest and its highest flow; the pressures between stages are those of
/// least energy. Where the flow is too small for the pressure and the station may recirculate, the
/// machines take the smallest flow that reaches it.
StationAnswer operate(const Station& station, std::size_t configuration, const StationInlet& inlet,
                      double flow_kg_s, double outlet_pressure_pa);

/// The configuration that takes least energy (equal energy: least shaft power; then the first), or
/// the refusal of the one that comes closest in pressure.
StationAnswer operate_best(const Station& station, const StationInlet& inlet, double flow_kg_s,
                           double outlet_pressure_pa);

/// The union over all configurations, as its lowest and highest pressure; gaps are not shown.
OutletRange outlet_range(const Station& station, const StationInlet& inlet, double flow_kg_s);

}  // namespace landbridge::gas
