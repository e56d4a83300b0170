#include "landbridge/gas/optimise/optimise.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "landbridge/gas/optimise/explain.hpp"
#include "landbridge/gas/optimise/local.hpp"
#include "landbridge/gas/optimise/machines.hpp"
#include "landbridge/gas/optimise/relaxation.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// A part of the search that is still open.
struct OpenBox {
  Box box;
  Relaxed relaxed;
  TangentPoints tangents;
  int number = 0;
};

class Search {
 public:
  Search(const OptModel& model, const OptimiseOptions& options)
      : model_(model),
        options_(options),
        scaled_(scaled(model)),
        stated_(root_box(scaled_)),
        root_(stated_) {}

  OptResult run() {
    OptResult result;
    if (!propagate(scaled_, root_)) {
      is_proven_empty_ = true;
    } else {
      OpenBox first{root_, {}, {}, 0};
      visit(std::move(first), nullptr);
      branch();
    }
    fill(result);
    return result;
  }

 private:
  double cutoff() const {
    if (!best_.is_found) return unlimited;
    return best_.objective - options_.gap_relative * magnitude();
  }

  /// What a relative gap is relative to: an optimum of zero counts as a thousandth of the scale.
  double magnitude() const { return std::max(std::abs(best_.objective), 1e-3); }

  void branch() {
    while (!open_.empty() && boxes_ < options_.effort) {
      const auto lowest = std::ranges::min_element(open_, [](const auto& a, const auto& b) {
        if (a.relaxed.bound != b.relaxed.bound) return a.relaxed.bound < b.relaxed.bound;
        return a.number < b.number;
      });
      OpenBox parent = std::move(*lowest);
      *lowest = std::move(open_.back());
      open_.pop_back();
      if (parent.relaxed.bound >= cutoff()) {
        close(parent.relaxed.bound);
        continue;
      }
      split(parent);
    }
  }

  void split(const OpenBox& parent) {
    const Disagreement d = parent.relaxed.worst;
    for (const bool is_upper : {false, true}) {
      OpenBox child{parent.box, {}, parent.tangents, 0};
      Interval& range = range_of(child.box, d);
      if (d.what == Disagreement::What::decision)
        range = is_upper ? Interval{1.0, 1.0} : Interval{0.0, 0.0};
      else
        (is_upper ? range.lo : range.up) = d.split_at;
      if (!propagate(scaled_, child.box)) continue;
      visit(std::move(child), &parent.relaxed);
    }
  }

  Interval& range_of(Box& box, const Disagreement& d) const {
    switch (d.what) {
      case Disagreement::What::pressure_from: return box.w[at(model_.arcs[d.index].from)];
      case Disagreement::What::pressure_to: return box.w[at(model_.arcs[d.index].to)];
      case Disagreement::What::decision: return box.z[d.index];
      case Disagreement::What::flow:
      case Disagreement::What::none: break;
    }
    return box.f[d.index];
  }

  /// Relaxes a box, tries for a better point from there, and keeps it open if it may hold one.
  void visit(OpenBox box, const Relaxed* parent) {
    box.number = ++boxes_;
    RelaxOptions options;
    options.cutoff = cutoff();
    options.rounds_max = parent == nullptr ? 12 : 4;
    box.relaxed = relax(scaled_, box.box, box.tangents,
                        parent != nullptr ? &parent->basis : nullptr, options);
    programs_ += box.relaxed.programs;
    if (box.relaxed.is_empty) return;
    if (parent != nullptr) box.relaxed.bound = std::max(box.relaxed.bound, parent->bound);
    if (box.relaxed.w.empty()) {
      close(box.relaxed.bound);
      return;
    }
    if (box.relaxed.bound < cutoff() && wants_local(box)) improve_from(box);
    const bool is_exact = box.relaxed.worst.size < 1e-8;
    if (box.relaxed.bound >= cutoff() || is_exact ||
        box.relaxed.worst.what == Disagreement::What::none) {
      close(box.relaxed.bound);
      return;
    }
    open_.push_back(std::move(box));
  }

  /// At first always; later ever more rarely, and always where the relaxation is nearly exact.
  bool wants_local(const OpenBox& box) const {
    if (box.relaxed.worst.size < 1e-6) return true;
    if (local_solves_ < options_.local_starts / 2 || !best_.is_found)
      return local_solves_ < 4 * options_.local_starts;
    return local_solves_ < options_.local_starts && (boxes_ & (boxes_ - 1)) == 0;
  }

  /// How decisions that the relaxation leaves between no and yes are rounded, in this order.
  enum class Rounding {
    to_nearest,
    free_ones_by_flow,  ///< what costs nothing and carries gas is there
    up,                 ///< whatever is taken in part
  };

  bool is_taken(const OpenBox& box, std::size_t a, Rounding rounding) const {
    constexpr double some = 1e-6;
    const std::int32_t d = model_.arcs[a].decision;
    if (d < 0 || box.relaxed.z[at(d)] > 0.5) return true;
    if (rounding == Rounding::to_nearest || box.box.z[at(d)].up < 0.5) return false;
    const bool is_free = !(model_.decisions[at(d)].cost > 0.0);
    if (is_free) return std::abs(box.relaxed.f[a]) > some;
    return rounding == Rounding::up && box.relaxed.z[at(d)] > some;
  }

