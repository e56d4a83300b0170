#include "landbridge/io/gas_mixing.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/toml_composition.hpp"
#include "landbridge/io/toml_guard.hpp"
#include "landbridge/io/toml_section.hpp"

namespace landbridge::io {
namespace {

using gas::Aga8Composition;

class MixingReader {
 public:
  MixingReader(const TomlContext& context, const toml::table& table, const Network& network)
      : context_(context), top_(context, table, "[mixing]"), network_(network) {}

  gas::Mixing read() {
    read_compositions();
    const toml::node* otherwise = top_.take("otherwise", true);
    if (otherwise != nullptr) mixing_.otherwise = named(*otherwise);
    read_supplies();
    read_energy();
    read_limits();
    top_.finish();
    return mixing_;
  }

 private:
  /// A key of [mixing] that is a table itself; null if it is not there or wrong.
  const toml::table* table_of(std::string_view key, bool is_required, std::string_view form) {
    const toml::node* node = top_.take(key, is_required);
    if (node == nullptr) return nullptr;
    if (node->is_table()) return node->as_table();
    context_.error(*node, fmt::format("'{}' is not a table", key), std::string(form));
    return nullptr;
  }

  void read_compositions() {
    const toml::table* all =
        table_of("composition", true, "write [mixing.composition.NAME] with methane = 0.96");
    if (all == nullptr) return;
    for (const auto& [name, node] : *all) {
      if (node.is_table())
        composition_.emplace(
            std::string(name.str()),
            read_composition(context_, *node.as_table()).value_or(Aga8Composition{}));
      else
        context_.error(
            node, fmt::format("the composition '{}' is not a table", name.str()),
            fmt::format("write [mixing.composition.{}] with methane = 0.96 and so on", name.str()));
    }
  }

  Aga8Composition named(const toml::node& node) {
    const auto name = node.value<std::string>();
    const auto hit = name ? composition_.find(*name) : composition_.end();
    if (hit != composition_.end()) return hit->second;
    std::vector<std::string> names;
    for (const auto& [known, composition] : composition_) names.push_back(known);
    context_.error(node,
                   name ? fmt::format("there is no composition '{}'", *name)
                        : std::string("the name of a composition is missing"),
                   known_names_hint(name.value_or(""), names));
    return {};
  }

  NodeId node_of(const toml::node& place, std::string_view name) {
    const NodeId node = node_named(network_, name);
    if (node.is_none())
      context_.error(place, fmt::format("'{}' is no node of the network", name),
                     known_names_hint(name, network_.node_name.values()));
    return node;
  }

  void read_supplies() {
    const toml::table* table =
        table_of("supply", false, "write supply = { NODE = \"NAME\" }, NAME of a composition");
    if (table == nullptr) return;
    for (const auto& [name, value] : *table) {
      const NodeId node = node_of(value, name.str());
      const Aga8Composition composition = named(value);
      if (!node.is_none()) mixing_.sources.push_back({node, composition});
    }
  }

  void read_energy() {
    const toml::table* table =
        table_of("energy_demand", false, "write energy_demand = { NODE = \"350 MW\" }");
    if (table == nullptr) return;
    for (const auto& [name, value] : *table) {
      const NodeId node = node_of(value, name.str());
      const auto power = top_.value_si(value, Power::Dimension::exponents, name.str());
      if (power && *power < 0.0)
        context_.error(value, fmt::format("the energy demand of {} is negative", name.str()),
                       "demands are positive; a supply is a mass flow of the network");
      if (!node.is_none() && power && *power >= 0.0)
        mixing_.energy.push_back({node, Power::from_si(*power)});
    }
  }

  void read_limits() {
    const toml::table* table = table_of("limit", false, "write [mixing.limit]");
    if (table == nullptr) return;
    TomlSection section(context_, *table, "[mixing.limit]");
    const auto heat = [&](std::string_view key) -> std::optional<gas::EnergyPerVolume> {
      const auto si = section.quantity(key, gas::EnergyPerVolume::Dimension::exponents, false);
      if (!si) return std::nullopt;
      section.check_rule(key, *si, 1e6, "MJ/m3", positive);
      return gas::EnergyPerVolume::from_si(*si);
    };
    gas::QualityLimits& limits = mixing_.limits;
    limits.wobbe_min = heat("wobbe_min");
    limits.wobbe_max = heat("wobbe_max");
    limits.superior_min = heat("calorific_value_min");
    limits.superior_max = heat("calorific_value_max");
    limits.hydrogen_max = section.quantity("hydrogen_max", Scalar::Dimension::exponents, false);
    if (limits.hydrogen_max && !(*limits.hydrogen_max >= 0.0 && *limits.hydrogen_max <= 1.0))
      context_.error(*table, "'hydrogen_max' is not a mole fraction",
                     "write hydrogen_max = \"10 %\"");
    section.finish();
  }

  const TomlContext& context_;
  TomlSection top_;
  const Network& network_;
  std::map<std::string, Aga8Composition> composition_;
  gas::Mixing mixing_;
};

}  // namespace

Read<std::optional<gas::Mixing>> parse_gas_mixing(const TextFile& source, const Network& network) {
  using Answer = std::optional<gas::Mixing>;
  Diagnostics diagnostics;
  if (!is_ascii_outside_quotes(source, diagnostics))
    return read_failed<Answer>(std::move(diagnostics));
  const toml::parse_result parsed = toml::parse(source.text());
  if (!parsed) {
    const auto at = parsed.error().source().begin;
    diagnostics.error(source.place_of(static_cast<int>(at.line), static_cast<int>(at.column)),
                      fmt::format("not valid TOML: {}", parsed.error().description()),
                      "text and values with units stand in double quotes, as in \"350 MW\"");
    return read_failed<Answer>(std::move(diagnostics));
  }
  const TomlContext context{source, diagnostics, {}};
  const toml::node* node = parsed.table().get("mixing");
  if (node == nullptr) return {Answer(), std::move(diagnostics)};
  if (!node->is_table()) {
    context.error(*node, "'mixing' is not a table", "write [mixing]");
    return read_failed<Answer>(std::move(diagnostics));
  }
  Answer mixing = MixingReader(context, *node->as_table(), network).read();
  return {std::move(mixing), std::move(diagnostics)};
}

Read<gas::Mixing> read_gas_mixing(const std::filesystem::path& file, const Network& network) {
  auto source = read_text_file(file, table_limits);
  if (!source) return read_failed<gas::Mixing>(std::move(source.diagnostics));
  auto mixing = parse_gas_mixing(*source, network);
  Diagnostics diagnostics = std::move(mixing.diagnostics);
  if (diagnostics.has_errors()) return read_failed<gas::Mixing>(std::move(diagnostics));
  if (!*mixing)
    diagnostics.error({source->name(), 0, 0, {}}, "there is no [mixing]",
                      "write [mixing] with otherwise = \"NAME\" and [mixing.composition.NAME]");
  if (!*mixing) return read_failed<gas::Mixing>(std::move(diagnostics));
  return {std::move(**mixing), std::move(diagnostics)};
}

}  // namespace landbridge::io
