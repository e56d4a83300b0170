#include "landbridge/io/results_writer.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/io/csv.hpp"
#include "landbridge/study/claims.hpp"

namespace landbridge::io {
namespace {

using study::DomainResult;
using study::MetricResult;
using study::ScenarioResult;
using study::Study;
using study::StudyResult;
using study::Verdict;

Json json_of(const study::Labelled& x) {
  return {{"label", x.label}, {"value", x.value}, {"unit", x.unit}};
}

Json list_of(const std::vector<study::Labelled>& values) {
  Json list = Json::array();
  for (const auto& v : values) list.push_back(json_of(v));
  return list;
}

Json json_of(const study::ResultTable& table) {
  Json columns = Json::array();
  for (const auto& c : table.columns) columns.push_back({{"name", c.name}, {"unit", c.unit}});
  Json rows = Json::array();
  for (const auto& row : table.rows) {
    Json cells = Json::array();
    for (const auto& cell : row)
      cell.is_number ? cells.push_back(cell.number) : cells.push_back(cell.text);
    rows.push_back(std::move(cells));
  }
  return {{"id", table.id}, {"title", table.title}, {"columns", columns}, {"rows", rows}};
}

Json json_of(const DomainResult& domain) {
  Json metrics = Json::object();
  for (const MetricResult& m : domain.metrics) metrics[m.metric.name] = io::json_of(m);
  Json tables = Json::array(), links = Json::array(), nodes = Json::array(),
       certificates = Json::array();
  for (const auto& t : domain.exhibit.tables) tables.push_back(json_of(t));
  for (const auto& l : domain.exhibit.links)
    links.push_back({{"id", l.id},
                     {"from", l.from},
                     {"to", l.to},
                     {"kind", l.kind},
                     {"flow", json_of(l.flow)},
                     {"limit", json_of(l.limit)},
                     {"utilisation", l.utilisation},
                     {"is_closed", l.is_closed},
                     {"is_new", l.is_new},
                     {"values", list_of(l.values)}});
  for (const auto& n : domain.exhibit.nodes)
    nodes.push_back(
        {{"id", n.id}, {"name", n.name}, {"role", n.role}, {"values", list_of(n.values)}});
  for (const auto& c : domain.exhibit.certificates)
    certificates.push_back({{"what", c.what},
                            {"status", c.status},
                            {"values", list_of(c.values)},
                            {"worst_place", c.worst_place}});
  Json result{{"finding", domain.exhibit.finding},
              {"metrics", metrics},
              {"nodes", nodes},
              {"links", links},
              {"tables", tables},
              {"certificate", certificates}};
  if (domain.error)
    result["error"] = {{"fault", name_of(domain.error->fault)},
                       {"where", domain.error->where},
                       {"message", domain.error->what},
                       {"hint", domain.error->hint}};
  if (!domain.first_failure.empty()) result["first_failed_draw"] = domain.first_failure;
  return result;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells)
    line += fmt::format("{}{}", line.empty() ? "" : ",", csv_cell(cell));
  return line + "\n";
}

std::string csv_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value == 0.0 ? 0.0 : value) : "";
}

std::string metrics_csv(const StudyResult& result) {
  std::string text = csv_line({"scenario", "metric", "meaning", "unit", "best", "p10", "p50", "p90",
                               "low", "high", "failed draws"});
  for (const ScenarioResult& s : result.scenarios)
    for (const DomainResult& d : s.domains)
      for (const MetricResult& m : d.metrics) {
        const auto show = [&](double si) { return csv_number(m.metric.unit.from_si(si)); };
        text += csv_line({s.scenario->id, m.key(), m.metric.meaning, m.metric.unit.symbol,
                          show(m.best_si), show(m.p10_si), show(m.p50_si), show(m.p90_si),
                          show(m.low_si), show(m.high_si), fmt::format("{}", m.failed)});
      }
  return text;
}

