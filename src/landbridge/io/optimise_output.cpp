#include "landbridge/io/optimise_output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/io/csv.hpp"

namespace landbridge::io {
namespace {

constexpr double pa_per_bar = 1e5;
constexpr std::size_t rows_shown_max = 12;

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

bool has_state(const gas::OptResult& r) { return !r.pressure_pa.empty(); }

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

std::string_view status_name(gas::OptStatus status) {
  switch (status) {
    case gas::OptStatus::optimal: return "optimal";
    case gas::OptStatus::gap_left: return "gap_left";
    case gas::OptStatus::infeasible: return "infeasible";
    case gas::OptStatus::unknown: return "unknown";
  }
  return "";
}

/// Injected at each node, fixed and chosen together.
std::vector<double> injections(const gas::OptModel& m, const gas::OptResult& r) {
  std::vector<double> sum;
  for (const gas::OptNode& n : m.nodes) sum.push_back(n.injection_kg_s);
  for (std::size_t k = 0; k < r.supply_kg_s.size(); ++k)
    sum[at(m.supplies[k].node)] += r.supply_kg_s[k];
  return sum;
}

void add_volume(Json& json, const gas::OptModel& m, double kg_s) {
  if (m.volume_unit_kg_s > 0.0)
    json[fmt::format("flow_{}", m.volume_unit)] = finite(kg_s / m.volume_unit_kg_s);
}

Json nodes_json(const gas::OptModel& m, const gas::OptResult& r) {
  Json list = Json::array();
  const std::vector<double> injected = injections(m, r);
  for (std::size_t n = 0; n < r.pressure_pa.size(); ++n) {
    Json json;
    json["id"] = m.nodes[n].name;
    json["pressure_bar"] = finite(r.pressure_pa[n] / pa_per_bar);
    json["injection_kg_s"] = finite(injected[n]);
    add_volume(json, m, injected[n]);
    json["price_per_kg_s"] = finite(r.node_price[n]);
    list.push_back(std::move(json));
  }
  return list;
}

double ratio_of(const gas::OptArc& arc, const gas::OptResult& r) {
  return r.pressure_pa[at(arc.to)] / r.pressure_pa[at(arc.from)];
}

Json links_json(const gas::OptModel& m, const gas::OptResult& r) {
  Json list = Json::array();
  for (std::size_t a = 0; a < r.flow_kg_s.size(); ++a) {
    const gas::OptArc& arc = m.arcs[a];
    Json json;
    json["id"] = arc.name;
    json["kind"] = gas::name_of(arc.kind);
    json["from"] = m.nodes[at(arc.from)].name;
    json["to"] = m.nodes[at(arc.to)].name;
    json["mass_flow_kg_s"] = finite(r.flow_kg_s[a]);
    add_volume(json, m, r.flow_kg_s[a]);
    const bool is_there = arc.decision < 0 || r.decision[at(arc.decision)] != 0;
    if (arc.decision >= 0) json["in_service"] = is_there;
    if (arc.kind == gas::OptArcKind::compressor && is_there) {
      json["pressure_ratio"] = finite(ratio_of(arc, r));
      json["power_mw"] = finite(r.head_power_w[a] / 1e6);
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json binding_json(const gas::OptResult& r) {
  Json list = Json::array();
  for (const gas::OptBinding& b : r.binding) {
    Json json;
    json["where"] = b.where;
    json["what"] = b.what;
    json["limit"] = finite(b.limit);
    json["unit"] = b.unit;
    json["objective_per_unit"] = finite(b.price);
    list.push_back(std::move(json));
  }
  return list;
}

Json supplies_json(const gas::OptModel& m, const gas::OptResult& r) {
  Json list = Json::array();
  for (std::size_t k = 0; k < r.supply_kg_s.size(); ++k) {
    Json json;
    json["id"] = m.supplies[k].name;
    json["node"] = m.nodes[at(m.supplies[k].node)].name;
    json["injection_kg_s"] = finite(r.supply_kg_s[k]);
    add_volume(json, m, r.supply_kg_s[k]);
    list.push_back(std::move(json));
  }
  return list;
}

Json shortage_json(const gas::OptResult& r) {
  Json list = Json::array();
  for (const gas::OptShortage& s : r.shortage)
    list.push_back(
        {{"node", s.node}, {"wanted_kg_s", s.wanted_kg_s}, {"missing_kg_s", s.missing_kg_s}});
  return list;
}

}  // namespace

Json optimise_json(const OptimiseCase& from, const gas::OptResult& r) {
  const gas::OptModel& m = from.model;
  Json json;
  json["format"] = from.format;
  json["sense"] = m.maximises() ? "maximise" : "minimise";
  json["outcome"] = status_name(r.status);
  json["objective"] = finite(r.objective);
  json["objective_unit"] = m.reported_unit;
  json["lower_bound"] = finite(m.maximises() ? r.objective : r.bound);
  json["upper_bound"] = finite(m.maximises() ? r.bound : r.objective);
  json["gap"] = finite(r.gap);
  json["assumptions"] = m.assumptions;
  if (!r.cause.empty()) {
    json["cause"] = r.cause;
    json["least_shortage_kg_s"] = r.least_shortage_kg_s;
    json["shortage"] = shortage_json(r);
  }
  json["nodes"] = nodes_json(m, r);
  json["links"] = links_json(m, r);
  json["supplies"] = supplies_json(m, r);
  Json decisions = Json::array();
  for (std::size_t d = 0; d < r.decision.size(); ++d)
    decisions.push_back({{"what", m.decisions[d].name},
                         {"taken", r.decision[d] != 0},
                         {"cost", m.decisions[d].cost}});
  json["decisions"] = std::move(decisions);
  json["binding"] = binding_json(r);
  return json;
}

Json optimise_certificate_json(const gas::OptResult& r) {
  const gas::OptCertificate& c = r.certificate;
  Json json;
  json["gap"] = finite(r.gap);
  if (has_state(r)) {
    json["mass_residual_kg_s"] = c.mass_residual_kg_s;
    json["law_residual_bar"] = c.law_residual_bar;
    json["limit_violation_bar"] = c.limit_violation_bar;
    json["limit_violation_kg_s"] = c.limit_violation_kg_s;
    json["power_excess_relative"] = c.power_excess_relative;
    json["map_residual_relative"] = c.map_residual_relative;
    json["kkt_stationarity"] = c.stationarity;
    json["kkt_complementarity"] = c.complementarity;
    json["worst_place"] = c.worst_place;
  }
  json["iterations"] = c.interior_point_iterations;
  json["local_solves"] = c.local_solves;
  json["linear_programs"] = c.linear_programs;
  json["boxes"] = c.boxes;
  return json;
}

std::string optimise_text(const OptimiseCase& from, const gas::OptResult& r) {
  const gas::OptModel& m = from.model;
  std::string text;
  if (has_state(r)) {
    text += fmt::format("objective   {:.8g} {}\n", r.objective, m.reported_unit);
    text += fmt::format("{} {:.8g} (proven), gap {:.2g} %\n",
                        m.maximises() ? "upper bound" : "lower bound", r.bound, 100.0 * r.gap);
  } else {
    text += fmt::format("{}: {}\n", status_name(r.status), r.cause);
  }
  for (const std::string& a : m.assumptions) text += fmt::format("assumed: {}\n", a);
  for (std::size_t d = 0; d < r.decision.size(); ++d)
    if (m.decisions[d].cost > 0.0)
      text += fmt::format("{:8} {}  ({:.6g})\n", r.decision[d] != 0 ? "taken" : "not",
                          m.decisions[d].name, m.decisions[d].cost);
  if (!r.binding.empty())
    text += "\nwhat binds                               limit        objective per unit\n";
  for (std::size_t i = 0; i < std::min(rows_shown_max, r.binding.size()); ++i) {
    const gas::OptBinding& b = r.binding[i];
    text += fmt::format("{:40} {:.5g} {:5} {:+.4g}\n", fmt::format("{}: {}", b.where, b.what),
                        b.limit, b.unit, b.price);
  }
  return text;
}

std::string optimise_nodes_csv(const OptimiseCase& from, const gas::OptResult& r) {
  std::string csv = "node,pressure_bar,injection_kg_s,price_per_kg_s\n";
  const std::vector<double> injected = injections(from.model, r);
  for (std::size_t n = 0; n < r.pressure_pa.size(); ++n)
    csv += fmt::format("{},{:.10g},{:.10g},{:.10g}\n", csv_cell(from.model.nodes[n].name),
                       r.pressure_pa[n] / pa_per_bar, injected[n], r.node_price[n]);
  return csv;
}

std::string optimise_links_csv(const OptimiseCase& from, const gas::OptResult& r) {
  std::string csv = "link,kind,from,to,mass_flow_kg_s,power_mw\n";
  for (std::size_t a = 0; a < r.flow_kg_s.size(); ++a) {
    const gas::OptArc& arc = from.model.arcs[a];
    csv += fmt::format("{},{},{},{},{:.10g},{:.10g}\n", csv_cell(arc.name), gas::name_of(arc.kind),
                       csv_cell(from.model.nodes[at(arc.from)].name),
                       csv_cell(from.model.nodes[at(arc.to)].name), r.flow_kg_s[a],
                       r.head_power_w[a] / 1e6);
  }
  return csv;
}

}  // namespace landbridge::io
