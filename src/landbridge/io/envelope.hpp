#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {

/// "0.1.0"
std::string_view version();

/// How a command ended; the word in the JSON, and the exit code.
enum class Status { ok, infeasible, not_converged, bad_input };
std::string_view name_of(Status status);  ///< "ok", "infeasible", "not_converged", "bad_input"
int exit_code(Status status);             ///< 0, 2, 2, 1
Status status_of(Fault fault);

/// One entry of "errors".
struct ErrorEntry {
  std::string where;
  std::string message;
  std::string hint;
};
ErrorEntry entry_of(const Error& error);
std::vector<ErrorEntry> entries_of(const Diagnostics& diagnostics);  ///< errors only, at most 200

/// Wall clock [s]; never compared in tests.
struct Timing {
  double read_s = 0.0;
  double setup_s = 0.0;
  double solve_s = 0.0;  ///< with --repeat the shortest
  double write_s = 0.0;
  std::optional<double> solve_median_s;  ///< with --repeat
};

/// What every JSON result has, around what the command found.
struct Envelope {
  std::string command;  ///< "gas solve"
  Status status = Status::ok;
  std::vector<ErrorEntry> errors;
  Json result = Json::object();       ///< the command's own keys
  Json certificate = Json::object();  ///< residuals, gaps, iterations, worst place
};

/// {"landbridge", "command", "status", "errors" (if not ok), own keys…, "certificate", "timing_s"};
/// without `timing` the bytes depend on the input alone.
Json to_json(const Envelope& envelope, const Timing* timing);

}  // namespace landbridge::io
