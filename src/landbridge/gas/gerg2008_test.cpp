#include "landbridge/gas/gerg2008.hpp"

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "landbridge/gas/gerg2008_pairs.hpp"
#include "test_data.hpp"

using namespace landbridge;
using namespace landbridge::gas;
using doctest::Approx;

namespace {

constexpr double r_j_mol_k = 8.314472;  // of the fit [kunz2012]

Aga8Composition in_order(std::initializer_list<double> fractions) {
  Aga8Composition composition;
  std::size_t i = 0;
  for (const double x : fractions) composition.mole_fraction[i++] = x;
  return composition;
}

Aga8Composition pure(std::size_t component) {
  Aga8Composition composition;
  composition.mole_fraction[component] = 1.0;
  return composition;
}

/// The mixture of all 21 components of the NIST programs [nist2017].
Aga8Composition all_components() {
  return in_order({0.77824, 0.02,    0.06,    0.08,    0.03,    0.0015,  0.003,
                   0.0005,  0.00165, 0.00215, 0.00088, 0.00024, 0.00015, 0.00009,
                   0.004,   0.005,   0.002,   0.0001,  0.0025,  0.007,   0.001});
}

std::map<std::string, Aga8Composition> test_gases() {
  std::map<std::string, Aga8Composition> gases;
  gases["gulf_coast"] = in_order({0.965222, 0.002595, 0.005956, 0.018186, 0.004596, 0.000977,
                                  0.001007, 0.000473, 0.000324, 0.000664});
  gases["amarillo"] = in_order({0.906724, 0.031284, 0.004676, 0.045279, 0.008280, 0.001037,
                                0.001563, 0.000321, 0.000443, 0.000393});
  gases["ekofisk"] = in_order(
      {0.859063, 0.010068, 0.014954, 0.084919, 0.023015, 0.003486, 0.003506, 0.000509, 0.000480});
  gases["high_n2"] = in_order({0.814410, 0.134650, 0.009850, 0.033, 0.00605, 0.001, 0.00104});
  gases["high_co2_n2"] =
      in_order({0.812120, 0.057020, 0.075850, 0.043030, 0.008950, 0.001510, 0.001520});
  Aga8Composition with_hydrogen = gases["gulf_coast"];
  for (double& x : with_hydrogen.mole_fraction) x *= 0.8;
  with_hydrogen[Aga8Component::hydrogen] = 0.2;
  gases["gulf_coast_h2_20"] = with_hydrogen;
  gases["methane_pure"] = pure(0);
  gases["hydrogen_pure"] = pure(14);
  return gases;
}

Gerg2008Mixture mixture_of(const Aga8Composition& composition) {
  return unwrap(gerg2008_mixture(composition));
}

/// A printed number and half a unit of its last digit.
struct Printed {
  double value;
  double half_digit;
};

Printed printed(const std::string& text) {
  const auto point = text.find('.');
  const auto decimals = point == std::string::npos ? 0U : text.size() - point - 1;
  return {std::stod(text), 0.5 * std::pow(10.0, -static_cast<double>(decimals))};
}

struct Row {
  std::string gas;
  std::map<std::string, std::string> text;
  double value(const std::string& name) const { return std::stod(text.at(name)); }
};

std::vector<Row> rows_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line, cell;
  std::vector<std::string> names;
  std::getline(stream, line);
  for (std::stringstream header(line); std::getline(header, cell, ',');) names.push_back(cell);
  std::vector<Row> rows;
  while (std::getline(stream, line)) {
    std::stringstream cells(line);
    Row row;
    std::getline(cells, row.gas, ',');
    for (std::size_t i = 1; std::getline(cells, cell, ','); ++i) row.text[names.at(i)] = cell;
    rows.push_back(row);
  }
  return rows;
}

std::filesystem::path nist_file() {
  return test::data_root() / "gas" / "reference" / "nist_aga8_gerg2008_detail_properties.csv";
}

/// Calls `test` at a grid of states of four gases.
template <class Test>
void for_each_state(Test test) {
  for (const auto& composition :
       {pure(0), test_gases()["gulf_coast_h2_20"], test_gases()["ekofisk"], all_components()}) {
    const Gerg2008Mixture mixture = mixture_of(composition);
    for (const double t_k : {265.0, 300.0, 350.0, 600.0}) {
      for (const double p_pa : {1e5, 3e6, 8e6, 2e7, 6e7}) {
        CAPTURE(t_k);
        CAPTURE(p_pa);
        test(mixture, p_pa, t_k);
      }
    }
  }
}

}  // namespace

