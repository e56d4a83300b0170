#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "landbridge/gas/solve.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/math/random.hpp"
#include "test_data.hpp"

using namespace landbridge;

namespace {

std::filesystem::path lanl_data() { return test::data_root() / "gas" / "lanl_steady"; }

constexpr const char* case_names[] = {"2-node",     "8-node",    "GasLib-11",
                                      "GasLib-24",  "GasLib-40", "GasLib-40-multiple-slacks",
                                      "GasLib-134", "GasLib-135"};

gas::Problem problem_of(const std::string& name, gas::Eos eos) {
  io::GasCaseOptions options;
  options.eos = eos;
  const auto read = io::read_gas_case(lanl_data() / name, options);
  INFO(read.diagnostics.render());
  REQUIRE(read);
  return read->problem;
}

/// The link of a key of the reference: p, c, cv as they are, s for any link without loss; where a
/// resistor and a short pipe share a number the reference has kept the resistor.
LinkId link_of_key(const Network& network, const std::string& key) {
  if (const LinkId link = io::link_named(network, key); !link.is_none()) return link;
  for (const char* prefix : {"lr", "r", "v", "sp"})
    if (const LinkId link = io::link_named(network, prefix + key.substr(1)); !link.is_none())
      return link;
  return LinkId{};
}

}  // namespace

TEST_CASE("eight LANL networks under three equations of state agree with the reference") {
  if (test::is_skipped_without(lanl_data() / "8-node" / "network.json")) return;
  for (const char* name : case_names) {
    for (const gas::Eos eos : {gas::Eos::ideal, gas::Eos::simple_cnga, gas::Eos::full_cnga}) {
      CAPTURE(std::string(name));
      CAPTURE(gas::name_of(eos));
      const gas::Problem problem = problem_of(name, eos);
      const auto solution = gas::solve(problem);
      REQUIRE_MESSAGE(solution.has_value(), (solution ? "" : to_text(solution.error())));
      std::ifstream file(lanl_data() / name /
                         ("reference_" + std::string(gas::name_of(eos)) + ".json"));
      const auto reference = nlohmann::json::parse(file);
      double worst_pressure = 0.0;
      for (const auto& [key, value] : reference["nodal_pressure"].items()) {
        const NodeId node = io::node_named(problem.network, key);
        REQUIRE_FALSE(node.is_none());
        const double p_pa = value.get<double>();
        worst_pressure =
            std::max(worst_pressure, std::abs(solution->pressure[node].si() / p_pa - 1.0));
      }
      CHECK(worst_pressure < 1e-6);
      double largest_kg_s = 0.0;
      double worst_kg_s = 0.0;
      for (const auto& item : reference["edge_flow"].items()) {
        const std::string& key = item.key();
        const auto& value = item.value();
        const LinkId link = link_of_key(problem.network, key);
        CAPTURE(key);
        REQUIRE_FALSE(link.is_none());
        largest_kg_s = std::max(largest_kg_s, std::abs(value.get<double>()));
        worst_kg_s =
            std::max(worst_kg_s, std::abs(solution->flow[link].si() - value.get<double>()));
      }
      CHECK(worst_kg_s < 1e-6 * largest_kg_s);
      MESSAGE(std::string(name) << " " << gas::name_of(eos) << ": pressure " << worst_pressure
                                << ", flow " << worst_kg_s / largest_kg_s << ", iterations "
                                << solution->certificate.iterations);
    }
  }
}

TEST_CASE("500 random nominations of each LANL case are all classified, never with a wrong root") {
  if (test::is_skipped_without(lanl_data() / "8-node" / "network.json")) return;
  for (const char* name : case_names) {
    for (const gas::Eos eos : {gas::Eos::ideal, gas::Eos::simple_cnga, gas::Eos::full_cnga}) {
      CAPTURE(std::string(name));
      CAPTURE(gas::name_of(eos));
      const gas::Problem problem = problem_of(name, eos);
      auto prepared = gas::prepare(problem);
      REQUIRE(prepared.has_value());
      RandomStream random(20260101, name, static_cast<std::uint64_t>(eos));
      int physical = 0;
      int proven = 0;
      double worst_mass_kg_s = 0.0;
      double worst_law = 0.0;
      for (int draw = 0; draw < 500; ++draw) {
        auto supply = problem.supply;
        for (MassFlow& s : supply) s = random.uniform(0.75, 1.25) * s;
        const auto solution = gas::solve(*prepared, supply);
        REQUIRE_MESSAGE(solution.has_value(), (solution ? "" : to_text(solution.error())));
        worst_mass_kg_s = std::max(worst_mass_kg_s, solution->certificate.mass_residual_kg_s);
        worst_law = std::max(worst_law, solution->certificate.law_residual_relative);
        const bool is_proven = std::any_of(solution->infeasible.begin(), solution->infeasible.end(),
                                           [](const auto& w) {
                                             return w.what != gas::InfeasibleWhat::below_lower &&
                                                    w.what != gas::InfeasibleWhat::above_upper;
                                           });
        ++(is_proven ? proven : physical);
        for (const Pressure p : solution->pressure)
          if (!(p.si() >= 0.0)) CHECK((std::isnan(p.si()) && is_proven));
      }
      CHECK(physical + proven == 500);
      CHECK(worst_mass_kg_s < 1e-8);
      CHECK(worst_law < 1e-10);
      MESSAGE(std::string(name) << " " << gas::name_of(eos) << ": " << physical << " physical, "
                                << proven << " proven impossible; worst residuals "
                                << worst_mass_kg_s << " kg/s, " << worst_law);
    }
  }
}
