#pragma once

#include <cstdint>
#include <vector>

#include "landbridge/freight/assign/assignment.hpp"

namespace landbridge::freight {

/// Who uses a link, and what these users add to every other link.
struct SelectedLink {
  std::int32_t from = 0;
  std::int32_t to = 0;
  std::vector<std::int32_t> links;  ///< all links from one node to the other
  struct Pair {
    std::int32_t class_index = 0;
    std::int32_t origin = 0;
    std::int32_t destination = 0;
    double flow = 0.0;  ///< of its routes over the link [flow of the class]
  };
  std::vector<Pair> pairs;           ///< those with flow over the link
  std::vector<double> flow_on_link;  ///< [flow], by link: all classes in car equivalents
  double flow = 0.0;                 ///< over the link itself [flow]
};

/// Follows the routes of a solution over the links from one node to another. Equilibrium link flows
/// are unique; their split among routes is not: this is the split that the solver found. Errors:
/// no such link.
[[nodiscard]] Result<SelectedLink> select_link(const AssignProblem& problem,
                                               const AssignSolution& solution, std::int32_t from,
                                               std::int32_t to);

}  // namespace landbridge::freight
