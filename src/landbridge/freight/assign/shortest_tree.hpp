#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "landbridge/freight/assign/assign_model.hpp"

namespace landbridge::freight {

/// Shortest routes from one origin. One object serves many origins in turn; a thread has its own.
///
/// A tree of an earlier pass (`Slots`: for each node which of its links in it was reached by) is
/// the start: its labels are computed anew, links that beat them are found in one walk over all
/// links, and Dijkstra's method repairs what they change. The labels are exact either way.
class ShortestTree {
 public:
  /// By node: the place of the tree's link among the links into the node; no_slot if none.
  using Slots = std::vector<std::uint8_t>;
  static constexpr std::uint8_t no_slot = 255;
  static constexpr std::uint32_t no_link = 0xffffffffU;

  explicit ShortestTree(const AssignModel& model);

  /// False where Slots cannot be used: too many links into one node, or too much memory.
  bool has_slots() const { return has_slots_; }

  void compute(std::uint32_t origin, const LinkState::Cost* costs, const Slots& start);
  void save(Slots& slots) const;

  double label(std::uint32_t node) const { return label_[node]; }  ///< infinite: no route
  std::uint32_t link_into(std::uint32_t node) const { return into_[node]; }
  /// A number that tells routes from each other: equal for the same links.
  std::uint64_t route_hash(std::uint32_t node);
  std::uint64_t hash_of(std::span<const std::uint32_t> links) const;
  /// The links from the origin to a node in the order of travel.
  void route_to(std::uint32_t node, std::vector<std::uint32_t>& links) const;

 private:
  void start_cold();
  void start_warm(const LinkState::Cost* costs, const Slots& start);
  void scan_all(const LinkState::Cost* costs);
  void settle(const LinkState::Cost* costs);
  void relax(std::uint32_t node, const LinkState::Cost* costs);
  bool carries(std::uint32_t node) const {
    return node >= model_->first_through_node || node == origin_;
  }

  const AssignModel* model_;
  bool has_slots_ = true;
  std::uint32_t origin_ = 0;
  std::vector<double> label_;
  std::vector<std::uint32_t> into_;
  std::vector<std::pair<double, std::uint32_t>> heap_;
  std::vector<std::uint32_t> stack_;
  std::vector<std::uint32_t> stamp_;
  std::uint32_t now_ = 0;
  std::vector<std::uint64_t> hash_;
  std::vector<std::uint64_t> link_hash_;
  std::vector<std::uint32_t> hash_stamp_;
  std::uint32_t hash_now_ = 0;
};

}  // namespace landbridge::freight
