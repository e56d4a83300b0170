#include "landbridge/gas/outage_case.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "landbridge/gas/batch_cases.hpp"
#include "landbridge/gas/prepared_state.hpp"
#include "landbridge/graph/components.hpp"

namespace landbridge::gas {
namespace {

constexpr int scale_steps = 16;  // of the factor, from 1 down; then it is halved
constexpr int halvings_max = 30;
constexpr std::size_t shed_max = 40;  // deliveries that local shedding may cut
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

bool is_closed(const Valve& valve) { return !valve.is_open; }
bool is_closed(const Regulator& r) { return r.mode == RegulatorMode::closed; }
bool is_closed(const Compressor& c) { return c.control == CompressorControl::closed; }
template <class Other>
bool is_closed(const Other&) {
  return false;
}

Components parts_of(const Problem& problem) {
  LinkMask is_open(problem.network.links(), true);
  problem.links.for_each_table([&](const auto& table) {
    for (const auto& row : table)
      if (is_closed(row.link)) is_open[row.id] = false;
  });
  return components(problem.network, is_open);
}

bool is_held(const Problem& problem, NodeId node) {
  return std::ranges::find(problem.fixed_pressure, node, &FixedPressure::node) !=
         problem.fixed_pressure.end();
}

/// One outage on its way to a result.
class Case {
 public:
  Case(const Problem& problem, const Outage& outage, const IntactState& intact)
      : problem_(with_outage(problem, outage)), intact_(intact) {
    out_.result.outage = outage;
    // Less than nominated may always be asked for: shedding lowers the flows.
    for (FlowLimits& limit : problem_.supply_limit)
      limit = {std::min(0.0, limit.lowest_kg_s), std::max(0.0, limit.highest_kg_s)};
    for (auto& row : problem_.links.of<Feed>())
      row.link.lowest_flow = std::min(MassFlow{}, row.link.lowest_flow);
  }

  Result<OutageCase> solve();

 private:
  void balance_parts();
  void balance_part(const std::vector<NodeId>& nodes);
  void lose(NodeId node, double kg_s, MassFlow& account);
  Column<NodeId, MassFlow> curtailed(Column<NodeId, MassFlow> supply) const;
  std::string loss_sentence() const;
  Result<void> prepare_again();
  bool open(LinkId link);
  Result<bool> runs_with_open_controls();
  Result<void> serve();
  bool runs(const Column<NodeId, MassFlow>& supply);
  Column<NodeId, MassFlow> scaled(double factor) const;
  double largest_scale();
  bool shed_locally(double worth_kg_s);
  NodeId next_to_shed(const Column<NodeId, MassFlow>& supply) const;
  void keep_state(const Solution& solution);

