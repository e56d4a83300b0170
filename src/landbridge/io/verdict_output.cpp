#include "landbridge/io/verdict_output.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>

#include "landbridge/io/gas_output.hpp"

namespace landbridge::io {
namespace {

constexpr double pa_per_bar = units::bar.si;

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string_view kind_of(const GaslibVerdictCase& c, LinkId link) {
  return gas::kinds_of(c.gas_case.problem.links, c.gas_case.problem.network.links())[link];
}

Json step_json(const GaslibVerdictCase& c, const gas::ProofStep& step) {
  const Network& net = c.gas_case.problem.network;
  Json json;
  json["where"] = step.where;
  json["node"] = step.node.is_none() ? Json(nullptr) : Json(net.node_name[step.node]);
  json["link"] = step.link.is_none() ? Json(nullptr) : Json(net.link_name[step.link]);
  json["bound"] = step.is_upper ? "at_most" : "at_least";
  json["pressure_bar"] = finite(step.pressure_pa / pa_per_bar);
  json["mass_flow_kg_s"] = finite(step.flow_kg_s);
  json["sentence"] = step.text;
  return json;
}

Json cause_json(const GaslibVerdictCase& c, const gas::Cause& cause) {
  Json json;
  json["where"] = cause.where;
  json["what"] = gas::name_of(cause.what);
  json["by_how_much"] = finite(cause.by_how_much);
  json["unit"] = cause.unit;
  json["sentence"] = cause.sentence;
  json["proof"] = Json::array();
  for (const gas::ProofStep& step : cause.proof) json["proof"].push_back(step_json(c, step));
  json["reliefs"] = Json::array();
  for (const gas::Relief& relief : cause.reliefs) {
    Json r;
    r["where"] = relief.where;
    r["what"] = relief.what;
    r["from"] = finite(relief.from);
    r["to"] = finite(relief.to);
    r["unit"] = relief.unit;
    r["is_proved"] = relief.is_proved;
    r["sentence"] = relief.text;
    json["reliefs"].push_back(std::move(r));
  }
  return json;
}

std::string_view word_of(std::string_view kind, gas::ElementMode mode) {
  if (mode == gas::ElementMode::open) return kind == gas::Valve::kind ? "open" : "bypass";
  return gas::name_of(mode);
}

/// How the machines of a running station can do it: the cheapest configuration and its units.
void add_operation(const GaslibVerdictCase& c, const gas::ElementSetting& s, Json& json) {
  const gas::Station* station = c.station(c.gas_case.problem.network.link_name[s.link]);
  if (station == nullptr || s.mode != gas::ElementMode::active) return;
  const gas::Gas& gas = c.gas_case.problem.gas;
  const gas::StationInlet inlet =
      gas::station_inlet(gas, s.inlet_pa, gas.temperature.si(), c.ambient_temperature.si());
  const auto asked =
      std::ranges::find(station->configurations, s.configuration, &gas::Configuration::id);
  const auto index = static_cast<std::size_t>(asked - station->configurations.begin());
  const auto answer = asked == station->configurations.end()
                          ? gas::operate_best(*station, inlet, s.flow_kg_s, s.outlet_pa)
                          : gas::operate(*station, index, inlet, s.flow_kg_s, s.outlet_pa);
  if (!answer.can_run()) return;
  const gas::OperatingPoint& point = *answer.point;
  json["configuration"] = station->configurations[point.configuration].id;
  json["power_mw"] = finite(point.power_w / units::megawatt.si);
  json["recirculated_kg_s"] = finite(point.recirculated_kg_s);
  json["outlet_temperature_k"] = finite(point.outlet_temperature_k);
  json["units"] = Json::array();
  for (const gas::UnitPoint& u : point.units) {
    Json unit;
    unit["machine"] = station->machines[u.machine].id;
    unit["stage"] = u.stage + 1;
    unit["mass_flow_kg_s"] = finite(u.flow_kg_s);
    unit["volume_flow_m3_s"] = finite(u.volume_flow_m3_s);
    unit["inlet_pressure_bar"] = finite(u.inlet_pressure_pa / pa_per_bar);
    unit["outlet_pressure_bar"] = finite(u.outlet_pressure_pa / pa_per_bar);
    unit["inlet_temperature_k"] = finite(u.inlet_temperature_k);
    unit["inlet_compressibility"] =
        finite(gas::compressibility(gas, u.inlet_pressure_pa, u.inlet_temperature_k));
    unit["head_kj_kg"] = finite(u.head_j_kg / gas::map_joule_per_kilojoule);
    unit["speed_per_min"] = finite(u.speed_per_min);
    unit["efficiency"] = finite(u.efficiency);
    unit["power_kw"] = finite(u.power_w / units::kilowatt.si);
    unit["power_max_kw"] = finite(u.power_max_w / units::kilowatt.si);
    json["units"].push_back(std::move(unit));
  }
}

Json setting_json(const GaslibVerdictCase& c, const gas::ElementSetting& s) {
  const std::string_view kind = kind_of(c, s.link);
  Json json;
  json["id"] = c.gas_case.problem.network.link_name[s.link];
  json["kind"] = kind;
  json["mode"] = word_of(kind, s.mode);
  json["mass_flow_kg_s"] = finite(s.flow_kg_s);
  json["inlet_pressure_bar"] = finite(s.inlet_pa / pa_per_bar);
  json["outlet_pressure_bar"] = finite(s.outlet_pa / pa_per_bar);
  add_operation(c, s, json);
  return json;
}

Json laws_json(const GaslibVerdictCase& c) {
  const gas::Problem& problem = c.gas_case.problem;
  const gas::Gas& gas = problem.gas;
  Json json;
  json["equation_of_state"] = gas::name_of(gas.eos);
  json["temperature_k"] = gas.temperature.si();
  json["molar_mass_kg_per_kmol"] = gas.molar_mass.in(units::kg_per_kmol);
  json["specific_gas_constant_j_kg_k"] = gas::specific_gas_constant_j_kg_k(gas);
  json["pseudocritical_pressure_bar"] = gas.pseudocritical_pressure.in(units::bar);
  json["pseudocritical_temperature_k"] = gas.pseudocritical_temperature.si();
  json["compressibility"] = gas.compressibility.si();
  json["isentropic_exponent"] = gas.isentropic_exponent.si();
  json["viscosity_pa_s"] = gas.viscosity.si();
  json["ambient_temperature_k"] = c.ambient_temperature.si();
  json["friction"] = gas::name_of(problem.friction);
  json["stations"] = c.has_machines() ? "machine maps and drives"
                                      : "pressure limits only: no .cs file beside the network";
  return json;
}

std::string four_digits(double value) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : "-";
}

std::string feasible_text(const GaslibVerdictCase& c, const gas::VerdictAnswer& answer) {
  std::string text = "Feasible: the network carries this nomination within all limits.\n";
  if (!answer.settings.empty())
    text += fmt::format("\n{:<28} {:<12} {:<8} {:>10} {:>10} {:>10}\n", "set", "kind", "to",
                        "flow kg/s", "inlet bar", "outlet bar");
  for (const gas::ElementSetting& s : answer.settings) {
    const std::string_view kind = kind_of(c, s.link);
    text += fmt::format("{:<28} {:<12} {:<8} {:>10} {:>10} {:>10}\n",
                        c.gas_case.problem.network.link_name[s.link], kind, word_of(kind, s.mode),
                        four_digits(s.flow_kg_s), four_digits(s.inlet_pa / pa_per_bar),
                        four_digits(s.outlet_pa / pa_per_bar));
  }
  for (std::size_t g = 0; g < answer.decisions.size(); ++g)
    text += fmt::format("{}decision {} of {}\n", g == 0 ? "\n" : "",
                        c.verdict_case.choices[g].decisions[answer.decisions[g]].id,
                        c.verdict_case.choices[g].group);
  double lowest = std::numeric_limits<double>::infinity();
  double highest = 0.0;
  NodeId low_node;
  NodeId high_node;
  for (std::size_t i = 0; i < answer.pressure_pa.size(); ++i) {
    const double p = answer.pressure_pa[NodeId(i)];
    if (p < lowest) lowest = p, low_node = NodeId(i);
    if (p > highest) highest = p, high_node = NodeId(i);
  }
  if (!low_node.is_none() && !high_node.is_none())
    text += fmt::format(
        "\nPressures lie between {} bar at {} and {} bar at {}.\n",
        four_digits(lowest / pa_per_bar), c.gas_case.problem.network.node_name[low_node],
        four_digits(highest / pa_per_bar), c.gas_case.problem.network.node_name[high_node]);
  text +=
      fmt::format("Mass balance within {:.1e} kg/s at every node.\n", answer.mass_residual_kg_s);
  return text;
}

}  // namespace

