#include "landbridge/gas/machine_fit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

constexpr double head_error_allowed = 0.05;        // of the largest head
constexpr double efficiency_error_allowed = 0.05;  // absolute
constexpr std::size_t rows_needed = 3;             // speeds, and flows of each
constexpr double rank_tolerance = 1e-10;

tl::unexpected<Error> wrong(std::string what, std::string hint = {}) {
  return fail(Fault::bad_input, "gas.machine", std::move(what), std::move(hint));
}

/// Rows of a least-squares problem; the last entry of a row is its right-hand side.
using Rows = std::vector<std::vector<double>>;

/// Reflects column k of the rows below k to one entry; false where nothing is left of it.
bool reflect(Rows& rows, std::size_t k) {
  const std::size_t width = rows.front().size();
  double norm = 0.0;
  for (std::size_t i = k; i < rows.size(); ++i) norm = std::hypot(norm, rows[i][k]);
  if (!(norm > rank_tolerance)) return false;
  const double head = rows[k][k] > 0.0 ? -norm : norm;
  std::vector<double> v(rows.size() - k);
  for (std::size_t i = k; i < rows.size(); ++i) v[i - k] = rows[i][k];
  v[0] -= head;
  double square = 0.0;
  for (const double x : v) square += x * x;
  for (std::size_t c = k; c < width; ++c) {
    double along = 0.0;
    for (std::size_t i = k; i < rows.size(); ++i) along += v[i - k] * rows[i][c];
    for (std::size_t i = k; i < rows.size(); ++i) rows[i][c] -= 2.0 * along / square * v[i - k];
  }
  return true;
}

/// The x that minimises |A x - b|; empty where the columns depend on each other.
std::vector<double> least_squares(Rows rows) {
  const std::size_t unknowns = rows.front().size() - 1;
  if (rows.size() < unknowns) return {};
  for (std::size_t k = 0; k < unknowns; ++k)
    if (!reflect(rows, k)) return {};
  std::vector<double> x(unknowns);
  for (std::size_t k = unknowns; k-- > 0;) {
    double sum = rows[k][unknowns];
    for (std::size_t c = k + 1; c < unknowns; ++c) sum -= rows[k][c] * x[c];
    x[k] = sum / rows[k][k];
  }
  return x;
}

/// y = c0 + c1 x + .. with `terms` terms; zeros where the points do not give as many.
Quadratic parabola(const std::vector<std::pair<double, double>>& points, std::size_t terms) {
  double scale = 0.0;
  for (const auto& [x, y] : points) scale = std::max(scale, std::abs(x));
  if (scale == 0.0) scale = 1.0;
  for (; terms > 0; --terms) {
    Rows rows;
    for (const auto& [x, y] : points) {
      std::vector<double> row;
      for (std::size_t i = 0; i < terms; ++i)
        row.push_back(std::pow(x / scale, static_cast<double>(i)));
      row.push_back(y);
      rows.push_back(std::move(row));
    }
    const std::vector<double> c = least_squares(std::move(rows));
    if (c.empty()) continue;
    Quadratic q{};
    for (std::size_t i = 0; i < terms; ++i) q[i] = c[i] / std::pow(scale, static_cast<double>(i));
    return q;
  }
  return {};
}

/// The biquadratic nearest to `value` of the points, in the units of the map.
Biquadratic surface(const std::vector<MapPoint>& points, double MapPoint::*value) {
  double speed = 0.0;
  double flow = 0.0;
  for (const MapPoint& p : points) {
    speed = std::max(speed, p.speed_per_min);
    flow = std::max(flow, p.volume_flow_m3_s);
  }
  Rows rows;
  for (const MapPoint& p : points) {
    std::vector<double> row;
    for (int j = 0; j < 3; ++j)
      for (int k = 0; k < 3; ++k)
        row.push_back(std::pow(p.volume_flow_m3_s / flow, j) *
                      std::pow(p.speed_per_min / speed, k));
    row.push_back(p.*value);
    rows.push_back(std::move(row));
  }
  const std::vector<double> c = least_squares(std::move(rows));
  Biquadratic result{};
  for (std::size_t j = 0; j < 3; ++j)
    for (std::size_t k = 0; k < 3; ++k)
      result[3 * j + k] = c[3 * j + k] / (std::pow(flow, static_cast<double>(j)) *
                                          std::pow(speed, static_cast<double>(k)));
  return result;
}

Result<void> check_points(const std::vector<MapPoint>& points) {
  for (const MapPoint& p : points) {
    const bool is_positive =
        p.speed_per_min > 0.0 && p.volume_flow_m3_s > 0.0 && p.head_kj_kg > 0.0;
    if (!is_positive || !std::isfinite(p.speed_per_min + p.volume_flow_m3_s + p.head_kj_kg) ||
        !(p.efficiency > 0.0 && p.efficiency < 1.0))
      return wrong(fmt::format("the point at {:g} 1/min, {:g} m3/s has head {:g} kJ/kg and "
                               "efficiency {:g}",
                               p.speed_per_min, p.volume_flow_m3_s, p.head_kj_kg, p.efficiency),
                   "speed, flow and head are positive, efficiency lies between 0 and 1");
  }
  return {};
}