std::string claims_csv(const Study& study, const StudyResult& result) {
  std::string text = csv_line({"id", "text", "said by", "scenario", "metric", "claimed", "unit",
                               "computed", "p10", "p90", "verdict", "holds share", "why"});
  for (const Verdict& v : result.verdicts) {
    const auto show = [&](double si) {
      return v.computed ? csv_number(v.claim->unit.from_si(si)) : std::string();
    };
    const MetricResult none{};
    const MetricResult& m = v.computed ? *v.computed : none;
    text +=
        csv_line({v.claim->id, v.claim->text, v.claim->said_by, v.claim->scenario, v.claim->metric,
                  study::claimed_text(*v.claim, study), v.claim->unit.symbol, show(m.best_si),
                  show(m.p10_si), show(m.p90_si), v.verdict, csv_number(v.holds_share), v.why});
  }
  return text;
}

std::string inputs_csv(const Study& study) {
  std::string text = csv_line(
      {"input", "meaning", "low", "best", "high", "unit", "shape", "confidence", "source", "note"});
  for (const study::Factor& f : study.factors)
    text += csv_line({f.name, f.meaning, csv_number(f.unit.from_si(f.low_si)),
                      csv_number(f.unit.from_si(f.best_si)), csv_number(f.unit.from_si(f.high_si)),
                      f.unit.symbol, std::string(name_of(f.shape)),
                      std::string(name_of(f.origin.confidence)),
                      fmt::format("{}", fmt::join(f.origin.sources, ";")), f.origin.note});
  return text;
}

}  // namespace

std::string csv_of(const study::ResultTable& table) {
  std::vector<std::string> head;
  for (const auto& c : table.columns)
    head.push_back(c.unit.empty() ? c.name : fmt::format("{} [{}]", c.name, c.unit));
  std::string text = csv_line(head);
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    for (const auto& cell : row)
      cells.push_back(cell.is_number ? csv_number(cell.number) : cell.text);
    text += csv_line(cells);
  }
  return text;
}

Json json_of(const MetricResult& m) {
  const auto show = [&](double si) { return m.metric.unit.from_si(si); };
  return {{"meaning", m.metric.meaning}, {"unit", m.metric.unit.symbol}, {"value", show(m.best_si)},
          {"low", show(m.low_si)},       {"p10", show(m.p10_si)},        {"p50", show(m.p50_si)},
          {"p90", show(m.p90_si)},       {"high", show(m.high_si)},      {"failed_draws", m.failed},
          {"binding", m.reason.binding}};
}

Json json_of(const Verdict& v, const Study& study) {
  const study::Claim& c = *v.claim;
  Json json{{"id", c.id},          {"text", c.text},         {"said_by", c.said_by},
            {"source", c.sources}, {"scenario", c.scenario}, {"metric", c.metric},
            {"verdict", v.verdict}};
  if (v.computed != nullptr) {
    const auto show = [&](double si) { return c.unit.from_si(si); };
    const auto [low, low_to] = study::bounds_of(c.low, study);
    const auto [high_from, high] = study::bounds_of(c.high, study);
    Json claimed{{"text", study::claimed_text(c, study)}, {"unit", c.unit.symbol}};
    if (c.relation == study::Relation::between)
      claimed.update({{"low", show(low)}, {"high", show(high)}});
    else if (c.relation == study::Relation::at_least && low == low_to)
      claimed["value"] = show(low);
    else if (c.relation == study::Relation::at_least)
      claimed.update({{"low", show(low)}, {"high", show(low_to)}});
    else if (high == high_from)
      claimed["value"] = show(high);
    else
      claimed.update({{"low", show(high_from)}, {"high", show(high)}});
    json["claimed"] = claimed;
    const MetricResult& m = *v.computed;
    json["computed"] = {{"value", show(m.best_si)},   {"low", show(m.p10_si)},
                        {"p50", show(m.p50_si)},      {"high", show(m.p90_si)},
                        {"smallest", show(m.low_si)}, {"largest", show(m.high_si)},
                        {"unit", c.unit.symbol}};
    json["holds_share"] = v.holds_share;
    json["draws_failed"] = m.failed;
  }
  json["why"] = v.why;
  json["what_would_change_it"] = v.change;
  json["binding"] = v.binding;
  Json drivers = Json::array();
  for (const study::Driver& d : v.drivers)
    drivers.push_back({{"input", study.factors[d.factor].name}, {"share", d.share}});
  json["drivers"] = drivers;
  if (!c.note.empty()) json["note"] = c.note;
  return json;
}

