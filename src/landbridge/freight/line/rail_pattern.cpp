#include "landbridge/freight/line/rail_pattern.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/freight/line/rail_event_graph.hpp"
#include "landbridge/freight/line/rail_timetable.hpp"

namespace landbridge::freight {
namespace {

constexpr double tiny_s = 1e-5;        ///< overlaps shorter than this are none
constexpr double longest_s = 1e8;      ///< of a cycle
constexpr std::size_t most_tried = 8;  ///< conflicts that are tried before one is chosen

/// Two or more ways to go on, of which every timetable takes one.
struct Branching {
  std::vector<RailNode> children;
  bool is_of_stops = false;
};

class PatternSearch {
 public:
  PatternSearch(const RailLine& line, const RailPattern& pattern, const RailPatternOptions& options)
      : options_(options), graph_(line, pattern, options.max_wait_s) {}

  Result<RailTimetable> run() {
    const RailNode root = graph_.root();
    for (int s = 0; s + 1 < graph_.stations(); ++s)
      best_.section_s.push_back(graph_.section_bound_s(root, s));
    const auto narrowest = std::ranges::max_element(best_.section_s);
    narrowest_ = static_cast<int>(narrowest - best_.section_s.begin());
    const double start_s = *narrowest;
    const RailCycle cycle = graph_.solve(root, start_s, longest_s);
    if (cycle.status != RailCycleStatus::solved)
      return fail(Fault::infeasible, "pattern", "no timetable of these trains exists",
                  "trains must fit into stations where they cross; allow longer waits");
    bound_s_ = cycle.cycle_s;
    find_some(root);
    search(root, bound_s_, options_.effort);
    best_.nodes = nodes_;
    if (!has_timetable_ && is_cut_short_)
      return fail(Fault::not_converged, "pattern",
                  fmt::format("no timetable within {} nodes", options_.effort),
                  "fewer trains in a cycle, or a larger effort");
    if (!has_timetable_)
      return fail(Fault::infeasible, "pattern",
                  "no timetable of these trains exists: they cannot pass each other",
                  "more or longer station tracks, or longer waits");
    best_.lower_bound_s = is_cut_short_ ? std::min(open_bound_s_, best_.cycle_s) : best_.cycle_s;
    best_.is_proven = !is_cut_short_ || best_.cycle_s <= best_.lower_bound_s * (1.0 + 1e-9);
    finish_timetable(graph_, best_node_, best_);
    return std::move(best_);
  }

 private:
  /// Looks for any timetable first, in short searches with longer cycles, where it is easy.
  void find_some(const RailNode& root) {
    for (const double factor : {2.0, 1.5, 1.2, 1.1, 1.05, 1.02})
      if (!has_timetable_ || factor * bound_s_ < best_.cycle_s)
        search(root, factor * bound_s_, nodes_ + options_.effort / 50);
    is_cut_short_ = false;
    open_bound_s_ = longest_s;
  }

  void search(const RailNode& root, double start_s, int effort) {
    effort_ = effort;
    ++nodes_;
    const RailCycle cycle = graph_.solve(root, start_s, longest_s);
    if (cycle.status == RailCycleStatus::solved) explore(root, cycle);
  }

  bool is_good_enough(double bound_s) const {
    return has_timetable_ && bound_s >= best_.cycle_s - tiny_s;
  }

  void explore(const RailNode& node, const RailCycle& cycle) {
    if (is_good_enough(cycle.cycle_s)) return;
    if (nodes_ >= effort_) {
      is_cut_short_ = true;
      open_bound_s_ = std::min(open_bound_s_, cycle.cycle_s);
      return;
    }
    const auto branching = branch(node, cycle);
    if (!branching) return accept(node, cycle);
    auto children = solve_children(*branching, cycle);
    // The shorter cycle first, then what delays trains less.
    std::ranges::stable_sort(
        children, {}, [](const Child& c) { return std::pair(c.cycle.cycle_s, delay_s(c.cycle)); });
    for (const Child& child : children) explore(*child.node, child.cycle);
  }

  struct Child {
    const RailNode* node;
    RailCycle cycle;
  };

  /// The children that can still hold something better than what is known.
  std::vector<Child> solve_children(const Branching& branching, const RailCycle& cycle) {
    std::vector<Child> children;
    for (const RailNode& child : branching.children) {
      ++nodes_;
      double start_s = cycle.cycle_s;
      if (branching.is_of_stops && child.orders.empty())
        start_s = std::max(start_s, stops_bound_s(child));
      if (start_s > limit_s()) continue;
      RailCycle c = graph_.solve(child, start_s, limit_s());
      if (c.status == RailCycleStatus::gave_up) {
        is_cut_short_ = true;
        open_bound_s_ = std::min(open_bound_s_, cycle.cycle_s);
      }
      if (c.status == RailCycleStatus::solved) children.push_back({&child, std::move(c)});
    }
    return children;
  }

