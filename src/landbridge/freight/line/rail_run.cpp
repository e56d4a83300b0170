#include "landbridge/freight/line/rail_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/freight/line/rail_ceiling.hpp"

namespace landbridge::freight {
namespace {

constexpr double gravity_m_s2 = constants::standard_gravity_m_s2;
constexpr double stall_m_s = 0.02;  ///< slower than this and slowing: it will not arrive

/// Position, speed and work at the wheel rim.
using State = std::array<double, 3>;

/// The result of a step, with its estimated error in position and speed.
struct Step {
  State end{};
  double error_m = 0.0;
  double error_m_s = 0.0;
};

class Runner {
 public:
  Runner(const RailTrainset& train, const RailLine& line, const RailGrade& grade,
         const RailRunOptions& options)
      : train_(train),
        grade_(grade),
        options_(options),
        ceiling_(speed_ceiling(train, line, options)) {
    collect_breaks();
  }

  Result<RailRun> run() {
    now_.at_m = options_.from_m;
    now_.speed_m_s =
        std::min(options_.start_speed_m_s, std::sqrt(2.0 * ceiling_.front().u_at(now_.at_m)));
    const double start_j = 0.5 * train_.dynamic_mass_kg * now_.speed_m_s * now_.speed_m_s;
    record();
    while (now_.at_m < options_.to_m) {
      if (steps_++ > options_.max_steps)
        return fail(
            Fault::not_converged, "running time",
            fmt::format("{} steps and no end at {:.6g} km", options_.max_steps, now_.at_m / 1e3),
            "check traction curve and resistances for jumps");
      if (auto ok = advance(); !ok) return fail(ok.error());
    }
    const double end_j = 0.5 * train_.dynamic_mass_kg * now_.speed_m_s * now_.speed_m_s;
    const double lift_j = train_.mass_kg * gravity_m_s2 * lift_m_;
    const double sum_j =
        now_.traction_j - resistance_j_ - lift_j - (end_j - start_j) - now_.braking_j;
    run_.certificate.energy_residual_relative =
        std::abs(sum_j) / std::max({now_.traction_j, end_j, 1.0});
    run_.certificate.steps = steps_;
    return std::move(run_);
  }

 private:
  void collect_breaks() {
    const double length_m = std::max(train_.length_m, 1e-3);
    for (const RailCeilingPiece& p : ceiling_) breaks_m_.push_back(p.to_m);
    for (const double x : grade_.knots_m())
      for (const double b : {x, x + length_m}) breaks_m_.push_back(b);
    for (const double x : options_.marks_m) breaks_m_.push_back(x);
    breaks_m_.push_back(options_.to_m);
    std::ranges::sort(breaks_m_);
    breaks_m_.erase(std::unique(breaks_m_.begin(), breaks_m_.end()), breaks_m_.end());
  }

  void record() { run_.points.push_back(now_); }

  double slope(double x_m) const { return grade_.slope(x_m, train_.length_m); }
  double grade_force_n(double x_m) const { return train_.mass_kg * gravity_m_s2 * slope(x_m); }
  double acceleration(double x_m, double v) const {
    return (train_.traction_n(v) - train_.resistance.force_n(v) - grade_force_n(x_m)) /
           train_.dynamic_mass_kg;
  }

  const RailCeilingPiece& piece() {
    while (piece_ + 1 < ceiling_.size() && ceiling_[piece_].to_m <= now_.at_m) ++piece_;
    return ceiling_[piece_];
  }

  Result<void> advance() {
    const double x = now_.at_m;
    const RailCeilingPiece& p = piece();
    const double next_m =
        std::min(*std::upper_bound(breaks_m_.begin(), breaks_m_.end(), x), p.to_m);
    const double v_top = std::sqrt(2.0 * p.u_at(x));
    const bool is_on_ceiling = now_.speed_m_s >= v_top * (1.0 - 1e-9) && v_top > 0.0;
    if (is_on_ceiling) {
      const double until_m = follow_until(p, next_m);
      if (until_m > x) {
        follow(p, until_m);
        record();
        return {};
      }
    }
    return accelerate(p, next_m);
  }