Json results_json(const Study& study, const StudyResult& result, const RunInfo& info) {
  Json scenarios = Json::array();
  for (const ScenarioResult& s : result.scenarios) {
    Json json{{"name", s.scenario->id}, {"title", s.scenario->title}};
    for (const DomainResult& d : s.domains) json[d.domain] = json_of(d);
    json["coupling"] = {{"rounds", 0}, {"change", 0.0}};
    scenarios.push_back(std::move(json));
  }
  Json claims = Json::array();
  for (const Verdict& v : result.verdicts) claims.push_back(json_of(v, study));
  return {{"landbridge", info.version}, {"command", "run"},    {"status", "ok"},
          {"study", study.meta.name},   {"seed", result.seed}, {"draws", result.draws},
          {"scenarios", scenarios},     {"claims", claims}};
}

Json manifest_json(const Study& study, const StudyResult& result, const RunInfo& info) {
  Json files = Json::array();
  for (const auto& f : study.files) files.push_back({{"path", f.path}, {"sha256", f.sha256}});
  return {{"landbridge", info.version},
          {"command", info.command},
          {"study", study.meta.name},
          {"seed", result.seed},
          {"draws", result.draws},
          {"scenarios", info.scenarios},
          {"threads", info.threads},
          {"files", files},
          {"timing_s", {{"read", info.read_s}, {"solve", info.solve_s}}}};
}

Json network_geojson(const Study& study, const StudyResult& result) {
  Json features = Json::array();
  const auto point = [&](const std::string& id) {
    const study::Place* p = study.place(id);
    return p == nullptr ? Json::array() : Json::array({p->longitude_deg, p->latitude_deg});
  };
  for (const ScenarioResult& s : result.scenarios)
    for (const DomainResult& d : s.domains) {
      for (const auto& n : d.exhibit.nodes)
        features.push_back({{"type", "Feature"},
                            {"geometry", {{"type", "Point"}, {"coordinates", point(n.id)}}},
                            {"properties",
                             {{"id", n.id},
                              {"name", n.name},
                              {"role", n.role},
                              {"scenario", s.scenario->id},
                              {"domain", d.domain}}}});
      for (const auto& l : d.exhibit.links)
        features.push_back(
            {{"type", "Feature"},
             {"geometry", {{"type", "LineString"}, {"coordinates", {point(l.from), point(l.to)}}}},
             {"properties",
              {{"id", l.id},
               {"name", l.name},
               {"kind", l.kind},
               {"scenario", s.scenario->id},
               {"domain", d.domain},
               {"flow", l.flow.value},
               {"flow_unit", l.flow.unit},
               {"utilisation", l.utilisation},
               {"is_closed", l.is_closed}}}});
    }
  return {{"type", "FeatureCollection"}, {"features", features}};
}

Result<void> write_results(ResultFolder& folder, const Study& study, const StudyResult& result,
                           const RunInfo& info) {
  std::vector<std::pair<std::string, std::string>> files{
      {"results.json", to_json_text(results_json(study, result, info))},
      {"network.geojson", to_json_text(network_geojson(study, result))},
      {"tables/claims.csv", claims_csv(study, result)},
      {"tables/metrics.csv", metrics_csv(result)},
      {"tables/inputs.csv", inputs_csv(study)},
      {"manifest.json", to_json_text(manifest_json(study, result, info))}};
  for (const ScenarioResult& s : result.scenarios)
    for (const DomainResult& d : s.domains)
      for (const auto& t : d.exhibit.tables)
        files.emplace_back(fmt::format("tables/{}_{}.csv", s.scenario->id, t.id), csv_of(t));
  for (const auto& [name, bytes] : files)
    if (auto written = folder.write(name, bytes); !written) return written;
  return {};
}

}  // namespace landbridge::io
