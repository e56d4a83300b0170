#include "landbridge/gas/z_curve.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "landbridge/gas/solve.hpp"

using namespace landbridge;
using namespace landbridge::gas;

TEST_CASE("a Z curve gives what the function of pressure and temperature gives, to the last bit") {
  for (const Eos eos : {Eos::aga8, Eos::papay, Eos::ideal, Eos::simple_cnga, Eos::full_cnga}) {
    Gas gas = dry_pipeline_gas();
    gas.eos = eos;
    for (const double t_k : {265.0, 283.15, 310.0}) {
      const ZCurve curve(gas, t_k);
      for (const double p_pa : {0.0, 1e5, 5e6, 2e7})
        CHECK(curve(p_pa) == compressibility(gas, p_pa, t_k));
    }
  }
}

TEST_CASE("a Z curve has no answer where its equation of state has none") {
  Gas gas = dry_pipeline_gas();
  gas.eos = Eos::aga8;
  CHECK(std::isnan(ZCurve(gas, 100.0)(5e6)));
}

TEST_CASE("only the equations of state that use the temperature say so") {
  for (const Eos eos : {Eos::ideal, Eos::simple_cnga, Eos::constant, Eos::papay, Eos::full_cnga}) {
    Gas gas = dry_pipeline_gas();
    gas.eos = eos;
    gas.compressibility = Scalar::from_si(0.9);
    const bool changes = compressibility(gas, 5e6, 270.0) != compressibility(gas, 5e6, 290.0);
    CHECK(depends_on_temperature(eos) == changes);
  }
}

TEST_CASE("a mesh of pipes at many temperatures is solved with AGA8") {
  Problem problem;
  problem.gas = dry_pipeline_gas();
  problem.gas.eos = Eos::aga8;
  for (int i = 0; i < 4; ++i) {
    problem.network.add_node(std::string(1, static_cast<char>('a' + i)));
    problem.supply.push_back(MassFlow::from_si(-30.0));
  }
  const NodeId a(std::size_t{0});
  problem.fixed_pressure.push_back({a, 70 * units::bar});
  for (std::size_t i = 0; i < 4; ++i) {
    Pipe pipe;
    pipe.length = 40 * units::km;
    pipe.diameter = 900 * units::mm;
    pipe.roughness = 0.05 * units::mm;
    pipe.ground_temperature = (275.0 + 8.0 * static_cast<double>(i % 2)) * units::kelvin;
    problem.add(std::string(1, static_cast<char>('p' + i)), NodeId(i), NodeId((i + 1) % 4), pipe);
  }
  const auto solution = solve(problem);
  REQUIRE(solution.has_value());
  CHECK(solution->certificate.law_residual_relative < 1e-10);
  CHECK(solution->certificate.mass_residual_kg_s < 1e-10);
}
