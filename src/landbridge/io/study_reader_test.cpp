#include "landbridge/io/study_reader.hpp"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/io/results_writer.hpp"
#include "landbridge/study/claims.hpp"
#include "landbridge/study/scenario.hpp"
#include "scratch_folder.hpp"

using namespace landbridge;
using namespace landbridge::study;

namespace {

constexpr const char* head = R"(
[study]
name = "Two pipes"
title = "Two pipes and a hill"
date = "2026-02-28"
summary = "Short."
currency = "EUR"
price_year = 2025
seed = 11
draws = 2000
places = "places.csv"

[currency.USD]
rate = 0.9

[sources.a2020]
title = "A"
date = "2020"
url = "https://example.org"
[sources.b2021]
title = "B"

[[period]]
id = "winter"
starts = "11-01"
length = "151 d"
[[period]]
id = "summer"
starts = "04-01"
length = "214 d"

[inputs.inlet]
meaning = "pressure at the start"
low = "6 MPa"
best = "7 MPa"
high = "7.5 MPa"
source = ["a2020", "b2021"]
confidence = "low"
note = "a guess"
[inputs.gap]
meaning = "gas that is missing"
choices = ["4 mcm_20C/d", "2 mcm_20C/d", "3 mcm_20C/d"]
confidence = "estimate"

[[conflict]]
what = "length"
values = [{ value = "100 km", source = "a2020", note = "old" }, { value = "120 km" }]

[gas]
composition = "methane 0.97; ethane 0.02; nitrogen 0.01"

[[gas.supply]]
id = "start"
at = "north"
pressure = "= inlet"
[[gas.supply]]
id = "second"
at = "hill"
pressure = "= 0.5 * inlet"
[[gas.delivery]]
id = "end"
at = "south"
min_pressure = "3.5 MPa"
[[gas.offtake]]
id = "town"
at = "hill"
period = "winter"
flow = "= gap"
)";

constexpr const char* tail = R"(
[[scenario]]
id = "today"
title = "Today"
[[scenario]]
id = "later"
title = "Later"
based_on = "today"
steps = [
  { scale = "gas.pipe[*].length", by = 2 },
  { set = "gas.pipe[lower].diameter", to = "600..700..800 mm", confidence = "medium" },
  { cap = "gas.delivery[end]", at = "2 bcm_20C/yr" },
  { close = "gas.pipe[lower]", from = "12-30", for = "5 d" },
]

[[claim]]
id = "c1"
text = "Much."
said_by = "the owner"
source = "a2020"
scenario = "later"
metric = "gas.delivered[end].annual"
between = ["1 bcm_20C/yr", "3 bcm_20C/yr"]
[[claim]]
id = "c2"
text = "It is good."
said_by = "the owner"
not_testable = "a matter of taste"
)";

constexpr const char* pipes_inline = R"(
[[gas.pipe]]
id = "upper"
from = "north"
to = "hill"
length = "100|120 km"
diameter = "990 mm"
roughness = "0.01..0.03..0.06 mm"
max_pressure = "7.4 MPa"
source = "a2020"
confidence = "high; roughness: medium; length: low"
[[gas.pipe]]
id = "lower"
from = "hill"
to = "south"
length = "150 km"
diameter = "990 mm"
roughness = "0.01..0.03..0.06 mm"
max_pressure = "7.4 MPa"
source = "a2020"
confidence = "high; roughness: medium; length: high"
)";

constexpr const char* pipes_csv =
    "id,from,to,length [km],diameter [mm],roughness [mm],max_pressure [MPa],source,confidence\n"
    "upper,north,hill,100|120,990,0.01..0.03..0.06,7.4,a2020,high; roughness: medium; length: low\n"
    "lower,hill,south,150,990,0.01..0.03..0.06,7.4,a2020,high; roughness: medium; length: high\n";

constexpr const char* places_csv =
    "id,name,country,lat [deg],lon [deg],height [m],source,confidence\n"
    "north,North,AA,52,5,10,a2020,\nhill,Hill,AA,51.25,6.5,300..420..500,a2020,high; height: low\n"
    "south,South,BB,50,7.5,,,\n";

Study read(const test::ScratchFolder& folder) {
  auto study = io::read_study(folder.path, known_domains());
  REQUIRE_MESSAGE(study, study.diagnostics.render());
  return std::move(*study);
}

Study inline_study() {
  const test::ScratchFolder folder;
  folder.write("study.toml", fmt::format("{}{}{}", head, pipes_inline, tail));
  folder.write("places.csv", places_csv);
  return read(folder);
}

Study csv_study() {
  const test::ScratchFolder folder;
  std::string text = fmt::format("include = [\"more/rest.toml\"]\n{}", head);
  text.replace(text.find("[gas]\n"), 6, "[gas]\ntables = { pipe = \"pipes.csv\" }\n");
  folder.write("study.toml", text);
  std::filesystem::create_directory(folder.path / "more");
  folder.write("more/rest.toml", tail);
  folder.write("places.csv", places_csv);
  folder.write("pipes.csv", pipes_csv);
  return read(folder);
}

