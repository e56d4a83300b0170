#include "landbridge/gas/verdict_facility.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace landbridge::gas {
namespace {

constexpr double pressure_tolerance_pa = 1.0;  // as of limits after a solve
constexpr double narrow_kg_s = 1e-6;           // ranges that are not split any more

using Box = std::vector<FlowLimits>;  ///< per facility, what it gives

/// Which facility breaks its curve most in a state, and by how much.
struct Breach {
  std::size_t facility = 0;
  double by_pa = 0.0;
  double flow_kg_s = 0.0;
};

class FacilityVerdict {
 public:
  FacilityVerdict(const VerdictCase& given, const VerdictOptions& options)
      : given_(given), options_(options), facilities_(given.problem.facilities) {}

  Result<VerdictAnswer> run() {
    open_ = {whole()};
    std::optional<VerdictAnswer> refusal, doubt;
    for (int i = 0; i < facility_boxes_max && !open_.empty(); ++i) {
      const Box box = std::move(open_.back());
      open_.pop_back();
      auto answer = ask(box);
      if (!answer) return answer;
      if (answer->verdict == Verdict::infeasible) {
        if (!refusal) refusal = std::move(*answer);
        continue;
      }
      if (answer->verdict == Verdict::undecided) {
        if (!doubt) doubt = std::move(*answer);
        continue;
      }
      const std::optional<Breach> breach = worst_breach(*answer);
      if (!breach) return answer;
      auto strict = ask(kept_at(box, *breach), breach->facility, breach->flow_kg_s);
      if (!strict) return strict;
      if (strict->verdict == Verdict::feasible && !worst_breach(*strict)) return strict;
      last_ = told(std::move(*answer), *breach);
      if (!split(box, *breach)) doubt = last_;
    }
    if (!open_.empty()) return std::move(*last_);
    if (doubt) return std::move(*doubt);
    return std::move(*refusal);
  }

 private:
  FlowLimits range_of(const Facility& f) const {
    const double flow = given_.problem.supply[f.node].si();
    if (given_.supply_range.empty()) return {flow, flow};
    const FlowLimits& range = given_.supply_range[f.node];
    const bool is_range = std::isfinite(range.lowest_kg_s) || std::isfinite(range.highest_kg_s);
    return is_range ? range : FlowLimits{flow, flow};
  }

  Box whole() const {
    Box box;
    for (const Facility& f : facilities_) box.push_back(range_of(f));
    return box;
  }

  /// The same with the flow of one facility at most (for injection, at least) that of the breach.
  static Box kept_at(const Box& box, const Breach& breach) {
    Box kept = box;
    FlowLimits& range = kept[breach.facility];
    if (breach.flow_kg_s > 0.0)
      range = {std::max(0.0, range.lowest_kg_s), breach.flow_kg_s};
    else
      range = {breach.flow_kg_s, std::min(0.0, range.highest_kg_s)};
    return kept;
  }

  /// With pressure limits that hold for one of the flows of each range; those of `strict_at` for
  /// all flows up to the given one.
  Result<VerdictAnswer> ask(const Box& box, std::optional<std::size_t> strict = {},
                            double strict_kg_s = 0.0) {
    VerdictCase c = given_;
    c.supply_range.resize(c.problem.network.nodes());
    c.problem.limits.resize(c.problem.network.nodes());
    for (std::size_t k = 0; k < facilities_.size(); ++k) {
      const Facility& f = facilities_[k];
      const FlowLimits& range = box[k];
      if (range.lowest_kg_s < range.highest_kg_s)
        c.supply_range[f.node] = range;
      else
        c.supply_range[f.node] = {};
      c.problem.supply[f.node] = MassFlow::from_si(
          std::clamp(c.problem.supply[f.node].si(), range.lowest_kg_s, range.highest_kg_s));
      const bool is_strict = strict && *strict == k;
      narrow(c.problem.limits[f.node], f, is_strict ? FlowLimits{strict_kg_s, strict_kg_s} : range);
    }
    auto answer = verdict(c, options_);
    if (!answer) return answer;
    for (const Facility& f : facilities_)
      if (answer->cause.where == "gas.node[" + f.id + "]") answer->cause.where = place_of(f);
    return answer;
  }

