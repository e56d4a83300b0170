#include "landbridge/freight/assign/capacity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "landbridge/freight/assign/limit_master.hpp"
#include "landbridge/freight/assign/link_law.hpp"

namespace landbridge::freight {
namespace {

constexpr double first_gap = 1e-6;        ///< of the first round; later ones follow the residual
constexpr double stiffer = 4.0;           ///< growth of w where a round gains little
constexpr double little_gain = 0.2;       ///< residual after over before
constexpr double stiffest = 1e8;          ///< w over its first value
constexpr double endless_price = 1e4;     ///< price over mean route cost
constexpr double unmet_over_route = 1e3;  ///< cost of staying behind over mean route cost
constexpr double stalled_over_wanted = 10.0;  ///< gap found over gap wanted
constexpr int passes_a_round = 10;            ///< of the equilibrium at given prices
constexpr std::size_t most_routes = 20000;    ///< up to which the program over routes is solved
constexpr double unmet_share = 1e-7;          ///< less than this of all demand is rounding

Result<void> check_limits(const AssignProblem& problem, const std::vector<FlowLimit>& limits) {
  std::vector<char> is_seen(problem.network.links(), 0);
  for (const FlowLimit& limit : limits) {
    const std::string where = fmt::format("limit of link {}", limit.link + 1);
    if (limit.link < 0 || static_cast<std::size_t>(limit.link) >= problem.network.links())
      return fail(Fault::bad_input, where, "there is no such link");
    if (!(limit.at_flow > 0.0) || std::isinf(limit.at_flow))
      return fail(Fault::bad_input, where, fmt::format("the limit is {}", limit.at_flow),
                  "write a number above zero; close a link by barring it");
    if (is_seen[static_cast<std::size_t>(limit.link)]++)
      return fail(Fault::bad_input, where, "the link is limited twice");
  }
  return {};
}

double all_demand(const AssignProblem& problem) {
  double sum = 0.0;
  for (const AssignClass& users : problem.classes)
    for (const OdDemand& demand : users.demand)
      if (demand.origin != demand.destination) sum += demand.amount;
  return sum;
}

/// The loop over prices.
class PriceLoop {
 public:
  PriceLoop(AssignProblem& problem, const std::vector<FlowLimit>& limits,
            const LimitOptions& options, const PricedSolver& solver)
      : network_(problem.network),
        problem_(problem),
        limits_(limits),
        options_(options),
        solver_(solver),
        demand_(all_demand(problem)) {}

  Result<LimitPrices> run() {
    network_.limits.assign(network_.links(), {});
    auto flows = solver_(problem_, nullptr, first_gap);
    if (!flows) return fail(flows.error());
    route_cost_ = demand_ > 0.0 ? flows->total_cost / demand_ : 1.0;
    if (!(route_cost_ > 0.0)) route_cost_ = 1.0;
    for (const FlowLimit& limit : limits_)
      at(limit) = {limit.at_flow, 0.0, route_cost_ / limit.at_flow};
    LimitPrices out;
    double before = std::numeric_limits<double>::infinity();
    double off_before = before;
    for (out.rounds = 1;; ++out.rounds) {
      const double wanted = std::clamp(0.01 * before, 0.01 * options_.tolerance, first_gap);
      flows = solver_(problem_, &flows->paths, wanted);
      if (!flows) return fail(flows.error());
      measure(*flows, out);
      if (is_endless(out)) out.grow_without_end = true;
      out.has_converged = out.residual() <= options_.tolerance;
      const bool is_stalled =
          options_.stops_when_stalled && flows->gap > stalled_over_wanted * wanted;
      if (out.has_converged || out.grow_without_end || is_stalled ||
          out.rounds >= options_.max_rounds)
        break;
      const double limits_off = std::max(out.primal_violation, out.complementarity);
      update(*flows, limits_off > std::max(out.gap, little_gain * off_before));
      off_before = limits_off;
      before = out.residual();
    }
    out.paths = std::move(flows->paths);
    return out;
  }

 private:
  AssignNetwork::Limit& at(const FlowLimit& limit) {
    return network_.limits[static_cast<std::size_t>(limit.link)];
  }
  double next_price(const FlowLimit& limit, const PricedFlows& flows) {
    const AssignNetwork::Limit& now = at(limit);
    const double over = flows.flow[static_cast<std::size_t>(limit.link)] - limit.at_flow;
    return std::max(0.0, now.price + now.stiffness * over);
  }

