#include "landbridge/io/expand_output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/base/words.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/optimise_output.hpp"

namespace landbridge::io {
namespace {

constexpr double pa_per_bar = 1e5;
constexpr std::size_t rows_shown_max = 12;

bool is_taken(const gas::OptResult& r, std::size_t candidate) {
  return candidate < r.decision.size() && r.decision[candidate] != 0;
}

std::string_view kind_of(const gas::ExpandCandidate& c) {
  return std::holds_alternative<gas::NewPipe>(c.what) ? "pipe" : "station";
}

Json builds_json(const ExpandPlan& plan, const gas::OptResult& r) {
  Json list = Json::array();
  for (std::size_t c = 0; c < plan.candidates.size(); ++c) {
    Json json;
    json["id"] = plan.candidates[c].id;
    json["kind"] = kind_of(plan.candidates[c]);
    json["cost"] = plan.candidates[c].cost_usd;
    json["taken"] = r.decision.empty() ? Json(nullptr) : Json(is_taken(r, c));
    list.push_back(std::move(json));
  }
  return list;
}

/// The node that is nearest to its lowest pressure.
std::string tightest_text(const gas::OptModel& m, const gas::OptResult& r) {
  std::size_t tightest = 0;
  const auto room = [&](std::size_t n) { return r.pressure_pa[n] - m.nodes[n].pressure_min_pa; };
  for (std::size_t n = 1; n < r.pressure_pa.size(); ++n)
    if (room(n) < room(tightest)) tightest = n;
  return fmt::format("{} at {:.4g} bar, {:.3g} above its lowest", m.nodes[tightest].name,
                     r.pressure_pa[tightest] / pa_per_bar, room(tightest) / pa_per_bar);
}

}  // namespace

Json expand_json(const ExpandPlan& plan, const gas::ExpandModel& model, const gas::OptResult& r) {
  Json json = optimise_json({model.model, "plan", {}}, r);
  for (const char* key : {"nodes", "links", "supplies", "decisions", "format"}) json.erase(key);
  json["title"] = plan.title;
  json["objective_unit"] = plan.currency;
  json["builds"] = builds_json(plan, r);
  Json nominations = Json::array();
  for (std::size_t k = 0; k < model.parts.size(); ++k) {
    const OptimiseCase own{model.parts[k].model, {}, {}};
    Json part = optimise_json(own, gas::part_of(model, r, k));
    Json one;
    one["id"] = model.parts[k].id;
    for (const char* key : {"nodes", "links", "supplies"}) one[key] = std::move(part[key]);
    nominations.push_back(std::move(one));
  }
  json["nominations"] = std::move(nominations);
  return json;
}

std::string expand_text(const ExpandPlan& plan, const gas::ExpandModel& model,
                        const gas::OptResult& r) {
  std::string text;
  if (r.pressure_pa.empty())
    text += fmt::format("nothing that may be built serves all: {}\n", r.cause);
  else
    text += fmt::format("cost        {:.6g} {}\nlower bound {:.6g} (proven), gap {:.2g} %\n",
                        r.objective, plan.currency, r.bound, 100.0 * r.gap);
  for (std::size_t c = 0; c < plan.candidates.size(); ++c)
    text += fmt::format("{:8} {:32} {:.6g} {}\n", is_taken(r, c) ? "build" : "not",
                        plan.candidates[c].id, plan.candidates[c].cost_usd, plan.currency);
  for (const std::string& a : model.model.assumptions) text += fmt::format("assumed: {}\n", a);
  if (r.pressure_pa.empty()) return text;
  text += fmt::format("\n{} served\n", counted(model.parts.size(), "nomination"));
  for (std::size_t k = 0; k < std::min(rows_shown_max, model.parts.size()); ++k)
    text += fmt::format("{:24} {}\n", model.parts[k].id,
                        tightest_text(model.parts[k].model, gas::part_of(model, r, k)));
  if (model.parts.size() > rows_shown_max)
    text += fmt::format("... {} more\n", model.parts.size() - rows_shown_max);
  return text;
}

std::string expand_builds_csv(const ExpandPlan& plan, const gas::OptResult& r) {
  std::string csv = fmt::format("candidate,kind,cost [{}],taken\n", plan.currency);
  for (std::size_t c = 0; c < plan.candidates.size(); ++c)
    csv += fmt::format("{},{},{:.10g},{}\n", csv_cell(plan.candidates[c].id),
                       kind_of(plan.candidates[c]), plan.candidates[c].cost_usd,
                       is_taken(r, c) ? 1 : 0);
  return csv;
}

}  // namespace landbridge::io
