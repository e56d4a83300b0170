#pragma once

#include <cstdint>
#include <vector>

#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/assign/link_law.hpp"
#include "landbridge/freight/choice/equilibrium.hpp"

namespace landbridge::freight {

/// Flow, time and slope of every link, kept together while flow moves.
class LinkLoads {
 public:
  explicit LinkLoads(const AssignProblem& problem);

  void clear();
  void add(std::int32_t link, double flow);  ///< [flow], car equivalents
  double slope(std::int32_t link) const { return slope_[static_cast<std::size_t>(link)]; }
  const std::vector<double>& flows() const { return flow_; }
  const std::vector<double>& times() const { return time_; }
  double cost(std::int32_t class_index, const std::vector<std::int32_t>& links) const;
  std::vector<double> costs(std::int32_t class_index) const;
  /// What one user of the class counts in traffic.
  double weight(std::int32_t class_index) const {
    return weight_[static_cast<std::size_t>(class_index)];
  }
  std::size_t links() const { return flow_.size(); }

 private:
  std::vector<LinkLaw> law_;
  std::vector<double> flow_, time_, slope_;  // [flow], [cost], [cost/flow]
  std::vector<std::vector<double>> fixed_;   // by class and link
  std::vector<double> weight_;
};

/// One pair of zones while it is balanced.
struct Market {
  struct Route {
    std::vector<std::int32_t> links;
    double flow = 0.0;     ///< [flow of the class]
    double overlap = 0.0;  ///< o, in utility [1]
  };
  struct Way {
    std::int32_t class_index = 0;
    std::int32_t nest = 0;
    double constant = 0.0;
    double sent = 0.0;
    std::vector<Route> routes;
  };
  std::int32_t origin = 0, destination = 0;
  double wanted = 0.0;
  double sent = 0.0;
  double reference_cost = 0.0;
  std::vector<Way> ways;
};

/// Moves flow of one market at a time towards the conditions of solve_choice(), link costs
/// following at once. One object serves all markets in turn.
class Balancer {
 public:
  Balancer(const ChoiceRules& rules, LinkLoads& loads);

  /// How much flow was moved [flow].
  double balance(Market& market);

 private:
  double balance_routes(Market::Way& way);
  double move_between(Market::Way& way, std::size_t to, std::size_t from);
  double balance_modes(Market& market);
  double balance_demand(Market& market);
  double mean_cost(const Market::Way& way) const;
  double mode_term(const Market& market, const Market::Way& way, double more, double more_in_nest);
  /// Uses of links by one unit sent over the ways, each with its share of `sign`.
  void spread(const Market::Way& way, double share);
  double spread_slope() const;
  void forget_spread();
  void scale(Market::Way& way, double sent);

  const ChoiceRules& rules_;
  LinkLoads& loads_;
  std::vector<double> use_;      // by link: routes of one unit
  std::vector<double> traffic_;  // by link: the same in car equivalents
  std::vector<std::int32_t> touched_;
  std::vector<std::uint8_t> is_touched_;
};

}  // namespace landbridge::freight
