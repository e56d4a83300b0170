#include <algorithm>
#include <cmath>
#include <deque>

#include "landbridge/gas/verdict_bounds.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Largest flow from one node to another by shortest augmenting paths.
class FlowGraph {
 public:
  explicit FlowGraph(std::size_t nodes) : out_(nodes) {}

  void add(std::int32_t from, std::int32_t to, double capacity) {
    out_[at(from)].push_back(static_cast<std::int32_t>(arcs_.size()));
    arcs_.push_back({to, capacity});
    out_[at(to)].push_back(static_cast<std::int32_t>(arcs_.size()));
    arcs_.push_back({from, 0.0});
  }

  /// Nothing if the paths that may be tried do not suffice to find the largest flow.
  std::optional<double> largest(std::int32_t source, std::int32_t target, double negligible) {
    double total = 0.0;
    const std::size_t path_limit = 20 * arcs_.size();
    for (std::size_t i = 0; i < path_limit; ++i) {
      const double more = augment(source, target, negligible);
      if (more <= 0.0) return total;
      total += more;
    }
    return {};
  }

  /// Nodes that more flow could still reach from the source.
  std::vector<std::uint8_t> reached(std::int32_t source, double negligible) {
    search(source, negligible);
    std::vector<std::uint8_t> is_reached(out_.size(), 0);
    for (std::size_t n = 0; n < out_.size(); ++n)
      is_reached[n] = via_[n] != -1 || static_cast<std::int32_t>(n) == source;
    return is_reached;
  }

 private:
  struct Arc {
    std::int32_t to;
    double left;
  };

  void search(std::int32_t source, double negligible) {
    via_.assign(out_.size(), -1);
    std::deque<std::int32_t> front{source};
    while (!front.empty()) {
      const std::int32_t node = front.front();
      front.pop_front();
      for (const std::int32_t a : out_[at(node)]) {
        const Arc& arc = arcs_[at(a)];
        if (arc.left <= negligible || via_[at(arc.to)] != -1 || arc.to == source) continue;
        via_[at(arc.to)] = a;
        front.push_back(arc.to);
      }
    }
  }

  double augment(std::int32_t source, std::int32_t target, double negligible) {
    search(source, negligible);
    if (via_[at(target)] == -1) return 0.0;
    double width = no_limit;
    for (std::int32_t n = target; n != source; n = arcs_[at(via_[at(n)] ^ 1)].to)
      width = std::min(width, arcs_[at(via_[at(n)])].left);
    for (std::int32_t n = target; n != source;) {
      const std::int32_t a = via_[at(n)];
      n = arcs_[at(a ^ 1)].to;
      arcs_[at(a)].left -= width;
      arcs_[at(a ^ 1)].left += width;
    }
    return width;
  }

  std::vector<std::vector<std::int32_t>> out_;
  std::vector<Arc> arcs_;
  std::vector<std::int32_t> via_;
};

}  // namespace

std::optional<Conflict> find_cut(const VerdictModel& model, const Bounds& bounds) {
  const std::size_t n = model.nodes();
  const auto source = static_cast<std::int32_t>(n);
  const auto target = source + 1;
  FlowGraph graph(n + 2);
  // Every link carries at least its lowest flow; what this leaves at the nodes must find a way.
  double most_kg_s = 1.0;
  for (const ValueRange& s : model.supply)
    if (std::isfinite(s.low) && std::isfinite(s.high))
      most_kg_s += std::max(std::abs(s.low), std::abs(s.high));
  const double endless = 1e3 * most_kg_s;
  std::vector<double> surplus(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    const double low = std::max(model.supply[i].low, -endless);
    const double high = std::min(model.supply[i].high, endless);
    surplus[i] += low;
    if (high > low) return {};  // a range of supplies: the node balances have seen it
  }
  double wanted = 0.0;
  for (std::size_t l = 0; l < model.links.size(); ++l) {
    const VerdictLink& link = model.links[l];
    const double low = std::max(bounds.flow[l].low, -endless);
    const double high = std::min(bounds.flow[l].high, endless);
    surplus[at(link.from)] -= low;
    surplus[at(link.to)] += low;
    if (high > low) graph.add(link.from, link.to, high - low);
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (surplus[i] > 0.0) {
      graph.add(source, static_cast<std::int32_t>(i), surplus[i]);
      wanted += surplus[i];
    } else if (surplus[i] < 0.0) {
      graph.add(static_cast<std::int32_t>(i), target, -surplus[i]);
    }
  }
  const double negligible = 1e-12 * wanted;
  const auto got = graph.largest(source, target, negligible);
  if (!got) return {};
  const double room = std::max(100.0 * flow_tolerance_kg_s(model), 1e-6) +
                      2.0 * negligible * static_cast<double>(model.links.size() + n);
  if (*got >= wanted - room) return {};
  const auto is_reached = graph.reached(source, negligible);
  Conflict c;
  c.kind = Conflict::Kind::cut;
  double supply = 0.0;
  for (std::size_t i = 0; i < n; ++i)
    if (is_reached[i])
      c.nodes.push_back(static_cast<std::int32_t>(i)), supply += model.supply[i].low;
  double capacity = 0.0;
  for (std::size_t l = 0; l < model.links.size(); ++l) {
    const bool is_from_in = is_reached[at(model.links[l].from)] != 0;
    const bool is_to_in = is_reached[at(model.links[l].to)] != 0;
    if (is_from_in == is_to_in) continue;
    c.links.push_back(static_cast<std::int32_t>(l));
    capacity += is_from_in ? bounds.flow[l].high : -bounds.flow[l].low;
  }
  c.low = supply;     // must leave these nodes
  c.high = capacity;  // can leave them
  return c;
}

}  // namespace landbridge::gas
