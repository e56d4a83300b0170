#include "landbridge/cli/gas_fuel_words.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "landbridge/base/parse.hpp"
#include "landbridge/gas/composition.hpp"

namespace landbridge::cli {
namespace {

bool file_asks(const io::GasCase& c) {
  return c.fuel.is_stated ||
         std::ranges::any_of(c.problem.links.of<gas::Compressor>(),
                             [](const auto& row) { return row.link.drive_efficiency.si() > 0.0; });
}

/// Of the network's composition; zero: it states none.
double composed_calorific_value_j_kg(const gas::Gas& gas) {
  if (gas.composition.size() != gas::aga8_component_count) return 0.0;
  gas::Aga8Composition composition;
  std::ranges::copy(gas.composition, composition.mole_fraction.begin());
  const gas::CombustionValues values = gas::combustion_values(composition);
  return values.inferior_j_mol / values.molar_mass_kg_mol;
}

}  // namespace

void add_fuel_options(CLI::App& solve, FuelWords& words) {
  solve.add_flag("--fuel", words.is_withdrawn,
                 "take the gas that the stations' drives burn out of the network");
  solve
      .add_option("--drive-efficiency", words.drive_efficiency,
                  "shaft work per lower calorific value, of stations without a map that state none")
      ->type_name("X");
}

std::optional<gas::FuelOptions> fuel_options(const FuelWords& words, const StationWords& stations,
                                             const io::GasCase& gas_case, StationSetup& setup,
                                             Diagnostics& diagnostics) {
  if (!words.is_withdrawn && !words.drive_efficiency.empty())
    diagnostics.error({"--drive-efficiency", 0, 0, {}}, "it is given without --fuel",
                      "add --fuel, or leave it out");
  if (!words.is_withdrawn && !file_asks(gas_case)) return std::nullopt;
  gas::FuelOptions options;
  options.node = gas_case.fuel.node;
  options.drive_efficiency = gas_case.fuel.drive_efficiency;
  if (!words.drive_efficiency.empty()) {
    const auto share = parse_si(words.drive_efficiency, Scalar::Dimension::exponents);
    if (share && *share > 0.0 && *share <= 1.0)
      options.drive_efficiency = *share;
    else
      diagnostics.error({fmt::format("--drive-efficiency {}", words.drive_efficiency), 0, 0, {}},
                        "the efficiency is no number above 0 and at most 1", "write 0.35 or 35%");
  }
  if (stations.calorific_value.empty()) {
    const double composed = composed_calorific_value_j_kg(gas_case.problem.gas);
    if (gas_case.fuel.lower_calorific_value_j_kg > 0.0)
      setup.options.lower_calorific_value_j_kg = gas_case.fuel.lower_calorific_value_j_kg;
    else if (composed > 0.0)
      setup.options.lower_calorific_value_j_kg = composed;
  }
  options.lower_calorific_value_j_kg = setup.options.lower_calorific_value_j_kg;
  const bool burns_anywhere =
      options.drive_efficiency > 0.0 || !setup.stations.empty() || file_asks(gas_case);
  if (!burns_anywhere && !diagnostics.has_errors())
    diagnostics.error({"--fuel", 0, 0, {}}, "nothing says how much the drives burn",
                      "give --drive-efficiency 0.35, or a .cs file with drives and a --control");
  return options;
}

std::vector<double> fuel_of_stations(const gas::Problem& problem, const gas::StationSolution& state,
                                     const gas::FuelOptions& options) {
  std::vector<double> fuel;
  for (const auto& row : problem.links.of<gas::Compressor>()) {
    const auto mapped = std::ranges::find(state.stations, row.id, &gas::StationOutcome::link);
    if (mapped != state.stations.end())
      fuel.push_back(mapped->point ? mapped->point->fuel_kg_s : 0.0);
    else
      fuel.push_back(gas::fuel_kg_s(row.link, state.solution.link[row.id].power.si(), options));
  }
  return fuel;
}

}  // namespace landbridge::cli
