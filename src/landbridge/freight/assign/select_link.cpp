#include "landbridge/freight/assign/select_link.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace landbridge::freight {

Result<SelectedLink> select_link(const AssignProblem& problem, const AssignSolution& solution,
                                 std::int32_t from, std::int32_t to) {
  const AssignNetwork& network = problem.network;
  SelectedLink selected{from, to, {}, {}, std::vector<double>(network.links()), 0.0};
  std::vector<bool> is_selected(network.links());
  for (std::size_t link = 0; link < network.links(); ++link)
    if (network.from[link] == from && network.to[link] == to) {
      selected.links.push_back(static_cast<std::int32_t>(link));
      is_selected[link] = true;
    }
  if (selected.links.empty())
    return fail(Fault::bad_input,
                fmt::format("link {}:{}", network.name_of(from), network.name_of(to)),
                "there is no link between these nodes in this direction",
                "name the two ends of a link in the direction of travel");
  std::vector<std::int32_t> links;
  for (const AssignPaths::Pair& pair : solution.paths.pairs()) {
    double flow = 0.0;
    const double weight =
        problem.classes[static_cast<std::size_t>(pair.class_index)].car_equivalent;
    for (std::size_t p = pair.first_path; p < std::size_t{pair.first_path} + pair.paths; ++p) {
      solution.paths.links_of(p, links);
      const auto is_chosen = [&](std::int32_t link) {
        return is_selected[static_cast<std::size_t>(link)];
      };
      if (std::ranges::none_of(links, is_chosen)) continue;
      flow += solution.paths.flow(p);
      for (const std::int32_t link : links)
        selected.flow_on_link[static_cast<std::size_t>(link)] += weight * solution.paths.flow(p);
    }
    if (flow <= 0.0) continue;
    selected.pairs.push_back({pair.class_index, pair.origin, pair.destination, flow});
    selected.flow += weight * flow;
  }
  return selected;
}

}  // namespace landbridge::freight