  static void narrow(PressureLimits& limits, const Facility& f, const FlowLimits& range) {
    const auto lower = [&](double p_pa) {
      if (!limits.lower || limits.lower->si() < p_pa) limits.lower = Pressure::from_si(p_pa);
    };
    const auto upper = [&](double p_pa) {
      const double limit_pa = std::max(0.0, p_pa);
      if (!limits.upper || limits.upper->si() > limit_pa)
        limits.upper = Pressure::from_si(limit_pa);
    };
    if (range.lowest_kg_s > 0.0) {
      const double highest_pa = facility_reach(f, range.lowest_kg_s).highest_pa;
      if (std::isfinite(highest_pa)) upper(highest_pa);
    }
    if (range.highest_kg_s < 0.0) lower(facility_reach(f, range.highest_kg_s).lowest_pa);
  }

  std::optional<Breach> worst_breach(const VerdictAnswer& answer) const {
    Breach worst{0, pressure_tolerance_pa, 0.0};
    bool is_any = false;
    for (std::size_t k = 0; k < facilities_.size(); ++k) {
      const double flow_kg_s = answer.supply_kg_s[facilities_[k].node];
      const double p_pa = answer.pressure_pa[facilities_[k].node];
      const FacilityReach reach = facility_reach(facilities_[k], flow_kg_s);
      const double by_pa = std::max(p_pa - reach.highest_pa, reach.lowest_pa - p_pa);
      if (std::abs(flow_kg_s) < narrow_kg_s || by_pa <= worst.by_pa) continue;
      worst = {k, by_pa, flow_kg_s};
      is_any = true;
    }
    return is_any ? std::optional(worst) : std::nullopt;
  }

  /// Two parts, cut where the state broke the curve or in the middle; false: too narrow.
  bool split(const Box& box, const Breach& breach) {
    const FlowLimits& range = box[breach.facility];
    const double width = range.highest_kg_s - range.lowest_kg_s;
    if (!(width > narrow_kg_s)) return false;
    constexpr double edge_share = 0.1;
    double cut = std::clamp(breach.flow_kg_s, range.lowest_kg_s + edge_share * width,
                            range.highest_kg_s - edge_share * width);
    if (range.lowest_kg_s < 0.0 && range.highest_kg_s > 0.0) cut = 0.0;
    Box below = box, above = box;
    below[breach.facility].highest_kg_s = cut;
    above[breach.facility].lowest_kg_s = cut;
    open_.push_back(std::move(above));
    open_.push_back(std::move(below));
    return true;
  }

  VerdictAnswer told(VerdictAnswer answer, const Breach& breach) const {
    const Facility& f = facilities_[breach.facility];
    answer.verdict = Verdict::undecided;
    answer.cause = {};
    answer.cause.what = CauseWhat::supply_limit;
    answer.cause.where = place_of(f);
    answer.cause.by_how_much = breach.by_pa / units::bar.si;
    answer.cause.unit = "bar";
    const double p_pa = answer.pressure_pa[f.node];
    const FacilityReach reach = facility_reach(f, breach.flow_kg_s);
    answer.cause.sentence = not_deliverable_sentence(
        f, breach.flow_kg_s, p_pa,
        std::max(0.0, breach.flow_kg_s > 0.0 ? reach.highest_pa : reach.lowest_pa));
    return answer;
  }

  const VerdictCase& given_;
  const VerdictOptions& options_;
  const std::vector<Facility>& facilities_;
  std::vector<Box> open_;
  std::optional<VerdictAnswer> last_;
};

}  // namespace

Result<VerdictAnswer> verdict_with_facilities(const VerdictCase& verdict_case,
                                              const VerdictOptions& options) {
  if (verdict_case.problem.facilities.empty()) return verdict(verdict_case, options);
  return FacilityVerdict(verdict_case, options).run();
}

}  // namespace landbridge::gas
