#pragma once

#include <cstdint>
#include <vector>

#include "landbridge/freight/assign/assign_model.hpp"
#include "landbridge/freight/assign/origin_paths.hpp"

namespace landbridge::freight {

/// Moves flow from dearer to the cheapest routes of each pair of a group, link costs following at
/// once (Gauss-Seidel). One object serves many groups in turn.
///
///   shift = min(f, g / h)    g  cost difference over the links that the two routes do not share
///                            h  sum of slopes over the same links, f flow of the dearer route
///
/// the Newton step of the objective along the exchange of two routes [jayakrishnan1994, xie2018].
class Sweeper {
 public:
  explicit Sweeper(const AssignModel& model);

  struct Outcome {
    double excess_cost = 0.0;  ///< flow times cost above the cheapest, as found before each shift
    std::size_t shifts = 0;
  };

  /// Pairs whose last excess was below `least` are passed over.
  Outcome sweep(const AssignModel::Group& group, OriginPaths& paths, LinkState& state,
                double least);

 private:
  struct Step {
    double gain = 0.0;   // g
    double slope = 0.0;  // h
  };
  void sweep_pair(std::uint32_t at, OriginPaths& paths, LinkState& state);
  Step compare(std::span<const std::uint32_t> from, std::span<const std::uint32_t> to);
  void move(double amount, LinkState& state);

  const AssignModel* model_;
  const LinkState::Cost* costs_ = nullptr;
  double car_equivalent_ = 1.0;
  std::vector<std::uint32_t> stamp_;
  std::uint32_t now_ = 0;
  std::vector<std::uint32_t> only_from_;
  std::vector<std::uint32_t> only_to_;
  Outcome outcome_;
};

}  // namespace landbridge::freight
