#pragma once

#include "landbridge/freight/network/multimodal.hpp"

namespace landbridge::freight {

/// What a haul takes of every shipment; SI doubles of one draw. Money per kilogram and per TEU.
struct HaulTerms {
  double length_m = 0.0;
  double time_s = 0.0;        ///< mean, waiting for a departure included
  double variance_s2 = 0.0;   ///< of that
  double tariff_kg_m = 0.0;   ///< money per kg and m
  double tariff_teu_m = 0.0;  ///< money per TEU and m
  double fixed_kg = 0.0;
  double fixed_teu = 0.0;
  double toll_kg = 0.0;  ///< of the passes on the way
  double toll_teu = 0.0;
  double tax_kg = 0.0;
  double insurance = 0.0;        ///< share of the value of the goods
  double co2_per_m = 0.0;        ///< kg CO2 equivalent per kg and m, well to wheel
  double empty_container = 0.0;  ///< cost of the empty way over the haulage
  double empty_bulk = 0.0;
  Carries carries = Carries::all;
};

/// What a transfer takes of every shipment.
struct TransferTerms {
  double time_s = 0.0;
  double variance_s2 = 0.0;
  double cost_kg = 0.0;
  double cost_teu = 0.0;
  double tax_kg = 0.0;
  double co2 = 0.0;  ///< kg CO2 equivalent per kg
  CostKind kind = CostKind::transhipment;
  Carries carries = Carries::all;
};

/// What is carried.
struct GoodTerms {
  bool is_container = false;
  double teu_load_kg = 0.0;         ///< containers only
  double value_kg = 0.0;            ///< money per kg
  double value_of_time_kg_s = 0.0;  ///< money per kg and s, capital bound on the way included
  double insurance = 0.0;           ///< share of the value, whole journey
};

/// Prices of what no operator sends a bill for.
struct ShipperTerms {
  double carbon_kg = 0.0;  ///< money per kg CO2 equivalent
  double reliability_ratio = 0.0;
};

/// One kilogram on one haul or transfer, or on a whole route.
struct Shipment {
  CostByKind cost{};  ///< money
  double time_s = 0.0;
  double variance_s2 = 0.0;
  double co2_kg = 0.0;
  double length_m = 0.0;
  bool is_carried = true;

  double money() const;
  Shipment& operator+=(const Shipment& leg);
};

/// Haulage is the tariff by length and the fixed part, by TEU where the good travels in containers
/// and such a tariff is stated, else by mass. Empty returns are a share of it. Source:
/// [ortuzar2011, ch. 13]; emissions: mass x distance x factor, well to wheel [iso2023].
Shipment on_haul(const HaulTerms& haul, const GoodTerms& good, const ShipperTerms& shipper);
Shipment in_transfer(const TransferTerms& transfer, const GoodTerms& good,
                     const ShipperTerms& shipper);
/// Insurance of the good for a journey.
Shipment at_start(const GoodTerms& good);

/// Money + v t + r v sigma per kg. Of a leg, sigma is its own: summed over a route, legs count as
/// fully correlated.
double generalised(const Shipment& shipment, const GoodTerms& good, const ShipperTerms& shipper);

/// Mean and variance of the wait for one of the departures of a week, for goods that come at any
/// time:  E w = sum g^2 / 2W,  E w^2 = sum g^3 / 3W,  g gaps between departures [s], W one week.
/// Source: [cox1962, ch. 5].
struct Wait {
  double mean_s = 0.0;
  double variance_s2 = 0.0;
};
Wait wait_for_departure(std::vector<double> departures_s);
/// The same for a gate that is shut `closed_s` of each day.
Wait wait_for_opening(double closed_s);

}  // namespace landbridge::freight
