#include "landbridge/io/toml_composition.hpp"

#include <cmath>

namespace landbridge::io {

std::optional<gas::Aga8Composition> read_composition(const TomlContext& context,
                                                     const toml::table& table) {
  gas::Aga8Composition composition;
  TomlSection section(context, table, "the composition");
  double sum = 0.0;
  bool is_good = true;
  for (std::size_t j = 0; j < gas::aga8_component_count; ++j) {
    const std::string_view name = gas::name_of(static_cast<gas::Aga8Component>(j));
    const toml::node* node = section.take(name, false);
    if (node == nullptr) continue;
    const auto share = node->is_number()
                           ? node->value<double>()
                           : section.value_si(*node, Scalar::Dimension::exponents, name);
    if (!share || !(*share >= 0.0 && *share <= 1.0)) {
      if (share)
        context.error(*node, fmt::format("the mole fraction of {} is not between 0 and 1", name),
                      fmt::format("write {} = 0.96 or {} = \"96 %\"", name, name));
      is_good = false;
      continue;
    }
    composition.mole_fraction[j] = *share;
    sum += *share;
  }
  section.finish();
  constexpr double sum_tolerance = 1e-3;  // tables print four digits
  if (is_good && !(std::abs(sum - 1.0) <= sum_tolerance)) {
    context.error(table, fmt::format("the mole fractions add up to {:.6g}", sum),
                  "they must add up to 1 within 0.001");
    is_good = false;
  }
  if (!is_good) return std::nullopt;
  for (double& share : composition.mole_fraction) share /= sum;
  return composition;
}

}  // namespace landbridge::io
