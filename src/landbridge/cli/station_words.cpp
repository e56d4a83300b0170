#include "landbridge/cli/station_words.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "landbridge/base/parse.hpp"
#include "landbridge/io/gaslib_cdf.hpp"
#include "landbridge/io/gaslib_cs.hpp"

namespace landbridge::cli {
namespace {

namespace fs = std::filesystem;

/// The file of the network's stem, if it is there.
std::string beside(const std::string& network, const char* extension) {
  fs::path file = network;
  if (file.extension() != ".net") return {};
  file.replace_extension(extension);
  std::error_code ignored;
  return fs::exists(file, ignored) ? file.string() : std::string();
}

void take_positive(const std::string& text, const Exponents& wanted, const char* option, double& to,
                   Diagnostics& diagnostics) {
  if (text.empty()) return;
  const auto value = parse_si(text, wanted);
  if (value && *value > 0.0) {
    to = *value;
    return;
  }
  diagnostics.error({fmt::format("{} {}", option, text), 0, 0, {}},
                    value ? std::string("the value is not greater than zero") : value.error().what,
                    value ? std::string("write a positive value") : value.error().hint);
}

bool is_controlled(const gas::Problem& problem, LinkId link) {
  for (const auto& row : problem.links.of<gas::Compressor>())
    if (row.id == link)
      return row.link.control != gas::CompressorControl::bypass &&
             row.link.control != gas::CompressorControl::closed;
  return false;
}

/// The elements of all chosen decisions; nothing is said of what cannot be read: that was done when
/// the controls were read.
std::vector<io::ElementDecision> decided_elements(const StationWords& words,
                                                  const std::string& network) {
  std::vector<io::ElementDecision> all;
  if (words.decisions.empty()) return all;
  const auto read = io::read_gaslib_decisions(beside(network, ".cdf"));
  if (!read) return all;
  for (const std::string& choice : words.decisions)
    if (const auto named = io::decision_named(*read, choice))
      all.insert(all.end(), named->decision->elements.begin(), named->decision->elements.end());
  return all;
}

/// Leaves a station only the configuration that a decision asks for.
void take_configuration(const std::vector<io::ElementDecision>& decided, gas::Station& station,
                        Diagnostics& diagnostics) {
  for (const io::ElementDecision& e : decided) {
    if (e.id != station.id || e.configuration.empty()) continue;
    auto only = gas::with_configuration(station, e.configuration);
    if (only)
      station = std::move(*only);
    else
      diagnostics.error(e.place, only.error().what, only.error().hint);
  }
}

}  // namespace

void add_station_options(CLI::App& solve, StationWords& words) {
  solve
      .add_option("--stations", words.stations,
                  "GasLib .cs with the machines of the stations; else the one beside the network; "
                  "'none': without maps")
      ->type_name("FILE");
  solve.add_option("--ambient", words.ambient, "temperature of the air at the drives, else 10degC")
      ->type_name("T");
  solve
      .add_option("--lower-calorific-value", words.calorific_value,
                  "of the fuel gas, else 50 MJ/kg (methane)")
      ->type_name("H");
  solve
      .add_option("--recirculation", words.recirculation,
                  "machines may take up to 1 + X times the station's flow, the rest goes round; 0")
      ->check(CLI::Range(0.0, 20.0))
      ->type_name("X");
  solve
      .add_option("--decision", words.decisions,
                  "one combined decision of the .cdf beside the network; may be repeated")
      ->type_name("GROUP=DECISION")
      ->expected(1)
      ->take_all();
}

std::vector<io::GasControl> decided_controls(const StationWords& words, const std::string& network,
                                             Outcome& outcome) {
  if (words.decisions.empty()) return {};
  const std::string file = beside(network, ".cdf");
  if (file.empty()) {
    outcome.diagnostics.error({network, 0, 0, {}}, "there is no .cdf beside this network",
                              "put one with the same stem there, or leave out --decision");
    return {};
  }
  const auto read = io::read_gaslib_decisions(file);
  outcome.diagnostics.append(read.diagnostics);
  std::vector<io::GasControl> all;
  if (!read) return all;
  for (const std::string& choice : words.decisions) {
    const auto controls = io::controls_of_decision(*read, choice);
    if (controls)
      all.insert(all.end(), controls->begin(), controls->end());
    else
      outcome.diagnostics.error({controls.error().where, 0, 0, {}}, controls.error().what,
                                controls.error().hint);
  }
  outcome.inputs.push_back(file);
  return all;
}

StationSetup station_setup(const StationWords& words, const std::string& network,
                           const io::GasCase& gas_case, Outcome& outcome) {
  StationSetup setup;
  Diagnostics& diagnostics = outcome.diagnostics;
  take_positive(words.ambient, Temperature::Dimension::exponents, "--ambient",
                setup.options.ambient_temperature_k, diagnostics);
  take_positive(words.calorific_value, Exponents{2, 0, -2, 0, 0, 0}, "--lower-calorific-value",
                setup.options.lower_calorific_value_j_kg, diagnostics);
  if (words.stations == "none" || diagnostics.has_errors()) return setup;
  const gas::Problem& problem = gas_case.problem;
  const bool is_any_controlled =
      std::ranges::any_of(problem.links.of<gas::Compressor>(),
                          [&](const auto& row) { return is_controlled(problem, row.id); });
  const std::string file = words.stations.empty() ? beside(network, ".cs") : words.stations;
  if (file.empty() || (words.stations.empty() && !is_any_controlled)) return setup;
  auto read = io::read_gaslib_stations(file);
  diagnostics.append(read.diagnostics);
  if (!read) return setup;
  outcome.inputs.push_back(file);
  const auto decided = decided_elements(words, network);
  for (gas::Station& station : read->stations) {
    take_configuration(decided, station, diagnostics);
    station.recirculation_max_share = words.recirculation;
    const LinkId link = io::link_named(problem.network, station.id);
    if (!link.is_none() && is_controlled(problem, link))
      setup.stations.push_back({link, std::move(station)});
  }
  return setup;
}

void check_decided_directions(const StationWords& words, const std::string& network,
                              const io::GasCase& gas_case, const gas::Solution& solution,
                              Outcome& outcome) {
  constexpr double still_kg_s = 1e-6;
  for (const io::ElementDecision& e : decided_elements(words, network)) {
    const LinkId link = io::link_named(gas_case.problem.network, e.id);
    if (!e.has_direction || !e.is_open || link.is_none()) continue;
    const double flow_kg_s = solution.flow[link].si();
    if ((e.flows_back ? -flow_kg_s : flow_kg_s) >= -still_kg_s) continue;
    outcome.diagnostics.warning(
        e.place,
        fmt::format("the decision lets gas pass '{}' {}, and in this state {:.4g} kg/s flow {}",
                    e.id, e.flows_back ? "backwards" : "forwards", std::abs(flow_kg_s),
                    e.flows_back ? "forwards" : "backwards"),
        "choose another decision, or other controls");
  }
}

}  // namespace landbridge::cli
