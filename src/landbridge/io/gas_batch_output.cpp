#include "landbridge/io/gas_batch_output.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/io/csv.hpp"

namespace landbridge::io {
namespace {

constexpr std::size_t rows_shown_max = 10;

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
std::string csv_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string{};
}
std::string four_digits(double value) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : std::string("-");
}

std::string node_name(const GasNominations& n, NodeId node) {
  return node.is_none() ? std::string{} : n.gas_case.problem.network.node_name[node];
}

Json cause_json(const GasNominations& n, const gas::BatchCase& found) {
  const gas::BatchCause& cause = *found.cause;
  Json json;
  json["what"] = gas::name_of(cause.what);
  json["node"] = cause.node.is_none() ? Json(nullptr) : Json(node_name(n, cause.node));
  json["link"] =
      cause.link.is_none() ? Json(nullptr) : Json(n.gas_case.problem.network.link_name[cause.link]);
  json["pressure_bar"] = finite(cause.pressure.in(units::bar));
  json["limit_bar"] = finite(cause.limit.in(units::bar));
  json["by_bar"] = finite(cause.by.in(units::bar));
  json["flow_kg_s"] = finite(cause.flow.si());
  json["source_change_bar"] = finite(cause.source_change.in(units::bar));
  json["load_factor"] = finite(cause.load_factor);
  json["sentence"] = gas::sentence_of(n.gas_case.problem, found);
  return json;
}

std::size_t count(const gas::BatchResult& result, gas::BatchStatus status) {
  return static_cast<std::size_t>(
      std::ranges::count(result.cases, status, &gas::BatchCase::status));
}

/// Cases that do not run first, then by rising pressure.
std::vector<std::size_t> most_urgent(const gas::BatchResult& result) {
  std::vector<std::size_t> order(result.cases.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto key = [&](std::size_t i) {
    const gas::BatchCase& c = result.cases[i];
    const double p = c.lowest_pressure.si();
    return std::pair{c.status == gas::BatchStatus::ok,
                     std::isfinite(p) ? p : -std::numeric_limits<double>::infinity()};
  };
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  return order;
}

}  // namespace

Json gas_batch_json(const GasNominations& n, const gas::BatchResult& result) {
  Json json;
  json["ok"] = count(result, gas::BatchStatus::ok);
  json["infeasible"] = count(result, gas::BatchStatus::infeasible);
  json["not_converged"] = count(result, gas::BatchStatus::not_converged);
  json["cases"] = Json::array();
  for (std::size_t i = 0; i < result.cases.size(); ++i) {
    const gas::BatchCase& found = result.cases[i];
    Json row;
    row["id"] = n.id[i];
    row["status"] = gas::name_of(found.status);
    row["lowest_pressure_bar"] = finite(found.lowest_pressure.in(units::bar));
    row["lowest_pressure_node"] =
        found.lowest_node.is_none() ? Json(nullptr) : Json(node_name(n, found.lowest_node));
    row["slack_kg_s"] = finite(found.slack.si());
    row["iterations"] = found.iterations;
    if (found.cause) row["cause"] = cause_json(n, found);
    json["cases"].push_back(std::move(row));
  }
  return json;
}

Json gas_batch_certificate_json(const GasNominations& n, const gas::BatchResult& result) {
  const gas::BatchCertificate& c = result.certificate;
  Json json;
  json["mass_residual_kg_s"] = c.mass_residual_kg_s;
  json["law_residual_relative"] = c.law_residual_relative;
  json["iterations"] = c.iterations;
  json["worst_place"] = n.id.empty() ? std::string{} : n.id[c.worst_case];
  const std::size_t all = result.cases.size();
  json["path"] = c.compiled == all ? "compiled" : c.compiled == 0 ? "general" : "mixed";
  json["compiled_cases"] = c.compiled;
  json["general_cases"] = all - c.compiled;
  if (!c.why_not_compiled.empty()) json["why_general"] = c.why_not_compiled;
  return json;
}

std::string gas_batch_csv(const GasNominations& n, const gas::BatchResult& result) {
  std::string text =
      "id,status,lowest_pressure [bar],lowest_pressure_node,slack [kg/s],cause,cause_node,"
      "by [bar],source_change [bar],load_factor\n";
  for (std::size_t i = 0; i < result.cases.size(); ++i) {
    const gas::BatchCase& found = result.cases[i];
    text += fmt::format("{},{},{},{},{}", csv_cell(n.id[i]), gas::name_of(found.status),
                        csv_number(found.lowest_pressure.in(units::bar)),
                        csv_cell(node_name(n, found.lowest_node)), csv_number(found.slack.si()));
    if (found.cause)
      text += fmt::format(",{},{},{},{},{}\n", gas::name_of(found.cause->what),
                          csv_cell(node_name(n, found.cause->node)),
                          csv_number(found.cause->by.in(units::bar)),
                          csv_number(found.cause->source_change.in(units::bar)),
                          csv_number(found.cause->load_factor));
    else
      text += ",,,,,\n";
  }
  return text;
}

std::string gas_batch_text(const GasNominations& n, const gas::BatchResult& result) {
  const std::size_t all = result.cases.size();
  std::string text = fmt::format(
      "{} nominations: {} run, {} cannot, {} without a verdict\n\n{:<24} {:<13} {:>12}  {:<20} "
      "{:>12}\n",
      all, count(result, gas::BatchStatus::ok), count(result, gas::BatchStatus::infeasible),
      count(result, gas::BatchStatus::not_converged), "nomination", "status", "lowest bar", "at",
      "slack kg/s");
  const auto order = most_urgent(result);
  const std::size_t shown = std::min(all, rows_shown_max);
  for (std::size_t k = 0; k < shown; ++k) {
    const gas::BatchCase& found = result.cases[order[k]];
    text +=
        fmt::format("{:<24} {:<13} {:>12}  {:<20} {:>12}\n", n.id[order[k]],
                    gas::name_of(found.status), four_digits(found.lowest_pressure.in(units::bar)),
                    node_name(n, found.lowest_node), four_digits(found.slack.si()));
    if (found.cause) text += fmt::format("  {}\n", gas::sentence_of(n.gas_case.problem, found));
  }
  if (shown < all) text += fmt::format("... {} more\n", all - shown);
  const gas::BatchCertificate& c = result.certificate;
  text += fmt::format(
      "\nresiduals: mass {:.1e} kg/s, laws {:.1e} (relative), at most {} iterations; {} of {} by "
      "the compiled kernel{}{}\n",
      c.mass_residual_kg_s, c.law_residual_relative, c.iterations, c.compiled, all,
      c.why_not_compiled.empty() ? "" : ": ", c.why_not_compiled);
  return text;
}

}  // namespace landbridge::io
