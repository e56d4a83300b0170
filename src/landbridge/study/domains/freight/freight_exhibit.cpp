#include "landbridge/study/domains/freight/freight_exhibit.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/study/domains/freight/freight_appraisal_tables.hpp"
#include "landbridge/study/domains/freight/freight_figures.hpp"
#include "landbridge/study/domains/freight/freight_tables.hpp"

namespace landbridge::study {
namespace {

constexpr double day_s = 86400.0;

std::string finding(const FreightModel& model, const FreightAppraisal& a,
                    std::span<const double> draw) {
  const auto corridors = compared_corridors(model, a);
  if (corridors.empty()) return "No corridor exists in this scenario.";
  const auto by = [&](auto key) { return *std::ranges::min_element(corridors, {}, key); };
  const auto cost = [&](std::size_t c) { return a.year.corridors[c].trip.money(); };
  const auto days = [&](std::size_t c) { return a.year.corridors[c].days.p50_s; };
  const FreightMoney money = freight_money(model, corridors.front(), draw);
  const std::size_t cheapest = by(cost), fastest = by(days);
  std::string text = fmt::format(
      "From {} to {} '{}' is the cheapest at {:.4g} {}, '{}' the fastest with half of all "
      "shipments "
      "there within {:.3g} days",
      freight_place(model, model.in().corridors[cheapest].from),
      freight_place(model, model.in().corridors[cheapest].to), corridor_name(model, cheapest),
      cost(cheapest) * money.per_kg, money.unit, corridor_name(model, fastest),
      days(fastest) / day_s);
  if (!a.bottlenecks.empty() && a.bottlenecks.front().state.price_kg > 0.0)
    text += fmt::format("; most is gained by more room at {}", a.bottlenecks.front().row);
  return text + ".";
}

/// A place that only ships pass, and where nothing is handled by name, is a point of a sea lane.
void note_waypoints(const FreightModel& model, Exhibit& e) {
  const FreightInputs& in = model.in();
  for (MapNode& node : e.nodes) {
    const auto is_here = [&](std::size_t place) {
      return model.study->places[place].id == node.id;
    };
    const bool is_lane = std::ranges::all_of(in.hauls, [&](const FreightHaul& h) {
      return (!is_here(h.haul.from) && !is_here(h.haul.to)) || h.haul.mode == freight::Mode::sea;
    });
    const bool is_handled = std::ranges::any_of(in.transfers, [&](const FreightTransfer& t) {
      return !t.rule.is_pattern && std::ranges::any_of(t.rule.places, is_here);
    });
    const bool is_end = std::ranges::any_of(
        in.corridors, [&](const FreightCorridor& c) { return is_here(c.from) || is_here(c.to); });
    if (is_lane && !is_handled && !is_end) node.role = "waypoint";
  }
}

}  // namespace

Certificate shares_certificate(const FreightModel& model, const FreightYear& year) {
  const freight::ShareCertificate& c = year.shares;
  const FreightInputs& in = model.in();
  const std::size_t row = c.worst_row;
  Certificate certificate{"goods over the ways, under their limits",
                          c.is_converged ? "ok" : "not_converged",
                          {{"load over limit, worst", std::max(0.0, c.violation_relative), "1"},
                           {"price times slack, worst", c.slack_relative, "1"},
                           {"rounds", static_cast<double>(c.sweeps), "1"}},
                          ""};
  if (row < 2 * in.hauls.size())
    certificate.worst_place = fmt::format("link[{}]", in.hauls[row / 2].id);
  else if (row - 2 * in.hauls.size() < in.transfers.size())
    certificate.worst_place =
        fmt::format("transfer[{}]", in.transfers[row - 2 * in.hauls.size()].id);
  return certificate;
}

Certificate chance_certificate(const FreightModel& model, const FreightYear& year,
                               std::span<const double> draw, std::size_t corridor) {
  const FreightCorridorYear& c = year.corridors[corridor];
  const FreightPart& part = model.parts[c.part];
  const FreightTerms terms = freight_terms(part, draw);
  const freight::JourneyTerms journey =
      journey_terms(part, terms, part.in.corridors[corridor].good);
  const freight::SumOfLegs exact = freight::sum_of_legs(journey, c.route);
  std::vector<freight::Start> starts;
  for (std::uint32_t k = 0; k < model.chance.shipments(); ++k) starts.push_back({k, 0.0});
  const freight::Journeys drawn =
      freight::journeys(part.ways[corridor], journey, {}, model.chance, starts);
  const freight::Spread spread = freight::spread_of(drawn.time_s);
  double squares = 0.0;
  for (const double t : drawn.time_s) squares += std::pow(t - spread.mean_s, 2);
  const auto count = static_cast<double>(drawn.time_s.size());
  const double deviation_s = std::sqrt(squares / std::max(1.0, count - 1.0));
  const double error_s = exact.deviation_s / std::sqrt(count);
  const double off = error_s > 0.0 ? (spread.mean_s - exact.mean_s) / error_s : 0.0;
  constexpr double standard_errors_max = 5.0;
  return {fmt::format("days of '{}' without shocks, drawn against exact",
                      part.in.corridors[corridor].id),
          std::abs(off) <= standard_errors_max ? "ok" : "not_converged",
          {{"mean, drawn", spread.mean_s / day_s, "d"},
           {"mean, exact", exact.mean_s / day_s, "d"},
           {"difference of the means in standard errors", off, "1"},
           {"deviation, drawn", deviation_s / day_s, "d"},
           {"deviation, exact", exact.deviation_s / day_s, "d"},
           {"95 %, drawn", spread.p95_s / day_s, "d"},
           {"95 %, lognormal of the same mean and deviation", exact.quantile_s(0.95) / day_s, "d"},
           {"shipments", count, "1"}},
          c.narrowest};
}

Exhibit freight_exhibit(const FreightModel& model, const FreightYear& year,
                        std::span<const double> draw) {
  Exhibit e;
  e.title = "Freight";
  add_freight_map(model, year, e);
  note_waypoints(model, e);
  const FreightAppraisal appraisal = freight_appraisal(model, year, draw);
  e.finding = finding(model, appraisal, draw);
  e.figures = freight_figures(model, appraisal, draw);
  const std::vector<std::size_t> compared = compared_corridors(model, appraisal);
  e.tables = {corridor_table(model, year, draw), cost_table(model, year, compared),
              leg_table(model, year, compared, draw)};
  for (ResultTable& t : appraisal_tables(model, appraisal)) e.tables.push_back(std::move(t));
  e.certificates.push_back(shares_certificate(model, year));
  if (!compared.empty())
    e.certificates.push_back(chance_certificate(model, year, draw, compared.front()));
  return e;
}

}  // namespace landbridge::study
