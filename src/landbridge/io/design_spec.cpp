#include "landbridge/io/design_spec.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "landbridge/gas/design_walk.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/toml_guard.hpp"
#include "landbridge/io/toml_section.hpp"

namespace landbridge::io {
namespace {

/// Takes the values of one cost, at all three ends of its range.
struct CostEntry {
  double low_si = 0.0;
  double best_si = 0.0;
  double high_si = 0.0;
};

class DesignReader {
 public:
  DesignReader(const TomlContext& context, const toml::table& root)
      : context_(context), root_(root), top_(context, root, "the file") {}

  DesignFile read() {
    file_.name = "design";
    if (const toml::table* table = section("assumptions")) read_assumptions(*table);
    if (const toml::table* table = section("gas")) read_gas(*table);
    read_machines();
    const toml::table* design = section("design");
    const toml::table* route = section("route");
    const toml::table* costs = section("costs");
    if (design != nullptr)
      read_design(*design, route, costs);
    else if (route != nullptr)
      context_.error(*route, "there is a [route], but no [design]",
                     "add [design] with name, flow, diameters, lines, max_pressures, price_year");
    for (const toml::table* table : top_.tables("existing"))
      file_.existing.push_back(read_line(*table));
    for (const toml::table* table : top_.tables("check"))
      file_.checks.push_back(read_check(*table));
    if (design == nullptr && file_.existing.empty() && file_.checks.empty())
      context_.error(root_, "the file asks for nothing",
                     "it needs [design] with [route], or [[existing]], or [[check]]");
    top_.finish();
    return std::move(file_);
  }

 private:
  const toml::table* section(std::string_view key) {
    const toml::node* node = top_.take(key, false);
    if (node == nullptr) return nullptr;
    if (const toml::table* table = node->as_table()) return table;
    context_.error(*node, fmt::format("'{}' must be a section", key),
                   fmt::format("write [{}]", key));
    return nullptr;
  }

  void read_assumptions(const toml::table& table) {
    TomlSection s(context_, table, "[assumptions]");
    gas::DesignAssumptions& a = file_.assumptions;
    s.fields(a, true);
    if (s.has("unit_sizes")) a.unit_sizes = s.quantities<Power>("unit_sizes");
    if (const std::string rule = s.text("wall_rule", false); rule == "snip_2_05_06")
      a.wall_rule = gas::WallRule::snip_2_05_06;
    else if (!rule.empty() && rule != "asme_b31_8")
      context_.error(*table.get("wall_rule"), fmt::format("no wall rule is called '{}'", rule),
                     "write asme_b31_8 or snip_2_05_06");
    if (const std::string law = s.text("friction", false); !law.empty()) {
      const auto friction = parse_friction(law);
      if (friction && *friction != gas::Friction::constant)
        a.friction = *friction;
      else
        context_.error(*table.get("friction"), fmt::format("'{}' cannot be used here", law),
                       "write nikuradse, colebrook or hofer");
    }
    static_cast<void>(s.take("unit_sizes", false));
    s.finish();
    if (const auto ok = gas::check(a); !ok && !context_.diagnostics.has_errors())
      context_.error(table, ok.error().what, ok.error().hint);
  }

  void read_machines() {
    for (const toml::table* table : top_.tables("machine")) {
      auto machine = read_inline_machine(context_, *table);
      if (machine) file_.inline_machines.push_back(std::move(*machine));
    }
    const toml::table* stations = section("stations");
    if (stations != nullptr)
      file_.machines = read_station_machines(context_, *stations, file_.inline_machines);
    else if (!file_.inline_machines.empty())
      context_.error(root_, "there is a [[machine]], but no [stations] that uses it",
                     fmt::format("add [stations] with machine = \"{}\"",
                                 file_.inline_machines.front().machine.id));
    if (!file_.machines || context_.diagnostics.has_errors()) return;
    gas::LineSpec probe;
    probe.machines = file_.machines;
    if (const auto kit = gas::kit_of(probe, file_.assumptions); !kit)
      context_.error(*stations, kit.error().what, kit.error().hint);
  }

  void read_gas(const toml::table& table) {
    TomlSection s(context_, table, "[gas]");
    gas::Gas& gas = file_.assumptions.gas;
    if (const std::string name = s.text("eos", false); !name.empty()) {
      const auto eos = parse_eos(name);
      if (eos)
        gas.eos = *eos;
      else
        context_.error(*table.get("eos"), eos.error().what, eos.error().hint);
    }
    s.fields(gas, true);
    s.finish();
  }

