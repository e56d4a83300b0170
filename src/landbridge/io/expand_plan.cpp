#include "landbridge/io/expand_plan.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/toml_guard.hpp"
#include "landbridge/io/toml_section.hpp"

namespace landbridge::io {
namespace {

constexpr std::size_t candidates_max = 10000;

bool is_currency_code(const std::string& code) {
  return code.size() == 3 && std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
}

class PlanReader {
 public:
  PlanReader(const TomlContext& context, const toml::table& root, const gas::Problem& network)
      : context_(context), top_(context, root, "the file"), problem_(network) {}

  ExpandPlan read() {
    plan_.title = top_.text("title", false);
    if (top_.has("currency")) plan_.currency = top_.text("currency", false);
    if (!is_currency_code(plan_.currency))
      context_.error(*top_.table().get("currency"),
                     fmt::format("'{}' is not the code of a currency", plan_.currency),
                     "write three capital letters, as in \"USD\"");
    read_unit_costs();
    for (const toml::table* table : top_.tables("pipe")) read_pipe(*table);
    for (const toml::table* table : top_.tables("loop")) read_loop(*table);
    for (const toml::table* table : top_.tables("station")) read_station(*table);
    top_.finish();
    if (plan_.candidates.empty() && !context_.diagnostics.has_errors())
      context_.error(top_.table(), "the plan names nothing that may be built",
                     "give at least one [[pipe]], [[loop]] or [[station]]");
    return std::move(plan_);
  }

 private:
  void read_unit_costs() {
    const toml::node* node = top_.take("unit_cost", false);
    if (node == nullptr) return;
    if (!node->is_table())
      return context_.error(*node, "'unit_cost' must be a section", "write [unit_cost]");
    TomlSection s(context_, *node->as_table(), "[unit_cost]");
    pipe_cost_ = positive(s, "pipe", MoneyPerArea::Dimension::exponents, false);
    station_cost_ = positive(s, "station", MoneyPerPower::Dimension::exponents, false);
    s.finish();
  }

  /// A positive quantity, or zero with a message.
  double positive(TomlSection& s, std::string_view key, const Exponents& dimension,
                  bool is_required) {
    const auto si = s.quantity(key, dimension, is_required);
    if (!si) return 0.0;
    if (*si > 0.0) return *si;
    context_.error(*s.table().get(key), fmt::format("'{}' is not greater than zero", key),
                   "write a positive value");
    return 0.0;
  }

  NodeId node_of(TomlSection& s, std::string_view key) {
    const toml::node* place = s.take(key, true);
    const std::string name = s.text(key, false);
    if (place == nullptr || name.empty()) return {};
    const NodeId node = node_named(problem_.network, name);
    if (node.is_none())
      context_.error(*place, fmt::format("'{}' is no node of the network", name),
                     known_names_hint(name, problem_.network.node_name.values()));
    return node;
  }

  /// The pipe that a candidate stands beside or at.
  const gas::Row<gas::Pipe>* pipe_of(TomlSection& s, std::string_view key) {
    const toml::node* place = s.take(key, true);
    const std::string name = s.text(key, false);
    if (place == nullptr || name.empty()) return nullptr;
    const LinkId link = link_named(problem_.network, name);
    const auto& pipes = problem_.links.of<gas::Pipe>();
    const auto row = std::ranges::find(pipes, link, &gas::Row<gas::Pipe>::id);
    if (!link.is_none() && row != pipes.end()) return &*row;
    std::vector<std::string> names;
    for (const auto& pipe : pipes) names.push_back(problem_.network.link_name[pipe.id]);
    context_.error(*place, fmt::format("'{}' is no pipe of the network", name),
                   known_names_hint(name, names));
    return nullptr;
  }

  /// One value or a list of them.
  std::vector<double> one_or_more(TomlSection& s, std::string_view key, const Exponents& dimension,
                                  bool is_required) {
    std::vector<double> values;
    const toml::node* node = s.take(key, is_required);
    if (node == nullptr) return values;
    const auto add = [&](const toml::node& item) {
      const auto si = s.value_si(item, dimension, key);
      if (si && !(*si > 0.0))
        context_.error(item, fmt::format("'{}' is not greater than zero", key),
                       "write a positive value");
      if (si) values.push_back(*si);
    };
    if (const toml::array* list = node->as_array())
      for (const toml::node& item : *list) add(item);
    else
      add(*node);
    if (values.empty() && !context_.diagnostics.has_errors())
      context_.error(*node, fmt::format("'{}' has no value", key), "give at least one");
    return values;
  }

  void add(const toml::table& table, gas::ExpandCandidate candidate) {
    const auto same = std::ranges::find(plan_.candidates, candidate.id, &gas::ExpandCandidate::id);
    if (same != plan_.candidates.end() || !link_named(problem_.network, candidate.id).is_none())
      return context_.error(table, fmt::format("the name '{}' is used twice", candidate.id),
                            "give each candidate a name that no link has");
    if (plan_.candidates.size() == candidates_max)
      return context_.error(table, fmt::format("there are more than {} candidates", candidates_max),
                            "leave out what nobody would build");
    plan_.candidates.push_back(std::move(candidate));
  }

