#pragma once

#include <memory>

#include "landbridge/freight/network/corridor_graph.hpp"
#include "landbridge/study/domains/freight/freight_inputs.hpp"

namespace landbridge::study {

/// One stretch of the year: its rows, the network of states, and the ways through it.
struct FreightPart {
  std::size_t period = 0;
  int length_days = 0;
  std::vector<int> days;  ///< of the year, rising
  FreightInputs in;
  freight::MultimodalNetwork network;

  /// Routes of one corridor between one pair of places. A corridor has the way of its number.
  std::vector<freight::CorridorGraph> ways;
  /// What a demand may take: its corridor, or none for the cheapest way, and the way.
  struct Option {
    std::optional<std::size_t> corridor;
    std::size_t way = 0;
  };
  std::vector<std::vector<Option>> options;  ///< by demand

  std::vector<std::uint32_t> leg;        ///< by arc: row of the chance tables
  std::vector<freight::Strike> strikes;  ///< with arcs; shocks of the best estimate
  std::vector<std::uint32_t> used;       ///< arcs of some way
  std::vector<freight::Start> starts;    ///< shipments that start in this stretch
  std::vector<double> days_left;         ///< by start: until it ends
};

/// One scenario: the year in stretches.
struct FreightModel {
  const Study* study = nullptr;
  std::string scenario;
  std::vector<FreightPart> parts;
  std::size_t main_part = 0;  ///< the longest; what is shown comes from it
  freight::ChanceTables chance;
  std::uint64_t seed = 0;

  const FreightInputs& in() const { return parts[main_part].in; }
};

/// Errors: what freight_inputs() reports, the first one.
Result<FreightModel> freight_model(const Case& scenario_case);

/// The same with another number of shipments than the study says; 0: as it says.
Result<FreightModel> freight_model(const Case& scenario_case, std::size_t shipments);

/// The graph of the routes from place to place under a rule; not connected if there is none.
freight::CorridorGraph way_between(const FreightPart& part, std::size_t from, std::size_t to,
                                   const FreightRule& rule);
/// A rule that forbids nothing.
FreightRule any_way(const FreightPart& part);

}  // namespace landbridge::study
