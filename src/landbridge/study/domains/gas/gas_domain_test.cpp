#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <variant>

#include <doctest/doctest.h>

#include "landbridge/study/domains/gas/gas_schema.hpp"
#include "landbridge/study/run.hpp"
#include "landbridge/study/scenario.hpp"

using namespace landbridge;
using namespace landbridge::study;

namespace {

using Values = std::map<std::string, std::variant<double, std::string>>;

constexpr double molar_mass_kg_mol = 16.043e-3;  // methane, as in the gas table [aga1994]
constexpr double length_m = 100e3, diameter_m = 1.0, roughness_m = 0.1e-3;
constexpr double from_pa = 7e6, to_pa = 4e6, temperature_k = 283.15;

/// A row with the given values [SI] and the fallbacks of the schema, as the reader makes it.
Row row_of(std::string_view entity, std::string id, const Values& values) {
  const auto spec = std::ranges::find(gas_entities(), entity, &EntitySpec::name);
  REQUIRE(spec != gas_entities().end());
  Row row;
  row.id = std::move(id);
  for (const FieldSpec& f : spec->fields) {
    Cell cell;
    if (const auto hit = values.find(f.key); hit != values.end()) {
      cell.is_set = true;
      if (const auto* number = std::get_if<double>(&hit->second))
        cell.number = Number{*number, {}};
      else
        cell.text = std::get<std::string>(hit->second);
    } else if (f.fallback_si) {
      cell.is_set = true;
      cell.number = Number{*f.fallback_si, {}};
    } else {
      cell.text = f.fallback;
    }
    row.cells.push_back(std::move(cell));
  }
  return row;
}

/// One flat, ideal, fully rough pipe from a (70 bar) to b (40 bar), out of order on no day.
struct OnePipe {
  Study study;
  DomainData& data() { return study.domains.front(); }
  void add(std::string_view entity, std::string id, const Values& values) {
    data().table(entity).rows.push_back(row_of(entity, std::move(id), values));
  }

  OnePipe() {
    study.meta.currency.assign("EUR");
    study.currencies = {{"EUR", 1.0}};
    study.periods = {{"winter", 304, 151}, {"summer", 90, 214}};
    for (const char* id : {"a", "m", "b"}) study.places.push_back({id, id, "", 0, 0, {}, {}});
    study.domains = {{"gas", {}}};
    for (const EntitySpec& e : gas_entities()) data().tables.push_back({e.name, {}});
    add("settings", "settings",
        {{"composition", "methane 1"},
         {"eos", "ideal"},
         {"friction", "nikuradse"},
         {"gas_temperature", temperature_k},
         {"availability", 1.0},
         {"max_velocity", 1e3}});
    add("supply", "a", {{"at", "a"}, {"pressure", from_pa}});
    add("delivery", "b", {{"at", "b"}, {"min_pressure", to_pa}});
    study.scenarios = {{"today", "", "", "", "", {}, {}}};
  }
  void add_pipe(std::string id, std::string from, std::string to, double share = 1.0) {
    add("pipe", std::move(id),
        {{"from", std::move(from)},
         {"to", std::move(to)},
         {"length", share * length_m},
         {"diameter", diameter_m},
         {"roughness", roughness_m},
         {"efficiency", 1.0},
         {"max_pressure", 1e7}});
  }
  Step step(std::string operation, std::string entity, std::string row) const {
    Step s;
    s.operation = std::move(operation);
    s.domain.assign("gas");
    s.entity = std::move(entity);
    s.row_pattern = std::move(row);
    return s;
  }

