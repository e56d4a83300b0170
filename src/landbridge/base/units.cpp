#include "landbridge/base/units.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"

namespace landbridge {
namespace {

template <class D>
constexpr UnitEntry entry(Unit<D> unit) {
  return {unit.symbol, D::exponents, unit.si};
}

// clang-format off
constexpr UnitEntry table[] = {
    entry(units::one), entry(units::percent), entry(units::degree),
    entry(units::metre), entry(units::mm), entry(units::cm), entry(units::km),
    entry(units::micrometre), entry(units::inch), entry(units::foot), entry(units::mile),
    entry(units::m2), entry(units::m3),
    entry(units::kg), entry(units::tonne), entry(units::kilotonne), entry(units::megatonne),
    entry(units::second), entry(units::minute), entry(units::hour), entry(units::day),
    entry(units::year),
    entry(units::kelvin),
    {"degC", Temperature::Dimension::exponents, 1.0, constants::zero_celsius_k},
    {"N", {1, 1, -2}, 1.0}, {"kN", {1, 1, -2}, 1e3},
    entry(units::pascal), entry(units::kilopascal), entry(units::megapascal), entry(units::bar),
    entry(units::atm), entry(units::technical_atmosphere), entry(units::psi),
    entry(units::joule), entry(units::megajoule), entry(units::gigajoule),
    entry(units::kilowatt_hour), entry(units::megawatt_hour),
    entry(units::watt), entry(units::kilowatt), entry(units::megawatt), entry(units::horsepower),
    entry(units::mole), entry(units::kilomole),
    entry(units::m3_20C), entry(units::m3_15C), entry(units::m3_0C),
    entry(units::mcm_20C), entry(units::mcm_15C), entry(units::mcm_0C),
    entry(units::bcm_20C), entry(units::bcm_15C), entry(units::bcm_0C),
    entry(units::money), entry(units::million_money),
};

/// What is usual where the table has no single symbol.
const std::pair<Exponents, std::string_view> usual[] = {
    {MassFlow::Dimension::exponents, "kg/s, t/d, Mt/yr"},
    {AmountFlow::Dimension::exponents, "bcm_20C/yr, bcm_0C/yr, mcm_20C/d, 1000m3_20C/h, mol/s"},
    {VolumeFlow::Dimension::exponents, "m3/s, m3/h"},
    {{1, 0, -2}, "m/s^2"},
    {{-1, 1, 0}, "N.s^2/m^2"},
    {Velocity::Dimension::exponents, "m/s, km/h"},
    {Density::Dimension::exponents, "kg/m3"},
    {Viscosity::Dimension::exponents, "Pa.s"},
    {MolarMass::Dimension::exponents, "kg/kmol"},
    {EnergyPerAmount::Dimension::exponents, "MJ/m3_20C, MJ/m3_0C"},
    {Rate::Dimension::exponents, "%/yr, 1/yr"},
    {MoneyPerMass::Dimension::exponents, "money/t"},
    {MoneyPerMassLength::Dimension::exponents, "money/t/km"},
    {MoneyPerEnergy::Dimension::exponents, "money/MWh, money/GJ"},
    {MoneyPerAmount::Dimension::exponents, "money/1000m3_20C"},
    {MoneyPerAmountLength::Dimension::exponents, "money/1000m3_20C/100km"},
    {MoneyPerLength::Dimension::exponents, "Mmoney/km"},
    {MoneyPerPower::Dimension::exponents, "Mmoney/MW"},
    {MoneyPerArea::Dimension::exponents, "money/in/km"},
    {MoneyPerTime::Dimension::exponents, "Mmoney/yr"}};
// clang-format on

/// "Mmoney/km" -> "MUSD/km" in a study whose currency is USD.
std::string in_currency(std::string text, const Currencies& currencies) {
  constexpr std::string_view stand_in = "money";
  if (currencies.empty()) return text;
  const std::string& code = currencies.front().code;
  for (auto at = text.find(stand_in); at != std::string::npos;
       at = text.find(stand_in, at + code.size()))
    text.replace(at, stand_in.size(), code);
  return text;
}

}  // namespace

std::span<const UnitEntry> unit_table() { return table; }

std::string to_text(const Exponents& dimension) {
  static constexpr std::string_view base[] = {"m", "kg", "s", "K", "money", "mol"};
  std::string text;
  for (std::size_t i = 0; i < dimension.size(); ++i) {
    if (dimension[i] == 0) continue;
    if (!text.empty()) text += ' ';
    text += base[i];
    if (dimension[i] != 1) text += fmt::format("^{}", dimension[i]);
  }
  return text.empty() ? "1" : text;
}

std::string units_of(const Exponents& dimension, const Currencies& currencies) {
  std::string list;
  for (const UnitEntry& e : table)
    if (e.dimension == dimension) list += fmt::format("{}{}", list.empty() ? "" : ", ", e.symbol);
  if (!list.empty()) return in_currency(list, currencies);
  for (const auto& [exponents, text] : usual)
    if (exponents == dimension) return in_currency(std::string(text), currencies);
  // a unit that parse_unit() reads: "m.kg^-2"
  std::string text = to_text(dimension);
  for (char& c : text)
    if (c == ' ') c = '.';
  return in_currency(text, currencies);
}

}  // namespace landbridge
