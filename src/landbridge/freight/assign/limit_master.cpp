#include "landbridge/freight/assign/limit_master.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include <fmt/format.h>

#include "landbridge/freight/assign/link_law.hpp"
#include "landbridge/freight/choice/route_search.hpp"
#include "landbridge/math/interior_point.hpp"

namespace landbridge::freight {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double new_route_gain = 1e-10;  ///< of a route's cost
constexpr int max_column_rounds = 100;
constexpr double least_share = 1e-9;  ///< of a pair: routes below carry rounding alone

class Master {
 public:
  Master(const AssignProblem& problem, const std::vector<FlowLimit>& limits,
         const LimitOptions& options)
      : problem_(problem),
        limits_(limits),
        options_(options),
        limit_(problem.network.links(), infinite),
        price_(problem.network.links(), 0.0),
        flow_(problem.network.links(), 0.0),
        column_of_(problem.network.links(), -1) {
    AssignNetwork plain = problem.network;
    plain.limits.clear();
    for (std::size_t link = 0; link < plain.links(); ++link) law_.emplace_back(plain, link);
    for (const FlowLimit& limit : limits)
      limit_[static_cast<std::size_t>(limit.link)] = limit.at_flow;
    for (const AssignClass& users : problem.classes)
      search_.push_back(std::make_unique<RouteSearch>(problem.network, users));
  }

  Result<MasterSolution> run(const AssignPaths& start);

 private:
  struct Route {
    std::size_t pair = 0;
    std::vector<std::int32_t> links;
    double flow = 0.0;
  };

  double fixed(std::size_t class_index, std::size_t link) const {
    const AssignClass& users = problem_.classes[class_index];
    const AssignNetwork& network = problem_.network;
    const double cost =
        users.toll_factor * network.toll[link] + users.distance_factor * network.length[link];
    return users.fixed_cost.empty() ? cost : cost + users.fixed_cost[link];
  }
  std::size_t class_of(const Route& route) const {
    return static_cast<std::size_t>(pairs_[route.pair].class_index);
  }
  double weight(const Route& route) const {
    return problem_.classes[class_of(route)].car_equivalent;
  }
  void take(const AssignPaths& start);
  void choose_link_columns();
  NonlinearProgram program();
  void add_objective(NonlinearProgram& nlp);
  Result<void> solve_restricted(LimitPrices& prices);
  bool add_routes(LimitPrices& prices);
  void report(LimitPrices& prices) const;