  std::map<std::string, double> metrics() const {
    const auto domains = known_domains();
    const Domain& gas = *find_domain(domains, "gas");
    const auto built = make_case(study, study.scenarios.front(), "gas", gas.entities());
    REQUIRE(built.has_value());
    const auto evaluator = gas.prepare(*built);
    REQUIRE(evaluator.has_value());
    const auto values = (*evaluator)->evaluate({});
    REQUIRE_MESSAGE(values.has_value(), values.error().what);
    std::map<std::string, double> all;
    for (std::size_t i = 0; i < values->size(); ++i)
      all[(*evaluator)->metrics()[i].name] = (*values)[i];
    return all;
  }
};

OnePipe one_pipe() {
  OnePipe p;
  p.add_pipe("line", "a", "b");
  return p;
}

OnePipe with_station(double units) {
  OnePipe p;
  p.add_pipe("upper", "a", "m", 0.5);
  p.add_pipe("lower", "m", "b", 0.5);
  p.add("station", "m",
        {{"at", "m"},
         {"outlet_pressure", from_pa},
         {"max_ratio", 2.0},
         {"unit_power", 10e6},
         {"units", units},
         {"standby", 1.0}});
  return p;
}

/// m = sqrt((p1^2 - p2^2) / K),  K = 16 lambda L R T / (M pi^2 D^5),
/// 1/sqrt(lambda) = 2 log10(D / k) + 1.138: isothermal ideal gas in a flat pipe [koch2015, ch. 2].
double closed_form_mol_s() {
  const double lambda = std::pow(2.0 * std::log10(diameter_m / roughness_m) + 1.138, -2.0);
  const double k =
      16.0 * lambda * length_m * 8.31446261815324 * temperature_k /
      (molar_mass_kg_mol * std::numbers::pi * std::numbers::pi * std::pow(diameter_m, 5.0));
  return std::sqrt((from_pa * from_pa - to_pa * to_pa) / k) / molar_mass_kg_mol;
}

}  // namespace

TEST_CASE("a single pipe delivers the flow of the closed form, in every period") {
  const auto m = one_pipe().metrics();
  const double expected = closed_form_mol_s();
  CHECK(m.at("delivered[b].annual") == doctest::Approx(expected).epsilon(1e-6));
  CHECK(m.at("delivered[b].peak") == doctest::Approx(expected).epsilon(1e-6));
  CHECK(m.at("delivered[b].winter") == doctest::Approx(expected).epsilon(1e-6));
  CHECK(m.at("delivered[b].best_day") == doctest::Approx(expected).epsilon(1e-6));
}

TEST_CASE("an efficiency of E multiplies the flow of a rough pipe by E") {
  OnePipe p = one_pipe();
  Step s = p.step("set", "pipe", "line");
  s.field.assign("efficiency");
  s.amount = Number{0.9, {}};
  p.study.scenarios[0].steps = {s};
  CHECK(p.metrics().at("delivered[b].annual") ==
        doctest::Approx(0.9 * closed_form_mol_s()).epsilon(1e-6));
}

TEST_CASE("a station carries more than the pipe alone, and firm is never above peak") {
  const double alone = closed_form_mol_s();
  const auto m = with_station(2.0).metrics();
  CHECK(m.at("delivered[b].annual") > 1.05 * alone);
  CHECK(m.at("delivered[b].annual") <= m.at("delivered[b].peak"));
  const auto one_unit = with_station(1.0).metrics();  // it stands by: firm is the pipe alone
  CHECK(one_unit.at("delivered[b].annual") == doctest::Approx(alone).epsilon(1e-6));
  CHECK(one_unit.at("delivered[b].peak") > one_unit.at("delivered[b].annual"));
}

TEST_CASE("with the only pipe closed nothing is delivered, with a reason and without an error") {
  OnePipe p = one_pipe();
  p.study.scenarios[0].steps = {p.step("close", "pipe", "line")};
  CHECK(p.metrics().at("delivered[b].annual") == 0.0);
  const auto domains = known_domains();
  RunOptions options;
  options.draws = 2;
  const auto result = run(p.study, domains, options);
  REQUIRE(result.has_value());
  const DomainResult& gas = result->scenarios[0].domains[0];
  CHECK_FALSE(gas.error.has_value());
  CHECK(gas.metrics.front().failed == 0);
  CHECK_FALSE(gas.metrics.front().reason.sentence.empty());
}

TEST_CASE("closed for 73 of 365 days, a pipe delivers a fifth less in a year") {
  OnePipe p = one_pipe();
  Step s = p.step("close", "pipe", "line");
  s.first_day = 0;
  s.length_days = 73;
  p.study.scenarios[0].steps = {s};
  const auto m = p.metrics();
  CHECK(m.at("delivered[b].annual") == doctest::Approx(0.8 * closed_form_mol_s()).epsilon(1e-6));
  CHECK(m.at("delivered[b].summer") == doctest::Approx(closed_form_mol_s()).epsilon(1e-6));
}

