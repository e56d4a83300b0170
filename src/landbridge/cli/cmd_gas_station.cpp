#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/cli/commands.hpp"
#include "landbridge/gas/station.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/gaslib_cs.hpp"
#include "landbridge/io/station_output.hpp"

namespace landbridge::cli {
namespace {

/// The words of the command line; empty: the default.
struct StationQuery {
  std::string file;
  std::string station;
  std::string inlet = "50bar";
  std::string outlet;
  std::string flow = "100kg/s";
  std::string temperature = "283.15K";
  std::string ambient = "10degC";
  std::string compressibility = "0.9";
  std::string gas_constant = "500J/kg/K";
  std::string isentropic_exponent = "1.3";
  std::string calorific_value = "50MJ/kg";
  double recirculation = 0.0;
};

double positive(const std::string& text, const Exponents& wanted, const char* option,
                Diagnostics& diagnostics) {
  const auto value = parse_si(text, wanted);
  if (value && *value > 0.0) return *value;
  diagnostics.error({fmt::format("{} {}", option, text), 0, 0, {}},
                    value ? std::string("the value is not greater than zero") : value.error().what,
                    value ? std::string("write a positive value") : value.error().hint);
  return 1.0;
}

gas::StationInlet inlet_of(const StationQuery& q, Diagnostics& diagnostics) {
  constexpr Exponents specific_energy{2, 0, -2, 0, 0, 0};
  gas::StationInlet inlet;
  inlet.pressure_pa = positive(q.inlet, Pressure::Dimension::exponents, "--inlet", diagnostics);
  inlet.temperature_k =
      positive(q.temperature, Temperature::Dimension::exponents, "--temperature", diagnostics);
  inlet.ambient_temperature_k =
      positive(q.ambient, Temperature::Dimension::exponents, "--ambient", diagnostics);
  inlet.compressibility = positive(q.compressibility, {}, "--constant-z", diagnostics);
  inlet.specific_gas_constant_j_kg_k =
      positive(q.gas_constant, gas::SpecificGasConstant::Dimension::exponents, "--gas-constant",
               diagnostics);
  inlet.isentropic_exponent =
      positive(q.isentropic_exponent, {}, "--isentropic-exponent", diagnostics);
  inlet.lower_calorific_value_j_kg =
      positive(q.calorific_value, specific_energy, "--lower-calorific-value", diagnostics);
  return inlet;
}

io::Json range_json(const gas::OutletRange& r) {
  if (r.is_empty) return {{"limit", gas::name_of(r.high_limit)}};
  return {{"lowest_outlet_bar", r.lowest_pa / units::bar.si},
          {"lowest_limit", gas::name_of(r.low_limit)},
          {"highest_outlet_bar", r.highest_pa / units::bar.si},
          {"highest_limit", gas::name_of(r.high_limit)}};
}

/// What one configuration does; with an outlet pressure also its machines or the refusal.
io::Json configuration_json(const gas::Station& station, std::size_t c,
                            const gas::StationInlet& inlet, double flow_kg_s,
                            std::optional<double> outlet_pa) {
  io::Json json;
  json["id"] = station.configurations[c].id;
  json["reachable"] = range_json(gas::outlet_range(station, c, inlet, flow_kg_s));
  if (!outlet_pa) return json;
  const gas::StationAnswer answer = gas::operate(station, c, inlet, flow_kg_s, *outlet_pa);
  json["can_run"] = answer.can_run();
  if (answer.can_run()) {
    json["point"] = io::operating_point_json(station, *answer.point);
  } else {
    const auto& r = answer.refusal;
    json["limit"] = gas::name_of(r.limit);
    json["machine"] = station.machines[r.machine].id;
    if (std::isfinite(r.by_pressure_pa)) json["by_bar"] = r.by_pressure_pa / units::bar.si;
    if (std::isfinite(r.by_flow_kg_s)) json["by_kg_s"] = r.by_flow_kg_s;
  }
  return json;
}

std::string line_of(const std::string& station, const io::Json& c) {
  const io::Json& r = c["reachable"];
  std::string text = fmt::format("{:<24} {:<6} ", station, c["id"].get<std::string>());
  if (r.contains("limit"))
    text += fmt::format("no pressure: {}", r["limit"].get<std::string>());
  else
    text += fmt::format("{:.4g} .. {:.4g} bar", r["lowest_outlet_bar"].get<double>(),
                        r["highest_outlet_bar"].get<double>());
  if (c.contains("point"))
    text +=
        fmt::format("   {:.4g} MW, fuel {:.4g} kg/s", c["point"]["shaft_power_mw"].get<double>(),
                    c["point"]["fuel_kg_s"].get<double>());
  return text + "\n";
}

Outcome gas_station(const StationQuery& q) {
  Stopwatch watch;
  Outcome outcome;
  const gas::StationInlet inlet = inlet_of(q, outcome.diagnostics);
  const double flow_kg_s =
      positive(q.flow, MassFlow::Dimension::exponents, "--flow", outcome.diagnostics);
  std::optional<double> outlet_pa;
  if (!q.outlet.empty())
    outlet_pa = positive(q.outlet, Pressure::Dimension::exponents, "--outlet", outcome.diagnostics);
  if (outcome.diagnostics.has_errors()) return failed(std::move(outcome.diagnostics));
  auto read = io::read_gaslib_stations(q.file);
  outcome.diagnostics.append(read.diagnostics);
  std::vector<std::string> names;
  if (read)
    for (const gas::Station& s : read->stations) names.push_back(s.id);
  if (read && !q.station.empty() && std::ranges::count(names, q.station) == 0)
    outcome.diagnostics.error({fmt::format("--station {}", q.station), 0, 0, {}},
                              fmt::format("there is no such station in {}", q.file),
                              io::known_names_hint(q.station, names));
  if (outcome.diagnostics.has_errors()) return failed(std::move(outcome.diagnostics));
  outcome.inputs.push_back(q.file);
  outcome.timing.read_s = watch.seconds();
  watch.restart();
  outcome.envelope.status = io::Status::ok;
  io::Json& stations = outcome.envelope.result["stations"] = io::Json::array();
  for (gas::Station& s : read->stations) {
    if (!q.station.empty() && s.id != q.station) continue;
    s.recirculation_max_share = q.recirculation;
    io::Json json;
    json["id"] = s.id;
    for (std::size_t c = 0; c < s.configurations.size(); ++c) {
      json["configurations"].push_back(configuration_json(s, c, inlet, flow_kg_s, outlet_pa));
      outcome.text += line_of(s.id, json["configurations"].back());
    }
    stations.push_back(std::move(json));
  }
  note_times(outcome.timing, {watch.seconds()});
  return outcome;
}

}  // namespace

void add_gas_station(CLI::App& app, Session& session) {
  CLI::App& gas = command_group(app, "gas", "flow of gas in pipe networks");
  CLI::App* command =
      gas.add_subcommand("station", "what the machines of compressor stations reach");
  command->fallthrough();
  const auto q = std::make_shared<StationQuery>();
  const auto add = [&](const char* name, std::string& to, const char* meaning, const char* type) {
    command->add_option(name, to, meaning)->type_name(type)->capture_default_str();
  };
  command->add_option("stations", q->file, "a GasLib .cs file")->required()->type_name("FILE");
  add("--station", q->station, "this one alone", "ID");
  add("--inlet", q->inlet, "inlet pressure", "P");
  add("--outlet", q->outlet, "outlet pressure that is wanted; else only what is reachable", "P");
  add("--flow", q->flow, "through the station", "M");
  add("--temperature", q->temperature, "of the gas at the inlet", "T");
  add("--ambient", q->ambient, "temperature of the air at the drives", "T");
  add("--constant-z", q->compressibility, "compressibility factor at the inlet", "Z");
  add("--gas-constant", q->gas_constant, "specific gas constant", "R");
  add("--isentropic-exponent", q->isentropic_exponent, "cp/cv", "K");
  add("--lower-calorific-value", q->calorific_value, "of the fuel gas", "H");
  command
      ->add_option("--recirculation", q->recirculation,
                   "machines may take up to 1 + X times the station's flow, the rest goes round")
      ->check(CLI::Range(0.0, 20.0))
      ->type_name("X")
      ->capture_default_str();
  command->callback([q, &session] {
    session.command = "gas station";
    session.work = [q](const CommonOptions&) { return gas_station(*q); };
  });
}

}  // namespace landbridge::cli
