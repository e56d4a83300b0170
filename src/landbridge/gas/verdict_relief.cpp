#include "landbridge/gas/verdict_relief.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "landbridge/gas/solver_model.hpp"

namespace landbridge::gas {
namespace {

constexpr int halvings = 8;           // of the bracket in which a relief lies
constexpr int effort_of_one_try = 2;  // parts examined by one try
constexpr std::size_t demands_tried_max = 6;
constexpr double narrow_share = 0.7;  // of the usual diameter

bool is_feasible(const VerdictCase& verdict_case) {
  int effort = effort_of_one_try;
  for (const DecisionChoice& choice : verdict_case.choices)
    effort += 2 * static_cast<int>(choice.decisions.size());
  const auto answer =
      verdict(verdict_case, {.effort = effort, .search_steps = 50, .finds_reliefs = false});
  return answer && answer->verdict == Verdict::feasible;
}

/// A case that is changed by a share between 0 (as given) and 1 (as far as it goes).
using Change = std::function<VerdictCase(double share)>;

/// The smallest share that was found feasible, or nothing if no share helps.
std::optional<double> smallest_share(const Change& change) {
  double helps = 0.0;
  double does_not = 0.0;
  // What does not help as far as it goes, nor a part of it, hardly helps in between.
  if (!is_feasible(change(1.0)) && !is_feasible(change(0.25))) return {};
  for (const double share : {0.03125, 0.125, 0.25, 0.5, 0.75, 1.0}) {
    if (is_feasible(change(share))) {
      helps = share;
      break;
    }
    does_not = share;
  }
  if (helps == 0.0) return {};
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (helps + does_not);
    (is_feasible(change(middle)) ? helps : does_not) = middle;
  }
  return helps;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

class ReliefFinder {
 public:
  ReliefFinder(const VerdictCase& given, Cause cause) : case_(given), cause_(std::move(cause)) {}

  Cause run() {
    if (cause_.what == CauseWhat::unbalanced) return std::move(cause_);
    if (try_decisions()) return std::move(cause_);
    const bool is_station =
        cause_.what != CauseWhat::cut_off && cause_.what != CauseWhat::flow_limit && try_stations();
    const bool is_lower = try_limit(cause_.low_node, true, !is_station);
    const bool is_upper = try_limit(cause_.high_node, false, !is_station && !is_lower);
    const bool is_pipe = !is_station && !is_lower && !is_upper && try_pipes();
    const bool is_about_transport = cause_.what == CauseWhat::pressure_too_low ||
                                    cause_.what == CauseWhat::pressure_too_high ||
                                    cause_.what == CauseWhat::transport_capacity;
    if (cause_.what != CauseWhat::cut_off)
      try_demands(is_about_transport && !is_lower && !is_upper && !is_station && !is_pipe);
    try_scale();
    return std::move(cause_);
  }

 private:
  const std::string& name(NodeId node) const { return case_.problem.network.node_name[node]; }

  /// One limit moved to where most nodes of the network have it. True: it is the cause.
  bool try_limit(NodeId node, bool is_lower, bool may_be_cause) {
    if (node.is_none() || case_.problem.limits.empty()) return false;
    const auto& own =
        is_lower ? case_.problem.limits[node].lower : case_.problem.limits[node].upper;
    if (!own) return false;
    const double from = own->si();
    const double usual = usual_limit(is_lower);
    // A limit in line with the others may be relieved too, but is not what is wrong.
    const bool is_out_of_line = is_lower ? from > usual * 1.001 : from < usual * 0.999;
    const double furthest = is_out_of_line ? usual : (is_lower ? 0.5 * from : 1.5 * from);
    const Change change = [&](double share) {
      VerdictCase changed = case_;
      PressureLimits& limits = changed.problem.limits[node];
      (is_lower ? limits.lower : limits.upper) =
          Pressure::from_si(from + share * (furthest - from));
      return changed;
    };
    const auto share = smallest_share(change);
    if (!share) return false;
    const double to = from + *share * (furthest - from);
    Relief relief;
    relief.where = place_of_node(case_.problem, node);
    relief.what = std::string(is_lower ? "pressure_min" : "pressure_max");
    relief.from = from / units::bar.si;
    relief.to = to / units::bar.si;
    relief.unit = std::string("bar");
    relief.is_proved = true;
    relief.text = fmt::format("{} the {} pressure limit of {} from {:.4g} to {:.4g} bar",
                              is_lower ? "lower" : "raise", is_lower ? "lower" : "upper",
                              name(node), relief.from, relief.to);
    cause_.reliefs.push_back(std::move(relief));
    if (!is_out_of_line || !may_be_cause) return false;
    if (cause_.what == CauseWhat::limits_cross) return true;
    cause_.where = place_of_node(case_.problem, node);
    cause_.what = is_lower ? CauseWhat::pressure_too_low : CauseWhat::pressure_too_high;
    if (!is_lower)
      cause_.sentence = fmt::format(
          "the upper pressure limit of {:.4g} bar at {} is too low: {:.4g} bar there would do. "
          "With it, {}",
          from / units::bar.si, name(node), to / units::bar.si, cause_.sentence);
    cause_.by_how_much = std::abs(to - from) / units::bar.si;
    cause_.unit = std::string("bar");
    return true;
  }

