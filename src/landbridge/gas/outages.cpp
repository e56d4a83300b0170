#include "landbridge/gas/outages.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/gas/outage_case.hpp"
#include "landbridge/math/parallel.hpp"

namespace landbridge::gas {
namespace {

std::optional<Outage> outage_of(const Pipe&) { return Outage{OutageOf::pipe, {}, {}, {}}; }
std::optional<Outage> outage_of(const Valve& valve) {
  if (!valve.is_open) return std::nullopt;
  return Outage{OutageOf::valve, {}, {}, {}};
}
std::optional<Outage> outage_of(const Regulator& regulator) {
  if (regulator.mode == RegulatorMode::closed) return std::nullopt;
  return Outage{OutageOf::valve, {}, {}, {}};
}
std::optional<Outage> outage_of(const Compressor& compressor) {
  if (compressor.control == CompressorControl::closed) return std::nullopt;
  const bool runs = compressor.control != CompressorControl::bypass;
  return Outage{OutageOf::station, runs ? OutageAs::by_pass : OutageAs::closed, {}, {}};
}
std::optional<Outage> outage_of(const Feed&) { return std::nullopt; }  // its node is the source
template <class Other>
std::optional<Outage> outage_of(const Other&) {
  return Outage{OutageOf::connection, {}, {}, {}};
}

bool is_wanted(OutageOf of, const OutageOptions& options) {
  switch (of) {
    case OutageOf::pipe: return options.pipes;
    case OutageOf::station: return options.stations;
    case OutageOf::valve: return options.valves;
    case OutageOf::source: return options.sources;
    case OutageOf::connection: return options.connections;
  }
  return false;
}

const std::string& name_in(const Problem& problem, const Outage& outage) {
  return outage.link.is_none() ? problem.network.node_name[outage.node]
                               : problem.network.link_name[outage.link];
}

Result<void> check_names(const Problem& problem, const OutageOptions& options,
                         const std::vector<Outage>& found) {
  for (const std::string& name : options.names) {
    if (std::ranges::any_of(found, [&](const Outage& o) { return name_in(problem, o) == name; }))
      continue;
    std::vector<std::string_view> known;
    for (const Outage& outage : list_outages(problem)) known.push_back(name_in(problem, outage));
    const auto near = closest(name, known);
    return fail(Fault::bad_input, fmt::format("outage {}", name),
                fmt::format("'{}' is no element that can fail here", name),
                near.empty() ? std::string("name a pipe, a station, an open valve or a source")
                             : fmt::format("did you mean '{}'?", near));
  }
  return {};
}

/// The intact network: what is compared with.
Result<IntactState> intact_state(const Problem& problem) {
  IntactState intact;
  auto solution = solve(problem);
  if (!solution) return fail(std::move(solution.error()));
  intact.pressure = solution->pressure;
  intact.demand_kg_s = demand_of(problem);
  double held_kg_s = 0.0;
  for (const FixedPressure& held : problem.fixed_pressure)
    held_kg_s += solution->supply[held.node].si();
  intact.holds_take_in = held_kg_s >= -1e-9 * (1.0 + intact.demand_kg_s);
  return intact;
}

void rank(const Problem& problem, std::vector<OutageResult>& results) {
  const auto pressure = [](const OutageResult& r) {
    return std::isfinite(r.lowest_pressure.si()) ? r.lowest_pressure.si() : -1.0;
  };
  std::ranges::stable_sort(results, [&](const OutageResult& a, const OutageResult& b) {
    const auto key = [&](const OutageResult& r) {
      return std::pair{-r.unserved.si(), pressure(r)};
    };
    if (key(a) != key(b)) return key(a) < key(b);
    return name_in(problem, a.outage) < name_in(problem, b.outage);
  });
}

}  // namespace

std::string_view name_of(OutageOf of) {
  constexpr std::array<std::string_view, 5> names{"pipe", "station", "valve", "source",
                                                  "connection"};
  return names[static_cast<std::size_t>(of)];
}
std::string_view name_of(OutageAs as) {
  constexpr std::array<std::string_view, 3> names{"closed", "by_pass", "lost"};
  return names[static_cast<std::size_t>(as)];
}
std::string_view name_of(OutageStatus status) {
  constexpr std::array<std::string_view, 4> names{"runs", "reduced", "fails", "undecided"};
  return names[static_cast<std::size_t>(status)];
}
std::string_view name_of(Shedding shedding) {
  constexpr std::array<std::string_view, 4> names{"none", "cut_off", "uniform", "local"};
  return names[static_cast<std::size_t>(shedding)];
}

std::vector<Outage> list_outages(const Problem& problem, const OutageOptions& options) {
  Column<LinkId, std::optional<Outage>> of_link(problem.network.links());
  problem.links.for_each_table([&](const auto& table) {
    for (const auto& row : table) {
      of_link[row.id] = outage_of(row.link);
      if (of_link[row.id]) of_link[row.id]->link = row.id;
    }
  });
  std::vector<Outage> found;
  for (const auto& outage : of_link)
    if (outage) found.push_back(*outage);
  for (std::size_t i = 0; i < problem.network.nodes(); ++i) {
    const NodeId node(i);
    const bool is_held = std::ranges::find(problem.fixed_pressure, node, &FixedPressure::node) !=
                         problem.fixed_pressure.end();
    if (is_held || problem.supply[node].si() > 0.0)
      found.push_back({OutageOf::source, OutageAs::lost, {}, node});
  }
  std::erase_if(found, [&](const Outage& outage) {
    const bool is_named =
        options.names.empty() ||
        std::ranges::find(options.names, name_in(problem, outage)) != options.names.end();
    return !is_named || !is_wanted(outage.of, options);
  });
  return found;
}

Result<OutageStudy> study_outages(const Problem& problem, const OutageOptions& options) {
  auto intact = intact_state(problem);
  if (!intact) return fail(std::move(intact.error()));
  const std::vector<Outage> outages = list_outages(problem, options);
  if (auto good = check_names(problem, options, outages); !good)
    return fail(std::move(good.error()));
  std::vector<OutageCase> cases(outages.size() + 1);  // the last one: nothing out
  const auto outcome = try_parallel_for(
      cases.size(), {options.threads, options.is_cancelled}, [&](std::size_t i) -> Result<void> {
        auto solved = solve_outage(problem, i < outages.size() ? outages[i] : Outage{}, *intact);
        if (!solved) return fail(std::move(solved.error()));
        cases[i] = std::move(*solved);
        if (options.on_done) options.on_done(1);
        return {};
      });
  if (outcome.failed_index) return fail(outcome.error);
  if (outcome.was_cancelled)
    return fail(Fault::not_converged, "gas.n-1", "it was stopped before the end");
  OutageStudy study;
  study.demand = MassFlow::from_si(intact->demand_kg_s);
  for (const OutageCase& found : cases) {
    study.mass_residual_kg_s =
        std::max(study.mass_residual_kg_s, found.certificate.mass_residual_kg_s);
    study.law_residual_relative =
        std::max(study.law_residual_relative, found.certificate.law_residual_relative);
  }
  study.intact = std::move(cases.back().result);
  cases.pop_back();
  for (OutageCase& found : cases) study.ranked.push_back(std::move(found.result));
  rank(problem, study.ranked);
  return study;
}

}  // namespace landbridge::gas
