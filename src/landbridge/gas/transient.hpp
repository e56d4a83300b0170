#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/problem.hpp"
#include "landbridge/gas/station_solve.hpp"
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
    scale,       ///< what a node feeds in or takes out, times `factor` from now on
    cut_demand,  ///< a node takes `cut` less from now on, or nothing; never less than nothing
  };
  std::string name;
  Kind kind = Kind::close;
  Time time{};
  LinkId link;        ///< rupture, trip, close, open
  NodeId node;        ///< source_out, scale, cut_demand
  Length position{};  ///< rupture: from the pipe's `from`
  Area opening{};  ///< rupture: both broken ends of a pipe torn apart are twice its cross section
  Scalar discharge_coefficient = Scalar::from_si(0.85);  ///< rupture: sharp-edged holes 0.6 to 0.9
  Scalar factor = Scalar::from_si(1.0);  ///< scale: of what the node would do without events
  std::optional<MassFlow> cut;           ///< cut_demand: nothing: all of it
};
std::string_view name_of(TransientEvent::Kind kind);

/// The machines of stations, each held to its characteristic map at the end of every step: where
/// the control asks for more (or less) than the map allows at that flow and inlet, the station
/// delivers the nearest pressure that it reaches. With a flow that no pressure of the map fits it
/// becomes its by-pass, and tries again `restart_after` later.
struct TransientMachines {
  std::vector<StationLink> stations;
  StationOptions options;
  Time restart_after{900.0, units::second};
  /// Fuel leaves the network at the inlet of its station; in each step that of the state before it.
  bool takes_fuel = false;
};

/// Everything that decides a transient: the network as it stands at the start and what changes.
/// Supplies without a series stay as the problem states them. A held node with a series of supply
/// is held for the steady start only.
struct TransientProblem {
  Problem problem;
  std::vector<NodeSeries> supply;         ///< [kg/s], positive into the network
  std::vector<NodeSeries> pressure;       ///< [Pa], of held nodes
  std::vector<SetPointSeries> set_point;  ///< of compressors and regulators
  std::vector<TransientEvent> events;
  TransientMachines machines;
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
  double map_residual_relative = 0.0;    ///< of a station's outlet from its map, worst step
  std::size_t cells = 0;
  int steps = 0;           ///< time steps taken
  int rejected_steps = 0;  ///< repeated with a shorter step
  int iterations = 0;      ///< Newton iterations in all
  int factorisations = 0;  ///< of the network matrix
  int map_rounds = 0;      ///< steps taken again because a station was not on its map
};

/// What the machines of one station do, a value for each time of the result.
struct TransientStationSeries {
  LinkId link;
  std::vector<StationMapState> state;
  std::vector<StationLimit> limit;  ///< where it is at a limit, or why it cannot run
  std::vector<std::string> configuration;
  std::vector<double> shaft_power_w, fuel_kg_s;  ///< power: NaN: runs, but no point was found
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
  std::vector<TransientStationSeries> stations;
  std::vector<double> linepack_kg;
  std::vector<double> net_supply_kg;       ///< since the start, less the fuel taken out
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
