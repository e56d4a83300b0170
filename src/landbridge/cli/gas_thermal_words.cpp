#include "landbridge/cli/gas_thermal_words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/io/gas_case.hpp"

namespace landbridge::cli {
namespace {

/// A value in SI; zero and a message where the text is wrong.
double read(const std::string& text, const Exponents& wanted, const std::string& option,
            Diagnostics& diagnostics) {
  if (text.empty()) return 0.0;
  const auto value = parse_si(text, wanted);
  if (value && *value >= 0.0) return *value;
  const std::string place = fmt::format("{} {}", option, text);
  if (value)
    diagnostics.error({place, 0, 0, {}}, "the value is negative", "write a positive value");
  else
    diagnostics.error({place, 0, 0, {}}, value.error().what, value.error().hint);
  return 0.0;
}

Temperature temperature(const std::string& text, const std::string& option,
                        Diagnostics& diagnostics) {
  return Temperature::from_si(read(text, Temperature::Dimension::exponents, option, diagnostics));
}

void read_inlets(const GasThermalWords& words, const gas::Problem& problem,
                 gas::ThermalOptions& options, Diagnostics& diagnostics) {
  const std::string option("--inlet-temperature");
  for (const std::string& text : words.inlets) {
    if (text.find('=') != std::string::npos) continue;
    options.inlet_temperature = temperature(text, option, diagnostics);
    options.node_inlet_temperature = {};
  }
  for (const std::string& text : words.inlets) {
    const auto sign = text.rfind('=');
    if (sign == std::string::npos) continue;
    const std::string name = text.substr(0, sign);
    const NodeId node = io::node_named(problem.network, name);
    if (node.is_none()) {
      diagnostics.error({fmt::format("{} {}", option, text), 0, 0, {}},
                        fmt::format("there is no node '{}'", name),
                        io::known_names_hint(name, {problem.network.node_name.begin(),
                                                    problem.network.node_name.end()}));
      continue;
    }
    if (options.node_inlet_temperature.size() == 0)
      options.node_inlet_temperature = Column<NodeId, Temperature>(problem.network.nodes());
    options.node_inlet_temperature[node] = temperature(text.substr(sign + 1), option, diagnostics);
  }
}

std::string names_of(const std::vector<LinkId>& links, const Network& network) {
  constexpr std::size_t shown_max = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(links.size(), shown_max); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : ", ", network.link_name[links[i]]);
  return text + (links.size() > shown_max ? ", ..." : "");
}

/// What the file says of coolers: one without a temperature of its own gets the command's, else
/// that of the gas; a station without one gets none.
void apply_coolers(const GasThermalWords& words, const io::GasCase& gas_case,
                   gas::ThermalOptions& options, Diagnostics& diagnostics) {
  const Network& network = gas_case.problem.network;
  const SourcePlace place{gas_case.files.empty() ? "" : gas_case.files.front().string(), 0, 0, {}};
  if (!words.cooler_outlet.empty() && !gas_case.uncooled.empty())
    diagnostics.warning(place,
                        fmt::format("--cooler-outlet does nothing for stations without a cooler: "
                                    "{}",
                                    names_of(gas_case.uncooled, network)));
  if (gas_case.cooled.empty() || options.cooler_outlet.si() > 0.0) return;
  options.element_outlet.resize(network.links());
  for (const LinkId link : gas_case.cooled)
    options.element_outlet[link] = gas_case.problem.gas.temperature;
  diagnostics.warning(
      place,
      fmt::format("the file states no temperature behind the coolers of {}: taken "
                  "as that of the gas, {:.6g} K",
                  names_of(gas_case.cooled, network), gas_case.problem.gas.temperature.si()),
      "give --cooler-outlet 40degC");
}

}  // namespace

bool GasThermalWords::is_given() const {
  return !ground_temperature.empty() || !heat_transfer.empty() || !cooler_outlet.empty() ||
         !preheated_outlet.empty() || !inlets.empty();
}

void add_thermal_options(CLI::App& solve, GasThermalWords& words) {
  solve.add_flag(
      "--thermal", words.is_thermal,
      "with temperatures: heat exchange with the ground, Joule-Thomson effect, machines");
  solve
      .add_option("--ground-temperature", words.ground_temperature,
                  "where a pipe states none; else that of the gas")
      ->type_name("T");
  solve
      .add_option(
          "--heat-transfer", words.heat_transfer,
          "of all pipes, over the inner surface; else as the network's file says, else 1.5W/m2/K")
      ->type_name("U");
  solve
      .add_option("--inlet-temperature", words.inlets,
                  "of all supplies, or NODE=40degC of one; may be repeated")
      ->type_name("T")
      ->expected(1)
      ->take_all();
  solve
      .add_option("--cooler-outlet", words.cooler_outlet,
                  "highest temperature behind compressors; else there are no coolers")
      ->type_name("T");
  solve
      .add_option("--preheated-outlet", words.preheated_outlet,
                  "lowest temperature behind control valves; else there are no preheaters")
      ->type_name("T");
}

std::optional<gas::ThermalOptions> thermal_options(const GasThermalWords& words,
                                                   const io::GasCase& gas_case,
                                                   Diagnostics& diagnostics) {
  if (!words.is_thermal) {
    if (words.is_given())
      diagnostics.error({"--thermal", 0, 0, {}},
                        "an option about temperatures is given without --thermal",
                        "add --thermal, or leave the option out");
    return std::nullopt;
  }
  gas::ThermalOptions options = gas_case.thermal;
  if (!words.heat_transfer.empty()) {
    options.heat_transfer = gas::HeatTransfer::from_si(read(words.heat_transfer,
                                                            gas::HeatTransfer::Dimension::exponents,
                                                            "--heat-transfer", diagnostics));
    options.pipe_heat_transfer = {};
  }
  const auto override_with = [&](Temperature& value, const std::string& text, const char* option) {
    if (!text.empty()) value = temperature(text, option, diagnostics);
  };
  override_with(options.ground_temperature, words.ground_temperature, "--ground-temperature");
  override_with(options.cooler_outlet, words.cooler_outlet, "--cooler-outlet");
  override_with(options.preheated_outlet, words.preheated_outlet, "--preheated-outlet");
  apply_coolers(words, gas_case, options, diagnostics);
  read_inlets(words, gas_case.problem, options, diagnostics);
  return options;
}

}  // namespace landbridge::cli
