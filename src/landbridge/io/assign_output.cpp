#include "landbridge/io/assign_output.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"
#include "landbridge/io/csv.hpp"

namespace landbridge::io {
namespace {

using namespace freight;

constexpr std::size_t busiest_shown = 10;

/// A node as it is called in the files: a number where it has no other name.
Json node_json(const AssignNetwork& network, std::int32_t node) {
  if (network.node_name.empty()) return node + 1;
  return network.name_of(node);
}

std::vector<std::vector<double>> costs_by_class(const AssignProblem& problem,
                                                const AssignSolution& solution) {
  std::vector<std::vector<double>> costs;
  for (std::size_t k = 0; k < problem.classes.size(); ++k)
    costs.push_back(link_costs(problem, k, solution.flow));
  return costs;
}

const std::string& class_name(const AssignProblem& problem, std::int32_t class_index) {
  return problem.classes[static_cast<std::size_t>(class_index)].name;
}

}  // namespace

Json assign_json(const AssignProblem& problem, const AssignSolution& solution) {
  const AssignNetwork& network = problem.network;
  const auto costs = costs_by_class(problem, solution);
  Json json;
  json["objective"] = solution.objective;
  json["relative_gap"] = solution.relative_gap;
  json["total_system_travel_time"] = solution.total_cost;
  json["shortest_path_travel_time"] = solution.shortest_cost;
  json["zones"] = network.zones;
  json["nodes"] = network.nodes;
  json["intrazonal"] = solution.intrazonal;
  json["classes"] = Json::array();
  for (std::size_t k = 0; k < problem.classes.size(); ++k) {
    const AssignClass& users = problem.classes[k];
    double demand = 0.0;
    for (const OdDemand& d : users.demand) demand += d.amount;
    json["classes"].push_back({{"name", users.name},
                               {"toll_factor", users.toll_factor},
                               {"distance_factor", users.distance_factor},
                               {"demand", demand}});
  }
  json["routes"] = solution.paths.size();
  json["pairs"] = solution.paths.pairs().size();
  json["links"] = Json::array();
  for (std::size_t link = 0; link < network.links(); ++link) {
    Json row{{"from", node_json(network, network.from[link])},
             {"to", node_json(network, network.to[link])},
             {"flow", solution.flow[link]},
             {"cost", costs.size() == 1 ? costs[0][link] : solution.time[link]}};
    if (costs.size() > 1) {
      row["class_flow"] = Json::array();
      row["class_cost"] = Json::array();
      for (std::size_t k = 0; k < costs.size(); ++k) {
        row["class_flow"].push_back(solution.class_flow[k][link]);
        row["class_cost"].push_back(costs[k][link]);
      }
    }
    json["links"].push_back(std::move(row));
  }
  return json;
}

Json assign_certificate_json(const AssignProblem& problem, const AssignSolution& solution) {
  Json json;
  json["relative_gap"] = solution.relative_gap;
  json["iterations"] = solution.passes.size();
  json["conservation_error_relative"] = solution.conservation_error;
  if (solution.worst_pair < solution.paths.pairs().size()) {
    const AssignPaths::Pair& pair = solution.paths.pairs()[solution.worst_pair];
    json["worst_pair"] = {{"class", class_name(problem, pair.class_index)},
                          {"origin", node_json(problem.network, pair.origin)},
                          {"destination", node_json(problem.network, pair.destination)},
                          {"excess_cost", solution.worst_excess}};
  }
  json["passes"] = Json::array();
  for (const AssignPass& pass : solution.passes)
    json["passes"].push_back({{"relative_gap", pass.relative_gap},
                              {"routes", pass.routes},
                              {"new_routes", pass.new_routes},
                              {"sweeps", pass.sweeps},
                              {"shifts", pass.shifts}});
  return json;
}

Json select_link_json(const AssignProblem& problem, const SelectedLink& selected) {
  const AssignNetwork& network = problem.network;
  Json json;
  json["from"] = node_json(network, selected.from);
  json["to"] = node_json(network, selected.to);
  json["flow"] = selected.flow;
  json["pairs"] = Json::array();
  for (const SelectedLink::Pair& pair : selected.pairs)
    json["pairs"].push_back({{"class", class_name(problem, pair.class_index)},
                             {"origin", node_json(network, pair.origin)},
                             {"destination", node_json(network, pair.destination)},
                             {"flow", pair.flow}});
  json["flow_on_links"] = selected.flow_on_link;
  return json;
}

std::string assign_text(const AssignProblem& problem, const AssignSolution& solution) {
  const AssignNetwork& network = problem.network;
  std::string text = fmt::format("{} zones, {} nodes, {}, {}, {} of demand\n", network.zones,
                                 network.nodes, counted(network.links(), "link"),
                                 counted(problem.classes.size(), "class", "classes"),
                                 counted(solution.paths.pairs().size(), "pair"));
  text += fmt::format("Relative gap {:.2e} after {}: {}\n", solution.relative_gap,
                      counted(solution.passes.size(), "pass", "passes"),
                      solution.has_converged ? "equilibrium" : "NOT CONVERGED");
  text += fmt::format("  objective (Beckmann)     {:.10g}\n", solution.objective);
  text += fmt::format("  total system travel time {:.10g}\n", solution.total_cost);
  text += fmt::format("  routes with flow         {}\n", solution.paths.size());
  std::vector<std::size_t> order;
  for (std::size_t link = 0; link < network.links(); ++link)
    if (network.free_flow_time[link] * network.b[link] > 0.0 && solution.flow[link] > 0.0)
      order.push_back(link);
  const auto load = [&](std::size_t link) { return solution.flow[link] / network.capacity[link]; };
  std::ranges::stable_sort(order, std::greater<>{}, load);
  if (!order.empty()) text += "\nBusiest links        flow / capacity   flow        time\n";
  for (std::size_t i = 0; i < std::min(busiest_shown, order.size()); ++i)
    text +=
        fmt::format("  {:>8} -> {:<8} {:>10.2f} {:>12.5g} {:>10.4g}\n",
                    network.name_of(network.from[order[i]]), network.name_of(network.to[order[i]]),
                    load(order[i]), solution.flow[order[i]], solution.time[order[i]]);
  return text;
}

std::string assign_links_csv(const AssignProblem& problem, const AssignSolution& solution) {
  const AssignNetwork& network = problem.network;
  const auto costs = costs_by_class(problem, solution);
  std::string csv = "link,from,to,flow,time";
  for (const AssignClass& users : problem.classes)
    csv += fmt::format(",{},{}", csv_cell(fmt::format("flow {}", users.name)),
                       csv_cell(fmt::format("cost {}", users.name)));
  csv += "\n";
  for (std::size_t link = 0; link < network.links(); ++link) {
    fmt::format_to(std::back_inserter(csv), "{},{},{},{},{}", link + 1,
                   csv_cell(network.name_of(network.from[link])),
                   csv_cell(network.name_of(network.to[link])), solution.flow[link],
                   solution.time[link]);
    for (std::size_t k = 0; k < costs.size(); ++k)
      fmt::format_to(std::back_inserter(csv), ",{},{}", solution.class_flow[k][link],
                     costs[k][link]);
    csv += "\n";
  }
  return csv;
}

std::string assign_paths_csv(const AssignProblem& problem, const AssignSolution& solution) {
  const AssignNetwork& network = problem.network;
  const auto costs = costs_by_class(problem, solution);
  std::string csv = "class,origin,destination,flow,cost,links\n";
  std::vector<std::int32_t> links;
  for (const AssignPaths::Pair& pair : solution.paths.pairs())
    for (std::size_t p = pair.first_path; p < std::size_t{pair.first_path} + pair.paths; ++p) {
      solution.paths.links_of(p, links);
      double cost = 0.0;
      for (const std::int32_t link : links)
        cost += costs[static_cast<std::size_t>(pair.class_index)][static_cast<std::size_t>(link)];
      fmt::format_to(std::back_inserter(csv), "{},{},{},{},{},",
                     csv_cell(class_name(problem, pair.class_index)),
                     csv_cell(network.name_of(pair.origin)),
                     csv_cell(network.name_of(pair.destination)), solution.paths.flow(p), cost);
      for (std::size_t i = 0; i < links.size(); ++i)
        fmt::format_to(std::back_inserter(csv), "{}{}", i == 0 ? "" : " ", links[i] + 1);
      csv += "\n";
    }
  return csv;
}

std::string select_link_csv(const AssignProblem& problem,
                            const std::vector<SelectedLink>& selected) {
  const AssignNetwork& network = problem.network;
  std::string csv = "from,to,class,origin,destination,flow\n";
  for (const SelectedLink& one : selected)
    for (const SelectedLink::Pair& pair : one.pairs)
      fmt::format_to(std::back_inserter(csv), "{},{},{},{},{},{}\n",
                     csv_cell(network.name_of(one.from)), csv_cell(network.name_of(one.to)),
                     csv_cell(class_name(problem, pair.class_index)),
                     csv_cell(network.name_of(pair.origin)),
                     csv_cell(network.name_of(pair.destination)), pair.flow);
  return csv;
}

}  // namespace landbridge::io
