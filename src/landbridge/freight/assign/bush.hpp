#pragma once

#include <cstdint>
#include <vector>

#include "landbridge/freight/assign/assign_model.hpp"
#include "landbridge/freight/assign/shortest_tree.hpp"

namespace landbridge::freight {

/// The flows of one group (one class from one origin) on links without cycles: a tree that reaches
/// every node, and the links beside it that carry flow. What the tree carries follows from the
/// demand.
struct Bush {
  ShortestTree::Slots tree;
  struct Beside {
    std::vector<std::uint32_t> link;
    std::vector<double> flow;  // [flow of the class]
  } beside;
};

/// Works on one bush at a time: unpacks it, adds links that shorten routes [dial2006], moves flow
/// from each other used way into a node to the cheapest way, packs it again. The used way is
/// followed back along the fullest links to where both part [bargera2010]:
///
///   shift = min(f, g / h)    g  cost difference of the two segments [cost]
///                            h  sum of their slopes [cost/flow], f  least flow of the dearer one
class BushSweeper {
 public:
  explicit BushSweeper(const AssignModel& model);

  struct Outcome {
    double excess_cost = 0.0;  ///< f times g over all shifts [cost * flow]
    std::size_t shifts = 0;
    std::size_t added = 0;
  };
  /// One visit: new links, then `rounds` of labels and shifts. Changes bush and state.
  Outcome sweep(const AssignModel::Group& group, Bush& bush, LinkState& state, int rounds);

  /// The flows of a bush without a change; those below speak of the bush visited last.
  void unpack(const AssignModel::Group& group, const Bush& bush);
  void add_flows_to(std::vector<double>& flows) const;  // [flow], by link
  /// Takes a route to a node, of at most this flow, out of the flows: its links and its flow. A
  /// route takes all of a link, or the flow that was asked for.
  double take_route(std::uint32_t node, double most_flow,  // [flow]
                    std::vector<std::uint32_t>& links);
  /// Cheapest costs inside the bush.
  void find_least(const LinkState::Cost* costs) { label(costs); }
  double least(std::uint32_t node) const { return least_[node]; }  // [cost]

 private:
  void sort_nodes();
  void find_flows(const AssignModel::Group& group);
  void label(const LinkState::Cost* costs);
  std::size_t add_links(const LinkState::Cost* costs);
  void shift_to(std::uint32_t node, LinkState& state);
  std::uint32_t fullest_into(std::uint32_t node) const;
  void shift_into(std::uint32_t node, std::uint32_t last, LinkState& state);
  void pack(Bush& bush);
  bool carries(std::uint32_t node) const {
    return node >= model_->first_through_node || node == origin_;
  }

  const AssignModel* model_;
  const LinkState::Cost* costs_ = nullptr;
  double car_equivalent_ = 1.0;
  std::uint32_t origin_ = 0;
  std::uint32_t now_ = 0;
  std::vector<std::uint32_t> mark_;     // by link: in the bush
  std::vector<double> flow_;            // by link [flow]
  std::vector<std::uint32_t> tree_;     // by node: link into it
  std::vector<std::uint32_t> waiting_;  // by node
  std::vector<std::uint32_t> order_;    // nodes
  std::vector<std::uint32_t> place_;    // by node
  std::vector<double> node_flow_;       // by node [flow]
  std::vector<double> least_, most_;    // by node [cost]
  std::vector<std::uint32_t> by_least_;
  std::vector<std::uint32_t> from_, to_;
  Outcome outcome_;
};

}  // namespace landbridge::freight