  double stops_bound_s(const RailNode& node) const {
    double bound_s = 0.0;
    for (int s = 0; s + 1 < graph_.stations(); ++s)
      bound_s = std::max(bound_s, graph_.section_bound_s(node, s));
    return bound_s;
  }

  double limit_s() const { return has_timetable_ ? best_.cycle_s - tiny_s : longest_s; }

  /// A timetable; with its orders held the cycle may still shrink.
  void accept(const RailNode& node, const RailCycle& cycle) {
    RailNode done = node;
    for (RailStop& s : done.stops)
      if (s == RailStop::open) s = RailStop::no;
    graph_.hold_orders(done, cycle.time_s, cycle.cycle_s);
    const RailCycle shortest = graph_.solve(done, bound_s_, longest_s);
    LANDBRIDGE_ASSERT(shortest.status == RailCycleStatus::solved);
    if (has_timetable_ && shortest.cycle_s >= best_.cycle_s) return;
    has_timetable_ = true;
    best_.cycle_s = shortest.cycle_s;
    best_node_ = std::move(done);
  }

  /// What is wrong with a relaxed timetable, as a choice; nothing: it is a timetable.
  std::optional<Branching> branch(const RailNode& node, const RailCycle& cycle) {
    if (auto b = branch_narrowest(node)) return b;
    if (auto b = branch_stations(node, cycle, true)) return b;
    if (auto b = branch_sections(node, cycle)) return b;
    if (auto b = branch_stops(node, cycle)) return b;
    if (auto b = branch_sections_as_pass(node, cycle)) return b;
    if (auto b = branch_entries(node, cycle)) return b;
    return branch_stations(node, cycle, false);
  }

  double departure_s(const RailCycle& cycle, int train, int drawn) const {
    return cycle
        .time_s[static_cast<std::size_t>(graph_.event(train, graph_.own_section(train, drawn)))];
  }

  /// Whether `later - earlier` lies in a forbidden window (-beta, alpha) modulo T: by how much, and
  /// in which cycle.
  struct Clash {
    double depth_s = 0.0;
    int height = 0;
  };
  static std::optional<Clash> clash(double difference_s, double alpha_s, double beta_s,
                                    double cycle_s) {
    const int k = static_cast<int>(std::ceil((alpha_s - difference_s - tiny_s) / cycle_s)) - 1;
    const double ahead_s = alpha_s - k * cycle_s - difference_s;
    const double behind_s = difference_s + beta_s + k * cycle_s;
    if (ahead_s <= tiny_s || behind_s <= tiny_s) return std::nullopt;
    return Clash{std::min(ahead_s, behind_s), k};
  }

  Branching both_orders(const RailNode& node, RailOrder order) const {
    Branching b{{node, node}, false};
    b.children[0].orders.push_back(order);
    std::swap(order.first, order.second);
    order.height = -order.height;
    b.children[1].orders.push_back(order);
    return b;
  }

  /// Conflicts of two trains in a section that remain however they stop, the deepest first.
  std::vector<RailOrder> section_conflicts(const RailNode& node, const RailCycle& cycle) const {
    std::vector<std::pair<double, RailOrder>> found;
    for (int s = 0; s + 1 < graph_.stations(); ++s)
      for (int a = 0; a < graph_.trains(); ++a)
        for (int b = a + 1; b < graph_.trains(); ++b) {
          const auto alpha = graph_.interval_s(node, a, b, s);
          const auto beta = graph_.interval_s(node, b, a, s);
          if (!alpha) continue;
          const double d = departure_s(cycle, b, s) - departure_s(cycle, a, s);
          if (const auto c = clash(d, *alpha, *beta, cycle.cycle_s))
            found.emplace_back(c->depth_s, RailOrder{RailOrder::Kind::section, a, b, s, c->height});
        }
    std::ranges::stable_sort(found, std::greater{}, &std::pair<double, RailOrder>::first);
    std::vector<RailOrder> orders;
    for (const auto& [depth_s, order] : found) orders.push_back(order);
    return orders;
  }

