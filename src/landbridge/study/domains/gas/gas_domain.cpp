#include "landbridge/study/domains/gas/gas_domain.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "landbridge/study/domains/gas/gas_exhibit.hpp"
#include "landbridge/study/domains/gas/gas_reasons.hpp"
#include "landbridge/study/domains/gas/gas_schema.hpp"
#include "landbridge/study/domains/gas/gas_year.hpp"
#include "landbridge/study/scenario.hpp"

namespace landbridge::study {
namespace {

DisplayUnit display(std::string_view symbol, const Study& study) {
  const auto meaning = parse_unit(symbol, study.currencies);
  LANDBRIDGE_ASSERT(meaning.has_value());
  return {std::string(symbol), meaning->si, meaning->offset_si};
}

/// The metrics of a scenario, in the order in which `values` fills them.
class GasMetrics {
 public:
  explicit GasMetrics(const GasModel& model) : model_(model) {
    const Study& study = *model.study;
    yearly_ = display("bcm_20C/yr", study);
    daily_ = display("mcm_20C/d", study);
    price_ = display(study.meta.currency + "/1000m3_20C", study);
    money_ = display("G" + study.meta.currency, study);
    list();
  }

  const std::vector<Metric>& all() const { return metrics_; }

  std::vector<double> values(const GasYear& year, std::span<const double> draw) const {
    std::vector<double> v;
    for (const YearDelivery& d : year.deliveries) {
      v.insert(v.end(), {d.annual_mol_s, d.peak_mol_s, d.best_day_mol_s});
      for (const std::size_t period : periods()) v.push_back(firm_of_period(d, period));
      if (!model_.has_hydrates()) continue;
      for (const std::size_t period : periods()) v.push_back(hydrate_margin_k(d, period));
    }
    for (std::size_t i = 0; i < year.outage_mol_s.size(); ++i)
      for (const std::size_t period : periods()) {
        const double left = mean_of_period(year.outage_mol_s[i], period);
        const double before = firm_of_period(year.deliveries[model_.outages[i].delivery], period);
        v.insert(v.end(), {left, before > 0.0 ? 1.0 - left / before : 0.0});
      }
    v.insert(v.end(), year.closure_survival_s.begin(), year.closure_survival_s.end());
    v.insert(v.end(), year.day_margin_pa.begin(), year.day_margin_pa.end());
    v.push_back((year.investment.pipe_capex + year.investment.station_capex).si());
    for (const std::size_t period : periods()) v.push_back(shortage_mol_s(period, draw));
    for (const auto& [id, amount] : imports())
      for (const std::size_t period : periods()) {
        const double missing = shortage_mol_s(period, draw);
        v.push_back(missing > 0.0 ? amount.value(draw) / missing : 1.0);
      }
    for (const DealState& d : year.deals) {
      if (has_new()) v.push_back(d.tariff.per_amount.si());
      v.insert(v.end(), {d.floor, d.ceiling, d.ceiling - d.floor});
    }
    LANDBRIDGE_ASSERT(v.size() == metrics_.size());
    return v;
  }

 private:
  std::vector<std::size_t> periods() const {
    std::vector<std::size_t> all(model_.study->periods.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    return all;
  }
  const std::string& period_id(std::size_t p) const { return model_.study->periods[p].id; }

  std::vector<std::pair<std::string, Number>> imports() const {
    std::vector<std::pair<std::string, Number>> all;
    for (const Row& row : model_.stretches.front().data.table("import").rows)
      all.emplace_back(row.id, row.cells.front().number);
    return all;
  }
  bool has_new() const {
    const GasNetwork& n = model_.networks.front();
    return std::ranges::any_of(n.pipes, &GasNetwork::Pipe::is_new) ||
           std::ranges::any_of(n.stations, &GasNetwork::Station::is_new);
  }

  double shortage_mol_s(std::size_t period, std::span<const double> draw) const {
    double sum = 0.0;
    for (const Row& row : model_.stretches.front().data.table("shortage").rows)
      if (!row.is_closed && row.cells[0].text == period_id(period))
        sum += row.cells[1].number.value(draw);
    return sum;
  }

  double firm_of_period(const YearDelivery& d, std::size_t period) const {
    std::vector<double> flows;
    for (const StretchDelivery& s : d.stretches) flows.push_back(s.firm_mol_s);
    return mean_of_period(flows, period);
  }

  /// The least of all stretches of a period.
  double hydrate_margin_k(const YearDelivery& d, std::size_t period) const {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t s = 0; s < d.stretches.size(); ++s)
      if (model_.stretches[s].period == period)
        least = std::min(least, d.stretches[s].hydrates.least_k);
    return std::isfinite(least) ? least : 0.0;
  }

  /// Mean over the stretches of a period, by their days.
  double mean_of_period(const std::vector<double>& of_stretch, std::size_t period) const {
    double sum = 0.0;
    int days = 0;
    for (std::size_t s = 0; s < model_.stretches.size(); ++s) {
      if (model_.stretches[s].period != period) continue;
      sum += of_stretch[s] * model_.stretches[s].length_days;
      days += model_.stretches[s].length_days;
    }
    return days > 0 ? sum / days : 0.0;
  }

