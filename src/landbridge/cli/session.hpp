#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/io/envelope.hpp"

namespace landbridge::cli {

/// What every command understands.
struct CommonOptions {
  std::string json_file;   ///< --json: empty none, "-" standard output
  std::string out_folder;  ///< --out: empty none
  bool is_quiet = false;
  bool shows_progress = true;
  int threads = 0;                    ///< 0: as many as the machine has
  std::optional<std::uint64_t> seed;  ///< --seed; else as the study or command says
  int repeats = 1;                    ///< --repeat
  bool is_warm = false;               ///< --warm
};

/// A file of the --out folder.
struct OutputFile {
  std::string name;  ///< "tables/nodes.csv"
  std::string bytes;
};

/// What a command came to. main() prints and writes it and turns its status into the exit code.
struct Outcome {
  io::Envelope envelope;
  io::Timing timing;
  Diagnostics diagnostics;          ///< warnings, and the errors behind bad_input
  std::string text;                 ///< for people, on standard output
  std::vector<OutputFile> files;    ///< beside results.json and manifest.json
  std::vector<std::string> inputs;  ///< files that were read, for the hashes in manifest.json
  bool has_written_out = false;     ///< the command wrote the --out folder itself
};

/// Errors as an outcome.
Outcome failed(Diagnostics diagnostics);
Outcome failed(const Error& error);

/// What the command line asked for; the chosen subcommand sets `command` and `work`.
struct Session {
  CommonOptions common;
  std::string command;  ///< "gas solve"
  std::function<Outcome(const CommonOptions&)> work;
};

/// Runs the chosen command and delivers its outcome: text, messages, --json, --out. The exit code.
int run_session(const Session& session, const std::vector<std::string>& arguments);

/// Writes the JSON of an outcome that never became one: a wrong command line.
int report_bad_command_line(const std::string& message, const std::vector<std::string>& arguments);

/// Runs `solve(is_first)` as often as --repeat says and keeps the times; gives the last result.
struct Stopwatch {
  double seconds() const;
  void restart();
  std::int64_t start_ns = now_ns();
  static std::int64_t now_ns();
};
void note_times(io::Timing& timing, std::vector<double> solve_s);

}  // namespace landbridge::cli
