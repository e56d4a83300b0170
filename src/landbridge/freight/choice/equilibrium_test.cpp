#include "landbridge/freight/choice/equilibrium.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/freight/assign/capacity.hpp"
#include "landbridge/math/root.hpp"

using namespace landbridge;
using namespace landbridge::freight;

namespace {

void add_link(AssignNetwork& n, std::int32_t from, std::int32_t to, double time, double rise,
              double power = 1.0) {
  n.from.push_back(from);
  n.to.push_back(to);
  n.free_flow_time.push_back(time);
  n.b.push_back(time > 0.0 ? rise / time : 0.0);  // t = time + rise v^power
  n.capacity.push_back(1.0);
  n.power.push_back(power);
  n.length.push_back(1.0);
  n.toll.push_back(0.0);
}

/// Two links side by side: 10 + v and 15 + 0.5 v.
AssignProblem two_links(double demand) {
  AssignProblem p;
  p.network.zones = p.network.nodes = 2;
  add_link(p.network, 0, 1, 10.0, 1.0);
  add_link(p.network, 0, 1, 15.0, 0.5);
  AssignClass users;
  users.name = "all";
  users.demand = {{0, 1, demand}};
  p.classes = {users};
  return p;
}

double root(double low, double high, auto&& f) { return unwrap(find_root(f, {low, high})).x; }

}  // namespace

TEST_CASE("without any choice it is the user equilibrium of two links") {
  // 10 + v = 15 + (12 - v)/2: v = 22/3
  const auto s = unwrap(solve_choice(two_links(12.0), {}, {.tolerance = 1e-12}));
  CHECK(s.has_converged);
  CHECK(s.flow[0] == doctest::Approx(22.0 / 3.0).epsilon(1e-11));
  CHECK(s.pairs[0].cost == doctest::Approx(10.0 + 22.0 / 3.0).epsilon(1e-11));
  const auto again = unwrap(assign(two_links(12.0), {.gap = 1e-12}));
  CHECK(again.flow[0] == doctest::Approx(s.flow[0]).epsilon(1e-10));
}

TEST_CASE("logit routes of two links meet their fixed point") {
  for (const double scale : {0.01, 0.3, 5.0}) {
    ChoiceRules rules;
    rules.route_scale = scale;
    const auto s = unwrap(solve_choice(two_links(12.0), rules, {.tolerance = 1e-12}));
    const double v = root(1e-9, 12.0 - 1e-9, [&](double x) {
      return (10.0 + x) - (15.0 + 0.5 * (12.0 - x)) + std::log(x / (12.0 - x)) / scale;
    });
    CHECK(s.has_converged);
    CHECK(s.flow[0] == doctest::Approx(v).epsilon(1e-10));
    CHECK(s.flow[0] + s.flow[1] == doctest::Approx(12.0).epsilon(1e-14));
    CHECK(s.route_residual <= 1e-12);
  }
}

TEST_CASE("logit routes tend to the cheapest as the scale grows") {
  ChoiceRules rules;
  rules.route_scale = 1e6;
  const auto s = unwrap(solve_choice(two_links(12.0), rules, {.tolerance = 1e-8}));
  CHECK(s.flow[0] == doctest::Approx(22.0 / 3.0).epsilon(1e-5));  // differs by some 1/scale
}

