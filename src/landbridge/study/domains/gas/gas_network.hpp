#pragma once

#include <optional>
#include <string>
#include <vector>

#include "landbridge/gas/problem.hpp"
#include "landbridge/study/domain.hpp"
#include "landbridge/study/row_reader.hpp"

namespace landbridge::study {

/// Pipes, stations, supplies and offtakes of one stretch of the year, with numbers that still
/// depend on the draw. A place is one node, or two where a station stands: pipes end at its inlet
/// and begin at its outlet.
struct GasNetwork {
  struct Pipe {
    std::string id, line;
    NodeId from, to;
    Number length, diameter, wall, roughness, efficiency, lines, max_pressure, cost_factor;
    Number temperature;  ///< of the gas; constant 0: that of the settings
    Number soil;         ///< of the ground around it; constant 0: not stated
    bool is_new = false;
    LinkId link;
  };
  /// A row of the table `machine`.
  struct Machine {
    std::string id;
    Number design_suction, design_ratio, load, surge_flow, surge_head, choke_flow, choke_head,
        efficiency_loss, speed_min, speed_max, power_per_kelvin, coldest_air, idle_fuel;
  };
  struct Station {
    std::string id, place;
    NodeId inlet, outlet;
    Number outlet_pressure, max_ratio, unit_power, units, standby, isentropic_efficiency;
    Number air;  ///< constant 0: not stated
    std::optional<Machine> machine;
    bool is_new = false;
    LinkId link;
  };
  struct Supply {
    std::string id;
    NodeId node;
    Number pressure;
    Number temperature;  ///< constant 0: that of the ground
  };
  struct Offtake {
    std::string id;
    NodeId node;
    Number flow;
  };
  struct Delivery {
    std::string id;
    NodeId node;
    Number min_pressure;
    std::vector<Number> caps;
    bool is_closed = false;
  };

  Network topology;
  Column<NodeId, std::string> place;  ///< of each node
  Column<NodeId, Number> height_m;
  std::vector<Pipe> pipes;
  std::vector<Station> stations;
  std::vector<Supply> supplies;
  std::vector<Offtake> offtakes;
  std::vector<Delivery> deliveries;
};

/// A number that is not the constant zero by which a table says "not stated".
inline bool is_stated(const Number& number) {
  return number.constant != 0.0 || !number.factors.empty();
}

/// The network of a stretch; closed rows are left out, closed deliveries are kept and deliver 0.
GasNetwork gas_network(const Study& study, const Stretch& stretch);

/// The choices of [gas] that solving needs, with numbers that still depend on the draw.
struct GasSettings {
  gas::Friction friction = gas::Friction::colebrook;
  gas::Gas gas;
  Number gas_temperature, max_velocity, availability, drive_efficiency, lower_heating_value,
      steel_density, heat_transfer, cooler_outlet, cooler_approach, water_dew_point,
      dew_point_pressure;
};
Result<GasSettings> gas_settings(const DomainData& data);

/// Which machines run.
enum class Running { firm, all_units };

/// The problem of one draw: every number fixed, nothing delivered yet.
gas::Problem gas_problem(const GasNetwork& network, const GasSettings& settings, Running running,
                         std::span<const double> draw);

}  // namespace landbridge::study
