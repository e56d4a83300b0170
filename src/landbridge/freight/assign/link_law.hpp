#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "landbridge/freight/assign/assignment.hpp"

namespace landbridge::freight {

/// Time of one link over its flow, prepared for many evaluations. Equation: assignment.hpp.
class LinkLaw {
 public:
  LinkLaw(const AssignNetwork& network, std::size_t link);

  struct Value {
    double time = 0.0;   ///< t(v) [cost]
    double slope = 0.0;  ///< dt/dv [cost/flow]
  };

  Value at(double flow) const {  // [flow]
    Value value{free_flow_time_, 0.0};
    const double x = flow * per_capacity_;
    if (power_kind_ == 4) {
      const double cube = x * x * x;
      value.time += rise_ * cube * x;
      value.slope = 4.0 * rise_ * per_capacity_ * cube;
    } else if (power_kind_ != 0) {
      add_general(value, x);
    }
    if (stiffness_ > 0.0) add_limit(value, flow);
    return value;
  }

  /// The integral of the time from 0 to v [cost * flow].
  double integral(double flow) const;  // [flow]

 private:
  void add_general(Value& value, double load_over_capacity) const;
  void add_limit(Value& value, double flow) const;  // [flow]

  double free_flow_time_;
  double rise_;          // t0 B; what power 0 adds is in free_flow_time_
  double per_capacity_;  // 1 / c
  double power_;
  int power_kind_;  // 0 constant, -1 general, else the power itself
  double limit_at_ = 0.0;
  double limit_price_ = 0.0;
  double stiffness_ = 0.0;
};

}  // namespace landbridge::freight
