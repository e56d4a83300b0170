#include "landbridge/io/gaslib_units.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "landbridge/base/units.hpp"

namespace landbridge::io {
namespace {

using M = GaslibMeasure;

constexpr double hour_s = units::hour.si;
constexpr double atmosphere_pa = constants::standard_atmosphere_pa;

// The words of the GasLib schema [schmidt2017] and short forms; factors as in base/units.hpp.
constexpr GaslibUnit table[] = {
    {"m", M::length, 1.0},
    {"meter", M::length, 1.0},
    {"mm", M::length, units::mm.si},
    {"cm", M::length, units::cm.si},
    {"km", M::length, units::km.si},
    {"bar", M::pressure, units::bar.si},
    {"barg", M::pressure, units::bar.si, atmosphere_pa},
    {"Pa", M::pressure, 1.0},
    {"kPa", M::pressure, units::kilopascal.si},
    {"MPa", M::pressure, units::megapascal.si},
    {"psi", M::pressure, units::psi.si},
    {"K", M::temperature, 1.0},
    {"Celsius", M::temperature, 1.0, constants::zero_celsius_k},
    {"C", M::temperature, 1.0, constants::zero_celsius_k},
    {"1000m_cube_per_hour", M::normal_volume_flow, 1e3 / hour_s},
    {"m_cube_per_hour", M::normal_volume_flow, 1.0 / hour_s},
    {"m_cube_per_s", M::normal_volume_flow, 1.0},
    {"m_cube_per_second", M::normal_volume_flow, 1.0},
    {"kg_per_s", M::mass_flow, 1.0},
    {"kg_per_second", M::mass_flow, 1.0},
    {"kg_per_hour", M::mass_flow, 1.0 / hour_s},
    {"kg_per_m_cube", M::density, 1.0},
    {"kg_per_kmol", M::molar_mass, 1e-3},
    {"g_per_mol", M::molar_mass, 1e-3},
    {"kg_per_mol", M::molar_mass, 1.0},
    {"kW", M::power, units::kilowatt.si},
    {"MW", M::power, units::megawatt.si},
    {"W", M::power, 1.0},
    {"W_per_m_square_per_K", M::heat_transfer, 1.0},
};

bool is_flow(M measure) { return measure == M::normal_volume_flow || measure == M::mass_flow; }

}  // namespace

std::optional<GaslibUnit> gaslib_unit(std::string_view symbol) {
  const auto* hit = std::ranges::find(table, symbol, &GaslibUnit::symbol);
  if (hit == std::end(table)) return std::nullopt;
  return *hit;
}

std::string gaslib_units_of(GaslibMeasure measure) {
  std::string list;
  for (const GaslibUnit& unit : table)
    if (unit.measure == measure || (is_flow(measure) && is_flow(unit.measure)))
      list += fmt::format("{}{}", list.empty() ? "" : ", ", unit.symbol);
  return list;
}

}  // namespace landbridge::io