  Problem problem_;
  const IntactState& intact_;
  std::vector<std::vector<NodeId>> parts_;
  OutageCase out_;
  double shed_kg_s_ = 0.0;
  std::optional<Prepared> prepared_;
  std::optional<CaseReader> reader_;
  std::optional<Solution> last_;
};

void Case::lose(NodeId node, double kg_s, MassFlow& account) {
  account = MassFlow::from_si(account.si() + kg_s);
  problem_.supply[node] = MassFlow::from_si(problem_.supply[node].si() + kg_s);
}

/// Makes supplies and demands of each part fit what can still reach it.
void Case::balance_parts() {
  for (const std::vector<NodeId>& nodes : parts_of(problem_).members()) {
    balance_part(nodes);
    parts_.push_back(nodes);
  }
}

void Case::balance_part(const std::vector<NodeId>& nodes) {
  double supply_kg_s = 0.0, demand_kg_s = 0.0;
  bool has_held = false;
  NodeId largest;
  for (const NodeId node : nodes) {
    if (is_held(problem_, node)) {
      has_held = true;
      continue;
    }
    const double s = problem_.supply[node].si();
    (s > 0.0 ? supply_kg_s : demand_kg_s) += std::abs(s);
    const double most = largest.is_none() ? 0.0 : problem_.supply[largest].si();
    if (s > most) largest = node;
  }
  if (!has_held && largest.is_none()) {
    for (const NodeId node : nodes) {
      lose(node, std::max(0.0, -problem_.supply[node].si()), out_.result.cut_off);
      out_.result.cut_off_nodes.push_back(node);
    }
    return;
  }
  if (has_held) return;
  const double served = demand_kg_s > supply_kg_s ? supply_kg_s / demand_kg_s : 1.0;
  for (const NodeId node : nodes) {
    const double s = problem_.supply[node].si();
    if (s < 0.0) lose(node, (served - 1.0) * s, out_.result.short_of_gas);
  }
  const double p_pa = intact_.pressure.empty() ? not_a_number : intact_.pressure[largest].si();
  const bool is_known = std::isfinite(p_pa) && p_pa > 0.0;
  const Pressure any = problem_.fixed_pressure.empty() ? 50.0 * units::bar
                                                       : problem_.fixed_pressure.front().pressure;
  problem_.fixed_pressure.push_back({largest, is_known ? Pressure::from_si(p_pa) : any});
  out_.result.stand_ins.push_back(largest);
}

/// Sources of a part that bring more than it still takes are cut by one factor, so that its held
/// node does not have to take gas out.
Column<NodeId, MassFlow> Case::curtailed(Column<NodeId, MassFlow> supply) const {
  if (!intact_.holds_take_in) return supply;
  for (const std::vector<NodeId>& nodes : parts_) {
    double supply_kg_s = 0.0, demand_kg_s = 0.0;
    for (const NodeId node : nodes) {
      const double s = is_held(problem_, node) ? 0.0 : supply[node].si();
      (s > 0.0 ? supply_kg_s : demand_kg_s) += std::abs(s);
    }
    if (supply_kg_s <= demand_kg_s) continue;
    for (const NodeId node : nodes)
      if (supply[node].si() > 0.0) supply[node] = (demand_kg_s / supply_kg_s) * supply[node];
  }
  return supply;
}

std::string Case::loss_sentence() const {
  const OutageResult& r = out_.result;
  std::string text;
  if (r.cut_off.si() > 0.0)
    text = fmt::format("{} cut off, with {:.6g} kg/s",
                       r.cut_off_nodes.size() == 1
                           ? std::string("1 node is")
                           : fmt::format("{} nodes are", r.cut_off_nodes.size()),
                       r.cut_off.si());
  if (r.short_of_gas.si() > 0.0)
    text += fmt::format(
        "{}the sources that are left, with {} as the one that holds the pressure, "
        "bring {:.6g} kg/s too little",
        text.empty() ? "" : "; ", problem_.network.node_name[r.stand_ins.front()],
        r.short_of_gas.si());
  return text;
}

Column<NodeId, MassFlow> Case::scaled(double factor) const {
  Column<NodeId, MassFlow> supply = problem_.supply;
  for (MassFlow& s : supply) s = factor * s;
  return supply;
}

bool Case::runs(const Column<NodeId, MassFlow>& supply) {
  ++out_.result.solves;
  auto solution = gas::solve(*prepared_, curtailed(supply));
  if (!solution) {
    last_.reset();
    return false;
  }
  last_ = std::move(*solution);
  return last_->infeasible.empty();
}

/// The largest factor in [0, 1] at which everything holds: limits from above may break at small
/// flows, so that the first of equal steps down that runs is refined, not the whole range.
double Case::largest_scale() {
  double high = 1.0;
  double low = -1.0;
  for (int step = scale_steps - 1; step >= 0; --step) {
    const double factor = static_cast<double>(step) / scale_steps;
    if (runs(scaled(factor))) {
      low = factor;
      break;
    }
    high = factor;
  }
  if (low < 0.0) return 0.0;
  for (int i = 0; i < halvings_max; ++i) {
    const double middle = 0.5 * (low + high);
    (runs(scaled(middle)) ? low : high) = middle;
  }
  return low;
}

/// The delivery with the lowest pressure; one that has none comes first.
NodeId Case::next_to_shed(const Column<NodeId, MassFlow>& supply) const {
  NodeId best;
  double lowest_pa = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < supply.size(); ++i) {
    const NodeId node(i);
    if (supply[node].si() >= 0.0 || is_held(problem_, node)) continue;
    const double p_pa = last_->pressure[node].si();
    const double key = std::isfinite(p_pa) ? p_pa : -1.0;
    if (key >= lowest_pa) continue;
    lowest_pa = key;
    best = node;
  }
  return best;
}

/// Cuts single deliveries until the rest runs, if that costs less than `worth_kg_s`; the last one
/// only as far as it must.
bool Case::shed_locally(double worth_kg_s) {
  Column<NodeId, MassFlow> supply = problem_.supply;
  std::vector<NodeId> cut;
  double cut_kg_s = 0.0;
  if (runs(supply) || !last_) return false;
  while (cut.size() < shed_max) {
    const NodeId node = next_to_shed(supply);
    if (node.is_none()) return false;
    const double full_kg_s = -supply[node].si();
    cut.push_back(node);
    supply[node] = {};
    if (!runs(supply)) {
      cut_kg_s += full_kg_s;
      if (!last_ || cut_kg_s >= worth_kg_s) return false;
      continue;
    }
    double low = 0.0, high = 1.0;
    for (int i = 0; i < halvings_max; ++i) {
      const double middle = 0.5 * (low + high);
      supply[node] = MassFlow::from_si(-middle * full_kg_s);
      (runs(supply) ? low : high) = middle;
    }
    cut_kg_s += (1.0 - low) * full_kg_s;
    if (cut_kg_s >= worth_kg_s) return false;
    supply[node] = MassFlow::from_si(-low * full_kg_s);
    if (!runs(supply)) return false;
    shed_kg_s_ = cut_kg_s;
    out_.result.shed_nodes = std::move(cut);
    out_.result.shedding = Shedding::local;
    return true;
  }
  return false;
}

void Case::keep_state(const Solution& solution) {
  const BatchCase found = reader_->read(solution);
  out_.result.lowest_pressure = found.lowest_pressure;
  out_.result.lowest_node = found.lowest_node;
  out_.certificate = solution.certificate;
}

Result<void> Case::prepare_again() {
  auto prepared = prepare(problem_);
  if (!prepared) return fail(std::move(prepared.error()));
  reader_.reset();
  prepared_.emplace(std::move(*prepared));
  reader_.emplace(*prepared_->state().model);
  return {};
}

/// By-passes a station or a regulator; false where there is nothing to open.
bool Case::open(LinkId link) {
  for (auto& row : problem_.links.of<Compressor>()) {
    const CompressorControl control = row.link.control;
    if (row.id != link || control == CompressorControl::bypass) continue;
    if (control == CompressorControl::closed) continue;
    row.link.control = CompressorControl::bypass;
    return true;
  }
  for (auto& row : problem_.links.of<Regulator>()) {
    if (row.id != link || row.link.mode != RegulatorMode::active) continue;
    row.link.mode = RegulatorMode::open;
    return true;
  }
  return false;
}

/// The full nomination; elements that gas would have to pass backwards are opened one by one, and
/// where no state is found at all, every station.
Result<bool> Case::runs_with_open_controls() {
  std::vector<LinkId>& opened = out_.result.opened;
  while (!runs(problem_.supply)) {
    std::vector<LinkId> blockers;
    if (last_) {
      for (const Infeasibility& entry : last_->infeasible)
        if (entry.what == InfeasibleWhat::backflow) blockers.push_back(entry.link);
    } else {
      for (const auto& row : problem_.links.of<Compressor>()) blockers.push_back(row.id);
    }
    const std::size_t before = opened.size();
    for (const LinkId link : blockers)
      if (open(link)) opened.push_back(link);
    if (opened.size() == before) return false;
    if (auto done = prepare_again(); !done) return fail(std::move(done.error()));
  }
  return true;
}

/// Beyond what is cut off: nothing, one factor, or single deliveries, whichever loses least.
Result<void> Case::serve() {
  OutageResult& result = out_.result;
  result.lowest_pressure = Pressure::from_si(not_a_number);
  std::string text = loss_sentence();
  const auto runs_whole = runs_with_open_controls();
  if (!runs_whole) return fail(runs_whole.error());
  if (*runs_whole) {
    keep_state(*last_);
    if (!text.empty()) result.status = OutageStatus::reduced;
    if (!text.empty()) result.shedding = Shedding::cut_off;
    result.sentence = std::move(text);
    return {};
  }
  result.status = last_ ? OutageStatus::reduced : OutageStatus::undecided;
  if (last_) {
    const BatchCase full = reader_->read(*last_);
    result.cause = full.cause;
    result.sentence = sentence_of(problem_, full);
  } else {
    result.sentence = "no steady state of the full nomination was found";
  }
  if (!text.empty()) result.sentence = fmt::format("{}; {}", text, result.sentence);
  const double left_kg_s = demand_of(problem_);
  result.uniform_scale = largest_scale();
  shed_kg_s_ = (1.0 - result.uniform_scale) * left_kg_s;
  result.shedding = Shedding::uniform;
  const bool scale_runs = runs(scaled(result.uniform_scale));
  if (scale_runs) keep_state(*last_);
  if (shed_locally(scale_runs ? shed_kg_s_ : 2.0 * left_kg_s)) {
    keep_state(*last_);
  } else if (!scale_runs) {
    if (result.status == OutageStatus::reduced) result.status = OutageStatus::fails;
    shed_kg_s_ = left_kg_s;
  }
  return {};
}

Result<OutageCase> Case::solve() {
  balance_parts();
  if (auto done = prepare_again(); !done) return fail(std::move(done.error()));
  if (auto done = serve(); !done) return fail(std::move(done.error()));
  OutageResult& result = out_.result;
  result.unserved = MassFlow::from_si(result.cut_off.si() + result.short_of_gas.si() + shed_kg_s_);
  if (intact_.demand_kg_s > 0.0) result.unserved_share = result.unserved.si() / intact_.demand_kg_s;
  return std::move(out_);
}

}  // namespace

Problem with_outage(const Problem& problem, const Outage& outage) {
  Problem out = problem;
  if (!outage.node.is_none()) {
    out.supply[outage.node] = {};
    std::erase_if(out.fixed_pressure,
                  [&](const FixedPressure& held) { return held.node == outage.node; });
  }
  if (outage.link.is_none()) return out;
  if (outage.as == OutageAs::by_pass) {
    for (auto& row : out.links.of<Compressor>())
      if (row.id == outage.link) row.link.control = CompressorControl::bypass;
    return out;
  }
  out.links.for_each_table([&](auto& table) {
    std::erase_if(table, [&](const auto& row) { return row.id == outage.link; });
  });
  out.links.add(outage.link, Valve{.is_open = false});
  return out;
}

double demand_of(const Problem& problem) {
  double demand_kg_s = 0.0;
  for (std::size_t i = 0; i < problem.network.nodes(); ++i)
    if (!is_held(problem, NodeId(i))) demand_kg_s += std::max(0.0, -problem.supply[NodeId(i)].si());
  return demand_kg_s;
}

Result<OutageCase> solve_outage(const Problem& problem, const Outage& outage,
                                const IntactState& intact) {
  return Case(problem, outage, intact).solve();
}

}  // namespace landbridge::gas