  const AssignProblem& problem_;
  const std::vector<FlowLimit>& limits_;
  const LimitOptions& options_;
  std::vector<double> limit_, price_, flow_;
  std::vector<std::int32_t> column_of_;    // of a link's flow; -1: constant cost and no limit
  std::vector<std::size_t> link_columns_;  // links that have one
  std::vector<LinkLaw> law_;
  std::vector<std::unique_ptr<RouteSearch>> search_;
  std::vector<AssignPaths::Pair> pairs_;
  std::vector<Route> routes_;
  double flow_unit_ = 1.0;  // what counts as one in the program
  double cost_unit_ = 1.0;
  double total_cost_ = 0.0;
};

void Master::take(const AssignPaths& start) {
  double demand = 0.0;
  double cost = 0.0;
  for (const AssignPaths::Pair& pair : start.pairs()) {
    if (!(pair.amount > 0.0)) continue;
    for (std::uint32_t p = 0; p < pair.paths; ++p) {
      Route route{pairs_.size(), {}, start.flow(pair.first_path + p)};
      start.links_of(pair.first_path + p, route.links);
      for (const std::int32_t link : route.links)
        cost += route.flow *
                (law_[static_cast<std::size_t>(link)].at(0.0).time +
                 fixed(static_cast<std::size_t>(pair.class_index), static_cast<std::size_t>(link)));
      routes_.push_back(std::move(route));
    }
    pairs_.push_back(pair);
    demand += pair.amount;
  }
  if (!pairs_.empty()) flow_unit_ = demand / static_cast<double>(pairs_.size());
  if (cost > 0.0) cost_unit_ = cost / demand;
}

void Master::choose_link_columns() {
  for (std::size_t link = 0; link < problem_.network.links(); ++link) {
    const AssignNetwork& n = problem_.network;
    const bool rises = n.free_flow_time[link] > 0.0 && n.b[link] > 0.0 && n.power[link] > 0.0;
    if (!rises && std::isinf(limit_[link])) continue;
    column_of_[link] = static_cast<std::int32_t>(link_columns_.size());
    link_columns_.push_back(link);
  }
}

/// Columns: flows of routes, then of links; rows: pairs, then those links.
NonlinearProgram Master::program() {
  NonlinearProgram nlp;
  const auto routes = static_cast<std::int32_t>(routes_.size());
  const auto pairs = static_cast<std::int32_t>(pairs_.size());
  nlp.lower.assign(routes_.size() + link_columns_.size(), 0.0);
  nlp.upper.assign(routes_.size(), infinite);
  for (const std::size_t link : link_columns_) nlp.upper.push_back(limit_[link] / flow_unit_);
  nlp.constraints = pairs + static_cast<std::int32_t>(link_columns_.size());
  for (std::int32_t p = 0; p < routes; ++p) {
    const Route& route = routes_[static_cast<std::size_t>(p)];
    nlp.jacobian.push_back({static_cast<std::int32_t>(route.pair), p});
    for (const std::int32_t link : route.links)
      if (const std::int32_t k = column_of_[static_cast<std::size_t>(link)]; k >= 0)
        nlp.jacobian.push_back({pairs + k, p});
  }
  for (std::size_t k = 0; k < link_columns_.size(); ++k) {
    const auto index = static_cast<std::int32_t>(k);
    nlp.jacobian.push_back({pairs + index, routes + index});
    nlp.hessian.push_back({routes + index, routes + index});
  }
  add_objective(nlp);
  return nlp;
}

void Master::add_objective(NonlinearProgram& nlp) {
  const std::size_t routes = routes_.size();
  std::vector<double> unit_cost(routes, 0.0);
  for (std::size_t p = 0; p < routes; ++p)
    for (const std::int32_t link : routes_[p].links) {
      const auto i = static_cast<std::size_t>(link);
      double cost = fixed(class_of(routes_[p]), i);
      if (column_of_[i] < 0) cost += law_[i].at(0.0).time;
      unit_cost[p] += weight(routes_[p]) * cost / cost_unit_;
    }
  nlp.evaluate = [this, routes, unit_cost](std::span<const double> x,
                                           NonlinearProgram::Values& values) {
    values.objective = 0.0;
    std::ranges::fill(values.constraint, 0.0);
    std::size_t at = 0;
    for (std::size_t p = 0; p < routes; ++p) {
      values.objective += unit_cost[p] * x[p];
      values.gradient[p] = unit_cost[p];
      values.constraint[routes_[p].pair] += x[p];
      values.jacobian[at++] = 1.0;
      for (const std::int32_t link : routes_[p].links)
        if (const std::int32_t k = column_of_[static_cast<std::size_t>(link)]; k >= 0) {
          values.constraint[pairs_.size() + static_cast<std::size_t>(k)] +=
              weight(routes_[p]) * x[p];
          values.jacobian[at++] = weight(routes_[p]);
        }
    }
    for (std::size_t i = 0; i < pairs_.size(); ++i)
      values.constraint[i] -= pairs_[i].amount / flow_unit_;
    for (std::size_t k = 0; k < link_columns_.size(); ++k) {
      const double flow = std::max(0.0, x[routes + k]) * flow_unit_;
      const LinkLaw& law = law_[link_columns_[k]];
      values.objective += law.integral(flow) / (cost_unit_ * flow_unit_);
      values.gradient[routes + k] = law.at(flow).time / cost_unit_;
      values.constraint[pairs_.size() + k] -= x[routes + k];
      values.jacobian[at++] = -1.0;
    }
  };
  nlp.evaluate_hessian = [this, routes](std::span<const double> x, std::span<const double>,
                                        std::span<double> values) {
    for (std::size_t k = 0; k < link_columns_.size(); ++k)
      values[k] = law_[link_columns_[k]].at(std::max(0.0, x[routes + k]) * flow_unit_).slope *
                  flow_unit_ / cost_unit_;
  };
}

Result<void> Master::solve_restricted(LimitPrices& prices) {
  const NonlinearProgram nlp = program();
  std::vector<double> start;
  for (const Route& route : routes_)
    start.push_back(std::max(route.flow, 1e-3 * pairs_[route.pair].amount) / flow_unit_);
  for (const std::size_t link : link_columns_)
    start.push_back(std::min(flow_[link], 0.99 * limit_[link]) / flow_unit_);
  const InteriorPointSolution best =
      minimise(nlp, std::move(start), {.tolerance = std::min(1e-9, 1e-2 * options_.tolerance)});
  prices.rounds += best.iterations;
  if (best.status == InteriorPointStatus::failed ||
      best.status == InteriorPointStatus::locally_infeasible)
    return fail(Fault::not_converged, "limits",
                "the interior-point method found no flows within the limits");
  for (std::size_t p = 0; p < routes_.size(); ++p)
    routes_[p].flow = std::max(0.0, best.x[p]) * flow_unit_;
  std::vector<double> sum(pairs_.size(), 0.0);
  for (const Route& route : routes_) sum[route.pair] += route.flow;
  std::ranges::fill(flow_, 0.0);
  for (Route& route : routes_) {
    route.flow *= pairs_[route.pair].amount / sum[route.pair];
    for (const std::int32_t link : route.links)
      flow_[static_cast<std::size_t>(link)] += weight(route) * route.flow;
  }
  for (std::size_t k = 0; k < link_columns_.size(); ++k)
    price_[link_columns_[k]] =
        std::isinf(limit_[link_columns_[k]])
            ? 0.0
            : std::max(0.0, best.upper_multiplier[routes_.size() + k]) * cost_unit_;
  return {};
}

/// The exact gap at the prices; true if a route was added.
bool Master::add_routes(LimitPrices& prices) {
  std::vector<std::vector<double>> cost;
  for (std::size_t k = 0; k < problem_.classes.size(); ++k) {
    cost.emplace_back();
    for (std::size_t link = 0; link < flow_.size(); ++link)
      cost.back().push_back(law_[link].at(flow_[link]).time + fixed(k, link) + price_[link]);
  }
  const auto cost_of = [&](const Route& route) {
    double sum = 0.0;
    for (const std::int32_t link : route.links)
      sum += cost[class_of(route)][static_cast<std::size_t>(link)];
    return sum;
  };
  std::vector<double> known(pairs_.size(), infinite);
  double spent = 0.0;
  for (const Route& route : routes_) {
    const double own = cost_of(route);
    known[route.pair] = std::min(known[route.pair], own);
    spent += weight(route) * route.flow * own;
  }
  double least = 0.0;
  bool has_new = false;
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    const auto k = static_cast<std::size_t>(pairs_[i].class_index);
    const bool is_same = i > 0 && pairs_[i].origin == pairs_[i - 1].origin &&
                         pairs_[i].class_index == pairs_[i - 1].class_index;
    if (!is_same) search_[k]->run(pairs_[i].origin, cost[k]);
    const double best = search_[k]->label(pairs_[i].destination);
    least += problem_.classes[k].car_equivalent * pairs_[i].amount * best;
    if (!(best < known[i] * (1.0 - new_route_gain))) continue;
    routes_.push_back({i, search_[k]->route_to(pairs_[i].destination), 0.0});
    has_new = true;
  }
  total_cost_ = spent;
  prices.gap = spent > 0.0 ? std::max(0.0, (spent - least) / spent) : 0.0;
  return has_new;
}