  Modes modes_of(const OpenBox& box, Rounding rounding) const {
    // Arcs of one decision go together.
    std::vector<char> taken(model_.decisions.size(), 0);
    for (std::size_t a = 0; a < model_.arcs.size(); ++a)
      if (model_.arcs[a].decision >= 0 && is_taken(box, a, rounding))
        taken[at(model_.arcs[a].decision)] = 1;
    Modes modes;
    for (std::size_t a = 0; a < model_.arcs.size(); ++a) {
      const std::int32_t d = model_.arcs[a].decision;
      modes.is_there.push_back(d < 0 || taken[at(d)] != 0);
      modes.flows_back.push_back(model_.arcs[a].may_flow_back && box.relaxed.f[a] < -1e-9);
    }
    return modes;
  }

  void improve_from(const OpenBox& box) {
    ++local_solves_;
    std::vector<char> tried;
    for (const Rounding rounding :
         {Rounding::to_nearest, Rounding::free_ones_by_flow, Rounding::up}) {
      Modes modes = modes_of(box, rounding);
      if (modes.is_there == tried) continue;
      tried = modes.is_there;
      LocalOptimum local =
          minimise_locally(scaled_, stated_, modes, {box.relaxed.w, box.relaxed.f, box.relaxed.s});
      iterations_ += local.solution.iterations;
      if (!local.is_found || !settle_on_maps(scaled_, stated_, modes, local)) continue;
      if (local.objective < best_.objective) {
        best_ = std::move(local);
        best_modes_ = std::move(modes);
      }
      return;
    }
  }

  void close(double bound) { closed_bound_ = std::min(closed_bound_, bound); }

  double bound() const {
    double lowest = closed_bound_;
    for (const OpenBox& box : open_) lowest = std::min(lowest, box.relaxed.bound);
    if (best_.is_found) lowest = std::min(lowest, best_.objective);
    return lowest;
  }

  void fill(OptResult& result) {
    result.certificate.linear_programs = programs_;
    result.certificate.boxes = boxes_;
    result.certificate.local_solves = local_solves_;
    result.certificate.interior_point_iterations = iterations_;
    const double lowest = bound();
    if (!best_.is_found) {
      const bool is_proven = is_proven_empty_ || lowest == unlimited;
      result.status = is_proven ? OptStatus::infeasible : OptStatus::unknown;
      if (!is_proven) result.bound = model_.reported(lowest * scaled_.c0);
      explain_infeasible(model_, result);
      return;
    }
    result.objective = model_.reported(best_.objective * scaled_.c0);
    result.bound = model_.reported(lowest * scaled_.c0);
    result.gap = (best_.objective - lowest) / magnitude();
    result.status =
        result.gap <= 1.01 * options_.gap_relative ? OptStatus::optimal : OptStatus::gap_left;
    fill_state(result);
    result.binding = binding_limits(scaled_, model_, best_);
    result.certificate.stationarity = best_.solution.stationarity;
    result.certificate.complementarity = best_.solution.complementarity;
    certify(model_, best_modes_, result);
  }

  void fill_state(OptResult& result) const {
    for (const double w : best_.point.w)
      result.pressure_pa.push_back(std::sqrt(std::max(0.0, w) * scaled_.w0_pa2));
    for (const double f : best_.point.f) result.flow_kg_s.push_back(f * scaled_.f0_kg_s);
    for (const double s : best_.point.s) result.supply_kg_s.push_back(s * scaled_.f0_kg_s);
    for (const double p : best_.node_price)
      result.node_price.push_back(model_.reported_factor * p * scaled_.c0 / scaled_.f0_kg_s);
    result.decision.assign(model_.decisions.size(), 0);
    for (std::size_t a = 0; a < model_.arcs.size(); ++a) {
      const OptArc& arc = model_.arcs[a];
      if (arc.decision >= 0 && best_modes_.is_there[a]) result.decision[at(arc.decision)] = 1;
      const bool works = arc.kind == OptArcKind::compressor && best_modes_.is_there[a] &&
                         !best_modes_.flows_back[a];
      const double head = works ? head_flow(scaled_.model.arcs[a], best_.point.f[a],
                                            best_.point.w[at(arc.from)], best_.point.w[at(arc.to)])
                                : 0.0;
      std::optional<double> power_w;
      if (works && arc.machines)
        power_w = arc.machines->power_w(result.pressure_pa[at(arc.from)], result.flow_kg_s[a],
                                        result.pressure_pa[at(arc.to)]);
      result.head_power_w.push_back(
          power_w.value_or(std::max(0.0, head) * scaled_.f0_kg_s * arc.head_j_kg));
    }
  }

  const OptModel& model_;
  OptimiseOptions options_;
  ScaledModel scaled_;
  Box stated_;  ///< as the model says; for local solves
  Box root_;    ///< narrowed
  std::vector<OpenBox> open_;
  double closed_bound_ = unlimited;
  bool is_proven_empty_ = false;
  LocalOptimum best_;
  Modes best_modes_;
  int boxes_ = 0;
  int programs_ = 0;
  int local_solves_ = 0;
  int iterations_ = 0;
};

}  // namespace

Result<OptResult> optimise(const OptModel& model, const OptimiseOptions& options) {
  if (auto ok = check(model); !ok) return fail(ok.error());
  return Search(model, options).run();
}

}  // namespace landbridge::gas
