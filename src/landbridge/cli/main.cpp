#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include <fmt/format.h>
#include <unistd.h>

#include "landbridge/cli/commands.hpp"
#include "landbridge/io/interrupt.hpp"

namespace {

using namespace landbridge;

constexpr int our_mistake = 3;

/// A broken promise (LANDBRIDGE_ASSERT) has said where; this says whose it is.
extern "C" void on_abort(int) {
  constexpr std::string_view text =
      "landbridge: this is a mistake in landbridge, not in your data; please report the lines "
      "above\n";
  const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
  static_cast<void>(written);
  ::_exit(our_mistake);
}

void add_common_options(CLI::App& app, cli::CommonOptions& common) {
  app.add_option("--json", common.json_file,
                 "write the result as JSON to a file, or to standard output with -")
      ->type_name("FILE");
  app.add_option("--out", common.out_folder, "write result files into a folder, all or nothing")
      ->type_name("DIR");
  app.add_flag("--quiet", common.is_quiet, "print errors only");
  app.add_flag_callback(
      "--no-progress", [&common] { common.shows_progress = false; }, "show no progress bar");
  app.add_option("--threads", common.threads, "threads to use; 0: as many as the machine has")
      ->check(CLI::Range(0, 4096));
  app.add_option("--seed", common.seed, "start of every random stream");
  app.add_option("--repeat", common.repeats,
                 "solve N times and report the shortest and the median time")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000));
  app.add_flag("--warm", common.is_warm, "with --repeat: keep the set-up and solve again");
}

int parse_and_run(int argc, char** argv) {
  CLI::App app("landbridge: links between two economies, and the trade they carry", "landbridge");
  app.set_version_flag("--version", fmt::format("landbridge {}", io::version()));
  app.require_subcommand(1);
  app.fallthrough();
  cli::Session session;
  add_common_options(app, session.common);
  for (const cli::AddCommand add : cli::all_commands) add(app, session);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& call) {
    return app.exit(call);
  } catch (const CLI::CallForAllHelp& call) {
    return app.exit(call);
  } catch (const CLI::CallForVersion& call) {
    return app.exit(call);
  } catch (const CLI::ParseError& wrong) {
    const std::string better = cli::unknown_command(app, arguments);
    return cli::report_bad_command_line(better.empty() ? wrong.what() : better, arguments);
  }
  if (!session.work) return cli::report_bad_command_line("no command is given", arguments);
  return cli::run_session(session, arguments);
}

}  // namespace

int main(int argc, char** argv) {
  io::end_cleanly_on_signals();
  std::signal(SIGABRT, on_abort);
  std::set_terminate([] { std::abort(); });
  try {
    return parse_and_run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("landbridge: there is not enough memory for this input\n", stderr);
  } catch (const std::exception& e) {
    fmt::print(stderr, "landbridge: this is a mistake in landbridge, not in your data: {}\n",
               e.what());
  }
  return our_mistake;
}
