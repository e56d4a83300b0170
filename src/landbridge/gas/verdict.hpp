#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/problem.hpp"

/// Nomination validation: is there any setting of the active elements with which a network carries
/// a nomination within all its limits? The answer comes with a state, or with a proof that there
/// is none and the limit that is in the way.
namespace landbridge::gas {

/// What an active element may be set to.
enum class ElementMode { closed, open, active };
/// "closed", "open", "active".
std::string_view name_of(ElementMode mode);

/// The outlet pressures that a station's machines reach from one inlet with one flow.
struct MachineWindow {
  bool is_empty = true;
  double lowest_pa = 0.0;
  double highest_pa = 0.0;
  std::string why;  ///< what stops them, in words of the field
};

/// What the verdict needs to know of a station's machines. Without functions the machines are
/// limited by the station's pressures alone.
struct StationFunctions {
  /// One window per configuration.
  std::function<std::vector<MachineWindow>(double inlet_pa, double flow_kg_s)> windows;
  /// No configuration reaches a higher p_out/p_in anywhere in the box; below 1: none can run.
  /// A safe bound: it may be too high, never too low.
  std::function<double(double inlet_low_pa, double inlet_high_pa, double flow_low_kg_s,
                       double flow_high_kg_s)>
      ratio_bound;
  /// Where it runs in the box, p_out/p_in is no lower than this; infinite: it cannot run. It may
  /// be too low, never too high. For bounds of optimal flows.
  std::function<double(double inlet_low_pa, double inlet_high_pa, double flow_low_kg_s,
                       double flow_high_kg_s)>
      ratio_floor;
  /// What one answer of `windows` takes [us], roughly: work is counted by it.
  double cost_us = 1.0;
};

/// A valve, a control valve or a compressor station with its limits; its link stands in
/// Problem::links as Valve, Regulator or Compressor, whatever that link's own setting.
///
///   active:  p_in - loss_in >= inlet_min,   p_out' = p_out + loss_out <= outlet_max
///            control valve  difference_min <= p_in' - p_out' <= difference_max
///            station        p_out' in the window of the machines, never below p_in'
///            m >= 0         p', p'': at the element itself, between its losses
///   open:    p_in = p_out, any direction (the by-pass of a station has no loss)
///   closed:  m = 0; a valve then |p_in - p_out| <= difference_max
struct ControlledElement {
  LinkId link;
  bool may_close = true;
  bool may_open = true;
  bool may_be_active = true;
  Pressure inlet_min{};
  Pressure outlet_max{};  ///< zero: none
  Pressure difference_min{};
  Pressure difference_max{};  ///< zero: none
  Resistor inlet_loss;
  Resistor outlet_loss;
  StationFunctions machines;
};

/// What one element does in a combined decision.
struct ElementOrder {
  std::size_t element = 0;  ///< index into VerdictCase::elements
  ElementMode mode = ElementMode::open;
  int direction = 0;          ///< +1: from -> to, -1: back, 0: either
  std::string configuration;  ///< of a station; empty: any
  StationFunctions machines;  ///< of that configuration alone; without functions: those of all
};
/// Settings that go together.
struct CombinedDecision {
  std::string id;
  std::vector<ElementOrder> orders;
};
/// Exactly one decision of a group holds (GasLib `.cdf`).
struct DecisionChoice {
  std::string group;
  std::vector<CombinedDecision> decisions;
};

/// A network, what a nomination asks of it, and everything that limits it. `problem.supply` is the
/// nomination; held pressures and facilities are not used.
struct VerdictCase {
  Problem problem;
  Column<LinkId, FlowLimits> flow;  ///< empty: none
  /// Where a nomination leaves a range; empty: the supplies are exact.
  Column<NodeId, FlowLimits> supply_range;
  std::vector<ControlledElement> elements;
  std::vector<DecisionChoice> choices;
};

enum class Verdict { feasible, infeasible, undecided };
std::string_view name_of(Verdict verdict);

/// What is in the way of a nomination.
enum class CauseWhat {
  none,
  unbalanced,          ///< supplies and demands do not add up
  cut_off,             ///< no way for the gas that is not closed or against its direction
  limits_cross,        ///< a lower limit above the upper one at the same place
  supply_limit,        ///< a node is nominated more or less than it may take
  flow_limit,          ///< a link would have to carry more than its limit
  pressure_too_low,    ///< a lower pressure limit cannot be met
  pressure_too_high,   ///< an upper pressure limit cannot be met
  station_too_weak,    ///< the machines cannot raise the pressure as much as is needed
  demand_too_high,     ///< one exit alone takes more than can be brought there
  transport_capacity,  ///< all ways together carry too little
  no_decision,         ///< no combined decision of a group fits
};
std::string_view name_of(CauseWhat what);

/// One link of the chain that proves a cause: a limit, or what a link does to it.
struct ProofStep {
  std::string where;         ///< "gas.node[exit01]", "gas.pipe[P7]"
  std::string text;          ///< one sentence
  NodeId node;               ///< whose pressure is bounded, or none
  LinkId link;               ///< through which the bound came, or none
  double pressure_pa = 0.0;  ///< the bound on the node's pressure
  double flow_kg_s = 0.0;    ///< the bound on the link's flow that was used
  bool is_upper = true;
};

/// A smallest change that takes the cause away.
struct Relief {
  std::string where;
  std::string what;  ///< "scale", "pressure_min", …, "demand", "machines", "diameter", "decision"
  double from = 0.0;
  double to = 0.0;
  std::string unit;
  std::string text;
  bool is_proved = false;  ///< with it a feasible state was found
};

struct Cause {
  CauseWhat what = CauseWhat::none;
  std::string where;
  double by_how_much = 0.0;
  std::string unit;
  std::string sentence;
  std::vector<ProofStep> proof;
  std::vector<Relief> reliefs;
  NodeId low_node;   ///< whose lower pressure limit is in the way, or none
  NodeId high_node;  ///< whose upper pressure limit is in the way, or none
};

/// Setting of one active element in the state that was found.
struct ElementSetting {
  LinkId link;
  ElementMode mode = ElementMode::open;
  double inlet_pa = 0.0;   ///< at the element itself, behind its inlet loss
  double outlet_pa = 0.0;  ///< before its outlet loss
  double flow_kg_s = 0.0;
  std::string configuration;  ///< that a combined decision asks for; empty: any
};

struct VerdictCounts {
  int parts_examined = 0;  ///< of the set of all settings
  int states_tried = 0;    ///< searches for a state
  int steps = 0;           ///< Newton-like steps in all of them
};

struct VerdictAnswer {
  Verdict verdict = Verdict::undecided;
  Cause cause;  ///< infeasible; undecided: the largest violation that is left
  std::vector<ElementSetting> settings;
  std::vector<std::size_t> decisions;  ///< per VerdictCase::choices: the one that holds
  Column<NodeId, double> pressure_pa;
  Column<NodeId, double> supply_kg_s;
  Column<LinkId, double> flow_kg_s;
  double mass_residual_kg_s = 0.0;
  double law_residual_relative = 0.0;
  double limit_violation_bar = 0.0;
  std::string worst_place;
  VerdictCounts counts;
};

struct VerdictOptions {
  int effort = 400;       ///< parts of the set of settings that are examined at most
  int search_steps = 80;  ///< steps of one search for a state
  bool finds_reliefs = true;
};

/// bad_input where the data is wrong (as gas::solve); else a verdict. Deterministic; work limits
/// are counted.
[[nodiscard]] Result<VerdictAnswer> verdict(const VerdictCase& verdict_case,
                                            const VerdictOptions& options = {});

}  // namespace landbridge::gas
