#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "landbridge/io/csv.hpp"
#include "landbridge/io/gas_boundary.hpp"
#include "landbridge/io/gas_transient_output.hpp"
#include "scratch_folder.hpp"
#include "test_data.hpp"

using namespace landbridge;
namespace fs = std::filesystem;

namespace {

io::GasCaseOptions transient_options() {
  io::GasCaseOptions options;
  options.is_transient = true;
  return options;
}

gas::TransientProblem lanl_problem(const fs::path& folder) {
  const auto read = io::read_gas_case(folder, transient_options());
  INFO(read.diagnostics.render());
  REQUIRE(read);
  gas::TransientProblem t;
  t.problem = read->problem;
  const Diagnostics diagnostics = io::read_lanl_boundary(folder, t);
  INFO(diagnostics.render());
  REQUIRE_FALSE(diagnostics.has_errors());
  return t;
}

gas::TransientOptions run_of(double hours, double step_s, double cell_m) {
  gas::TransientOptions o;
  o.duration = hours * units::hour;
  o.step = Time::from_si(step_s);
  o.cell = Length::from_si(cell_m);
  return o;
}

/// Largest distances of a result to a reference_grid_converged.csv, over all its times but some.
struct Distance {
  double outlet_bar = 0.0, linepack_kg = 0.0;
  int times = 0;
};
Distance distance(const gas::TransientResult& r, const fs::path& file,
                  std::initializer_list<double> without_s = {}) {
  const auto table = io::read_csv(file);
  REQUIRE(table);
  const auto number = [&](std::size_t row, const char* column) {
    return unwrap(parse_number(table->text(row, *table->find(column))));
  };
  Distance d;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    const double time_s = number(row, "time_s");
    if (std::find(without_s.begin(), without_s.end(), time_s) != without_s.end()) continue;
    const auto k = static_cast<std::size_t>(
        std::lower_bound(r.time_s.begin(), r.time_s.end(), time_s - 1e-6) - r.time_s.begin());
    REQUIRE(k < r.time_s.size());
    REQUIRE(std::abs(r.time_s[k] - time_s) < 1e-6);
    const double outlet = r.pressure_pa.at(k, 1) / 1e5 - number(row, "p_outlet_bar");
    d.outlet_bar = std::max(d.outlet_bar, std::abs(outlet));
    d.linepack_kg =
        std::max(d.linepack_kg, std::abs(r.linepack_kg[k] - number(row, "linepack_kg")));
    ++d.times;
  }
  return d;
}

const char* network_text = R"([gas]
molar_mass = "16.6 kg/kmol"
temperature = "283.15 K"
eos = "ideal"
friction = "nikuradse"

[[node]]
id = "border"
pressure = "60 bar"

[[node]]
id = "city"
demand = "50 kg/s"

[[pipe]]
id = "line"
from = "border"
to = "city"
length = "50 km"
diameter = "700 mm"
roughness = "0.05 mm"
)";

gas::TransientProblem small_problem(const test::ScratchFolder& folder) {
  folder.write("network.toml", network_text);
  const auto read = io::read_gas_case(folder.path / "network.toml", transient_options());
  REQUIRE(read);
  gas::TransientProblem t;
  t.problem = read->problem;
  return t;
}

}  // namespace

TEST_CASE("the Yamal-like day is within 0.01 bar of the grid-converged solution at all times") {
  const fs::path folder = test::data_root() / "gas" / "lanl_transient" / "yamal-europe";
  if (test::is_skipped_without(folder / "bc.json")) return;
  const auto r = unwrap(gas::simulate(lanl_problem(folder), run_of(24.0, 60.0, 1e3)));
  const Distance d = distance(r, folder / "reference_grid_converged.csv");
  CHECK(d.times >= 140);
  CHECK(d.outlet_bar < 0.001);  // the issue asks for 0.01; the file itself is good to 5e-4
  CHECK(d.linepack_kg < 40.0);  // of 1e7
  CHECK(r.certificate.mass_balance_relative < 1e-10);
  // Backward Euler on the same grid and steps is not good enough, which is why it is not used.
  gas::TransientOptions euler = run_of(24.0, 60.0, 1e3);
  euler.scheme = gas::TimeScheme::implicit_euler;
  const auto rough = unwrap(gas::simulate(lanl_problem(folder), euler));
  CHECK(distance(rough, folder / "reference_grid_converged.csv").outlet_bar > 0.05);
}

TEST_CASE("1-pipe-fast follows its reference and ends in the closed form") {
  const fs::path folder = test::data_root() / "gas" / "lanl_transient" / "1-pipe-fast";
  if (test::is_skipped_without(folder / "bc.json")) return;
  const auto r = unwrap(gas::simulate(lanl_problem(folder), run_of(1.0, 1.0, 100.0)));
  // The reference has grid errors of 0.03 bar at the two instants where the flow steps within 1 s.
  const Distance d = distance(r, folder / "reference_grid_converged.csv", {600.0, 1800.0});
  CHECK(d.outlet_bar < 0.03);
  CHECK(r.pressure_pa.at(r.time_s.size() - 1, 1) == doctest::Approx(6472252.55).epsilon(1e-8));
  CHECK(r.certificate.mass_balance_relative < 1e-10);
}