Json verdict_json(const GaslibVerdictCase& c, const gas::VerdictAnswer& answer) {
  Json json;
  json["verdict"] = gas::name_of(answer.verdict);
  const bool is_feasible = answer.verdict == gas::Verdict::feasible;
  json["cause"] = is_feasible ? Json(nullptr) : cause_json(c, answer.cause);
  json["laws"] = laws_json(c);
  if (!is_feasible) return json;
  json["controls"] = Json::array();
  for (const gas::ElementSetting& s : answer.settings)
    json["controls"].push_back(setting_json(c, s));
  json["decisions"] = Json::array();
  for (std::size_t g = 0; g < answer.decisions.size(); ++g) {
    const gas::DecisionChoice& choice = c.verdict_case.choices[g];
    Json one;
    one["group"] = choice.group;
    one["decision"] = choice.decisions[answer.decisions[g]].id;
    json["decisions"].push_back(std::move(one));
  }
  const Json state = gas_solution_json(c.gas_case, solution_of_verdict(c, answer));
  json["nodes"] = state["nodes"];
  json["links"] = state["links"];
  return json;
}

Json verdict_certificate_json(const gas::VerdictAnswer& answer) {
  Json json;
  if (answer.verdict == gas::Verdict::feasible) {
    json["mass_residual_kg_s"] = answer.mass_residual_kg_s;
    json["law_residual_relative"] = answer.law_residual_relative;
    json["worst_place"] = answer.worst_place;
  }
  json["kind"] = answer.verdict == gas::Verdict::feasible     ? "state"
                 : answer.verdict == gas::Verdict::infeasible ? "bound"
                                                              : "none";
  json["parts_examined"] = answer.counts.parts_examined;
  json["states_tried"] = answer.counts.states_tried;
  json["iterations"] = answer.counts.steps;
  return json;
}

