#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/freight/network/multimodal.hpp"
#include "landbridge/freight/network/shipment.hpp"
#include "landbridge/freight/reliability/journeys.hpp"
#include "landbridge/freight/routes/timetable.hpp"
#include "landbridge/study/domain.hpp"

namespace landbridge::study {

/// Rows of [freight] in one stretch of the year; numbers still depend on the draw. Closed rows are
/// there too, so that the index of a row is the same in every stretch that adds none.

struct FreightPass {
  std::string id;
  bool is_open = true;
  Number toll, toll_teu, time, deviation;
  std::vector<Number> taxes, delays;
};

struct FreightService {
  std::string id;
  bool is_forward = true, is_backward = true;
  freight::Service service;  ///< its running time is 0 where that of the link holds
  Number running, cut_off;
};

struct FreightHaul {
  std::string id;
  freight::Haul haul;
  freight::Carries carries = freight::Carries::all;
  bool is_open = true, is_new = false;
  Number length, time, speed, deviation, tariff, tariff_teu, fixed, fixed_teu, insurance;
  Number capacity, trains, passenger_trains, train_load, days, other_load;
  std::vector<Number> taxes, delays, caps;
  std::optional<std::size_t> emission;
  std::vector<std::size_t> passes;
  std::vector<FreightService> services;
  /// Waiting for a departure of the mean week, forward and backward; 0 without services.
  std::array<freight::Wait, 2> wait;
  std::vector<std::string> sources;
  bool runs(bool is_backward) const;
};

struct FreightTransfer {
  std::string id;
  freight::TransferRule rule;
  freight::Carries carries = freight::Carries::all;
  bool is_open = true, is_new = false;
  Number time, deviation, cost, cost_teu, co2, capacity, other_load, opens, closes;
  std::vector<Number> taxes, delays, caps;
};

struct FreightGood {
  std::string id, name;
  bool is_container = false;
  Number teu_load, wagon_load, value, value_of_time, insurance;
};

struct FreightEmission {
  std::string id;
  freight::Mode mode = freight::Mode::rail;
  Number factor;
  bool is_well_to_wheel = true;
};

struct FreightEmpty {
  freight::Mode mode = freight::Mode::rail;
  freight::Carries carries = freight::Carries::all;
  Number share;
};

struct FreightShock {
  std::string id, kind, group;
  freight::Shock shock;  ///< season, effect; its numbers are set in every draw
  Number rate, duration, duration_deviation, time_factor, correlation;
  std::vector<std::size_t> hauls, transfers;
};

/// A corridor, or a demand's own way: what a route has to go through.
struct FreightRule {
  std::vector<freight::Via> via;
  std::vector<bool> haul_is_open, transfer_is_open;  ///< by the rule, not by closures
  std::vector<bool> place_is_open;
};

struct FreightCorridor {
  std::string id, name, rival;
  std::size_t from = 0, to = 0;  ///< places
  std::size_t good = 0;
  bool is_open = true;
  FreightRule rule;
};

struct FreightDemand {
  std::string id;
  std::size_t from = 0, to = 0, good = 0;
  Number flow;
  std::vector<std::size_t> corridors;  ///< empty: the cheapest way
};

struct FreightSettings {
  Number carbon_price, interest, reliability_ratio, spread, unserved_cost, leg_correlation;
  std::size_t chance_draws = 1000;
  freight::LegLaw law = freight::LegLaw::lognormal;
  std::chrono::sys_days start{};
  double horizon_s = 0.0;
};

struct FreightInputs {
  FreightSettings settings;
  std::vector<FreightPass> passes;
  std::vector<FreightHaul> hauls;
  std::vector<FreightTransfer> transfers;
  std::vector<FreightGood> goods;
  std::vector<FreightEmission> emissions;
  std::vector<FreightEmpty> empties;
  std::vector<FreightShock> shocks;
  std::vector<FreightCorridor> corridors;
  std::vector<FreightDemand> demands;
};

/// The rows of a stretch. Everything that the schema cannot see and that is wrong goes to
/// `problems`: names that nothing has, dates, hours, a link without a time.
FreightInputs freight_inputs(const Study& study, const DomainData& data, Diagnostics& problems);

}  // namespace landbridge::study
