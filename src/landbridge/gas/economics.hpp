#pragma once

#include <tuple>

#include "landbridge/base/fields.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/base/units.hpp"

namespace landbridge::gas {

/// Units of money as this folder prints them; files may use any currency that the reader knows.
namespace design_units {
inline constexpr Unit<MoneyPerMass::Dimension> money_per_tonne{1e-3, "USD/t"};
inline constexpr Unit<MoneyPerArea::Dimension> thousand_money_per_inch_km{1e3 / 25.4, "kUSD/in/km"};
inline constexpr Unit<MoneyPerPower::Dimension> million_money_per_mw{1.0, "MUSD/MW"};
inline constexpr Unit<MoneyPerEnergy::Dimension> money_per_mwh{1.0 / 3.6e9, "USD/MWh"};
inline constexpr Unit<Money::Dimension> million_money{1e6, "MUSD"};
inline constexpr Unit<MoneyPerTime::Dimension> million_money_per_year{1e6 / (365.0 * 86400.0),
                                                                      "MUSD/yr"};
inline constexpr Unit<MoneyPerLength::Dimension> million_money_per_km{1e3, "MUSD/km"};
}  // namespace design_units

/// What a pipeline costs to build, to run and to finance. Money of the study's price year; the
/// defaults are US dollars, nominal over 2014-2025 and not deflated (docs/model/gas_design.md
/// lists the source of each).
struct UnitCosts {
  MoneyPerMass steel = 1500.0 * design_units::money_per_tonne;  ///< coated line pipe on site
  MoneyPerArea laying = 60.0 * design_units::thousand_money_per_inch_km;
  Length reference_diameter = 56.0 * landbridge::units::inch;
  Scalar laying_exponent = Scalar::from_si(1.0);
  Scalar further_line_factor = Scalar::from_si(1.0);
  MoneyPerPower station = 4.06 * design_units::million_money_per_mw;
  Money station_fixed;
  Rate pipe_opex = 1.5 * landbridge::units::percent_per_year;
  Rate station_opex = 4.0 * landbridge::units::percent_per_year;
  MoneyPerEnergy fuel_price = 10.0 * design_units::money_per_mwh;
  Scalar loss;
  Rate discount_rate = 8.0 * landbridge::units::percent_per_year;
  Time lifetime = 25.0 * landbridge::units::year;
  Time build_time;

  static constexpr auto fields();
  bool operator==(const UnitCosts&) const = default;
};

/// Share of an investment that must be earned each year: the annuity or capital recovery factor
///
///   CRF = r (1 + r)^n / ((1 + r)^n - 1),   1/n for r = 0
///
///   r  discount rate [1/yr]    n  lifetime [yr]
///
/// The present value of n yearly payments of CRF is 1. Source: [brealey2020, ch. 2].
double capital_recovery_factor(double rate_per_year, double lifetime_years);

/// Investment in the pipe of one line, per length.
///
///   c = steel m' + laying D_ref (D / D_ref)^b
///
///   m'  steel mass per length [kg/m]   D  outer diameter [m]   D_ref  reference diameter [m]
///   b   exponent of the diameter [1]: 1 is the rule "so much per inch and kilometre"
///
/// Source of the form: [parker2004]; [brown2022], [rui2011] for exponents.
MoneyPerLength pipe_cost_per_length(const UnitCosts& costs, Length outer_diameter,
                                    double steel_kg_m);

/// Everything that the tariff of a line depends on.
struct CostInputs {
  Money pipe_capex;
  Money station_capex;
  Power fuel_power;       ///< heat in the fuel gas, shaft power / drive efficiency, while running
  Time running_time;      ///< full-load time in a year
  AmountFlow throughput;  ///< delivered, mean of the year
  Length length;
  EnergyPerAmount lower_heating_value;  ///< values the gas that is lost at the price of fuel
  UnitCosts costs;
};

/// Cost of a year and what it means per unit of gas.
struct Tariff {
  double capital_recovery_factor = 0.0;
  Money capex;           ///< with interest during construction
  MoneyPerTime capital;  ///< CRF times capex
  MoneyPerTime opex;
  MoneyPerTime fuel;
  MoneyPerTime loss;
  MoneyPerTime total;
  MoneyPerAmount per_amount;          ///< printed per 1000 m3
  MoneyPerAmountLength per_distance;  ///< printed per 1000 m3 and 100 km
};

/// Levelised tariff of transport.
///
///   t = (CRF I + o_p I_p + o_s I_s + c_f (P_f h + l q H)) / q,   I = (I_p + I_s)(1 + r)^(T/2)
///
///   I_p, I_s  investment in pipes, in stations [money]   o  operating cost [1/yr]
///   P_f  heat of the fuel gas [W]   h  running time [s/yr]   c_f  price of fuel [money/J]
///   l  loss [1]   H  lower heating value [J/mol]   q  throughput [mol/yr]
///   T  building time [yr], money spent evenly, so half of it bears interest
///
/// Valid for constant throughput in constant prices; real discount rate. Source of the method:
/// [iea2020].
Tariff levelised_tariff(const CostInputs& inputs);

/// What is wrong with the inputs (no throughput, no length, no lifetime), if anything is.
Result<Tariff> checked_tariff(const CostInputs& inputs);

constexpr auto UnitCosts::fields() {
  using landbridge::field;
  namespace lu = landbridge::units;
  return std::tuple{
      field("steel", &UnitCosts::steel, design_units::money_per_tonne,
            "price of coated line pipe, delivered to the route", optional_not_negative),
      field("laying", &UnitCosts::laying, design_units::thousand_money_per_inch_km,
            "building cost without the pipe, per inch of diameter and kilometre",
            optional_not_negative),
      field("reference_diameter", &UnitCosts::reference_diameter, lu::inch,
            "diameter at which 'laying' was seen; matters only if the exponent is not 1",
            optional_positive),
      field("laying_exponent", &UnitCosts::laying_exponent, lu::one,
            "how building cost grows with the diameter: 1 in proportion", optional_not_negative),
      field("further_line_factor", &UnitCosts::further_line_factor, lu::one,
            "building cost of each further parallel line over that of the first",
            optional_not_negative),
      field("station", &UnitCosts::station, design_units::million_money_per_mw,
            "compressor station, per installed power", optional_not_negative),
      field("station_fixed", &UnitCosts::station_fixed, design_units::million_money,
            "cost of a station site whatever its power", optional_not_negative),
      field("pipe_opex", &UnitCosts::pipe_opex, lu::percent_per_year,
            "operation and maintenance of pipes, share of their investment", optional_not_negative),
      field("station_opex", &UnitCosts::station_opex, lu::percent_per_year,
            "operation and maintenance of stations without fuel, share of their investment",
            optional_not_negative),
      field("fuel_price", &UnitCosts::fuel_price, design_units::money_per_mwh,
            "value of fuel gas per heat, lower heating value", optional_not_negative),
      field("loss", &UnitCosts::loss, lu::percent, "gas lost, share of the throughput",
            optional_not_negative),
      field("discount_rate", &UnitCosts::discount_rate, lu::percent_per_year,
            "real interest on the investment, compounded yearly", optional_not_negative),
      field("lifetime", &UnitCosts::lifetime, lu::year, "years over which the line is paid back",
            optional_positive),
      field("build_time", &UnitCosts::build_time, lu::year,
            "years of building; money is spent evenly and bears interest", optional_not_negative),
  };
}

}  // namespace landbridge::gas