  void read_design(const toml::table& table, const toml::table* route, const toml::table* costs) {
    TomlSection s(context_, table, "[design]");
    gas::DesignSpec d;
    d.name = s.text("name", true);
    file_.name = d.name;
    if (s.has("currency")) file_.currency = s.text("currency", false);
    static_cast<void>(s.take("currency", false));
    const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (file_.currency.size() != 3 || !std::ranges::all_of(file_.currency, is_letter))
      context_.error(*table.get("currency"),
                     fmt::format("'{}' is not the code of a currency", file_.currency),
                     "write three capital letters, as in \"USD\"");
    static_cast<void>(s.take("price_year", true));
    file_.price_year = s.integer("price_year", 0, 1900, 2200);
    s.fields(d, false);
    d.diameters = s.quantities<Length>("diameters");
    d.lines = s.integers("lines");
    d.max_pressures = s.quantities<Pressure>("max_pressures");
    d.top = s.integer("top", d.top, 1, 1000);
    d.curve_flows = s.quantities<AmountFlow>("curve_flows");
    for (const Scalar share : s.quantities<Scalar>("utilisations"))
      d.utilisations.push_back(share.si());
    s.finish();
    for (const char* list : {"diameters", "lines", "max_pressures"})
      if (!s.has(list))
        context_.error(table, fmt::format("[design] has no '{}'", list),
                       "offer at least one in a list");
    if (route == nullptr) {
      context_.error(table, "there is a [design], but no [route]",
                     "add [route] with length and delivery_pressure");
    } else {
      TomlSection r(context_, *route, "[route]");
      d.route = read_route(r);
      r.finish();
    }
    if (costs != nullptr) read_costs(*costs, d.costs);
    d.assumptions = file_.assumptions;
    d.machines = file_.machines;
    file_.design = std::move(d);
  }

  gas::Route read_route(TomlSection& s) {
    gas::Route route;
    s.fields(route, false);
    read_profile(s, route);
    for (const toml::table* table : s.tables("offtakes")) {
      TomlSection o(context_, *table, "an offtake");
      gas::Offtake offtake;
      offtake.name = o.text("name", true);
      offtake.at = value<Length>(o, "at");
      offtake.flow = value<AmountFlow>(o, "flow");
      o.finish();
      route.offtakes.push_back(std::move(offtake));
    }
    for (const toml::table* table : s.tables("terrain")) {
      TomlSection t(context_, *table, "a terrain");
      gas::Terrain terrain;
      terrain.from = value<Length>(t, "from");
      terrain.to = value<Length>(t, "to");
      terrain.cost_factor = value<Scalar>(t, "cost_factor").si();
      t.finish();
      route.terrain.push_back(terrain);
    }
    return route;
  }

  template <class Q>
  Q value(TomlSection& s, std::string_view key) {
    return Q::from_si(s.quantity(key, Q::Dimension::exponents, true).value_or(0.0));
  }

  /// profile = [["0 km", "-20 m"], ["180 km", "3 m"]]
  void read_profile(TomlSection& s, gas::Route& route) {
    const toml::node* node = s.take("profile", false);
    if (node == nullptr) return;
    const toml::array* points = node->as_array();
    const char* form =
        R"(write distance and height: profile = [["0 km", "-20 m"], ["180 km", "3 m"]])";
    if (points == nullptr) return context_.error(*node, "'profile' must be a list of points", form);
    for (const toml::node& item : *points) {
      const toml::array* pair = item.as_array();
      if (pair == nullptr || pair->size() != 2) {
        context_.error(item, "a point of the profile has two values", form);
        continue;
      }
      const auto at = s.value_si(*pair->get(0), Length::Dimension::exponents, "profile");
      const auto height = s.value_si(*pair->get(1), Length::Dimension::exponents, "profile");
      if (at && height) route.profile.push_back({Length::from_si(*at), Length::from_si(*height)});
    }
  }

  /// "3.5 MUSD/MW", or {low, best, high, source, note}.
  std::optional<CostEntry> read_cost(TomlSection& s, std::string_view key,
                                     const Exponents& dimension) {
    const toml::node* node = s.take(key, false);
    if (node == nullptr) return std::nullopt;
    const toml::table* table = node->as_table();
    if (table == nullptr) {
      const auto si = s.value_si(*node, dimension, key);
      if (!si) return std::nullopt;
      return CostEntry{*si, *si, *si};
    }
    TomlSection c(context_, *table, fmt::format("the cost '{}'", key));
    const auto best = c.quantity("best", dimension, true);
    const auto low = c.quantity("low", dimension, false);
    const auto high = c.quantity("high", dimension, false);
    file_.cost_notes.push_back({std::string(key), c.text("source", false), c.text("note", false)});
    c.finish();
    if (!best) return std::nullopt;
    const CostEntry entry{low.value_or(*best), *best, high.value_or(*best)};
    const auto [least, most] = std::minmax(entry.low_si, entry.high_si);
    if (entry.best_si < least || entry.best_si > most)
      context_.error(*node, fmt::format("the best '{}' is not between its ends", key),
                     "low is where transport is cheap, high where it is dear");
    return entry;
  }

