#include "landbridge/study/domains/freight/freight_domain.hpp"

#include <fmt/format.h>

#include "landbridge/study/domains/freight/freight_exhibit.hpp"
#include "landbridge/study/domains/freight/freight_metrics.hpp"
#include "landbridge/study/domains/freight/freight_schema.hpp"

namespace landbridge::study {
namespace {

class FreightEvaluator : public Evaluator {
 public:
  explicit FreightEvaluator(FreightModel model) : model_(std::move(model)), metrics_(model_) {}

  std::span<const Metric> metrics() const override { return metrics_.all(); }

  Result<std::vector<double>> evaluate(std::span<const double> draw) const override {
    const auto year = freight_year(model_, draw);
    if (!year) return fail(year.error());
    return metrics_.values(model_, *year, draw);
  }

  Result<Exhibit> exhibit(std::span<const double> draw) const override {
    const auto year = freight_year(model_, draw, true);
    if (!year) return fail(year.error());
    return freight_exhibit(model_, *year, draw);
  }

  std::vector<Reason> reasons(std::span<const double> draw) const override {
    const auto year = freight_year(model_, draw);
    return year ? freight_reasons(model_, *year, draw) : std::vector<Reason>{};
  }

 private:
  FreightModel model_;
  FreightMetrics metrics_;
};

class FreightDomain : public Domain {
 public:
  std::string_view name() const override { return "freight"; }
  std::string_view meaning() const override {
    return "goods by rail, road and water: ways, costs, days, reliability, loads";
  }
  std::span<const EntitySpec> entities() const override { return freight_entities(); }
  std::span<const MetricSpec> metric_specs() const override { return freight_metric_specs(); }
  std::span<const Equation> equations() const override { return freight_equations(); }

  void check(const Study& study, const DomainData& data, Diagnostics& problems) const override {
    const SourcePlace& top = data.table("settings").rows.front().origin.place;
    const auto need = [&](std::string_view table, std::string_view why) {
      if (data.table(table).rows.empty())
        problems.error(top, fmt::format("[freight] has no {}", table), std::string(why));
    };
    need("link", "add at least one row to the table 'link'");
    need("good", "say what is carried in the table 'good'");
    need("transfer", "say where goods can be loaded and unloaded in the table 'transfer'");
    if (data.table("corridor").rows.empty() && data.table("demand").rows.empty())
      problems.error(top, "[freight] asks nothing",
                     "add a way to the table 'corridor', or goods to the table 'demand'");
    if (problems.has_errors()) return;
    const FreightInputs in = freight_inputs(study, data, problems);
    for (std::size_t e = 0; e < in.emissions.size(); ++e)
      if (!in.emissions[e].is_well_to_wheel)
        problems.warning(data.table("emission").rows[e].origin.place,
                         fmt::format("'{}' leaves out the making of the fuel", in.emissions[e].id),
                         "use a well-to-wheel factor where there is one");
  }

  Result<std::unique_ptr<Evaluator>> prepare(const Case& scenario_case) const override {
    auto model = freight_model(scenario_case);
    if (!model) return fail(model.error());
    return std::unique_ptr<Evaluator>(std::make_unique<FreightEvaluator>(std::move(*model)));
  }
};

}  // namespace

std::unique_ptr<Domain> freight_domain() { return std::make_unique<FreightDomain>(); }

}  // namespace landbridge::study