  void add(std::string name, std::string meaning, const DisplayUnit& unit,
           const Exponents& dimension) {
    metrics_.push_back({std::move(name), std::move(meaning), unit, dimension});
  }

  void list() {
    const Exponents flow = AmountFlow::Dimension::exponents;
    for (const auto& d : model_.networks.front().deliveries) {
      add(fmt::format("delivered[{}].annual", d.id), "largest firm flow over the year", yearly_,
          flow);
      add(fmt::format("delivered[{}].peak", d.id),
          "largest flow with every unit running, mean of the year", yearly_, flow);
      add(fmt::format("delivered[{}].best_day", d.id),
          "largest flow of any day, every unit running", daily_, flow);
      for (const std::size_t p : periods())
        add(fmt::format("delivered[{}].{}", d.id, period_id(p)),
            fmt::format("largest firm flow in {}", period_id(p)), daily_, flow);
      if (!model_.has_hydrates()) continue;
      for (const std::size_t p : periods())
        add(fmt::format("hydrate_margin[{}].{}", d.id, period_id(p)),
            fmt::format("gas over hydrates at the largest firm flow in {}", period_id(p)),
            {"K", 1.0, 0.0}, Temperature::Dimension::exponents);
    }
    for (const GasOutage& o : model_.outages)
      for (const std::size_t p : periods()) {
        add(fmt::format("outage[{}].{}", o.id, period_id(p)),
            fmt::format("largest firm flow in {} without '{}'", period_id(p), o.element), daily_,
            flow);
        add(fmt::format("outage[{}].lost.{}", o.id, period_id(p)),
            fmt::format("share of the firm flow in {} lost without '{}'", period_id(p), o.element),
            {"%", 0.01, 0.0}, {});
      }
    for (const GasClosure& c : model_.closures)
      add(fmt::format("closure[{}].hours", c.id),
          fmt::format("hours that '{}' lives on line pack after '{}' closes", c.place, c.element),
          {"h", 3600.0, 0.0}, Time::Dimension::exponents);
    for (const GasDay& day : model_.days)
      add(fmt::format("day[{}].margin", day.id),
          "lowest pressure of a day, with the peaks of the towns, over the least delivery pressure",
          {"MPa", units::megapascal.si, 0.0}, Pressure::Dimension::exponents);
    add("capex", "investment in what is new", money_, Money::Dimension::exponents);
    for (const std::size_t p : periods())
      add(fmt::format("shortage.{}", period_id(p)), fmt::format("gas missing in {}", period_id(p)),
          daily_, flow);
    for (const auto& [id, amount] : imports())
      for (const std::size_t p : periods())
        add(fmt::format("covered[{}].{}", id, period_id(p)),
            "share of the shortage that the import covers", {"%", 0.01, 0.0}, {});
    const Exponents price = MoneyPerAmount::Dimension::exponents;
    for (const GasDeal& d : model_.deals) {
      if (has_new())
        add(fmt::format("tariff[{}]", d.id), "levelised cost of transport on what is new", price_,
            price);
      add(fmt::format("zone[{}].floor", d.id), "lowest price the seller would sign", price_, price);
      add(fmt::format("zone[{}].ceiling", d.id), "highest price the buyer would sign", price_,
          price);
      add(fmt::format("zone[{}].width", d.id), "ceiling less floor", price_, price);
    }
  }

  const GasModel& model_;
  DisplayUnit yearly_, daily_, price_, money_;
  std::vector<Metric> metrics_;
};

class GasEvaluator : public Evaluator {
 public:
  explicit GasEvaluator(GasModel model) : model_(std::move(model)), metrics_(model_) {}

  std::span<const Metric> metrics() const override { return metrics_.all(); }

  Result<std::vector<double>> evaluate(std::span<const double> draw) const override {
    const auto year = gas_year(model_, draw);
    if (!year) return fail(year.error());
    return metrics_.values(*year, draw);
  }

  Result<Exhibit> exhibit(std::span<const double> draw) const override {
    const auto year = gas_year(model_, draw);
    if (!year) return fail(year.error());
    return gas_exhibit(model_, *year, draw);
  }

  std::vector<Reason> reasons(std::span<const double> draw) const override {
    const auto year = gas_year(model_, draw);
    return year ? gas_reasons(model_, *year, draw) : std::vector<Reason>{};
  }

 private:
  GasModel model_;
  GasMetrics metrics_;
};

class GasDomain : public Domain {
 public:
  std::string_view name() const override { return "gas"; }
  std::string_view meaning() const override {
    return "steady gas flow in a network of pipes and compressor stations, what it costs, and "
           "prices";
  }
  std::span<const EntitySpec> entities() const override { return gas_entities(); }
  std::span<const MetricSpec> metric_specs() const override { return gas_metric_specs(); }
  std::span<const Equation> equations() const override { return gas_equations(); }

