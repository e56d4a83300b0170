#pragma once

#include <vector>

#include "landbridge/freight/line/rail_run.hpp"

namespace landbridge::freight {

/// The speed that limits and brakes allow at each place. On a piece the square of the speed is
/// linear: constant, or falling on a brake curve.
struct RailCeilingPiece {
  double from_m = 0.0;
  double to_m = 0.0;
  double from_u = 0.0;  ///< half the square of the speed [m^2/s^2]
  double to_u = 0.0;
  bool is_brake = false;

  double u_at(double x_m) const;
};

/// Pieces from `from_m` to `to_m` without a gap. A piece ends at every stop, with speed zero.
std::vector<RailCeilingPiece> speed_ceiling(const RailTrainset& train, const RailLine& line,
                                            const RailRunOptions& options);

}  // namespace landbridge::freight
