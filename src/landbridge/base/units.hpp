#pragma once

#include <array>
#include <compare>
#include <numbers>
#include <string_view>

namespace landbridge {

/// Exponents of length, mass, time, temperature, money and amount of substance.
template <int L, int M, int T, int K = 0, int C = 0, int N = 0>
struct Dim {
  static constexpr std::array<int, 6> exponents{L, M, T, K, C, N};
};

/// The same six exponents as a value, for readers and tables.
using Exponents = std::array<int, 6>;

template <class A, class B>
struct DimProduct;
template <int... a, int... b>
struct DimProduct<Dim<a...>, Dim<b...>> {
  using type = Dim<(a + b)...>;
};
template <class A, class B>
struct DimQuotient;
template <int... a, int... b>
struct DimQuotient<Dim<a...>, Dim<b...>> {
  using type = Dim<(a - b)...>;
};

template <class D>
struct Unit {
  double si;                ///< value of one unit in SI base units
  std::string_view symbol;  ///< as written in files
};

/// A physical value that knows its dimension. Stored in SI base units.
template <class D>
class Quantity {
 public:
  using Dimension = D;

  constexpr Quantity() = default;
  constexpr Quantity(double value, Unit<D> unit) : si_(value * unit.si) {}
  static constexpr Quantity from_si(double value) { return {value, Unit<D>{1.0, ""}}; }

  constexpr double si() const { return si_; }
  constexpr double in(Unit<D> unit) const { return si_ / unit.si; }

  constexpr auto operator<=>(const Quantity&) const = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return from_si(a.si_ + b.si_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return from_si(a.si_ - b.si_); }
  friend constexpr Quantity operator-(Quantity a) { return from_si(-a.si_); }
  friend constexpr Quantity operator*(double s, Quantity a) { return from_si(s * a.si_); }
  friend constexpr Quantity operator*(Quantity a, double s) { return from_si(s * a.si_); }
  friend constexpr Quantity operator/(Quantity a, double s) { return from_si(a.si_ / s); }

