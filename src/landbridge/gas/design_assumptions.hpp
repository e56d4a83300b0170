#pragma once

#include <string_view>
#include <tuple>
#include <vector>

#include "landbridge/base/fields.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/base/units.hpp"
#include "landbridge/gas/friction.hpp"
#include "landbridge/gas/gas.hpp"

namespace landbridge::gas {

using HeatTransfer = Quantity<Dim<0, 1, -3, -1>>;
using SpecificHeat = SpecificGasConstant;
using JouleThomson = Quantity<Dim<1, -1, 2, 1>>;

namespace design_units {
inline constexpr Unit<HeatTransfer::Dimension> watt_per_m2_kelvin{1.0, "W/m2/K"};
inline constexpr Unit<SpecificHeat::Dimension> joule_per_kg_kelvin{1.0, "J/kg/K"};
inline constexpr Unit<JouleThomson::Dimension> kelvin_per_megapascal{1e-6, "K/MPa"};
}  // namespace design_units

/// Which code of practice gives the wall thickness.
enum class WallRule {
  asme_b31_8,    ///< share of the yield strength [asme2018]
  snip_2_05_06,  ///< share of the tensile strength, partial factors [snip1985]
};
/// "asme_b31_8", "snip_2_05_06".
std::string_view name_of(WallRule rule);

/// What a designer takes for granted; one set for every line of a study. Each default is a usual
/// value of the field; docs/model/gas_design.md gives sources and what a change of each does.
struct DesignAssumptions {
  Gas gas = dry_pipeline_gas();
  Friction friction = Friction::colebrook;
  WallRule wall_rule = WallRule::asme_b31_8;
  std::vector<Power> unit_sizes{
      6.3 * landbridge::units::megawatt, 10.0 * landbridge::units::megawatt,
      16.0 * landbridge::units::megawatt, 25.0 * landbridge::units::megawatt};

  Length roughness = 0.01 * landbridge::units::mm;
  Scalar hydraulic_efficiency = Scalar::from_si(0.95);
  Scalar availability = Scalar::from_si(0.95);
  Velocity max_velocity = 20.0 * landbridge::units::m_per_s;
  Scalar max_ratio = Scalar::from_si(1.5);
  Pressure station_loss = 0.15 * landbridge::units::megapascal;
  Temperature cooler_approach = 15.0 * landbridge::units::kelvin;
  HeatTransfer heat_transfer = 1.5 * design_units::watt_per_m2_kelvin;
  SpecificHeat heat_capacity = 2700.0 * design_units::joule_per_kg_kelvin;
  JouleThomson joule_thomson = 3.5 * design_units::kelvin_per_megapascal;
  Scalar isentropic_efficiency = Scalar::from_si(0.82);
  Scalar drive_efficiency = Scalar::from_si(0.34);
  Scalar site_power = Scalar::from_si(0.95);
  Scalar standby_units = Scalar::from_si(1.0);
  Scalar max_units = Scalar::from_si(6.0);
  EnergyPerAmount lower_heating_value = 33.9 * landbridge::units::megajoule_per_m3_20C;
  Pressure yield_strength = 485.0 * landbridge::units::megapascal;
  Pressure tensile_strength = 588.0 * landbridge::units::megapascal;
  Scalar design_factor = Scalar::from_si(0.72);
  Scalar joint_factor = Scalar::from_si(1.0);
  Scalar snip_load_factor = Scalar::from_si(1.1);
  Scalar snip_condition_factor = Scalar::from_si(0.9);
  Scalar snip_material_factor = Scalar::from_si(1.34);
  Scalar snip_purpose_factor = Scalar::from_si(1.15);
  Density steel_density = 7850.0 * landbridge::units::kg_per_m3;
  Length cell = 10.0 * landbridge::units::km;

 private:
  using A = DesignAssumptions;
  static constexpr FieldRule share{false, 0.0, 1.0, true};
  static constexpr FieldRule over_one{false, 1.0, 10.0, true};

