#include "landbridge/freight/line/rail_timetable.hpp"

#include <algorithm>
#include <cmath>

#include "landbridge/base/assert.hpp"
#include "landbridge/math/lp.hpp"

namespace landbridge::freight {
namespace {

constexpr double slack_s = 1e-6;  ///< of a row of the linear program

class TimetableFinish {
 public:
  TimetableFinish(const RailEventGraph& graph, RailNode node, RailTimetable& timetable)
      : graph_(graph), node_(std::move(node)), out_(timetable), cycle_s_(timetable.cycle_s) {}

  void run() {
    const RailCycle cycle = graph_.solve(node_, cycle_s_, cycle_s_ + 1.0);
    LANDBRIDGE_ASSERT(cycle.status == RailCycleStatus::solved);
    time_s_ = cycle.time_s;
    graph_.hold_orders(node_, time_s_, cycle_s_);
    arcs_ = graph_.arcs(node_);
    wait_least();
    write_times();
    note_hindered();
    note_critical();
  }

 private:
  double time_s(int train, int own_section) const {
    return time_s_[static_cast<std::size_t>(graph_.event(train, own_section))];
  }
  double run_s(int train, int own) const { return graph_.run_s(node_, train, own).low; }
  double arrival_s(int train, int own) const {
    return time_s(train, own - 1) + run_s(train, own - 1);
  }

  /// minimise the sum of all trains' journeys, every order held.
  void wait_least() {
    LinearProgram lp;
    const int last = graph_.stations() - 2;
    for (int t = 0; t < graph_.trains(); ++t)
      for (int s = 0; s <= last; ++s) {
        const double cost = s == last ? 1.0 : 0.0;
        lp.add_column(0.0, t == 0 && s == 0 ? 0.0 : 1e7, last == 0 ? 0.0 : s == 0 ? -1.0 : cost);
      }
    for (const RailCycleArc& arc : arcs_)
      if (arc.from != arc.to)
        lp.add_row({{arc.to, 1.0}, {arc.from, -1.0}},
                   arc.weight_s - arc.height * cycle_s_ - slack_s, lp_infinity);
    const LpSolution solution = solve_lp(lp);
    if (solution.status == LpStatus::optimal) time_s_ = solution.x;
  }

  void write_times() {
    out_.waiting_s = 0.0;
    for (int t = 0; t < graph_.trains(); ++t) {
      const int last = graph_.stations() - 1;
      RailTrainTimes times;
      times.arrival_s.push_back(time_s(t, 0));
      for (int k = 0; k <= last; ++k) {
        if (k > 0) times.arrival_s.push_back(arrival_s(t, k));
        times.departure_s.push_back(k < last ? time_s(t, k) : times.arrival_s.back());
        times.stops.push_back(graph_.stop(node_, t, k) == RailStop::yes);
        const double dwell_s = graph_.path(t).dwell_s[static_cast<std::size_t>(k)];
        if (k > 0 && k < last)
          out_.waiting_s += times.departure_s.back() - times.arrival_s.back() - dwell_s;
      }
      out_.trains.push_back(std::move(times));
    }
  }

  int train_of(int event) const { return event / (graph_.stations() - 1); }

  void note_hindered() {
    out_.is_hindered.assign(static_cast<std::size_t>(graph_.trains()), false);
    for (const RailCycleArc& arc : arcs_) {
      if (train_of(arc.from) == train_of(arc.to)) continue;
      const bool is_anchor =
          arc.weight_s == 0.0 && (train_of(arc.from) == 0 || train_of(arc.to) == 0);
      const double slack = time_s_[static_cast<std::size_t>(arc.to)] -
                           time_s_[static_cast<std::size_t>(arc.from)] - arc.weight_s +
                           arc.height * cycle_s_;
      if (!is_anchor && slack < 1e-3)
        out_.is_hindered[static_cast<std::size_t>(train_of(arc.to))] = true;
    }
  }

  /// The events on the cycle of the graph whose ratio is the cycle time.
  void note_critical() {
    const int events = graph_.trains() * (graph_.stations() - 1);
    const RailCycle cycle = least_cycle(events, arcs_, 1.0, 2.0 * cycle_s_);
    for (const int a : cycle.critical) {
      const int event = arcs_[static_cast<std::size_t>(a)].from;
      const int own = event % (graph_.stations() - 1);
      const bool is_down = graph_.path(train_of(event)).service.is_down;
      out_.critical_sections.push_back(
          static_cast<std::size_t>(is_down ? graph_.stations() - 2 - own : own));
    }
    std::ranges::sort(out_.critical_sections);
    const auto rest = std::unique(out_.critical_sections.begin(), out_.critical_sections.end());
    out_.critical_sections.erase(rest, out_.critical_sections.end());
  }

  const RailEventGraph& graph_;
  RailNode node_;
  RailTimetable& out_;
  double cycle_s_;
  std::vector<double> time_s_;
  std::vector<RailCycleArc> arcs_;
};

}  // namespace

void finish_timetable(const RailEventGraph& graph, const RailNode& node, RailTimetable& timetable) {
  TimetableFinish(graph, node, timetable).run();
}

}  // namespace landbridge::freight
