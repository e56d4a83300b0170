#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "landbridge/freight/line/rail_cycle.hpp"
#include "landbridge/freight/line/rail_pattern.hpp"

namespace landbridge::freight {

/// Whether a train stops at a station of its path.
enum class RailStop : std::int8_t { open, no, yes };

/// "First goes before second": an order that the search decided.
struct RailOrder {
  enum class Kind : std::int8_t {
    section,  ///< in a drawn section
    station,  ///< first has left a drawn station before second enters it
    entry,    ///< first has entered a drawn station so long before second
  } kind = Kind::section;
  int first = 0;
  int second = 0;
  int place = 0;
  int height = 0;  ///< second runs in the cycle `height` later: t_2 + height T
};

/// A state of the search: what is decided.
struct RailNode {
  std::vector<RailStop> stops;  ///< train by train, station by station
  std::vector<RailOrder> orders;
  double slack_s = 0.0;  ///< by which every gap may be shorter: rounding of held times
};

/// The pattern as an event graph. Events are the departures of each train from each station but the
/// last; an arrival is the departure before it plus the run.
class RailEventGraph {
 public:
  RailEventGraph(const RailLine& line, const RailPattern& pattern, double max_wait_s);

  RailNode root() const;
  int trains() const { return static_cast<int>(pattern_.members.size()); }
  int stations() const { return stations_; }
  const RailPath& path(int train) const;
  int event(int train, int section) const { return train * (stations_ - 1) + section; }
  /// Section and station of the train's own direction for a drawn one.
  int own_section(int train, int drawn) const;
  int own_station(int train, int drawn) const;
  RailStop& stop(RailNode& node, int train, int own_station) const;
  RailStop stop(const RailNode& node, int train, int own_station) const;

  /// Every order that these times keep, for a node without open stops.
  void hold_orders(RailNode& node, const std::vector<double>& time_s, double cycle_s) const;
  RailCycle solve(const RailNode& node, double start_s, double limit_s) const;
  std::vector<RailCycleArc> arcs(const RailNode& node) const;

  struct Range {
    double low = 0.0;
    double high = 0.0;
  };
  /// Over all ways of stopping that are still open.
  Range run_s(const RailNode& node, int train, int own_section) const;
  Range entry_lead_s(const RailNode& node, int train, int own_station) const;
  Range clear_after_s(const RailNode& node, int train, int own_station) const;
  /// When a station is taken, from the departure at the station before.
  Range taken_s(const RailNode& node, int train, int own_station) const;
  /// Least interval of departures into a drawn section, over all ways that are still open; nothing
  /// if the two never meet there. `takes_open_as_pass`: what is open does not stop.
  std::optional<double> interval_s(const RailNode& node, int first, int second, int drawn,
                                   bool takes_open_as_pass = false) const;
  /// The least cycle of a drawn section alone, its trains in any order; 0 if they are too many.
  double section_bound_s(const RailNode& node, int drawn) const;
  double entry_interval_s(int drawn) const;
  int tracks(int drawn) const;  ///< 0: any number of trains
  bool is_opposite(int a, int b) const;

 private:
  int height(double difference_s, double interval_s, double cycle_s) const;
  void add_train_arcs(const RailNode& node, std::vector<RailCycleArc>& arcs) const;
  void add_service_arcs(const RailNode& node, std::vector<RailCycleArc>& arcs) const;
  RailCycleArc arc_of(const RailNode& node, const RailOrder& order) const;
  template <class Value>
  Range over_runs(const RailNode& node, int train, int own_section, Value&& value) const;

  const RailLine& line_;
  const RailPattern& pattern_;
  int stations_;
  double max_wait_s_;
};

}  // namespace landbridge::freight
