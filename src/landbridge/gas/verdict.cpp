#include "landbridge/gas/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "landbridge/gas/verdict_aggregate.hpp"
#include "landbridge/gas/verdict_bounds.hpp"
#include "landbridge/gas/verdict_cause.hpp"
#include "landbridge/gas/verdict_decisions.hpp"
#include "landbridge/gas/verdict_exchange.hpp"
#include "landbridge/gas/verdict_relaxation.hpp"
#include "landbridge/gas/verdict_relief.hpp"
#include "landbridge/gas/verdict_search.hpp"
#include "landbridge/gas/verdict_split.hpp"

namespace landbridge::gas {
namespace {

constexpr int part_solves_limit = 3000;  // network solves that bounds may cost in all
constexpr int part_solves_per_effort = 60;
constexpr int depth_limit = 60;
constexpr double work_per_effort = 10000.0;  // steps times unknowns
constexpr double us_per_unknown = 0.16;      // of one step, as measured on one machine
constexpr double share_of_exchange = 0.7;    // of all work
constexpr int effort_of_exchange = 10;       // below this a question is too small for it
constexpr int programs_at_root = 60;         // linear programs that bound flows one by one
constexpr int parts_before_exchange = 8;     // a proof of few parts is cheaper than an exchange
constexpr int iterations_per_effort = 1000;  // of the simplex method
constexpr double worth_polishing = 1e-3;     // a state that misses by less is tried without margin

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// A part of the set of all settings that is still to be examined.
struct OpenPart {
  Bounds bounds;
  int depth = 0;
};

/// Splits the set of all settings until a state is found or no part is left that may hold one.
class Examination {
 public:
  Examination(VerdictModel& model, const VerdictOptions& options)
      : model_(model),
        options_(options),
        part_solves_(std::min(part_solves_limit, part_solves_per_effort * options.effort)) {
    relaxation_.iterations =
        std::min(relaxation_.iterations, iterations_per_effort * options.effort);
    if (options.effort <= effort_of_exchange) relaxation_.cut_rounds = 0;
  }

  Verdict run() {
    open_.push_back({initial_bounds(model_), 0});
    for (auto conflict : {check_limits(model_), check_supplies(model_)})
      if (conflict) {
        keep_closest(std::move(*conflict), open_.back());
        return Verdict::infeasible;
      }
    while (!open_.empty()) {
      if (is_exchange_due() && has_exchanged(first_bounds_)) {
        decisions_ = chosen_decisions(first_bounds_);
        return Verdict::feasible;
      }
      if (counts_.parts_examined >= options_.effort || is_work_done()) return Verdict::undecided;
      OpenPart part = std::move(open_.back());
      open_.pop_back();
      ++counts_.parts_examined;
      if (auto conflict = rule_out(part.bounds)) {
        keep_closest(std::move(*conflict), part);
        continue;
      }
      if (const std::int32_t group = open_group(part.bounds); group >= 0) {
        split_group(part, at(group));
        continue;
      }
      if (has_found_state(part)) {
        decisions_ = chosen_decisions(part.bounds);
        return Verdict::feasible;
      }
      if (auto conflict = rule_out_after_search(part.bounds)) {
        keep_closest(std::move(*conflict), part);
        continue;
      }
      if (part.depth >= depth_limit || !split(part)) is_complete_ = false;
    }
    return is_complete_ ? Verdict::infeasible : Verdict::undecided;
  }

  const VerdictCounts& counts() const { return counts_; }
  const SearchResult& best() const { return best_; }
  const std::vector<SearchMode>& best_modes() const { return best_modes_; }
  const std::vector<std::size_t>& decisions() const { return decisions_; }
  Cause cause() {
    if (!conflict_) return {};
    if (conflict_->kind == Conflict::Kind::relaxation && options_.finds_reliefs)
      return told_by_search();
    return cause_of(model_, conflict_bounds_, *conflict_);
  }

 private:
  /// In steps of a search, which cost as much as there are unknowns.
  double unknowns() const {
    return static_cast<double>(std::max<std::size_t>(1, model_.nodes() + model_.links.size()));
  }
  double work_limit() const { return work_per_effort / unknowns() * options_.effort; }
  bool is_work_done() const { return work_ > work_limit(); }

