#include "landbridge/report/model.hpp"

#include <algorithm>
#include <cmath>

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/study/claims.hpp"

namespace landbridge::report {
namespace {

using io::Json;
using study::DomainResult;
using study::ScenarioResult;
using study::Study;
using study::StudyResult;
using study::Verdict;

Json labelled(const study::Labelled& x) {
  return {{"label", x.label}, {"value", x.value}, {"unit", x.unit}};
}

Json labelled_list(const std::vector<study::Labelled>& values) {
  Json list = Json::array();
  for (const auto& v : values) list.push_back(labelled(v));
  return list;
}

Json claim_json(const Verdict& v, const Study& study) {
  const study::Claim& c = *v.claim;
  Json json{{"id", c.id},           {"domain", c.metric.substr(0, c.metric.find('.'))},
            {"text", c.text},       {"said_by", c.said_by},
            {"source", c.sources},  {"scenario", c.scenario},
            {"metric", c.metric},   {"unit", c.unit.symbol},
            {"verdict", v.verdict}, {"why", v.why},
            {"change", v.change},   {"binding", v.binding},
            {"note", c.note}};
  if (v.computed == nullptr) return json;
  const auto show = [&](double si) { return c.unit.from_si(si); };
  const study::MetricResult& m = *v.computed;
  Json claimed{{"text", study::claimed_text(c, study)}};
  if (c.relation != study::Relation::at_most)
    claimed["low"] = show(study::bounds_of(c.low, study).first);
  if (c.relation != study::Relation::at_least)
    claimed["high"] = show(study::bounds_of(c.high, study).second);
  json["claimed"] = claimed;
  json["computed"] = {{"best", show(m.best_si)}, {"p10", show(m.p10_si)},
                      {"p50", show(m.p50_si)},   {"p90", show(m.p90_si)},
                      {"low", show(m.low_si)},   {"high", show(m.high_si)}};
  json["metric_meaning"] = m.metric.meaning;
  json["holds_share"] = v.holds_share;
  json["draws_failed"] = m.failed;
  Json drivers = Json::array();
  for (const study::Driver& d : v.drivers) {
    const study::Factor& f = study.factors[d.factor];
    drivers.push_back({{"input", f.meaning.empty() ? f.name : f.meaning},
                       {"share", d.share},
                       {"low", f.unit.from_si(f.low_si)},
                       {"high", f.unit.from_si(f.high_si)},
                       {"unit", f.unit.symbol}});
  }
  json["drivers"] = drivers;
  return json;
}

Json axis(const study::Axis& a) { return {{"label", a.label}, {"unit", a.unit}}; }

Json figure_json(const study::Figure& f) {
  Json series = Json::array(), marks = Json::array();
  for (const auto& s : f.series) {
    Json one{{"name", s.name}, {"x", s.x}, {"y", s.y}, {"style", s.style}, {"axis", s.axis}};
    if (!s.low.empty()) one["low"] = s.low;
    if (!s.high.empty()) one["high"] = s.high;
    series.push_back(std::move(one));
  }
  for (const auto& m : f.marks)
    marks.push_back({{"axis", m.axis}, {"value", m.value}, {"label", m.label}});
  Json json{{"id", f.id}, {"title", f.title}, {"kind", f.kind}, {"x", axis(f.x)}, {"y", axis(f.y)}};
  if (!f.y2.label.empty()) json["y2"] = axis(f.y2);
  if (!f.categories.empty()) json["categories"] = f.categories;
  json.update({{"series", series}, {"marks", marks}, {"source", f.sources}, {"note", f.note}});
  return json;
}

Json table_json(const study::ResultTable& t) {
  Json columns = Json::array(), rows = Json::array();
  for (const auto& c : t.columns)
    columns.push_back(
        {{"name", c.name}, {"unit", c.unit}, {"align", c.is_number ? "right" : "left"}});
  for (const auto& row : t.rows) {
    Json cells = Json::array();
    for (const auto& cell : row)
      cell.is_number ? cells.push_back(cell.number) : cells.push_back(cell.text);
    rows.push_back(std::move(cells));
  }
  return {{"id", t.id}, {"title", t.title}, {"columns", columns}, {"rows", rows}};
}

Json path_of(const Study& study, const study::MapLink& link) {
  Json path = Json::array();
  for (const std::string& id : {link.from, link.to})
    if (const study::Place* p = study.place(id))
      path.push_back({p->longitude_deg, p->latitude_deg});
  return path;
}

/// One map of all domains of a scenario; a node that several share keeps the values of each.
Json map_json(const Study& study, const ScenarioResult& s) {
  std::vector<study::MapNode> nodes;
  Json links = Json::array();
  for (const DomainResult& d : s.domains) {
    for (const auto& n : d.exhibit.nodes) {
      const auto hit = std::ranges::find(nodes, n.id, &study::MapNode::id);
      if (hit == nodes.end())
        nodes.push_back(n);
      else
        hit->values.insert(hit->values.end(), n.values.begin(), n.values.end());
    }
    for (const auto& l : d.exhibit.links)
      links.push_back({{"id", fmt::format("{}-{}", d.domain, l.id)},
                       {"name", l.name},
                       {"from", l.from},
                       {"to", l.to},
                       {"kind", l.kind},
                       {"path", path_of(study, l)},
                       {"flow", labelled(l.flow)},
                       {"limit", labelled(l.limit)},
                       {"utilisation", l.utilisation},
                       {"is_closed", l.is_closed},
                       {"is_new", l.is_new},
                       {"values", labelled_list(l.values)},
                       {"source", l.sources}});
  }
  Json list = Json::array();
  for (const auto& n : nodes)
    list.push_back({{"id", n.id},
                    {"name", n.name},
                    {"lat", n.latitude_deg},
                    {"lon", n.longitude_deg},
                    {"role", n.role},
                    {"values", labelled_list(n.values)},
                    {"source", n.sources}});
  return {{"nodes", list}, {"links", links}};
}

Json section_json(const DomainResult& d) {
  Json figures = Json::array(), tables = Json::array();
  for (const auto& f : d.exhibit.figures) figures.push_back(figure_json(f));
  for (const auto& t : d.exhibit.tables) tables.push_back(table_json(t));
  const std::string finding =
      d.error ? fmt::format("There is no answer: {}", to_text(*d.error)) : d.exhibit.finding;
  return {{"domain", d.domain},
          {"title", d.exhibit.title.empty() ? d.domain : d.exhibit.title},
          {"finding", finding},
          {"figures", figures},
          {"tables", tables}};
}

Json scenario_json(const Study& study, const ScenarioResult& s) {
  Json sections = Json::array(), certificates = Json::array();
  for (const DomainResult& d : s.domains) {
    sections.push_back(section_json(d));
    for (const auto& c : d.exhibit.certificates) {
      Json values = labelled_list(c.values);
      if (!c.worst_place.empty())
        values.push_back({{"label", "worst place"}, {"value", c.worst_place}, {"unit", ""}});
      certificates.push_back({{"what", c.what}, {"values", values}, {"status", c.status}});
    }
  }
  return {{"id", s.scenario->id},     {"title", s.scenario->title},
          {"text", s.scenario->text}, {"map", map_json(study, s)},
          {"sections", sections},     {"certificates", certificates}};
}

Json doubt_json(const Study& study) {
  Json inputs = Json::array(), conflicts = Json::array();
  for (const study::Factor& f : study.factors)
    inputs.push_back({{"name", f.name},
                      {"meaning", f.meaning},
                      {"low", f.unit.from_si(f.low_si)},
                      {"best", f.unit.from_si(f.best_si)},
                      {"high", f.unit.from_si(f.high_si)},
                      {"unit", f.unit.symbol},
                      {"confidence", name_of(f.origin.confidence)},
                      {"sources", f.origin.sources},
                      {"is_estimate", f.origin.confidence == study::Confidence::estimate},
                      {"note", f.origin.note}});
  for (const study::Conflict& c : study.conflicts) {
    Json values = Json::array();
    for (const auto& v : c.values)
      values.push_back({{"value", v.value}, {"source", v.sources}, {"note", v.note}});
    conflicts.push_back({{"what", c.what}, {"unit", ""}, {"values", values}});
  }
  return {{"inputs", inputs}, {"conflicts", conflicts}};
}

/// Words that the page uses and that not everybody knows.
Json glossary() {
  static const std::pair<const char*, const char*> words[] = {
      {"bcm, mcm",
       "billion and million cubic metres of gas; the temperature says at which it is "
       "measured: 55 bcm at 20 °C are 51.2 bcm at 0 °C"},
      {"draw", "one set of values for all doubtful inputs, taken at random from their ranges"},
      {"P10, P50, P90", "10, 50 and 90 of 100 draws lie below this value"},
      {"firm", "what can be relied on: standby machines rest, outages are counted"},
      {"peak", "every machine runs and nothing is out of order"},
      {"driver", "an input whose doubt explains much of the doubt of the result"}};
  Json list = Json::array();
  for (const auto& [term, meaning] : words) list.push_back({{"term", term}, {"meaning", meaning}});
  return list;
}

Json proof_json(const Study& study, const StudyResult& result, const study::Domains& domains,
                const io::RunInfo& info) {
  Json files = Json::array(), equations = Json::array();
  for (const auto& f : study.files) files.push_back({{"path", f.path}, {"sha256", f.sha256}});
  for (const auto& d : study.domains)
    for (const auto& e : study::find_domain(domains, d.domain)->equations())
      equations.push_back({{"name", e.name}, {"text", e.text}, {"source", e.source}});
  Json options = Json::array();
  options.push_back({{"label", "verdict rule"},
                     {"value", "holds or fails from 95 % of the draws on, else depends"}});
  options.push_back({{"label", "periods"}, {"value", static_cast<int>(study.periods.size())}});
  return {{"command", info.command}, {"version", info.version}, {"seed", result.seed},
          {"draws", result.draws},   {"options", options},      {"files", files},
          {"equations", equations}};
}

/// Five significant digits: what the page reads is ten times finer than what it shows.
double shortened(double value) {
  double read = value;
  const std::string text = fmt::format("{:.5g}", value);
  std::from_chars(text.data(), text.data() + text.size(), read);
  return read;
}

void shorten(Json& value) {
  if (value.is_number_float() && std::isfinite(value.get<double>()))
    value = shortened(value.get<double>());
  else if (value.is_structured())
    for (Json& part : value) shorten(part);
}

}  // namespace

std::string page_text(const io::Json& model) {
  Json short_model = model;
  shorten(short_model);
  return short_model.dump() + "\n";
}

io::Json report_model(const Study& study, const StudyResult& result, const study::Domains& domains,
                      const io::RunInfo& info) {
  Json claims = Json::array(), scenarios = Json::array(), sources = Json::array();
  for (const Verdict& v : result.verdicts) claims.push_back(claim_json(v, study));
  for (const ScenarioResult& s : result.scenarios) scenarios.push_back(scenario_json(study, s));
  for (const study::Source& s : study.sources)
    sources.push_back({{"key", s.key}, {"title", s.title}, {"date", s.date}, {"url", s.url}});
  return {{"landbridge", info.version},
          {"study",
           {{"title", study.meta.title},
            {"date", study.meta.date},
            {"summary", study.meta.summary},
            {"currency", study.meta.currency},
            {"price_year", study.meta.price_year}}},
          {"claims", claims},
          {"scenarios", scenarios},
          {"doubt", doubt_json(study)},
          {"proof", proof_json(study, result, domains, info)},
          {"sources", sources},
          {"glossary", glossary()}};
}

}  // namespace landbridge::report
