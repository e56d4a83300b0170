#pragma once

#include <array>

#include "landbridge/freight/corridor/appraisal.hpp"
#include "landbridge/freight/corridor/bottlenecks.hpp"
#include "landbridge/study/domains/freight/freight_year.hpp"

namespace landbridge::study {

/// A corridor as an appraiser looks at it, on its usual route and per kilogram of its good.
struct FreightJourney {
  std::size_t corridor = 0;
  std::vector<freight::CorridorLeg> legs;
  std::vector<freight::CorridorPoint> profile;
  freight::CorridorIndicators indicators;
};

/// A limit that the scenario's goods meet, in the words of the tables.
struct FreightBottleneck {
  std::string row;        ///< "link[w_south]" or "transfer[astara_lorry]"
  std::string direction;  ///< "Alat to Astara"; empty for a transfer
  freight::Bottleneck state;
  double train_load_kg = 0.0;  ///< of a link with train paths; 0: it has none
};

struct FreightExpansion {
  std::string row;
  freight::Expansion step;
};

/// How far one input moves a result, all others at their best estimate.
struct FreightSwing {
  std::size_t factor = 0;
  double at_low = 0.0, at_high = 0.0;  ///< of the result, SI
};

/// Money and mean days of a corridor against those of its rival.
struct FreightRivalry {
  std::size_t corridor = 0, rival = 0;
  double money_kg = 0.0, time_s = 0.0;                  ///< corridor less rival, without shocks
  std::vector<FreightSwing> money_swings, time_swings;  ///< the largest first
};

/// What an appraiser hands in about one scenario at one draw.
struct FreightAppraisal {
  FreightYear year;
  std::vector<FreightJourney> journeys;  ///< of the corridors that exist
  std::array<freight::ModeUse, freight::mode_count> modes{};
  std::vector<FreightBottleneck> bottlenecks;
  std::vector<FreightExpansion> expansions;
  std::vector<FreightRivalry> rivalries;  ///< of corridors with a rival, both there
};

/// A step of room that bottlenecks are weighed by: a million tonnes a year [kg/s].
inline constexpr double appraisal_step_kg_s = 1e9 / (365.0 * 86400.0);

/// `year` at the same draw, with the times of its shipments.
FreightAppraisal freight_appraisal(const FreightModel& model, FreightYear year,
                                   std::span<const double> draw);

/// The legs of a route in a stretch, per kilogram; insurance of the journey is money of the first.
std::vector<freight::CorridorLeg> corridor_legs(const FreightModel& model, const FreightPart& part,
                                                const FreightTerms& terms,
                                                std::span<const std::uint32_t> route,
                                                std::size_t good);

/// Name of a place for people.
const std::string& freight_place(const FreightModel& model, std::size_t place);

}  // namespace landbridge::study