  /// How far the ceiling can be followed before the engines are too weak for it.
  double follow_until(const RailCeilingPiece& p, double next_m) const {
    const double needed = p.is_brake ? -train_.brake_m_s2 : 0.0;
    const auto margin = [&](double x) {
      return acceleration(x, std::sqrt(2.0 * p.u_at(x))) - needed;
    };
    const double tiny = 1e-9;
    if (margin(now_.at_m) < -tiny) return now_.at_m;
    if (margin(next_m) >= -tiny) return next_m;
    double low = now_.at_m;
    double high = next_m;
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (low + high);
      (margin(middle) >= -tiny ? low : high) = middle;
    }
    return low - now_.at_m > 1e-6 ? low : now_.at_m;
  }

  /// Along the ceiling: time in closed form, work by three points of Gauss on each side of a change
  /// of sign; exact at constant speed.
  void follow(const RailCeilingPiece& p, double until_m) {
    const double x0 = now_.at_m;
    const double u0 = p.u_at(x0);
    const double u1 = p.u_at(until_m);
    const double v0 = std::sqrt(2.0 * u0);
    const double v1 = std::sqrt(2.0 * u1);
    const double inertia_n = train_.dynamic_mass_kg * (p.is_brake ? -train_.brake_m_s2 : 0.0);
    const auto force_n = [&](double x) {
      return inertia_n + train_.resistance.force_n(std::sqrt(2.0 * p.u_at(x))) + grade_force_n(x);
    };
    const double f0 = force_n(x0);
    const double f1 = force_n(until_m);
    double split_m = until_m;
    if ((f0 < 0.0) != (f1 < 0.0)) {
      double low = x0;
      double high = until_m;
      for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        ((force_n(middle) < 0.0) == (f0 < 0.0) ? low : high) = middle;
      }
      split_m = low;
    }
    add_work(gauss(force_n, x0, split_m));
    add_work(gauss(force_n, split_m, until_m));
    resistance_j_ +=
        gauss([&](double x) { return train_.resistance.force_n(std::sqrt(2.0 * p.u_at(x))); }, x0,
              until_m);
    lift_m_ += gauss([&](double x) { return slope(x); }, x0, until_m);
    now_.time_s += p.is_brake ? 2.0 * (until_m - x0) / (v0 + v1) : (until_m - x0) / v0;
    now_.at_m = until_m;
    now_.speed_m_s = v1;
  }

  void add_work(double work_j) {
    if (work_j >= 0.0)
      now_.traction_j += work_j;
    else
      now_.braking_j -= work_j;
  }

  template <class Function>
  static double gauss(Function&& f, double from, double to) {
    const double half = 0.5 * (to - from);
    const double middle = 0.5 * (to + from);
    const double node = half * std::sqrt(0.6);
    return half * (5.0 * f(middle - node) + 8.0 * f(middle) + 5.0 * f(middle + node)) / 9.0;
  }

  State rate(const State& s) const {
    const double v = std::max(s[1], 0.0);
    return {v, acceleration(s[0], v), train_.traction_n(v) * v};
  }

