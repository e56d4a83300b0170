#pragma once

#include <string>

#include "landbridge/io/json_text.hpp"
#include "landbridge/study/domains/freight/freight_appraisal.hpp"
#include "landbridge/study/run.hpp"

namespace landbridge::io {

/// What `freight corridor` found: one scenario at the best estimate, and, if inputs were drawn,
/// where its metrics lie over the draws.
struct FreightCorridorAnswer {
  const study::FreightModel* model = nullptr;
  const study::FreightAppraisal* appraisal = nullptr;
  std::vector<double> draw;                   ///< of the best estimate
  const study::StudyResult* drawn = nullptr;  ///< none: no inputs were drawn
  std::vector<std::size_t> corridors;         ///< shown
};

/// corridors, modal_split, emissions, flows, bottlenecks, border_delay, capacity_used,
/// sensitivity, expansions.
Json freight_corridor_json(const FreightCorridorAnswer& answer);

/// The same in short, for people.
std::string freight_corridor_text(const FreightCorridorAnswer& answer);

}  // namespace landbridge::io