  double usual_limit(bool is_lower) const {
    std::vector<double> values;
    for (const PressureLimits& l : case_.problem.limits)
      if (const auto& p = is_lower ? l.lower : l.upper) values.push_back(p->si());
    return median(std::move(values));
  }

  /// A group of combined decisions without which it is feasible is the cause.
  bool try_decisions() {
    for (std::size_t g = 0; g < case_.choices.size(); ++g) {
      VerdictCase changed = case_;
      changed.choices.erase(changed.choices.begin() + static_cast<std::ptrdiff_t>(g));
      if (!is_feasible(changed)) continue;
      const std::string& group = case_.choices[g].group;
      Relief relief;
      relief.where = fmt::format("gas.decision[{}]", group);
      relief.what = std::string("decision");
      relief.is_proved = true;
      relief.text = fmt::format(
          "a further decision in the group '{}': without the group it is "
          "feasible",
          group);
      if (cause_.what != CauseWhat::no_decision)
        cause_.sentence =
            fmt::format("no decision of the group '{}' fits: {}", group, cause_.sentence);
      cause_.what = CauseWhat::no_decision;
      cause_.where = relief.where;
      cause_.reliefs.push_back(std::move(relief));
      return true;
    }
    return false;
  }

  /// Stations whose machines hold no one back any more, one after the other.
  bool try_stations() {
    bool is_cause = false;
    for (std::size_t e = 0; e < case_.elements.size() && !is_cause; ++e) {
      if (!case_.elements[e].machines.ratio_bound || !is_in_proof(case_.elements[e].link)) continue;
      VerdictCase changed = case_;
      changed.elements[e].machines = {};
      if (!is_feasible(changed)) continue;
      const LinkId link = case_.elements[e].link;
      Relief relief;
      relief.where = place_of_link(case_.problem, link);
      relief.what = std::string("machines");
      relief.is_proved = true;
      relief.text = fmt::format("more machines or power at {}: its pressure limits alone would do",
                                case_.problem.network.link_name[link]);
      cause_.what = CauseWhat::station_too_weak;
      cause_.where = relief.where;
      cause_.sentence =
          fmt::format("the machines of {} cannot raise the pressure as much as is needed: {}",
                      case_.problem.network.link_name[link], cause_.sentence);
      cause_.reliefs.push_back(std::move(relief));
      is_cause = true;
    }
    return is_cause;
  }

  /// A pipe on the way that is narrow for this network and alone would do with its usual diameter.
  bool try_pipes() {
    std::vector<double> diameters;
    for (const auto& row : case_.problem.links.of<Pipe>())
      diameters.push_back(row.link.diameter.si());
    const double usual_m = median(std::move(diameters));
    for (const auto& row : case_.problem.links.of<Pipe>()) {
      const double own_m = row.link.diameter.si();
      if (own_m >= narrow_share * usual_m || !is_in_proof(row.id)) continue;
      const auto share = smallest_share([&](double part) {
        VerdictCase changed = case_;
        for (auto& pipe : changed.problem.links.of<Pipe>())
          if (pipe.id == row.id)
            pipe.link.diameter = Length::from_si(own_m + part * (usual_m - own_m));
        return changed;
      });
      if (!share) continue;
      note_pipe(row.id, own_m, own_m + *share * (usual_m - own_m));
      return true;
    }
    return false;
  }

  void note_pipe(LinkId link, double from_m, double to_m) {
    Relief relief;
    relief.where = place_of_link(case_.problem, link);
    relief.what = std::string("diameter");
    relief.from = from_m / units::mm.si;
    relief.to = to_m / units::mm.si;
    relief.unit = std::string("mm");
    relief.is_proved = true;
    relief.text = fmt::format("{:.4g} instead of {:.4g} mm diameter of {}", relief.to, relief.from,
                              case_.problem.network.link_name[link]);
    cause_.what = CauseWhat::transport_capacity;
    cause_.where = relief.where;
    cause_.by_how_much = relief.to - relief.from;
    cause_.unit = std::string("mm");
    cause_.sentence =
        fmt::format("{} is too narrow: {}", case_.problem.network.link_name[link], cause_.sentence);
    cause_.reliefs.push_back(std::move(relief));
  }