 private:
  double si_ = 0.0;
};

template <class D>
constexpr Quantity<D> operator*(double value, Unit<D> unit) {
  return {value, unit};
}
template <class A, class B>
constexpr auto operator*(Quantity<A> a, Quantity<B> b) {
  return Quantity<typename DimProduct<A, B>::type>::from_si(a.si() * b.si());
}
template <class A, class B>
constexpr auto operator/(Quantity<A> a, Quantity<B> b) {
  return Quantity<typename DimQuotient<A, B>::type>::from_si(a.si() / b.si());
}

using Scalar = Quantity<Dim<0, 0, 0>>;
using Length = Quantity<Dim<1, 0, 0>>;
using Area = Quantity<Dim<2, 0, 0>>;
using Volume = Quantity<Dim<3, 0, 0>>;
using Mass = Quantity<Dim<0, 1, 0>>;
using Time = Quantity<Dim<0, 0, 1>>;
using Velocity = Quantity<Dim<1, 0, -1>>;
using Temperature = Quantity<Dim<0, 0, 0, 1>>;
using Pressure = Quantity<Dim<-1, 1, -2>>;
using Density = Quantity<Dim<-3, 1, 0>>;
using Viscosity = Quantity<Dim<-1, 1, -1>>;
using MassFlow = Quantity<Dim<0, 1, -1>>;
using VolumeFlow = Quantity<Dim<3, 0, -1>>;
using Energy = Quantity<Dim<2, 1, -2>>;
using Power = Quantity<Dim<2, 1, -3>>;
using MolarMass = Quantity<Dim<0, 1, 0, 0, 0, -1>>;
using Amount = Quantity<Dim<0, 0, 0, 0, 0, 1>>;  ///< of gas: a volume at a stated reference state
using AmountFlow = Quantity<Dim<0, 0, -1, 0, 0, 1>>;  ///< of gas: bcm_20C per year and the like
using EnergyPerAmount = Quantity<Dim<2, 1, -2, 0, 0, -1>>;  ///< calorific value
using Rate = Quantity<Dim<0, 0, -1>>;                       ///< share per time: interest, opex
using Money = Quantity<Dim<0, 0, 0, 0, 1>>;
using MoneyPerMass = Quantity<Dim<0, -1, 0, 0, 1>>;
using MoneyPerLength = Quantity<Dim<-1, 0, 0, 0, 1>>;
using MoneyPerArea = Quantity<Dim<-2, 0, 0, 0, 1>>;  ///< per diameter and length
using MoneyPerPower = Quantity<Dim<-2, -1, 3, 0, 1>>;
using MoneyPerEnergy = Quantity<Dim<-2, -1, 2, 0, 1>>;
using MoneyPerAmount = Quantity<Dim<0, 0, 0, 0, 1, -1>>;         ///< price of gas
using MoneyPerAmountLength = Quantity<Dim<-1, 0, 0, 0, 1, -1>>;  ///< transport tariff
using MoneyPerTime = Quantity<Dim<0, 0, -1, 0, 1>>;
using MoneyPerMassLength = Quantity<Dim<-1, -1, 0, 0, 1>>;  ///< freight tariff

/// Physical constants, exact by definition [bipm2019].
namespace constants {
inline constexpr double standard_gravity_m_s2 = 9.80665;
inline constexpr double molar_gas_constant_j_mol_k = 8.31446261815324;
inline constexpr double standard_atmosphere_pa = 101325.0;
inline constexpr double zero_celsius_k = 273.15;
}  // namespace constants

/// Amount of substance [mol] in one cubic metre of ideal gas at 101.325 kPa and the given
/// temperature [K]. Gas volumes at a reference state are amounts: 55 bcm at 20 degC and 51.2 bcm
/// at 0 degC are the same gas.
constexpr double mol_per_m3_at(double reference_temperature_k) {
  return constants::standard_atmosphere_pa /
         (constants::molar_gas_constant_j_mol_k * reference_temperature_k);
}

/// The one table of factors; `unit_table()` in units.cpp makes it readable from files.
/// Exact by definition [bipm2019] unless a source is given.
namespace units {
inline constexpr Unit<Scalar::Dimension> one{1.0, "1"}, percent{1e-2, "%"},
    degree{std::numbers::pi / 180.0, "deg"};  // of arc
inline constexpr Unit<Length::Dimension> metre{1.0, "m"}, mm{1e-3, "mm"}, cm{1e-2, "cm"},
    km{1e3, "km"}, micrometre{1e-6, "um"}, inch{0.0254, "in"},  // [nist811]
    foot{0.3048, "ft"},                                         // [nist811]
    mile{1609.344, "mile"};                                     // [nist811]
inline constexpr Unit<Area::Dimension> m2{1.0, "m2"}, inch_km{25.4, "in.km"};
inline constexpr Unit<Volume::Dimension> m3{1.0, "m3"};
inline constexpr Unit<Mass::Dimension> kg{1.0, "kg"}, tonne{1e3, "t"}, kilotonne{1e6, "kt"},
    megatonne{1e9, "Mt"};
inline constexpr Unit<Time::Dimension> second{1.0, "s"}, minute{60.0, "min"}, hour{3600.0, "h"},
    day{86400.0, "d"}, year{365.0 * 86400.0, "yr"};  // a contract year of 365 days
inline constexpr Unit<Velocity::Dimension> m_per_s{1.0, "m/s"}, km_per_h{1.0 / 3.6, "km/h"};
inline constexpr Unit<Temperature::Dimension> kelvin{1.0, "K"};
inline constexpr Unit<Pressure::Dimension> pascal{1.0, "Pa"}, kilopascal{1e3, "kPa"},
    megapascal{1e6, "MPa"}, bar{1e5, "bar"}, atm{101325.0, "atm"},
    technical_atmosphere{98066.5, "at"},  // kgf/cm2 [nist811]
    psi{6894.757293168361, "psi"};        // lbf/in2 [nist811]
inline constexpr Unit<Density::Dimension> kg_per_m3{1.0, "kg/m3"};
inline constexpr Unit<Viscosity::Dimension> pascal_second{1.0, "Pa.s"};
inline constexpr Unit<MassFlow::Dimension> kg_per_s{1.0, "kg/s"};
inline constexpr Unit<VolumeFlow::Dimension> m3_per_s{1.0, "m3/s"};
inline constexpr Unit<Energy::Dimension> joule{1.0, "J"}, megajoule{1e6, "MJ"},
    gigajoule{1e9, "GJ"}, kilowatt_hour{3.6e6, "kWh"}, megawatt_hour{3.6e9, "MWh"};
inline constexpr Unit<Power::Dimension> watt{1.0, "W"}, kilowatt{1e3, "kW"}, megawatt{1e6, "MW"},
    horsepower{745.6998715822702, "hp"};  // 550 ft lbf/s [nist811]
inline constexpr Unit<Amount::Dimension> mole{1.0, "mol"}, kilomole{1e3, "kmol"},
    m3_20C{mol_per_m3_at(293.15), "m3_20C"}, m3_15C{mol_per_m3_at(288.15), "m3_15C"},
    m3_0C{mol_per_m3_at(273.15), "m3_0C"}, mcm_20C{1e6 * mol_per_m3_at(293.15), "mcm_20C"},
    mcm_15C{1e6 * mol_per_m3_at(288.15), "mcm_15C"}, mcm_0C{1e6 * mol_per_m3_at(273.15), "mcm_0C"},
    bcm_20C{1e9 * mol_per_m3_at(293.15), "bcm_20C"},
    bcm_15C{1e9 * mol_per_m3_at(288.15), "bcm_15C"}, bcm_0C{1e9 * mol_per_m3_at(273.15), "bcm_0C"};
inline constexpr Unit<AmountFlow::Dimension> bcm_20C_per_year{bcm_20C.si / year.si, "bcm_20C/yr"},
    mcm_20C_per_day{mcm_20C.si / day.si, "mcm_20C/d"};
inline constexpr Unit<MolarMass::Dimension> kg_per_kmol{1e-3, "kg/kmol"};
inline constexpr Unit<EnergyPerAmount::Dimension> megajoule_per_m3_20C{1e6 / mol_per_m3_at(293.15),
                                                                       "MJ/m3_20C"};
inline constexpr Unit<Rate::Dimension> per_year{1.0 / year.si, "1/yr"},
    percent_per_year{0.01 / year.si, "%/yr"};
inline constexpr Unit<Money::Dimension> money{1.0, "money"}, million_money{1e6, "Mmoney"};
inline constexpr Unit<MoneyPerMass::Dimension> money_per_tonne{1e-3, "money/t"};
inline constexpr Unit<MoneyPerLength::Dimension> million_money_per_km{1e3, "Mmoney/km"};
inline constexpr Unit<MoneyPerPower::Dimension> million_money_per_megawatt{1.0, "Mmoney/MW"};
inline constexpr Unit<MoneyPerAmount::Dimension> money_per_1000m3_20C{
    1.0 / (1e3 * mol_per_m3_at(293.15)), "money/1000m3_20C"};
inline constexpr Unit<MoneyPerAmountLength::Dimension> money_per_1000m3_20C_100km{
    1.0 / (1e8 * mol_per_m3_at(293.15)), "money/1000m3_20C/100km"};
}  // namespace units

}  // namespace landbridge