  void measure(const PricedFlows& flows, LimitPrices& out) {
    out.limits.clear();
    out.primal_violation = out.complementarity = 0.0;
    out.gap = flows.gap;
    double slack_cost = 0.0;
    for (const FlowLimit& limit : limits_) {
      const double flow = flows.flow[static_cast<std::size_t>(limit.link)];
      const double price = next_price(limit, flows);
      out.limits.push_back({limit.link, limit.at_flow, flow, price, true});
      out.primal_violation =
          std::max(out.primal_violation, std::max(0.0, flow - limit.at_flow) / limit.at_flow);
      slack_cost += price * std::abs(limit.at_flow - flow);
    }
    if (flows.total_cost > 0.0) out.complementarity = slack_cost / flows.total_cost;
  }

  bool is_endless(const LimitPrices& out) const {
    return std::ranges::any_of(out.limits, [&](const LimitPrice& limit) {
      return limit.price > endless_price * route_cost_;
    });
  }

  void update(const PricedFlows& flows, bool is_slow) {
    for (const FlowLimit& limit : limits_) {
      AssignNetwork::Limit& now = at(limit);
      now.price = next_price(limit, flows);
      if (is_slow)
        now.stiffness = std::min(now.stiffness * stiffer, stiffest * route_cost_ / limit.at_flow);
    }
  }

