#include "landbridge/freight/line/rail_stock.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

constexpr double pound_kg = 0.45359237;                                        // [nist811]
constexpr double short_ton_kg = 2000.0 * pound_kg;                             // [nist811]
constexpr double pound_force_n = pound_kg * constants::standard_gravity_m_s2;  // [nist811]
constexpr double kgf_n = constants::standard_gravity_m_s2;                     // [nist811]

/// F = f0 + f1 V + f2 V^2 with V = v/unit.
RailResistance scaled(double f0_n, double f1_n, double f2_n, double unit_m_s) {
  return {RailForce::from_si(f0_n), RailForcePerSpeed::from_si(f1_n / unit_m_s),
          RailForcePerSpeedSquared::from_si(f2_n / (unit_m_s * unit_m_s))};
}

double curve_force_n(const std::vector<std::pair<Velocity, RailForce>>& curve, double speed_m_s) {
  if (speed_m_s > curve.back().first.si()) return 0.0;
  const auto above = std::ranges::lower_bound(curve, speed_m_s, {},
                                              [](const auto& point) { return point.first.si(); });
  if (above == curve.begin()) return curve.front().second.si();
  const auto below = above - 1;
  const double width_m_s = above->first.si() - below->first.si();
  const double share = (speed_m_s - below->first.si()) / width_m_s;
  return (1.0 - share) * below->second.si() + share * above->second.si();
}

Result<void> check_traction(const std::string& name, const RailTraction& t) {
  for (std::size_t i = 1; i < t.curve.size(); ++i)
    if (!(t.curve[i].first > t.curve[i - 1].first))
      return fail(Fault::bad_input, fmt::format("vehicle '{}'", name),
                  fmt::format("the traction curve does not rise in speed at {:.6g} km/h",
                              t.curve[i].first.in(units::km_per_h)),
                  "list speeds from low to high, each once");
  if (t.power > Power{} && !(t.max_force > RailForce{}) && t.curve.empty() &&
      !(t.adhesion_mass > Mass{}))
    return fail(Fault::bad_input, fmt::format("vehicle '{}'", name),
                "power alone gives an endless force at the start",
                "add max_force, adhesion_mass or a traction_curve");
  return {};
}

}  // namespace

RailResistance fcalc_car_resistance(Mass mass, int axles, Area frontal_area) {
  const double m_t = mass.in(units::tonne);
  return {RailForce::from_si(7.3550 * m_t + 80.625 * axles),
          RailForcePerSpeed::from_si(0.16453 * m_t),
          RailForcePerSpeedSquared::from_si(0.11979 * frontal_area.si())};
}

RailResistance davis_1926_resistance(Mass mass, int axles, Area frontal_area, bool is_locomotive) {
  const double w = mass.si() / short_ton_kg / axles;
  const double k = is_locomotive ? 0.03 : 0.045;
  const double c = is_locomotive ? 0.0024 : 0.0005;
  const double area_ft2 = frontal_area.si() / (units::foot.si * units::foot.si);
  const double n_per_r = pound_force_n * mass.si() / short_ton_kg;
  return scaled(n_per_r * (1.3 + 29.0 / w), n_per_r * k, n_per_r * c * area_ft2 / (w * axles),
                units::mile.si / units::hour.si);
}

RailResistance ptr_1985_resistance(Mass mass, int axles, bool is_locomotive) {
  const double n_per_w = kgf_n * mass.in(units::tonne);
  const double unit_m_s = units::km_per_h.si;
  if (is_locomotive) return scaled(1.9 * n_per_w, 0.01 * n_per_w, 0.0003 * n_per_w, unit_m_s);
  const double q = mass.in(units::tonne) / axles;
  if (q <= 6.0) return scaled(n_per_w, 0.044 * n_per_w, 0.00024 * n_per_w, unit_m_s);
  return scaled((0.7 + 3.0 / q) * n_per_w, 0.1 / q * n_per_w, 0.0025 / q * n_per_w, unit_m_s);
}

double adhesion_coefficient(RailAdhesion law, double constant_value, double speed_m_s) {
  if (law == RailAdhesion::constant) return constant_value;
  return 0.161 + 7.5 / (speed_m_s / units::km_per_h.si + 44.0);
}

double RailTraction::force_n(double speed_m_s) const {
  if (!is_powered()) return 0.0;
  double force = curve.empty() ? 1e300 : curve_force_n(curve, speed_m_s);
  if (max_force > RailForce{}) force = std::min(force, max_force.si());
  if (power > Power{} && speed_m_s > 0.0) force = std::min(force, power.si() / speed_m_s);
  if (adhesion_mass > Mass{})
    force = std::min(force, adhesion_coefficient(adhesion, adhesion_constant.si(), speed_m_s) *
                                adhesion_mass.si() * constants::standard_gravity_m_s2);
  return force;
}

RailResistance RailVehicle::resistance_with(Mass load) const {
  const bool is_locomotive = traction.is_powered();
  switch (law) {
    case Law::fcalc: return fcalc_car_resistance(mass + load, axles, frontal_area);
    case Law::davis_1926:
      return davis_1926_resistance(mass + load, axles, frontal_area, is_locomotive);
    case Law::ptr_1985: return ptr_1985_resistance(mass + load, axles, is_locomotive);
    case Law::given: break;
  }
  return resistance;
}

double RailTrainset::traction_n(double speed_m_s) const {
  double force_n = 0.0;
  for (const auto& [engine, count] : engines) force_n += count * engine.force_n(speed_m_s);
  return force_n;
}

Result<RailTrainset> assemble(const std::vector<RailConsistPart>& parts, RailAcceleration brake) {
  RailTrainset train;
  train.max_speed_m_s = 1e3;
  train.brake_m_s2 = brake.si();
  double taken_in = 0.0;
  double recovered = 0.0;
  for (const RailConsistPart& part : parts) {
    const RailVehicle& v = part.vehicle;
    const double n = part.count;
    if (auto ok = check_traction(v.name, v.traction); !ok) return fail(ok.error());
    const RailResistance r = v.resistance_with(part.load);
    train.mass_kg += n * (v.mass + part.load).si();
    train.dynamic_mass_kg += n * (v.mass * (1.0 + v.rotating_mass.si()) + part.load).si();
    train.payload_kg += n * part.load.si();
    train.length_m += n * v.length.si();
    train.max_speed_m_s = std::min(train.max_speed_m_s, v.max_speed.si());
    train.resistance.a = train.resistance.a + n * r.a;
    train.resistance.b = train.resistance.b + n * r.b;
    train.resistance.c = train.resistance.c + n * r.c;
    if (!v.traction.is_powered()) continue;
    train.engines.emplace_back(v.traction, part.count);
    const double pull_n = n * v.traction.force_n(10.0);
    taken_in += pull_n / v.traction.efficiency.si();
    recovered += pull_n * v.traction.recovered_share.si();
  }
  if (train.engines.empty())
    return fail(Fault::bad_input, "consist", "no vehicle of the train has traction",
                "one needs power and max_force, or a traction_curve");
  const double pull_n = train.traction_n(10.0);
  if (taken_in > 0.0) train.efficiency = pull_n / taken_in;
  if (pull_n > 0.0) train.recovered_share = recovered / pull_n;
  if (!(train.mass_kg > 0.0) || !(train.length_m >= 0.0) || !(train.brake_m_s2 > 0.0))
    return fail(Fault::bad_input, "consist", "the train has no mass or no brake",
                "give every vehicle a mass and the train a brake");
  return train;
}

}  // namespace landbridge::freight
