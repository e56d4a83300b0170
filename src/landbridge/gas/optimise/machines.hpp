#pragma once

#include <memory>

#include "landbridge/gas/optimise/local.hpp"
#include "landbridge/gas/station_solve.hpp"
#include "landbridge/gas/verdict.hpp"

namespace landbridge::gas {

/// The machines of a station as an optimal flow needs them, at one compressibility.
///
///   bound:  over a box of inlet pressures and flows the ratio is within ratio_floor and
///           ratio_bound (tables of the maps with room), shaft power no less than m H / eta_max
///   state:  p_out in the window of a configuration, shaft power that of the cheapest point there
struct OptMachines {
  StationFunctions functions;
  double efficiency_max = 1.0;  ///< of all machines, where they may run
  Station station;
  Gas gas;
  double ambient_temperature_k = 283.15;

  /// Shaft power of the configuration that takes least energy; nothing: the point is in no map.
  std::optional<double> power_w(double inlet_pa, double flow_kg_s, double outlet_pa) const;
  /// The outlet pressure of a window nearest to this one; nothing: no window at this flow.
  std::optional<MachineWindow> nearest_window(double inlet_pa, double flow_kg_s,
                                              double outlet_pa) const;
};
/// `compressibility_factor`: that of the whole model.
std::shared_ptr<const OptMachines> opt_machines(const Station& station, const Gas& gas,
                                                double compressibility_factor,
                                                double ambient_temperature_k);

/// The range of w_b/w_a of an arc's map in a box, where it runs; without a map any; up to zero: its
/// machines cannot run anywhere in the box.
Interval map_ratio_squared(const ScaledModel& scaled, const Box& box, std::size_t arc);

/// How far the point of a compressor is from the windows of its machines, in scaled w.
double map_distance(const ScaledModel& scaled, std::size_t arc, double f, double w_from,
                    double w_to);

/// Moves a local optimum until every running station is in a window of its machines: ratios are
/// held to the nearest window and the smooth problem is solved again, in rounds. True: it is; the
/// objective is then that of the machines' own power.
bool settle_on_maps(const ScaledModel& scaled, const Box& box, const Modes& modes,
                    LocalOptimum& local);

}  // namespace landbridge::gas