TEST_CASE("GERG-2008: all 21 components at 400 K and 50 MPa meet NIST's printed results") {
  // [nist2017], sixteen digits printed; rounding leaves the last ones.
  const Gerg2008Mixture mixture = mixture_of(all_components());
  const GasState state = unwrap(mixture.state(50e6, 400.0));
  CHECK(mixture.molar_mass_kg_mol == Approx(20.54274450160e-3).epsilon(1e-12));
  CHECK(state.molar_density_mol_m3 == Approx(12798.28626082062).epsilon(1e-13));
  CHECK(state.compressibility == Approx(1.174690666383717).epsilon(1e-13));
  CHECK(state.pressure_by_density_j_mol == Approx(7000.694030193327).epsilon(1e-12));
  CHECK(state.pressure_by_temperature_pa_k == Approx(235983.2292593096).epsilon(1e-12));
  // The program rounds its constants of integration to ten digits: 1e-4 J/mol.
  CHECK(std::abs(state.internal_energy_j_mol + 2746.492901212530) < 1e-4);
  CHECK(std::abs(state.enthalpy_j_mol - 1160.280160510973) < 1e-4);
  CHECK(std::abs(state.entropy_j_mol_k + 38.57590392409089) < 1e-6);
  CHECK(state.isochoric_heat_capacity_j_mol_k == Approx(39.02948218156372).epsilon(1e-12));
  CHECK(state.isobaric_heat_capacity_j_mol_k == Approx(58.45522051000366).epsilon(1e-12));
  CHECK(state.speed_of_sound_m_s == Approx(714.4248840596024).epsilon(1e-12));
  CHECK(state.joule_thomson_k_pa == Approx(7.155629581480913e-8).epsilon(1e-10));
  CHECK(state.isentropic_exponent == Approx(2.683820255058032).epsilon(1e-12));
}

TEST_CASE("GERG-2008 meets every printed property of the NIST file") {
  if (test::is_skipped_without(nist_file())) return;
  const auto gases = test_gases();
  const auto rows = rows_of(nist_file());
  REQUIRE(rows.size() == 672);
  double z_difference_max = 0.0;
  for (const Row& row : rows) {
    const Gerg2008Mixture mixture = mixture_of(gases.at(row.gas));
    const GasState state = unwrap(mixture.state(row.value("p_bar") * 1e5, row.value("T_K")));
    z_difference_max =
        std::max(z_difference_max, std::abs(state.compressibility / row.value("Z_gerg2008") - 1.0));
    const std::array<std::pair<const char*, double>, 6> properties{{
        {"density_gerg_kg_m3", state.molar_density_mol_m3 * mixture.molar_mass_kg_mol},
        {"cp_gerg_J_molK", state.isobaric_heat_capacity_j_mol_k},
        {"cv_gerg_J_molK", state.isochoric_heat_capacity_j_mol_k},
        {"speed_of_sound_gerg_m_s", state.speed_of_sound_m_s},
        {"joule_thomson_gerg_K_per_bar", state.joule_thomson_k_pa * 1e5},
        {"isentropic_exponent_gerg", state.isentropic_exponent},
    }};
    for (const auto& [name, value] : properties) {
      CAPTURE(row.gas);
      CAPTURE(row.value("T_K"));
      CAPTURE(row.value("p_bar"));
      const auto& property = name;
      CAPTURE(property);
      const auto [number, half_digit] = printed(row.text.at(name));
      CHECK(std::abs(value - number) <= 1.001 * half_digit);
    }
  }
  CHECK(z_difference_max < 1e-8);
  CHECK(z_difference_max > 0.0);  // something was compared
}

TEST_CASE("GERG-2008: the gas is ideal at zero density") {
  for_each_state([](const Gerg2008Mixture& mixture, double, double t_k) {
    CHECK(unwrap(mixture.compressibility(0.0, t_k)) == 1.0);
    const GasState state = unwrap(mixture.state(1e-3, t_k));
    const double cp = gerg2008_ideal_heat_capacity_j_mol_k(mixture.composition, t_k);
    CHECK(state.isobaric_heat_capacity_j_mol_k == Approx(cp).epsilon(1e-8));
    CHECK(state.isochoric_heat_capacity_j_mol_k == Approx(cp - r_j_mol_k).epsilon(1e-8));
    CHECK(state.isentropic_exponent == Approx(cp / (cp - r_j_mol_k)).epsilon(1e-8));
  });
}

TEST_CASE("GERG-2008: the ideal gas at 298.15 K and 1 atm has neither enthalpy nor entropy") {
  for (std::size_t i = 0; i < aga8_component_count; ++i) {
    const Gerg2008Mixture mixture = mixture_of(pure(i));
    const double rho = 101325.0 / (r_j_mol_k * 298.15);
    const GasState real = mixture.state_at_density(rho, 298.15);
    const GasState thin = mixture.state_at_density(1e-6 * rho, 298.15);
    CHECK(std::abs(thin.enthalpy_j_mol) < 0.1);  // J/mol; 1e-6 of what is left at 1 atm
    CHECK(thin.entropy_j_mol_k == Approx(r_j_mol_k * std::log(1e6)).epsilon(1e-6));
    CHECK(std::isfinite(real.enthalpy_j_mol));
  }
}

