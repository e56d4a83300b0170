#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace landbridge::io {

/// What a value of a GasLib file measures.
enum class GaslibMeasure {
  length,
  pressure,
  temperature,
  normal_volume_flow,
  mass_flow,
  density,
  molar_mass,
  power,
  heat_transfer,
  plain,  ///< a number without a unit
};

struct GaslibUnit {
  std::string_view symbol;  ///< as GasLib writes it, or its short form
  GaslibMeasure measure;
  double si;
  double offset_si = 0.0;
};

/// The unit of that name, or nothing.
std::optional<GaslibUnit> gaslib_unit(std::string_view symbol);

/// "bar, barg, Pa, ..." for hints; flows list volume and mass together.
std::string gaslib_units_of(GaslibMeasure measure);

}  // namespace landbridge::io