TEST_CASE("elastic demand on one link meets the closed form") {
  // u = 10 + d; d = 12 (1 - 0.5 (u/10 - 1)) = 12 - 0.6 d: d = 7.5
  AssignProblem p = two_links(12.0);
  p.classes[0].is_barred = {0, 1};
  ChoiceRules rules;
  rules.law = DemandLaw::linear;
  rules.elasticity = -0.5;
  const auto s = unwrap(solve_choice(p, rules, {.tolerance = 1e-12}));
  CHECK(s.sent == doctest::Approx(7.5).epsilon(1e-10));
  CHECK(s.pairs[0].reference_cost == doctest::Approx(10.0));
  CHECK(s.pairs[0].cost == doctest::Approx(17.5).epsilon(1e-10));
  for (const auto law : {DemandLaw::exponential, DemandLaw::power}) {
    rules.law = law;
    const auto other = unwrap(solve_choice(p, rules, {.tolerance = 1e-12}));
    const double d = root(1e-3, 12.0, [&](double x) {
      return x - 12.0 * demand_share(law, -0.5, (10.0 + x) / 10.0);
    });
    CHECK(other.sent == doctest::Approx(d).epsilon(1e-10));
    CHECK(other.demand_residual <= 1e-12);
  }
}

TEST_CASE("a demand law and its inverse undo each other") {
  for (const auto law : {DemandLaw::linear, DemandLaw::exponential, DemandLaw::power})
    for (const double share : {0.1, 0.7, 1.3})
      CHECK(demand_share(law, -0.8, cost_ratio_at(law, -0.8, share)) ==
            doctest::Approx(share).epsilon(1e-14));
}

TEST_CASE("modes of a congested pair meet the fixed point of their logit") {
  // Class 0 may use link 0 alone, class 1 link 1: demand 8 + 4 is shared out anew.
  AssignProblem p = two_links(8.0);
  p.classes.push_back(p.classes[0]);
  p.classes[0].is_barred = {0, 1};
  p.classes[1].is_barred = {1, 0};
  p.classes[1].demand = {{0, 1, 4.0}};
  ChoiceRules rules;
  rules.modes = ChoiceRules::Modes{{.scale = 0.4, .nest_scale = {}}, {0, 0}, {0.0, 1.5}};
  const auto s = unwrap(solve_choice(p, rules, {.tolerance = 1e-12}));
  const double v = root(1e-9, 12.0 - 1e-9, [&](double x) {
    return 0.4 * ((10.0 + x) - (15.0 + 0.5 * (12.0 - x))) + 1.5 + std::log(x / (12.0 - x));
  });
  REQUIRE(s.pairs.size() == 1);
  CHECK(s.pairs[0].ways[0].sent == doctest::Approx(v).epsilon(1e-10));
  CHECK(s.mode_residual <= 1e-12);
}

TEST_CASE("nests, logit routes, elastic demand and congestion hold at once") {
  // Three classes: two alike over both links, one on its own link that does not congest.
  AssignProblem p = two_links(10.0);
  add_link(p.network, 0, 1, 18.0, 0.0);
  p.classes.resize(3, p.classes[0]);
  for (std::size_t k = 0; k < 3; ++k) p.classes[k].demand = {{0, 1, 4.0}};
  p.classes[0].is_barred = {0, 0, 1};
  p.classes[1].is_barred = {0, 0, 1};
  p.classes[1].fixed_cost = {1.0, 1.0, 0.0};
  p.classes[2].is_barred = {1, 1, 0};
  ChoiceRules rules;
  rules.route_scale = 0.8;
  rules.modes =
      ChoiceRules::Modes{{.scale = 0.3, .nest_scale = {0.5, 1.0}}, {0, 0, 1}, {0.0, 0.2, -0.1}};
  rules.law = DemandLaw::exponential;
  rules.elasticity = -0.6;
  const auto s = unwrap(solve_choice(p, rules, {.tolerance = 1e-11}));
  REQUIRE(s.has_converged);
  // Everything again from the costs alone.
  const double t0 = 10.0 + s.flow[0];
  const double t1 = 15.0 + 0.5 * s.flow[1];
  const auto logsum = [&](double more) {
    return -std::log(std::exp(-0.8 * (t0 + more)) + std::exp(-0.8 * (t1 + more))) / 0.8;
  };
  const auto shares = unwrap(
      choose(rules.modes->logit,
             {{logsum(0.0), 0.0, 0.0, 0}, {logsum(1.0), 0.2, 0.0, 0}, {18.0, -0.1, 0.0, 1}}));
  const double d =
      12.0 * std::exp(-0.6 * (shares.composite_cost / s.pairs[0].reference_cost - 1.0));
  CHECK(s.sent == doctest::Approx(d).epsilon(1e-9));
  for (std::size_t k = 0; k < 3; ++k)
    CHECK(s.pairs[0].ways[k].sent == doctest::Approx(d * shares.share[k]).epsilon(1e-9));
  const double first = 1.0 / (1.0 + std::exp(-0.8 * (t1 - t0)));
  CHECK(s.class_flow[0][0] == doctest::Approx(s.pairs[0].ways[0].sent * first).epsilon(1e-9));
}

