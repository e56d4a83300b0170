#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/gas/fuel.hpp"
#include "landbridge/gas/solve.hpp"

using namespace landbridge;
using namespace landbridge::gas;

namespace {

struct Line {
  Problem problem;
  NodeId source, suction, discharge, city;
  LinkId first, second;

  explicit Line(int stations) {
    problem.gas = dry_pipeline_gas();
    problem.friction = Friction::colebrook;
    source = node("source", 0.0);
    suction = node("suction", 0.0);
    discharge = node("discharge", 0.0);
    city = node("city", -300.0);
    problem.fixed_pressure.push_back({source, 70.0 * units::bar});
    pipe("west", source, suction);
    first = problem.add("station", suction, discharge, machine());
    pipe("east", discharge, city);
    if (stations == 1) return;
    const NodeId inlet = node("inlet", 0.0);
    pipe("far", city, inlet);
    second = problem.add("second", inlet, node("end", -50.0), machine());
  }
  static Compressor machine() {
    Compressor c;
    c.control = CompressorControl::outlet_pressure;
    c.outlet_pressure = 75.0 * units::bar;
    c.drive_efficiency = Scalar::from_si(0.35);
    return c;
  }
  NodeId node(const char* name, double supply_kg_s) {
    problem.supply.push_back(MassFlow::from_si(supply_kg_s));
    return problem.network.add_node(name);
  }
  void pipe(const char* name, NodeId a, NodeId b) {
    problem.add(
        name, a, b,
        Pipe{
            .length = 80 * units::km, .diameter = 1000 * units::mm, .roughness = 0.02 * units::mm});
  }
};

struct Answer {
  Solution solution;
  FuelReport report;
};

Answer solve_burning(const Problem& problem, const FuelOptions& options = {}) {
  Answer answer;
  const auto report =
      withdraw_fuel(problem, options, [&](const Problem& work) -> Result<FuelRound> {
        auto solution = solve(work);
        if (!solution) return fail(solution.error());
        answer.solution = std::move(*solution);
        FuelRound round{{}, &answer.solution};
        for (const auto& row : work.links.of<Compressor>())
          round.fuel_kg_s.push_back(
              fuel_kg_s(row.link, answer.solution.link[row.id].power.si(), options));
        return round;
      });
  answer.report = unwrap(report);
  add_fuel(answer.report, answer.solution.supply);
  return answer;
}

}  // namespace

TEST_CASE("a station's fuel is its power over the drive's efficiency and the calorific value") {
  const Line line(1);
  const Answer answer = solve_burning(line.problem);
  REQUIRE(answer.report.stations.size() == 1);
  const double power_w = answer.solution.link[line.first].power.si();
  CHECK(power_w > 1e6);
  CHECK(answer.report.stations[0].fuel.si() ==
        doctest::Approx(power_w / (0.35 * 50e6)).epsilon(1e-9));
  CHECK(answer.report.stations[0].node == line.suction);
  CHECK(answer.report.mass_residual_kg_s < 1e-9);
  // The source brings what the city takes and the station burns; the station passes what it needs.
  CHECK(answer.solution.supply[line.source].si() ==
        doctest::Approx(300.0 + answer.report.total.si()).epsilon(1e-12));
  CHECK(answer.solution.supply[line.suction].si() == doctest::Approx(0.0));
  CHECK(answer.solution.flow[line.first].si() == doctest::Approx(300.0).epsilon(1e-12));
}

TEST_CASE("fuel adds up over stations and is taken where it is said") {
  const Line line(2);
  FuelOptions options;
  options.node = Column<LinkId, NodeId>(line.problem.network.links());
  options.node[line.first] = line.discharge;
  options.node[line.second] = line.source;  // a held node: it takes in that much more
  const Answer answer = solve_burning(line.problem, options);
  REQUIRE(answer.report.stations.size() == 2);
  CHECK(answer.report.total.si() ==
        doctest::Approx(answer.report.stations[0].fuel.si() + answer.report.stations[1].fuel.si()));
  CHECK(answer.solution.supply[line.source].si() ==
        doctest::Approx(350.0 + answer.report.total.si()).epsilon(1e-12));
  CHECK(answer.solution.flow[line.first].si() ==
        doctest::Approx(350.0 + answer.report.stations[0].fuel.si()).epsilon(1e-12));
  CHECK(answer.report.mass_residual_kg_s < 1e-9);
}

TEST_CASE("a drive that states no efficiency burns what the options say, or nothing") {
  Line line(1);
  line.problem.links.of<Compressor>().front().link.drive_efficiency = {};
  CHECK(solve_burning(line.problem).report.total.si() == 0.0);
  FuelOptions options;
  options.drive_efficiency = 0.3;
  options.lower_calorific_value_j_kg = 47e6;
  const Answer answer = solve_burning(line.problem, options);
  CHECK(answer.report.total.si() ==
        doctest::Approx(answer.solution.link[line.first].power.si() / (0.3 * 47e6)).epsilon(1e-9));
}

TEST_CASE("a limit on a supply is that of the supply, not of the fuel beside it") {
  Line line(1);
  line.problem.supply_limit = Column<NodeId, FlowLimits>(line.problem.network.nodes());
  line.problem.supply_limit[line.source] = {0.0, 300.0};
  const Answer answer = solve_burning(line.problem);
  REQUIRE(answer.solution.infeasible.size() == 1);
  CHECK(answer.solution.infeasible[0].what == InfeasibleWhat::supply_limit);
  CHECK(answer.report.total.si() > 0.1);
}
