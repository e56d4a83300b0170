#pragma once

#include <optional>

#include "landbridge/gas/aga8.hpp"
#include "landbridge/io/toml_section.hpp"

namespace landbridge::io {

/// Mole fractions by component, as numbers or as "96 %"; together 1 within 0.001, and then exactly.
/// Nothing, and messages, where something is wrong.
std::optional<gas::Aga8Composition> read_composition(const TomlContext& context,
                                                     const toml::table& table);

}  // namespace landbridge::io
