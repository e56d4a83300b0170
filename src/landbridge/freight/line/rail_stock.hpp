#pragma once

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "landbridge/base/fields.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/base/units.hpp"

namespace landbridge::freight {

using RailForce = Quantity<Dim<1, 1, -2>>;
using RailForcePerSpeed = Quantity<Dim<0, 1, -1>>;         ///< N per m/s
using RailForcePerSpeedSquared = Quantity<Dim<-1, 1, 0>>;  ///< N per (m/s)^2
using RailAcceleration = Quantity<Dim<1, 0, -2>>;

/// Units of forces on trains; readable from files through the table of units.
namespace rail_units {
inline constexpr Unit<RailForce::Dimension> newton{1.0, "N"}, kilonewton{1e3, "kN"};
inline constexpr Unit<RailForcePerSpeed::Dimension> newton_second_per_metre{1.0, "N.s/m"};
inline constexpr Unit<RailForcePerSpeedSquared::Dimension> newton_per_speed_squared{1.0,
                                                                                    "N.s^2/m^2"};
inline constexpr Unit<RailAcceleration::Dimension> m_per_s2{1.0, "m/s^2"};
inline constexpr Unit<Energy::Dimension> megawatt_hour = units::megawatt_hour;
}  // namespace rail_units

/// Running resistance on straight level track, always against the motion.
///
///   R = a + b v + c v^2        R  [N]   v  speed [m/s]   a  [N]   b  [N s/m]   c  [N s^2/m^2]
///
/// The form of Davis; v from 0 to the speeds for which the coefficients were measured. [davis1926]
struct RailResistance {
  RailForce a;
  RailForcePerSpeed b;
  RailForcePerSpeedSquared c;

  double force_n(double speed_m_s) const {
    return a.si() + speed_m_s * (b.si() + speed_m_s * c.si());
  }
};

/// A freight car on roller bearings, FCalc's standard coefficients:
///
///   R = 7.3550 m + 80.625 n + 0.16453 m v + 0.11979 A v^2
///
///   R  [N]   m  mass [t]   n  axles [1]   v  speed [m/s]   A  frontal area [m^2]     [fcalc2000]
RailResistance fcalc_car_resistance(Mass mass, int axles, Area frontal_area);

/// The original formula of Davis, per vehicle:
///
///   r = 1.3 + 29/w + k V + C A V^2 / (w n)      r  [lb/short ton]   w  load on an axle [short ton]
///   V  speed [mile/h]   n  axles [1]   A  frontal area [ft^2]   k, C  by kind of vehicle
///
/// k = 0.045, C = 0.0005 for freight cars; k = 0.03, C = 0.0024 for a locomotive. Axle loads above
/// 5 short tons. [davis1926]
RailResistance davis_1926_resistance(Mass mass, int axles, Area frontal_area, bool is_locomotive);

/// Russian rules for traction calculations, jointed track, roller bearings:
///
///   wagons, 4 axles, load on an axle q > 6 t   w = 0.7 + (3 + 0.1 V + 0.0025 V^2)/q
///   locomotives under power                    w = 1.9 + 0.01 V + 0.0003 V^2
///
///   w  [kgf/t]   V  speed [km/h]   q  [t]. A lighter wagon: w = 1.0 + 0.044 V + 0.00024 V^2.
///   [ptr1985]
RailResistance ptr_1985_resistance(Mass mass, int axles, bool is_locomotive);

/// How much of its weight an adhering vehicle can pull.
enum class RailAdhesion {
  constant,          ///< one coefficient
  curtius_kniffler,  ///< mu = 0.161 + 7.5/(V + 44), V in km/h, dry rail [curtius1944]
};
double adhesion_coefficient(RailAdhesion law, double constant_value, double speed_m_s);

/// What drives a vehicle: the least of the curve, the power and the adhesion.
///
///   F(v) = min(curve(v), F_max, P/v, mu(v) m_adh g)     F  at the wheel rim [N]   P  [W]
struct RailTraction {
  Power power;          ///< at the wheel rim; 0: the curve alone limits
  RailForce max_force;  ///< at the start; 0: no such limit
  Mass adhesion_mass;   ///< on driven axles; 0: adhesion does not limit
  RailAdhesion adhesion = RailAdhesion::curtius_kniffler;
  Scalar adhesion_constant = 0.30 * units::one;
  std::vector<std::pair<Velocity, RailForce>> curve;  ///< rising speeds; ends there, then 0
  Scalar efficiency = 0.85 * units::one;              ///< wheel energy over energy taken in
  Scalar recovered_share;  ///< of the energy of braking that comes back to the supply

  bool is_powered() const { return power > Power{} || !curve.empty(); }
  double force_n(double speed_m_s) const;
};

/// One kind of vehicle.
struct RailVehicle {
  std::string name;
  Mass mass;             ///< empty (tare), with supplies
  Length length;         ///< over couplers
  Scalar rotating_mass;  ///< share that rotation adds to the inertia
  Velocity max_speed = Velocity::from_si(1e3);
  RailResistance resistance;  ///< used if the law is `given`; of the empty vehicle
  enum class Law { given, fcalc, davis_1926, ptr_1985 } law = Law::given;
  int axles = 4;
  Area frontal_area;
  RailTraction traction;

  static constexpr auto fields() {
    return std::tuple{
        field("mass", &RailVehicle::mass, units::tonne, "empty, with supplies", positive),
        field("length", &RailVehicle::length, units::metre, "over couplers", positive),
        field("rotating_mass", &RailVehicle::rotating_mass, units::one,
              "share that rotation adds to the inertia", FieldRule{false, 0.0, 1.0}),
        field("max_speed", &RailVehicle::max_speed, units::km_per_h, "the fastest it may run",
              FieldRule{false, 0.0, 200.0, true}),
        field("frontal_area", &RailVehicle::frontal_area, units::m2, "for fcalc and davis_1926",
              optional_not_negative)};
  }
  /// With a load on board. Formulas take the loaded mass; given coefficients do not change.
  RailResistance resistance_with(Mass load) const;
};

/// Some vehicles of one kind in a train.
struct RailConsistPart {
  RailVehicle vehicle;
  int count = 1;
  Mass load;  ///< payload in each
};

/// A train as the equation of motion sees it; SI.
struct RailTrainset {
  double mass_kg = 0.0;
  double dynamic_mass_kg = 0.0;  ///< with the rotating parts
  double length_m = 0.0;
  double max_speed_m_s = 0.0;
  double brake_m_s2 = 0.0;
  double efficiency = 1.0;  ///< wheel energy over energy taken in
  double recovered_share = 0.0;
  double payload_kg = 0.0;
  RailResistance resistance;
  std::vector<std::pair<RailTraction, int>> engines;

  double traction_n(double speed_m_s) const;
};

/// Joins the parts. Errors: no parts, no power, an empty or negative mass, a curve that does not
/// rise in speed.
Result<RailTrainset> assemble(const std::vector<RailConsistPart>& parts, RailAcceleration brake);

}  // namespace landbridge::freight
