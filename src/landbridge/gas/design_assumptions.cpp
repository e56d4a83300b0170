#include "landbridge/gas/design_assumptions.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

namespace lu = landbridge::units;

constexpr double smallest_wall_m = 0.004;  // [snip1985, 8.22]
constexpr Power smallest_unit = 0.01 * lu::megawatt;
constexpr Length smallest_cell = 0.1 * lu::km;
constexpr double largest_diameter_over_wall = 140.0;  // [snip1985, 8.22]

template <class Owner>
Result<void> check_fields(const Owner& owner, std::string_view where) {
  Result<void> result;
  for_each_field<Owner>([&](const auto& f) {
    const double value_si = (owner.*f.member).si();
    const bool is_low =
        f.rule.minimum_is_open ? !(value_si > f.rule.minimum_si) : !(value_si >= f.rule.minimum_si);
    if (result && (is_low || !(value_si <= f.rule.maximum_si) || !std::isfinite(value_si)))
      result =
          fail(Fault::bad_input, fmt::format("{}.{}", where, f.key),
               fmt::format(
                   "{} is {:.6g} {}; it must be {}{}", f.key, (owner.*f.member).in(f.unit),
                   f.unit.symbol, f.rule.minimum_is_open ? "greater than " : "at least ",
                   std::isfinite(f.rule.maximum_si)
                       ? fmt::format("{:g} and at most {:g}", f.rule.minimum_si, f.rule.maximum_si)
                       : fmt::format("{:g}", f.rule.minimum_si)),
               std::string(f.meaning));
  });
  return result;
}

}  // namespace

std::string_view name_of(WallRule rule) {
  switch (rule) {
    case WallRule::asme_b31_8: return "asme_b31_8";
    case WallRule::snip_2_05_06: return "snip_2_05_06";
  }
  return "?";
}

Length wall_thickness(const DesignAssumptions& a, Length outer_diameter, Pressure max_pressure) {
  const double p_pa = max_pressure.si();
  const double d_m = outer_diameter.si();
  if (a.wall_rule == WallRule::asme_b31_8)
    return Length::from_si(
        p_pa * d_m / (2.0 * a.yield_strength.si() * a.design_factor.si() * a.joint_factor.si()));
  const double load_pa = a.snip_load_factor.si() * p_pa;
  const double resistance_pa = a.tensile_strength.si() * a.snip_condition_factor.si() /
                               (a.snip_material_factor.si() * a.snip_purpose_factor.si());
  const double wall_m = load_pa * d_m / (2.0 * (resistance_pa + load_pa));
  return Length::from_si(std::max({wall_m, d_m / largest_diameter_over_wall, smallest_wall_m}));
}

double steel_mass_kg_m(Length outer_diameter, Length wall, Density steel_density) {
  return std::numbers::pi * wall.si() * (outer_diameter.si() - wall.si()) * steel_density.si();
}

Result<void> check(const DesignAssumptions& a) {
  if (auto fields = check_fields(a, "assumptions"); !fields) return fields;
  for (const double value : {a.gas.molar_mass.si(), a.gas.temperature.si(), a.gas.viscosity.si(),
                             a.gas.isentropic_exponent.si()})
    if (!(value > 0.0) || !std::isfinite(value))
      return fail(Fault::bad_input, "assumptions.gas",
                  "molar mass, temperature, viscosity and isentropic exponent must be positive");
  if (a.unit_sizes.empty())
    return fail(Fault::bad_input, "assumptions.unit_sizes", "the list of unit sizes is empty",
                "give the sizes that can be bought, as in [\"16 MW\", \"25 MW\"]");
  for (const Power size : a.unit_sizes)
    if (!(size >= smallest_unit) || !std::isfinite(size.si()))
      return fail(Fault::bad_input, "assumptions.unit_sizes",
                  fmt::format("a unit size is {:g} MW; it must be at least {:g} MW",
                              size.in(lu::megawatt), smallest_unit.in(lu::megawatt)));
  if (a.cell < smallest_cell)
    return fail(Fault::bad_input, "assumptions.cell",
                fmt::format("cell is {:g} km; steps below {:g} km only cost time",
                            a.cell.in(lu::km), smallest_cell.in(lu::km)));
  if (a.standby_units.si() != std::floor(a.standby_units.si()))
    return fail(Fault::bad_input, "assumptions.standby_units",
                fmt::format("standby_units is {}; units are counted in whole numbers",
                            a.standby_units.si()));
  return {};
}

}  // namespace landbridge::gas