  static constexpr auto flow_fields() {
    namespace lu = landbridge::units;
    return std::tuple{
        field("roughness", &A::roughness, lu::mm,
              "of the inner wall; 0.01 mm with internal coating, 0.03 mm without",
              optional_not_negative),
        field("hydraulic_efficiency", &A::hydraulic_efficiency, lu::one,
              "real flow over that of a clean straight pipe; friction is divided by its square",
              share),
        field("availability", &A::availability, lu::one,
              "mean flow of a year over the flow of a design day", share),
        field("max_velocity", &A::max_velocity, lu::m_per_s, "limit of gas velocity in the pipe",
              optional_positive),
        field("max_ratio", &A::max_ratio, lu::one,
              "largest ratio of line pressures after and before one station", over_one),
        field("station_loss", &A::station_loss, lu::megapascal,
              "pressure lost in scrubbers, yard piping and coolers; the machines make up for it",
              optional_not_negative),
        field("cooler_approach", &A::cooler_approach, lu::kelvin,
              "outlet of the air coolers over mean air temperature", optional_not_negative),
        field("heat_transfer", &A::heat_transfer, design_units::watt_per_m2_kelvin,
              "gas to ground, per outer surface of the pipe", optional_not_negative),
        field("heat_capacity", &A::heat_capacity, design_units::joule_per_kg_kelvin,
              "specific heat of the gas at line pressure", optional_positive),
        field("joule_thomson", &A::joule_thomson, design_units::kelvin_per_megapascal,
              "cooling by expansion along the pipe", optional_not_negative),
        field("cell", &A::cell, lu::km, "longest step of the integration along the pipe",
              optional_positive),
    };
  }
  static constexpr auto machine_fields() {
    namespace lu = landbridge::units;
    return std::tuple{
        field("isentropic_efficiency", &A::isentropic_efficiency, lu::one,
              "of compressors, with mechanical losses", share),
        field("drive_efficiency", &A::drive_efficiency, lu::one,
              "shaft power over heat in the fuel gas (lower heating value)", share),
        field("site_power", &A::site_power, lu::one,
              "power of a unit on site over its nominal power", share),
        field("standby_units", &A::standby_units, lu::one,
              "units a station has beyond those that run on a design day", optional_not_negative),
        field("max_units", &A::max_units, lu::one,
              "units of one station, standby included; more only of the largest size",
              optional_positive),
        field("lower_heating_value", &A::lower_heating_value, lu::megajoule_per_m3_20C,
              "of the gas, for fuel", optional_positive),
    };
  }
  static constexpr auto steel_fields() {
    namespace lu = landbridge::units;
    return std::tuple{
        field("yield_strength", &A::yield_strength, lu::megapascal,
              "specified minimum yield strength of the steel, for asme_b31_8", optional_positive),
        field("tensile_strength", &A::tensile_strength, lu::megapascal,
              "tensile strength of the steel, for snip_2_05_06", optional_positive),
        field("design_factor", &A::design_factor, lu::one,
              "share of the yield strength that may be used; 0.72 far from houses", share),
        field("joint_factor", &A::joint_factor, lu::one, "quality of the longitudinal weld", share),
        field("snip_load_factor", &A::snip_load_factor, lu::one, "n of snip_2_05_06",
              optional_positive),
        field("snip_condition_factor", &A::snip_condition_factor, lu::one,
              "m of snip_2_05_06: 0.9 for categories III and IV", share),
        field("snip_material_factor", &A::snip_material_factor, lu::one,
              "k1 of snip_2_05_06: 1.34 for controlled-rolled pipe", optional_positive),
        field("snip_purpose_factor", &A::snip_purpose_factor, lu::one,
              "kn of snip_2_05_06: 1.0 to 1.15 with diameter and pressure", optional_positive),
        field("steel_density", &A::steel_density, lu::kg_per_m3, "of the pipe wall",
              optional_positive),
    };
  }

 public:
  static constexpr auto fields() {
    return std::tuple_cat(flow_fields(), machine_fields(), steel_fields());
  }
  bool operator==(const DesignAssumptions&) const = default;
};

/// Wall thickness for a maximum pressure.
///
///   asme_b31_8     t = p D / (2 S F E)                                    [asme2018, 841.1.1]
///   snip_2_05_06   t = n p D / (2 (R1 + n p)),  R1 = R m / (k1 kn),       [snip1985, 8.22]
///                  and not below D / 140 or 4 mm
///
///   p  maximum pressure [Pa]   D  outer diameter [m]   S  yield strength, R tensile strength [Pa]
///   F  design factor, E  joint factor, n m k1 kn  partial factors [1]
///
/// Valid for buried onshore lines at ambient temperature, no allowance for corrosion; a nominal
/// thickness, not rounded up to what a mill sells.
Length wall_thickness(const DesignAssumptions& assumptions, Length outer_diameter,
                      Pressure max_pressure);

/// Steel in one metre of pipe: m' = pi t (D - t) rho [kg/m].
double steel_mass_kg_m(Length outer_diameter, Length wall, Density steel_density);

/// The first assumption that cannot be (a wrong sign, an empty list of unit sizes), if any.
Result<void> check(const DesignAssumptions& assumptions);

}  // namespace landbridge::gas
