#include "landbridge/study/claims.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/math/statistics.hpp"

namespace landbridge::study {
namespace {

constexpr std::size_t most_drivers = 6;
constexpr double smallest_share = 0.01;

std::string why_sentence(const Verdict& v, const MetricResult& m) {
  const DisplayUnit& unit = v.claim->unit;
  std::string text = fmt::format("Computed {} (P10 {}, P90 {}).", show(m.best_si, unit),
                                 show(m.p10_si, unit), show(m.p90_si, unit));
  if (!m.reason.sentence.empty()) text = m.reason.sentence + " " + text;
  if (m.failed > 0)
    text += fmt::format(" {} of {} draws have no answer and count as not holding.", m.failed,
                        m.values_si.size());
  return text;
}

}  // namespace

std::vector<Driver> drivers_of(const MetricResult& metric, const Study& study,
                               std::span<const std::vector<double>> draws) {
  std::vector<double> y;
  std::vector<std::size_t> rows;
  for (std::size_t k = 0; k < metric.values_si.size(); ++k) {
    if (!std::isfinite(metric.values_si[k])) continue;
    y.push_back(metric.values_si[k]);
    rows.push_back(k);
  }
  std::vector<Driver> drivers;
  if (y.size() < 30 || metric.high_si <= metric.low_si) return drivers;
  const double noise = 2.0 / std::sqrt(static_cast<double>(y.size()));
  double sum = 0.0;
  for (std::size_t f = 0; f < study.factors.size(); ++f) {
    if (!study.factors[f].has_width()) continue;
    std::vector<double> x;
    for (const std::size_t k : rows) x.push_back(draws[k][f]);
    const double r = spearman_correlation(x, y);
    if (!(std::abs(r) > noise)) continue;
    drivers.push_back({f, r * r});
    sum += r * r;
  }
  for (Driver& d : drivers) d.share /= sum;
  std::ranges::stable_sort(drivers, std::greater{}, &Driver::share);
  std::erase_if(drivers, [](const Driver& d) { return d.share < smallest_share; });
  if (drivers.size() > most_drivers) drivers.resize(most_drivers);
  return drivers;
}

std::string show(double value_si, const DisplayUnit& unit) {
  const double value = unit.from_si(value_si);
  if (!std::isfinite(value)) return "no value";
  const std::string symbol = unit.symbol == "1" ? "" : " " + unit.symbol;
  const double size = std::abs(value);
  if (size < 1e-12) return fmt::format("0{}", symbol);
  if (size < 1000.0 || size >= 1e7) return fmt::format("{:.3g}{}", value, symbol);
  const double digit = std::pow(10.0, std::floor(std::log10(size)) - 3.0);
  return fmt::format("{:.0f}{}", std::round(value / digit) * digit, symbol);
}

bool is_satisfied(const Claim& claim, double value_si, std::span<const double> draw) {
  if (!std::isfinite(value_si)) return false;
  const double low = claim.low.value(draw);
  const double high = claim.high.value(draw);
  switch (claim.relation) {
    case Relation::at_least: return value_si >= low;
    case Relation::at_most: return value_si <= high;
    case Relation::between: return value_si >= low && value_si <= high;
  }
  return false;
}

Verdict judge(const Claim& claim, const Study& study, const ScenarioResult& scenario,
              std::span<const std::vector<double>> draws) {
  Verdict v;
  v.claim = &claim;
  if (!claim.not_testable.empty()) {
    v.verdict = "not_testable";
    v.why = claim.not_testable;
    return v;
  }
  v.computed = scenario.metric(claim.metric);
  LANDBRIDGE_ASSERT(v.computed != nullptr);
  const MetricResult& m = *v.computed;
  LANDBRIDGE_ASSERT(m.values_si.size() == draws.size());
  int holds = 0, fails = 0;
  for (std::size_t k = 0; k < draws.size(); ++k) {
    if (!std::isfinite(m.values_si[k])) continue;
    (is_satisfied(claim, m.values_si[k], draws[k]) ? holds : fails) += 1;
  }
  const auto count = static_cast<double>(draws.size());
  v.holds_share = holds / count;
  v.fails_share = (fails + m.failed) / count;
  v.verdict = v.holds_share >= verdict_share   ? "holds"
              : v.fails_share >= verdict_share ? "fails"
                                               : "depends";
  v.why = why_sentence(v, m);
  v.binding = m.reason.binding;
  v.drivers = drivers_of(m, study, draws);
  return v;
}

}  // namespace landbridge::study
