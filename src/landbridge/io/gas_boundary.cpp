#include "landbridge/io/gas_boundary.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "landbridge/gas/transient_events.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/toml_guard.hpp"
#include "landbridge/io/toml_section.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;
using gas::Series;
using Kind = gas::TransientEvent::Kind;

constexpr Exponents time_dimension = Time::Dimension::exponents;

class BoundaryReader {
 public:
  BoundaryReader(const TomlContext& context, const toml::table& root, const fs::path& folder,
                 gas::TransientProblem& transient)
      : context_(context), top_(context, root, "the file"), folder_(folder), t_(transient) {}

  void read() {
    static_cast<void>(top_.text("title", false));
    for (const toml::table* table : top_.tables("supply")) read_supply(*table);
    for (const toml::table* table : top_.tables("pressure")) read_pressure(*table);
    for (const toml::table* table : top_.tables("set_point")) read_set_point(*table);
    for (const toml::table* table : top_.tables("event")) read_event(*table);
    for (const toml::table* table : top_.tables("limit")) read_limit(*table);
    top_.finish();
  }

 private:
  NodeId node_of(TomlSection& s, std::string_view key) {
    const toml::node* place = s.take(key, true);
    const std::string name = s.text(key, false);
    if (place == nullptr || name.empty()) return {};
    const NodeId node = node_named(t_.problem.network, name);
    if (node.is_none())
      context_.error(*place, fmt::format("'{}' is no node of the network", name),
                     known_names_hint(name, t_.problem.network.node_name.values()));
    return node;
  }

  LinkId link_of(TomlSection& s, std::string_view key) {
    const toml::node* place = s.take(key, true);
    const std::string name = s.text(key, false);
    if (place == nullptr || name.empty()) return {};
    const LinkId link = link_named(t_.problem.network, name);
    if (link.is_none())
      context_.error(*place, fmt::format("'{}' is no link of the network", name),
                     known_names_hint(name, t_.problem.network.link_name.values()));
    return link;
  }

  /// kg/s, or an amount of gas per time with the molar mass of the network's gas.
  double per_dimension(const Exponents& dimension) const {
    return dimension == AmountFlow::Dimension::exponents ? t_.problem.gas.molar_mass.si() : 1.0;
  }

  /// Which of the dimensions the first value of a list has; the first of them if none fits.
  Exponents dimension_of(const TomlSection& s, std::string_view key,
                         std::span<const Exponents> known) const {
    const toml::array* list = s.table()[key].as_array();
    const std::string text = list != nullptr && !list->empty()
                                 ? (*list)[0].value<std::string>().value_or("")
                                 : std::string();
    for (const Exponents& dimension : known)
      if (parse_si(text, dimension)) return dimension;
    return known.front();
  }

  std::vector<double> list(TomlSection& s, std::string_view key, const Exponents& dimension) {
    std::vector<double> values;
    const toml::node* node = s.take(key, true);
    if (node == nullptr) return values;
    const toml::array* array = node->as_array();
    if (array == nullptr || array->empty()) {
      context_.error(*node, fmt::format("'{}' must be a list with at least one entry", key),
                     fmt::format("write {} = [\"…\", \"…\"]", key));
      return values;
    }
    for (const toml::node& item : *array)
      if (const auto si = s.value_si(item, dimension, key)) values.push_back(*si);
    return values;
  }

  void check_order(const toml::table& table, const Series& series) {
    for (std::size_t i = 1; i < series.time_s.size(); ++i)
      if (series.time_s[i] < series.time_s[i - 1]) {
        context_.error(
            table,
            fmt::format("time {:g} s comes after {:g} s", series.time_s[i], series.time_s[i - 1]),
            "sort the points by time; an equal time makes a jump");
        return;
      }
    if (!series.time_s.empty() && series.time_s.front() < 0.0)
      context_.error(table, fmt::format("the first time is {:g} s", series.time_s.front()),
                     "times count from the start of the run");
  }

