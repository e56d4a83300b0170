#include "landbridge/study/domains/freight/freight_figures.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

namespace landbridge::study {
namespace {

constexpr double day_s = 86400.0;
constexpr double year_s = 365.0 * day_s;
constexpr std::size_t tornado_rows = 8;
constexpr std::size_t load_rows = 10;

void add_sources(const Row& row, std::vector<std::string>& list) {
  for (const std::string& source : row.origin.sources)
    if (std::ranges::find(list, source) == list.end()) list.push_back(source);
}

/// Sources of all rows of some tables.
std::vector<std::string> sources_of(const FreightModel& model,
                                    std::initializer_list<std::string_view> tables) {
  std::vector<std::string> list;
  const DomainData* data = model.study->domain("freight");
  for (const std::string_view name : tables)
    for (const Row& row : data->table(name).rows) add_sources(row, list);
  return list;
}

/// Sources of the links and transfers with these ids.
std::vector<std::string> sources_of_rows(const FreightModel& model,
                                         const std::set<std::string>& ids) {
  std::vector<std::string> list;
  const DomainData* data = model.study->domain("freight");
  for (const std::string_view name : {"link", "transfer"})
    for (const Row& row : data->table(name).rows)
      if (ids.contains(row.id)) add_sources(row, list);
  return list;
}

std::vector<std::string> sources_of_legs(const FreightModel& model, const FreightAppraisal& a,
                                         const std::vector<std::size_t>& corridors) {
  std::set<std::string> ids;
  for (const FreightJourney& j : a.journeys)
    if (std::ranges::find(corridors, j.corridor) != corridors.end())
      for (const freight::CorridorLeg& leg : j.legs) ids.insert(leg.id);
  return sources_of_rows(model, ids);
}

const FreightJourney* journey_of(const FreightAppraisal& a, std::size_t corridor) {
  const auto hit = std::ranges::find(a.journeys, corridor, &FreightJourney::corridor);
  return hit == a.journeys.end() ? nullptr : &*hit;
}

std::string ends_of(const FreightModel& model, std::size_t corridor) {
  const FreightCorridor& c = model.in().corridors[corridor];
  return fmt::format("{} to {}", freight_place(model, c.from), freight_place(model, c.to));
}

/// The value below which a share of the sorted sample lies.
double quantile_of(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

/// "the commercial speed …" -> "Commercial speed …": how an input is called on an axis.
std::string input_name(const Factor& factor) {
  std::string text = factor.meaning.empty() ? factor.name : factor.meaning;
  for (const std::string_view article : {"the ", "a "})
    if (text.starts_with(article)) text.erase(0, article.size());
  if (!text.empty())
    text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text;
}

struct TornadoWords {
  std::string id, title, axis, unit;
  double base = 0.0, per_si = 1.0;
};

Figure tornado(const FreightModel& model, const TornadoWords& words,
               const std::vector<FreightSwing>& swings) {
  Figure f{words.id, words.title, "tornado", {words.axis, words.unit}, {"input", ""}, {}, {}, {},
           {},       {},          {}};
  Series low{"input at its low end", {}, {}, {}, {}, "range", 1};
  Series high{"input at its high end", {}, {}, {}, {}, "range", 1};
  std::set<std::string> sources;
  for (std::size_t i = 0; i < std::min(swings.size(), tornado_rows); ++i) {
    const Factor& factor = model.study->factors[swings[i].factor];
    f.categories.push_back(input_name(factor));
    for (const auto& [series, value] : {std::pair(&low, swings[i].at_low * words.per_si),
                                        std::pair(&high, swings[i].at_high * words.per_si)}) {
      series->y.push_back(value);
      series->low.push_back(std::min(value, words.base));
      series->high.push_back(std::max(value, words.base));
    }
    sources.insert(factor.origin.sources.begin(), factor.origin.sources.end());
  }
  f.series = {std::move(low), std::move(high)};
  f.marks = {{"x", words.base, "best estimate"}};
  f.sources.assign(sources.begin(), sources.end());
  f.note =
      "One input at a time goes to each end of its range, all others stay at their best "
      "estimate. Without shocks.";
  return f;
}

}  // namespace

FreightMoney freight_money(const FreightModel& model, std::size_t corridor,
                           std::span<const double> draw) {
  const FreightGood& good = model.in().goods[model.in().corridors[corridor].good];
  const std::string& currency = model.study->meta.currency;
  if (good.is_container) return {currency + "/TEU", good.teu_load.value(draw)};
  return {currency + "/t", 1e3};
}

std::vector<std::size_t> compared_corridors(const FreightModel& model, const FreightAppraisal& a) {
  std::vector<std::size_t> list;
  const auto& corridors = model.in().corridors;
  for (std::size_t c = 0; c < corridors.size(); ++c)
    if (corridors[c].from == corridors.front().from && corridors[c].to == corridors.front().to &&
        corridors[c].good == corridors.front().good && journey_of(a, c) != nullptr)
      list.push_back(c);
  return list;
}

const std::string& corridor_name(const FreightModel& model, std::size_t corridor) {
  const FreightCorridor& c = model.in().corridors[corridor];
  return c.name.empty() ? c.id : c.name;
}

std::vector<Figure> distance_figures(const FreightModel& model, const FreightAppraisal& a,
                                     std::span<const double> draw) {
  const auto corridors = compared_corridors(model, a);
  if (corridors.empty()) return {};
  const FreightMoney money = freight_money(model, corridors.front(), draw);
  const std::string ends = ends_of(model, corridors.front());
  const auto sources = sources_of_legs(model, a, corridors);
  Figure time{"freight-tcd-time",
              "Time over distance, " + ends,
              "lines",
              {"Distance", "km"},
              {"Time", "d"},
              {},
              {},
              {},
              {},
              sources,
              {}};
  Figure cost{"freight-tcd-cost",
              "Cost over distance, " + ends,
              "lines",
              {"Distance", "km"},
              {"Cost", money.unit},
              {},
              {},
              {},
              {},
              sources,
              {}};
  for (const std::size_t c : corridors) {
    Series days{corridor_name(model, c), {}, {}, {}, {}, "line", 1};
    Series paid = days;
    for (const freight::CorridorPoint& p : journey_of(a, c)->profile) {
      days.x.push_back(p.distance_m / 1e3);
      days.y.push_back(p.time_s / day_s);
      paid.y.push_back(p.money_kg * money.per_kg);
    }
    paid.x = days.x;
    time.series.push_back(std::move(days));
    cost.series.push_back(std::move(paid));
  }
  time.note =
      "Time-cost-distance diagram: a vertical step is a border, a port, a change of gauge "
      "or a terminal. Mean times without shocks; the table of legs names each step.";
  cost.note = time.note;
  return {std::move(time), std::move(cost)};
}

std::optional<Figure> front_figure(const FreightModel& model, const FreightAppraisal& a,
                                   std::span<const double> draw) {
  const auto corridors = compared_corridors(model, a);
  if (corridors.size() < 2) return std::nullopt;
  const FreightMoney money = freight_money(model, corridors.front(), draw);
  Figure f{"freight-front",
           "Days against money, " + ends_of(model, corridors.front()),
           "scatter",
           {"Median time door to door", "d"},
           {"Cost", money.unit},
           {},
           {},
           {},
           {},
           sources_of_legs(model, a, corridors),
           {}};
  struct Point {
    double days, cost;
  };
  std::vector<Point> points;
  for (const std::size_t c : corridors) {
    const FreightCorridorYear& year = a.year.corridors[c];
    points.push_back({year.days.p50_s / day_s, year.trip.money() * money.per_kg});
  }
  const auto is_bettered = [&](const Point& p) {
    return std::ranges::any_of(points, [&](const Point& q) {
      return q.days <= p.days && q.cost <= p.cost && (q.days < p.days || q.cost < p.cost);
    });
  };
  std::vector<Point> front;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool is_hollow = is_bettered(points[i]);
    f.series.push_back({corridor_name(model, corridors[i]),
                        {points[i].days},
                        {points[i].cost},
                        {},
                        {},
                        is_hollow ? "hollow" : "points",
                        1});
    if (!is_hollow) front.push_back(points[i]);
  }
  std::ranges::sort(front, {}, &Point::days);
  Series line{"no other is both faster and cheaper", {}, {}, {}, {}, "front", 1};
  for (const Point& p : front) {
    line.x.push_back(p.days);
    line.y.push_back(p.cost);
  }
  if (front.size() > 1) f.series.push_back(std::move(line));
  f.note = "Filled: no other corridor is both faster and cheaper. Hollow: one is.";
  return f;
}

std::optional<Figure> days_figure(const FreightModel& model, const FreightAppraisal& a) {
  Figure f{"freight-days",
           "Days door to door",
           "box",
           {"Time door to door", "d"},
           {"corridor", ""},
           {},
           {},
           {},
           {},
           {},
           {}};
  Series whisker{"5 to 95 of 100 shipments", {}, {}, {}, {}, "range", 1};
  Series box{"middle half, with the median", {}, {}, {}, {}, "range", 1};
  std::vector<std::size_t> shown;
  for (const FreightJourney& j : a.journeys) {
    if (model.in().corridors[j.corridor].good != model.in().corridors.front().good) continue;
    std::vector<double> times = a.year.corridors[j.corridor].times_s;
    std::erase_if(times, [](double t) { return !std::isfinite(t); });
    if (times.empty()) continue;
    std::ranges::sort(times);
    const FreightCorridor& c = model.in().corridors[j.corridor];
    f.categories.push_back(
        fmt::format("{} ({})", corridor_name(model, j.corridor),
                    model.study->places[c.from].name + "–" + model.study->places[c.to].name));
    const auto days = [&](double share) { return quantile_of(times, share) / day_s; };
    shown.push_back(j.corridor);
    whisker.low.push_back(days(0.05));
    whisker.high.push_back(days(0.95));
    whisker.y.push_back(std::numeric_limits<double>::quiet_NaN());
    box.low.push_back(days(0.25));
    box.y.push_back(days(0.50));
    box.high.push_back(days(0.75));
  }
  if (f.categories.empty()) return std::nullopt;
  f.series = {std::move(whisker), std::move(box)};
  f.sources = sources_of_legs(model, a, shown);
  for (const std::string& source : sources_of(model, {"shock"}))
    if (std::ranges::find(f.sources, source) == f.sources.end()) f.sources.push_back(source);
  f.note = fmt::format(
      "{} shipments spread over the year, at the best estimate of all inputs; "
      "closed borders, ice, storms and jams strike them.",
      model.chance.shipments());
  return f;
}

std::vector<Figure> tornado_figures(const FreightModel& model, const FreightAppraisal& a,
                                    std::span<const double> draw) {
  if (a.rivalries.empty()) return {};
  const FreightRivalry& r = a.rivalries.front();
  const FreightMoney money = freight_money(model, r.corridor, draw);
  const std::string& name = corridor_name(model, r.corridor);
  const std::string& rival = corridor_name(model, r.rival);
  std::vector<Figure> figures;
  if (!r.money_swings.empty())
    figures.push_back(
        tornado(model,
                {"freight-tornado-cost",
                 fmt::format("What decides the cost of '{}' against '{}'", name, rival),
                 "Dearer than the rival", money.unit, r.money_kg * money.per_kg, money.per_kg},
                r.money_swings));
  if (!r.time_swings.empty())
    figures.push_back(
        tornado(model,
                {"freight-tornado-time",
                 fmt::format("What decides the days of '{}' against '{}'", name, rival),
                 "Slower than the rival", "d", r.time_s / day_s, 1.0 / day_s},
                r.time_swings));
  return figures;
}

std::optional<Figure> load_figure(const FreightModel& model, const FreightAppraisal& a) {
  std::vector<const FreightBottleneck*> list;
  for (const FreightBottleneck& b : a.bottlenecks)
    if (b.state.load_kg_s > 0.0) list.push_back(&b);
  std::ranges::stable_sort(list, [](const auto* x, const auto* y) {
    return x->state.load_over_limit > y->state.load_over_limit;
  });
  if (list.empty()) return std::nullopt;
  Figure f{"freight-load",
           "How full the tightest links and terminals are",
           "bars",
           {"Link or transfer", ""},
           {"Load over what is left for these goods", "%"},
           {},
           {},
           {},
           {},
           {},
           {}};
  std::set<std::string> ids;
  Series bars{"load over capacity", {}, {}, {}, {}, "line", 1};
  for (std::size_t i = 0; i < std::min(list.size(), load_rows); ++i) {
    const FreightBottleneck& b = *list[i];
    f.categories.push_back(b.direction.empty() ? b.row : fmt::format("{}, {}", b.row, b.direction));
    bars.y.push_back(100.0 * b.state.load_over_limit);
    ids.insert(b.row.substr(b.row.find('[') + 1, b.row.size() - b.row.find('[') - 2));
  }
  f.series = {std::move(bars)};
  f.sources = sources_of_rows(model, ids);
  f.marks = {{"y", 100.0, "full"}};
  f.note =
      "Capacity less what other goods take. Paths of trains and their loads, wagons a day and "
      "berths decide it, not printed capacities.";
  return f;
}

std::vector<Figure> mode_figures(const FreightModel& model, const FreightAppraisal& a) {
  const auto sources = sources_of(model, {"demand", "emission"});
  Figure work{"freight-modes",
              "Transport by mode",
              "bars",
              {"Mode", ""},
              {"Transport", "Gt km/yr"},
              {},
              {},
              {},
              {},
              sources,
              {}};
  Figure air{"freight-emissions",
             "Emissions by mode, well to wheel",
             "bars",
             {"Mode", ""},
             {"CO2 equivalent", "kt/yr"},
             {},
             {},
             {},
             {},
             sources,
             {}};
  Series work_bars{"transport", {}, {}, {}, {}, "line", 1};
  Series air_bars{"emissions", {}, {}, {}, {}, "line", 1};
  for (std::size_t m = 0; m < freight::mode_count; ++m) {
    const freight::ModeUse& use = a.modes[m];
    if (use.transport_kg_m_s <= 0.0) continue;
    std::string name(freight::name_of(static_cast<freight::Mode>(m)));
    std::ranges::replace(name, '_', ' ');
    work.categories.push_back(name);
    air.categories.push_back(name);
    work_bars.y.push_back(use.transport_kg_m_s * year_s / 1e15);
    air_bars.y.push_back(use.co2_kg_s * year_s / 1e6);
  }
  if (work.categories.empty()) return {};
  work.series = {std::move(work_bars)};
  air.series = {std::move(air_bars)};
  work.note = "Of the goods in the study's demand, in the longest part of the year.";
  air.note = "Mass times distance times factor of each haul; handling in terminals is not in it.";
  return {std::move(work), std::move(air)};
}

std::vector<Figure> freight_figures(const FreightModel& model, const FreightAppraisal& a,
                                    std::span<const double> draw) {
  std::vector<Figure> all;
  const auto add = [&](std::vector<Figure> figures) {
    for (Figure& f : figures) all.push_back(std::move(f));
  };
  if (auto days = days_figure(model, a)) all.push_back(std::move(*days));
  if (auto front = front_figure(model, a, draw)) all.push_back(std::move(*front));
  add(distance_figures(model, a, draw));
  add(tornado_figures(model, a, draw));
  if (auto load = load_figure(model, a)) all.push_back(std::move(*load));
  add(mode_figures(model, a));
  return all;
}

}  // namespace landbridge::study
