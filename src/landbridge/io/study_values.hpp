#pragma once

#include <string>
#include <string_view>

#include "landbridge/io/study_toml.hpp"

namespace landbridge::io {

/// A value as text, with what is known about it before it is read.
struct ValueText {
  std::string text;
  std::string header_unit;  ///< unit of the column; empty: the text brings its own
  Exponents dimension{};
  FieldRule rule;
  std::string name;  ///< name of the factor if it has a range
  std::string meaning;
  study::Origin origin;
};

struct ReadValue {
  study::Number number;
  study::DisplayUnit unit;
};

/// Reads "1220 mm", "5.0..5.4..5.5 MPa" (low..best..high), "210|296.5 km" (sources that disagree),
/// "= name" (an input), "= 0.5 * name". A range becomes a factor of the study. Errors go to the
/// diagnostics: syntax, unit, limits, order low <= best <= high, and a plain number whose
/// confidence is below high.
std::optional<ReadValue> read_value(const ValueText& value, StudyContext& context);

/// [inputs.name] with low/best/high, value or choices.
void read_inputs(const StudyDocument& document, StudyContext& context);

}  // namespace landbridge::io
