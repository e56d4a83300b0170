#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/base/words.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/cli/option_reader.hpp"
#include "landbridge/freight/sea/sea_passes.hpp"
#include "landbridge/io/sea_lanes.hpp"
#include "landbridge/io/sea_route_output.hpp"

namespace landbridge::cli {
namespace {

struct SeaWords {
  std::vector<std::string> lanes;
  std::string from;
  std::vector<std::string> to;
  std::vector<std::string> close;
  bool opens_arctic = false;
  std::string draught;
  int month = 0;
  std::string snap_max;
};

/// The places asked for, with everything that the lanes are not needed for.
std::vector<freight::SeaQuery> places_of(const SeaWords& words, OptionReader& reader) {
  std::vector<freight::SeaQuery> queries;
  freight::SeaQuery query;
  if (const auto from = reader.take(io::parse_lat_lon(words.from), "--from")) query.from = *from;
  if (const auto draught = reader.quantity<Length>(words.draught, "--draught"))
    query.draught_m = draught->si();
  if (const auto snap = reader.quantity<Length>(words.snap_max, "--snap-max"))
    query.snap_max_m = snap->si();
  if (words.month < 0 || words.month > 12)
    reader.error(fmt::format("--month {}", words.month), "there is no such month",
                 "write 1 for January to 12 for December");
  query.month = words.month;
  for (const std::string& to : words.to) {
    if (const auto place = reader.take(io::parse_lat_lon(to), "--to")) query.to = *place;
    queries.push_back(query);
  }
  return queries;
}

/// Indices of the passes to close; unknown names are errors, names that the lanes lack are notes.
std::vector<std::uint32_t> closed_of(const SeaWords& words, const freight::SeaLanes& lanes,
                                     OptionReader& reader, Diagnostics& notes) {
  std::vector<std::uint32_t> closed;
  std::vector<std::string_view> names;
  for (const freight::SeaPass& pass : lanes.passes) names.push_back(pass.name);
  for (const std::string& name : words.close) {
    const auto hit = std::ranges::find(names, name);
    if (hit != names.end()) {
      closed.push_back(static_cast<std::uint32_t>(hit - names.begin()));
    } else if (freight::find_pass(name) != nullptr) {
      notes.warning({"--close " + name, 0, 0, {}}, "the lanes have no edge of that name",
                    "nothing was closed");
    } else {
      const std::string_view near = closest(name, names);
      reader.error("--close " + name, "there is no such pass",
                   near.empty() ? fmt::format("these lanes have: {}", fmt::join(names, ", "))
                                : fmt::format("did you mean '{}'?", near));
    }
  }
  for (std::uint32_t pass = 0; pass < lanes.passes.size(); ++pass)
    if (lanes.passes[pass].is_arctic && !words.opens_arctic) closed.push_back(pass);
  std::ranges::sort(closed);
  closed.erase(std::unique(closed.begin(), closed.end()), closed.end());
  return closed;
}

Result<std::vector<io::SeaAnswer>> answers_of(const freight::SeaRouter& router,
                                              const std::vector<freight::SeaQuery>& queries) {
  std::vector<io::SeaAnswer> answers;
  for (const freight::SeaQuery& query : queries) {
    auto route = router.route(query);
    if (!route) return fail(route.error());
    answers.push_back({query, std::move(*route)});
  }
  return answers;
}

Outcome freight_sea(const SeaWords& words, const CommonOptions& common) {
  Stopwatch watch;
  Diagnostics diagnostics;
  OptionReader reader(diagnostics);
  if (words.lanes.size() % 2 != 0)
    reader.error("--lanes", "a table of edges is missing", "write --lanes NODES.csv EDGES.csv");
  std::vector<freight::SeaQuery> queries = places_of(words, reader);
  if (diagnostics.has_errors()) return failed(std::move(diagnostics));
  std::vector<std::pair<std::filesystem::path, std::filesystem::path>> files;
  for (std::size_t i = 0; i + 1 < words.lanes.size(); i += 2)
    files.emplace_back(words.lanes[i], words.lanes[i + 1]);
  auto lanes = io::read_sea_lanes(files);
  diagnostics.append(lanes.diagnostics);
  if (!lanes) return failed(std::move(diagnostics));
  const auto closed = closed_of(words, lanes->lanes, reader, diagnostics);
  if (diagnostics.has_errors()) return failed(std::move(diagnostics));
  for (freight::SeaQuery& query : queries) query.closed = closed;

  Outcome outcome;
  outcome.diagnostics = std::move(diagnostics);
  outcome.inputs = words.lanes;
  outcome.timing.read_s = watch.seconds();
  const freight::SeaRouter router(lanes->lanes);
  std::vector<double> times_s;
  auto answers = Result<std::vector<io::SeaAnswer>>(std::vector<io::SeaAnswer>{});
  for (int i = 0; i < std::max(1, common.repeats); ++i) {
    watch.restart();
    answers = answers_of(router, queries);
    times_s.push_back(watch.seconds());
  }
  note_times(outcome.timing, times_s);
  if (!answers) {
    Outcome without = failed(answers.error());
    without.timing = outcome.timing;
    return without;
  }
  outcome.envelope.result = io::sea_routes_json(*lanes, *answers);
  outcome.envelope.certificate = io::sea_certificate_json(*lanes, *answers);
  outcome.text = io::sea_routes_text(*lanes, *answers);
  outcome.files = {{"route.geojson", io::to_json_text(io::sea_routes_geojson(*lanes, *answers))},
                   {"tables/route.csv", io::sea_routes_csv(*lanes, *answers)}};
  return outcome;
}

}  // namespace

void add_freight_sea(CLI::App& app, Session& session) {
  CLI::App& freight = command_group(app, "freight", "freight by rail, road and water");
  CLI::App* sea = freight.add_subcommand("sea", "shortest sea distance over a network of lanes");
  sea->fallthrough();
  sea->footer(
      "Lanes are a table of nodes (node, lon, lat) and one of edges (edge, node_a, node_b, length "
      "[km], pass …).\n"
      "Several pairs make one network; docs/formats_freight.md has the columns. The distance is "
      "between the lane\n"
      "nodes nearest to the places; how far these are is said, not added. The Arctic passes "
      "northwest and northeast\n"
      "are closed unless --arctic. --out writes route.geojson and tables/route.csv.");
  const auto words = std::make_shared<SeaWords>();
  sea->add_option("--lanes", words->lanes, "tables of nodes and of edges; once or more often")
      ->required()
      ->expected(2)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("NODES.csv EDGES.csv");
  sea->add_option("--from", words->from, "first place, latitude first")
      ->required()
      ->type_name("LAT,LON");
  sea->add_option("--to", words->to, "last place; several give one route each")
      ->required()
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("LAT,LON");
  sea->add_option("--close", words->close, "passes to close: suez,panama,kiel,hormuz …")
      ->delimiter(',')
      ->type_name("PASS,…");
  sea->add_flag("--arctic", words->opens_arctic, "open the passes of the Arctic Ocean");
  sea->add_option("--draught", words->draught, "of the ship: shallower edges are closed")
      ->type_name("LENGTH");
  sea->add_option("--month", words->month, "1 to 12: what is closed or has ice then")
      ->type_name("MONTH");
  sea->add_option("--snap-max", words->snap_max, "how far from a lane a place may be; 500 km")
      ->type_name("LENGTH");
  sea->callback([words, &session] {
    session.command = "freight sea";
    session.work = [words](const CommonOptions& common) { return freight_sea(*words, common); };
  });
}

}  // namespace landbridge::cli
