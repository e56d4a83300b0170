#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "landbridge/freight/assign/assign_solver.hpp"
#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/freight/assign/bush_solver.hpp"

namespace landbridge::freight {
namespace {

/// Above this routes by pair take too much memory; flows by origin are kept instead.
constexpr std::size_t most_pairs_by_route = 400'000;

double fixed_cost(const AssignNetwork& network, const AssignClass& users, std::size_t link) {
  const double cost =
      users.toll_factor * network.toll[link] + users.distance_factor * network.length[link];
  return users.fixed_cost.empty() ? cost : cost + users.fixed_cost[link];
}

std::string link_text(const AssignNetwork& network, std::size_t link) {
  return fmt::format("link {} from {} to {}", link + 1, network.name_of(network.from[link]),
                     network.name_of(network.to[link]));
}

Result<void> check_columns(const AssignNetwork& network) {
  const std::size_t links = network.links();
  const bool has_all = network.to.size() == links && network.free_flow_time.size() == links &&
                       network.b.size() == links && network.capacity.size() == links &&
                       network.power.size() == links && network.length.size() == links &&
                       network.toll.size() == links &&
                       (network.limits.empty() || network.limits.size() == links);
  if (!has_all)
    return fail(Fault::bad_input, "network", "the columns of links differ in length",
                "give one value per link in each column");
  const bool has_counts = network.nodes >= 0 && network.zones >= 0 &&
                          network.zones <= network.nodes && network.first_through_node >= 0 &&
                          network.first_through_node <= network.nodes &&
                          (network.node_name.empty() ||
                           network.node_name.size() == static_cast<std::size_t>(network.nodes));
  if (!has_counts)
    return fail(Fault::bad_input, "network", "the numbers of zones and nodes do not fit",
                "zones are the first of the nodes; names are one per node");
  return {};
}

Result<void> check_link(const AssignNetwork& network, std::size_t link) {
  const auto is_node = [&](std::int32_t node) { return node >= 0 && node < network.nodes; };
  if (!is_node(network.from[link]) || !is_node(network.to[link]))
    return fail(Fault::bad_input, fmt::format("link {}", link + 1), "an end is no node",
                fmt::format("nodes are 0 to {}", network.nodes - 1));
  const auto is_right = [](double x) { return std::isfinite(x) && x >= 0.0; };
  if (!is_right(network.free_flow_time[link]) || !is_right(network.b[link]) ||
      !is_right(network.length[link]) || !is_right(network.toll[link]))
    return fail(Fault::bad_input, link_text(network, link),
                "free flow time, B, length or toll is negative or no number",
                "write numbers that are not negative");
  const bool rises = network.free_flow_time[link] > 0.0 && network.b[link] > 0.0;
  const double power = network.power[link];
  if (rises && !(network.capacity[link] > 0.0 && std::isfinite(network.capacity[link])))
    return fail(Fault::bad_input, link_text(network, link),
                fmt::format("the capacity is {}", network.capacity[link]),
                "write a number above 0");
  if (rises && !(power == 0.0 || (power >= 1.0 && std::isfinite(power))))
    return fail(Fault::bad_input, link_text(network, link), fmt::format("the power is {}", power),
                "write 0, or a number of at least 1");
  if (network.limits.empty()) return {};
  const AssignNetwork::Limit& limit = network.limits[link];
  if (!is_right(limit.at_flow) || !is_right(limit.price) || !is_right(limit.stiffness))
    return fail(Fault::bad_input, link_text(network, link), "the limit is negative or no number",
                "write numbers that are not negative");
  return {};
}

Result<void> check_class(const AssignNetwork& network, const AssignClass& users) {
  const std::string where = fmt::format("class {}", users.name);
  if (!(users.car_equivalent > 0.0) || !std::isfinite(users.car_equivalent))
    return fail(Fault::bad_input, where,
                fmt::format("the car equivalent is {}", users.car_equivalent),
                "write a number above 0");
  const auto fits = [&](std::size_t size) { return size == 0 || size == network.links(); };
  if (!fits(users.fixed_cost.size()) || !fits(users.is_barred.size()))
    return fail(Fault::bad_input, where, "a column of links has not one value per link",
                "leave it empty or give all");
  for (std::size_t link = 0; link < network.links(); ++link) {
    const double cost = fixed_cost(network, users, link);
    if (!std::isfinite(cost) || network.free_flow_time[link] + cost < 0.0)
      return fail(
          Fault::bad_input, fmt::format("{}, {}", where, link_text(network, link)),
          fmt::format("the cost without traffic is {}", network.free_flow_time[link] + cost),
          "costs may not be negative: lower the factor or raise the fixed cost");
  }
  for (const OdDemand& d : users.demand) {
    const bool has_ends = d.origin >= 0 && d.origin < network.nodes && d.destination >= 0 &&
                          d.destination < network.nodes;
    if (!has_ends || !std::isfinite(d.amount) || d.amount < 0.0)
      return fail(Fault::bad_input, where,
                  fmt::format("demand {} from node {} to node {} cannot be", d.amount, d.origin + 1,
                              d.destination + 1),
                  "write a number that is not negative between nodes of the network");
  }
  return {};
}

}  // namespace

std::string AssignNetwork::name_of(std::int32_t node) const {
  const auto i = static_cast<std::size_t>(node);
  return i < node_name.size() ? node_name[i] : std::to_string(node + 1);
}

Result<void> check(const AssignProblem& problem) {
  if (auto right = check_columns(problem.network); !right) return right;
  for (std::size_t link = 0; link < problem.network.links(); ++link)
    if (auto right = check_link(problem.network, link); !right) return right;
  if (problem.classes.empty())
    return fail(Fault::bad_input, "demand", "there is no class of users", "give one at least");
  for (const AssignClass& users : problem.classes)
    if (auto right = check_class(problem.network, users); !right) return right;
  return {};
}

Result<AssignSolution> assign(const AssignProblem& problem, const AssignOptions& options) {
  if (auto right = check(problem); !right) return fail(right.error());
  if (!(options.gap >= 0.0) || options.max_passes < 0 || options.threads < 0)
    return fail(Fault::bad_input, "options", "gap, passes or threads are negative",
                "write numbers that are not negative");
  std::size_t pairs = 0;
  for (const AssignClass& users : problem.classes) pairs += users.demand.size();
  if (pairs > most_pairs_by_route && options.start == nullptr) {
    BushSolver solver(problem, options);
    if (solver.can_solve()) return solver.solve();
  }
  return AssignSolver(problem, options).solve();
}

std::vector<double> link_costs(const AssignProblem& problem, std::size_t class_index,
                               const std::vector<double>& flow) {
  const AssignNetwork& network = problem.network;
  std::vector<double> costs(network.links());
  for (std::size_t link = 0; link < network.links(); ++link)
    costs[link] = LinkLaw(network, link).at(flow[link]).time +
                  fixed_cost(network, problem.classes[class_index], link);
  return costs;
}

double beckmann_objective(const AssignProblem& problem,
                          const std::vector<std::vector<double>>& class_flow) {
  const AssignNetwork& network = problem.network;
  long double sum = 0.0L;
  for (std::size_t link = 0; link < network.links(); ++link) {
    double flow = 0.0;
    for (std::size_t k = 0; k < problem.classes.size(); ++k) {
      const AssignClass& users = problem.classes[k];
      const double own = users.car_equivalent * class_flow[k][link];
      flow += own;
      if (own > 0.0) sum += own * fixed_cost(network, users, link);
    }
    sum += LinkLaw(network, link).integral(flow);
  }
  return static_cast<double>(sum);
}

}  // namespace landbridge::freight
