#include "landbridge/gas/aga8.hpp"

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
#include <fmt/format.h>
#include <rapidcheck.h>

#include "test_data.hpp"

using namespace landbridge;
using namespace landbridge::gas;
using Component = Aga8Component;
using doctest::Approx;

namespace {

constexpr double r_j_mol_k = 8.31451;  // of the fit [aga1994]
constexpr std::array<double, 4> temperatures_k{265.0, 300.0, 350.0, 600.0};
constexpr std::array<double, 5> pressures_pa{1e5, 3e6, 8e6, 2e7, 1e8};

/// Fractions in the order of the standard, from methane on.
Aga8Composition in_order(std::initializer_list<double> fractions) {
  Aga8Composition composition;
  std::size_t i = 0;
  for (const double x : fractions) composition.mole_fraction[i++] = x;
  return composition;
}

Aga8Composition pure(Component component) {
  Aga8Composition composition;
  composition[component] = 1.0;
  return composition;
}

Aga8Mixture mixture_of(const Aga8Composition& composition) {
  return unwrap(aga8_mixture(composition));
}

/// The mixture of all 21 components of the NIST programs [nist2017].
Aga8Composition all_components() {
  return in_order({0.77824, 0.02,    0.06,    0.08,    0.03,    0.0015,  0.003,
                   0.0005,  0.00165, 0.00215, 0.00088, 0.00024, 0.00015, 0.00009,
                   0.004,   0.005,   0.002,   0.0001,  0.0025,  0.007,   0.001});
}

/// The five test gases of the standard [aga1994], and some made from them.
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
  with_hydrogen[Component::hydrogen] = 0.2;
  gases["gulf_coast_h2_20"] = with_hydrogen;
  gases["methane_pure"] = pure(Component::methane);
  gases["hydrogen_pure"] = pure(Component::hydrogen);
  return gases;
}

/// p(rho) on an isotherm, and its central difference quotient.
double pressure_pa(const Aga8Isotherm& isotherm, double rho_mol_m3) {
  return rho_mol_m3 * r_j_mol_k * isotherm.temperature_k *
         isotherm.compressibility_at_density(rho_mol_m3);
}

/// What an isotherm does first on the way up from zero density, by brute force.
enum class Ending { crosses, falls };
Ending first_fall_or_crossing(const Aga8Isotherm& isotherm, double p_pa) {
  double before = 0.0;
  for (double d = 1e-12; d < 50.0; d *= 1.002) {
    const double p = pressure_pa(isotherm, d / isotherm.size_m3_mol);
    if (p > p_pa) return Ending::crosses;
    if (p < before) return Ending::falls;
    before = p;
  }
  return Ending::falls;
}

/// Calls `test` at a grid of states of three gases.
template <class Test>
void for_each_state(Test test) {
  for (const auto& composition :
       {pure(Component::methane), test_gases()["gulf_coast_h2_20"], all_components()}) {
    const Aga8Mixture mixture = mixture_of(composition);
    for (const double t_k : temperatures_k) {
      for (const double p_pa : pressures_pa) {
        CAPTURE(t_k);
        CAPTURE(p_pa);
        test(mixture, p_pa, t_k);
      }
    }
  }
}