  std::optional<Conflict> rule_out(Bounds& bounds) {
    const int solves_before = part_solves_;
    constexpr int round_limit = 4;
    bool is_narrower = true;
    std::optional<Conflict> conflict;
    for (int i = 0; i < round_limit && is_narrower && !conflict; ++i) {
      is_narrower = false;
      conflict = tighten_decisions(model_, bounds, is_narrower);
      if (conflict || (i > 0 && !is_narrower)) break;
      apply_machines(model_, bounds);
      conflict = tighten(model_, bounds, part_solves_);
      is_narrower = !model_.source->choices.empty();
    }
    work_ += solves_before - part_solves_;
    if (conflict) return conflict;
    const int iterations_before = relaxation_.iterations;
    bool has_changed = false;
    conflict = tighten_by_relaxation(model_, bounds, relaxation_, has_changed);
    work_ += iterations_before - relaxation_.iterations;
    return conflict;
  }

  /// What costs more: weights from the search, and at the root every flow's extremes.
  std::optional<Conflict> rule_out_after_search(Bounds& bounds) {
    if (auto conflict = find_aggregate(model_, bounds, relaxed_)) return conflict;
    if (has_bounded_flows_ || options_.effort < effort_of_exchange) return {};
    has_bounded_flows_ = true;
    const int iterations_before = relaxation_.iterations;
    bool has_changed = false;
    relaxation_.programs = programs_at_root;
    auto conflict = tighten_by_relaxation(model_, bounds, relaxation_, has_changed);
    relaxation_.programs = 1;
    work_ += iterations_before - relaxation_.iterations;
    return conflict;
  }

  /// The cause of a relaxation without a point is told by how near a search comes.
  Cause told_by_search() {
    const Bounds bounds = initial_bounds(model_);
    if (best_modes_.empty())
      for (const SearchMode wish : {SearchMode::open, SearchMode::active})
        try_modes(completed(bounds, wish), bounds);
    return relaxation_cause(model_, best_);
  }

  /// Of all contradictions the one that is missed by least; it is what an engineer can act on.
  void keep_closest(Conflict conflict, const OpenPart& part) {
    const bool is_pressure =
        conflict.kind == Conflict::Kind::node || conflict.kind == Conflict::Kind::aggregate;
    const double gap = (conflict.low - conflict.high) /
                       (is_pressure ? model_.phi_scale_pa2 : model_.flow_scale_kg_s);
    if (conflict_ && !(gap < conflict_gap_)) return;
    conflict_gap_ = gap;
    conflict_ = std::move(conflict);
    conflict_bounds_ = part.bounds;
  }

  bool has_found_state(const OpenPart& part) {
    const bool is_first = !has_searched_;
    has_searched_ = true;
    if (is_first)
      for (const SearchMode wish : {SearchMode::open, SearchMode::active})
        if (try_modes(completed(part.bounds, wish), part.bounds)) return true;
    const std::vector<SearchMode> free = completed(part.bounds, SearchMode::free);
    relaxed_ = search(free, part.bounds);
    if (is_first) first_bounds_ = part.bounds;
    if (try_modes(rounded(part.bounds, relaxed_.state), part.bounds)) return true;
    return !relaxation_.point.empty() &&
           try_modes(rounded(part.bounds, state_of(relaxation_.point)), part.bounds);
  }

  /// The point of the relaxation as a state.
  VerdictState state_of(const std::vector<double>& point) const {
    VerdictState state = relaxed_.state;
    for (std::size_t n = 0; n < model_.nodes(); ++n)
      state.phi_pa2[n] = point[n] * model_.phi_scale_pa2;
    for (std::size_t l = 0; l < model_.links.size(); ++l)
      state.flow_kg_s[l] = point[model_.nodes() + l] * model_.flow_scale_kg_s;
    return state;
  }

  /// Once, when a few parts have not answered, or the work for them is done.
  bool is_exchange_due() const {
    return !has_tried_exchange_ && has_searched_ && options_.effort > effort_of_exchange &&
           (counts_.parts_examined >= parts_before_exchange || is_work_done());
  }

  /// What a local search over the modes of the first part finds, from the best state so far.
  bool has_exchanged(const Bounds& bounds) {
    has_tried_exchange_ = true;
    if (best_modes_.empty()) return false;
    ExchangeOptions options;
    options.step_budget = share_of_exchange * work_limit();
    options.map_us_budget = options.step_budget * us_per_unknown * unknowns();
    ExchangeResult found = exchange_modes(model_, bounds.modes, best_modes_, best_.state, options);
    counts_.states_tried += found.tries;
    note_search(found.steps, found.map_us);
    if (!found.best.is_feasible && found.best.sum_of_squares >= best_.sum_of_squares) return false;
    best_ = std::move(found.best);
    best_modes_ = std::move(found.modes);
    return best_.is_feasible;
  }

  void note_search(int steps, double map_us) {
    counts_.steps += steps;
    work_ += steps + map_us / us_per_unknown / unknowns();
  }

