#include "ferry_domain.hpp"

#include <fmt/format.h>

#include "landbridge/study/scenario.hpp"

namespace landbridge::test {
namespace {

using namespace landbridge::study;
using namespace landbridge::units;

/// carried = sum over stretches of days x trips per day x load of every open ferry.
class FerryEvaluator : public Evaluator {
 public:
  explicit FerryEvaluator(Case scenario_case) : case_(std::move(scenario_case)) {
    metrics_.push_back({"carried.annual",
                        "carried in a year",
                        {"Mt/yr", megatonne.si / year.si, 0.0},
                        MassFlow::Dimension::exponents});
  }

  std::span<const Metric> metrics() const override { return metrics_; }

  Result<std::vector<double>> evaluate(std::span<const double> draw) const override {
    double carried_kg = 0.0;
    for (const Stretch& s : case_.stretches)
      for (const Row& row : s.data.table("ferry").rows)
        if (!row.is_closed)
          carried_kg +=
              s.length_days * row.cells[2].number.value(draw) * row.cells[3].number.value(draw);
    return std::vector{carried_kg / (days_per_year * day.si)};
  }

  Result<Exhibit> exhibit(std::span<const double> draw) const override {
    Exhibit e;
    e.title = "Ferries";
    const double carried = evaluate(draw)->front() * year.si / megatonne.si;
    e.finding = fmt::format("The ferries carry {:.3g} Mt a year.", carried);
    e.figures.push_back({"ferry",
                         "Carried",
                         "bars",
                         {"", ""},
                         {"carried", "Mt/yr"},
                         {},
                         {"all ferries"},
                         {{"carried", {}, {carried}, {}, {}, "line", 1}},
                         {},
                         {},
                         {}});
    e.certificates.push_back({"sum over ferries", "ok", {{"residual", 0.0, "kg/s"}}, ""});
    return e;
  }

  std::vector<Reason> reasons(std::span<const double>) const override {
    return {{"carried.annual", "Trips times load is what a ferry carries.", "trips per day"}};
  }

 private:
  Case case_;
  std::vector<Metric> metrics_;
};

class FerryDomain : public Domain {
 public:
  FerryDomain()
      : entities_{{"ferry",
                   "a ship that goes to and fro",
                   {reference_field("from", "place", "port"),
                    reference_field("to", "place", "port"),
                    quantity_field("trips", one, "trips a day", not_negative),
                    quantity_field("load", tonne, "carried on a trip", positive)},
                   {"close", "open", "set", "scale", "add"}}},
        specs_{{"carried.annual", "carried in a year", "Mt/yr"}},
        equations_{{"ferry", "carried = days · trips · load", "toy"}} {}

  std::string_view name() const override { return "ferry"; }
  std::string_view meaning() const override { return "ships that carry what their trips allow"; }
  std::span<const EntitySpec> entities() const override { return entities_; }
  std::span<const MetricSpec> metric_specs() const override { return specs_; }
  std::span<const Equation> equations() const override { return equations_; }
  void check(const Study&, const DomainData& data, Diagnostics& problems) const override {
    if (data.table("ferry").rows.empty())
      problems.error({"study.toml", 0, 0, {}}, "[ferry] has no ferry", "add a row [[ferry.ferry]]");
  }
  Result<std::unique_ptr<Evaluator>> prepare(const Case& scenario_case) const override {
    return std::unique_ptr<Evaluator>(std::make_unique<FerryEvaluator>(scenario_case));
  }

 private:
  std::vector<EntitySpec> entities_;
  std::vector<MetricSpec> specs_;
  std::vector<Equation> equations_;
};

}  // namespace

std::unique_ptr<study::Domain> make_ferry_domain() { return std::make_unique<FerryDomain>(); }

}  // namespace landbridge::test
