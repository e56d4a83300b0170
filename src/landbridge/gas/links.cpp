#include "landbridge/gas/links.hpp"

#include <array>
#include <cstddef>

namespace landbridge::gas {
namespace {

constexpr std::array<std::string_view, 3> regulator_names{"active", "open", "closed"};
constexpr std::array<std::string_view, 5> control_names{"ratio", "outlet_pressure", "flow",
                                                        "bypass", "closed"};

template <class Enum, std::size_t count>
std::optional<Enum> named(const std::array<std::string_view, count>& names, std::string_view name) {
  for (std::size_t i = 0; i < count; ++i)
    if (names[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view name_of(RegulatorMode mode) {
  return regulator_names[static_cast<std::size_t>(mode)];
}
std::string_view name_of(CompressorControl control) {
  return control_names[static_cast<std::size_t>(control)];
}
std::optional<RegulatorMode> regulator_mode_named(std::string_view name) {
  return named<RegulatorMode>(regulator_names, name);
}
std::optional<CompressorControl> compressor_control_named(std::string_view name) {
  return named<CompressorControl>(control_names, name);
}

Column<LinkId, std::string_view> kinds_of(const Links& links, std::size_t link_count) {
  Column<LinkId, std::string_view> kinds(link_count);
  links.for_each_table([&](const auto& table) {
    for (const auto& row : table) kinds[row.id] = row.link.kind;
  });
  return kinds;
}

}  // namespace landbridge::gas
