#include "landbridge/freight/assign/link_law.hpp"

namespace landbridge::freight {
namespace {

constexpr int largest_whole_power = 16;

/// x^n for a small whole n.
double whole_power(double x, int n) {
  double result = 1.0;
  for (; n > 0; n /= 2) {
    if (n % 2 == 1) result *= x;
    x *= x;
  }
  return result;
}

int kind_of(double power, double rise) {
  if (power == 0.0 || rise == 0.0) return 0;
  const bool is_whole = power == std::floor(power) && power <= largest_whole_power;
  return is_whole ? static_cast<int>(power) : -1;
}

}  // namespace

LinkLaw::LinkLaw(const AssignNetwork& network, std::size_t link)
    : free_flow_time_(network.free_flow_time[link]),
      rise_(network.free_flow_time[link] * network.b[link]),
      per_capacity_(rise_ == 0.0 ? 0.0 : 1.0 / network.capacity[link]),
      power_(network.power[link]),
      power_kind_(kind_of(power_, rise_)) {
  if (power_ == 0.0) free_flow_time_ += rise_;
  if (network.limits.empty()) return;
  const AssignNetwork::Limit& limit = network.limits[link];
  limit_at_ = limit.at_flow;
  limit_price_ = limit.price;
  stiffness_ = limit.stiffness;
}

void LinkLaw::add_general(Value& value, double x) const {
  if (!(x > 0.0)) {
    if (power_ == 1.0) value.slope = rise_ * per_capacity_;
    return;
  }
  const double below = power_kind_ > 0 ? whole_power(x, power_kind_ - 1) : std::pow(x, power_ - 1);
  value.time += rise_ * below * x;
  value.slope = power_ * rise_ * per_capacity_ * below;
}

void LinkLaw::add_limit(Value& value, double flow) const {
  const double extra = limit_price_ + stiffness_ * (flow - limit_at_);
  if (extra <= 0.0) return;
  value.time += extra;
  value.slope += stiffness_;
}

double LinkLaw::integral(double flow) const {
  double sum = free_flow_time_ * flow;
  const double x = flow * per_capacity_;
  if (power_kind_ != 0 && x > 0.0) {
    const double to_power = power_kind_ > 0 ? whole_power(x, power_kind_) : std::pow(x, power_);
    sum += rise_ * flow * to_power / (power_ + 1.0);
  }
  if (stiffness_ > 0.0) {
    const double at_zero = std::max(0.0, limit_price_ - stiffness_ * limit_at_);
    const double at_flow = std::max(0.0, limit_price_ + stiffness_ * (flow - limit_at_));
    sum += (at_flow * at_flow - at_zero * at_zero) / (2.0 * stiffness_);
  }
  return sum;
}

}  // namespace landbridge::freight
