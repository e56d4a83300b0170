#pragma once

#include <vector>

#include "landbridge/base/ids.hpp"

namespace landbridge::gas {

/// A value over time: straight lines between the points, or each value until the next time. Before
/// the first point and after the last one it stays. Equal neighbouring times make a jump.
struct Series {
  std::vector<double> time_s;  ///< not falling
  std::vector<double> value_si;
  bool is_stepwise = false;
};

/// The value that holds up to this time: at a jump the one before it.
double value_until(const Series& series, double time_s);
/// The value that holds from this time on: at a jump the one after it.
double value_from(const Series& series, double time_s);

/// Supply [kg/s] or pressure [Pa] of a node.
struct NodeSeries {
  NodeId node;
  Series series;
};

enum class SetPoint { ratio, outlet_pressure, flow };

/// A set point of a compressor (any) or a regulator (outlet pressure, flow), in SI.
struct SetPointSeries {
  LinkId link;
  SetPoint what = SetPoint::outlet_pressure;
  Series series;
};

/// A ramp between two values: `first` until `from_s`, `last` from `to_s` on.
Series ramp(double first, double last, double from_s, double to_s);

}  // namespace landbridge::gas
