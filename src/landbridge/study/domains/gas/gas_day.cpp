#include "landbridge/study/domains/gas/gas_day.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/study/domains/gas/gas_schema.hpp"
#include "landbridge/study/domains/gas/gas_year.hpp"

namespace landbridge::study {
namespace {

constexpr int days = 4;  ///< the first three let the start fade
constexpr double hour_s = 3600.0;
constexpr double day_s = 24.0 * hour_s;
constexpr double step_s = 0.5 * hour_s;

/// A value that changes with the hour over several days.
gas::Series hourly(double mean, const std::vector<double>& factors) {
  gas::Series series;
  series.is_stepwise = true;
  for (int hour = 0; hour < 24 * days; ++hour) {
    series.time_s.push_back(hour * hour_s);
    series.value_si.push_back(mean * factors[static_cast<std::size_t>(hour % 24)]);
  }
  return series;
}

}  // namespace

std::vector<double> course_of_day(const GasModel& model, std::span<const double> draw) {
  const auto& rows = model.stretches.front().data.table("hour").rows;
  if (rows.empty()) return {};
  const auto entities = gas_entities();
  const auto entity = std::ranges::find(entities, "hour", &EntitySpec::name);
  std::vector<double> factors(24, 1.0);
  for (const Row& row : rows) {
    const RowReader r(*entity, row);
    const auto hour = static_cast<std::size_t>(std::lround(r.number("hour").value(draw)));
    factors[hour] = r.number("factor").value(draw);
  }
  return factors;
}

Result<gas::TransientResult> run_days(const GasModel& model, const std::vector<double>& factors,
                                      const DayQuestion& question, std::span<const double> draw) {
  const GasNetwork& network = model.networks[question.stretch];
  const double molar_mass = model.settings.gas.molar_mass.si();
  gas::TransientProblem transient;
  transient.problem = question.firm->firm.network;
  auto& supply = transient.problem.supply;
  const NodeId node = network.deliveries[question.delivery].node;
  Column<NodeId, double> taken_kg_s(supply.size());
  for (const auto& o : network.offtakes) taken_kg_s[o.node] += o.flow.value(draw) * molar_mass;
  supply[node] = supply[node] - MassFlow::from_si(question.delivered_mol_s * molar_mass);
  for (std::size_t n = 0; n < supply.size(); ++n) {
    const NodeId at{n};
    if (taken_kg_s[at] <= 0.0) continue;
    gas::Series series = hourly(-taken_kg_s[at], factors);
    const double steady = supply[at].si() + taken_kg_s[at];
    for (double& value : series.value_si) value += steady;
    transient.supply.push_back({at, std::move(series)});
  }
  gas::TransientOptions options;
  options.duration = Time::from_si(days * day_s);
  options.step = Time::from_si(step_s);
  options.cell = Length::from_si(10e3);
  return gas::simulate(transient, options);
}

double lowest_pa(const gas::TransientResult& result, NodeId node) {
  if (result.exhausted) return 0.0;
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < result.time_s.size(); ++i)
    if (result.time_s[i] >= shown_day_s)
      lowest = std::min(lowest, result.pressure_pa.at(i, node.index()));
  return lowest;
}

std::vector<GasDay> read_days(const Study& study, const std::vector<Stretch>& stretches) {
  const auto entities = gas_entities();
  const auto entity = std::ranges::find(entities, "day", &EntitySpec::name);
  LANDBRIDGE_ASSERT(entity != entities.end());
  const DomainData& data = stretches.front().data;
  const auto& deliveries = data.table("delivery").rows;
  std::vector<GasDay> found;
  for (const Row& row : data.table("day").rows) {
    if (row.is_closed) continue;
    const RowReader r(*entity, row);
    const auto delivery = std::ranges::find(deliveries, r.text("delivery"), &Row::id);
    const auto stretch = std::ranges::find_if(stretches, [&](const Stretch& s) {
      return study.periods[s.period].id == r.text("period");
    });
    LANDBRIDGE_ASSERT(delivery != deliveries.end());
    LANDBRIDGE_ASSERT(stretch != stretches.end());
    found.push_back({row.id, static_cast<std::size_t>(stretch - stretches.begin()),
                     static_cast<std::size_t>(delivery - deliveries.begin()), r.number("flow")});
  }
  return found;
}

Result<double> day_margin_pa(const GasModel& model, const GasDay& day, const StretchDelivery& firm,
                             std::span<const double> draw) {
  const auto& d = model.networks[day.stretch].deliveries[day.delivery];
  const double least_pa = d.min_pressure.value(draw);
  if (!(firm.firm_mol_s > 0.0)) return -least_pa;
  std::vector<double> factors = course_of_day(model, draw);
  if (factors.empty()) factors.assign(24, 1.0);
  const DayQuestion question{day.stretch, day.delivery, &firm,
                             std::min(day.flow.value(draw), firm.firm_mol_s)};
  const auto run = run_days(model, factors, question, draw);
  if (!run) {
    if (run.error().fault == Fault::infeasible) return -least_pa;
    return fail(run.error());
  }
  return lowest_pa(*run, d.node) - least_pa;
}

}  // namespace landbridge::study
