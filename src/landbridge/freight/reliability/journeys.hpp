#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "landbridge/freight/network/corridor_graph.hpp"

namespace landbridge::freight {

enum class LegLaw : std::uint8_t { lognormal, gamma };

/// What closes or slows some arcs now and then; SI numbers of one draw.
struct Shock {
  double rate_per_s = 0.0;  ///< events while in season; 0: certain while in season
  double duration_s = 0.0;  ///< mean
  double duration_deviation_s = 0.0;
  double time_factor = 1.0;  ///< of the leg, where it slows
  double correlation = 0.0;  ///< with the common factor of its group
  bool closes = true;
  bool has_season = false;
  int season_from_day = 0;   ///< day of the year, 0 = 1 January
  int season_until_day = 0;  ///< first day after it; may lie in the next year
  std::size_t group = 0;     ///< index of its common factor

  /// Share of the time, in season, in which an event is going on: 1 - exp(-rate duration), events
  /// coming at random [cox1962].
  double probability() const;
};

/// What a shock that strikes adds to the time of a leg of mean time `leg_s` that goods come to on a
/// day of the year; `rest` in (0, 1) and `size`, standard normal, are the shipment's numbers.
double extra_time_s(const Shock& shock, double rest, double size, double day_of_year, double leg_s);
/// A shipment is struck where its standard normal number is below this.
double strike_threshold(const Shock& shock);

/// Days until a season ends for what comes on a day of the year; 0 outside the season.
double days_left_in_season(const Shock& shock, double day_of_year);

/// Names for which random numbers are drawn: each number depends on the seed, its name and the
/// number of the shipment alone, so that scenarios and corridors are compared under the same luck.
struct ChanceNames {
  std::vector<std::string> legs, shocks, groups;
};

/// The random numbers of all shipments, made once and used for every draw of the inputs.
class ChanceTables {
 public:
  ChanceTables() = default;
  ChanceTables(std::uint64_t seed, std::size_t shipments, ChanceNames names);

  std::size_t shipments() const { return shipments_; }
  std::uint64_t seed() const { return seed_; }
  const ChanceNames& names() const { return names_; }
  /// Standard normal numbers of a leg, one a shipment.
  std::span<const double> leg(std::size_t index) const { return row(legs_, index); }
  std::span<const double> strike(std::size_t shock) const { return row(strikes_, shock); }
  std::span<const double> rest(std::size_t shock) const { return row(rests_, shock); }
  std::span<const double> length(std::size_t shock) const { return row(lengths_, shock); }
  std::span<const double> common(std::size_t group) const { return row(commons_, group); }
  std::span<const double> journey() const { return journey_; }
  /// In (0, 1): where in the year a shipment starts.
  std::span<const double> start() const { return start_; }

 private:
  std::span<const double> row(const std::vector<double>& all, std::size_t index) const {
    return {all.data() + index * shipments_, shipments_};
  }
  std::size_t shipments_ = 0;
  std::uint64_t seed_ = 0;
  ChanceNames names_;
  std::vector<double> legs_, strikes_, rests_, lengths_, commons_, journey_, start_;
};

/// How long the legs take and what they cost; all spans by arc of the network.
struct JourneyTerms {
  std::span<const double> weight;  ///< generalised cost, money per kg
  std::span<const double> time_s;  ///< mean
  std::span<const double> variance_s2;
  std::span<const std::uint32_t> leg;  ///< its row in the chance tables
  double value_of_time_kg_s = 0.0;
  LegLaw law = LegLaw::lognormal;
  double leg_correlation = 0.0;  ///< lognormal: of the logarithms of two legs
};

/// A shock and the arcs that it strikes.
struct Strike {
  std::size_t index = 0;  ///< in the chance tables
  Shock shock;
  std::vector<std::uint32_t> arcs;
};

/// A shipment: its number in the tables and the day of the year on which it starts.
struct Start {
  std::uint32_t shipment = 0;
  double day_of_year = 0.0;
};

struct Journeys {
  std::vector<double> time_s;                      ///< by start; infinite where there is no way
  std::vector<std::uint32_t> route;                ///< by start: index into `routes`
  std::vector<std::vector<std::uint32_t>> routes;  ///< the first is that without shocks
  std::size_t struck = 0;    ///< shipments that met a shock on their usual way
  std::size_t rerouted = 0;  ///< of these, those that took another way
};

/// Door-to-door times of many shipments. Each chooses the cheapest route by mean times and by the
/// shocks that it will meet, which shippers are taken to know; then legs take their random time:
/// lognormal or gamma with the stated mean and variance. A closed leg is waited for: what is left
/// of a closure that is met is U D*, D* drawn in proportion to its length [cox1962].
///
/// A shock off the usual route cannot make another one better, so only shipments that are struck on
/// it search anew: the choice is that of a search in every draw.
Journeys journeys(const CorridorGraph& graph, const JourneyTerms& terms,
                  std::span<const Strike> strikes, const ChanceTables& tables,
                  std::span<const Start> starts);

/// Mean, deviation and quantiles of a sum of legs without shocks: exact mean and variance, and the
/// quantiles of the lognormal distribution that has both [fenton1960].
struct SumOfLegs {
  double mean_s = 0.0;
  double deviation_s = 0.0;
  double quantile_s(double share) const;
};
SumOfLegs sum_of_legs(const JourneyTerms& terms, std::span<const std::uint32_t> route);

/// Mean and quantiles of a sample, and (p95 - mean)/mean.
struct Spread {
  double mean_s = 0.0, p5_s = 0.0, p50_s = 0.0, p95_s = 0.0;
  double buffer = 0.0;
};
Spread spread_of(std::vector<double> times_s);

}  // namespace landbridge::freight
