#include <chrono>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "landbridge/freight/network/corridor_graph.hpp"
#include "landbridge/freight/network/shares.hpp"
#include "landbridge/freight/reliability/journeys.hpp"
#include "landbridge/freight/routes/pareto.hpp"
#include "landbridge/math/random.hpp"

namespace {

using namespace landbridge;
using namespace landbridge::freight;

/// A corridor of stations with several lines between neighbours, one fast and dear, others slow and
/// cheap; `departures` in all, over four weeks.
RouteNetwork timetable_network(std::size_t departures, std::size_t lines) {
  constexpr std::size_t stations = 11;
  RouteNetwork net;
  for (std::size_t s = 0; s < stations; ++s) net.network.add_node(fmt::format("station {}", s));
  const double horizon_s = 28.0 * 86400.0;
  const std::size_t each = departures / ((stations - 1) * lines);
  RandomStream random(1, "timetable", 0);
  for (std::size_t s = 0; s + 1 < stations; ++s)
    for (std::size_t l = 0; l < lines; ++l) {
      std::vector<Departure> table;
      const double running_s = 3600.0 * (8.0 + 3.0 * static_cast<double>(l));
      for (std::size_t d = 0; d < each; ++d) {
        const double leaves_s = random.uniform(0.0, horizon_s);
        table.push_back({leaves_s - 3600.0, leaves_s, leaves_s + running_s});
      }
      RouteLink link;
      link.cost[0] = 100.0 - 12.0 * static_cast<double>(l) + random.uniform(0.0, 3.0);
      link.co2_kg = random.uniform(10.0, 14.0);
      link.timetable = static_cast<std::uint32_t>(net.timetables.size());
      net.timetables.emplace_back(std::move(table));
      net.network.add_link("line", NodeId(s), NodeId(s + 1));
      net.link.push_back(std::move(link));
    }
  return net;
}

void timetable_query_three_criteria(benchmark::State& state) {
  const RouteNetwork net = timetable_network(static_cast<std::size_t>(state.range(0)),
                                             static_cast<std::size_t>(state.range(2)));
  RouteQuery query{NodeId(0), NodeId(10)};
  query.with_variance = false;
  query.epsilon = static_cast<double>(state.range(1)) / 1e3;
  std::size_t routes = 0;
  for (auto _ : state) {
    const auto found = pareto_routes(net, query);
    routes = found->routes.size();
    benchmark::DoNotOptimize(found);
  }
  state.counters["routes"] = static_cast<double>(routes);
}
BENCHMARK(timetable_query_three_criteria)
    ->ArgNames({"departures", "epsilon_permille", "lines"})
    ->Args({10'000, 0, 3})
    ->Args({10'000, 0, 5})
    ->Args({10'000, 10, 5});

/// A ladder of states: two rails, loading at one end and unloading at the other, transfers between.
struct Ladder {
  MultimodalNetwork network;
  CorridorGraph graph;
  std::vector<double> weight;

  explicit Ladder(std::size_t places) {
    std::vector<std::string> names;
    std::vector<Haul> hauls;
    for (std::size_t p = 0; p < places; ++p) names.push_back(fmt::format("p{}", p));
    for (std::size_t p = 0; p + 1 < places; ++p) {
      hauls.push_back({fmt::format("a{}", p), p, p + 1, Mode::rail, "1520", "", true});
      hauls.push_back({fmt::format("b{}", p), p, p + 1, Mode::road, "", "", true});
    }
    std::vector<TransferRule> rules{
        {"load", {0}, false, TransferKind::loading, {}, {}, true},
        {"unload", {places - 1}, false, TransferKind::unloading, {}, {}, true}};
    for (std::size_t p = 0; p < places; ++p)
      rules.push_back(
          {fmt::format("t{}", p), {p}, false, TransferKind::transhipment, {}, {}, true});
    network = multimodal_network(names, hauls, rules);
    graph = CorridorGraph(
        network,
        {network.find(0, Stage::origin), network.find(places - 1, Stage::destination), {}, {}});
    RandomStream random(2, "ladder", 0);
    for (std::size_t a = 0; a < network.network.links(); ++a)
      weight.push_back(random.uniform(1.0, 10.0));
  }
};

void cheapest_route(benchmark::State& state) {
  const Ladder ladder(static_cast<std::size_t>(state.range(0)));
  CorridorGraph::Search search;
  for (auto _ : state) benchmark::DoNotOptimize(ladder.graph.cheapest(ladder.weight, search));
  state.counters["states"] = static_cast<double>(ladder.graph.nodes());
}
BENCHMARK(cheapest_route)->Arg(30)->Arg(100);

void journeys_of_one_corridor(benchmark::State& state) {
  const Ladder ladder(12);
  const auto shipments = static_cast<std::size_t>(state.range(0));
  std::vector<double> time_s(ladder.weight.size(), 36'000.0), variance(ladder.weight.size(), 1e8);
  std::vector<std::uint32_t> leg(ladder.weight.size());
  ChanceNames names;
  for (std::size_t a = 0; a < leg.size(); ++a) {
    leg[a] = static_cast<std::uint32_t>(a);
    names.legs.push_back(fmt::format("leg {}", a));
  }
  names.shocks = {"border"};
  names.groups = {"politics"};
  const ChanceTables tables(3, shipments, names);
  std::vector<Start> starts;
  for (std::uint32_t k = 0; k < shipments; ++k) starts.push_back({k, 100.0});
  CorridorGraph::Search search;
  ladder.graph.cheapest(ladder.weight, search);
  Strike strike;
  strike.shock.rate_per_s = 2.0 / (365.0 * 86400.0);
  strike.shock.duration_s = 6.0 * 86400.0;
  strike.arcs = {search.route[3]};
  JourneyTerms terms{ladder.weight, time_s, variance, leg, 1e-4, LegLaw::lognormal, 0.0};
  for (auto _ : state) {
    const Journeys all = journeys(ladder.graph, terms, {&strike, 1}, tables, starts);
    benchmark::DoNotOptimize(spread_of(all.time_s));
  }
  state.counters["us_per_shipment"] = benchmark::Counter(
      static_cast<double>(shipments) * 1e-6 * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(journeys_of_one_corridor)->Arg(1'000)->Arg(10'000);

void shares_under_limits(benchmark::State& state) {
  ShareQuestion q;
  q.spread = 2.0;
  RandomStream random(7, "shares", 1);
  for (std::uint32_t r = 0; r < 40; ++r) q.limit_kg_s.push_back(random.uniform(5.0, 60.0));
  for (int m = 0; m < 15; ++m) {
    ShareMarket market{random.uniform(0.5, 8.0), 500.0, {}};
    for (int k = 0; k < 4; ++k) {
      ShareOption option{random.uniform(100.0, 160.0), {}};
      for (std::uint32_t r = 0; r < 40; ++r)
        if (random.uniform() < 0.3) option.rows.push_back(r);
      market.options.push_back(std::move(option));
    }
    q.markets.push_back(std::move(market));
  }
  for (auto _ : state) benchmark::DoNotOptimize(limited_shares(q));
}
BENCHMARK(shares_under_limits);

}  // namespace