  Series from_csv(const toml::node& place, const std::string& name,
                  std::span<const Exponents> known) {
    Series series;
    const auto table = read_csv(folder_ / name);
    context_.diagnostics.append(table.diagnostics);
    if (!table) return series;
    const auto time = table->find("time");
    const auto value = table->find("value");
    if (!time || !value) {
      context_.error(place, fmt::format("'{}' has no columns 'time' and 'value'", name),
                     "its first line is: time [h],value [kg/s]");
      return series;
    }
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
      const auto t = si_value(*table, row, *time, time_dimension);
      Result<double> v = si_value(*table, row, *value, known.front());
      double factor = per_dimension(known.front());
      for (const Exponents& other : known.subspan(1)) {
        if (v) break;
        if (auto next = si_value(*table, row, *value, other)) {
          v = std::move(next);
          factor = per_dimension(other);
        }
      }
      if (!t || !v) {
        const Error& e = t ? v.error() : t.error();
        context_.diagnostics.error(table->place(row, t ? *value : *time), e.what, e.hint);
        return series;
      }
      series.time_s.push_back(*t);
      series.value_si.push_back(*v * factor);
    }
    if (series.time_s.empty())
      context_.error(place, fmt::format("'{}' has no rows", name), "give at least one");
    return series;
  }

  /// time with `key`, or file; the values of `key` have one of the dimensions.
  Series series_of(TomlSection& s, std::string_view key, std::span<const Exponents> known) {
    Series series;
    const bool is_stepwise = s.boolean("stepwise", false);
    if (s.has("file")) {
      const toml::node* place = s.take("file", true);
      series = from_csv(*place, s.text("file", true), known);
    } else {
      const Exponents dimension = dimension_of(s, key, known);
      series.time_s = list(s, "time", time_dimension);
      series.value_si = list(s, key, dimension);
      for (double& value : series.value_si) value *= per_dimension(dimension);
      if (series.time_s.size() != series.value_si.size() && !context_.diagnostics.has_errors())
        context_.error(
            s.table(),
            fmt::format("{} times and {} values", series.time_s.size(), series.value_si.size()),
            "give one value for each time");
    }
    series.is_stepwise = is_stepwise;
    check_order(s.table(), series);
    return series;
  }

  void read_supply(const toml::table& table) {
    TomlSection s(context_, table, "[[supply]]");
    static constexpr Exponents known[] = {MassFlow::Dimension::exponents,
                                          AmountFlow::Dimension::exponents};
    const NodeId node = node_of(s, "node");
    Series series = series_of(s, "value", known);
    s.finish();
    refuse_second(t_.supply, node, table);
    if (!node.is_none()) t_.supply.push_back({node, std::move(series)});
  }

  void read_pressure(const toml::table& table) {
    TomlSection s(context_, table, "[[pressure]]");
    static constexpr Exponents known[] = {Pressure::Dimension::exponents};
    const NodeId node = node_of(s, "node");
    Series series = series_of(s, "value", known);
    s.finish();
    refuse_second(t_.pressure, node, table);
    const bool is_held =
        std::ranges::find(t_.problem.fixed_pressure, node, &gas::FixedPressure::node) !=
        t_.problem.fixed_pressure.end();
    if (!node.is_none() && !is_held)
      context_.error(table, "the network does not hold the pressure of this node",
                     "hold it at the start, as in --fix NODE=70bar, or give it a [[supply]]");
    for (const double value : series.value_si)
      if (!(value > 0.0)) {
        context_.error(table, fmt::format("a pressure of {:g} Pa", value),
                       "pressures are absolute and greater than zero");
        break;
      }
    if (!node.is_none()) t_.pressure.push_back({node, std::move(series)});
  }

  void refuse_second(const std::vector<gas::NodeSeries>& all, NodeId node,
                     const toml::table& table) {
    if (node.is_none() || std::ranges::find(all, node, &gas::NodeSeries::node) == all.end()) return;
    context_.error(
        table, fmt::format("'{}' already has such a series", t_.problem.network.node_name[node]),
        "put all points into one");
  }

  void read_set_point(const toml::table& table) {
    TomlSection s(context_, table, "[[set_point]]");
    gas::SetPointSeries point;
    point.link = link_of(s, "link");
    const bool is_ratio = s.has("ratio");
    const bool is_flow = s.has("flow");
    if (is_ratio + is_flow + (s.has("outlet_pressure") ? 1 : 0) != 1) {
      context_.error(table, "the set point is not stated once",
                     "give one of ratio, outlet_pressure and flow");
      return;
    }
    const std::string_view key = is_ratio ? "ratio" : is_flow ? "flow" : "outlet_pressure";
    point.what = is_ratio  ? gas::SetPoint::ratio
                 : is_flow ? gas::SetPoint::flow
                           : gas::SetPoint::outlet_pressure;
    const Exponents known[] = {is_ratio  ? Scalar::Dimension::exponents
                               : is_flow ? MassFlow::Dimension::exponents
                                         : Pressure::Dimension::exponents};
    point.series = series_of(s, key, known);
    s.finish();
    if (!point.link.is_none()) t_.set_point.push_back(std::move(point));
  }

  void read_event(const toml::table& table) {
    TomlSection s(context_, table, "[[event]]");
    gas::TransientEvent event;
    event.name = s.text("name", true);
    const std::string what = s.text("what", true);
    bool is_known = false;
    for (const Kind kind : {Kind::rupture, Kind::trip, Kind::close, Kind::open, Kind::source_out,
                            Kind::scale, Kind::cut_demand})
      if (gas::name_of(kind) == what) {
        event.kind = kind;
        is_known = true;
      }
    if (!is_known && !what.empty())
      context_.error(table, fmt::format("an event cannot be '{}'", what),
                     "it is rupture, trip, close, open, source_out, scale or cut_demand");
    if (!is_known) return;
    event.time = Time::from_si(s.quantity("time", time_dimension, true).value_or(0.0));
    if (gas::is_of_node(event.kind))
      event.node = node_of(s, "node");
    else
      event.link = link_of(s, "link");
    read_size(s, event);
    s.finish();
    if (context_.diagnostics.has_errors()) return;
    t_.events.push_back(event);
    // The solver knows what fits together; said here it has the place in the file.
    gas::TransientProblem alone;
    alone.problem = t_.problem;
    alone.supply = t_.supply;
    alone.events = {event};
    gas::TransientOptions any;
    any.duration = any.step = 1.0 * units::hour;
    if (const auto good = gas::check_transient(alone, any); !good)
      context_.error(table, good.error().what, good.error().hint);
  }

  /// How large an event is.
  void read_size(TomlSection& s, gas::TransientEvent& event) {
    if (event.kind == Kind::rupture) {
      event.position =
          Length::from_si(s.quantity("at", Length::Dimension::exponents, true).value_or(0.0));
      event.opening =
          Area::from_si(s.quantity("opening", Area::Dimension::exponents, true).value_or(0.0));
      if (const auto c = s.quantity("discharge_coefficient", Exponents{}, false))
        event.discharge_coefficient = Scalar::from_si(*c);
    }
    if (event.kind == Kind::scale)
      event.factor = Scalar::from_si(s.quantity("factor", Exponents{}, true).value_or(1.0));
    const toml::node* by = event.kind == Kind::cut_demand ? s.take("by", false) : nullptr;
    if (by == nullptr) return;
    const Exponents known[] = {MassFlow::Dimension::exponents, AmountFlow::Dimension::exponents};
    const std::string text = by->value<std::string>().value_or("");
    const Exponents& dimension = parse_si(text, known[1]) ? known[1] : known[0];
    if (const auto si = s.value_si(*by, dimension, "by"))
      event.cut = MassFlow::from_si(*si * per_dimension(dimension));
  }

  void read_limit(const toml::table& table) {
    TomlSection s(context_, table, "[[limit]]");
    const NodeId node = node_of(s, "node");
    const auto lower = s.quantity("lower", Pressure::Dimension::exponents, false);
    const auto upper = s.quantity("upper", Pressure::Dimension::exponents, false);
    s.finish();
    if (!lower && !upper)
      context_.error(table, "the limit has neither 'lower' nor 'upper'", "give one or both");
    if (node.is_none()) return;
    if (t_.problem.limits.empty()) t_.problem.limits.resize(t_.problem.network.nodes());
    if (lower) t_.problem.limits[node].lower = Pressure::from_si(*lower);
    if (upper) t_.problem.limits[node].upper = Pressure::from_si(*upper);
  }

  const TomlContext& context_;
  TomlSection top_;
  fs::path folder_;
  gas::TransientProblem& t_;
};

}  // namespace

Diagnostics parse_gas_boundary(const TextFile& source, const fs::path& folder,
                               gas::TransientProblem& transient) {
  Diagnostics diagnostics;
  if (!is_ascii_outside_quotes(source, diagnostics)) return diagnostics;
  const auto parsed = toml::parse(source.text());
  if (!parsed) {
    const auto at = parsed.error().source().begin;
    diagnostics.error(source.place_of(static_cast<int>(at.line), static_cast<int>(at.column)),
                      std::string(parsed.error().description()),
                      "the file is TOML: [[supply]], [[pressure]], [[set_point]], [[event]] and "
                      "[[limit]] with key = \"value with unit\"");
    return diagnostics;
  }
  const TomlContext context{source, diagnostics, {}};
  BoundaryReader(context, parsed.table(), folder, transient).read();
  return diagnostics;
}

Diagnostics read_gas_boundary(const fs::path& file, gas::TransientProblem& transient) {
  auto source = read_text_file(file);
  if (!source) return std::move(source.diagnostics);
  return parse_gas_boundary(*source, file.parent_path(), transient);
}

}  // namespace landbridge::io
