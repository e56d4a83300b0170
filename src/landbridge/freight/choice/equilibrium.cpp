#include "landbridge/freight/choice/equilibrium.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <tuple>

#include <fmt/format.h>

#include "landbridge/freight/choice/balance.hpp"
#include "landbridge/freight/choice/choice_rules.hpp"
#include "landbridge/freight/choice/overlap.hpp"
#include "landbridge/freight/choice/route_search.hpp"

namespace landbridge::freight {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double least_flow_share = 1e-13;  ///< as that of the balancer
constexpr double new_route_gain = 1e-13;    ///< a new route is cheaper by this share at least

using PairKey = std::tuple<std::int32_t, std::int32_t, std::int32_t>;  // class or 0, from, to

/// What the three residuals are summed from.
struct Sums {
  double route = 0.0, mode = 0.0, demand = 0.0;  ///< numerators
  double total_cost = 0.0, sent = 0.0, wanted = 0.0;
  double worst = -1.0;
  std::size_t worst_market = 0;
  bool has_new_routes = false;
};

class Solver {
 public:
  Solver(const AssignProblem& problem, const ChoiceRules& rules, const ChoiceOptions& options)
      : problem_(problem),
        rules_(rules),
        options_(options),
        loads_(problem),
        balancer_(rules_, loads_) {
    for (const AssignClass& users : problem.classes)
      search_.push_back(std::make_unique<RouteSearch>(problem.network, users));
  }

  Result<ChoiceSolution> solve();

 private:
  bool has_logit_routes() const { return rules_.route_scale > 0.0; }
  void make_markets();
  void add_demand(std::int32_t class_index, const OdDemand& demand);
  Result<void> find_first_routes();
  void take_start();
  bool leads(const std::vector<std::int32_t>& links, const AssignPaths::Pair& pair,
             std::int32_t class_index) const;
  void weigh_overlap(Market::Way& way);
  Result<void> set_reference_costs();
  void load_first_flows();
  void share_out(Market& market);
  void load_all();
  double way_cost(const Market::Way& way) const;
  Sums certify(bool adds_routes);
  void certify_way(Market::Way& way, double cheapest, Sums& sums, double& worst);
  void certify_market(Market& market, const std::vector<double>& cost, Sums& sums, double& worst);
  ChoiceShares shares_of(const Market& market, const std::vector<double>& cost) const;
  ChoiceSolution finish(const Sums& sums, bool has_converged, int passes);
  double residual(const Sums& sums) const;
  void drop_empty_routes();