Result<void> check_fit(const MapFit& fit) {
  double head = 0.0;
  for (const MapPoint& p : fit.compressor.measurements) head = std::max(head, p.head_kj_kg);
  for (const MapPoint& p : fit.compressor.measurements) {
    const double h = map_value(fit.compressor.head, p.speed_per_min, p.volume_flow_m3_s);
    const double eta = map_value(fit.compressor.efficiency, p.speed_per_min, p.volume_flow_m3_s);
    if (std::abs(h - p.head_kj_kg) <= head_error_allowed * head &&
        std::abs(eta - p.efficiency) <= efficiency_error_allowed)
      continue;
    return wrong(
        fmt::format("the map cannot be drawn through the point at {:g} 1/min, {:g} m3/s: head {:g} "
                    "kJ/kg and efficiency {:g} become {:.4g} and {:.3g}",
                    p.speed_per_min, p.volume_flow_m3_s, p.head_kj_kg, p.efficiency, h, eta),
        "check this point, or give more points around it");
  }
  return {};
}

}  // namespace

Result<MapFit> fit_map(std::vector<MapPoint> points) {
  if (auto ok = check_points(points); !ok) return fail(ok.error());
  std::ranges::sort(
      points, {}, [](const MapPoint& p) { return std::pair(p.speed_per_min, p.volume_flow_m3_s); });
  std::vector<std::pair<double, double>> surge, choke;
  for (std::size_t i = 0; i < points.size();) {
    std::size_t last = i;
    while (last + 1 < points.size() && points[last + 1].speed_per_min == points[i].speed_per_min)
      ++last;
    if (last - i + 1 < rows_needed)
      return wrong(
          fmt::format("the map has {} points at {:g} 1/min", last - i + 1, points[i].speed_per_min),
          "give at least three flows at every speed");
    surge.emplace_back(points[i].volume_flow_m3_s, points[i].head_kj_kg);
    choke.emplace_back(points[last].volume_flow_m3_s, points[last].head_kj_kg);
    i = last + 1;
  }
  if (surge.size() < rows_needed)
    return wrong(fmt::format("the map has {} speeds", surge.size()), "give at least three");
  MapFit fit;
  TurboCompressor& t = fit.compressor;
  t.speed_min_per_min = points.front().speed_per_min;
  t.speed_max_per_min = points.back().speed_per_min;
  t.head = surface(points, &MapPoint::head_kj_kg);
  t.efficiency = surface(points, &MapPoint::efficiency);
  t.surge = parabola(surge, 3);
  t.choke = parabola(choke, 3);
  t.measurements = std::move(points);
  double largest = 0.0;
  for (const MapPoint& p : t.measurements) {
    largest = std::max(largest, p.head_kj_kg);
    const double h = map_value(t.head, p.speed_per_min, p.volume_flow_m3_s);
    const double eta = map_value(t.efficiency, p.speed_per_min, p.volume_flow_m3_s);
    fit.head_error_relative = std::max(fit.head_error_relative, std::abs(h - p.head_kj_kg));
    fit.efficiency_error = std::max(fit.efficiency_error, std::abs(eta - p.efficiency));
  }
  fit.head_error_relative /= largest;
  if (auto ok = check_fit(fit); !ok) return fail(ok.error());
  return fit;
}

Result<Drive> fit_drive(std::string id, DriveKind kind, const DriveTable& table) {
  std::vector<std::pair<double, double>> power, energy;
  for (const auto& p : table.power) {
    if (!(p.power_w > 0.0) || !(p.ambient_temperature_k > 0.0))
      return wrong(fmt::format("the drive of '{}' has {:g} MW at {:g} K", id, p.power_w / 1e6,
                               p.ambient_temperature_k),
                   "power and temperature are positive");
    power.emplace_back(p.ambient_temperature_k - constants::zero_celsius_k,
                       p.power_w / map_watt_per_kilowatt);
  }
  for (const auto& p : table.energy) {
    if (!(p.shaft_power_w > 0.0) || !(p.energy_w >= p.shaft_power_w))
      return wrong(fmt::format("the drive of '{}' takes {:g} MW for {:g} MW on the shaft", id,
                               p.energy_w / 1e6, p.shaft_power_w / 1e6),
                   "a drive takes at least what it gives");
    energy.emplace_back(p.shaft_power_w / map_watt_per_kilowatt,
                        p.energy_w / map_watt_per_kilowatt);
  }
  if (power.empty() || energy.empty())
    return wrong(
        fmt::format("the drive of '{}' states no {}", id, power.empty() ? "power" : "energy"),
        "give power over ambient temperature, and energy over shaft power");
  Drive drive;
  drive.id = std::move(id);
  drive.kind = kind;
  // one point of power holds at any temperature; one of energy is an efficiency, a line through 0
  const Quadratic p = parabola(power, 3);
  for (std::size_t j = 0; j < 3; ++j) drive.power[3 * j] = p[j];
  if (energy.size() == 1)
    drive.energy_rate = {0.0, energy.front().second / energy.front().first, 0.0};
  else
    drive.energy_rate = parabola(energy, 3);
  return drive;
}

}  // namespace landbridge::gas
