#include "landbridge/io/design_spec.hpp"

#include <cmath>
#include <cstdlib>
#include <string>

#include <doctest/doctest.h>

#include <fmt/format.h>

#include "landbridge/io/design_output.hpp"

using namespace landbridge;
using namespace landbridge::io;

namespace {

const std::string good_head = R"([design]
name = "test"
price_year = 2020
flow = "10 bcm_20C/yr"
diameters = ["820 mm", "1020 mm"]
lines = [1]
max_pressures = ["7.4 MPa"]
)";
const std::string good_route = R"([route]
length = "400 km"
delivery_pressure = "4 MPa"
)";

Read<DesignFile> read(const std::string& text) {
  return parse_design_file(TextFile("spec.toml", text));
}

/// All messages of a wrong file.
std::string wrong(const std::string& text) {
  const auto file = read(text);
  CHECK_FALSE(static_cast<bool>(file));
  return file.diagnostics.render();
}

bool holds(const std::string& text, const std::string& phrase) {
  const bool is_there = text.find(phrase) != std::string::npos;
  CHECK_MESSAGE(is_there, phrase, " is not in:\n", text);
  return is_there;
}

std::filesystem::path example(const char* name) {
  const char* root = std::getenv("LANDBRIDGE_SOURCE");
  return std::filesystem::path(root != nullptr ? root : ".") / "examples" / "design" / name;
}

}  // namespace

TEST_CASE("a short design file is read with its units and defaults") {
  const auto file = read(good_head + good_route + R"([costs]
station = { low = "2 MUSD/MW", best = "3 MUSD/MW", high = "4 MUSD/MW", source = "filings" }
laying = "50 kUSD/in/km"
[assumptions]
max_ratio = 1.4
)");
  CHECK_MESSAGE(file, file.diagnostics.render());
  REQUIRE(file);
  REQUIRE(file->design.has_value());
  CHECK(file->design->flow.in(units::bcm_20C_per_year) == doctest::Approx(10.0));
  CHECK(file->design->diameters[1].in(units::mm) == doctest::Approx(1020.0));
  CHECK(file->design->assumptions.max_ratio.si() == 1.4);
  CHECK(file->design->costs.low.station.si() == doctest::Approx(2.0));
  CHECK(file->design->costs.high.station.si() == doctest::Approx(4.0));
  CHECK(file->design->costs.best.laying.si() == doctest::Approx(50e3 / 25.4));
  REQUIRE(file->cost_notes.size() == 1);
  CHECK(file->cost_notes[0].source == "filings");
}

TEST_CASE("money is read in the currency of the file and in no other") {
  const std::string euro = good_head + "currency = \"EUR\"\n" + good_route;
  CHECK(read(euro + "[costs]\nstation = \"3 MEUR/MW\"\n"));
  holds(wrong(euro + "[costs]\nstation = \"3 MUSD/MW\"\n"), "USD");
}

TEST_CASE("every mistake has its line and column and says what would be right") {
  struct Case {
    const char* text;
    const char* says;
    const char* place;
  };
  const Case cases[] = {
      {"length = 400\n", "bare number", "spec.toml:9:10"},
      {"length = \"400\"\n", "has no unit", "spec.toml:9:10"},
      {"length = \"400 bar\"\n", "cannot be used here", "spec.toml:9:10"},
      {"length = \"-400 km\"\n", "greater than 0", "spec.toml:9:10"},
      {"length = \"4,5 km\"\n", "decimal comma", "spec.toml:9:10"},
      {"length = \"nan km\"\n", "finite number", "spec.toml:9:10"},
      {"length = true\n", "must be a number", "spec.toml:9:10"},
      {"length = \"400 km\"\nlenght = \"5 km\"\n", "did you mean 'length'?", "spec.toml:10:10"},
      {"length = \"400 km\"\nprofile = [[\"0 km\"]]\n", "two values", "spec.toml:10:"},
      {"length = \"400 km\"\nofftakes = [{ name = \"a\", at = \"5 km\" }]\n", "no 'flow'",
       "spec.toml:10:"},
      {"length = \"400 km\"\nofftakes = 5\n", "list of tables", "spec.toml:10:"},
      {"length = \"400 km\"\nlength = \"5 km\"\n", "length", "spec.toml:10:"},
      {"length = \"400 km\n", "string", "spec.toml:9:"},
  };
  for (const Case& c : cases) {
    const std::string all =
        wrong(good_head + "[route]\n" + c.text +
              (std::string(c.says) == "string" ? "" : "delivery_pressure = \"4 MPa\"\n"));
    INFO(c.text);
    holds(all, c.says);
    holds(all, c.place);
  }
}

TEST_CASE("what is missing is named") {
  holds(wrong(""), "asks for nothing");
  holds(wrong(good_head), "no [route]");
  holds(wrong(good_route), "no [design]");
  holds(wrong("[design]\nname = \"x\"\n" + good_route), "no 'flow'");
  holds(wrong("[design]\nname = \"x\"\nprice_year = 2020\nflow = \"1 bcm_20C/yr\"\n" + good_route),
        "no 'diameters'");
  holds(wrong(good_head + "[route]\nlength = \"4 km\"\n"), "no 'delivery_pressure'");
  holds(wrong("[[check]]\nname = \"x\"\n"), "no 'stated'");
}