const Factor& factor(const Study& study, std::string_view name) {
  const auto hit = std::ranges::find(study.factors, name, &Factor::name);
  REQUIRE_MESSAGE(hit != study.factors.end(), name);
  return *hit;
}

const Cell& cell(const Study& study, std::string_view table, std::size_t row,
                 std::string_view key) {
  const auto domains = known_domains();
  const int index = find_entity(*domains.front(), table)->index_of(key);
  return study.domain("gas")->table(table).rows[row].cells[static_cast<std::size_t>(index)];
}

std::vector<double> best_of(const Study& study) { return draw_factors(study.factors, 1, 0); }

StudyResult result_of(const Study& study, int threads) {
  RunOptions options;
  options.draws = 12;
  options.threads = threads;
  auto result = run(study, known_domains(), options);
  REQUIRE(result.has_value());
  return std::move(*result);
}

}  // namespace

TEST_CASE("every section of a study arrives with its values") {
  const Study s = inline_study();
  CHECK(s.meta.name == "Two pipes");
  CHECK(s.meta.title == "Two pipes and a hill");
  CHECK(s.meta.date == "2026-02-28");
  CHECK(s.meta.seed == 11);
  CHECK(s.meta.draws == 2000);
  CHECK(s.meta.price_year == 2025);
  CHECK(s.currencies.size() == 2);
  REQUIRE(s.sources.size() == 2);
  CHECK(s.sources[0].url == "https://example.org");
  REQUIRE(s.periods.size() == 2);
  CHECK(s.periods[0].first_day == 304);
  CHECK(s.periods[1].length_days == 214);
  REQUIRE(s.places.size() == 3);
  CHECK(s.places[1].latitude_deg == 51.25);
  CHECK(s.places[1].height_m.value(best_of(s)) == 420.0);
  CHECK(s.places[2].height_m.value(best_of(s)) == 0.0);
  REQUIRE(s.conflicts.size() == 1);
  CHECK(s.conflicts[0].values[0].note == "old");
  REQUIRE(s.claims.size() == 2);
  CHECK(s.claims[1].not_testable == "a matter of taste");
  CHECK(s.files.size() == 2);
}

TEST_CASE("ranges, choices and references become factors in SI, one doubt staying one") {
  const Study s = inline_study();
  const Factor& inlet = factor(s, "inlet");
  CHECK(inlet.low_si == doctest::Approx(6e6));
  CHECK(inlet.best_si == doctest::Approx(7e6));
  CHECK(inlet.high_si == doctest::Approx(7.5e6));
  CHECK(inlet.origin.confidence == Confidence::low);
  CHECK(inlet.origin.sources == std::vector<std::string>{"a2020", "b2021"});
  const Factor& gap = factor(s, "gap");
  CHECK(gap.shape == Shape::choice);
  CHECK(gap.best_si == gap.choices_si[0]);
  CHECK(gap.low_si == gap.choices_si[1]);
  const Factor& length = factor(s, "gas.pipe[upper].length");
  CHECK(length.shape == Shape::choice);
  CHECK(length.high_si == doctest::Approx(120e3));
  const Number& whole = cell(s, "supply", 0, "pressure").number;
  const Number& half = cell(s, "supply", 1, "pressure").number;
  CHECK(whole.factors == half.factors);
  CHECK(half.value(best_of(s)) == doctest::Approx(3.5e6));
  for (std::uint64_t k = 1; k < 20; ++k) {
    const auto draw = draw_factors(s.factors, 11, k);
    CHECK(half.value(draw) == doctest::Approx(0.5 * whole.value(draw)));
  }
}

TEST_CASE("confidence may differ by field, and what a row leaves out takes the fallback") {
  const Study s = inline_study();
  CHECK(factor(s, "gas.pipe[upper].roughness").origin.confidence == Confidence::medium);
  CHECK(factor(s, "gas.pipe[upper].length").origin.confidence == Confidence::low);
  CHECK(cell(s, "pipe", 1, "length").number.factors.empty());
  CHECK(cell(s, "pipe", 0, "efficiency").number.constant == 0.95);
  CHECK(cell(s, "pipe", 0, "status").text == "existing");
  CHECK_FALSE(cell(s, "pipe", 0, "line").is_set);
  CHECK(cell(s, "settings", 0, "friction").text == "colebrook");
}

TEST_CASE("rows in a table and an included file make the same study as rows written inline") {
  const Study a = inline_study(), b = csv_study();
  REQUIRE(a.factors.size() == b.factors.size());
  for (const Factor& f : a.factors) {
    const Factor& other = factor(b, f.name);
    CHECK(f.low_si == other.low_si);
    CHECK(f.best_si == other.best_si);
    CHECK(f.high_si == other.high_si);
    CHECK(f.origin.confidence == other.origin.confidence);
    CHECK(f.origin.sources == other.origin.sources);
  }
  const StudyResult x = result_of(a, 1), y = result_of(b, 1);
  for (std::size_t s = 0; s < 2; ++s)
    CHECK(x.scenarios[s].domains[0].metrics[0].values_si ==
          y.scenarios[s].domains[0].metrics[0].values_si);
  CHECK(b.files.size() == 4);
  CHECK(std::ranges::find(b.files, "more/rest.toml", &InputFile::path) != b.files.end());
}

