#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/freight/choice/equilibrium.hpp"

namespace landbridge::cli {

/// What `freight equilibrium` says about choices, as it stands on the command line.
struct ChoiceWords {
  double route_scale = 0.0;
  int routes = 5;
  std::string overlap = "none";
  std::optional<double> mode_scale;
  std::vector<std::string> nests;      ///< "rail,water:0.5"
  std::vector<std::string> constants;  ///< "rail=-0.4"
  std::string elastic;                 ///< "exponential:-0.5"
  std::string reference;

  bool has_choice() const { return route_scale > 0.0 || mode_scale || !elastic.empty(); }
};

void add_choice_options(CLI::App& command, ChoiceWords& words);

/// The rules that the words mean for these classes; nothing, and errors, where they mean none.
/// Reference costs are read by the caller.
std::optional<freight::ChoiceRules> choice_rules(const ChoiceWords& words,
                                                 const freight::AssignProblem& problem,
                                                 Diagnostics& diagnostics);

}  // namespace landbridge::cli