TEST_CASE("a plain bcm is refused with the three that say at which temperature") {
  std::string text = good_head + good_route;
  text.replace(text.find("bcm_20C"), 7, "bcm");
  const std::string all = wrong(text);
  holds(all, "does not say at which temperature");
  holds(all, "bcm_20C");
}

TEST_CASE("wrong words and ranges are refused") {
  const std::string good = good_head + good_route;
  holds(wrong(good + "[assumptions]\nwall_rule = \"din\"\n"), "snip_2_05_06");
  holds(wrong(good + "[assumptions]\nfriction = \"constant\"\n"), "colebrook");
  holds(wrong(good + "[assumptions]\navailability = 1.2\n"), "at most 1");
  holds(wrong(good + "[assumptions]\nunit_sizes = []\n"), "unit sizes is empty");
  holds(wrong(good + "[gas]\neos = \"ideel\"\n"), "spec.toml:12:7");
  holds(
      wrong(good + "[costs]\nlifetime = { low = \"20 yr\", best = \"50 yr\", high = \"30 yr\" }\n"),
      "not between its ends");
  holds(wrong(good + "[costs]\nsteel = \"-5 USD/t\"\n"), "at least 0");
  holds(wrong(good_head + "currency = \"euro\"\n" + good_route), "three capital letters");
  holds(wrong(good_head + "currency = 5\n" + good_route), "must be a text");
  holds(wrong(good + "[assumptions]\ncell = \"1 mm\"\n"), "only cost time");
  holds(wrong(good + "[assumptions]\nunit_sizes = [\"1 W\"]\n"), "at least 0.01 MW");
  holds(wrong(good + "[extra]\n"), "no key 'extra'");
  holds(
      wrong(good + "[[existing]]\nname = \"x\"\nlength = \"10 km\"\ndelivery_pressure = \"9 MPa\"\n"
                   "diameter = \"500 mm\"\nmax_pressure = \"5 MPa\"\n"),
      "not above the line's maximum of 5 MPa");
}

TEST_CASE("all mistakes of a file are told at once") {
  const auto file = read(good_head + "[route]\nlength = 4\ndelivery_pressure = \"4 m\"\nfoo = 1\n");
  CHECK(file.diagnostics.all().size() == 3);
}

TEST_CASE("the shipped file of known lines keeps the 15 % on every line that states it") {
  const auto file = read_design_file(example("known_lines.toml"));
  CHECK_MESSAGE(file, file.diagnostics.render());
  REQUIRE(file);
  const auto results = unwrap(gas::check_known_lines(file->checks, file->assumptions));
  int with_tolerance = 0;
  for (const gas::KnownLineResult& r : results) {
    INFO(r.known.line.name, " ", r.deviation_relative);
    CHECK(r.is_within);
    if (r.known.tolerance <= 0.0) continue;
    ++with_tolerance;
    CHECK(r.known.tolerance == 0.15);
  }
  CHECK(with_tolerance == 5);
  const Json json = design_json(*file, {std::nullopt, std::nullopt, {}, results});
  CHECK(json["checks"].size() == results.size());
  CHECK(json["checks"][0]["sensitivities"].size() == results[0].sensitivities.size());
}

TEST_CASE("the shipped design has an answer whose JSON adds up") {
  const auto file = read_design_file(example("mozdok_astara.toml"));
  CHECK_MESSAGE(file, file.diagnostics.render());
  REQUIRE(file);
  DesignAnswers answers;
  answers.design = unwrap(gas::design(*file->design));
  const Json json = design_json(*file, answers);
  REQUIRE(json["designs"].size() == 6);
  const Json& first = json["designs"][0];
  const double parts =
      first["capital_musd_per_year"].get<double>() + first["opex_musd_per_year"].get<double>() +
      first["fuel_musd_per_year"].get<double>() + first["loss_musd_per_year"].get<double>();
  const double total = first["total_musd_per_year"].get<double>();
  CHECK(parts == doctest::Approx(total).epsilon(1e-12));
  CHECK(first["tariff_usd_per_1000m3_20c"].get<double>() ==
        doctest::Approx(total / 55e6 * 1e6).epsilon(1e-12));
  CHECK(first["tariff_usd_per_1000m3_20c_per_100km"].get<double>() * 9.0 ==
        doctest::Approx(first["tariff_usd_per_1000m3_20c"].get<double>()).epsilon(1e-12));
  CHECK(json["cost_curve"].size() == 10);
  CHECK(json["utilisation"].size() == 5);
  CHECK(json["costs"]["station"]["unit"] == "MUSD/MW");
  CHECK_FALSE(designs_csv(*file, answers).empty());
  const Json certificate = design_certificate_json(answers);
  CHECK(certificate["designs_in_grid"].get<int>() ==
        certificate["designs_possible"].get<int>() + certificate["designs_impossible"].get<int>() +
            certificate["designs_left_out_by_bound"].get<int>());
}
