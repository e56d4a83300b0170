#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/study/domains/gas/gas_figures.hpp"
#include "landbridge/study/domains/gas/gas_reasons.hpp"
#include "landbridge/study/domains/gas/gas_schema.hpp"

namespace landbridge::study {
namespace {

using namespace landbridge::units;

constexpr double hour_s = 3600.0;
constexpr int searches = 12;

/// The largest constant delivery that keeps the least pressure through the day [mol/s], by
/// bisection below the steady one.
double largest_all_day(const GasModel& model, const std::vector<double>& factors,
                       std::size_t delivery, const StretchDelivery& firm,
                       std::span<const double> draw) {
  const auto& d = model.networks.front().deliveries[delivery];
  const double wanted_pa = d.min_pressure.value(draw) * (1.0 - 1e-6);
  double low = 0.0, high = 1.0;
  for (int i = 0; i < searches; ++i) {
    const double share = i == 0 ? 1.0 : 0.5 * (low + high);
    const auto run = run_days(model, factors, {0, delivery, &firm, share * firm.firm_mol_s}, draw);
    const bool holds = run && lowest_pa(*run, d.node) >= wanted_pa;
    (holds ? low : high) = share;
    if (low >= 1.0) break;
  }
  return low * firm.firm_mol_s;
}

Series series_of(const gas::TransientResult& run, std::string name, NodeId node) {
  Series s;
  s.name = std::move(name);
  for (std::size_t i = 0; i < run.time_s.size(); ++i) {
    const double since_s = run.time_s[i] - shown_day_s;
    if (since_s < 0.0) continue;
    s.x.push_back(since_s / hour_s);
    s.y.push_back(run.pressure_pa.at(i, node.index()) / megapascal.si);
  }
  return s;
}

Series offtake_series(const GasModel& model, const std::vector<double>& factors,
                      std::span<const double> draw) {
  Series s;
  s.name = "taken on the way";
  s.style = "step";
  s.axis = 2;
  double mean = 0.0;
  for (const auto& o : model.networks.front().offtakes) mean += o.flow.value(draw);
  for (std::size_t hour = 0; hour <= 24; ++hour) {
    s.x.push_back(static_cast<double>(hour));
    s.y.push_back(mean * factors[hour % 24] / mcm_20C_per_day.si);
  }
  return s;
}

}  // namespace

std::optional<Figure> day_figure(const GasModel& model, const GasYear& year, std::size_t delivery,
                                 std::span<const double> draw) {
  const std::vector<double> factors = course_of_day(model, draw);
  const StretchDelivery& firm = year.deliveries[delivery].stretches.front();
  const double steady = firm.firm_mol_s;
  const GasNetwork& network = model.networks.front();
  if (factors.empty() || steady <= 0.0 || network.offtakes.empty()) return std::nullopt;
  const auto& d = network.deliveries[delivery];
  const double held = largest_all_day(model, factors, delivery, firm, draw);
  const auto as_steady = run_days(model, factors, {0, delivery, &firm, steady}, draw);
  const auto as_held = run_days(model, factors, {0, delivery, &firm, held}, draw);
  if (!as_held) return std::nullopt;
  Figure f{
      fmt::format("day-{}", d.id),
      fmt::format("A day in {}, hour by hour, at {}", stretch_name(model, 0),
                  place_name(model, network, d.node)),
      "lines",
      {"hour of the day", "h"},
      {"pressure", "MPa"},
      {"flow", "mcm_20C/d"},
      {},
      {},
      {},
      sources_of(model, "hour"),
      fmt::format("The same day over and over. A steady day would allow {:.3g} mcm/d; with the "
                  "peaks of the morning and the evening the pressure holds all day at {:.3g} "
                  "mcm/d. Best estimate of every input.",
                  steady / mcm_20C_per_day.si, held / mcm_20C_per_day.si)};
  if (as_steady && held < steady && !as_steady->exhausted)
    f.series.push_back(series_of(*as_steady, "at the steady largest flow", d.node));
  f.series.push_back(series_of(*as_held, "at what holds all day", d.node));
  f.series.push_back(offtake_series(model, factors, draw));
  f.marks.push_back({"y", d.min_pressure.value(draw) / megapascal.si, "least delivery pressure"});
  return f;
}

std::optional<Figure> closure_figure(const GasModel& model, const GasYear& year,
                                     std::span<const double> draw) {
  Figure f{"closures",
           "How fast the gas in the pipes is gone",
           "lines",
           {"after the closing", "h"},
           {"pressure", "MPa"},
           {},
           {},
           {},
           {},
           sources_of(model, "closure"),
           "Everybody goes on taking what he took. Best estimate of every input."};
  for (std::size_t i = 0; i < model.closures.size(); ++i) {
    const GasClosure& c = model.closures[i];
    const NodeId node = node_at(model.networks[c.stretch], c.place);
    const StretchDelivery& firm = year.deliveries[c.delivery].stretches[c.stretch];
    if (node.is_none() || firm.firm_mol_s <= 0.0) continue;
    const auto run = run_closure(model, c, firm, draw);
    if (!run) continue;
    Series s;
    s.name = fmt::format("{}, '{}' closed", place_name(model, model.networks[c.stretch], node),
                         c.element);
    for (std::size_t t = 0; t < run->time_s.size() && run->time_s[t] <= closure_horizon_s; ++t) {
      s.x.push_back(run->time_s[t] / hour_s);
      s.y.push_back(run->pressure_pa.at(t, node.index()) / megapascal.si);
    }
    f.series.push_back(std::move(s));
    f.marks.push_back({"y", c.min_pressure.value(draw) / megapascal.si,
                       fmt::format("least pressure, '{}'", c.id)});
  }
  if (f.series.empty()) return std::nullopt;
  return f;
}

}  // namespace landbridge::study
