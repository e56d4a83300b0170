#pragma once

#include "landbridge/study/domains/freight/freight_model.hpp"

namespace landbridge::study {

/// The numbers of a stretch in one draw [SI].
struct FreightTerms {
  std::vector<freight::HaulTerms> hauls;  ///< 2 h forward, 2 h + 1 backward
  std::vector<freight::TransferTerms> transfers;
  std::vector<freight::GoodTerms> goods;
  freight::ShipperTerms shipper;
  std::vector<freight::Strike> strikes;
  double spread_kg = 0.0, unserved_kg = 0.0;
  double leg_correlation = 0.0;

  std::vector<double> time_s, variance_s2;  ///< by arc; set where some way uses it
  std::vector<std::vector<double>> weight;  ///< by good and arc: generalised cost of a kg
  /// What goods may use: 2 h forward, 2 h + 1 backward, then transfers [kg/s]; infinite: no limit.
  std::vector<double> limit_kg_s;
};

FreightTerms freight_terms(const FreightPart& part, std::span<const double> draw);

/// Row of the limits that an arc uses.
std::uint32_t limit_row(const FreightPart& part, std::uint32_t arc);

/// A kilogram on one arc.
freight::Shipment on_arc(const FreightPart& part, const FreightTerms& terms, std::uint32_t arc,
                         std::size_t good);

/// A kilogram on a whole route, the insurance of the journey included.
freight::Shipment on_route(const FreightPart& part, const FreightTerms& terms,
                           std::span<const std::uint32_t> route, std::size_t good);

freight::JourneyTerms journey_terms(const FreightPart& part, const FreightTerms& terms,
                                    std::size_t good);

}  // namespace landbridge::study