TEST_CASE("gas taken out on the way is missing at the end, in its own period only") {
  OnePipe p;
  p.add_pipe("upper", "a", "m", 0.5);
  p.add_pipe("lower", "m", "b", 0.5);
  const double before = p.metrics().at("delivered[b].winter");
  CHECK(before == doctest::Approx(closed_form_mol_s()).epsilon(1e-6));
  p.add("offtake", "town", {{"at", "m"}, {"period", "winter"}, {"flow", 2000.0}});
  const auto m = p.metrics();
  CHECK(m.at("delivered[b].winter") < before);
  CHECK(m.at("delivered[b].winter") > before - 2000.0);
  CHECK(m.at("delivered[b].summer") == doctest::Approx(before).epsilon(1e-9));
}

TEST_CASE("an offtake at the delivery itself takes away exactly its flow") {
  OnePipe p = one_pipe();
  p.add("offtake", "town", {{"at", "b"}, {"period", "winter"}, {"flow", 2000.0}});
  CHECK(p.metrics().at("delivered[b].winter") ==
        doctest::Approx(closed_form_mol_s() - 2000.0).epsilon(1e-6));
}

TEST_CASE("a cap holds, the smallest of several counts, and a cap of zero delivers nothing") {
  OnePipe p = one_pipe();
  Step s = p.step("cap", "delivery", "b");
  s.amount = Number{5000.0, {}};
  Step tighter = s;
  tighter.amount = Number{3000.0, {}};
  p.study.scenarios[0].steps = {s, tighter};
  CHECK(p.metrics().at("delivered[b].annual") == doctest::Approx(3000.0).epsilon(1e-6));
  tighter.amount = Number{0.0, {}};
  p.study.scenarios[0].steps = {s, tighter};
  CHECK(p.metrics().at("delivered[b].annual") == 0.0);
}

TEST_CASE("the price zone goes from the seller's best way out to the buyer's cheapest") {
  OnePipe p = one_pipe();
  p.add("deal", "sale", {{"delivery", "b"}, {"amount", 1000.0}});
  const auto rung = [&](std::string id, std::string side, std::string way, double amount) {
    const std::string label = id;
    p.add("price", std::move(id),
          {{"deal", "sale"},
           {"side", std::move(side)},
           {"alternative", std::move(way)},
           {"label", label},
           {"amount", amount}});
  };
  rung("s1", "seller", "sell elsewhere", 9.0);
  rung("s2", "seller", "sell elsewhere", -4.0);  // 9 - 4 = 5
  rung("s3", "seller", "leave it", 3.0);         // 3: the seller takes 5
  rung("b1", "buyer", "burn oil", 12.0);         // 12
  rung("b2", "buyer", "buy elsewhere", 6.0);
  rung("b3", "buyer", "buy elsewhere", 2.0);  // 6 + 2 = 8: the buyer takes 8
  p.add("price", "line",
        {{"deal", "sale"},
         {"side", "seller"},
         {"alternative", "sell elsewhere"},
         {"label", "line"},
         {"kind", "tariff"}});
  const auto m = p.metrics();
  CHECK(m.at("zone[sale].floor") == doctest::Approx(5.0));
  CHECK(m.at("zone[sale].ceiling") == doctest::Approx(8.0));
  CHECK(m.at("zone[sale].width") == doctest::Approx(3.0));
  // Nothing is new: the tariff rung adds zero, and there is no tariff to claim about.
  CHECK(m.at("capex") == 0.0);
  CHECK_FALSE(m.contains("tariff[sale]"));
}

