#include "landbridge/gas/optimise/expand.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/gas/solve.hpp"

namespace landbridge::gas {
namespace {

/// A held source and two towns behind it, each with a pipe of its own and one between them.
Problem two_towns(double west_kg_s, double east_kg_s) {
  Problem p;
  p.gas = constant_gas(SpecificGasConstant::from_si(500.0), 0.9, 288.0 * units::kelvin);
  const NodeId source = p.network.add_node("source");
  const NodeId west = p.network.add_node("west");
  const NodeId east = p.network.add_node("east");
  p.supply.resize(3);
  p.supply[west] = MassFlow::from_si(-west_kg_s);
  p.supply[east] = MassFlow::from_si(-east_kg_s);
  p.fixed_pressure.push_back({source, 60.0 * units::bar});
  p.limits.resize(3);
  for (const NodeId town : {west, east}) p.limits[town].lower = 40.0 * units::bar;
  for (const NodeId node : {source, west, east}) p.limits[node].upper = 90.0 * units::bar;
  Pipe pipe;
  pipe.length = 50.0 * units::km;
  pipe.diameter = 500.0 * units::mm;
  pipe.roughness = 0.05 * units::mm;
  p.add("to west", source, west, pipe);
  p.add("to east", source, east, pipe);
  return p;
}

NewPipe line(std::size_t from, std::size_t to, double diameter_mm) {
  Pipe pipe;
  pipe.length = 50.0 * units::km;
  pipe.diameter = diameter_mm * units::mm;
  pipe.roughness = 0.05 * units::mm;
  return {NodeId(from), NodeId(to), pipe};
}

std::vector<ExpandCandidate> candidates() {
  Compressor station;
  station.max_ratio = Scalar::from_si(1.5);
  station.max_power = Power::from_si(5e6);
  station.max_outlet_pressure = 85.0 * units::bar;
  return {{"loop west", 40.0, line(0, 1, 500.0)},
          {"loop east", 40.0, line(0, 2, 500.0)},
          {"across", 55.0, line(1, 2, 500.0)},
          {"boost west", 70.0, NewStation{LinkId(std::size_t{0}), station}}};
}

/// The least cost over all sets of candidates by brute force: each set is a steady solve for each
/// nomination (with pipes alone the state is unique).
double cheapest_of_pipes(const std::vector<ExpandNomination>& nominations) {
  std::vector<ExpandCandidate> pipes = candidates();
  pipes.pop_back();
  double best = unlimited;
  for (unsigned set = 0; set < (1U << pipes.size()); ++set) {
    double cost = 0.0;
    bool is_good = true;
    for (const ExpandNomination& n : nominations) {
      Problem p = n.problem;
      cost = 0.0;
      for (std::size_t c = 0; c < pipes.size(); ++c) {
        if ((set >> c & 1U) == 0) continue;
        const auto& built = std::get<NewPipe>(pipes[c].what);
        p.add(pipes[c].id, built.from, built.to, built.pipe);
        cost += pipes[c].cost_usd;
      }
      const auto s = solve(p);
      is_good = is_good && s && s->infeasible.empty();
    }
    if (is_good) best = std::min(best, cost);
  }
  return best;
}

}  // namespace

TEST_CASE("one build serves every nomination and costs once: brute force agrees") {
  for (const double most : {60.0, 75.0, 90.0, 105.0}) {
    const std::vector<ExpandNomination> nominations{{"cold west", two_towns(most, 30.0)},
                                                    {"cold east", two_towns(30.0, most)}};
    std::vector<ExpandCandidate> pipes = candidates();
    pipes.pop_back();
    const auto model = expansion_model(nominations, pipes);
    REQUIRE(model.has_value());
    const auto r = optimise(model->model);
    REQUIRE(r.has_value());
    const double best = cheapest_of_pipes(nominations);
    CAPTURE(most);
    if (best == unlimited) {
      CHECK(r->status == OptStatus::infeasible);
      continue;
    }
    CHECK(r->objective == doctest::Approx(best).epsilon(1e-6));
    CHECK(r->bound <= r->objective * (1.0 + 1e-9) + 1e-6);
    CHECK(r->bound >= best * (1.0 - 1e-4) - 1e-6);
    CHECK(r->certificate.mass_residual_kg_s < 1e-6);
  }
}

TEST_CASE("with nothing to choose the model has the pressures of the steady solver") {
  const Problem problem = two_towns(50.0, 30.0);
  const auto steady = solve(problem);
  const auto model = expansion_model({{"n", problem}}, {});
  REQUIRE(steady.has_value());
  REQUIRE(model.has_value());
  const auto r = optimise(model->model);
  REQUIRE(r.has_value());
  REQUIRE(r->status == OptStatus::optimal);
  for (std::size_t n = 0; n < 3; ++n)
    CHECK(r->pressure_pa[n] == doctest::Approx(steady->pressure[NodeId(n)].si()).epsilon(1e-7));
}

TEST_CASE("two peaks at different towns cost less than the sum of two plans") {
  const Problem west = two_towns(80.0, 30.0);
  const Problem east = two_towns(30.0, 80.0);
  const auto cost_of = [](const std::vector<ExpandNomination>& nominations) {
    const auto model = expansion_model(nominations, candidates());
    const auto r = optimise(model->model);
    REQUIRE(r->status == OptStatus::optimal);
    return r->objective;
  };
  const double alone_west = cost_of({{"w", west}});
  const double alone_east = cost_of({{"e", east}});
  const double both = cost_of({{"w", west}, {"e", east}});
  CHECK(alone_west == doctest::Approx(40.0));
  CHECK(alone_east == doctest::Approx(40.0));
  CHECK(both == doctest::Approx(55.0));  // the line across serves both
}

TEST_CASE("a station is built where no pipe is offered, and rests where it is not needed") {
  std::vector<ExpandCandidate> only = candidates();
  only.erase(only.begin(), only.begin() + 3);
  const std::vector<ExpandNomination> nominations{{"cold", two_towns(75.0, 30.0)},
                                                  {"warm", two_towns(20.0, 20.0)}};
  const auto model = expansion_model(nominations, only);
  REQUIRE(model.has_value());
  const auto r = optimise(model->model);
  REQUIRE(r.has_value());
  REQUIRE(r->status == OptStatus::optimal);
  CHECK(r->objective == doctest::Approx(70.0));
  const OptResult cold = part_of(*model, *r, 0);
  CHECK(cold.pressure_pa[3] > 60.0e5);
  CHECK(cold.pressure_pa[1] >= 40.0e5 * (1.0 - 1e-6));
  CHECK(cold.decision[0] == 1);
}

TEST_CASE("what cannot be a candidate is refused") {
  const std::vector<ExpandNomination> one{{"n", two_towns(20.0, 20.0)}};
  const auto refused = [&](const ExpandCandidate& c) {
    const auto model = expansion_model(one, {c});
    return !model && model.error().fault == Fault::bad_input;
  };
  CHECK(refused({"to west", 1.0, line(0, 1, 500.0)}));
  CHECK(refused({"x", -1.0, line(0, 1, 500.0)}));
  CHECK(refused({"x", std::nan(""), line(0, 1, 500.0)}));
  CHECK(refused({"x", 1.0, line(1, 1, 500.0)}));
  CHECK(refused({"x", 1.0, NewStation{LinkId(std::size_t{7}), Compressor{}}}));
  CHECK_FALSE(expansion_model({}, {}).has_value());
}

}  // namespace landbridge::gas
