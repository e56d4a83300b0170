#include <memory>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/cli/option_reader.hpp"
#include "landbridge/io/osm_freight.hpp"

namespace landbridge::cli {
namespace {

struct OsmWords {
  std::string file;
  std::string mode;
  std::string box;
  bool takes_minor = false;
};

/// "36,48,39,52": south, west, north, east.
std::optional<io::OsmBox> box_of(const std::string& text, OptionReader& reader) {
  std::vector<double> numbers;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const auto number = parse_number(trim(rest.substr(0, end)));
    if (!number) break;
    numbers.push_back(*number);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (rest.empty() && numbers.size() == 4 && numbers[0] < numbers[2] && numbers[1] < numbers[3])
      return io::OsmBox{numbers[0], numbers[1], numbers[2], numbers[3]};
  }
  reader.error("--box " + text, "this is no box",
               "write south,west,north,east in degrees, as in 36,48,39,52");
  return std::nullopt;
}

Outcome freight_osm(const OsmWords& words, const CommonOptions& common) {
  Diagnostics wrong;
  OptionReader reader(wrong);
  io::OsmOptions options;
  options.takes_minor = words.takes_minor;
  options.mode = words.mode == "rail" ? io::OsmMode::rail : io::OsmMode::road;
  if (!words.box.empty()) options.box = box_of(words.box, reader);
  if (wrong.has_errors()) return failed(std::move(wrong));
  const Stopwatch watch;
  auto network = io::read_osm_network(words.file, options);
  if (!network) return failed(std::move(network.diagnostics));
  if (network->links.empty())
    network.diagnostics.warning({words.file, 0, 0, {}},
                                fmt::format("no {} was found in it", words.mode),
                                "is it the right file, mode and box?");
  Outcome outcome;
  outcome.diagnostics = std::move(network.diagnostics);
  outcome.inputs = {words.file};
  outcome.timing.read_s = watch.seconds();
  outcome.envelope.result = io::osm_json(*network);
  outcome.envelope.certificate = io::osm_certificate_json(*network);
  outcome.text = io::osm_text(*network);
  if (!common.out_folder.empty())
    outcome.files = {{"links.csv", io::osm_links_csv(*network)},
                     {"nodes.csv", io::osm_nodes_csv(*network)},
                     {"network.geojson", io::to_json_text(io::osm_geojson(*network))}};
  return outcome;
}

}  // namespace

void add_freight_osm(CLI::App& app, Session& session) {
  CLI::App& freight = command_group(app, "freight", "freight by rail, road and water");
  CLI::App* osm = freight.add_subcommand("osm", "rails or roads of an OpenStreetMap extract");
  osm->fallthrough();
  osm->footer(
      "FILE is .osm, .osm.gz, .osm.bz2 or .osm.pbf. Ways are split where they meet; train and car "
      "ferries are\n"
      "taken. --out writes links.csv, nodes.csv and network.geojson; docs/formats_freight.md has "
      "the columns.");
  const auto words = std::make_shared<OsmWords>();
  osm->add_option("file", words->file, "the extract")->required()->type_name("FILE");
  osm->add_option("--mode", words->mode, "rail or road")
      ->required()
      ->check(CLI::IsMember({"rail", "road"}));
  osm->add_option("--box", words->box, "what lies inside: south,west,north,east in degrees")
      ->type_name("S,W,N,E");
  osm->add_flag("--minor", words->takes_minor,
                "also yards, sidings and spurs; residential and unclassified roads");
  osm->callback([words, &session] {
    session.command = "freight osm";
    session.work = [words](const CommonOptions& common) { return freight_osm(*words, common); };
  });
}

}  // namespace landbridge::cli
