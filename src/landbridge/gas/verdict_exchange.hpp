#pragma once

#include <set>
#include <vector>

#include "landbridge/gas/verdict_bounds.hpp"
#include "landbridge/gas/verdict_search.hpp"

namespace landbridge::gas {

struct ExchangeOptions {
  int step_limit = 40;            ///< of one search
  int try_limit = 250;            ///< searches in all
  int candidates_max = 8;         ///< that are tried before the point counts as a local best
  int kick = 4;                   ///< modes drawn anew to leave a local best
  double margin_share = 1e-5;     ///< limits are drawn in by this share of the scale
  double step_budget = no_limit;  ///< steps in all
  double map_us_budget = no_limit;
};

struct ExchangeResult {
  SearchResult best;
  std::vector<SearchMode> modes;
  int tries = 0;
  int steps = 0;
  double map_us = 0.0;
};

/// Changes one mode after the other. At a point of least squares the residual of a law is the
/// change of half the sum of squares per unit by which that law may be missed, so an open station
/// whose outlet pulls upwards is tried active first, an element whose law costs much is tried
/// closed, and so on; each try starts from the state before. Where no candidate gains, some modes
/// are drawn anew (a fixed sequence): local search with kicks [lourenco2003].
ExchangeResult exchange_modes(const VerdictModel& model, const std::vector<ModeSet>& allowed,
                              const std::vector<SearchMode>& modes, const VerdictState& start,
                              const ExchangeOptions& options);

}  // namespace landbridge::gas
