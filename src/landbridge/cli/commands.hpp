#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "landbridge/cli/session.hpp"

namespace landbridge::cli {

/// Adds one command to the program: its options, and a callback that sets session.command and
/// session.work. The application and the session outlive the callback.
using AddCommand = void (*)(CLI::App& app, Session& session);

void add_run(CLI::App& app, Session& session);
void add_check(CLI::App& app, Session& session);
void add_new(CLI::App& app, Session& session);
void add_explain(CLI::App& app, Session& session);
void add_compare(CLI::App& app, Session& session);
void add_gas_solve(CLI::App& app, Session& session);
void add_gas_convert(CLI::App& app, Session& session);
void add_gas_design(CLI::App& app, Session& session);
void add_gas_batch(CLI::App& app, Session& session);
void add_gas_outages(CLI::App& app, Session& session);
void add_gas_simulate(CLI::App& app, Session& session);
void add_gas_optimise(CLI::App& app, Session& session);
void add_gas_expand(CLI::App& app, Session& session);
void add_gas_verdict(CLI::App& app, Session& session);
void add_gas_station(CLI::App& app, Session& session);
void add_freight_line(CLI::App& app, Session& session);
void add_freight_sea(CLI::App& app, Session& session);
void add_freight_osm(CLI::App& app, Session& session);
void add_freight_assign(CLI::App& app, Session& session);
void add_freight_calibrate(CLI::App& app, Session& session);
void add_freight_equilibrium(CLI::App& app, Session& session);
void add_freight_routes(CLI::App& app, Session& session);
void add_freight_corridor(CLI::App& app, Session& session);

/// Every command of the program. A new command is one file with its function, and one line here.
inline constexpr AddCommand all_commands[] = {
    add_run,
    add_check,
    add_new,
    add_explain,
    add_compare,
    add_gas_solve,
    add_gas_convert,
    add_gas_design,
    add_gas_batch,
    add_gas_outages,
    add_gas_simulate,
    add_gas_optimise,
    add_gas_expand,
    add_gas_verdict,
    add_gas_station,
    add_freight_line,
    add_freight_sea,
    add_freight_osm,
    add_freight_assign,
    add_freight_calibrate,
    add_freight_equilibrium,
    add_freight_routes,
    add_freight_corridor,
};

/// "there is no command 'slove' in gas; did you mean 'solve'?", "a command is missing; there are:
/// …", or empty if the words before the first option name a command.
std::string unknown_command(const CLI::App& app, const std::vector<std::string>& arguments);

/// The group `gas`, `freight`, …: made when its first command asks for it.
CLI::App& command_group(CLI::App& app, const std::string& name, const std::string& meaning);

}  // namespace landbridge::cli
