#pragma once

#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/freight/line/rail_line.hpp"
#include "landbridge/freight/line/rail_stock.hpp"

namespace landbridge::freight {

/// A stretch where a speed may not be exceeded by any part of the train [m, m/s].
struct RailZone {
  double from_m = 0.0;
  double to_m = 0.0;
  double speed_m_s = 0.0;
};

/// One run of one train, front of the train from one place to another.
struct RailRunOptions {
  double from_m = 0.0;
  double to_m = 0.0;
  double start_speed_m_s = 0.0;  ///< lowered to what limits and brakes allow
  std::vector<double> stops_m;   ///< rising; places where the front halts in between
  bool stops_at_end = true;
  std::vector<RailZone> zones;       ///< beside those of the line
  std::vector<double> marks_m;       ///< places whose times must be exact
  double tolerance_relative = 1e-7;  ///< of position and speed, in one step
  int max_steps = 200000;
};

struct RailRunPoint {
  double at_m = 0.0;
  double time_s = 0.0;
  double speed_m_s = 0.0;
  double traction_j = 0.0;  ///< work at the wheel rim so far
  double braking_j = 0.0;   ///< taken out by the brake so far
};

/// How exact the integration is: the sum of the estimated errors of its steps.
struct RailRunCertificate {
  int steps = 0;
  double time_error_s = 0.0;
  /// |traction - resistance - lift - gain of motion - braking| over traction.
  double energy_residual_relative = 0.0;
};

struct RailRun {
  std::vector<RailRunPoint> points;  ///< rising time; dwells are not in it
  RailRunCertificate certificate;

  double time_s() const { return points.back().time_s - points.front().time_s; }
  /// Time of the front at a place; exact at marks, cubic in between.
  double time_at(double x_m) const;
  double speed_at(double x_m) const;
};

/// The fastest run: full traction, the speed held at its limit, braking at constant deceleration.
///
///   m_d dv/dt = F(v) - R(v) - m g w(x)        dx/dt = v
///
///   m, m_d  mass, with rotating parts [kg]   F  traction, R  resistance [N]   v  speed [m/s]
///   x  front of the train [m]   w  mean slope under the train with curve resistance [1]
///
/// A brake curve is v^2 = v_0^2 + 2 b (x_0 - x), b > 0, whatever the slope (the brake makes up for
/// it). Limits hold until the last vehicle is out. Stretches at constant speed and brake curves are
/// in closed form; acceleration is integrated with the pair of [dormand1980] at a bounded error per
/// step, and steps end where a limit, slope or mark begins. Method after [brunger2014].
///
/// Errors: infeasible, where the train cannot start or stalls; the place and the forces are named.
Result<RailRun> run_train(const RailTrainset& train, const RailLine& line, const RailGrade& grade,
                          const RailRunOptions& options);

}  // namespace landbridge::freight
