#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/batch.hpp"
#include "landbridge/gas/problem.hpp"

namespace landbridge::gas {

/// What kind of element fails.
enum class OutageOf { pipe, station, valve, source, connection };
std::string_view name_of(OutageOf of);

/// What its failure does to it.
enum class OutageAs {
  closed,   ///< nothing passes any more
  by_pass,  ///< a running station stops; its by-pass stays open
  lost,     ///< a source delivers nothing and holds no pressure
};
std::string_view name_of(OutageAs as);

/// One element out: a link, or a node that is a source.
struct Outage {
  OutageOf of = OutageOf::pipe;
  OutageAs as = OutageAs::closed;
  LinkId link;
  NodeId node;
};

enum class OutageStatus {
  runs,       ///< the nomination runs as it is
  reduced,    ///< it runs with less demand
  fails,      ///< no share of the demand was found that keeps all limits
  undecided,  ///< the solver found no state of the full nomination
};
std::string_view name_of(OutageStatus status);

/// How demand is cut where the nomination does not run.
enum class Shedding {
  none,
  cut_off,  ///< only where no source reaches, or where sources bring too little
  uniform,  ///< beyond that, every flow by the same factor
  local,    ///< beyond that, single deliveries, those with the lowest pressure first
};
std::string_view name_of(Shedding shedding);

/// What one outage takes away. `demand` is what the nomination delivers at nodes whose pressure is
/// not held.
struct OutageResult {
  Outage outage;
  OutageStatus status = OutageStatus::runs;
  MassFlow unserved{};        ///< demand that cannot be served: cut off, short of gas or shed
  double unserved_share = 0;  ///< of the whole demand [1]
  MassFlow cut_off{};         ///< the part of it that no source reaches
  MassFlow short_of_gas{};    ///< and that which the sources of a part without a held pressure lack
  std::vector<NodeId> cut_off_nodes;
  double uniform_scale = 1.0;  ///< largest factor on all flows that still run; 0: none
  Shedding shedding = Shedding::none;
  std::vector<NodeId> shed_nodes;  ///< whose deliveries are cut by local shedding
  std::vector<NodeId> stand_ins;   ///< sources that hold the pressure of a part that lost its own
  Pressure lowest_pressure{};      ///< of the state that is served; NaN where there is none
  NodeId lowest_node;
  std::optional<BatchCause> cause;  ///< the largest thing against the full nomination
  std::string sentence;             ///< the same in words; empty where it runs
  int solves = 0;
};

struct OutageOptions {
  bool pipes = true, stations = true, valves = true, sources = true;
  bool connections = false;        ///< short pipes and resistors too
  std::vector<std::string> names;  ///< only these elements; empty: all
  int threads = 0;                 ///< 0: as many as the machine has; the results are the same
  const std::atomic<bool>* is_cancelled = nullptr;
};

/// Every element out, ranked by what is lost: those without a verdict first, then by unserved
/// demand, then by the lowest pressure, then by name.
struct OutageStudy {
  OutageResult intact;  ///< nothing out
  MassFlow demand{};
  std::vector<OutageResult> ranked;
  double mass_residual_kg_s = 0.0;     ///< worst of the states reported
  double law_residual_relative = 0.0;  ///< the same
};

/// The elements that fail one at a time, in the order of the network: links, then sources.
std::vector<Outage> list_outages(const Problem& problem, const OutageOptions& options = {});

/// N-1. Each outage is solved anew: controls keep their set points and find their state by
/// complementarity (links.hpp). Held pressures take up whatever changes in their part. A part that
/// loses them is held by its largest other source, at the pressure that it had, and gets no more
/// gas than its sources bring; a part without a source is cut off. Where sources bring more than is
/// left to deliver, they are cut by one factor.
///
/// Unserved demand is an upper bound: the better of two ways to shed (see Shedding). bad_input: the
/// problem is wrong, or a name is no element. not_converged: the intact network has no state.
[[nodiscard]] Result<OutageStudy> study_outages(const Problem& problem,
                                                const OutageOptions& options = {});

}  // namespace landbridge::gas
