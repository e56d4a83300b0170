#include "landbridge/freight/network/multimodal.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace landbridge::freight {
namespace {

constexpr std::array<std::string_view, mode_count> mode_names{"rail", "road", "sea", "inland_water",
                                                              "ferry"};
constexpr std::array<std::string_view, 7> kind_names{
    "loading", "unloading", "transhipment", "gauge_change", "border", "port", "ferry"};

bool is_afloat(Mode mode) {
  return mode == Mode::sea || mode == Mode::inland_water || mode == Mode::ferry;
}

bool matches(const StatePattern& pattern, const FreightState& state) {
  return (!pattern.mode || *pattern.mode == state.mode) &&
         (pattern.gauge.empty() || pattern.gauge == state.gauge) &&
         (pattern.operator_.empty() || pattern.operator_ == state.operator_);
}

/// What the kind itself asks of the two states.
bool is_possible(TransferKind kind, const FreightState& a, const FreightState& b) {
  switch (kind) {
    case TransferKind::gauge_change:
      return a.mode == Mode::rail && b.mode == Mode::rail && a.gauge != b.gauge;
    case TransferKind::border: return a.mode == b.mode;
    case TransferKind::port: return is_afloat(a.mode) || is_afloat(b.mode);
    case TransferKind::ferry: return a.mode == Mode::ferry || b.mode == Mode::ferry;
    default: return true;
  }
}

class Builder {
 public:
  Builder(std::span<const std::string> places, std::span<const TransferRule> rules)
      : places_(places), rules_(rules), states_at_(places.size()) {}

  MultimodalNetwork build(std::span<const Haul> hauls) {
    for (std::size_t h = 0; h < hauls.size(); ++h) add_haul(hauls[h], h);
    for (std::size_t p = 0; p < places_.size(); ++p) add_transfers(p);
    return std::move(built_);
  }

 private:
  NodeId moving(const Haul& haul, std::size_t place) {
    const auto key = std::tuple(place, haul.mode, haul.gauge, haul.operator_);
    const auto [it, is_new] = nodes_.try_emplace(key);
    if (is_new) {
      std::string name = fmt::format("{} {}", places_[place], name_of(haul.mode));
      for (const std::string* part : {&haul.gauge, &haul.operator_})
        if (!part->empty()) name += " " + *part;
      it->second = add_state({place, Stage::moving, haul.mode, haul.gauge, haul.operator_}, name);
      states_at_[place].push_back(it->second);
    }
    return it->second;
  }

  NodeId add_state(FreightState state, std::string name) {
    built_.network.add_node(std::move(name));
    return built_.state.push_back(std::move(state));
  }

  void add_arc(const std::string& id, NodeId from, NodeId to, FreightArc arc) {
    built_.network.add_link(id, from, to);
    built_.arc.push_back(arc);
  }

  void add_haul(const Haul& haul, std::size_t row) {
    const NodeId a = moving(haul, haul.from);
    const NodeId b = moving(haul, haul.to);
    add_arc(haul.id, a, b, {true, false, static_cast<std::uint32_t>(row)});
    if (haul.is_both_ways) add_arc(haul.id, b, a, {true, true, static_cast<std::uint32_t>(row)});
  }

  /// Adds an arc for each rule that fits, or for those without a pattern only if there are any.
  template <class Fits>
  void add_matching(std::size_t place, NodeId from, NodeId to, const Fits& fits) {
    std::vector<std::pair<std::size_t, bool>> exact, patterns;
    for (std::size_t r = 0; r < rules_.size(); ++r) {
      const auto& at = rules_[r].places;
      if (std::find(at.begin(), at.end(), place) == at.end()) continue;
      const int fit = fits(rules_[r]);
      if (fit != 0) (rules_[r].is_pattern ? patterns : exact).emplace_back(r, fit < 0);
    }
    for (const auto& [r, is_backward] : exact.empty() ? patterns : exact)
      add_arc(rules_[r].id, from, to, {false, is_backward, static_cast<std::uint32_t>(r)});
  }

  void add_transfers(std::size_t place) {
    const std::vector<NodeId> here = states_at_[place];
    if (here.empty()) return;
    const NodeId origin = add_state({place, Stage::origin, {}, {}, {}}, places_[place] + " origin");
    const NodeId destination =
        add_state({place, Stage::destination, {}, {}, {}}, places_[place] + " destination");
    for (const NodeId a : here) {
      const FreightState from = built_.state[a];
      add_matching(place, origin, a, [&](const TransferRule& rule) {
        return rule.kind == TransferKind::loading && matches(rule.to, from) ? 1 : 0;
      });
      add_matching(place, a, destination, [&](const TransferRule& rule) {
        return rule.kind == TransferKind::unloading && matches(rule.from, from) ? 1 : 0;
      });
      for (const NodeId b : here)
        if (a != b)
          add_matching(place, a, b, [&](const TransferRule& rule) {
            return direction_of(rule, from, built_.state[b]);
          });
    }
  }

  /// 1 forward, -1 backward, 0 not at all.
  static int direction_of(const TransferRule& rule, const FreightState& a, const FreightState& b) {
    if (rule.kind == TransferKind::loading || rule.kind == TransferKind::unloading) return 0;
    if (!is_possible(rule.kind, a, b)) return 0;
    if (matches(rule.from, a) && matches(rule.to, b)) return 1;
    return rule.is_both_ways && matches(rule.from, b) && matches(rule.to, a) ? -1 : 0;
  }

  std::span<const std::string> places_;
  std::span<const TransferRule> rules_;
  std::vector<std::vector<NodeId>> states_at_;
  std::map<std::tuple<std::size_t, Mode, std::string, std::string>, NodeId> nodes_;
  MultimodalNetwork built_;
};

}  // namespace

std::string_view name_of(Mode mode) { return mode_names[static_cast<std::size_t>(mode)]; }

std::optional<Mode> mode_of(std::string_view name) {
  for (std::size_t i = 0; i < mode_count; ++i)
    if (mode_names[i] == name) return static_cast<Mode>(i);
  return std::nullopt;
}

std::string_view name_of(TransferKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<TransferKind> transfer_kind_of(std::string_view name) {
  for (std::size_t i = 0; i < kind_names.size(); ++i)
    if (kind_names[i] == name) return static_cast<TransferKind>(i);
  return std::nullopt;
}

CostKind cost_kind_of(TransferKind kind) {
  switch (kind) {
    case TransferKind::transhipment: return CostKind::transhipment;
    case TransferKind::gauge_change: return CostKind::gauge_change;
    case TransferKind::border: return CostKind::border;
    case TransferKind::port:
    case TransferKind::ferry: return CostKind::port;
    case TransferKind::loading:
    case TransferKind::unloading: break;
  }
  return CostKind::loading;
}

NodeId MultimodalNetwork::find(std::size_t place, Stage stage) const {
  for (std::size_t n = 0; n < state.size(); ++n)
    if (state[NodeId(n)].place == place && state[NodeId(n)].stage == stage) return NodeId(n);
  return {};
}

MultimodalNetwork multimodal_network(std::span<const std::string> places,
                                     std::span<const Haul> hauls,
                                     std::span<const TransferRule> rules) {
  return Builder(places, rules).build(hauls);
}

}  // namespace landbridge::freight