TEST_CASE("GERG-2008: derivatives are difference quotients") {
  for_each_state([](const Gerg2008Mixture& mixture, double p_pa, double t_k) {
    const GasState state = unwrap(mixture.state(p_pa, t_k));
    const double rho = state.molar_density_mol_m3;
    const auto pressure = [&](double density, double kelvin) {
      return density * r_j_mol_k * kelvin *
             unwrap(mixture.isotherm(kelvin)).compressibility_at_density(density);
    };
    const double h = 1e-5 * rho;
    CHECK(state.pressure_by_density_j_mol ==
          Approx((pressure(rho + h, t_k) - pressure(rho - h, t_k)) / (2.0 * h)).epsilon(1e-7));
    const double dt = 1e-3;
    CHECK(state.pressure_by_temperature_pa_k ==
          Approx((pressure(rho, t_k + dt) - pressure(rho, t_k - dt)) / (2.0 * dt)).epsilon(1e-7));
    const double wide = 0.005;
    const GasState hot = unwrap(mixture.state(p_pa, t_k + wide));
    const GasState cold = unwrap(mixture.state(p_pa, t_k - wide));
    const double cp = state.isobaric_heat_capacity_j_mol_k;
    CHECK((hot.enthalpy_j_mol - cold.enthalpy_j_mol) / (2.0 * wide) == Approx(cp).epsilon(1e-6));
    CHECK((hot.entropy_j_mol_k - cold.entropy_j_mol_k) / (2.0 * wide) ==
          Approx(cp / t_k).epsilon(1e-6));
    const double dp = 1e-4 * p_pa;
    const double slope = (unwrap(mixture.state(p_pa + dp, t_k)).enthalpy_j_mol -
                          unwrap(mixture.state(p_pa - dp, t_k)).enthalpy_j_mol) /
                         (2.0 * dp);
    CHECK(std::abs(state.joule_thomson_k_pa + slope / cp) < 1e-10);  // K/Pa, of order 1e-5
  });
}

TEST_CASE("GERG-2008: sound travels with dp/drho at constant entropy") {
  for_each_state([](const Gerg2008Mixture& mixture, double p_pa, double t_k) {
    const GasState state = unwrap(mixture.state(p_pa, t_k));
    const double dp_pa = 1e-4 * p_pa;
    const double rho = state.molar_density_mol_m3;
    const double slope =
        t_k * state.pressure_by_temperature_pa_k /
        (rho * rho * state.pressure_by_density_j_mol * state.isobaric_heat_capacity_j_mol_k);
    const GasState high = unwrap(mixture.state(p_pa + dp_pa, t_k + slope * dp_pa));
    const GasState low = unwrap(mixture.state(p_pa - dp_pa, t_k - slope * dp_pa));
    const double rise =
        mixture.molar_mass_kg_mol * (high.molar_density_mol_m3 - low.molar_density_mol_m3);
    CHECK(state.speed_of_sound_m_s == Approx(std::sqrt(2.0 * dp_pa / rise)).epsilon(1e-6));
  });
}

TEST_CASE("GERG-2008: each pair of components stands once in the tables, in order") {
  for (std::size_t k = 0; k < gerg2008::pairs.size(); ++k) {
    const auto& pair = gerg2008::pairs[k];
    CHECK(pair.i < pair.j);
    CHECK(pair.j < aga8_component_count);
    if (k == 0) continue;
    const auto& before = gerg2008::pairs[k - 1];
    CHECK(before.i * 100 + before.j < pair.i * 100 + pair.j);
  }
}

TEST_CASE("GERG-2008: a trace of any component changes Z by a trace") {
  for (std::size_t i = 1; i < aga8_component_count; ++i) {
    Aga8Composition traced = pure(0);
    traced.mole_fraction[0] = 1.0 - 1e-10;
    traced.mole_fraction[i] = 1e-10;
    const double z = unwrap(mixture_of(pure(0)).compressibility(8e6, 283.15));
    CHECK(std::abs(unwrap(mixture_of(traced).compressibility(8e6, 283.15)) - z) < 1e-8);
  }
}

TEST_CASE("GERG-2008: states outside the range are refused with the range") {
  const Gerg2008Mixture mixture = mixture_of(pure(0));
  for (const double t_k : {0.0, -5.0, 59.9, 700.1, std::nan("")}) {
    const auto z = mixture.compressibility(1e6, t_k);
    REQUIRE_FALSE(z.has_value());
    CHECK(z.error().what.find("60 to 700 K") != std::string::npos);
  }
  for (const double p_pa : {-1.0, 70.1e6, HUGE_VAL, std::nan("")})
    CHECK_FALSE(mixture.compressibility(p_pa, 300.0).has_value());
  CHECK_FALSE(mixture.state(0.0, 300.0).has_value());
  const auto liquid = mixture.compressibility(1e7, 150.0);
  REQUIRE_FALSE(liquid.has_value());
  CHECK(liquid.error().fault == Fault::infeasible);
  CHECK_FALSE(gerg2008_mixture(in_order({0.9, 0.09})).has_value());
}
