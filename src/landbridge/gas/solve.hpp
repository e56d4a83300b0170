#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/problem.hpp"

namespace landbridge::gas {

/// What holds an active element.
enum class ElementStatus {
  none,    ///< not an active element
  active,  ///< at its set point
  open,    ///< regulator fully open: inlet below its set point
  bypass,  ///< compressor: no machine runs
  closed,  ///< no flow
  at_ratio_limit,
  at_power_limit,
  at_outlet_limit,  ///< highest outlet pressure
  at_inlet_limit,   ///< lowest inlet pressure
  at_flow_limit,
  at_lowest_flow,  ///< of a facility that has to give, or may take, no more
  on_curve,        ///< of a facility: as much as its reservoir gives or takes
};
std::string_view name_of(ElementStatus status);

/// Results of one link. NaN where there is none (a closed part, a pressure that does not exist).
struct LinkState {
  Velocity inlet_velocity;   ///< at `from`; pipes and resistors with a diameter
  Velocity outlet_velocity;  ///< at `to`
  Scalar friction_factor;    ///< pipes
  Scalar pressure_ratio;     ///< p_to / p_from, compressors
  Power power;               ///< compressors
  ElementStatus status = ElementStatus::none;
};

enum class InfeasibleWhat {
  no_pressure,      ///< the potential falls below zero: no pressure can drive this flow
  below_lower,      ///< a node's pressure is below its lower limit
  above_upper,      ///< a node's pressure is above its upper limit
  unbalanced_part,  ///< a part without a held pressure has a net supply that is not zero
  backflow,         ///< gas would have to flow back through a regulator or a compressor
  supply_limit,     ///< a node gives or takes more, or less, than it may
  not_deliverable,  ///< a facility cannot give or take its flow at the network's pressure
};
std::string_view name_of(InfeasibleWhat what);
/// True for a limit that a state passes; false for a proof that there is no state at all.
constexpr bool is_passed_limit(InfeasibleWhat what) {
  return what == InfeasibleWhat::below_lower || what == InfeasibleWhat::above_upper ||
         what == InfeasibleWhat::supply_limit || what == InfeasibleWhat::not_deliverable;
}

/// Why the steady state cannot be run, with numbers. Every entry is a proof for these controls.
struct Infeasibility {
  InfeasibleWhat what;
  NodeId node;        ///< or none
  LinkId link;        ///< or none
  Pressure pressure;  ///< found; zero where none exists
  Pressure limit;     ///< what it would have to be
  Pressure by;        ///< distance to the limit; for no_pressure the missing rise of the source
  MassFlow flow;      ///< unbalanced_part: net supply; backflow: the flow against the element; else
                      ///< what the node gives
  MassFlow flow_limit;  ///< supply_limit: what it may give
  /// By how much the one held pressure of the part would have to rise (below_lower, no_pressure)
  /// or may fall (above_upper, negative); NaN where several are held or
  /// active elements lie between.
  Pressure source_change;
  /// The factor on all supplies at which this entry would just vanish; NaN where not computed.
  double load_factor;
  std::string sentence;
};

/// How well the equations hold; recomputed from the returned pressures and flows.
struct Certificate {
  double mass_residual_kg_s = 0.0;     ///< worst node balance
  double law_residual_relative = 0.0;  ///< worst link law, relative to the largest potential
  int iterations = 0;                  ///< Newton steps in all
  std::string worst_place;             ///< "gas.node[N7]" or "gas.pipe[P3]"
};

struct Solution {
  Column<NodeId, Pressure> pressure;  ///< NaN where none is determined or none exists
  Column<NodeId, MassFlow> supply;    ///< as given; at held nodes what the network takes
  Column<LinkId, MassFlow> flow;      ///< positive from -> to
  Column<LinkId, LinkState> link;
  std::vector<Infeasibility> infeasible;  ///< empty: the state can be run
  Certificate certificate;
};

struct Options {
  int max_iterations = 100;
  double tolerance_relative = 1e-12;   ///< on scaled mass balance and link laws
  const Solution* start = nullptr;     ///< warm start: a solution of the same network
  bool computes_load_factors = false;  ///< fill Infeasibility::load_factor (extra solves)
};

/// The steady state of a network, or why there is none to be found.
///
/// bad_input: the data is wrong. not_converged: no verdict (never seen on the test cases; says the
/// worst place). An infeasible nomination is an answer: `Solution::infeasible` is not empty.
[[nodiscard]] Result<Solution> solve(const Problem& problem, const Options& options = {});

/// A problem made ready for many solves: topology, coefficients and the factorisation's order.
class Prepared {
 public:
  explicit Prepared(std::unique_ptr<struct PreparedState> state);
  Prepared(Prepared&&) noexcept;
  Prepared& operator=(Prepared&&) noexcept;
  ~Prepared();
  PreparedState& state() { return *state_; }

 private:
  std::unique_ptr<PreparedState> state_;
};
[[nodiscard]] Result<Prepared> prepare(const Problem& problem);

/// Solves again with other supplies; links, gas and held nodes stay as they were prepared.
[[nodiscard]] Result<Solution> solve(Prepared& prepared, const Column<NodeId, MassFlow>& supply,
                                     const Options& options = {});

}  // namespace landbridge::gas
