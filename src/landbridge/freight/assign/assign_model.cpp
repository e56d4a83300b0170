#include "landbridge/freight/assign/assign_model.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

/// By node where its links begin in an order by `node_of`, and that order.
struct Sorted {
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> order;
};
template <class NodeOf>
Sorted sort_by_node(std::uint32_t nodes, std::uint32_t links, const NodeOf& node_of) {
  Sorted sorted;
  sorted.first.assign(nodes + 1, 0);
  sorted.order.resize(links);
  for (std::uint32_t link = 0; link < links; ++link) ++sorted.first[node_of(link) + 1];
  std::partial_sum(sorted.first.begin(), sorted.first.end(), sorted.first.begin());
  std::vector<std::uint32_t> next(sorted.first.begin(), sorted.first.end() - 1);
  for (std::uint32_t link = 0; link < links; ++link) sorted.order[next[node_of(link)]++] = link;
  return sorted;
}

void add_links(AssignModel& model, const AssignNetwork& network) {
  model.nodes = static_cast<std::uint32_t>(network.nodes);
  model.links = static_cast<std::uint32_t>(network.links());
  model.first_through_node = static_cast<std::uint32_t>(network.first_through_node);
  Sorted by_tail = sort_by_node(model.nodes, model.links, [&](std::uint32_t link) {
    return static_cast<std::uint32_t>(network.from[link]);
  });
  model.first_out = std::move(by_tail.first);
  model.outside = std::move(by_tail.order);
  for (const std::uint32_t link : model.outside) {
    model.tail.push_back(static_cast<std::uint32_t>(network.from[link]));
    model.head.push_back(static_cast<std::uint32_t>(network.to[link]));
    model.law.emplace_back(network, link);
  }
  Sorted by_head =
      sort_by_node(model.nodes, model.links, [&](std::uint32_t link) { return model.head[link]; });
  model.first_in = std::move(by_head.first);
  model.in_link = std::move(by_head.order);
  model.in_slot.resize(model.links);
  for (std::uint32_t i = 0; i < model.links; ++i) {
    const std::uint32_t link = model.in_link[i];
    model.in_slot[link] = i - model.first_in[model.head[link]];
  }
}

std::vector<double> fixed_costs(const AssignModel& model, const AssignNetwork& network,
                                const AssignClass& users) {
  std::vector<double> fixed(model.links);
  for (std::uint32_t link = 0; link < model.links; ++link) {
    const std::size_t i = model.outside[link];
    double cost = users.toll_factor * network.toll[i] + users.distance_factor * network.length[i];
    if (!users.fixed_cost.empty()) cost += users.fixed_cost[i];
    if (!users.is_barred.empty() && users.is_barred[i] != 0)
      cost = std::numeric_limits<double>::infinity();
    fixed[link] = cost;
  }
  return fixed;
}

void add_demand(AssignModel& model, const AssignClass& users, std::uint32_t class_index) {
  std::vector<std::uint32_t> order(users.demand.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto key = [&](std::uint32_t i) {
    return std::pair{users.demand[i].origin, users.demand[i].destination};
  };
  const auto is_before = [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); };
  if (!std::is_sorted(order.begin(), order.end(), is_before))
    std::stable_sort(order.begin(), order.end(), is_before);
  for (const std::uint32_t i : order) {
    const OdDemand& d = users.demand[i];
    if (d.amount == 0.0) continue;
    if (d.origin == d.destination) {
      model.intrazonal += d.amount;
      continue;
    }
    const auto origin = static_cast<std::uint32_t>(d.origin);
    const auto destination = static_cast<std::uint32_t>(d.destination);
    const auto here = static_cast<std::uint32_t>(model.pairs.size());
    if (model.groups.empty() || model.groups.back().class_index != class_index ||
        model.groups.back().origin != origin)
      model.groups.push_back({class_index, origin, here, here});
    AssignModel::Group& group = model.groups.back();
    if (group.end > group.first && model.pairs.back().destination == destination) {
      model.pairs.back().amount += d.amount;
    } else {
      model.pairs.push_back({destination, d.amount});
      ++group.end;
    }
  }
}

}  // namespace

AssignModel::AssignModel(const AssignProblem& problem) {
  add_links(*this, problem.network);
  for (std::size_t k = 0; k < problem.classes.size(); ++k) {
    fixed_cost.push_back(fixed_costs(*this, problem.network, problem.classes[k]));
    car_equivalent.push_back(problem.classes[k].car_equivalent);
    add_demand(*this, problem.classes[k], static_cast<std::uint32_t>(k));
  }
}

Result<void> no_route(const AssignProblem& problem, const AssignModel::Group& group,
                      const AssignModel::Pair& pair) {
  const AssignNetwork& network = problem.network;
  return fail(
      Fault::infeasible, fmt::format("class {}", problem.classes[group.class_index].name),
      fmt::format("no route leads from {} to {}, which {:.6g} want to travel",
                  network.name_of(static_cast<std::int32_t>(group.origin)),
                  network.name_of(static_cast<std::int32_t>(pair.destination)), pair.amount),
      "add the missing links, or take the demand out");
}

LinkState::LinkState(const AssignModel& model)
    : model_(&model),
      flow_(model.links),
      costs_(model.fixed_cost.size(), std::vector<Cost>(model.links)) {
  for (std::uint32_t link = 0; link < model.links; ++link) set_flow(link, 0.0);
}

}  // namespace landbridge::freight
