#include "landbridge/base/units.hpp"

#include <map>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "landbridge/base/fields.hpp"
#include "landbridge/base/ids.hpp"
#include "landbridge/base/parse.hpp"

namespace landbridge {
namespace {

struct Definition {
  double si;
  std::string dimension;
};

constexpr double r =
    8.31446261815324;  // J/(mol K): N_A k = 6.02214076e23 * 1.380649e-23 [bipm2019]
constexpr double pound_kg = 0.45359237;  // [nist811]
constexpr double gravity = 9.80665;      // [bipm2019]

/// Every row again, from the definition and not from the table.
const std::map<std::string, Definition>& definitions() {
  static const std::map<std::string, Definition> all{
      {"1", {1.0, "1"}},
      {"%", {1.0 / 100.0, "1"}},
      {"deg", {3.14159265358979323846 / 180.0, "1"}},
      {"m", {1.0, "m"}},
      {"mm", {1.0 / 1000.0, "m"}},
      {"cm", {1.0 / 100.0, "m"}},
      {"km", {1000.0, "m"}},
      {"um", {1.0 / 1000000.0, "m"}},
      {"in", {2.54 / 100.0, "m"}},
      {"ft", {12.0 * 2.54 / 100.0, "m"}},
      {"mile", {5280.0 * 12.0 * 2.54 / 100.0, "m"}},
      {"m2", {1.0, "m^2"}},
      {"m3", {1.0, "m^3"}},
      {"kg", {1.0, "kg"}},
      {"t", {1000.0, "kg"}},
      {"kt", {1000000.0, "kg"}},
      {"Mt", {1000000000.0, "kg"}},
      {"s", {1.0, "s"}},
      {"min", {60.0, "s"}},
      {"h", {60.0 * 60.0, "s"}},
      {"d", {24.0 * 60.0 * 60.0, "s"}},
      {"yr", {365.0 * 24.0 * 60.0 * 60.0, "s"}},
      {"K", {1.0, "K"}},
      {"degC", {1.0, "K"}},
      {"N", {1.0, "m kg s^-2"}},
      {"kN", {1000.0, "m kg s^-2"}},
      {"Pa", {1.0, "m^-1 kg s^-2"}},
      {"kPa", {1000.0, "m^-1 kg s^-2"}},
      {"MPa", {1000000.0, "m^-1 kg s^-2"}},
      {"bar", {100000.0, "m^-1 kg s^-2"}},
      {"atm", {101325.0, "m^-1 kg s^-2"}},
      {"at", {gravity / (0.01 * 0.01), "m^-1 kg s^-2"}},
      {"psi", {pound_kg * gravity / (0.0254 * 0.0254), "m^-1 kg s^-2"}},
      {"J", {1.0, "m^2 kg s^-2"}},
      {"MJ", {1000000.0, "m^2 kg s^-2"}},
      {"GJ", {1000000000.0, "m^2 kg s^-2"}},
      {"kWh", {1000.0 * 3600.0, "m^2 kg s^-2"}},
      {"MWh", {1000000.0 * 3600.0, "m^2 kg s^-2"}},
      {"W", {1.0, "m^2 kg s^-3"}},
      {"kW", {1000.0, "m^2 kg s^-3"}},
      {"MW", {1000000.0, "m^2 kg s^-3"}},
      {"hp", {550.0 * 0.3048 * pound_kg * gravity, "m^2 kg s^-3"}},
      {"mol", {1.0, "mol"}},
      {"kmol", {1000.0, "mol"}},
      {"m3_20C", {101325.0 / (r * (273.15 + 20.0)), "mol"}},
      {"m3_15C", {101325.0 / (r * (273.15 + 15.0)), "mol"}},
      {"m3_0C", {101325.0 / (r * 273.15), "mol"}},
      {"mcm_20C", {1e6 * 101325.0 / (r * 293.15), "mol"}},
      {"mcm_15C", {1e6 * 101325.0 / (r * 288.15), "mol"}},
      {"mcm_0C", {1e6 * 101325.0 / (r * 273.15), "mol"}},
      {"bcm_20C", {1e9 * 101325.0 / (r * 293.15), "mol"}},
      {"bcm_15C", {1e9 * 101325.0 / (r * 288.15), "mol"}},
      {"bcm_0C", {1e9 * 101325.0 / (r * 273.15), "mol"}},
      {"money", {1.0, "money"}},
      {"Mmoney", {1000000.0, "money"}}};
  return all;
}

}  // namespace

TEST_CASE("every unit of the table has the value of its definition") {
  std::set<std::string> seen;
  for (const UnitEntry& e : unit_table()) {
    CAPTURE(e.symbol);
    const auto hit = definitions().find(std::string(e.symbol));
    REQUIRE(hit != definitions().end());
    CHECK(e.si == doctest::Approx(hit->second.si).epsilon(1e-15));
    CHECK(to_text(e.dimension) == hit->second.dimension);
    CHECK(e.offset_si == (e.symbol == "degC" ? 273.15 : 0.0));
    CHECK(seen.insert(std::string(e.symbol)).second);  // no symbol twice
  }
  CHECK(seen.size() == definitions().size());
}

TEST_CASE("a cubic metre at 0 degC holds 44.615 mol, and 55 bcm at 20 degC are 51.2 at 0 degC") {
  // molar volume 22.413 969 54e-3 m3/mol at 273.15 K, 101.325 kPa [tiesinga2021]
  CHECK(units::m3_0C.si == doctest::Approx(1.0 / 22.41396954e-3).epsilon(1e-9));
  CHECK((55.0 * units::bcm_20C).in(units::bcm_0C) ==
        doctest::Approx(51.2).epsilon(1e-3));  // printed
}

TEST_CASE("constants multiply as exact definitions say") {
  CHECK(constants::molar_gas_constant_j_mol_k ==
        doctest::Approx(6.02214076e23 * 1.380649e-23).epsilon(1e-15));
}

TEST_CASE("compound units in code equal what parse_unit reads from their symbol") {
  const auto same = [](const auto& unit) {
    const auto read = parse_unit(unit.symbol);
    REQUIRE(read.has_value());
    CHECK(read->si == doctest::Approx(unit.si).epsilon(1e-14));
  };
  same(units::m_per_s);
  same(units::km_per_h);
  same(units::kg_per_m3);
  same(units::pascal_second);
  same(units::kg_per_s);
  same(units::m3_per_s);
  same(units::inch_km);
  same(units::bcm_20C_per_year);
  same(units::mcm_20C_per_day);
  same(units::kg_per_kmol);
  same(units::megajoule_per_m3_20C);
  same(units::per_year);
  same(units::percent_per_year);
  same(units::money_per_tonne);
  same(units::million_money_per_km);
  same(units::million_money_per_megawatt);
  same(units::money_per_1000m3_20C);
  same(units::money_per_1000m3_20C_100km);
}

TEST_CASE("quantities multiply and divide into the right dimension") {
  const Velocity speed = (72.0 * units::km) / (1.0 * units::hour);
  CHECK(speed.in(units::m_per_s) == doctest::Approx(20.0));
  const Energy energy = (2.0 * units::kilowatt) * (30.0 * units::minute);
  CHECK(energy.in(units::kilowatt_hour) == doctest::Approx(1.0));
  const Money fee = (3.0 * units::money_per_tonne) * (2.0 * units::kilotonne);
  CHECK(fee.in(units::million_money) == doctest::Approx(0.006));
  CHECK(-(2.0 * units::km) + 3.0 * units::km == 1.0 * units::km);
  CHECK(1.0 * units::bar < 1.0 * units::atm);
  CHECK((2.0 * (1.0 * units::km) / 4.0).in(units::metre) == 500.0);
}

TEST_CASE("an id that was never set is none, and columns give ids in order") {
  CHECK(NodeId{}.is_none());
  CHECK_FALSE(NodeId(0).is_none());
  Column<NodeId, int> column;
  CHECK(column.push_back(7) == NodeId(0));
  CHECK(column.push_back(8) == NodeId(1));
  CHECK(column[NodeId(1)] == 8);
  column.resize(3, 9);
  CHECK(column.values() == std::vector<int>{7, 8, 9});
  CHECK(NodeId(1) < NodeId(2));
  Column<NodeId, bool> mask(2, false);
  mask[NodeId(1)] = true;
  CHECK(std::as_const(mask)[NodeId(1)]);
  CHECK_FALSE(std::as_const(mask)[NodeId(0)]);
}

namespace {

struct Sample {
  Length length;
  Pressure drop;
  static constexpr auto fields() {
    return std::tuple{field("length", &Sample::length, units::km, "how long", positive),
                      field("drop", &Sample::drop, units::bar, "pressure lost")};
  }
};

}  // namespace

TEST_CASE("fields are visited in order with member, unit and rule") {
  Sample sample;
  std::string keys;
  for_each_field<Sample>([&](const auto& f) {
    keys += std::string(f.key) + " ";
    sample.*(f.member) = 2.0 * f.unit;
    if (f.key == "length") {
      CHECK(f.rule.minimum_is_open);
      CHECK(f.rule.minimum_si == 0.0);
    } else {
      CHECK_FALSE(f.rule.minimum_is_open);
      CHECK(f.rule.is_required);
    }
  });
  CHECK(keys == "length drop ");
  CHECK(sample.length.si() == 2000.0);
  CHECK(sample.drop.si() == 2e5);
  CHECK_FALSE(optional_positive.is_required);
  CHECK_FALSE(optional_not_negative.minimum_is_open);
}

}  // namespace landbridge
