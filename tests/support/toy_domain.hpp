#pragma once

#include <memory>

#include "landbridge/study/domain.hpp"

namespace landbridge::test {

using namespace landbridge::study;

/// A domain for tests with a closed form for everything: sum of the weights of all open boxes,
/// and no answer above `most`.
class ToyEvaluator : public Evaluator {
 public:
  ToyEvaluator(Case scenario_case, double most) : case_(std::move(scenario_case)), most_(most) {}

  std::span<const Metric> metrics() const override { return metrics_; }

  Result<std::vector<double>> evaluate(std::span<const double> draw) const override {
    double sum = 0.0;
    for (const Row& row : case_.stretches.front().data.table("box").rows)
      if (!row.is_closed) sum += row.cells[0].number.value(draw);
    if (sum > most_) return fail(Fault::infeasible, "toy.box", "too heavy", "take one away");
    return std::vector{sum, sum * sum};
  }

  Result<Exhibit> exhibit(std::span<const double>) const override {
    Exhibit e;
    e.finding = "boxes";
    return e;
  }
  std::vector<Reason> reasons(std::span<const double>) const override {
    return {{"sum", "Boxes add up.", "the boxes"}};
  }

 private:
  Case case_;
  double most_;
  std::vector<Metric> metrics_{{"sum", "all boxes", {"1", 1.0, 0.0}, {}},
                               {"square", "its square", {"1", 1.0, 0.0}, {}}};
};

class ToyDomain : public Domain {
 public:
  explicit ToyDomain(double most) : most_(most) {}
  std::string_view name() const override { return "toy"; }
  std::string_view meaning() const override { return "boxes"; }
  std::span<const EntitySpec> entities() const override { return entities_; }
  std::span<const MetricSpec> metric_specs() const override { return {}; }
  std::span<const Equation> equations() const override { return {}; }
  void check(const Study&, const DomainData&, Diagnostics&) const override {}
  Result<std::unique_ptr<Evaluator>> prepare(const Case& scenario_case) const override {
    return std::unique_ptr<Evaluator>(std::make_unique<ToyEvaluator>(scenario_case, most_));
  }

 private:
  double most_;
  std::vector<EntitySpec> entities_{{"box",
                                     "a box",
                                     {quantity_field("weight", units::one, "how heavy")},
                                     {"close", "open", "set", "scale", "add"}}};
};

inline Domains toy_domains(double most = 1e9) {
  Domains all;
  all.push_back(std::make_unique<ToyDomain>(most));
  return all;
}

inline Factor uniform(std::string name, double low, double best, double high) {
  Factor f;
  f.name = std::move(name);
  f.shape = Shape::uniform;
  f.low_si = low;
  f.best_si = best;
  f.high_si = high;
  f.unit.symbol.assign(1, '1');
  return f;
}

/// One box for each factor, as heavy as the factor says.
inline Study boxes(std::vector<Factor> factors) {
  Study s;
  s.meta.seed = 7;
  s.periods = {{"year", 0, 365}};
  Table table{"box", {}};
  for (std::size_t i = 0; i < factors.size(); ++i)
    table.rows.push_back({factors[i].name, {{true, Number{1.0, {i}}, "", {}}}, false, {}, {}});
  s.factors = std::move(factors);
  s.domains = {{"toy", {table}}};
  s.scenarios = {{"today", "Today", "", "", "", {}, {}}};
  return s;
}

inline Claim claim_about(std::string metric, Relation relation, double bound) {
  Claim c;
  c.id.assign("c");
  c.scenario.assign("today");
  c.metric = std::move(metric);
  c.relation = relation;
  (relation == Relation::at_most ? c.high : c.low) = Number{bound, {}};
  return c;
}

}  // namespace landbridge::test
