#include "landbridge/io/gaslib_cdf.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "scratch_folder.hpp"

using namespace landbridge;
using namespace landbridge::io;

namespace {

const std::string sample = R"(<combinedDecisions>
<decisionGroup id="west">
<decision id="through"><valve id="V1" value="1"/>
<controlValve id="R1" value="1" mode="active" flowDirection="0"/>
<compressorStation id="C1" value="1" mode="bypass" configuration="2"/></decision>
<decision id="shut"><valve id="V1" value="0"/></decision>
</decisionGroup></combinedDecisions>)";

Read<CombinedDecisions> read_with(std::string_view from, std::string_view to) {
  std::string text = sample;
  if (!from.empty()) text.replace(text.find(from), from.size(), to);
  const test::ScratchFolder folder;
  folder.write("d.cdf", text);
  return read_gaslib_decisions(folder.path / "d.cdf");
}

}  // namespace

TEST_CASE("a decision closes, opens and by-passes, and leaves active elements to their controls") {
  const auto read = read_with("", "");
  REQUIRE_MESSAGE(read, read.diagnostics.render());
  CHECK(read->groups.at(0).decisions.at(0).elements.at(2).configuration == "2");
  const auto through = controls_of_decision(*read, "west=through");
  REQUIRE(through.has_value());
  REQUIRE(through->size() == 2);
  CHECK(through->at(0).link == "V1");
  CHECK(through->at(0).kind == GasControl::Kind::open);
  CHECK(through->at(1).link == "C1");
  const auto shut = controls_of_decision(*read, "west=shut");
  REQUIRE(shut.has_value());
  CHECK(shut->at(0).kind == GasControl::Kind::closed);
  CHECK(!controls_of_decision(*read, "west=open").has_value());
  CHECK(!controls_of_decision(*read, "east=shut").has_value());
  CHECK(!controls_of_decision(*read, "west").has_value());
}

TEST_CASE("what is wrong with a .cdf file is said with its line") {
  struct Wrong {
    const char* from;
    const char* to;
    int line;
    const char* word;
  };
  for (const Wrong& w : {Wrong{"V1\" value=\"1\"", "V1\" value=\"2\"", 3, "'2'"},
                         Wrong{"mode=\"active\"", "mode=\"on\"", 4, "mode"},
                         Wrong{"id=\"shut\"", "id=\"through\"", 6, "stands twice"},
                         Wrong{"<valve id=\"V1\" value=\"0\"/>", "", 6, "names no element"},
                         Wrong{"<valve id=\"V1\" value=\"0\"/>", "<pump id=\"x\"/>", 6, "pump"},
                         Wrong{" id=\"west\"", "", 2, "has no id"}}) {
    const auto read = read_with(w.from, w.to);
    CHECK_MESSAGE(!read, w.from);
    const std::string text = read.diagnostics.render();
    CHECK_MESSAGE(text.find(w.word) != std::string::npos, text);
    CHECK_MESSAGE(text.find(fmt::format(":{}:", w.line)) != std::string::npos, text);
  }
}