  void check(const Study&, const DomainData& data, Diagnostics& problems) const override {
    if (const auto settings = gas_settings(data); !settings)
      problems.error(data.table("settings").rows.front().origin.place, settings.error().what,
                     settings.error().hint);
    const auto need = [&](std::string_view table, std::string_view why) {
      if (data.table(table).rows.empty())
        problems.error(data.table("settings").rows.front().origin.place,
                       fmt::format("[gas] has no {}", table), std::string(why));
    };
    need("pipe", "add at least one row to the table 'pipe'");
    need("supply", "say where gas is handed over, and at which pressure, in the table 'supply'");
    need("delivery",
         "say where gas is delivered, and at which least pressure, in the table 'delivery'");
    check_stations(data, problems);
    check_regions(data, problems);
    check_temperatures(data, problems);
    check_machines(data, problems);
    check_outages(data, problems);
  }

  Result<std::unique_ptr<Evaluator>> prepare(const Case& scenario_case) const override {
    auto model = gas_model(scenario_case);
    if (!model) return fail(model.error());
    return std::unique_ptr<Evaluator>(std::make_unique<GasEvaluator>(std::move(*model)));
  }

 private:
  /// Without a temperature of its own a region would take that of the settings in silence.
  static void check_regions(const DomainData& data, Diagnostics& problems) {
    std::set<std::string> known;
    for (const Row& row : data.table("ground").rows) known.insert(row.cells.front().text);
    const EntitySpec& pipe = *std::ranges::find(gas_entities(), "pipe", &EntitySpec::name);
    for (const Row& row : data.table("pipe").rows) {
      const std::string& region = RowReader(pipe, row).text("region");
      if (!region.empty() && !known.contains(region))
        problems.error(row.origin.place,
                       fmt::format("region '{}' has no row in the table 'ground'", region),
                       "add its temperature there for each period, or leave the region out");
    }
  }

  /// Soil for all regions in use or for none; else one temperature would be a guess.
  static void check_temperatures(const DomainData& data, Diagnostics& problems) {
    const EntitySpec& ground = *std::ranges::find(gas_entities(), "ground", &EntitySpec::name);
    const auto& rows = data.table("ground").rows;
    const bool has_any = std::ranges::any_of(
        rows, [&](const Row& row) { return is_stated(RowReader(ground, row).number("soil")); });
    for (const Row& row : rows) {
      const RowReader r(ground, row);
      const bool has_soil = is_stated(r.number("soil"));
      if (has_any && !has_soil && !is_stated(r.number("air")))
        problems.error(row.origin.place, fmt::format("'{}' has no temperature of the soil", row.id),
                       "other regions have one: give all of them 'soil', or none");
      if (!has_any && !is_stated(r.number("temperature")) && !is_stated(r.number("air")))
        problems.error(row.origin.place, fmt::format("'{}' has no temperature", row.id),
                       "give 'soil', and the temperature of the gas is computed, or 'temperature'");
    }
  }

  /// A map needs the air at its drive.
  static void check_machines(const DomainData& data, Diagnostics& problems) {
    const EntitySpec& station = *std::ranges::find(gas_entities(), "station", &EntitySpec::name);
    const EntitySpec& ground = *std::ranges::find(gas_entities(), "ground", &EntitySpec::name);
    std::set<std::string> with_air, without_air;
    for (const Row& row : data.table("ground").rows) {
      const RowReader r(ground, row);
      (is_stated(r.number("air")) ? with_air : without_air).insert(r.text("region"));
    }
    for (const Row& row : data.table("station").rows) {
      const RowReader r(station, row);
      const std::string& region = r.text("region");
      const bool has_air = with_air.contains(region) && !without_air.contains(region);
      if (has_air || (r.text("machine").empty() && region.empty())) continue;
      problems.error(row.origin.place,
                     fmt::format("station '{}' has no temperature of the air", row.id),
                     region.empty() ? "name its 'region', whose row in the table 'ground' has 'air'"
                                    : fmt::format("give region '{}' in the table 'ground' 'air' in "
                                                  "every period",
                                                  region));
    }
  }

  static void check_outages(const DomainData& data, Diagnostics& problems) {
    for (const char* table : {"outage", "closure"}) {
      const EntitySpec& entity = *std::ranges::find(gas_entities(), table, &EntitySpec::name);
      for (const Row& row : data.table(table).rows) {
        const std::string& element = RowReader(entity, row).text("element");
        if (!can_be_out(data, element))
          problems.error(row.origin.place,
                         fmt::format("there is no pipe, station or supply '{}'", element),
                         "write the id of a row of one of these tables");
      }
    }
  }

  static void check_stations(const DomainData& data, Diagnostics& problems) {
    std::set<std::string> at;
    for (const Row& row : data.table("station").rows)
      if (!row.is_closed && !at.insert(row.cells.front().text).second)
        problems.error(row.origin.place,
                       fmt::format("a second station stands at '{}'", row.cells.front().text),
                       "make it one station with more units, or give it a place of its own");
  }
};

}  // namespace

std::unique_ptr<Domain> gas_domain() { return std::make_unique<GasDomain>(); }

}  // namespace landbridge::study