  void read_costs(const toml::table& table, gas::CostRange& costs) {
    TomlSection s(context_, table, "[costs]");
    for_each_field<gas::UnitCosts>([&](const auto& f) {
      using Q = std::remove_cvref_t<decltype(costs.best.*f.member)>;
      const auto entry = read_cost(s, f.key, Q::Dimension::exponents);
      if (!entry) return;
      costs.low.*f.member = Q::from_si(entry->low_si);
      costs.best.*f.member = Q::from_si(entry->best_si);
      costs.high.*f.member = Q::from_si(entry->high_si);
      for (const double si : {entry->low_si, entry->high_si})
        s.check_rule(f.key, si, f.unit.si, f.unit.symbol, f.rule);
    });
    s.finish();
  }

  void fill_line(TomlSection& s, gas::LineSpec& line) {
    line.name = s.text("name", true);
    line.route = read_route(s);
    s.fields(line, false);
    line.lines = s.integer("lines", 1, 1, 1000);
    line.stations = s.integer("stations", 0, 0, 1000);
    line.has_head_station = s.boolean("head_station", false);
    line.station_at = s.quantities<Length>("station_at");
    line.station_units = s.integer("station_units", 0, 0, 1000);
    if (const auto ok = gas::check(line); !ok && !context_.diagnostics.has_errors())
      context_.error(s.table(), fmt::format("{}: {}", line.name, ok.error().what), ok.error().hint);
  }

  gas::LineSpec read_line(const toml::table& table) {
    TomlSection s(context_, table, "[[existing]]");
    gas::LineSpec line;
    fill_line(s, line);
    line.machines = file_.machines;
    static_cast<void>(s.text("source", false));
    static_cast<void>(s.text("note", false));
    s.finish();
    return line;
  }

  gas::KnownLine read_check(const toml::table& table) {
    TomlSection s(context_, table, "[[check]]");
    gas::KnownLine known;
    fill_line(s, known.line);
    known.stated = value<AmountFlow>(s, "stated");
    if (table.contains("stated")) s.check_rule("stated", known.stated.si(), 1.0, "mol/s", positive);
    known.stated_power = Power::from_si(
        s.quantity("stated_power", Power::Dimension::exponents, false).value_or(0.0));
    known.tolerance = s.quantity("tolerance", Exponents{}, false).value_or(0.0);
    known.source = s.text("source", true);
    known.note = s.text("note", false);
    s.finish();
    return known;
  }

  const TomlContext& context_;
  const toml::table& root_;
  TomlSection top_;
  DesignFile file_;
};

/// The currency must be known before the first amount of money is read.
Currencies currencies_of(const toml::table& root) {
  const auto code = root.at_path("design.currency").value<std::string>();
  return {{code.value_or("USD"), 1.0}};
}

}  // namespace

Read<DesignFile> parse_design_file(const TextFile& source) {
  Diagnostics diagnostics;
  if (!is_ascii_outside_quotes(source, diagnostics))
    return read_failed<DesignFile>(std::move(diagnostics));
  const auto parsed = toml::parse(source.text());
  if (!parsed) {
    const auto at = parsed.error().source().begin;
    diagnostics.error(
        source.place_of(static_cast<int>(at.line), static_cast<int>(at.column)),
        std::string(parsed.error().description()),
        "the file is TOML: key = \"value with unit\", [section], [[list of sections]]");
    return read_failed<DesignFile>(std::move(diagnostics));
  }
  const TomlContext context{source, diagnostics, currencies_of(parsed.table())};
  DesignFile file = DesignReader(context, parsed.table()).read();
  if (diagnostics.has_errors()) return read_failed<DesignFile>(std::move(diagnostics));
  return {std::move(file), std::move(diagnostics)};
}

Read<DesignFile> read_design_file(const std::filesystem::path& file) {
  auto source = read_text_file(file);
  if (!source) return read_failed<DesignFile>(std::move(source.diagnostics));
  return parse_design_file(*source);
}

}  // namespace landbridge::io
