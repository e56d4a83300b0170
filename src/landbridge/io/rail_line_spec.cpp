#include "landbridge/io/rail_line_spec.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/io/toml_guard.hpp"
#include "landbridge/io/toml_section.hpp"

namespace landbridge::io {
namespace {

using namespace freight;

constexpr int most_stations = 200;
constexpr int most_trains = 40;

/// Words of the file and what they mean.
template <class Value>
using Words = std::initializer_list<std::pair<std::string_view, Value>>;

template <class Value>
void choose(TomlSection& s, std::string_view key, Value& value, Words<Value> words) {
  const std::string word = s.text(key, false);
  if (word.empty()) return;
  std::vector<std::string_view> known;
  for (const auto& [name, meaning] : words) {
    known.push_back(name);
    if (name == word) {
      value = meaning;
      return;
    }
  }
  s.context().error(*s.table().get(key), fmt::format("{}: there is no '{}'", key, word),
                    fmt::format("write one of {}", fmt::join(known, ", ")));
}

class RailLineReader {
 public:
  RailLineReader(const TomlContext& context, const toml::table& root)
      : context_(context), root_(root), top_(context, root, "the file") {}

  RailStudy read() {
    study_.name = top_.text("name", true);
    study_.currency = top_.has("currency") ? top_.text("currency", false) : std::string("USD");
    static_cast<void>(top_.take("currency", false));
    read_line();
    for (const toml::table* t : top_.tables("vehicle")) study_.vehicles.push_back(vehicle(*t));
    for (const toml::table* t : top_.tables("train")) study_.trains.push_back(train(*t));
    if (const toml::table* t = section("capacity")) read_rules(*t);
    for (const toml::table* t : top_.tables("option")) study_.options.push_back(option(*t));
    top_.finish();
    check_whole();
    return std::move(study_);
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

  template <class Q>
  Q value(TomlSection& s, std::string_view key, const FieldRule& rule = positive) {
    const auto si = s.quantity(key, Q::Dimension::exponents, rule.is_required);
    if (!si) return Q{};
    s.check_rule(key, *si, 1.0, "in SI units", rule);
    return Q::from_si(*si);
  }

  void read_line() {
    RailLine& line = study_.line;
    for (const toml::table* t : top_.tables("station")) {
      TomlSection s(context_, *t, "a [[station]]");
      line.stations.push_back(station(s));
      s.finish();
    }
    if (line.stations.size() > most_stations)
      context_.error(root_, fmt::format("{} stations", line.stations.size()),
                     fmt::format("at most {} can be computed", most_stations));
    if (!line.stations.empty()) line.sections.resize(line.stations.size() - 1);
    if (const toml::table* t = section("line"))
      read_track(*t);
    else
      context_.error(root_, "there is no [line]", "add [line] with line_speed and profile");
    if (const toml::table* t = section("signalling")) {
      TomlSection s(context_, *t, "[signalling]");
      s.fields(line.signalling, true);
      s.finish();
    }
    for (const toml::table* t : top_.tables("section")) read_section(*t);
    for (const toml::table* t : top_.tables("curve")) {
      TomlSection s(context_, *t, "a [[curve]]");
      line.curves.push_back({value<Length>(s, "from", any_value), value<Length>(s, "to", any_value),
                             value<Length>(s, "radius")});
      s.finish();
    }
    for (const toml::table* t : top_.tables("speed_limit")) {
      TomlSection s(context_, *t, "a [[speed_limit]]");
      RailSpeedLimit limit{value<Length>(s, "from", any_value), value<Length>(s, "to", any_value),
                           value<Velocity>(s, "speed"), RailDirection::both};
      choose<RailDirection>(s, "direction", limit.direction,
                            {{"up", RailDirection::up},
                             {"down", RailDirection::down},
                             {"both", RailDirection::both}});
      s.finish();
      line.limits.push_back(limit);
    }
  }

  RailStation station(TomlSection& s) {
    RailStation station;
    station.name = s.text("name", true);
    s.fields(station, false);
    station.tracks = s.integer("tracks", station.tracks, 1, 100);
    station.has_simultaneous_entry =
        s.boolean("simultaneous_entry", station.has_simultaneous_entry);
    return station;
  }

  void read_track(const toml::table& table) {
    TomlSection s(context_, table, "[line]");
    RailLine& line = study_.line;
    line.line_speed = value<Velocity>(s, "line_speed");
    choose<RailCurveLaw>(s, "curve_law", line.curve_law,
                         {{"roeckl", RailCurveLaw::roeckl},
                          {"ptr_1985", RailCurveLaw::ptr_1985},
                          {"none", RailCurveLaw::none}});
    const int tracks = s.integer("tracks", 1, 1, 2);
    const auto block = s.quantity("block_length", Length::Dimension::exponents, false);
    if (block) s.check_rule("block_length", *block, 1.0, "m", positive);
    for (RailSection& one : line.sections)
      one = {tracks, Length::from_si(std::max(block.value_or(0.0), 0.0))};
    for (const auto& [at, height] : points<Length, Length>(s, "profile", "distance and height"))
      line.heights.push_back({at, height});
    s.finish();
  }

  void read_section(const toml::table& table) {
    TomlSection s(context_, table, "a [[section]]");
    const std::string from = s.text("from", true);
    auto& stations = study_.line.stations;
    const auto at = std::ranges::find(stations, from, &RailStation::name);
    const int tracks = s.integer("tracks", 0, 1, 2);
    const auto block = s.quantity("block_length", Length::Dimension::exponents, false);
    if (block) s.check_rule("block_length", *block, 1.0, "m", positive);
    s.finish();
    if (at == stations.end() || at + 1 == stations.end()) {
      context_.error(table, fmt::format("no section begins at '{}'", from),
                     "'from' names the station before it, towards larger 'at'");
      return;
    }
    RailSection& one = study_.line.sections[static_cast<std::size_t>(at - stations.begin())];
    if (tracks > 0) one.tracks = tracks;
    if (block) one.block_length = Length::from_si(std::max(*block, 0.0));
  }

  /// [["0 km", "-20 m"], ["180 km", "3 m"]]
  template <class X, class Y>
  std::vector<std::pair<X, Y>> points(TomlSection& s, std::string_view key, std::string_view what) {
    std::vector<std::pair<X, Y>> list;
    const toml::node* node = s.take(key, false);
    if (node == nullptr) return list;
    const std::string form = fmt::format("write a list of points, each of two values: {}", what);
    const toml::array* array = node->as_array();
    if (array == nullptr) {
      context_.error(*node, fmt::format("'{}' must be a list of points", key), form);
      return list;
    }
    for (const toml::node& item : *array) {
      const toml::array* pair = item.as_array();
      if (pair == nullptr || pair->size() != 2) {
        context_.error(item, fmt::format("a point of '{}' has two values", key), form);
        continue;
      }
      const auto x = s.value_si(*pair->get(0), X::Dimension::exponents, key);
      const auto y = s.value_si(*pair->get(1), Y::Dimension::exponents, key);
      if (x && y) list.emplace_back(X::from_si(*x), Y::from_si(*y));
    }
    return list;
  }

  RailVehicle vehicle(const toml::table& table) {
    TomlSection s(context_, table, "a [[vehicle]]");
    RailVehicle v;
    v.name = s.text("name", true);
    s.fields(v, false);
    v.axles = s.integer("axles", v.axles, 1, 100);
    read_resistance(s, v);
    RailTraction& t = v.traction;
    t.power = value<Power>(s, "power", optional_positive);
    t.max_force = value<RailForce>(s, "max_force", optional_positive);
    t.adhesion_mass = value<Mass>(s, "adhesion_mass", optional_positive);
    choose<RailAdhesion>(s, "adhesion", t.adhesion,
                         {{"curtius_kniffler", RailAdhesion::curtius_kniffler},
                          {"constant", RailAdhesion::constant}});
    const FieldRule share{false, 0.0, 1.0, true};
    if (s.has("adhesion_coefficient"))
      t.adhesion_constant = value<Scalar>(s, "adhesion_coefficient", share);
    static_cast<void>(s.take("adhesion_coefficient", false));
    if (s.has("efficiency")) t.efficiency = value<Scalar>(s, "efficiency", share);
    static_cast<void>(s.take("efficiency", false));
    t.recovered_share = value<Scalar>(s, "recovered_share", FieldRule{false, 0.0, 1.0});
    t.curve = points<Velocity, RailForce>(s, "traction_curve", "speed and force");
    for (const auto& [speed, force] : t.curve)
      if (speed < Velocity{} || force < RailForce{})
        context_.error(*table.get("traction_curve"), "a speed or force is negative",
                       "speeds and forces of a traction curve are at least 0");
    static_cast<void>(s.text("source", false));
    s.finish();
    return v;
  }

  void read_resistance(TomlSection& s, RailVehicle& v) {
    const toml::node* node = s.take("resistance", true);
    if (node == nullptr) return;
    if (node->is_string()) {
      choose<RailVehicle::Law>(s, "resistance", v.law,
                               {{"fcalc", RailVehicle::Law::fcalc},
                                {"davis_1926", RailVehicle::Law::davis_1926},
                                {"ptr_1985", RailVehicle::Law::ptr_1985}});
      const bool needs_area =
          v.law == RailVehicle::Law::fcalc || v.law == RailVehicle::Law::davis_1926;
      if (needs_area && !(v.frontal_area > Area{}))
        context_.error(*node, "this resistance needs a frontal_area",
                       "add frontal_area = \"10 m2\"");
      return;
    }
    const toml::table* table = node->as_table();
    if (table == nullptr)
      return context_.error(*node, "'resistance' is neither a law nor a table",
                            "write \"fcalc\", or {a = \"… N\", b = \"… N.s/m\", "
                            "c = \"… N.s^2/m^2\"}");
    TomlSection r(context_, *table, "the resistance");
    v.resistance.a = value<RailForce>(r, "a", not_negative);
    v.resistance.b = value<RailForcePerSpeed>(r, "b", optional_not_negative);
    v.resistance.c = value<RailForcePerSpeedSquared>(r, "c", optional_not_negative);
    r.finish();
  }

  RailTrainKind train(const toml::table& table) {
    TomlSection s(context_, table, "a [[train]]");
    RailTrainKind kind;
    kind.name = s.text("name", true);
    choose<bool>(s, "kind", kind.is_freight, {{"freight", true}, {"passenger", false}});
    s.fields(kind, true);
    kind.up = s.integer("up", kind.up, 0, most_trains);
    kind.down = s.integer("down", kind.down, 0, most_trains);
    for (const toml::table* t : s.tables("consist")) {
      TomlSection c(context_, *t, "a part of the consist");
      RailTrainKind::Part part;
      part.vehicle = c.text("vehicle", true);
      part.count = c.integer("count", 1, 1, 1000);
      part.load = value<Mass>(c, "load", optional_not_negative);
      c.finish();
      check_vehicle(*t, part.vehicle);
      kind.consist.push_back(part);
    }
    if (kind.consist.empty())
      context_.error(table, fmt::format("train '{}' has no vehicles", kind.name),
                     "add consist = [{vehicle = \"…\", count = 1}, …]");
    for (const toml::table* t : s.tables("halts")) {
      TomlSection h(context_, *t, "a halt");
      RailHalt halt;
      halt.station = h.text("station", true);
      halt.dwell = value<Time>(h, "dwell", not_negative);
      h.finish();
      if (!is_station(halt.station))
        context_.error(*t, fmt::format("'{}' is no station of the line", halt.station),
                       "a halt names a [[station]]");
      kind.halts.push_back(halt);
    }
    s.finish();
    return kind;
  }

  bool is_station(const std::string& name) const {
    const auto& stations = study_.line.stations;
    return std::ranges::find(stations, name, &RailStation::name) != stations.end();
  }

  void check_vehicle(const toml::node& node, const std::string& name) {
    std::vector<std::string_view> known;
    for (const RailVehicle& v : study_.vehicles) known.push_back(v.name);
    if (std::ranges::find(known, name) != known.end()) return;
    const auto near = closest(name, known);
    context_.error(node, fmt::format("'{}' is no vehicle", name),
                   near.empty() ? std::string("name a [[vehicle]] of the file")
                                : fmt::format("did you mean '{}'?", near));
  }

  void read_rules(const toml::table& table) {
    TomlSection s(context_, table, "[capacity]");
    RailCapacityRules& rules = study_.rules;
    choose<RailTraffic>(s, "traffic", rules.traffic,
                        {{"mixed", RailTraffic::mixed},
                         {"suburban", RailTraffic::suburban},
                         {"high_speed", RailTraffic::high_speed}});
    rules.is_peak = s.boolean("peak", false);
    s.fields(rules, true);
    rules.effort = s.integer("effort", rules.effort, 1, 100000000);
    s.finish();
  }

  RailOption option(const toml::table& table) {
    TomlSection s(context_, table, "an [[option]]");
    RailOption o;
    o.name = s.text("name", true);
    if (const toml::node* node = s.take("add_station", false)) {
      if (const toml::table* t = node->as_table()) {
        TomlSection a(context_, *t, "add_station");
        o.add_station = station(a);
        a.finish();
      } else {
        context_.error(*node, "'add_station' must be a table",
                       "write add_station = {name = \"…\", at = \"… km\"}");
      }
    }
    for (const toml::table* t : s.tables("replace_vehicles")) {
      TomlSection r(context_, *t, "a replacement");
      const std::string from = r.text("from", true);
      const std::string to = r.text("to", true);
      r.finish();
      check_vehicle(*t, from);
      check_vehicle(*t, to);
      o.replace_vehicles.emplace_back(from, to);
    }
    read_stretch(s, o);
    if (s.has("tracks")) o.tracks = s.integer("tracks", 1, 1, 2);
    static_cast<void>(s.take("tracks", false));
    if (s.has("block_length")) o.block_length = value<Length>(s, "block_length");
    if (s.has("station_length")) o.station_length = value<Length>(s, "station_length");
    if (s.has("line_speed")) o.line_speed = value<Velocity>(s, "line_speed");
    for (const char* key : {"block_length", "station_length", "line_speed"})
      static_cast<void>(s.take(key, false));
    o.cost = value<Money>(s, "cost", optional_positive);
    static_cast<void>(s.text("source", false));
    s.finish();
    const bool changes = o.add_station || !o.replace_vehicles.empty() || o.tracks ||
                         o.block_length || o.station_length || o.line_speed;
    if (!changes)
      context_.error(table, fmt::format("option '{}' changes nothing", o.name),
                     "give add_station, replace_vehicles, tracks, block_length, station_length or "
                     "line_speed");
    return o;
  }

  void read_stretch(TomlSection& s, RailOption& o) {
    const toml::node* node = s.take("stretch", false);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    const bool is_pair = array != nullptr && array->size() == 2 && array->get(0)->is_string() &&
                         array->get(1)->is_string();
    if (!is_pair)
      return context_.error(*node, "'stretch' must name two stations",
                            "write stretch = [\"A\", \"B\"]");
    for (const toml::node& item : *array) {
      o.stretch.push_back(*item.value<std::string>());
      const bool is_added = o.add_station && o.add_station->name == o.stretch.back();
      if (!is_station(o.stretch.back()) && !is_added)
        context_.error(item, fmt::format("'{}' is no station of the line", o.stretch.back()),
                       "write stretch = [\"A\", \"B\"]");
    }
  }

  /// What the parts cannot see each on their own.
  void check_whole() {
    if (context_.diagnostics.has_errors()) return;
    if (study_.trains.empty())
      context_.error(root_, "there is no [[train]]", "add at least one with its consist");
    int trains = 0;
    for (const RailTrainKind& kind : study_.trains) trains += kind.up + kind.down;
    if (trains > most_trains)
      context_.error(
          root_, fmt::format("{} trains in a cycle", trains),
          fmt::format("at most {}; a cycle is the shortest piece that repeats", most_trains));
    for (std::size_t i = 0; i < study_.vehicles.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (study_.vehicles[i].name == study_.vehicles[j].name)
          context_.error(root_, fmt::format("two vehicles are '{}'", study_.vehicles[i].name),
                         "give each its own name");
    if (const auto ok = freight::check(study_.line); !ok)
      context_.error(root_, fmt::format("{}: {}", ok.error().where, ok.error().what),
                     ok.error().hint);
  }

  const TomlContext& context_;
  const toml::table& root_;
  TomlSection top_;
  RailStudy study_;
};

}  // namespace

Read<freight::RailStudy> parse_rail_line(const TextFile& source) {
  Diagnostics diagnostics;
  if (!is_ascii_outside_quotes(source, diagnostics))
    return read_failed<freight::RailStudy>(std::move(diagnostics));
  const auto parsed = toml::parse(source.text());
  if (!parsed) {
    const auto at = parsed.error().source().begin;
    diagnostics.error(
        source.place_of(static_cast<int>(at.line), static_cast<int>(at.column)),
        std::string(parsed.error().description()),
        "the file is TOML: key = \"value with unit\", [section], [[list of sections]]");
    return read_failed<freight::RailStudy>(std::move(diagnostics));
  }
  const auto code = parsed.table().at_path("currency").value<std::string>();
  const TomlContext context{source, diagnostics, {{code.value_or("USD"), 1.0}}};
  freight::RailStudy study = RailLineReader(context, parsed.table()).read();
  if (diagnostics.has_errors()) return read_failed<freight::RailStudy>(std::move(diagnostics));
  return {std::move(study), std::move(diagnostics)};
}

Read<freight::RailStudy> read_rail_line(const std::filesystem::path& file) {
  auto source = read_text_file(file);
  if (!source) return read_failed<freight::RailStudy>(std::move(source.diagnostics));
  return parse_rail_line(*source);
}

}  // namespace landbridge::io