TEST_CASE("the start of a LANL folder is its ic.json") {
  const fs::path folder = test::data_root() / "gas" / "lanl_transient" / "yamal-europe";
  if (test::is_skipped_without(folder / "ic.json")) return;
  const gas::TransientProblem t = lanl_problem(folder);
  const auto start = io::read_lanl_start(folder, t.problem);
  REQUIRE(start);
  gas::TransientOptions o = run_of(24.0, 600.0, 1e3);
  o.start = &*start;
  const auto r = unwrap(gas::simulate(t, o));
  CHECK(r.pressure_pa.at(0, 1) == 7.0e6);
  CHECK(r.certificate.mass_balance_relative < 1e-10);
  CHECK(r.pressure_pa.at(r.time_s.size() - 1, 1) == doctest::Approx(69.46e5).epsilon(1e-3));
}

TEST_CASE("GasLib-134 runs with steps of half an hour and an hour") {
  const fs::path folder = test::data_root() / "gas" / "gaslib" / "GasLib-134";
  if (test::is_skipped_without(folder / "GasLib-134-v2.net")) return;
  io::GasCaseOptions options = transient_options();
  options.nomination = folder / "2016-02-17.scn";
  options.is_passive = true;
  options.constant_z = 0.9;
  options.temperature = Temperature::from_si(283.15);
  options.friction = gas::Friction::nikuradse;
  options.fixes = {{"node_80", 70.0 * units::bar}};
  const auto read = io::read_gas_case(folder / "GasLib-134-v2.net", options);
  REQUIRE(read);
  gas::TransientProblem t;
  t.problem = read->problem;
  for (std::size_t i = 0; i < t.problem.supply.size(); ++i) {
    const double s = t.problem.supply[NodeId(i)].si();
    if (s < 0.0) t.supply.push_back({NodeId(i), gas::ramp(s, 1.8 * s, 0.0, 86400.0)});
  }
  const auto fine = unwrap(gas::simulate(t, run_of(24.0, 60.0, 1e3)));
  for (const double step_s : {1800.0, 3600.0}) {
    const auto r = unwrap(gas::simulate(t, run_of(24.0, step_s, 1e3)));
    CHECK(r.certificate.rejected_steps == 0);
    CHECK(r.certificate.mass_balance_relative < 1e-10);
    const std::size_t last = r.time_s.size() - 1;
    for (std::size_t i = 0; i < r.pressure_pa.columns; ++i)  // a slow ramp: steps hardly matter
      CHECK(r.pressure_pa.at(last, i) ==
            doctest::Approx(fine.pressure_pa.at(fine.time_s.size() - 1, i)).epsilon(2e-5));
  }
}

TEST_CASE("a boundary file says series, set points, events and limits") {
  const test::ScratchFolder folder;
  gas::TransientProblem t = small_problem(folder);
  folder.write("city.csv", "time [h],value [kg/s]\n0,-50\n2,-70\n");
  folder.write("day.toml", R"(
[[supply]]
node = "city"
file = "city.csv"
stepwise = true

[[pressure]]
node = "border"
time = ["0 h", "30 min"]
value = ["60 bar", "58 bar"]

[[event]]
name = "digger"
what = "rupture"
time = "1 h"
link = "line"
at = "20 km"
opening = "0.01 m2"

[[limit]]
node = "city"
lower = "45 bar"
)");
  const Diagnostics diagnostics = io::read_gas_boundary(folder.path / "day.toml", t);
  INFO(diagnostics.render());
  REQUIRE_FALSE(diagnostics.has_errors());
  REQUIRE(t.supply.size() == 1);
  CHECK(t.supply[0].series.is_stepwise);
  CHECK(t.supply[0].series.time_s == std::vector<double>{0.0, 7200.0});
  CHECK(t.pressure[0].series.value_si[1] == doctest::Approx(58e5));
  CHECK(t.events[0].position.si() == doctest::Approx(20e3));
  CHECK(t.problem.limits[NodeId(std::size_t{1})].lower->si() == doctest::Approx(45e5));
}

TEST_CASE("amounts per day are read with the molar mass of the gas") {
  const test::ScratchFolder folder;
  gas::TransientProblem t = small_problem(folder);
  const auto text = io::clean_text("day.toml",
                                   "[[supply]]\nnode = \"city\"\ntime = [\"0 h\"]\n"
                                   "value = [\"-5 mcm_20C/d\"]\n");
  REQUIRE(text);
  const Diagnostics diagnostics = io::parse_gas_boundary(*text, folder.path, t);
  INFO(diagnostics.render());
  REQUIRE_FALSE(diagnostics.has_errors());
  // 5e6 m3 at 20 degC: 101325/(8.314463 293.15) mol/m3 of 16.6 g/mol
  CHECK(t.supply[0].series.value_si[0] == doctest::Approx(-39.935).epsilon(1e-4));
}

TEST_CASE("the result has every series under the name of its node or link") {
  const test::ScratchFolder folder;
  const gas::TransientProblem t = small_problem(folder);
  const auto r = unwrap(gas::simulate(t, run_of(1.0, 600.0, 5e3)));
  const io::Json json = io::gas_transient_json(r);
  CHECK(json["times_s"].size() == 7);
  CHECK(json["nodes"]["border"]["pressure_bar"].size() == 7);
  CHECK(json["nodes"]["border"]["injection_kg_s"][0].get<double>() == doctest::Approx(50.0));
  CHECK(json["links"]["line"]["mass_flow_to_kg_s"][6].get<double>() == doctest::Approx(50.0));
  CHECK(json["linepack_kg"].size() == 7);
  CHECK(io::transient_pressures_csv(r).rfind("time [s],border [bar],city [bar]\n0,60,", 0) == 0);
  CHECK(io::to_netcdf(io::transient_netcdf(r)).has_value());
  CHECK(io::gas_transient_text(r).find("line pack") != std::string::npos);
}
