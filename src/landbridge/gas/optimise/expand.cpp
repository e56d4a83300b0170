#include "landbridge/gas/optimise/expand.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

tl::unexpected<Error> bad_candidate(const ExpandCandidate& c, std::string what, std::string hint) {
  return fail(Fault::bad_input, fmt::format("gas.candidate[{}]", c.id), std::move(what),
              std::move(hint));
}

void insert_station(Problem& problem, const std::string& id, const NewStation& added) {
  Network& network = problem.network;
  const NodeId before = network.from[added.pipe];
  const NodeId behind = network.add_node(id + ":out");
  if (!problem.height.empty()) problem.height.push_back(problem.height[before]);
  if (!problem.supply.empty()) problem.supply.push_back(MassFlow{});
  if (!problem.limits.empty()) problem.limits.push_back({});
  network.from[added.pipe] = behind;
  problem.add(id, before, behind, added.station);
}

Result<void> check_candidates(const Problem& problem,
                              const std::vector<ExpandCandidate>& candidates) {
  const Network& network = problem.network;
  std::vector<std::string> names = network.link_name.values();
  for (const ExpandCandidate& c : candidates) {
    if (std::ranges::find(names, c.id) != names.end())
      return bad_candidate(c, "there is another link of that name", "give it a name of its own");
    names.push_back(c.id);
    if (!(c.cost_usd >= 0.0) || !std::isfinite(c.cost_usd))
      return bad_candidate(c, fmt::format("its cost is {}", c.cost_usd),
                           "write a cost of 0 or more");
    if (const auto* pipe = std::get_if<NewPipe>(&c.what)) {
      if (pipe->from.is_none() || pipe->to.is_none() || pipe->from == pipe->to)
        return bad_candidate(c, "it does not connect two different nodes", "name two nodes");
      continue;
    }
    const LinkId link = std::get<NewStation>(c.what).pipe;
    const auto& pipes = problem.links.of<Pipe>();
    if (std::ranges::none_of(pipes, [link](const auto& row) { return row.id == link; }))
      return bad_candidate(c, "it does not stand at a pipe", "name a pipe of the network");
  }
  return {};
}

Problem with_candidates(Problem problem, const std::vector<ExpandCandidate>& candidates) {
  for (const ExpandCandidate& c : candidates) {
    if (const auto* pipe = std::get_if<NewPipe>(&c.what))
      problem.add(c.id, pipe->from, pipe->to, pipe->pipe);
    else
      insert_station(problem, c.id, std::get<NewStation>(c.what));
  }
  return problem;
}

/// The model of one nomination whose candidates hang on the first decisions, in their order.
Result<OptModel> model_of(const ExpandNomination& nomination,
                          const std::vector<ExpandCandidate>& candidates,
                          const FromProblemOptions& options) {
  const OptObjective any{OptObjective::Kind::fuel, {}};
  auto model = optimal_model(with_candidates(nomination.problem, candidates), any, options);
  if (!model) return fail(std::move(model.error()));
  const std::vector<OptDecision> own = std::exchange(model->decisions, {});
  for (const ExpandCandidate& c : candidates)
    model->decisions.push_back({"build " + c.id, c.cost_usd});
  for (OptArc& arc : model->arcs) {
    arc.head_cost = 0.0;
    const auto c = std::ranges::find(candidates, arc.name, &ExpandCandidate::id);
    if (c != candidates.end()) {
      arc.decision = static_cast<std::int32_t>(c - candidates.begin());
    } else if (arc.decision >= 0) {
      model->decisions.push_back(own[at(arc.decision)]);
      arc.decision = static_cast<std::int32_t>(model->decisions.size()) - 1;
    }
  }
  model->reported_factor = 1.0;
  model->reported_unit = "cost";
  return model;
}

void append(ExpandModel& whole, ExpandModel::Part part, std::size_t shared) {
  OptModel& to = whole.model;
  part.first_node = to.nodes.size();
  part.first_arc = to.arcs.size();
  part.first_supply = to.supplies.size();
  const auto node_of = [&](std::int32_t n) {
    return n + static_cast<std::int32_t>(part.first_node);
  };
  const auto name_of_part = [&](const std::string& name) { return part.id + "/" + name; };
  for (std::size_t d = 0; d < part.model.decisions.size(); ++d) {
    if (d < shared) {
      part.decision.push_back(static_cast<std::int32_t>(d));
      continue;
    }
    part.decision.push_back(static_cast<std::int32_t>(to.decisions.size()));
    to.decisions.push_back({name_of_part(part.model.decisions[d].name), 0.0});
  }
  for (OptNode node : part.model.nodes) {
    node.name = name_of_part(node.name);
    to.nodes.push_back(std::move(node));
  }
  for (OptArc arc : part.model.arcs) {
    arc.name = name_of_part(arc.name);
    arc.from = node_of(arc.from);
    arc.to = node_of(arc.to);
    if (arc.decision >= 0) arc.decision = part.decision[at(arc.decision)];
    to.arcs.push_back(std::move(arc));
  }
  for (OptSupply supply : part.model.supplies) {
    supply.name = name_of_part(supply.name);
    supply.node = node_of(supply.node);
    to.supplies.push_back(std::move(supply));
  }
  for (const std::string& a : part.model.assumptions)
    if (std::ranges::find(to.assumptions, a) == to.assumptions.end()) to.assumptions.push_back(a);
  whole.parts.push_back(std::move(part));
}

template <class T>
std::vector<T> slice(const std::vector<T>& from, std::size_t first, std::size_t count) {
  if (from.empty()) return {};
  const auto begin = from.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

Result<ExpandModel> expansion_model(const std::vector<ExpandNomination>& nominations,
                                    const std::vector<ExpandCandidate>& candidates,
                                    const FromProblemOptions& options) {
  if (nominations.empty())
    return fail(Fault::bad_input, "gas.expand", "there is no nomination to serve",
                "give at least one");
  ExpandModel whole;
  whole.model.reported_unit = "cost";
  for (const ExpandCandidate& c : candidates)
    whole.model.decisions.push_back({"build " + c.id, c.cost_usd});
  for (const ExpandNomination& nomination : nominations) {
    if (auto good = check_candidates(nomination.problem, candidates); !good)
      return fail(std::move(good.error()));
    auto model = model_of(nomination, candidates, options);
    if (!model) return fail(std::move(model.error()));
    ExpandModel::Part part;
    part.id = nomination.id;
    part.model = std::move(*model);
    append(whole, std::move(part), candidates.size());
  }
  return whole;
}

OptResult part_of(const ExpandModel& model, const OptResult& result, std::size_t index) {
  const ExpandModel::Part& part = model.parts[index];
  OptResult r;
  r.status = result.status;
  r.objective = result.objective;
  r.bound = result.bound;
  r.gap = result.gap;
  r.pressure_pa = slice(result.pressure_pa, part.first_node, part.model.nodes.size());
  r.node_price = slice(result.node_price, part.first_node, part.model.nodes.size());
  r.flow_kg_s = slice(result.flow_kg_s, part.first_arc, part.model.arcs.size());
  r.head_power_w = slice(result.head_power_w, part.first_arc, part.model.arcs.size());
  r.supply_kg_s = slice(result.supply_kg_s, part.first_supply, part.model.supplies.size());
  if (!result.decision.empty())
    for (const std::int32_t d : part.decision) r.decision.push_back(result.decision[at(d)]);
  return r;
}

}  // namespace landbridge::gas