/// One row of the comparison file: the columns by name.
struct Row {
  std::string gas;
  std::map<std::string, double> value;
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
    for (std::size_t i = 1; std::getline(cells, cell, ','); ++i)
      row.value[names.at(i)] = std::stod(cell);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

TEST_CASE("all 21 components at 400 K and 50 MPa meet the printed results of NIST's program") {
  // [nist2017], sixteen digits printed; rounding leaves the last ones.
  const Aga8Mixture mixture = mixture_of(all_components());
  const Aga8State state = unwrap(mixture.state(50e6, 400.0));
  CHECK(mixture.molar_mass_kg_mol == Approx(20.54333051e-3).epsilon(1e-12));
  CHECK(state.molar_density_mol_m3 == Approx(12807.92403648801).epsilon(1e-13));
  CHECK(state.compressibility == Approx(1.173801364147326).epsilon(1e-13));
  CHECK(state.pressure_by_density_j_mol == Approx(6971.387690924090).epsilon(1e-12));
  CHECK(state.pressure_by_temperature_pa_k == Approx(235664.1493068212).epsilon(1e-12));
  CHECK(state.internal_energy_j_mol == Approx(-2739.134175817231).epsilon(1e-12));
  CHECK(state.enthalpy_j_mol == Approx(1164.699096269404).epsilon(1e-11));
  CHECK(state.entropy_j_mol_k == Approx(-38.54882684677111).epsilon(1e-12));
  CHECK(state.isochoric_heat_capacity_j_mol_k == Approx(39.12076154430332).epsilon(1e-12));
  CHECK(state.isobaric_heat_capacity_j_mol_k == Approx(58.54617672380667).epsilon(1e-12));
  CHECK(state.speed_of_sound_m_s == Approx(712.6393684057903).epsilon(1e-12));
  CHECK(state.joule_thomson_k_pa == Approx(7.432969304794577e-8).epsilon(1e-11));
  CHECK(state.isentropic_exponent == Approx(2.672509225184606).epsilon(1e-12));
}

TEST_CASE("six gases at 6 MPa and five temperatures meet the printed Z of ISO 12213-2") {
  // [iso2006, annex C], five decimals printed. Columns: methane .. n-octane, H2, CO.
  const std::array<std::pair<Aga8Composition, std::array<double, 5>>, 6> gases{{
      {in_order({0.965, 0.003, 0.006, 0.018, 0.0045, 0.001, 0.001, 0.0005, 0.0003, 0.0007}),
       {0.84053, 0.86199, 0.88006, 0.90867, 0.93011}},
      {in_order({0.907, 0.031, 0.005, 0.045, 0.0084, 0.001, 0.0015, 0.0003, 0.0004, 0.0004}),
       {0.83348, 0.85596, 0.87484, 0.0, 0.92696}},
      {in_order({0.859, 0.010, 0.015, 0.085, 0.023, 0.0035, 0.0035, 0.0005, 0.0005}),
       {0.79380, 0.82206, 0.84544, 0.88183, 0.90868}},
      {in_order({0.735, 0.1, 0.016, 0.033, 0.0074, 0.0012, 0.0012, 0.0004, 0.0004, 0.0002, 0.0001,
                 0.0001, 0.0, 0.0, 0.095, 0.0, 0.01}),
       {0.88550, 0.90144, 0.91501, 0.93674, 0.95318}},
      {in_order({0.812, 0.057, 0.076, 0.043, 0.009, 0.0015, 0.0015}),
       {0.82609, 0.84969, 0.86944, 0.90052, 0.92368}},
      {in_order(
           {0.826, 0.117, 0.011, 0.035, 0.0075, 0.0012, 0.0012, 0.0004, 0.0004, 0.0002, 0.0001}),
       {0.85380, 0.87370, 0.89052, 0.91723, 0.93730}},
  }};
  constexpr std::array<double, 5> t_c{-3.15, 6.85, 16.85, 36.85, 56.85};
  for (const auto& [composition, printed] : gases) {
    const Aga8Mixture mixture = mixture_of(composition);
    for (std::size_t i = 0; i < t_c.size(); ++i) {
      if (printed[i] == 0.0) continue;  // no printed value at hand
      const double z = unwrap(mixture.compressibility(6e6, 273.15 + t_c[i]));
      CAPTURE(t_c[i]);
      CHECK(std::abs(z - printed[i]) <= 0.5001e-5);  // half a unit of the last digit
    }
  }
}

TEST_CASE("the first ISO gas meets the printed Z at 12 MPa too") {
  const Aga8Mixture mixture = mixture_of(
      in_order({0.965, 0.003, 0.006, 0.018, 0.0045, 0.001, 0.001, 0.0005, 0.0003, 0.0007}));
  const std::array<std::array<double, 2>, 5> printed{
      {{-3.15, 0.72133}, {6.85, 0.76025}, {16.85, 0.79317}, {36.85, 0.84515}, {56.85, 0.88383}}};
  for (const auto& [t_c, z] : printed)
    CHECK(std::abs(unwrap(mixture.compressibility(12e6, 273.15 + t_c)) - z) <= 0.5001e-5);
}

TEST_CASE("Gulf Coast gas at 0 degC and 60 bar has Z = 0.847589") {
  // [nist2017], six decimals printed.
  const double z = unwrap(mixture_of(test_gases()["gulf_coast"]).compressibility(6e6, 273.15));
  CHECK(std::abs(z - 0.847589) <= 0.5e-6);
}

TEST_CASE("Z agrees with NIST's program for eight gases, seven temperatures, twelve pressures") {
  const auto file =
      test::data_root() / "gas" / "reference" / "nist_aga8_gerg2008_detail_properties.csv";
  if (test::is_skipped_without(file)) return;
  const auto gases = test_gases();
  const auto rows = rows_of(file);
  REQUIRE(rows.size() == 672);
  double difference_max = 0.0;
  for (const Row& row : rows) {
    const Aga8Mixture mixture = mixture_of(gases.at(row.gas));
    const double p_pa = row.value.at("p_bar") * 1e5;
    const double z = unwrap(mixture.compressibility(p_pa, row.value.at("T_K")));
    difference_max = std::max(difference_max, std::abs(z / row.value.at("Z_aga8_detail") - 1.0));
  }
  CHECK(difference_max < 1e-9);  // nine decimals printed; Z lies between 0.6 and 1.1
  CHECK(difference_max > 0.0);   // something was compared
}

TEST_CASE("heat capacity, sound and Joule-Thomson are close to those of GERG-2008") {
  const auto file =
      test::data_root() / "gas" / "reference" / "nist_aga8_gerg2008_detail_properties.csv";
  if (test::is_skipped_without(file)) return;
  const auto gases = test_gases();
  for (const Row& row : rows_of(file)) {
    if (row.gas == "hydrogen_pure") continue;  // DETAIL is made for up to 10 % of it
    const Aga8Mixture mixture = mixture_of(gases.at(row.gas));
    const double p_pa = row.value.at("p_bar") * 1e5;
    const Aga8State state = unwrap(mixture.state(p_pa, row.value.at("T_K")));
    CAPTURE(row.gas);
    CAPTURE(p_pa);
    // Two equations fitted to the same measurements differ by what the measurements leave open.
    CHECK(state.isobaric_heat_capacity_j_mol_k ==
          Approx(row.value.at("cp_gerg_J_molK")).epsilon(0.01));
    CHECK(state.isochoric_heat_capacity_j_mol_k ==
          Approx(row.value.at("cv_gerg_J_molK")).epsilon(0.015));
    CHECK(state.speed_of_sound_m_s ==
          Approx(row.value.at("speed_of_sound_gerg_m_s")).epsilon(0.005));
    CHECK(state.isentropic_exponent ==
          Approx(row.value.at("isentropic_exponent_gerg")).epsilon(0.01));
    CHECK(std::abs(state.joule_thomson_k_pa * 1e5 - row.value.at("joule_thomson_gerg_K_per_bar")) <
          0.015);  // K/bar
  }
}

TEST_CASE("the gas is ideal at zero pressure and Z - 1 vanishes in proportion to the pressure") {
  for_each_state([](const Aga8Mixture& mixture, double, double t_k) {
    CHECK(unwrap(mixture.compressibility(0.0, t_k)) == 1.0);
    CHECK(unwrap(mixture.molar_density_mol_m3(0.0, t_k)) == 0.0);
    const double at_1_pa = unwrap(mixture.compressibility(1.0, t_k)) - 1.0;
    const double at_10_pa = unwrap(mixture.compressibility(10.0, t_k)) - 1.0;
    CHECK(std::abs(at_1_pa) < 1e-6);
    CHECK(at_10_pa == Approx(10.0 * at_1_pa).epsilon(1e-4));  // Z - 1 is 1e-9 there, Z has 1e-16
  });
}

TEST_CASE("the slope of Z at zero density is the second virial coefficient") {
  for_each_state([](const Aga8Mixture& mixture, double, double t_k) {
    const Aga8Isotherm isotherm = unwrap(mixture.isotherm(t_k));
    const double b_m3_mol = mixture.second_virial_m3_mol(t_k);
    const double h = 1.0;  // mol/m3; the third coefficient cancels in the central difference
    const double slope =
        (isotherm.compressibility_at_density(h) - isotherm.compressibility_at_density(-h)) /
        (2.0 * h);
    CHECK(slope == Approx(b_m3_mol).epsilon(1e-6));
  });
}

TEST_CASE("second virial coefficients of light gases are the measured ones") {
  // cm3/mol at 273 K and 373 K [atkins2014, table 1C.1]; measured to about 1 cm3/mol.
  struct Measured {
    Component component;
    double at_273_k, at_373_k;
  };
  for (const auto& [component, at_273_k, at_373_k] :
       {Measured{Component::methane, -53.6, -21.2}, Measured{Component::nitrogen, -10.5, 6.2},
        Measured{Component::carbon_dioxide, -149.7, -72.2}, Measured{Component::argon, -21.7, -4.2},
        Measured{Component::oxygen, -22.0, -3.7}, Measured{Component::hydrogen, 13.7, 15.6},
        Measured{Component::helium, 12.0, 11.3}}) {
    const Aga8Mixture mixture = mixture_of(pure(component));
    CHECK(std::abs(1e6 * mixture.second_virial_m3_mol(273.0) - at_273_k) < 1.0);
    CHECK(std::abs(1e6 * mixture.second_virial_m3_mol(373.0) - at_373_k) < 1.0);
  }
}

TEST_CASE("at low density cp is that of the ideal gas and cp - cv is R") {
  for_each_state([](const Aga8Mixture& mixture, double, double t_k) {
    const Aga8State state = unwrap(mixture.state(1e-3, t_k));
    const double cp = aga8_ideal_heat_capacity_j_mol_k(mixture.composition, t_k);
    CHECK(state.isobaric_heat_capacity_j_mol_k == Approx(cp).epsilon(1e-8));
    CHECK(state.isochoric_heat_capacity_j_mol_k == Approx(cp - r_j_mol_k).epsilon(1e-8));
    CHECK(state.isentropic_exponent == Approx(cp / (cp - r_j_mol_k)).epsilon(1e-8));
  });
}

TEST_CASE("helium and argon are monatomic: cv is 3/2 R while they are ideal") {
  for (const Component component : {Component::helium, Component::argon})
    CHECK(aga8_ideal_heat_capacity_j_mol_k(pure(component), 300.0) ==
          Approx(2.5 * r_j_mol_k).epsilon(1e-14));
}

TEST_CASE("density rises with pressure along every isotherm of every test gas") {
  for (const auto& [name, composition] : test_gases()) {
    const Aga8Mixture mixture = mixture_of(composition);
    for (const double t_k : {250.0, 288.15, 400.0, 600.0}) {
      if (name == "hydrogen_pure" && t_k > 400.0) continue;  // the equation's extrapolation falls
      const Aga8Isotherm isotherm = unwrap(mixture.isotherm(t_k));
      double before = 0.0;
      for (double p_pa = 1e4; p_pa < aga8_pressure_pa_max; p_pa *= 1.2) {
        const double rho_mol_m3 = unwrap(isotherm.molar_density_mol_m3(p_pa));
        CHECK(rho_mol_m3 > before);
        before = rho_mol_m3;
      }
    }
  }
}

TEST_CASE("a pipeline gas below its Boyle pressure is denser than ideal, the more the colder") {
  for (const std::string name : {"gulf_coast", "amarillo", "ekofisk", "high_n2", "high_co2_n2"}) {
    const Aga8Mixture mixture = mixture_of(test_gases()[name]);
    for (double p_pa = 5e5; p_pa < 1e7; p_pa += 5e5) {
      double before = 0.0;
      for (const double t_k : {265.0, 275.0, 285.0, 300.0, 320.0}) {
        const double z = unwrap(mixture.compressibility(p_pa, t_k));
        CHECK(z > before);
        CHECK(z < 1.0);
        before = z;
      }
    }
  }
}

TEST_CASE("dp/drho and dp/dT are the difference quotients of p") {
  for_each_state([](const Aga8Mixture& mixture, double p_pa, double t_k) {
    const Aga8State state = unwrap(mixture.state(p_pa, t_k));
    const double rho = state.molar_density_mol_m3;
    const Aga8Isotherm isotherm = unwrap(mixture.isotherm(t_k));
    const double h = 1e-5 * rho;
    CHECK(state.pressure_by_density_j_mol ==
          Approx((pressure_pa(isotherm, rho + h) - pressure_pa(isotherm, rho - h)) / (2.0 * h))
              .epsilon(1e-7));
    const double dt_k = 1e-3;
    const double above = pressure_pa(unwrap(mixture.isotherm(t_k + dt_k)), rho);
    const double below = pressure_pa(unwrap(mixture.isotherm(t_k - dt_k)), rho);
    CHECK(state.pressure_by_temperature_pa_k ==
          Approx((above - below) / (2.0 * dt_k)).epsilon(1e-7));
  });
}

TEST_CASE("cp is dh/dT, s changes by cp/T, and h along s is the volume") {
  for_each_state([](const Aga8Mixture& mixture, double p_pa, double t_k) {
    const Aga8State state = unwrap(mixture.state(p_pa, t_k));
    const double dt_k = 0.005;
    const Aga8State hot = unwrap(mixture.state(p_pa, t_k + dt_k));
    const Aga8State cold = unwrap(mixture.state(p_pa, t_k - dt_k));
    const double cp = state.isobaric_heat_capacity_j_mol_k;
    CHECK((hot.enthalpy_j_mol - cold.enthalpy_j_mol) / (2.0 * dt_k) == Approx(cp).epsilon(1e-6));
    CHECK((hot.entropy_j_mol_k - cold.entropy_j_mol_k) / (2.0 * dt_k) ==
          Approx(cp / t_k).epsilon(1e-6));
    const double dp_pa = 1e-4 * p_pa;  // (dh/dp)_T - T (ds/dp)_T = v
    const Aga8State high = unwrap(mixture.state(p_pa + dp_pa, t_k));
    const Aga8State low = unwrap(mixture.state(p_pa - dp_pa, t_k));
    const double volume_m3_mol = (high.enthalpy_j_mol - low.enthalpy_j_mol -
                                  t_k * (high.entropy_j_mol_k - low.entropy_j_mol_k)) /
                                 (2.0 * dp_pa);
    CHECK(volume_m3_mol * state.molar_density_mol_m3 == Approx(1.0).epsilon(1e-6));
  });
}

TEST_CASE("the Joule-Thomson coefficient is dT/dp at constant enthalpy") {
  for_each_state([](const Aga8Mixture& mixture, double p_pa, double t_k) {
    const Aga8State state = unwrap(mixture.state(p_pa, t_k));
    const double dp_pa = 1e-4 * p_pa;
    const double slope_m3_mol = (unwrap(mixture.state(p_pa + dp_pa, t_k)).enthalpy_j_mol -
                                 unwrap(mixture.state(p_pa - dp_pa, t_k)).enthalpy_j_mol) /
                                (2.0 * dp_pa);
    const double coefficient = -slope_m3_mol / state.isobaric_heat_capacity_j_mol_k;
    CHECK(std::abs(state.joule_thomson_k_pa - coefficient) < 1e-10);  // K/Pa, of order 1e-5
  });
}

TEST_CASE("sound travels with dp/drho at constant entropy") {
  for_each_state([](const Aga8Mixture& mixture, double p_pa, double t_k) {
    const Aga8State state = unwrap(mixture.state(p_pa, t_k));
    const double dp_pa = 1e-4 * p_pa;  // dT = (T / (rho^2 cp)) (dp/dT) / (dp/drho) dp keeps s
    const double slope = t_k * state.pressure_by_temperature_pa_k /
                         (state.molar_density_mol_m3 * state.molar_density_mol_m3 *
                          state.pressure_by_density_j_mol * state.isobaric_heat_capacity_j_mol_k);
    const Aga8State high = unwrap(mixture.state(p_pa + dp_pa, t_k + slope * dp_pa));
    const Aga8State low = unwrap(mixture.state(p_pa - dp_pa, t_k - slope * dp_pa));
    CHECK(std::abs(high.entropy_j_mol_k - low.entropy_j_mol_k) < 1e-5);  // J/(mol K)
    const double density_rise =
        mixture.molar_mass_kg_mol * (high.molar_density_mol_m3 - low.molar_density_mol_m3);
    CHECK(state.speed_of_sound_m_s == Approx(std::sqrt(2.0 * dp_pa / density_rise)).epsilon(1e-6));
  });
}

TEST_CASE("a trace of any component changes Z by a trace") {
  const Aga8Composition base = test_gases()["gulf_coast"];
  const double z = unwrap(mixture_of(base).compressibility(8e6, 283.15));
  for (std::size_t i = 0; i < aga8_component_count; ++i) {
    Aga8Composition traced = base;
    traced.mole_fraction[i] += 1e-10;
    CHECK(std::abs(unwrap(mixture_of(traced).compressibility(8e6, 283.15)) - z) < 1e-8);
  }
}

TEST_CASE("the density found has the pressure asked for, or the equation has no gas there") {
  const bool holds = rc::check("p(rho(p)) = p", [] {
    Aga8Composition composition;
    double sum = 0.0;
    for (double& x : composition.mole_fraction) {
      x = *rc::gen::inRange(0, 3) == 0 ? *rc::gen::inRange(1, 1000) : 0.0;
      sum += x;
    }
    RC_PRE(sum > 0.0);
    for (double& x : composition.mole_fraction) x /= sum;
    const double t_k = *rc::gen::inRange(1430, 6770) * 0.1;
    const double p_pa = std::pow(10.0, *rc::gen::inRange(-300, 844) * 0.01) + 1e-3;
    const Aga8Mixture mixture = unwrap(aga8_mixture(composition));
    const Aga8Isotherm isotherm = unwrap(mixture.isotherm(t_k));
    const auto rho_mol_m3 = isotherm.molar_density_mol_m3(p_pa);
    if (!rho_mol_m3) {
      RC_ASSERT(rho_mol_m3.error().fault == Fault::infeasible);
      RC_ASSERT(first_fall_or_crossing(isotherm, p_pa) == Ending::falls);
      return;
    }
    const double h = 1e-9 * *rho_mol_m3;
    RC_ASSERT(pressure_pa(isotherm, *rho_mol_m3 - h) < p_pa);
    RC_ASSERT(pressure_pa(isotherm, *rho_mol_m3 + h) > p_pa);
  });
  CHECK(holds);
}

TEST_CASE("every pure component has a density or a reason why not, everywhere in the range") {
  for (std::size_t i = 0; i < aga8_component_count; ++i) {
    const Aga8Mixture mixture = mixture_of(pure(static_cast<Component>(i)));
    for (double t_k = aga8_temperature_k_min; t_k <= aga8_temperature_k_max; t_k += 13.0) {
      const Aga8Isotherm isotherm = unwrap(mixture.isotherm(t_k));
      bool has_ended = false;
      for (double p_pa = 1e-6; p_pa <= aga8_pressure_pa_max; p_pa *= 1.7) {
        const auto rho_mol_m3 = isotherm.molar_density_mol_m3(p_pa);
        CAPTURE(i);
        CAPTURE(t_k);
        CAPTURE(p_pa);
        if (has_ended) CHECK_FALSE(rho_mol_m3.has_value());  // no gas comes back above its end
        has_ended = !rho_mol_m3.has_value();
        if (has_ended) CHECK(rho_mol_m3.error().fault == Fault::infeasible);
      }
    }
  }
}

TEST_CASE("cold methane is a gas below its vapour pressure and refused where it is liquid") {
  // At 150 K: vapour pressure 1.040 MPa, saturated vapour 16.33 kg/m3 [setzmann1991].
  const Aga8Mixture methane = mixture_of(pure(Component::methane));
  const double rho_mol_m3 = unwrap(methane.molar_density_mol_m3(1.04e6, 150.0));
  CHECK(rho_mol_m3 * methane.molar_mass_kg_mol == Approx(16.33).epsilon(0.005));  // other equation
  const auto liquid = methane.compressibility(1e7, 150.0);
  REQUIRE_FALSE(liquid.has_value());
  CHECK(liquid.error().fault == Fault::infeasible);
  CHECK(liquid.error().what.find("no gas at 100 bar and 150 K") != std::string::npos);
  CHECK(methane.compressibility(1e7, 200.0).has_value());  // above the critical temperature
}

TEST_CASE("the equation refuses hot pure hydrogen, for which its extrapolation falls") {
  const Aga8Mixture hydrogen = mixture_of(pure(Component::hydrogen));
  CHECK(hydrogen.compressibility(5e7, 350.0).has_value());
  CHECK_FALSE(hydrogen.compressibility(2e8, 670.0).has_value());
}

TEST_CASE("an isotherm gives what the mixture gives") {
  const Aga8Mixture mixture = mixture_of(all_components());
  const Aga8Isotherm isotherm = unwrap(mixture.isotherm(283.15));
  for (const double p_pa : pressures_pa) {
    const double z = unwrap(isotherm.compressibility(p_pa));
    const double rho_mol_m3 = unwrap(isotherm.molar_density_mol_m3(p_pa));
    CHECK(z == unwrap(mixture.compressibility(p_pa, 283.15)));
    CHECK(rho_mol_m3 == unwrap(mixture.molar_density_mol_m3(p_pa, 283.15)));
    CHECK(z == Approx(p_pa / (rho_mol_m3 * r_j_mol_k * 283.15)).epsilon(1e-13));
    CHECK(z == unwrap(mixture.state(p_pa, 283.15)).compressibility);
  }
}

TEST_CASE("fractions that are no composition are refused by name and value") {
  Aga8Composition composition = pure(Component::methane);
  composition[Component::nitrogen] = -0.01;
  composition[Component::methane] = 1.01;
  const auto too_much = aga8_mixture(composition);
  REQUIRE_FALSE(too_much.has_value());
  CHECK(too_much.error().where == "gas.composition.methane");
  composition[Component::methane] = 1.0;
  const auto negative = aga8_mixture(composition);
  REQUIRE_FALSE(negative.has_value());
  CHECK(negative.error().where == "gas.composition.nitrogen");
  CHECK(negative.error().what.find("-0.01") != std::string::npos);
  composition[Component::nitrogen] = std::nan("");
  CHECK_FALSE(aga8_mixture(composition).has_value());
  CHECK_FALSE(aga8_mixture(Aga8Composition{}).has_value());
  const auto short_sum = aga8_mixture(in_order({0.9, 0.09}));
  REQUIRE_FALSE(short_sum.has_value());
  CHECK(short_sum.error().what == "mole fractions sum to 0.99; they must sum to 1");
  CHECK_FALSE(short_sum.error().hint.empty());
  CHECK_FALSE(aga8_mixture(in_order({1.0 - 2e-9})).has_value());
  CHECK(aga8_mixture(in_order({1.0 - 0.5e-9})).has_value());
}

TEST_CASE("states outside the range are refused with the range") {
  const Aga8Mixture mixture = mixture_of(pure(Component::methane));
  for (const double t_k : {0.0, -5.0, 142.9, 677.1, 1e9, std::nan("")}) {
    const auto z = mixture.compressibility(1e6, t_k);
    REQUIRE_FALSE(z.has_value());
    CHECK(z.error().fault == Fault::bad_input);
    CHECK(z.error().what.find("143 to 677 K") != std::string::npos);
    CHECK_FALSE(mixture.state(1e6, t_k).has_value());
    CHECK_FALSE(mixture.molar_density_mol_m3(1e6, t_k).has_value());
  }
  for (const double p_pa : {-1.0, 280.1e6, HUGE_VAL, std::nan("")}) {
    const auto z = mixture.compressibility(p_pa, 300.0);
    REQUIRE_FALSE(z.has_value());
    CHECK(z.error().what.find("Pa; the equation holds for 0 to") != std::string::npos);
    CHECK_FALSE(z.error().hint.empty());
  }
  CHECK_FALSE(mixture.state(0.0, 300.0).has_value());
  CHECK(mixture.compressibility(aga8_pressure_pa_max, aga8_temperature_k_max).has_value());
  CHECK(mixture.compressibility(1e5, aga8_temperature_k_min).has_value());
  CHECK(mixture.compressibility(1e-320, aga8_temperature_k_max).has_value());
}

TEST_CASE("every component has a name of its own") {
  std::map<std::string_view, int> count;
  for (std::size_t i = 0; i < aga8_component_count; ++i)
    ++count[name_of(static_cast<Component>(i))];
  CHECK(count.size() == aga8_component_count);
  CHECK(name_of(Component::methane) == "methane");
  CHECK(name_of(Component::argon) == "argon");
}
