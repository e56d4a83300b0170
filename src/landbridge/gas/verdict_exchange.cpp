#include "landbridge/gas/verdict_exchange.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <random>
#include <utility>

namespace landbridge::gas {
namespace {

constexpr double enough_gain = 0.99;  // of the sum of squares, that makes a change worth it
constexpr std::uint64_t seed = 20;

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

struct Candidate {
  double score = 0.0;
  std::size_t element = 0;
  SearchMode mode = SearchMode::open;
};

class Exchange {
 public:
  Exchange(const VerdictModel& model, const std::vector<ModeSet>& allowed,
           const ExchangeOptions& options)
      : model_(model), allowed_(allowed), options_(options), random_(seed) {}

  ExchangeResult run(std::vector<SearchMode> modes, const VerdictState& start) {
    SearchResult now = search(modes, start);
    keep(now, modes);
    while (!result_.best.is_feasible && is_left()) {
      if (improve(now, modes)) continue;
      kick(now, modes);
      keep(now, modes);
    }
    return std::move(result_);
  }

 private:
  bool is_left() const {
    return result_.tries < options_.try_limit && result_.steps < options_.step_budget &&
           result_.map_us < options_.map_us_budget;
  }

  SearchResult search(const std::vector<SearchMode>& modes, const VerdictState& start) {
    seen_.insert(modes);
    ++result_.tries;
    SearchResult found =
        search_state(model_, modes, start,
                     {.step_limit = options_.step_limit, .margin_share = options_.margin_share});
    result_.steps += found.steps;
    result_.map_us += found.map_us;
    return found;
  }

  void keep(const SearchResult& found, const std::vector<SearchMode>& modes) {
    const bool is_better = result_.modes.empty() || found.is_feasible ||
                           found.sum_of_squares < result_.best.sum_of_squares;
    if (!is_better) return;
    result_.best = found;
    result_.modes = modes;
  }

  /// The first candidate that gains; false: none of the best does.
  bool improve(SearchResult& now, std::vector<SearchMode>& modes) {
    int tried = 0;
    for (const Candidate& c : candidates(now, modes)) {
      std::vector<SearchMode> changed = modes;
      changed[c.element] = c.mode;
      if (seen_.contains(changed)) continue;
      if (tried++ >= options_.candidates_max || !is_left()) return false;
      SearchResult next = search(changed, now.state);
      keep(next, changed);
      if (!next.is_feasible && !(next.sum_of_squares < enough_gain * now.sum_of_squares)) continue;
      now = std::move(next);
      modes = std::move(changed);
      return true;
    }
    return false;
  }

  void kick(SearchResult& now, std::vector<SearchMode>& modes) {
    modes = result_.modes;
    for (int i = 0; i < options_.kick && !modes.empty(); ++i) {
      const std::size_t e = static_cast<std::size_t>(random_() % modes.size());
      const std::array<SearchMode, 3> all{SearchMode::closed, SearchMode::open, SearchMode::active};
      const SearchMode wish = all[static_cast<std::size_t>(random_() % all.size())];
      if (is_allowed(e, wish)) modes[e] = wish;
    }
    now = search(modes, result_.best.state);
  }

  bool is_allowed(std::size_t e, SearchMode mode) const {
    const ElementMode wanted = mode == SearchMode::closed ? ElementMode::closed
                               : mode == SearchMode::open ? ElementMode::open
                                                          : ElementMode::active;
    return has(allowed_[e], wanted);
  }

  std::vector<Candidate> candidates(const SearchResult& now,
                                    const std::vector<SearchMode>& modes) const {
    std::vector<Candidate> all;
    for (std::size_t e = 0; e < modes.size(); ++e)
      for (const SearchMode mode : {SearchMode::active, SearchMode::open, SearchMode::closed}) {
        if (mode == modes[e] || !is_allowed(e, mode)) continue;
        const double score = score_of(now, e, modes[e], mode);
        if (score > 0.0) all.push_back({score, e, mode});
      }
    std::ranges::stable_sort(all, std::ranges::greater{}, &Candidate::score);
    return all;
  }

  double score_of(const SearchResult& now, std::size_t e, SearchMode from, SearchMode to) const {
    const VerdictElement& element = model_.elements[e];
    const VerdictLink& link = model_.links[at(element.link)];
    const VerdictState& s = now.state;
    const double flow = s.flow_kg_s[at(element.link)] / model_.flow_scale_kg_s;
    const double fall = (s.phi_pa2[at(link.from)] - s.phi_pa2[at(link.to)]) / model_.phi_scale_pa2;
    const double weight = now.law_weight[at(element.link)];
    const double downwards = element.kind == VerdictElement::Kind::station ? -1.0 : 1.0;
    if (from == SearchMode::open) {
      if (to == SearchMode::closed) return 0.5 * std::abs(weight);
      return flow > 0.0 ? downwards * weight : 0.0;
    }
    if (from == SearchMode::active) {
      constexpr double least = 1e-9;
      if (to == SearchMode::open) return std::abs(weight) + least;
      return std::abs(weight) + std::max(0.0, 2.0 * options_.margin_share - flow);
    }
    const bool can_drive = flow > 0.0 && downwards * fall > 0.0;
    return (to == SearchMode::active) == can_drive ? std::abs(flow) : 0.0;
  }

  const VerdictModel& model_;
  const std::vector<ModeSet>& allowed_;
  const ExchangeOptions& options_;
  std::mt19937_64 random_;
  std::set<std::vector<SearchMode>> seen_;
  ExchangeResult result_;
};

}  // namespace

ExchangeResult exchange_modes(const VerdictModel& model, const std::vector<ModeSet>& allowed,
                              const std::vector<SearchMode>& modes, const VerdictState& start,
                              const ExchangeOptions& options) {
  return Exchange(model, allowed, options).run(modes, start);
}

}  // namespace landbridge::gas
