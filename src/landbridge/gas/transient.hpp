#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/problem.hpp"
#include "landbridge/gas/transient_series.hpp"

namespace landbridge::gas {

/// What happens to one element at a stated time.
struct TransientEvent {
  enum class Kind {
    rupture,     ///< a hole in a pipe: gas flows out to the atmosphere
    trip,        ///< a station stops: gas passes its by-pass, whose check valve lets none back
    close,       ///< a valve, regulator or station closes, with its by-pass
    open,        ///< a valve or regulator opens; a station passes everything without a check valve
    source_out,  ///< a node stops feeding in or taking out; a held pressure is let go
  };
  std::string name;
  Kind kind = Kind::close;
  Time time{};
  LinkId link;        ///< all kinds but source_out
  NodeId node;        ///< source_out
  Length position{};  ///< rupture: from the pipe's `from`
  Area opening{};  ///< rupture: both broken ends of a pipe torn apart are twice its cross section
  Scalar discharge_coefficient = Scalar::from_si(0.85);  ///< rupture: sharp-edged holes 0.6 to 0.9
};
std::string_view name_of(TransientEvent::Kind kind);

/// Everything that decides a transient: the network as it stands at the start and what changes.
/// Supplies without a series stay as the problem states them. A held node with a series of supply
/// is held for the steady start only.
struct TransientProblem {
  Problem problem;
  std::vector<NodeSeries> supply;         ///< [kg/s], positive into the network
  std::vector<NodeSeries> pressure;       ///< [Pa], of held nodes
  std::vector<SetPointSeries> set_point;  ///< of compressors and regulators
  std::vector<TransientEvent> events;
};

/// A start that is not steady: straight lines of the potential between the nodes.
struct InitialState {
  Column<NodeId, Pressure> pressure;
  Column<LinkId, MassFlow> flow;  ///< pipes: the same over the whole length
};

enum class TimeScheme {
  tr_bdf2,         ///< second order, L-stable [bank1985]
  implicit_euler,  ///< first order, for comparison
};

struct TransientOptions {
  Time duration{};
  Time step{};                     ///< the solver takes shorter ones where a step has no solution
  Length cell{1e3, units::metre};  ///< longest grid cell
  Time output_every{};             ///< zero: every step
  TimeScheme scheme = TimeScheme::tr_bdf2;
  const InitialState* start = nullptr;  ///< null: steady
  std::function<void(double time_s)> after_step;
};

/// A limit that was crossed, an event that happened, or the end of what can be delivered.
struct TransientFinding {
  std::string what;   ///< "below_lower", "above_upper", "back_within_limits", "rupture", ...
  std::string where;  ///< name of the node or link
  double time_s = 0.0;
  double pressure_pa = 0.0;  ///< there, at that time; zero for links
};

struct TransientCertificate {
  double mass_balance_relative = 0.0;    ///< |line pack - (start + net supply)| / start, worst time
  double start_residual_relative = 0.0;  ///< how far the steady start was from its fixed point
  std::size_t cells = 0;
  int steps = 0;           ///< time steps taken
  int rejected_steps = 0;  ///< repeated with a shorter step
  int iterations = 0;      ///< Newton iterations in all
  int factorisations = 0;  ///< of the network matrix
};

/// Values over time: one row a time, one column a node or link.
struct SeriesTable {
  std::size_t columns = 0;
  std::vector<double> values;
  double at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
};

struct TransientResult {
  Problem problem;  ///< with the nodes that ruptures add; its names belong to the columns
  std::vector<double> time_s;
  SeriesTable pressure_pa;     ///< nodes
  SeriesTable supply_kg_s;     ///< nodes; ruptures are negative supplies
  SeriesTable flow_from_kg_s;  ///< links: into the link at `from`
  SeriesTable flow_to_kg_s;    ///< links: out of it at `to`
  SeriesTable power_w;         ///< links: shaft power of compressors, else zero
  std::vector<double> linepack_kg;
  std::vector<double> net_supply_kg;       ///< since the start
  std::vector<TransientFinding> findings;  ///< in order of time
  /// Set where the run ended early because some pressure fell to that of the atmosphere.
  std::optional<TransientFinding> exhausted;
  TransientCertificate certificate;
};

/// Isothermal flow over time in a network of pipes and active elements.
///
///   A d rho/dt + d m/dx = 0
///   (1/A) d m/dt + d p/dx + lambda m|m| / (2 D A^2 rho) + g rho dh/dx = 0
///
/// Symbols, range and numerics: docs/model/gas_transient.md. bad_input: the data is wrong.
/// infeasible: there is no steady start. not_converged: no step however short has a solution.
/// A network that runs empty is an answer: `exhausted` says where and when.
[[nodiscard]] Result<TransientResult> simulate(const TransientProblem& transient,
                                               const TransientOptions& options);

/// When the pressure of a node first falls below a value, by straight lines between the times of
/// the result; nothing if it does not. At the start already below: 0.
std::optional<double> survival_s(const TransientResult& result, NodeId node, Pressure lowest);

}  // namespace landbridge::gas
