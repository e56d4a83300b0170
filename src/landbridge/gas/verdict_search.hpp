#pragma once

#include <vector>

#include "landbridge/gas/verdict_model.hpp"

namespace landbridge::gas {

/// A point in the space of pressures and flows.
struct VerdictState {
  std::vector<double> phi_pa2;      ///< per node
  std::vector<double> flow_kg_s;    ///< per link
  std::vector<double> supply_kg_s;  ///< per node
};

struct SearchResult {
  bool is_feasible = false;
  double worst = 0.0;           ///< largest scaled violation of a law or a limit
  double sum_of_squares = 0.0;  ///< of all of them
  std::int32_t worst_node = -1;
  std::int32_t worst_link = -1;
  VerdictState state;
  std::vector<double> law_weight;      ///< per link: its scaled miss
  std::vector<double> balance_weight;  ///< per node
  int steps = 0;
  double map_us = 0.0;  ///< spent on machine maps, by StationFunctions::cost_us
};

/// What an element does in a search: one mode, or `free`: anything between its two pressures that
/// its modes allow together.
enum class SearchMode { closed, open, active, free };

/// Looks for a state that meets every law and limit for given modes: damped Gauss-Newton steps
/// [nocedal2006, ch. 10] on the sum of squares of all violations, limits drawn in by a margin.
struct SearchOptions {
  int step_limit = 80;
  double margin_share = 2e-4;  ///< limits are drawn in by this share of the scale
};
SearchResult search_state(const VerdictModel& model, const std::vector<SearchMode>& modes,
                          const VerdictState& start, const SearchOptions& options);

/// A start: the middle of the pressure limits, and flows as through equal pipes.
VerdictState start_state(const VerdictModel& model, const std::vector<SearchMode>& modes);

/// Pressures at an element itself, behind its inlet loss and before its outlet loss.
struct InnerPressures {
  double inlet_pa = 0.0;
  double outlet_pa = 0.0;
};
InnerPressures inner_pressures(const VerdictModel& model, const VerdictElement& element,
                               double phi_from_pa2, double phi_to_pa2, double flow_kg_s);

}  // namespace landbridge::gas