  /// Of the deepest conflicts the one whose two orders both cost most: the cycle first, then the
  /// delay of all trains.
  std::optional<Branching> branch_sections(const RailNode& node, const RailCycle& cycle) {
    const auto conflicts = section_conflicts(node, cycle);
    if (conflicts.empty()) return std::nullopt;
    std::optional<Branching> best;
    std::pair<double, double> best_score{-1.0, -1.0};
    const double before_s = delay_s(cycle);
    for (std::size_t i = 0; i < std::min(conflicts.size(), most_tried); ++i) {
      Branching b = both_orders(node, conflicts[i]);
      std::pair<double, double> score{longest_s, longest_s};
      for (const RailNode& child : b.children) {
        const RailCycle c = graph_.solve(child, cycle.cycle_s, limit_s());
        if (c.status == RailCycleStatus::solved)
          score = std::min(score, {c.cycle_s - cycle.cycle_s, delay_s(c) - before_s});
      }
      if (score <= best_score) continue;
      best_score = score;
      best = std::move(b);
    }
    return best;
  }

  static double delay_s(const RailCycle& cycle) {
    return std::accumulate(cycle.time_s.begin(), cycle.time_s.end(), 0.0);
  }

  Branching stop_or_not(const RailNode& node, int train, int own) const {
    Branching b{{node, node}, true};
    graph_.stop(b.children[0], train, own) = RailStop::no;
    graph_.stop(b.children[1], train, own) = RailStop::yes;
    return b;
  }

  /// Stops at the ends of the narrowest section come first: they decide most of its time.
  std::optional<Branching> branch_narrowest(const RailNode& node) const {
    for (const int k : {narrowest_, narrowest_ + 1})
      for (int t = 0; t < graph_.trains(); ++t)
        if (graph_.stop(node, t, graph_.own_station(t, k)) == RailStop::open)
          return stop_or_not(node, t, graph_.own_station(t, k));
    return std::nullopt;
  }

  /// A train that waits where it is open whether it stops; or that runs longer than it must to a
  /// station where it passes, which it may only while its last stop is open.
  std::optional<Branching> branch_stops(const RailNode& node, const RailCycle& cycle) const {
    for (int t = 0; t < graph_.trains(); ++t)
      for (int k = 1; k + 1 < graph_.stations(); ++k) {
        const RailStop here = graph_.stop(node, t, k);
        const int open = here == RailStop::open ? k : k - 1;
        if (here == RailStop::yes || graph_.stop(node, t, open) != RailStop::open) continue;
        const auto e = static_cast<std::size_t>(graph_.event(t, k));
        const double wait_s =
            cycle.time_s[e] - cycle.time_s[e - 1] - graph_.run_s(node, t, k - 1).low;
        if (wait_s > tiny_s) return stop_or_not(node, t, open);
      }
    return std::nullopt;
  }

  /// Conflicts that appear once everything open is a pass.
  std::optional<Branching> branch_sections_as_pass(const RailNode& node,
                                                   const RailCycle& cycle) const {
    for (int s = 0; s + 1 < graph_.stations(); ++s)
      for (int a = 0; a < graph_.trains(); ++a)
        for (int b = a; b < graph_.trains(); ++b) {  // a train meets itself in the next cycle
          const auto alpha = graph_.interval_s(node, a, b, s, true);
          const auto beta = graph_.interval_s(node, b, a, s, true);
          if (!alpha) continue;
          const double d = departure_s(cycle, b, s) - departure_s(cycle, a, s);
          const bool is_bad = a == b ? *alpha > cycle.cycle_s + tiny_s
                                     : clash(d, *alpha, *beta, cycle.cycle_s).has_value();
          if (!is_bad) continue;
          for (const int t : {a, b})
            for (const int k : {graph_.own_section(t, s), graph_.own_section(t, s) + 1})
              if (graph_.stop(node, t, k) == RailStop::open) return stop_or_not(node, t, k);
        }
    return std::nullopt;
  }

  double arrival_s(const RailNode& node, const RailCycle& cycle, int train, int own) const {
    const auto before = static_cast<std::size_t>(graph_.event(train, own - 1));
    return cycle.time_s[before] + graph_.run_s(node, train, own - 1).low;
  }

  /// Stops at a station that are still open, of the trains given.
  std::optional<Branching> branch_open(const RailNode& node, const std::vector<int>& trains,
                                       int drawn) const {
    for (const int t : trains)
      for (const int k : {-1, 0, 1}) {
        const int own = graph_.own_station(t, drawn) + k;
        if (own <= 0 || own >= graph_.stations() - 1) continue;
        if (graph_.stop(node, t, own) == RailStop::open) return stop_or_not(node, t, own);
      }
    return std::nullopt;
  }

