#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "ferry_domain.hpp"
#include "landbridge/io/study_reader.hpp"
#include "landbridge/report/html.hpp"
#include "landbridge/report/model.hpp"
#include "landbridge/study/run.hpp"

using namespace landbridge;

namespace {

namespace fs = std::filesystem;

constexpr const char* study_toml = R"(
[study]
name = "Two ports"
currency = "EUR"
places = "places.csv"

[[ferry.ferry]]
id = "north"
from = "a"
to = "b"
trips = 2
load = "900..1000..1100 t"
confidence = "high; load: medium"

[[scenario]]
id = "today"
title = "Both ways open"

[[scenario]]
id = "ice"
title = "Ice for 73 days"
based_on = "today"
steps = [{ close = "ferry.ferry[north]", from = "01-01", for = "73 d" }]

[[claim]]
id = "much"
text = "It carries half a million tonnes."
said_by = "the port"
scenario = "today"
metric = "ferry.carried.annual"
at_least = "0.5 Mt/yr"
)";

/// A study folder that goes with the test.
struct Folder {
  fs::path path = fs::temp_directory_path() / "landbridge-toy-domain";
  explicit Folder(const std::string& text) {
    fs::remove_all(path);
    fs::create_directories(path);
    std::ofstream(path / "study.toml") << text;
    std::ofstream(path / "places.csv") << "id,name,lat [deg],lon [deg]\na,A,50,1\nb,B,51,2\n";
  }
  ~Folder() { fs::remove_all(path); }
};

study::Domains domains() {
  study::Domains all = study::known_domains();
  all.push_back(test::make_ferry_domain());
  return all;
}

}  // namespace

TEST_CASE("a domain from outside is read, run, judged and reported without a change inside") {
  const Folder folder(study_toml);
  const auto all = domains();
  const auto study = io::read_study(folder.path, all);
  REQUIRE_MESSAGE(study, study.diagnostics.render());
  const auto result = study::run(*study, all);
  REQUIRE(result.has_value());
  const auto* today = result->scenarios[0].metric("ferry.carried.annual");
  const auto* ice = result->scenarios[1].metric("ferry.carried.annual");
  REQUIRE(today != nullptr);
  CHECK(today->metric.unit.from_si(today->best_si) == doctest::Approx(0.73));
  CHECK(ice->best_si == doctest::Approx(0.8 * today->best_si));
  REQUIRE(result->verdicts.size() == 1);
  CHECK(result->verdicts[0].verdict == "holds");
  CHECK(result->verdicts[0].drivers.front().share == doctest::Approx(1.0));
  const auto model = report::report_model(*study, *result, all, {});
  const std::string page = report::render_html(report::page_text(model), study->meta.title);
  CHECK(page.find("The ferries carry 0.73 Mt a year.") != std::string::npos);
}

TEST_CASE("the reader checks a domain from outside by its schema alone") {
  std::string wrong = study_toml;
  wrong.replace(wrong.find("load ="), 4, "lod ");
  const Folder folder(wrong);
  const auto study = io::read_study(folder.path, domains());
  REQUIRE_FALSE(study);
  CHECK(study.diagnostics.render().find("did you mean 'load'?") != std::string::npos);
}