  SearchMode single_mode(ModeSet set) const {
    if (set == bit(ElementMode::closed)) return SearchMode::closed;
    return set == bit(ElementMode::open) ? SearchMode::open : SearchMode::active;
  }

  /// Decided modes as they are; the others as wished where that is allowed.
  std::vector<SearchMode> completed(const Bounds& bounds, SearchMode wish) const {
    std::vector<SearchMode> modes;
    for (std::size_t e = 0; e < model_.elements.size(); ++e) {
      const ModeSet set = bounds.modes[e];
      if (is_single(set)) {
        modes.push_back(single_mode(set));
        continue;
      }
      SearchMode mode = wish;
      if (wish == SearchMode::free && model_.elements[e].kind == VerdictElement::Kind::valve)
        mode = SearchMode::open;
      if (mode == SearchMode::active && !has(set, ElementMode::active)) mode = SearchMode::open;
      if (mode == SearchMode::open && !has(set, ElementMode::open))
        mode = has(set, ElementMode::active) ? SearchMode::active : SearchMode::closed;
      modes.push_back(mode);
    }
    return modes;
  }

  std::vector<SearchMode> rounded(const Bounds& bounds, const VerdictState& state) const {
    std::vector<SearchMode> modes;
    for (std::size_t e = 0; e < model_.elements.size(); ++e)
      modes.push_back(single_mode(bit(suggested_mode(model_, e, bounds.modes[e], state))));
    return modes;
  }

  SearchResult search(const std::vector<SearchMode>& modes, const Bounds& bounds) {
    VerdictState start = start_state(model_, modes);
    for (std::size_t i = 0; i < model_.nodes(); ++i) {
      const ValueRange& phi = bounds.phi_pa2[i];
      start.phi_pa2[i] = 0.5 * (phi.low + phi.high);
    }
    for (std::size_t l = 0; l < model_.links.size(); ++l) {
      const ValueRange& flow = bounds.flow[l];
      if (flow.width() < 0.2 * model_.flow_scale_kg_s)
        start.flow_kg_s[l] = 0.5 * (flow.low + flow.high);
    }
    SearchResult result = search_state(model_, modes, start, {.step_limit = options_.search_steps});
    ++counts_.states_tried;
    note_search(result.steps, result.map_us);
    if (result.is_feasible || result.worst > worth_polishing) return result;
    SearchResult polished = search_state(
        model_, modes, result.state, {.step_limit = options_.search_steps, .margin_share = 0.0});
    note_search(polished.steps, polished.map_us);
    return polished.is_feasible ? polished : result;
  }

  bool try_modes(const std::vector<SearchMode>& modes, const Bounds& bounds) {
    // The same modes are another question with the machines of another decision.
    if (!tried_.insert(modes).second && model_.source->choices.empty()) return false;
    SearchResult result = search(modes, bounds);
    const bool is_better = counts_.states_tried == 1 || best_modes_.empty() || result.is_feasible ||
                           result.sum_of_squares < best_.sum_of_squares;
    const bool is_feasible = result.is_feasible;
    if (is_better) {
      best_ = std::move(result);
      best_modes_ = modes;
    }
    return is_feasible;
  }

  /// One part per decision, the first of the file to be examined first.
  void split_group(const OpenPart& part, std::size_t group) {
    const auto& flags = part.bounds.decisions[group];
    for (std::size_t d = flags.size(); d-- > 0;) {
      if (flags[d] == 0) continue;
      open_.push_back({part.bounds, part.depth + 1});
      auto& left = open_.back().bounds.decisions[group];
      std::ranges::fill(left, std::uint8_t{0});
      left[d] = 1;
    }
  }

  /// Smaller parts; false where nothing is left to split.
  bool split(const OpenPart& part) {
    std::vector<Bounds> smaller =
        split_part(model_, part.bounds, {relaxed_.state, relaxation_.point});
    for (Bounds& bounds : smaller) open_.push_back({std::move(bounds), part.depth + 1});
    return !smaller.empty();
  }