  AssignNetwork& network_;
  AssignProblem& problem_;
  const std::vector<FlowLimit>& limits_;
  const LimitOptions& options_;
  const PricedSolver& solver_;
  double demand_ = 0.0;
  double route_cost_ = 1.0;
};

/// Links from origin to destination, one for each pair of zones, that stand for staying behind.
void add_unmet_links(AssignProblem& problem, double cost) {
  std::map<std::pair<std::int32_t, std::int32_t>, bool> pairs;
  for (const AssignClass& users : problem.classes)
    for (const OdDemand& demand : users.demand)
      if (demand.origin != demand.destination && demand.amount > 0.0)
        pairs[{demand.origin, demand.destination}] = true;
  AssignNetwork& network = problem.network;
  for (const auto& [pair, is_wanted] : pairs) {
    network.from.push_back(pair.first);
    network.to.push_back(pair.second);
    network.free_flow_time.push_back(cost);
    network.b.push_back(0.0);
    network.capacity.push_back(1.0);
    network.power.push_back(0.0);
    network.length.push_back(0.0);
    network.toll.push_back(0.0);
  }
  network.limits.clear();
  for (AssignClass& users : problem.classes) {
    if (!users.fixed_cost.empty()) users.fixed_cost.resize(network.links(), 0.0);
    if (!users.is_barred.empty()) users.is_barred.resize(network.links(), 0);
  }
}

double mean_route_cost(const AssignSolution& solution, const AssignProblem& problem) {
  AssignProblem plain = problem;
  plain.network.limits.clear();
  double cost = 0.0;
  for (std::size_t k = 0; k < plain.classes.size(); ++k) {
    const auto costs = link_costs(plain, k, std::vector<double>(plain.network.links(), 0.0));
    for (std::size_t link = 0; link < plain.network.links(); ++link)
      cost += solution.class_flow[k][link] * costs[link];
  }
  return std::max(1e-9, cost / std::max(1e-300, all_demand(problem)));
}

/// Routes of the network, and one more for each pair: staying behind.
AssignPaths with_unmet_routes(const AssignProblem& priced, const AssignPaths& paths) {
  std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> unmet_link;
  for (std::size_t link = 0; link < priced.network.links(); ++link)  // the last one counts
    unmet_link[{priced.network.from[link], priced.network.to[link]}] =
        static_cast<std::int32_t>(link);
  AssignPaths all;
  std::vector<std::int32_t> links;
  for (const AssignPaths::Pair& pair : paths.pairs()) {
    all.add_pair(pair.class_index, pair.origin, pair.destination, pair.amount);
    const std::int32_t stays = unmet_link.at({pair.origin, pair.destination});
    bool has_it = false;
    for (std::uint32_t p = 0; p < pair.paths; ++p) {
      paths.links_of(pair.first_path + p, links);
      has_it = has_it || links == std::vector<std::int32_t>{stays};
      all.add_path(paths.flow(pair.first_path + p), links);
    }
    if (!has_it) all.add_path(0.0, {stays});
  }
  return all;
}

/// The program over routes, where prices alone did not settle. Its result replaces theirs if it is
/// better.
Result<void> finish_by_routes(const AssignProblem& priced, const std::vector<FlowLimit>& limits,
                              const LimitOptions& options, LimitPrices& prices,
                              AssignSolution& equilibrium) {
  const AssignPaths start = with_unmet_routes(priced, prices.paths);
  if (start.size() > most_routes) return {};
  auto master = solve_by_routes(priced, limits, options, start);
  if (!master) return fail(master.error());
  master->prices.rounds += prices.rounds;
  prices = std::move(master->prices);
  AssignProblem plain = priced;
  plain.network.limits.clear();
  const std::size_t links = plain.network.links();
  equilibrium.flow = std::move(master->flow);
  equilibrium.class_flow.assign(plain.classes.size(), std::vector<double>(links, 0.0));
  equilibrium.paths = prices.paths;
  std::vector<std::int32_t> route;
  for (const AssignPaths::Pair& pair : prices.paths.pairs())
    for (std::uint32_t p = 0; p < pair.paths; ++p) {
      prices.paths.links_of(pair.first_path + p, route);
      for (const std::int32_t link : route)
        equilibrium.class_flow[static_cast<std::size_t>(pair.class_index)]
                              [static_cast<std::size_t>(link)] +=
            prices.paths.flow(pair.first_path + p);
    }
  equilibrium.time.clear();
  for (std::size_t link = 0; link < links; ++link)
    equilibrium.time.push_back(LinkLaw(plain.network, link).at(equilibrium.flow[link]).time);
  equilibrium.relative_gap = prices.gap;
  equilibrium.has_converged = prices.has_converged;
  return {};
}

PricedSolver equilibrium_solver(const AssignOptions& base, AssignSolution& last) {
  return [base, &last](const AssignProblem& problem, const AssignPaths* start,
                       double gap) -> Result<PricedFlows> {
    AssignOptions options = base;
    options.gap = gap;
    options.max_passes = std::min(base.max_passes, passes_a_round);
    options.start = start;
    auto solution = assign(problem, options);
    if (!solution) return fail(solution.error());
    PricedFlows flows{solution->flow, solution->paths, solution->relative_gap,
                      solution->total_cost};
    last = std::move(*solution);
    return flows;
  };
}

/// Nodes that the origin reaches over links of the class with room left.
std::vector<char> reached(const AssignProblem& problem, const UnmetDemand& pair,
                          const std::vector<char>& is_full) {
  const AssignNetwork& network = problem.network;
  const AssignClass& users = problem.classes[static_cast<std::size_t>(pair.class_index)];
  std::vector<char> is_reached(static_cast<std::size_t>(network.nodes), 0);
  is_reached[static_cast<std::size_t>(pair.origin)] = 1;
  for (bool has_grown = true; has_grown;) {  // at most one round a node
    has_grown = false;
    for (std::size_t link = 0; link < network.links(); ++link) {
      const std::int32_t from = network.from[link];
      const bool carries = from == pair.origin || from >= network.first_through_node;
      const bool is_barred = !users.is_barred.empty() && users.is_barred[link];
      if (!is_reached[static_cast<std::size_t>(from)] || !carries || is_barred || is_full[link])
        continue;
      char& there = is_reached[static_cast<std::size_t>(network.to[link])];
      has_grown = has_grown || !there;
      there = 1;
    }
  }
  return is_reached;
}

std::vector<std::int32_t> find_cut(const AssignProblem& problem, const LimitedSolution& solution) {
  if (solution.unmet_pairs.empty()) return {};
  const auto worst = std::ranges::max_element(solution.unmet_pairs, {}, &UnmetDemand::amount);
  std::vector<char> is_full(problem.network.links(), 0);
  for (const LimitPrice& limit : solution.prices.limits)
    is_full[static_cast<std::size_t>(limit.link)] = limit.flow >= limit.at_flow * (1.0 - 1e-4);
  const auto is_reached = reached(problem, *worst, is_full);
  std::vector<std::int32_t> cut;
  for (const LimitPrice& limit : solution.prices.limits) {
    const auto link = static_cast<std::size_t>(limit.link);
    if (is_full[link] && is_reached[static_cast<std::size_t>(problem.network.from[link])] &&
        !is_reached[static_cast<std::size_t>(problem.network.to[link])])
      cut.push_back(limit.link);
  }
  return cut;
}

/// Routes of the network alone, and what went over the links of staying behind.
void take_unmet(const AssignProblem& problem, AssignSolution& solution, LimitedSolution& out) {
  const std::size_t links = problem.network.links();
  AssignPaths kept;
  std::vector<std::int32_t> route;
  for (const AssignPaths::Pair& pair : solution.paths.pairs()) {
    double unmet = 0.0;
    std::vector<std::size_t> own;
    for (std::uint32_t p = 0; p < pair.paths; ++p) {
      solution.paths.links_of(pair.first_path + p, route);
      const bool stays = std::ranges::any_of(
          route, [&](std::int32_t link) { return static_cast<std::size_t>(link) >= links; });
      if (stays)
        unmet += solution.paths.flow(pair.first_path + p);
      else
        own.push_back(pair.first_path + p);
    }
    kept.add_pair(pair.class_index, pair.origin, pair.destination, pair.amount - unmet);
    for (const std::size_t p : own) {
      solution.paths.links_of(p, route);
      kept.add_path(solution.paths.flow(p), route);
    }
    if (!(unmet > unmet_share * pair.amount)) continue;
    out.unmet += unmet;
    out.unmet_pairs.push_back({pair.class_index, pair.origin, pair.destination, unmet});
  }
  solution.paths = std::move(kept);
  solution.flow.resize(links);
  solution.time.resize(links);
  for (auto& flow : solution.class_flow) flow.resize(links);
}

}  // namespace

double LimitPrices::residual() const { return std::max({primal_violation, complementarity, gap}); }

Result<LimitPrices> hold_limits(AssignProblem& problem, const std::vector<FlowLimit>& limits,
                                const LimitOptions& options, const PricedSolver& solver) {
  if (auto bad = check_limits(problem, limits); !bad) return fail(bad.error());
  if (!(options.tolerance > 0.0) || options.max_rounds < 1)
    return fail(Fault::bad_input, "limits", "tolerance or rounds are out of range");
  return PriceLoop(problem, limits, options, solver).run();
}

void mark_unique(const AssignPaths& paths, const AssignProblem& problem,
                 std::vector<LimitPrice>& limits) {
  std::vector<std::size_t> row_of(problem.network.links(), limits.size());
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < limits.size(); ++i)
    if (limits[i].price > 0.0 || limits[i].flow >= limits[i].at_flow * (1.0 - 1e-9)) {
      row_of[static_cast<std::size_t>(limits[i].link)] = rows.size();
      rows.push_back(i);
    }
  // Columns are exchanges of flow; their span is kept as an orthogonal basis, at most one vector a
  // row. A row is unique if its unit vector lies in the span.
  std::vector<std::vector<double>> basis;
  std::vector<std::int32_t> links;
  const auto reduce = [&](std::vector<double>& column) {
    for (const auto& b : basis) {
      double dot = 0.0;
      for (std::size_t k = 0; k < column.size(); ++k) dot += b[k] * column[k];
      for (std::size_t k = 0; k < column.size(); ++k) column[k] -= dot * b[k];
    }
    double norm = 0.0;
    for (const double value : column) norm += value * value;
    return std::sqrt(norm);
  };
  for (const AssignPaths::Pair& pair : paths.pairs())
    for (std::uint32_t p = 1; p < pair.paths && basis.size() < rows.size(); ++p) {
      std::vector<double> column(rows.size(), 0.0);
      for (const auto& [path, sign] :
           {std::pair{pair.first_path + p, 1.0}, {pair.first_path, -1.0}}) {
        paths.links_of(path, links);
        for (const std::int32_t link : links)
          if (const std::size_t row = row_of[static_cast<std::size_t>(link)]; row < rows.size())
            column[row] += sign;
      }
      const double norm = reduce(column);
      if (norm < 1e-9) continue;
      for (double& value : column) value /= norm;
      basis.push_back(std::move(column));
    }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::vector<double> unit(rows.size(), 0.0);
    unit[row] = 1.0;
    limits[rows[row]].is_unique = reduce(unit) < 1e-6;
  }
}

