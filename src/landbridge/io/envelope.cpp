#include "landbridge/io/envelope.hpp"

#include <array>

#ifndef LANDBRIDGE_VERSION
#error "LANDBRIDGE_VERSION comes from CMakeLists.txt"
#endif

namespace landbridge::io {
namespace {

constexpr std::size_t errors_max = 200;

}  // namespace

std::string_view version() { return LANDBRIDGE_VERSION; }

std::string_view name_of(Status status) {
  constexpr std::array<std::string_view, 4> names{"ok", "infeasible", "not_converged", "bad_input"};
  return names[static_cast<std::size_t>(status)];
}

int exit_code(Status status) {
  constexpr std::array<int, 4> codes{0, 2, 2, 1};
  return codes[static_cast<std::size_t>(status)];
}

Status status_of(Fault fault) {
  switch (fault) {
    case Fault::infeasible: return Status::infeasible;
    case Fault::not_converged: return Status::not_converged;
    case Fault::bad_input:
    case Fault::io: break;
  }
  return Status::bad_input;
}

ErrorEntry entry_of(const Error& error) { return {error.where, error.what, error.hint}; }

std::vector<ErrorEntry> entries_of(const Diagnostics& diagnostics) {
  std::vector<ErrorEntry> entries;
  for (const Diagnostic& d : diagnostics.all())
    if (d.severity == Severity::error && entries.size() < errors_max)
      entries.push_back({to_text(d.place), d.message, d.hint});
  return entries;
}

Json to_json(const Envelope& envelope, const Timing* timing) {
  Json json = Json::object();
  json["landbridge"] = version();
  json["command"] = envelope.command;
  json["status"] = name_of(envelope.status);
  if (envelope.status != Status::ok) {
    json["errors"] = Json::array();
    for (const ErrorEntry& e : envelope.errors)
      json["errors"].push_back({{"where", e.where}, {"message", e.message}, {"hint", e.hint}});
  }
  for (const auto& [key, value] : envelope.result.items()) json[key] = value;
  json["certificate"] = envelope.certificate;
  if (timing != nullptr) {
    Json& t = json["timing_s"];
    t["read"] = timing->read_s;
    t["setup"] = timing->setup_s;
    t["solve"] = timing->solve_s;
    if (timing->solve_median_s) t["solve_median"] = *timing->solve_median_s;
    t["write"] = timing->write_s;
  }
  return json;
}

}  // namespace landbridge::io
