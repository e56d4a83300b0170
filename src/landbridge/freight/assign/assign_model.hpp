#pragma once

#include <cstdint>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/assign/link_law.hpp"

namespace landbridge::freight {

/// A problem in the order in which the solver walks it: links sorted by their tail, demand by
/// class, origin and destination, repeated pairs added up.
struct AssignModel {
  explicit AssignModel(const AssignProblem& problem);

  struct Pair {
    std::uint32_t destination;
    double amount;
  };
  /// All demand of one class from one origin: pairs first … end - 1.
  struct Group {
    std::uint32_t class_index;
    std::uint32_t origin;
    std::uint32_t first, end;
  };

  std::uint32_t nodes = 0;
  std::uint32_t links = 0;
  std::uint32_t first_through_node = 0;
  std::vector<std::uint32_t> first_out;  ///< by node, one more than nodes
  std::vector<std::uint32_t> head;       ///< by link
  std::vector<std::uint32_t> tail;
  std::vector<std::uint32_t> first_in;  ///< by node, one more than nodes
  std::vector<std::uint32_t> in_link;   ///< links by head
  std::vector<std::uint32_t> in_slot;   ///< by link: its place among the links into its head
  std::vector<std::uint32_t> outside;   ///< by link: its number in the network
  std::vector<LinkLaw> law;
  std::vector<std::vector<double>> fixed_cost;  ///< by class and link; infinite where barred
  std::vector<double> car_equivalent;           ///< by class
  std::vector<Pair> pairs;
  std::vector<Group> groups;
  double intrazonal = 0.0;  ///< demand left out because it needs no route [flow of its class]
};

/// The error of a pair that no route joins.
[[nodiscard]] Result<void> no_route(const AssignProblem& problem, const AssignModel::Group& group,
                                    const AssignModel::Pair& pair);

/// What the solver changes: flows, and the costs that follow from them at once.
class LinkState {
 public:
  struct Cost {
    double cost;   ///< for one class [cost]
    double slope;  ///< [cost/flow]
  };

  explicit LinkState(const AssignModel& model);

  void set_flow(std::uint32_t link, double flow) {  // [flow]
    flow_[link] = flow;
    const LinkLaw::Value value = model_->law[link].at(flow);
    for (std::size_t k = 0; k < costs_.size(); ++k)
      costs_[k][link] = {value.time + model_->fixed_cost[k][link], value.slope};
  }
  double flow(std::uint32_t link) const { return flow_[link]; }
  const std::vector<double>& flows() const { return flow_; }
  const Cost* costs(std::size_t class_index) const { return costs_[class_index].data(); }

 private:
  const AssignModel* model_;
  std::vector<double> flow_;  // [flow]
  std::vector<std::vector<Cost>> costs_;
};

}  // namespace landbridge::freight