  /// One candidate for each diameter.
  void add_pipes(TomlSection& s, const std::string& id, const gas::NewPipe& pipe) {
    const auto diameters_m = one_or_more(s, "diameter", Length::Dimension::exponents, true);
    const auto costs = one_or_more(s, "cost", Money::Dimension::exponents, false);
    s.finish();
    if (context_.diagnostics.has_errors()) return;
    if (!costs.empty() && costs.size() != diameters_m.size())
      return context_.error(
          *s.table().get("cost"),
          fmt::format("{} costs for {} diameters", costs.size(), diameters_m.size()),
          "give one cost for each diameter");
    if (costs.empty() && pipe_cost_ <= 0.0)
      return context_.error(s.table(), "the candidate has no cost",
                            "give it 'cost', or the file [unit_cost] pipe = \"50 kUSD/in/km\"");
    for (std::size_t i = 0; i < diameters_m.size(); ++i) {
      gas::ExpandCandidate c;
      c.id = diameters_m.size() == 1
                 ? id
                 : fmt::format("{} {:.6g} mm", id, diameters_m[i] / units::mm.si);
      gas::NewPipe own = pipe;
      own.pipe.diameter = Length::from_si(diameters_m[i]);
      c.cost_usd = costs.empty() ? pipe_cost_ * diameters_m[i] * pipe.pipe.length.si() : costs[i];
      c.what = own;
      add(s.table(), std::move(c));
    }
  }

  void read_pipe(const toml::table& table) {
    TomlSection s(context_, table, "[[pipe]]");
    const std::string id = s.text("id", true);
    gas::NewPipe pipe;
    pipe.from = node_of(s, "from");
    pipe.to = node_of(s, "to");
    pipe.pipe.length = Length::from_si(positive(s, "length", Length::Dimension::exponents, true));
    pipe.pipe.roughness =
        Length::from_si(positive(s, "roughness", Length::Dimension::exponents, true));
    if (!pipe.from.is_none() && pipe.from == pipe.to)
      context_.error(table, "the pipe begins and ends at the same node", "name two nodes");
    add_pipes(s, id, pipe);
  }

  void read_loop(const toml::table& table) {
    TomlSection s(context_, table, "[[loop]]");
    const std::string id = s.text("id", true);
    const gas::Row<gas::Pipe>* beside = pipe_of(s, "pipe");
    gas::NewPipe pipe;
    if (beside != nullptr) {
      pipe.from = problem_.network.from[beside->id];
      pipe.to = problem_.network.to[beside->id];
      pipe.pipe = beside->link;
      pipe.pipe.parallel_lines = Scalar::from_si(1.0);
    }
    add_pipes(s, id, pipe);
  }

  void read_station(const toml::table& table) {
    TomlSection s(context_, table, "[[station]]");
    gas::ExpandCandidate c;
    c.id = s.text("id", true);
    gas::NewStation station;
    if (const gas::Row<gas::Pipe>* at = pipe_of(s, "pipe")) station.pipe = at->id;
    gas::Compressor& machine = station.station;
    const double power_w = positive(s, "max_power", Power::Dimension::exponents, true);
    machine.max_power = Power::from_si(power_w);
    machine.max_ratio = Scalar::from_si(positive(s, "max_ratio", Exponents{}, true));
    machine.max_outlet_pressure =
        Pressure::from_si(positive(s, "max_outlet_pressure", Pressure::Dimension::exponents, true));
    if (s.has("efficiency"))
      machine.efficiency = Scalar::from_si(positive(s, "efficiency", Exponents{}, true));
    if (machine.efficiency.si() > 1.0)
      context_.error(table, "the efficiency is above 1", "write a share, as in \"0.8\"");
    if (machine.max_ratio.si() > 0.0 && machine.max_ratio.si() < 1.0)
      context_.error(table, "the highest ratio is below 1", "write outlet over inlet pressure");
    c.cost_usd = positive(s, "cost", Money::Dimension::exponents, false);
    if (c.cost_usd <= 0.0) c.cost_usd = station_cost_ * power_w;
    s.finish();
    if (context_.diagnostics.has_errors()) return;
    if (c.cost_usd <= 0.0)
      return context_.error(table, "the candidate has no cost",
                            "give it 'cost', or the file [unit_cost] station = \"4 MUSD/MW\"");
    c.what = station;
    add(table, std::move(c));
  }

  const TomlContext& context_;
  TomlSection top_;
  const gas::Problem& problem_;
  ExpandPlan plan_;
  double pipe_cost_ = 0.0;     ///< money per metre of diameter and metre of length
  double station_cost_ = 0.0;  ///< money per watt
};

}  // namespace

Read<ExpandPlan> parse_expand_plan(const TextFile& source, const gas::Problem& network) {
  Diagnostics diagnostics;
  if (!is_ascii_outside_quotes(source, diagnostics))
    return read_failed<ExpandPlan>(std::move(diagnostics));
  const auto parsed = toml::parse(source.text());
  if (!parsed) {
    const auto at = parsed.error().source().begin;
    diagnostics.error(source.place_of(static_cast<int>(at.line), static_cast<int>(at.column)),
                      std::string(parsed.error().description()),
                      "the file is TOML: [unit_cost], [[pipe]], [[loop]] and [[station]] with "
                      "key = \"value with unit\"");
    return read_failed<ExpandPlan>(std::move(diagnostics));
  }
  // The currency must be known before the first amount of money is read.
  const std::string code = parsed.table()["currency"].value<std::string>().value_or("USD");
  const TomlContext context{source, diagnostics, {{code, 1.0}}};
  ExpandPlan plan = PlanReader(context, parsed.table(), network).read();
  if (diagnostics.has_errors()) return read_failed<ExpandPlan>(std::move(diagnostics));
  return {std::move(plan), std::move(diagnostics)};
}

Read<ExpandPlan> read_expand_plan(const std::filesystem::path& file, const gas::Problem& network) {
  auto source = read_text_file(file);
  if (!source) return read_failed<ExpandPlan>(std::move(source.diagnostics));
  return parse_expand_plan(*source, network);
}

}  // namespace landbridge::io
