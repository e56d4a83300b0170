#pragma once

#include <optional>
#include <string>
#include <vector>

#include "landbridge/gas/design.hpp"
#include "landbridge/gas/design_checks.hpp"
#include "landbridge/io/design_spec.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// The answers to a design file.
struct DesignAnswers {
  std::optional<gas::DesignResult> design;
  std::optional<Error> design_error;        ///< why there is no design
  std::vector<gas::LineCapacity> existing;  ///< one a line of the file
  std::vector<gas::KnownLineResult> checks;
};

/// The keys of `gas design`: designs[], cost_curve[], utilisation[], existing[], checks[]; money in
/// the file's currency, which the keys name.
Json design_json(const DesignFile& file, const DesignAnswers& answers);
Json design_certificate_json(const DesignAnswers& answers);

/// Tables for people.
std::string design_text(const DesignFile& file, const DesignAnswers& answers);

/// Tables with units in the header. Empty where there is nothing to tell.
std::string designs_csv(const DesignFile& file, const DesignAnswers& answers);
std::string cost_curve_csv(const DesignFile& file, const DesignAnswers& answers);
std::string profile_csv(const DesignAnswers& answers);
/// Stations with real machines, one row each: of the chosen design and of existing lines.
std::string station_machines_csv(const DesignFile& file, const DesignAnswers& answers);
std::string known_lines_csv(const DesignAnswers& answers);

}  // namespace landbridge::io
