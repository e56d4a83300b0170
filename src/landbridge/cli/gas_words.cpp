#include "landbridge/cli/gas_words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "landbridge/cli/option_reader.hpp"

namespace landbridge::cli {
void add_gas_words(CLI::App& command, GasWords& words) {
  command.add_option("network", words.network, "the network")->required()->type_name("NET");
  command.add_option("--eos", words.eos, "ideal, papay, aga8, gerg2008, simple_cnga or full_cnga")
      ->type_name("NAME");
  command.add_option("--friction", words.friction, gas::friction_law_names())->type_name("NAME");
  command
      .add_option("--constant-z", words.constant_z, "one compressibility factor for all pressures")
      ->type_name("Z");
  command.add_option("--temperature", words.temperature, "of the gas, as in 283.15K or 10degC")
      ->type_name("T");
  command.add_flag("--passive", words.is_passive,
                   "the passive benchmark problem: only pipes resist");
  command.add_option("--fix", words.fixes, "hold a pressure: NODE=80bar; may be repeated")
      ->type_name("NODE=P")
      ->expected(1)
      ->take_all();
  command
      .add_option("--control", words.controls,
                  "NAME=ratio:1.3, outlet:70bar, flow:200kg/s, bypass, open or closed; may be "
                  "repeated")
      ->type_name("NAME=…")
      ->expected(1)
      ->take_all();
}

void add_scale(CLI::App& command, GasWords& words) {
  command.add_option("--scale", words.scale, "factor on every supply and demand")->type_name("X");
}

void add_nomination(CLI::App& command, GasWords& words) {
  command
      .add_option("--nomination", words.nomination, "GasLib .scn; else the one beside the network")
      ->type_name("FILE");
}

io::GasCaseOptions gas_options_of(const GasWords& words, Diagnostics& diagnostics) {
  OptionReader read(diagnostics);
  io::GasCaseOptions options;
  options.is_passive = words.is_passive;
  if (!words.nomination.empty()) options.nomination = words.nomination;
  if (!words.eos.empty()) options.eos = read.take(io::parse_eos(words.eos), "--eos");
  if (!words.friction.empty())
    options.friction = read.take(io::parse_friction(words.friction), "--friction");
  if (const auto z = read.quantity<Scalar>(words.constant_z, "--constant-z"))
    options.constant_z = z->si();
  options.temperature = read.quantity<Temperature>(words.temperature, "--temperature");
  if (!words.scale.empty())
    if (const auto scale =
            read.take(parse_number(words.scale), fmt::format("--scale {}", words.scale)))
      options.supply_scale = *scale;
  for (const std::string& text : words.fixes)
    if (const auto fix = read.take(io::parse_gas_fix(text), "--fix")) options.fixes.push_back(*fix);
  for (const std::string& text : words.controls)
    if (const auto control = read.take(io::parse_gas_control(text), "--control"))
      options.controls.push_back(*control);
  return options;
}

void add_min_pressure(CLI::App& command, GasWords& words) {
  command
      .add_option("--min-pressure", words.min_pressure,
                  "lower limit at every node, beside its own, as in 40bar")
      ->type_name("P");
}

std::optional<Pressure> min_pressure_of(const GasWords& words, Diagnostics& diagnostics) {
  return OptionReader(diagnostics).quantity<Pressure>(words.min_pressure, "--min-pressure");
}

void require_pressure(gas::Problem& problem, std::optional<Pressure> least) {
  if (!least) return;
  problem.limits.resize(problem.network.nodes());
  for (std::size_t i = 0; i < problem.network.nodes(); ++i) {
    auto& lower = problem.limits[NodeId(i)].lower;
    lower = lower ? std::max(*lower, *least) : *least;
  }
}

}  // namespace landbridge::cli