gas::Solution solution_of_verdict(const GaslibVerdictCase& c, const gas::VerdictAnswer& answer) {
  const Network& net = c.gas_case.problem.network;
  gas::Solution s;
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const double p : answer.pressure_pa) s.pressure.push_back(Pressure::from_si(p));
  for (const double x : answer.supply_kg_s) s.supply.push_back(MassFlow::from_si(x));
  for (const double q : answer.flow_kg_s) s.flow.push_back(MassFlow::from_si(q));
  for (std::size_t i = 0; i < net.links(); ++i) {
    gas::LinkState state;
    state.inlet_velocity = state.outlet_velocity = Velocity::from_si(none);
    state.friction_factor = state.pressure_ratio = Scalar::from_si(none);
    state.power = Power::from_si(none);
    s.link.push_back(state);
  }
  const gas::Gas& gas = c.gas_case.problem.gas;
  for (const auto& row : c.gas_case.problem.links.of<gas::Pipe>()) {
    const double area_m2 = std::numbers::pi / 4.0 * row.link.diameter.si() * row.link.diameter.si();
    const auto velocity = [&](NodeId node) {
      const double density = gas::density_kg_m3(gas, s.pressure[node].si(), gas.temperature.si());
      return Velocity::from_si(s.flow[row.id].si() / (density * area_m2));
    };
    s.link[row.id].inlet_velocity = velocity(net.from[row.id]);
    s.link[row.id].outlet_velocity = velocity(net.to[row.id]);
  }
  for (const gas::ElementSetting& setting : answer.settings) {
    gas::LinkState& state = s.link[setting.link];
    state.status = setting.mode == gas::ElementMode::closed            ? gas::ElementStatus::closed
                   : setting.mode == gas::ElementMode::active          ? gas::ElementStatus::active
                   : kind_of(c, setting.link) == gas::Compressor::kind ? gas::ElementStatus::bypass
                                                                       : gas::ElementStatus::open;
    state.pressure_ratio = Scalar::from_si(setting.outlet_pa / setting.inlet_pa);
  }
  return s;
}

std::string verdict_text(const GaslibVerdictCase& c, const gas::VerdictAnswer& answer) {
  if (answer.verdict == gas::Verdict::feasible) return feasible_text(c, answer);
  std::string text =
      answer.verdict == gas::Verdict::infeasible
          ? std::string("Infeasible: no setting of the active elements carries this nomination.\n")
          : std::string("Undecided: no state was found, and none was ruled out.\n");
  text += fmt::format("\nCause  {}\n", answer.cause.sentence);
  if (!answer.cause.proof.empty()) text += "\nWhy\n";
  for (const gas::ProofStep& step : answer.cause.proof) text += fmt::format("  {}\n", step.text);
  if (!answer.cause.reliefs.empty()) text += "\nWhat would help\n";
  for (const gas::Relief& relief : answer.cause.reliefs) text += fmt::format("  {}\n", relief.text);
  return text;
}

}  // namespace landbridge::io