  /// One step of the pair of order 5(4) [dormand1980, table 2].
  Step dormand_prince(const State& s, double h) const {
    static constexpr double a[6][6] = {
        {1.0 / 5},
        {3.0 / 40, 9.0 / 40},
        {44.0 / 45, -56.0 / 15, 32.0 / 9},
        {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
        {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
        {35.0 / 384, 0.0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84}};
    static constexpr double e[7] = {71.0 / 57600,      0.0,          -71.0 / 16695, 71.0 / 1920,
                                    -17253.0 / 339200, 22.0 / 525.0, -1.0 / 40};
    std::array<State, 7> k;
    k[0] = rate(s);
    State at{};
    for (std::size_t stage = 1; stage < 7; ++stage) {
      for (std::size_t c = 0; c < 3; ++c) {
        double sum = 0.0;
        for (std::size_t j = 0; j < stage; ++j) sum += a[stage - 1][j] * k[j][c];
        at[c] = s[c] + h * sum;
      }
      k[stage] = rate(at);
    }
    Step step;
    step.end = at;
    double error[2] = {0.0, 0.0};
    for (std::size_t c = 0; c < 2; ++c)
      for (std::size_t j = 0; j < 7; ++j) error[c] += h * e[j] * k[j][c];
    step.error_m = std::abs(error[0]);
    step.error_m_s = std::abs(error[1]);
    return step;
  }

  /// How far beyond its allowed region a state is: the next break or the ceiling.
  static double excess(const RailCeilingPiece& p, double next_m, const State& s) {
    const double over_m = s[0] - next_m;
    const double over_m_s = s[1] - std::sqrt(2.0 * p.u_at(std::min(s[0], next_m)));
    return std::max(over_m, over_m_s);
  }

  Result<void> accelerate(const RailCeilingPiece& p, double next_m) {
    const State s{now_.at_m, now_.speed_m_s, 0.0};
    if (s[1] < stall_m_s && acceleration(s[0], s[1]) <= 1e-6) return fail(stalled());
    double h = std::min(step_s_, 60.0);
    Step step;
    for (int attempt = 0;; ++attempt) {
      step = dormand_prince(s, h);
      const double scale_m = options_.tolerance_relative * std::max(h * s[1], 1.0);
      const double scale_m_s = options_.tolerance_relative * std::max(s[1], 1.0);
      const double error = std::max(step.error_m / scale_m, step.error_m_s / scale_m_s);
      const double factor = 0.9 * std::pow(std::max(error, 1e-10), -0.2);
      step_s_ = h * std::clamp(factor, 0.2, 4.0);
      if (error <= 1.0 || attempt > 60) break;
      h = step_s_;
    }
    if (excess(p, next_m, step.end) > 0.0) step = cut(p, next_m, s, h);
    return take(p, next_m, s, step, h);
  }

  /// Shortens a step so that it ends on the border of its region.
  Step cut(const RailCeilingPiece& p, double next_m, const State& s, double& h) const {
    double low = 0.0;
    double high = h;
    for (int i = 0; i < 60 && high - low > 1e-12 * (1.0 + now_.time_s); ++i) {
      const double middle = 0.5 * (low + high);
      (excess(p, next_m, dormand_prince(s, middle).end) > 0.0 ? high : low) = middle;
    }
    h = high;
    return dormand_prince(s, h);
  }

  Result<void> take(const RailCeilingPiece& p, double next_m, const State& s, const Step& step,
                    double h) {
    if (step.end[1] < stall_m_s && step.end[1] < s[1]) return fail(stalled());
    const double tiny_m = 1e-9 * (1.0 + std::abs(next_m));
    State end = step.end;
    if (end[0] > next_m - tiny_m) end[0] = next_m;
    const double v_top = std::sqrt(2.0 * p.u_at(end[0]));
    const double v_end = std::min(end[1], v_top);
    const double rise_m = lift_between(s[0], end[0]);
    now_.traction_j += end[2];
    lift_m_ += rise_m;
    resistance_j_ += resistance_work_j(s, end, h);
    now_.at_m = end[0];
    now_.speed_m_s = v_end;
    now_.time_s += h;
    run_.certificate.time_error_s += step.error_m / std::max(end[1], 1.0);
    record();
    return {};
  }

  /// Slope is linear between two breaks, hence the trapezium is exact.
  double lift_between(double from_m, double to_m) const {
    return 0.5 * (to_m - from_m) * (slope(from_m + 1e-9) + slope(to_m - 1e-9));
  }

  /// Work of the resistance over a step, speed as a cubic in time.
  double resistance_work_j(const State& s, const State& end, double h) const {
    const double a0 = acceleration(s[0], s[1]);
    const double a1 = acceleration(end[0] - 1e-9, end[1]);
    return gauss(
        [&](double t) {
          const double z = t / h;
          const double v = (1.0 + 2.0 * z) * (1.0 - z) * (1.0 - z) * s[1] +
                           z * (1.0 - z) * (1.0 - z) * h * a0 + z * z * (3.0 - 2.0 * z) * end[1] +
                           z * z * (z - 1.0) * h * a1;
          return train_.resistance.force_n(v) * v;
        },
        0.0, h);
  }

  Error stalled() const {
    const double x = now_.at_m;
    return Error{
        Fault::infeasible, fmt::format("at {:.6g} km", x / 1e3),
        fmt::format("the train of {:.4g} t stands still: it pulls {:.4g} kN and needs "
                    "{:.4g} kN on a slope of {:.3g} per mille",
                    train_.mass_kg / 1e3, train_.traction_n(0.0) / 1e3,
                    (train_.resistance.force_n(0.0) + grade_force_n(x)) / 1e3, 1e3 * slope(x)),
        "fewer or lighter wagons, more locomotives, or a flatter line"};
  }

  const RailTrainset& train_;
  const RailGrade& grade_;
  const RailRunOptions& options_;
  std::vector<RailCeilingPiece> ceiling_;
  std::vector<double> breaks_m_;
  std::size_t piece_ = 0;
  RailRunPoint now_;
  RailRun run_;
  double step_s_ = 0.5;
  double resistance_j_ = 0.0;
  double lift_m_ = 0.0;  ///< integral of the slope
  int steps_ = 0;
};

/// Cubic through two points of a run with their speeds: time over place.
double hermite_time_s(const RailRunPoint& a, const RailRunPoint& b, double x_m) {
  const double run_m = b.at_m - a.at_m;
  if (run_m <= 0.0) return b.time_s;
  const double z = (x_m - a.at_m) / run_m;
  const double mean = (b.time_s - a.time_s) / run_m;  // of dt/dx
  if (a.speed_m_s < 0.5 || b.speed_m_s < 0.5) {
    // Near a halt t(x) has no slope: constant acceleration between the two speeds instead.
    const double u =
        a.speed_m_s * a.speed_m_s + z * (b.speed_m_s * b.speed_m_s - a.speed_m_s * a.speed_m_s);
    const double v = std::sqrt(std::max(u, 0.0));
    const double whole = 2.0 * run_m / (a.speed_m_s + b.speed_m_s);
    const double part = 2.0 * (x_m - a.at_m) / (a.speed_m_s + v);
    return x_m <= a.at_m ? a.time_s : a.time_s + (b.time_s - a.time_s) * part / whole;
  }
  const double slope_a = std::min(1.0 / a.speed_m_s, 3.0 * mean);
  const double slope_b = std::min(1.0 / b.speed_m_s, 3.0 * mean);
  const double h01 = z * z * (3.0 - 2.0 * z);
  return a.time_s + h01 * (b.time_s - a.time_s) +
         run_m * (z * (1.0 - z) * (1.0 - z) * slope_a + z * z * (z - 1.0) * slope_b);
}

std::size_t point_after(const std::vector<RailRunPoint>& points, double x_m) {
  const auto after = std::ranges::lower_bound(points, x_m, {}, &RailRunPoint::at_m);
  return static_cast<std::size_t>(after - points.begin());
}

}  // namespace

double RailRun::time_at(double x_m) const {
  const std::size_t i = point_after(points, x_m);
  if (i == 0) return points.front().time_s;
  if (i == points.size()) return points.back().time_s;
  if (points[i].at_m == x_m) return points[i].time_s;
  return hermite_time_s(points[i - 1], points[i], x_m);
}

double RailRun::speed_at(double x_m) const {
  const std::size_t i = point_after(points, x_m);
  if (i == 0) return points.front().speed_m_s;
  if (i == points.size()) return points.back().speed_m_s;
  const RailRunPoint& a = points[i - 1];
  const RailRunPoint& b = points[i];
  if (b.at_m <= a.at_m) return b.speed_m_s;
  const double z = (x_m - a.at_m) / (b.at_m - a.at_m);
  const double u = (1.0 - z) * a.speed_m_s * a.speed_m_s + z * b.speed_m_s * b.speed_m_s;
  return std::sqrt(u);
}

Result<RailRun> run_train(const RailTrainset& train, const RailLine& line, const RailGrade& grade,
                          const RailRunOptions& options) {
  LANDBRIDGE_ASSERT(options.to_m > options.from_m);
  return Runner(train, line, grade, options).run();
}

}  // namespace landbridge::freight