  std::optional<Branching> branch_entries(const RailNode& node, const RailCycle& cycle) const {
    for (int k = 1; k + 1 < graph_.stations(); ++k) {
      const double interval_s = graph_.entry_interval_s(k);
      if (!(interval_s > 0.0)) continue;
      for (int a = 0; a < graph_.trains(); ++a)
        for (int b = a + 1; b < graph_.trains(); ++b) {
          if (!graph_.is_opposite(a, b)) continue;
          const double d = arrival_s(node, cycle, b, graph_.own_station(b, k)) -
                           arrival_s(node, cycle, a, graph_.own_station(a, k));
          const auto c = clash(d, interval_s, interval_s, cycle.cycle_s);
          if (!c) continue;
          if (auto open = branch_open(node, {a, b}, k)) return open;
          return both_orders(node, {RailOrder::Kind::entry, a, b, k, c->height});
        }
    }
    return std::nullopt;
  }

  /// One train at a station, in the cycle `height` cycles on.
  struct Stay {
    int train = 0;
    int height = 0;
    double from_s = 0.0;
    double to_s = 0.0;
  };

  /// Who is at a station when, over as many cycles as trains stay. `is_least`: what is certain
  /// however open stops are decided, else with every open stop a pass.
  std::vector<Stay> stays(const RailNode& node, const RailCycle& cycle, int drawn,
                          bool is_least) const {
    std::vector<Stay> list;
    double latest_s = cycle.cycle_s;
    for (int t = 0; t < graph_.trains(); ++t) {
      const int own = graph_.own_station(t, drawn);
      RailNode decided = node;
      for (const int k : {own - 1, own, own + 1})
        if (!is_least && graph_.stop(decided, t, k) == RailStop::open)
          graph_.stop(decided, t, k) = RailStop::no;
      const auto e = static_cast<std::size_t>(graph_.event(t, own));
      Stay stay{t, 0, cycle.time_s[e - 1] + graph_.taken_s(decided, t, own).high,
                cycle.time_s[e] + graph_.clear_after_s(decided, t, own).low};
      const double shift = std::floor(stay.from_s / cycle.cycle_s);
      stay.height = -static_cast<int>(shift);
      stay.from_s -= shift * cycle.cycle_s;
      stay.to_s -= shift * cycle.cycle_s;
      latest_s = std::max(latest_s, stay.to_s);
      list.push_back(stay);
    }
    const std::size_t first = list.size();
    for (std::size_t i = 0; i < first; ++i)
      for (int h = 1; list[i].from_s + h * cycle.cycle_s < latest_s; ++h)
        list.push_back({list[i].train, list[i].height + h, list[i].from_s + h * cycle.cycle_s,
                        list[i].to_s + h * cycle.cycle_s});
    return list;
  }

  /// A station with more trains than tracks: one of two of them must have left before the other
  /// enters, whichever two.
  std::optional<Branching> branch_stations(const RailNode& node, const RailCycle& cycle,
                                           bool is_least) const {
    for (int k = 1; k + 1 < graph_.stations(); ++k) {
      const auto list = stays(node, cycle, k, is_least);
      for (const Stay& moment : list) {
        std::vector<Stay> there;
        for (const Stay& s : list)
          if (s.from_s <= moment.from_s + tiny_s && s.to_s > moment.from_s + tiny_s)
            there.push_back(s);
        if (static_cast<int>(there.size()) <= graph_.tracks(k)) continue;
        std::vector<int> trains;
        for (const Stay& s : there) trains.push_back(s.train);
        if (!is_least)
          if (auto open = branch_open(node, trains, k)) return open;
        there.resize(static_cast<std::size_t>(graph_.tracks(k)) + 1);
        return one_leaves_first(node, there, k);
      }
    }
    return std::nullopt;
  }

  Branching one_leaves_first(const RailNode& node, const std::vector<Stay>& there,
                             int drawn) const {
    Branching b;
    for (const Stay& x : there)
      for (const Stay& y : there) {
        if (&x == &y) continue;
        if (x.train == y.train && x.height >= y.height) continue;
        b.children.push_back(node);
        b.children.back().orders.push_back(
            {RailOrder::Kind::station, x.train, y.train, drawn, y.height - x.height});
      }
    return b;
  }

  const RailPatternOptions& options_;
  RailEventGraph graph_;
  RailTimetable best_;
  RailNode best_node_;
  double bound_s_ = 0.0;
  int effort_ = 0;
  int narrowest_ = 0;  ///< the section whose trains alone take longest
  double open_bound_s_ = longest_s;
  int nodes_ = 0;
  bool has_timetable_ = false;
  bool is_cut_short_ = false;
};

}  // namespace

Result<RailTimetable> compress(const RailLine& line, const RailPattern& pattern,
                               const RailPatternOptions& options) {
  if (auto ok = check(line); !ok) return fail(ok.error());
  if (pattern.members.empty())
    return fail(Fault::bad_input, "pattern", "it has no trains", "add at least one train");
  return PatternSearch(line, pattern, options).run();
}

}  // namespace landbridge::freight
