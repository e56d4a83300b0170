#include <array>
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/base/words.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/gas_network_write.hpp"
#include "landbridge/io/gaslib_write.hpp"

namespace landbridge::cli {
namespace {

constexpr std::array<std::string_view, 5> formats{"gaslib", "toml", "csv", "geojson", "netcdf"};

struct ConvertWords {
  std::string network;
  std::string format;
  std::string nomination;
  std::vector<std::string> fixes;
  std::vector<std::string> controls;
};

Result<io::GasCaseOptions> options_of(const ConvertWords& words) {
  io::GasCaseOptions options;
  options.may_be_incomplete = true;
  if (!words.nomination.empty()) options.nomination = words.nomination;
  for (const std::string& text : words.fixes) {
    auto fix = io::parse_gas_fix(text);
    if (!fix) return fail(fix.error());
    options.fixes.push_back(std::move(*fix));
  }
  for (const std::string& text : words.controls) {
    auto control = io::parse_gas_control(text);
    if (!control) return fail(control.error());
    options.controls.push_back(std::move(*control));
  }
  return options;
}

/// The files of one format; what the format cannot say goes to the outcome's messages.
Result<void> add_files(const io::GasCase& gas_case, const std::string& format,
                       const std::string& title, Outcome& outcome) {
  if (format == "gaslib") {
    auto text = io::to_gaslib(gas_case, title);
    if (!text) return fail(text.error());
    outcome.diagnostics.append(text->notes);
    outcome.envelope.result["options"] = io::words_of(text->reading);
    outcome.files = {{title + ".net", std::move(text->net)},
                     {title + ".scn", std::move(text->scn)}};
  } else if (format == "toml") {
    outcome.files = {{"network.toml", io::to_network_toml(gas_case, title)}};
  } else if (format == "csv") {
    for (io::NamedText& file : io::to_network_csv(gas_case, title))
      outcome.files.push_back({std::move(file.name), std::move(file.bytes)});
  } else if (format == "geojson") {
    outcome.files = {{"network.geojson", io::to_json_text(io::to_network_geojson(gas_case))}};
  } else {
    auto bytes = io::to_network_netcdf(gas_case, nullptr, title);
    if (!bytes) return fail(bytes.error());
    outcome.files = {{"network.nc", std::move(*bytes)}};
  }
  return {};
}

Outcome gas_convert(const ConvertWords& words, const CommonOptions& common) {
  if (std::ranges::find(formats, words.format) == formats.end())
    return failed(Error{Fault::bad_input, fmt::format("--to {}", words.format),
                        "there is no format of that name",
                        fmt::format("use one of {}", fmt::join(formats, ", "))});
  if (common.out_folder.empty())
    return failed(Error{Fault::bad_input, "gas convert", "no folder is named for the files",
                        "give --out DIR"});
  const auto options = options_of(words);
  if (!options) return failed(options.error());
  const Stopwatch watch;
  auto gas_case = io::read_gas_case(words.network, *options);
  if (!gas_case) return failed(std::move(gas_case.diagnostics));
  Outcome outcome;
  outcome.timing.read_s = watch.seconds();
  outcome.diagnostics = std::move(gas_case.diagnostics);
  for (const auto& file : gas_case->files) outcome.inputs.push_back(file.string());
  std::string title = std::filesystem::path(words.network).stem().string();
  if (title.empty() || title.starts_with('.')) title = "network";
  if (auto done = add_files(*gas_case, words.format, title, outcome); !done)
    return failed(done.error());
  io::Json& result = outcome.envelope.result;
  result["nodes"] = gas_case->problem.network.nodes();
  result["links"] = gas_case->problem.network.links();
  result["files"] = io::Json::array();
  for (const OutputFile& file : outcome.files) result["files"].push_back(file.name);
  outcome.text = fmt::format(
      "{}, {}: {} from {}\n", counted(gas_case->problem.network.nodes(), "node"),
      counted(gas_case->problem.network.links(), "link"), words.format, gas_case->format);
  const std::string restoring = result.value("options", std::string());
  if (!restoring.empty())
    outcome.text += fmt::format("to solve the same problem: landbridge gas solve {}.net {}\n",
                                title, restoring);
  return outcome;
}

}  // namespace

void add_gas_convert(CLI::App& app, Session& session) {
  CLI::App& gas = command_group(app, "gas", "flow of gas in pipe networks");
  CLI::App* convert = gas.add_subcommand("convert", "a network in another format");
  convert->fallthrough();
  convert->footer("NET as for gas solve; --out names the folder for the files.");
  const auto words = std::make_shared<ConvertWords>();
  convert->add_option("network", words->network, "the network")->required()->type_name("NET");
  convert->add_option("--to", words->format, "gaslib, toml, csv, geojson or netcdf")
      ->required()
      ->type_name("FORMAT");
  convert
      ->add_option("--nomination", words->nomination,
                   "GasLib .scn; else the one beside the network, else none")
      ->type_name("FILE");
  convert->add_option("--fix", words->fixes, "hold a pressure: NODE=80bar; may be repeated")
      ->type_name("NODE=P")
      ->expected(1)
      ->take_all();
  convert->add_option("--control", words->controls, "as for gas solve; may be repeated")
      ->type_name("NAME=…")
      ->expected(1)
      ->take_all();
  convert->callback([words, &session] {
    session.command = "gas convert";
    session.work = [words](const CommonOptions& common) { return gas_convert(*words, common); };
  });
}

}  // namespace landbridge::cli