TEST_CASE("a new line has to be paid for, and its tariff raises the floor by itself") {
  OnePipe p = one_pipe();
  Step is_new = p.step("set", "pipe", "line");
  is_new.field.assign("status");
  is_new.text.assign("new");
  p.study.scenarios[0].steps = {is_new};
  p.add("deal", "sale", {{"delivery", "b"}, {"amount", 1000.0}});
  p.add("price", "cost",
        {{"deal", "sale"},
         {"side", "seller"},
         {"alternative", "x"},
         {"label", "gas"},
         {"amount", 5e-3}});
  p.add("price", "line",
        {{"deal", "sale"},
         {"side", "seller"},
         {"alternative", "x"},
         {"label", "line"},
         {"kind", "tariff"}});
  p.add("price", "oil",
        {{"deal", "sale"},
         {"side", "buyer"},
         {"alternative", "y"},
         {"label", "oil"},
         {"amount", 9e-3}});
  const auto m = p.metrics();
  CHECK(m.at("capex") > 0.0);
  CHECK(m.at("tariff[sale]") > 0.0);
  CHECK(m.at("zone[sale].floor") == doctest::Approx(5e-3 + m.at("tariff[sale]")).epsilon(1e-12));
}

TEST_CASE("a station that is out is passed by, and a pipe that is out delivers nothing") {
  OnePipe p = with_station(2.0);
  p.add("outage", "machines", {{"element", "m"}, {"delivery", "b"}});
  p.add("outage", "line", {{"element", "lower"}, {"delivery", "b"}});
  const auto m = p.metrics();
  CHECK(m.at("outage[machines].winter") == doctest::Approx(closed_form_mol_s()).epsilon(1e-6));
  CHECK(m.at("outage[machines].lost.winter") ==
        doctest::Approx(1.0 - closed_form_mol_s() / m.at("delivered[b].winter")).epsilon(1e-6));
  CHECK(m.at("outage[line].winter") == 0.0);
  CHECK(m.at("outage[line].lost.winter") == doctest::Approx(1.0));
}

TEST_CASE("a town that an outage cuts off from every supply takes nothing any more") {
  OnePipe p = with_station(2.0);
  p.add_pipe("side", "m", "c", 0.1);
  p.study.places.push_back({"c", "c", "", 0, 0, {}, {}});
  p.add("offtake", "town", {{"at", "c"}, {"period", "winter"}, {"flow", 1500.0}});
  p.add("outage", "side", {{"element", "side"}, {"delivery", "b"}});
  const auto m = p.metrics();
  CHECK(m.at("outage[side].winter") > m.at("delivered[b].winter"));
  CHECK(m.at("outage[side].winter") == doctest::Approx(m.at("delivered[b].summer")).epsilon(1e-9));
}

TEST_CASE("after the source closes the gas in the pipe lasts about as long as its mass allows") {
  OnePipe p = one_pipe();
  p.add("closure", "source",
        {{"element", "a"},
         {"watch", "b"},
         {"min_pressure", 2e6},
         {"period", "winter"},
         {"delivery", "b"},
         {"flow", 2000.0}});
  const double survival_s = p.metrics().at("closure[source].hours");
  // At 2,000 mol/s the pressure hardly differs along the pipe: p V / (R T) mol from 7 to 2 MPa.
  const double volume_m3 = std::numbers::pi / 4.0 * diameter_m * diameter_m * length_m;
  const double stored_mol = 5e6 * volume_m3 / (8.31446261815324 * temperature_k);
  CHECK(survival_s == doctest::Approx(stored_mol / 2000.0).epsilon(0.03));
}

TEST_CASE("a pipe that closes behind the watched place does not hurt it") {
  OnePipe p = with_station(2.0);
  p.add("closure", "behind",
        {{"element", "lower"},
         {"watch", "m"},
         {"min_pressure", 2e6},
         {"period", "winter"},
         {"delivery", "b"}});
  CHECK(p.metrics().at("closure[behind].hours") == doctest::Approx(96.0 * 3600.0));
}