  bool is_in_proof(LinkId link) const {
    const std::string place = place_of_link(case_.problem, link);
    if (cause_.where == place) return true;
    return std::ranges::any_of(cause_.proof,
                               [&](const ProofStep& step) { return step.link == link; });
  }

  /// Less for one exit, and as much less from all entries in proportion.
  VerdictCase with_less_at(NodeId exit, double share) const {
    VerdictCase changed = case_;
    const double less = -case_.problem.supply[exit].si() * share;
    double total = 0.0;
    for (const MassFlow s : case_.problem.supply) total += std::max(0.0, s.si());
    for (MassFlow& s : changed.problem.supply)
      if (s.si() > 0.0) s = (total > 0.0 ? 1.0 - less / total : 1.0) * s;
    changed.problem.supply[exit] = (1.0 - share) * changed.problem.supply[exit];
    return changed;
  }

  std::vector<NodeId> largest_demands() const {
    std::vector<NodeId> exits;
    for (std::size_t i = 0; i < case_.problem.supply.size(); ++i)
      if (case_.problem.supply[NodeId(i)] < MassFlow{}) exits.emplace_back(i);
    std::ranges::stable_sort(exits, [&](NodeId a, NodeId b) {
      if ((a == cause_.low_node) != (b == cause_.low_node)) return a == cause_.low_node;
      return case_.problem.supply[a] < case_.problem.supply[b];
    });
    if (exits.size() > demands_tried_max) exits.resize(demands_tried_max);
    return exits;
  }

  bool has_ranges() const {
    for (const FlowLimits& range : case_.supply_range)
      if (std::isfinite(range.lowest_kg_s) || std::isfinite(range.highest_kg_s)) return true;
    return false;
  }

  void try_demands(bool may_be_cause) {
    if (has_ranges()) return;
    std::optional<NodeId> best;
    double least = no_limit;
    double best_share = 0.0;
    for (const NodeId exit : largest_demands()) {
      const double demand = -case_.problem.supply[exit].si();
      const auto share = smallest_share([&](double part) { return with_less_at(exit, part); });
      if (!share || *share * demand >= least) continue;
      least = *share * demand;
      best_share = *share;
      best = exit;
    }
    if (!best) return;
    const double demand = -case_.problem.supply[*best].si();
    Relief relief;
    relief.where = place_of_node(case_.problem, *best);
    relief.what = std::string("demand");
    relief.from = demand;
    relief.to = (1.0 - best_share) * demand;
    relief.unit = std::string("kg/s");
    relief.is_proved = true;
    relief.text =
        fmt::format("{:.4g} instead of {:.4g} kg/s at {} (and as much less at the entries)",
                    relief.to, relief.from, name(*best));
    if (may_be_cause) {
      cause_.what = CauseWhat::demand_too_high;
      cause_.where = relief.where;
      cause_.by_how_much = least;
      cause_.unit = std::string("kg/s");
      cause_.sentence =
          fmt::format("{} takes {:.4g} kg/s, and at most {:.4g} can be brought there: {}",
                      name(*best), demand, relief.to, cause_.sentence);
    }
    cause_.reliefs.push_back(std::move(relief));
  }

  void try_scale() {
    const auto share = smallest_share([&](double part) {
      VerdictCase changed = case_;
      const double factor = 1.0 - part;
      for (MassFlow& s : changed.problem.supply) s = factor * s;
      for (FlowLimits& range : changed.supply_range) {
        range.lowest_kg_s *= factor;
        range.highest_kg_s *= factor;
      }
      return changed;
    });
    if (!share) return;
    Relief relief;
    relief.where = std::string("gas.network");
    relief.what = std::string("scale");
    relief.from = 1.0;
    relief.to = 1.0 - *share;
    relief.unit = std::string("1");
    relief.is_proved = true;
    relief.text = fmt::format("{:.4g} of every nominated flow", relief.to);
    cause_.reliefs.push_back(std::move(relief));
  }

  const VerdictCase& case_;
  Cause cause_;
};

}  // namespace

Cause with_reliefs(const VerdictCase& verdict_case, Cause cause) {
  return ReliefFinder(verdict_case, std::move(cause)).run();
}

}  // namespace landbridge::gas