  VerdictModel& model_;  ///< the machines follow the decisions of the part
  const VerdictOptions& options_;
  std::vector<OpenPart> open_;
  std::set<std::vector<SearchMode>> tried_;
  SearchResult best_;
  SearchResult relaxed_;
  std::vector<SearchMode> best_modes_;
  std::optional<Conflict> conflict_;
  Bounds conflict_bounds_;
  double conflict_gap_ = no_limit;
  VerdictCounts counts_;
  double work_ = 0.0;
  std::vector<std::size_t> decisions_;
  bool has_searched_ = false;
  bool has_tried_exchange_ = false;
  Bounds first_bounds_;  ///< of the first part that was searched
  bool has_bounded_flows_ = false;
  RelaxationBudget relaxation_;
  int part_solves_;
  bool is_complete_ = true;
};

ElementMode mode_of(SearchMode mode) {
  if (mode == SearchMode::closed) return ElementMode::closed;
  return mode == SearchMode::open ? ElementMode::open : ElementMode::active;
}

double law_residual(const VerdictModel& model, const VerdictLink& link, const VerdictState& s) {
  const double a = s.phi_pa2[at(link.from)];
  const double b = s.phi_pa2[at(link.to)];
  const double q = s.flow_kg_s[static_cast<std::size_t>(&link - model.links.data())];
  if (link.kind != VerdictLink::Kind::pipe) return 0.0;
  const StateFactors f = state_factors(link.pipe, model.gas, model.potential, a, b);
  return (a * f.from - b * f.to - f.drop * potential_drop(link.pipe, q).value_pa2) /
         model.phi_scale_pa2;
}

/// Recomputes how well the equations hold from what is returned.
void certify(const VerdictModel& model, const VerdictState& s, VerdictAnswer& answer) {
  for (std::size_t n = 0; n < model.nodes(); ++n) {
    double rest = -s.supply_kg_s[n];
    for (const std::int32_t l : model.links_at[n]) {
      const VerdictLink& link = model.links[at(l)];
      if (link.from == link.to) continue;
      rest += (link.from == static_cast<std::int32_t>(n) ? 1.0 : -1.0) * s.flow_kg_s[at(l)];
    }
    if (std::abs(rest) <= answer.mass_residual_kg_s) continue;
    answer.mass_residual_kg_s = std::abs(rest);
    answer.worst_place = place_of_verdict_node(model, static_cast<std::int32_t>(n));
  }
  for (const VerdictLink& link : model.links)
    answer.law_residual_relative =
        std::max(answer.law_residual_relative, std::abs(law_residual(model, link, s)));
}

void fill_state(const VerdictModel& model, const SearchResult& found,
                const std::vector<SearchMode>& modes, VerdictAnswer& answer) {
  const VerdictState& s = found.state;
  for (const double phi : s.phi_pa2) answer.pressure_pa.push_back(model.potential.pressure_pa(phi));
  for (const double supply : s.supply_kg_s) answer.supply_kg_s.push_back(supply);
  for (const double flow : s.flow_kg_s) answer.flow_kg_s.push_back(flow);
  for (std::size_t e = 0; e < model.elements.size(); ++e) {
    const VerdictElement& element = model.elements[e];
    const VerdictLink& link = model.links[at(element.link)];
    const double flow = s.flow_kg_s[at(element.link)];
    ElementSetting setting;
    setting.link = LinkId(at(element.link));
    setting.mode = mode_of(modes[e]);
    setting.flow_kg_s = flow;
    setting.inlet_pa = answer.pressure_pa[NodeId(at(link.from))];
    setting.outlet_pa = answer.pressure_pa[NodeId(at(link.to))];
    if (setting.mode == ElementMode::active) {
      const InnerPressures inner =
          inner_pressures(model, element, s.phi_pa2[at(link.from)], s.phi_pa2[at(link.to)], flow);
      setting.inlet_pa = inner.inlet_pa;
      setting.outlet_pa = inner.outlet_pa;
    }
    answer.settings.push_back(setting);
  }
  certify(model, s, answer);
}

void note_configurations(const VerdictCase& verdict_case, VerdictAnswer& answer) {
  for (std::size_t g = 0; g < verdict_case.choices.size(); ++g)
    for (const ElementOrder& order : verdict_case.choices[g].decisions[answer.decisions[g]].orders)
      for (ElementSetting& setting : answer.settings)
        if (setting.link == verdict_case.elements[order.element].link)
          setting.configuration = order.configuration;
}

}  // namespace

Result<VerdictAnswer> verdict(const VerdictCase& verdict_case, const VerdictOptions& options) {
  auto model = build_verdict_model(verdict_case);
  if (!model) return fail(std::move(model.error()));
  Examination examination(*model, options);
  VerdictAnswer answer;
  answer.verdict = examination.run();
  answer.counts = examination.counts();
  if (answer.verdict == Verdict::feasible) {
    fill_state(*model, examination.best(), examination.best_modes(), answer);
    answer.decisions = examination.decisions();
    note_configurations(verdict_case, answer);
  } else if (answer.verdict == Verdict::infeasible)
    answer.cause = examination.cause();
  else if (answer.verdict == Verdict::undecided)
    answer.cause = nearest_miss(*model, examination.best());
  if (options.finds_reliefs && answer.verdict == Verdict::infeasible)
    answer.cause = with_reliefs(verdict_case, std::move(answer.cause));
  return answer;
}

}  // namespace landbridge::gas