namespace {

/// The line with a station, in soil, with air at the station and a map of its machines.
OnePipe with_heat_and_map(double soil_k, double air_k) {
  OnePipe p = with_station(2.0);
  p.data().table("settings").rows.front() = row_of("settings", "settings",
                                                   {{"composition", "methane 1"},
                                                    {"eos", "papay"},
                                                    {"friction", "colebrook"},
                                                    {"availability", 1.0},
                                                    {"water_dew_point", 263.15}});
  for (const char* period : {"winter", "summer"})
    p.add("ground", period,
          {{"region", "here"}, {"period", period}, {"soil", soil_k}, {"air", air_k}});
  const auto put = [&](const char* table, const char* key, const char* text) {
    const auto spec = std::ranges::find(gas_entities(), table, &EntitySpec::name);
    for (Row& row : p.data().table(table).rows)
      row.cells[static_cast<std::size_t>(spec->index_of(key))].text.assign(text);
  };
  put("pipe", "region", "here");
  put("station", "region", "here");
  put("station", "machine", "turbine");
  const auto spec = std::ranges::find(gas_entities(), "station", &EntitySpec::name);
  const auto power = static_cast<std::size_t>(spec->index_of("unit_power"));
  p.data().table("station").rows.front().cells[power].number = Number{20e6, {}};
  p.add("machine", "turbine", {{"design_suction", 5e6}, {"design_ratio", 1.3}});
  return p;
}

}  // namespace

TEST_CASE("colder soil carries more, colder air gives the machines power") {
  const double mild = with_heat_and_map(288.15, 288.15).metrics().at("delivered[b].winter");
  const double cold_soil = with_heat_and_map(276.15, 288.15).metrics().at("delivered[b].winter");
  const double hot_air = with_heat_and_map(288.15, 308.15).metrics().at("delivered[b].winter");
  CHECK(cold_soil > 1.005 * mild);
  CHECK(hot_air < mild);
}

TEST_CASE("the margin to hydrates grows with the soil's temperature and with dry gas") {
  OnePipe p = with_heat_and_map(278.15, 278.15);
  const double cold_k = p.metrics().at("hydrate_margin[b].winter");
  const double warm_k = with_heat_and_map(288.15, 288.15).metrics().at("hydrate_margin[b].winter");
  CHECK(warm_k > cold_k + 5.0);
  Step dry = p.step("set", "settings", "settings");
  dry.field.assign("water_dew_point");
  dry.amount = Number{243.15, {}};
  p.study.scenarios[0].steps = {dry};
  CHECK(p.metrics().at("hydrate_margin[b].winter") > cold_k + 5.0);
}

TEST_CASE("a day without peaks stays at its least pressure, a peak on the way breaks it") {
  OnePipe p;
  p.add_pipe("upper", "a", "m", 0.5);
  p.add_pipe("lower", "m", "b", 0.5);
  p.add("offtake", "town", {{"at", "m"}, {"period", "winter"}, {"flow", 3000.0}});
  p.add("day", "all", {{"delivery", "b"}, {"period", "winter"}, {"flow", 1e5}});
  CHECK(p.metrics().at("day[all].margin") == doctest::Approx(0.0).scale(1e6).epsilon(1e-3));
  for (int hour = 0; hour < 24; ++hour)
    p.add("hour", "h" + std::to_string(hour),
          {{"hour", static_cast<double>(hour)}, {"factor", hour >= 7 && hour < 13 ? 1.9 : 0.7}});
  CHECK(p.metrics().at("day[all].margin") < -1e4);
}

TEST_CASE("a station with a map needs the air, and soil is stated everywhere or nowhere") {
  const auto problems_of = [](OnePipe& p) {
    const auto domains = known_domains();
    Diagnostics problems;
    find_domain(domains, "gas")->check(p.study, p.data(), problems);
    return problems.has_errors();
  };
  OnePipe fine = with_heat_and_map(278.15, 278.15);
  CHECK_FALSE(problems_of(fine));
  OnePipe no_air = with_heat_and_map(278.15, 0.0);
  CHECK(problems_of(no_air));
  OnePipe half = with_heat_and_map(278.15, 278.15);
  half.add("ground", "other", {{"region", "there"}, {"period", "winter"}, {"temperature", 280.0}});
  CHECK(problems_of(half));
}

TEST_CASE("a steady day behind a station at its limit stays at the least pressure too") {
  OnePipe p = with_station(2.0);
  p.add("day", "all", {{"delivery", "b"}, {"period", "winter"}, {"flow", 1e5}});
  CHECK(p.metrics().at("day[all].margin") == doctest::Approx(0.0).scale(1e6).epsilon(1e-2));
}