  const AssignProblem& problem_;
  const ChoiceRules& rules_;
  const ChoiceOptions& options_;
  LinkLoads loads_;
  Balancer balancer_;
  std::vector<std::unique_ptr<RouteSearch>> search_;
  std::vector<Market> markets_;
  std::map<PairKey, std::size_t> market_of_;
  std::vector<std::vector<double>> cost_found_;  // by market and way, of the last certificate
  std::vector<double> composite_found_;
  std::size_t sweeps_ = 0;
};

void Solver::add_demand(std::int32_t class_index, const OdDemand& demand) {
  const PairKey key{rules_.modes ? 0 : class_index, demand.origin, demand.destination};
  const auto [hit, is_new] = market_of_.emplace(key, markets_.size());
  if (is_new) {
    Market market;
    market.origin = demand.origin;
    market.destination = demand.destination;
    for (std::size_t k = 0; k < problem_.classes.size(); ++k) {
      if (!rules_.modes && static_cast<std::int32_t>(k) != class_index) continue;
      Market::Way way;
      way.class_index = static_cast<std::int32_t>(k);
      if (rules_.modes) {
        way.nest = rules_.modes->nest[k];
        way.constant = rules_.modes->constant[k];
      }
      market.ways.push_back(std::move(way));
    }
    markets_.push_back(std::move(market));
  }
  markets_[hit->second].wanted += demand.amount;
}

void Solver::make_markets() {
  for (std::size_t k = 0; k < problem_.classes.size(); ++k)
    for (const OdDemand& demand : problem_.classes[k].demand)
      if (demand.amount > 0.0 && demand.origin != demand.destination)
        add_demand(static_cast<std::int32_t>(k), demand);
  std::vector<Market> sorted;
  for (auto& [key, index] : market_of_) {
    sorted.push_back(std::move(markets_[index]));
    index = sorted.size() - 1;
  }
  markets_ = std::move(sorted);
}

/// Whether a route of an earlier network is one here.
bool Solver::leads(const std::vector<std::int32_t>& links, const AssignPaths::Pair& pair,
                   std::int32_t class_index) const {
  const AssignNetwork& network = problem_.network;
  const AssignClass& users = problem_.classes[static_cast<std::size_t>(class_index)];
  std::int32_t at = pair.origin;
  for (const std::int32_t link : links) {
    if (link < 0 || static_cast<std::size_t>(link) >= network.links()) return false;
    const auto i = static_cast<std::size_t>(link);
    if (network.from[i] != at || (!users.is_barred.empty() && users.is_barred[i])) return false;
    at = network.to[i];
  }
  return at == pair.destination;
}

/// Routes of an earlier solution, with its flows as first shares.
void Solver::take_start() {
  if (!options_.start) return;
  const AssignPaths& start = *options_.start;
  std::vector<std::int32_t> links;
  for (const AssignPaths::Pair& pair : start.pairs()) {
    const PairKey key{rules_.modes ? 0 : pair.class_index, pair.origin, pair.destination};
    const auto hit = market_of_.find(key);
    if (hit == market_of_.end()) continue;
    for (Market::Way& way : markets_[hit->second].ways) {
      if (way.class_index != pair.class_index) continue;
      for (std::uint32_t p = 0; p < pair.paths; ++p) {
        start.links_of(pair.first_path + p, links);
        if (!leads(links, pair, way.class_index)) continue;
        way.routes.push_back({links, start.flow(pair.first_path + p), 0.0});
        way.sent += way.routes.back().flow;
      }
    }
  }
}

Result<void> Solver::find_first_routes() {
  take_start();
  for (Market& market : markets_) {
    for (Market::Way& way : market.ways) {
      if (!way.routes.empty()) {
        weigh_overlap(way);
        continue;
      }
      RouteSearch& search = *search_[static_cast<std::size_t>(way.class_index)];
      const int count = has_logit_routes() ? rules_.routes : 1;
      for (auto& links : several_routes(search, market.origin, market.destination,
                                        loads_.costs(way.class_index), count))
        way.routes.push_back({std::move(links), 0.0, 0.0});
      weigh_overlap(way);
    }
    std::erase_if(market.ways, [](const Market::Way& way) { return way.routes.empty(); });
    if (market.ways.empty())
      return fail(Fault::infeasible,
                  fmt::format("pair {} to {}", problem_.network.name_of(market.origin),
                              problem_.network.name_of(market.destination)),
                  "there is no route for its demand", "open a link, or take the demand out");
  }
  return {};
}

void Solver::weigh_overlap(Market::Way& way) {
  if (!has_logit_routes() || rules_.overlap == ChoiceRules::Overlap::none) return;
  OverlapPaths paths;
  for (const Market::Route& route : way.routes) paths.links.push_back(route.links);
  paths.weight = loads_.costs(way.class_index);
  const bool is_size = rules_.overlap == ChoiceRules::Overlap::path_size;
  const auto terms = is_size ? path_sizes(paths) : commonality_factors(paths);
  if (!terms) return;  // a route of the start that uses a link twice weighs as its own
  for (std::size_t p = 0; p < way.routes.size(); ++p)
    way.routes[p].overlap = is_size ? std::log((*terms)[p]) : -(*terms)[p];
}

/// The cost of a way over its routes: the cheapest, or their composite.
double Solver::way_cost(const Market::Way& way) const {
  if (!has_logit_routes()) {
    double best = infinite;
    for (const Market::Route& route : way.routes)
      best = std::min(best, loads_.cost(way.class_index, route.links));
    return best;
  }
  std::vector<ChoiceAlternative> set;
  for (const Market::Route& route : way.routes)
    set.push_back({loads_.cost(way.class_index, route.links), 0.0, route.overlap, 0});
  const auto shares = choose({.scale = rules_.route_scale, .nest_scale = {}}, set);
  return shares ? shares->composite_cost : infinite;
}

ChoiceShares Solver::shares_of(const Market& market, const std::vector<double>& cost) const {
  ChoiceShares one;
  one.share = {1.0};
  one.composite_cost = cost.front();
  if (!rules_.modes) return one;
  std::vector<ChoiceAlternative> set;
  for (std::size_t m = 0; m < market.ways.size(); ++m)
    set.push_back({cost[m], market.ways[m].constant, 0.0, market.ways[m].nest});
  auto shares = choose(rules_.modes->logit, set);
  return shares ? std::move(*shares) : one;
}

Result<void> Solver::set_reference_costs() {
  const bool has_given = !rules_.reference_cost.empty();
  if (has_given && rules_.reference_cost.size() != markets_.size())
    return fail(Fault::bad_input, "demand",
                fmt::format("{} reference costs for {} pairs", rules_.reference_cost.size(),
                            markets_.size()));
  for (std::size_t k = 0; k < markets_.size(); ++k) {
    Market& market = markets_[k];
    std::vector<double> cost;
    for (const Market::Way& way : market.ways) cost.push_back(way_cost(way));
    market.reference_cost =
        has_given ? rules_.reference_cost[k] : shares_of(market, cost).composite_cost;
    if (rules_.law != DemandLaw::fixed &&
        !(market.reference_cost > 0.0 && std::isfinite(market.reference_cost)))
      return fail(Fault::bad_input,
                  fmt::format("pair {} to {}", problem_.network.name_of(market.origin),
                              problem_.network.name_of(market.destination)),
                  fmt::format("its reference cost is {}", market.reference_cost),
                  "elastic demand needs reference costs above zero");
  }
  return {};
}

/// Shares at the costs of the moment, for a market without flow.
void Solver::share_out(Market& market) {
  std::vector<double> cost;
  for (const Market::Way& way : market.ways) cost.push_back(way_cost(way));
  const ChoiceShares modes = shares_of(market, cost);
  market.sent = market.wanted;
  for (std::size_t m = 0; m < market.ways.size(); ++m) {
    Market::Way& way = market.ways[m];
    way.sent = market.sent * std::max(modes.share[m], least_flow_share);
    double sum = 0.0;
    for (Market::Route& route : way.routes) {
      const double above = loads_.cost(way.class_index, route.links) - cost[m];
      route.flow =
          has_logit_routes()
              ? std::max(std::exp(route.overlap - rules_.route_scale * above), least_flow_share)
              : (sum == 0.0 && above <= 0.0 ? 1.0 : 0.0);
      sum += route.flow;
    }
    for (Market::Route& route : way.routes) route.flow *= way.sent / sum;
  }
}

/// All flow at once where none was given, so that no market sees the traffic of another.
void Solver::load_first_flows() {
  for (Market& market : markets_) {
    double sent = 0.0;
    bool is_whole = true;
    for (Market::Way& way : market.ways) {
      sent += way.sent;
      is_whole = is_whole && way.sent > 0.0;
    }
    if (!(sent > 0.0) || !is_whole) {
      share_out(market);
      continue;
    }
    const double factor = rules_.law == DemandLaw::fixed ? market.wanted / sent : 1.0;
    market.sent = sent * factor;
    for (Market::Way& way : market.ways) {
      way.sent *= factor;
      for (Market::Route& route : way.routes) {
        route.flow *= factor;
        if (has_logit_routes()) route.flow = std::max(route.flow, least_flow_share * way.sent);
      }
    }
  }
  load_all();
}

/// Sums and link flows anew from the routes: rounding does not pile up.
void Solver::load_all() {
  loads_.clear();
  for (Market& market : markets_) {
    double all = 0.0;
    for (Market::Way& way : market.ways) {
      double sum = 0.0;
      for (const Market::Route& route : way.routes) sum += route.flow;
      way.sent = sum;
      all += sum;
    }
    const double factor = rules_.law == DemandLaw::fixed ? market.wanted / all : 1.0;
    market.sent = all * factor;
    for (Market::Way& way : market.ways) {
      way.sent *= factor;
      const double weight = loads_.weight(way.class_index);
      for (Market::Route& route : way.routes) {
        route.flow *= factor;
        for (const std::int32_t link : route.links) loads_.add(link, weight * route.flow);
      }
    }
  }
}

void Solver::certify_way(Market::Way& way, double cheapest, Sums& sums, double& worst) {
  double error = 0.0;
  std::vector<double> cost;
  for (const Market::Route& route : way.routes) {
    cost.push_back(loads_.cost(way.class_index, route.links));
    sums.total_cost += route.flow * cost.back();
  }
  for (std::size_t p = 0; p < way.routes.size(); ++p) {
    const Market::Route& route = way.routes[p];
    if (has_logit_routes()) {
      const double share = std::exp(route.overlap - rules_.route_scale * (cost[p] - cheapest));
      error += std::abs(route.flow - way.sent * share);
    } else {
      error += route.flow * std::max(0.0, cost[p] - cheapest);
    }
  }
  sums.route += error;
  worst += error;
}

void Solver::certify_market(Market& market, const std::vector<double>& cost, Sums& sums,
                            double& worst) {
  const ChoiceShares shares = shares_of(market, cost);
  double mode = 0.0;
  for (std::size_t m = 0; m < market.ways.size(); ++m)
    mode += std::abs(market.ways[m].sent - market.sent * shares.share[m]);
  double demand = 0.0;
  if (rules_.law != DemandLaw::fixed)
    demand = std::abs(market.sent -
                      market.wanted * demand_share(rules_.law, rules_.elasticity,
                                                   shares.composite_cost / market.reference_cost));
  composite_found_.push_back(shares.composite_cost);
  sums.mode += mode;
  sums.demand += demand;
  sums.sent += market.sent;
  sums.wanted += market.wanted;
  worst += mode + demand;
}

Sums Solver::certify(bool adds_routes) {
  Sums sums;
  cost_found_.clear();
  composite_found_.clear();
  std::vector<std::vector<double>> link_cost;
  for (std::size_t k = 0; k < search_.size(); ++k)
    link_cost.push_back(loads_.costs(static_cast<std::int32_t>(k)));
  std::vector<std::int32_t> searched_from(search_.size(), -1);
  for (std::size_t i = 0; i < markets_.size(); ++i) {
    Market& market = markets_[i];
    double worst = 0.0;
    std::vector<double> cost;
    for (Market::Way& way : market.ways) {
      const auto k = static_cast<std::size_t>(way.class_index);
      if (has_logit_routes()) {
        cost.push_back(way_cost(way));
      } else {
        if (searched_from[k] != market.origin) search_[k]->run(market.origin, link_cost[k]);
        searched_from[k] = market.origin;
        cost.push_back(search_[k]->label(market.destination));
        if (adds_routes && cost.back() < way_cost(way) * (1.0 - new_route_gain)) {
          way.routes.push_back({search_[k]->route_to(market.destination), 0.0, 0.0});
          sums.has_new_routes = true;
        }
      }
      certify_way(way, cost.back(), sums, worst);
    }
    certify_market(market, cost, sums, worst);
    cost_found_.push_back(std::move(cost));
    if (worst > sums.worst) {
      sums.worst = worst;
      sums.worst_market = i;
    }
  }
  return sums;
}

ChoiceSolution Solver::finish(const Sums& sums, bool has_converged, int passes) {
  ChoiceSolution out;
  out.flow = loads_.flows();
  out.time = loads_.times();
  out.class_flow.assign(problem_.classes.size(),
                        std::vector<double>(problem_.network.links(), 0.0));
  out.total_cost = sums.total_cost;
  out.sent = sums.sent;
  out.wanted = sums.wanted;
  const double routed = has_logit_routes() ? sums.sent : sums.total_cost;
  out.route_residual = routed > 0.0 ? sums.route / routed : 0.0;
  out.mode_residual = sums.sent > 0.0 ? sums.mode / sums.sent : 0.0;
  out.demand_residual = sums.wanted > 0.0 ? sums.demand / sums.wanted : 0.0;
  out.worst_pair = sums.worst_market;
  out.has_converged = has_converged;
  out.passes = passes;
  out.sweeps = sweeps_;
  for (std::size_t i = 0; i < markets_.size(); ++i) {
    const Market& market = markets_[i];
    ChoicePair pair{market.origin,
                    market.destination,
                    market.wanted,
                    market.sent,
                    composite_found_[i],
                    market.reference_cost,
                    {}};
    for (std::size_t m = 0; m < market.ways.size(); ++m) {
      const Market::Way& way = market.ways[m];
      pair.ways.push_back({way.class_index, way.sent, cost_found_[i][m]});
      out.paths.add_pair(way.class_index, market.origin, market.destination, way.sent);
      for (const Market::Route& route : way.routes) {
        if (!has_logit_routes() && !(route.flow > 0.0)) continue;
        out.paths.add_path(route.flow, route.links);
        for (const std::int32_t link : route.links)
          out.class_flow[static_cast<std::size_t>(way.class_index)]
                        [static_cast<std::size_t>(link)] += route.flow;
      }
    }
    out.pairs.push_back(std::move(pair));
  }
  return out;
}

Result<ChoiceSolution> Solver::solve() {
  make_markets();
  if (auto bad = find_first_routes(); !bad) return fail(bad.error());
  if (auto bad = set_reference_costs(); !bad) return fail(bad.error());
  load_first_flows();
  for (int pass = 0;; ++pass) {
    const Sums sums = certify(pass < options_.max_passes);
    const bool is_done = residual(sums) <= options_.tolerance;
    if (is_done || pass >= options_.max_passes) return finish(sums, is_done, pass);
    for (int sweep = 0; sweep < options_.sweeps_per_pass; ++sweep, ++sweeps_) {
      double moved = 0.0;
      for (Market& market : markets_) moved += balancer_.balance(market);
      if (moved <= 0.01 * options_.tolerance * sums.wanted) break;
    }
    drop_empty_routes();
    load_all();
  }
}

double Solver::residual(const Sums& sums) const {
  const double routed = has_logit_routes() ? sums.sent : sums.total_cost;
  return std::max({sums.route / std::max(1e-300, routed), sums.mode / std::max(1e-300, sums.sent),
                   sums.demand / std::max(1e-300, sums.wanted)});
}

void Solver::drop_empty_routes() {
  if (has_logit_routes()) return;
  for (Market& market : markets_)
    for (Market::Way& way : market.ways)
      std::erase_if(way.routes, [](const Market::Route& route) { return !(route.flow > 0.0); });
}

}  // namespace

Result<ChoiceSolution> solve_choice(const AssignProblem& problem, const ChoiceRules& rules,
                                    const ChoiceOptions& options) {
  if (auto bad = check(problem); !bad) return fail(bad.error());
  if (auto bad = check_rules(problem, rules); !bad) return fail(bad.error());
  if (!(options.tolerance > 0.0) || options.max_passes < 0 || options.sweeps_per_pass < 1)
    return fail(Fault::bad_input, "options", "tolerance, passes or sweeps are out of range");
  return Solver(problem, rules, options).solve();
}

}  // namespace landbridge::freight
