#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/base/units.hpp"
#include "landbridge/gas/station.hpp"

/// Real machines in the stations of a designed line.
namespace landbridge::gas {

/// Nominal power of a drive is what it gives at this temperature of the air [iso3977].
inline constexpr double nominal_ambient_k = 288.15;

/// What choosing machines for one station costs, per second: the cheapest is built.
struct MachinePrices {
  double per_installed_w = 1e-12;  ///< [money/(W s)]
  double per_energy_w = 1.0;       ///< [money/J]
};

/// What may be built into each station.
struct StationMachines {
  Station station;            ///< machines and drives, and the configurations of a `.cs` file
  std::string machine;        ///< this one, side by side and in series; empty: configurations
  std::string configuration;  ///< this one alone; empty: the cheapest of all
  int max_parallel = 5;       ///< running machines side by side
  int max_series = 2;         ///< stages of one station
  Temperature ambient_temperature{};  ///< at the drives on a design day; zero: the route's air
  MachinePrices prices;
};

/// Machines with what a line knows about them.
struct StationKit {
  StationMachines machines;
  std::size_t machine = 0;      ///< index of `machines.machine`
  std::size_t standby = 0;      ///< units at rest in each station
  std::size_t running_max = 0;  ///< machines that may run in one station
  double ambient_k = nominal_ambient_k;
};

/// A station on a design day as its maps have it.
struct StationMapPoint {
  std::vector<UnitPoint> units;  ///< running machines, by stage
  std::string configuration;  ///< "3 side by side", "2 stages of 2 and 3", "by-passed", or the id
  bool is_bypassed = false;   ///< the head asked for is below the map: no machine runs
  Power shaft_power;
  Power energy_rate;  ///< what the drives take
  MassFlow fuel;
  Temperature outlet_temperature;
  MassFlow recycled;          ///< sent around machines below their least flow, over all stages
  int running = 0;            ///< machines
  int installed = 0;          ///< with standby
  Power nominal;              ///< of all installed
  Power unit_nominal;         ///< of one; zero where they differ
  double power_margin = 0.0;  ///< least of 1 - power over highest power, of all machines
  double surge_margin = 0.0;  ///< least of all machines, before recycling; below 0: left of surge
  double map_residual = 0.0;  ///< worst of |H(n, Q) / H - 1|, turbo machines
};

/// Why no configuration can.
struct MapRefusal {
  StationLimit limit = StationLimit::none;
  std::string machine;
  std::string sentence;
};

struct StationMapAnswer {
  std::optional<StationMapPoint> point;
  MapRefusal refusal;
};

/// What the machines of a station meet.
struct StationDuty {
  double suction_pa = 0.0;    ///< at the machines, behind scrubbers
  double discharge_pa = 0.0;  ///< at the machines, before coolers
  double temperature_k = 0.0;
  double flow_kg_s = 0.0;
  double cooled_temperature_k = 0.0;
  double lower_calorific_value_j_kg = 0.0;
};

/// The cheapest way to do a duty: installed nominal power and energy at the kit's prices.
///
/// One machine type: stages of equal pressure ratio, as few as do it; in each, n machines side by
/// side share the flow equally; each stage takes the cheapest n of all that can run. Below the
/// lowest flow of the map at that head the machines run at this lowest flow and the rest is sent
/// around them behind the cooler:
///
///   m_recycled = n rho Q_lowest(H) - m,   P = (m + m_recycled) H / eta
///
///   m  flow of the station [kg/s]   rho  density at the suction [kg/m3]   H  head [J/kg]
///   Q_lowest  by surge line and lowest speed [m3/s]   P  shaft power [W]   eta  efficiency [1]
///
/// A head below the lowest of the map leaves the station by-passed: gas goes on as it came. The
/// temperature of the recycled gas is taken to be that of the suction. Configurations of a file
/// are asked as gas::operate() does it. Source: [menon2005, ch. 4].
StationMapAnswer run_station(const StationKit& kit, const Gas& gas, const StationDuty& duty);

/// The kit for a line. `standby` units rest in each station, `units_max` may be installed.
/// Errors: bad_input: no machine, an unknown machine or configuration, a map in which nothing runs.
Result<StationKit> station_kit(const StationMachines& machines, int standby, int units_max,
                               double ambient_k);

/// Nominal power of a machine's drive at its highest speed [W].
double nominal_power_w(const Station& station, std::size_t machine);

/// Nominal power of the smallest machine that could be built [W].
double smallest_nominal_w(const StationKit& kit);

}  // namespace landbridge::gas
