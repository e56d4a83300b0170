#include "landbridge/cli/session.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <fmt/format.h>

#include "landbridge/io/json_text.hpp"
#include "landbridge/io/result_folder.hpp"
#include "landbridge/io/sha256.hpp"
#include "landbridge/io/text_file.hpp"

namespace landbridge::cli {
namespace {

using io::Json;

void print(std::FILE* where, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), where);
  std::fflush(where);
}

/// Errors always, warnings unless --quiet.
void print_messages(const Outcome& outcome, const CommonOptions& common) {
  Diagnostics shown;
  for (const Diagnostic& d : outcome.diagnostics.all()) {
    if (d.severity == Severity::error)
      shown.error(d.place, d.message, d.hint);
    else if (!common.is_quiet)
      shown.warning(d.place, d.message, d.hint);
  }
  std::string text = shown.render();
  if (!outcome.diagnostics.has_errors())
    for (const io::ErrorEntry& e : outcome.envelope.errors)
      text += to_text(Error{Fault::bad_input, e.where, e.message, e.hint}) + "\n";
  print(stderr, text);
}

Json manifest_of(const Outcome& outcome, const CommonOptions& common,
                 const std::vector<std::string>& arguments) {
  Json json;
  json["landbridge"] = io::version();
  json["command"] = outcome.envelope.command;
  json["arguments"] = arguments;
  if (common.seed) json["seed"] = *common.seed;
  json["inputs"] = Json::array();
  for (const std::string& file : outcome.inputs) {
    const auto content = io::read_text_file(file, io::document_limits);
    const std::string hash = content ? io::sha256_hex(content->text()) : "";
    json["inputs"].push_back({{"file", file}, {"sha256", hash}});
  }
  Json& timing = json["timing_s"];
  timing["read"] = outcome.timing.read_s;
  timing["setup"] = outcome.timing.setup_s;
  timing["solve"] = outcome.timing.solve_s;
  return json;
}

Result<void> write_folder(const Outcome& outcome, const CommonOptions& common,
                          const std::vector<std::string>& arguments) {
  auto folder = io::ResultFolder::begin(common.out_folder);
  if (!folder) return fail(folder.error());
  const std::string results = io::to_json_text(io::to_json(outcome.envelope, nullptr));
  if (auto done = folder->write("results.json", results); !done) return done;
  for (const OutputFile& file : outcome.files)
    if (auto done = folder->write(file.name, file.bytes); !done) return done;
  const std::string manifest = io::to_json_text(manifest_of(outcome, common, arguments));
  if (auto done = folder->write("manifest.json", manifest); !done) return done;
  return folder->commit();
}

void add_error(Outcome& outcome, const Error& error) {
  outcome.envelope.status = io::status_of(error.fault);
  outcome.envelope.errors.push_back(io::entry_of(error));
  outcome.diagnostics.error({error.where, 0, 0, {}}, error.what, error.hint);
}

/// --out first, so that a folder that cannot be written is in the JSON too.
void deliver_files(Outcome& outcome, const CommonOptions& common,
                   const std::vector<std::string>& arguments) {
  const bool has_results = outcome.envelope.status == io::Status::ok ||
                           outcome.envelope.status == io::Status::infeasible;
  if (common.out_folder.empty() || outcome.has_written_out || !has_results) return;
  const Stopwatch watch;
  if (auto done = write_folder(outcome, common, arguments); !done) add_error(outcome, done.error());
  outcome.timing.write_s = watch.seconds();
}

}  // namespace

Outcome failed(Diagnostics diagnostics) {
  Outcome outcome;
  outcome.envelope.status = io::Status::bad_input;
  outcome.envelope.errors = io::entries_of(diagnostics);
  outcome.diagnostics = std::move(diagnostics);
  return outcome;
}

Outcome failed(const Error& error) {
  Outcome outcome;
  add_error(outcome, error);
  return outcome;
}

int run_session(const Session& session, const std::vector<std::string>& arguments) {
  const CommonOptions& common = session.common;
  Outcome outcome = session.work(common);
  outcome.envelope.command = session.command;
  deliver_files(outcome, common, arguments);
  print_messages(outcome, common);
  if (!common.is_quiet && common.json_file != "-") print(stdout, outcome.text);
  if (!common.json_file.empty()) {
    const auto written =
        io::write_json(common.json_file, io::to_json(outcome.envelope, &outcome.timing));
    if (!written) {
      print(stderr, to_text(written.error()) + "\n");
      return io::exit_code(io::Status::bad_input);
    }
  }
  return io::exit_code(outcome.envelope.status);
}

int report_bad_command_line(const std::string& message, const std::vector<std::string>& arguments) {
  const std::string hint =
      "landbridge --help lists the commands, landbridge COMMAND --help their options";
  Outcome outcome = failed(Error{Fault::bad_input, "command line", message, hint});
  print(stderr, fmt::format("landbridge: {}\n  hint: {}\n", message, hint));
  std::string json_file;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--json" && i + 1 < arguments.size()) json_file = arguments[i + 1];
    if (arguments[i].starts_with("--json=")) json_file = arguments[i].substr(7);
  }
  if (!json_file.empty()) {
    const auto written = io::write_json(json_file, io::to_json(outcome.envelope, &outcome.timing));
    if (!written) print(stderr, to_text(written.error()) + "\n");
  }
  return io::exit_code(io::Status::bad_input);
}

std::int64_t Stopwatch::now_ns() {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}
double Stopwatch::seconds() const { return static_cast<double>(now_ns() - start_ns) * 1e-9; }
void Stopwatch::restart() { start_ns = now_ns(); }

void note_times(io::Timing& timing, std::vector<double> solve_s) {
  if (solve_s.empty()) return;
  std::ranges::sort(solve_s);
  timing.solve_s = solve_s.front();
  if (solve_s.size() < 2) return;
  const std::size_t middle = solve_s.size() / 2;
  timing.solve_median_s =
      solve_s.size() % 2 == 1 ? solve_s[middle] : 0.5 * (solve_s[middle - 1] + solve_s[middle]);
}

}  // namespace landbridge::cli
