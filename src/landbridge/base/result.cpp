#include "landbridge/base/result.hpp"

#include <fmt/format.h>

namespace landbridge {

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::bad_input: return "bad_input";
    case Fault::infeasible: return "infeasible";
    case Fault::not_converged: return "not_converged";
    case Fault::io: return "io";
  }
  return "bad_input";
}

std::string to_text(const Error& error) {
  std::string text =
      error.where.empty() ? error.what : fmt::format("{}: {}", error.where, error.what);
  if (!error.hint.empty()) text += fmt::format("\n  hint: {}", error.hint);
  return text;
}

Failure::Failure(Error why) : std::runtime_error(to_text(why)), error(std::move(why)) {}

}  // namespace landbridge