TEST_CASE("steps of a scenario change rows for ever, or for their days across the new year") {
  const Study s = inline_study();
  const auto domains = known_domains();
  const auto built = make_case(s, s.scenarios[1], "gas", domains.front()->entities());
  REQUIRE(built.has_value());
  int closed_days = 0;
  for (const Stretch& stretch : built->stretches) {
    const Row& lower = stretch.data.table("pipe").rows[1];
    closed_days += lower.is_closed ? stretch.length_days : 0;
    CHECK(lower.cells[3].number.value(best_of(s)) == doctest::Approx(300e3));
    CHECK(lower.cells[4].number.value(best_of(s)) == doctest::Approx(0.7));
    CHECK(stretch.data.table("delivery").rows[0].measures.size() == 1);
  }
  CHECK(closed_days == 5);
  CHECK(built->stretches.size() == 3);
}

TEST_CASE("the bounds of a number are the products of the ends of its factors") {
  Study s;
  Factor f;
  f.low_si = -2.0;
  f.high_si = 3.0;
  s.factors = {f, f};
  s.factors[1].low_si = 4.0;
  s.factors[1].high_si = 5.0;
  CHECK(bounds_of(Number{7.0, {}}, s) == std::pair{7.0, 7.0});
  CHECK(bounds_of(Number{-1.0, {0}}, s) == std::pair{-3.0, 2.0});
  CHECK(bounds_of(Number{2.0, {0, 1}}, s) == std::pair{-20.0, 30.0});
}

TEST_CASE("results.json has the same bytes for one thread and for two") {
  const Study s = inline_study();
  const StudyResult one = result_of(s, 1), two = result_of(s, 2);
  io::RunInfo info;
  const std::string a = io::to_json_text(io::results_json(s, one, info));
  info.threads = 2;
  info.solve_s = 5.0;
  CHECK(a == io::to_json_text(io::results_json(s, two, info)));
}

TEST_CASE("network.geojson holds points and lines with longitude first") {
  const Study s = inline_study();
  const io::Json json = io::network_geojson(s, result_of(s, 1));
  CHECK(json["type"] == "FeatureCollection");
  REQUIRE(json["features"].size() > 0);
  std::size_t points = 0, lines = 0;
  for (const io::Json& feature : json["features"]) {
    CHECK(feature["type"] == "Feature");
    const io::Json& geometry = feature["geometry"];
    const bool is_point = geometry["type"] == "Point";
    (is_point ? points : lines) += 1;
    if (!is_point) REQUIRE(geometry["type"] == "LineString");
    if (!is_point) CHECK(geometry["coordinates"].size() == 2);
    const io::Json& first = is_point ? geometry["coordinates"] : geometry["coordinates"][0];
    REQUIRE(first.size() == 2);
    CHECK(first[0].get<double>() < 10.0);
    CHECK(first[1].get<double>() >= 50.0);
  }
  CHECK(points > 0);
  CHECK(lines >= 4);
}

TEST_CASE("the results appear as a whole, with every file of a run") {
  const Study s = inline_study();
  const test::ScratchFolder scratch;
  auto folder = io::ResultFolder::begin(scratch.path / "out");
  REQUIRE(folder.has_value());
  io::RunInfo info;
  info.version.assign("0");
  REQUIRE(io::write_results(*folder, s, result_of(s, 1), info).has_value());
  CHECK_FALSE(std::filesystem::exists(scratch.path / "out"));
  REQUIRE(folder->commit().has_value());
  for (const char* name : {"results.json", "manifest.json", "network.geojson", "tables/claims.csv",
                           "tables/metrics.csv", "tables/inputs.csv"})
    CHECK(std::filesystem::exists(scratch.path / "out" / name));
}

TEST_CASE("every wrong scenario is named, but not those that only inherit what is wrong") {
  const test::ScratchFolder folder;
  const std::string wrong = R"(
[[scenario]]
id = "thin"
title = "A pipe of no width"
steps = [{ scale = "gas.pipe[lower].diameter", by = -1 }]
[[scenario]]
id = "thin_too"
title = "The same and more"
based_on = "thin"
[[scenario]]
id = "short"
title = "A pipe of no length"
steps = [{ scale = "gas.pipe[upper].length", by = -2 }]
)";
  folder.write("study.toml", fmt::format("{}{}{}{}", head, pipes_inline, tail, wrong));
  folder.write("places.csv", places_csv);
  const auto study = io::read_study(folder.path, known_domains());
  CHECK_FALSE(study);
  const std::string text = study.diagnostics.render();
  CHECK_MESSAGE(text.find("in scenario 'thin' gas.pipe[lower].diameter") != text.npos, text);
  CHECK_MESSAGE(text.find("in scenario 'short' gas.pipe[upper].length") != text.npos, text);
  CHECK_MESSAGE(text.find("thin_too") == text.npos, text);
}
