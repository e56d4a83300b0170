#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "landbridge/cli/commands.hpp"
#include "landbridge/io/result_folder.hpp"

namespace landbridge::cli {
namespace {

namespace fs = std::filesystem;

/// A study that runs: one line over a hill, one station, one promise. Its numbers are examples.
constexpr std::string_view study_toml =
    R"(# A small study. Try:  landbridge run .     and change a number.
# landbridge explain gas.pipe | claim.metric | value | scenario | units   says what may stand here.

[study]
name = "A line over the hills"
date = "2026-01-01"
summary = "Can the line from Northfield to Southport carry what was promised? Invented numbers."
currency = "EUR"
price_year = 2025
seed = 7
draws = 1000
places = "places.csv"

[sources.example]
title = "Invented for this example"

[[period]]
id = "winter"
starts = "11-01"
length = "151 d"

[[period]]
id = "summer"
starts = "04-01"
length = "214 d"

[inputs.inlet_pressure]
meaning = "pressure at Northfield"
low = "6.6 MPa"
best = "7.0 MPa"
high = "7.4 MPa"
source = "example"
confidence = "medium"

[gas]
composition = "methane 0.97; ethane 0.014; propane 0.004; carbon_dioxide 0.002; nitrogen 0.01"
tables = { pipe = "pipes.csv", offtake = "offtakes.csv" }

[[gas.supply]]
id = "northfield"
at = "northfield"
pressure = "= inlet_pressure"

[[gas.station]]
id = "hilltop"
at = "hilltop"
outlet_pressure = "7.4 MPa"
unit_power = "10 MW"
units = 3
standby = 1
source = "example"

[[gas.delivery]]
id = "southport"
at = "southport"
min_pressure = "3.5 MPa"

[[scenario]]
id = "today"
title = "The line as it is"

[[scenario]]
id = "no-station"
title = "The station on the hill stands still"
based_on = "today"
steps = [{ close = "gas.station[hilltop]" }]

[[claim]]
id = "promise"
text = "The line can deliver 8 billion cubic metres a year."
said_by = "its owner"
source = "example"
scenario = "today"
metric = "gas.delivered[southport].annual"
at_least = "8 bcm_20C/yr"

[[claim]]
id = "without-station"
text = "Even without the station it delivers 6 billion."
said_by = "its owner"
source = "example"
scenario = "no-station"
metric = "gas.delivered[southport].annual"
at_least = "6 bcm_20C/yr"
)";

constexpr std::string_view places_csv =
    "id,name,country,lat [deg],lon [deg],height [m],source\n"
    "northfield,Northfield,,52.0,5.0,10,example\n"
    "hilltop,Hilltop,,51.2,6.2,420,example\n"
    "southport,Southport,,50.3,7.5,60,example\n";

constexpr std::string_view pipes_csv =
    "id,from,to,length [km],diameter [mm],roughness [mm],max_pressure [MPa],source,confidence\n"
    "north,northfield,hilltop,140,991,0.01..0.03..0.06,7.4,example,high; roughness: medium\n"
    "south,hilltop,southport,150,991,0.01..0.03..0.06,7.4,example,high; roughness: medium\n";

constexpr std::string_view offtakes_csv =
    "id,at,period,flow [mcm_20C/d],source,confidence\n"
    "town-winter,hilltop,winter,3..4..6,example,medium\n"
    "town-summer,hilltop,summer,1..1.5..2,example,medium\n";

Outcome work(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error))
    return failed(Error{Fault::bad_input, folder.string(),
                        "the folder is there already and not empty", "name a new folder"});
  fs::create_directories(folder, error);
  if (error)
    return failed(Error{
        Fault::io, folder.string(), fmt::format("it cannot be made: {}", error.message()), {}});
  const std::pair<std::string_view, std::string_view> files[] = {{"study.toml", study_toml},
                                                                 {"places.csv", places_csv},
                                                                 {"pipes.csv", pipes_csv},
                                                                 {"offtakes.csv", offtakes_csv}};
  for (const auto& [name, bytes] : files)
    if (auto done = io::write_file_whole(folder / name, bytes); !done) return failed(done.error());
  Outcome outcome;
  outcome.envelope.result["folder"] = folder.string();
  outcome.text =
      fmt::format("A small study is in {0}.\nNext: landbridge run {0}\n", folder.string());
  return outcome;
}

}  // namespace

void add_new(CLI::App& app, Session& session) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("new", "write a small study that runs, to start from");
  command->add_option("folder", *folder, "a folder that does not exist yet")
      ->required()
      ->type_name("DIR");
  command->fallthrough();
  command->callback([folder, &session] {
    session.command = "new";
    session.work = [folder](const CommonOptions&) { return work(*folder); };
  });
}

}  // namespace landbridge::cli