void Master::report(LimitPrices& prices) const {
  prices.limits.clear();
  prices.primal_violation = prices.complementarity = 0.0;
  double slack_cost = 0.0;
  for (const FlowLimit& limit : limits_) {
    const auto link = static_cast<std::size_t>(limit.link);
    prices.limits.push_back({limit.link, limit.at_flow, flow_[link], price_[link], true});
    prices.primal_violation = std::max(prices.primal_violation,
                                       std::max(0.0, flow_[link] - limit.at_flow) / limit.at_flow);
    slack_cost += price_[link] * std::abs(limit.at_flow - flow_[link]);
  }
  if (total_cost_ > 0.0) prices.complementarity = slack_cost / total_cost_;
}

Result<MasterSolution> Master::run(const AssignPaths& start) {
  take(start);
  choose_link_columns();
  MasterSolution out;
  for (int round = 0; round < max_column_rounds; ++round) {
    if (auto solved = solve_restricted(out.prices); !solved) return fail(solved.error());
    const bool has_new = add_routes(out.prices);
    report(out.prices);
    out.prices.has_converged = out.prices.residual() <= options_.tolerance;
    if (out.prices.has_converged || !has_new) break;
  }
  std::vector<std::vector<std::size_t>> of_pair(pairs_.size());
  for (std::size_t p = 0; p < routes_.size(); ++p)
    if (routes_[p].flow > least_share * pairs_[routes_[p].pair].amount)
      of_pair[routes_[p].pair].push_back(p);
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    const AssignPaths::Pair& pair = pairs_[i];
    out.prices.paths.add_pair(pair.class_index, pair.origin, pair.destination, pair.amount);
    for (const std::size_t p : of_pair[i])
      out.prices.paths.add_path(routes_[p].flow, routes_[p].links);
  }
  out.flow = flow_;
  return out;
}

}  // namespace

Result<MasterSolution> solve_by_routes(const AssignProblem& problem,
                                       const std::vector<FlowLimit>& limits,
                                       const LimitOptions& options, const AssignPaths& start) {
  return Master(problem, limits, options).run(start);
}

}  // namespace landbridge::freight