TEST_CASE("a solution started from itself is found at once, also for new demand") {
  ChoiceRules rules;
  rules.route_scale = 0.3;
  const auto first = unwrap(solve_choice(two_links(12.0), rules, {.tolerance = 1e-10}));
  const auto again =
      unwrap(solve_choice(two_links(12.0), rules, {.tolerance = 1e-9, .start = &first.paths}));
  CHECK(again.passes == 0);
  CHECK(again.flow[0] == doctest::Approx(first.flow[0]).epsilon(1e-12));
  const auto more =
      unwrap(solve_choice(two_links(14.0), rules, {.tolerance = 1e-10, .start = &first.paths}));
  const auto cold = unwrap(solve_choice(two_links(14.0), rules, {.tolerance = 1e-10}));
  CHECK(more.flow[0] == doctest::Approx(cold.flow[0]).epsilon(1e-8));
}

TEST_CASE("path size takes weight from routes that share links") {
  // Three routes at the same cost; two of them share all but a sliver.
  AssignProblem p;
  p.network.zones = 2;
  p.network.nodes = 3;
  add_link(p.network, 0, 2, 9.0, 0.0);
  add_link(p.network, 2, 1, 1.0, 0.0);
  add_link(p.network, 2, 1, 1.0, 0.0);
  add_link(p.network, 0, 1, 10.0, 0.0);
  AssignClass users;
  users.demand = {{0, 1, 1.0}};
  p.classes = {users};
  ChoiceRules rules;
  rules.route_scale = 1.0;
  const auto plain = unwrap(solve_choice(p, rules, {}));
  CHECK(plain.flow[3] == doctest::Approx(1.0 / 3.0));
  rules.overlap = ChoiceRules::Overlap::path_size;
  const auto sized = unwrap(solve_choice(p, rules, {}));
  CHECK(sized.flow[3] == doctest::Approx(1.0 / (1.0 + 2.0 * 0.55)));
  rules.overlap = ChoiceRules::Overlap::commonality;
  const auto common = unwrap(solve_choice(p, rules, {}));
  CHECK(common.flow[3] == doctest::Approx(1.0 / (1.0 + 2.0 / 1.9)));
}

TEST_CASE("what cannot be chosen is refused") {
  ChoiceRules rules;
  rules.route_scale = -1.0;
  CHECK_FALSE(solve_choice(two_links(1.0), rules).has_value());
  rules = {};
  rules.law = DemandLaw::linear;
  rules.elasticity = 0.5;
  CHECK_FALSE(solve_choice(two_links(1.0), rules).has_value());
  rules.elasticity = -0.5;
  rules.reference_cost = {1.0, 2.0};
  CHECK_FALSE(solve_choice(two_links(1.0), rules).has_value());
  rules = {};
  rules.modes = ChoiceRules::Modes{{.scale = 1.0, .nest_scale = {}}, {}, {}};
  CHECK_FALSE(solve_choice(two_links(1.0), rules).has_value());
  AssignProblem closed = two_links(1.0);
  closed.classes[0].is_barred = {1, 1};
  const auto none = solve_choice(closed, {});
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().fault == Fault::infeasible);
}