Result<LimitedSolution> assign_with_limits(const AssignProblem& problem,
                                           const std::vector<FlowLimit>& limits,
                                           const LimitOptions& options,
                                           const AssignOptions& assign_options) {
  AssignProblem priced = problem;
  LimitedSolution out;
  const PricedSolver solver = equilibrium_solver(assign_options, out.equilibrium);
  bool may_stay = options.unmet_cost >= 0.0;
  if (may_stay) add_unmet_links(priced, options.unmet_cost);
  out.unmet_cost = std::max(0.0, options.unmet_cost);
  LimitOptions first = options;
  first.stops_when_stalled = true;
  auto prices = hold_limits(priced, limits, first, solver);
  if (!prices) return fail(prices.error());
  if (!prices->has_converged) {
    if (!may_stay) {
      out.unmet_cost = unmet_over_route * mean_route_cost(out.equilibrium, problem);
      add_unmet_links(priced, out.unmet_cost);
      may_stay = true;
    }
    if (auto ended = finish_by_routes(priced, limits, options, *prices, out.equilibrium); !ended)
      return fail(ended.error());
  }
  out.prices = std::move(*prices);
  const AssignPaths all_routes = out.equilibrium.paths;
  if (may_stay) take_unmet(problem, out.equilibrium, out);
  if (out.unmet <= unmet_share * all_demand(problem)) {
    out.unmet = 0.0;
    out.unmet_pairs.clear();
  }
  mark_unique(all_routes, priced, out.prices.limits);
  out.cut = find_cut(problem, out);
  AssignProblem plain = problem;
  plain.network.limits.clear();
  out.objective =
      beckmann_objective(plain, out.equilibrium.class_flow) + out.unmet_cost * out.unmet;
  return out;
}

}  // namespace landbridge::freight
