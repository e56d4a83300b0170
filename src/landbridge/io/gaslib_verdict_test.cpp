#include "landbridge/io/gaslib_verdict.hpp"

#include <cmath>
#include <random>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "test_data.hpp"

using namespace landbridge;

namespace {

constexpr const char* networks[] = {"GasLib-11", "GasLib-24", "GasLib-40", "GasLib-135"};

std::filesystem::path net_of(const std::string& name) {
  return test::data_root() / "gas" / "gaslib" / name / (name + ".net");
}

}  // namespace

TEST_CASE("the nominations of four GasLib networks are feasible with real station maps") {
  for (const char* name : networks) {
    CAPTURE(name);
    if (test::is_skipped_without(net_of(name))) return;
    const auto c = io::read_gaslib_verdict_case(net_of(name), {});
    REQUIRE(c);
    CHECK(c->has_machines());
    const auto answer = gas::verdict(c->verdict_case);
    REQUIRE(answer.has_value());
    CHECK(answer->verdict == gas::Verdict::feasible);
    CHECK(answer->mass_residual_kg_s < 1e-6);
  }
}

TEST_CASE("no machine of GasLib reaches more than the bound that proofs use") {
  std::mt19937_64 engine(7);
  const auto between = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(engine() >> 11U) / 9007199254740992.0;
  };
  int running = 0;
  for (const char* name : networks) {
    if (test::is_skipped_without(net_of(name))) return;
    const auto c = io::read_gaslib_verdict_case(net_of(name), {});
    REQUIRE(c);
    for (const gas::ControlledElement& e : c->verdict_case.elements) {
      if (!e.machines.windows) continue;
      for (int i = 0; i < 150; ++i) {
        const double in_pa = between(20e5, 80e5);
        const double flow = std::exp(between(std::log(3.0), std::log(900.0)));
        double highest = 0.0;
        for (const gas::MachineWindow& w : e.machines.windows(in_pa, flow))
          if (!w.is_empty) highest = std::max(highest, w.highest_pa / in_pa);
        if (highest == 0.0) continue;
        ++running;
        CAPTURE(name);
        CAPTURE(in_pa);
        CAPTURE(flow);
        CHECK(e.machines.ratio_bound(in_pa, in_pa, flow, flow) >= highest);
        CHECK(e.machines.ratio_bound(0.9 * in_pa, 1.1 * in_pa, 0.9 * flow, 1.1 * flow) >= highest);
      }
    }
  }
  CHECK(running > 500);
}
