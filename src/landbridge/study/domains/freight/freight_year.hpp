#pragma once

#include "landbridge/freight/network/shares.hpp"
#include "landbridge/study/domains/freight/freight_terms.hpp"

namespace landbridge::study {

/// A corridor over the year: means over all shipments, per kilogram of its good.
struct FreightCorridorYear {
  bool exists = false;          ///< in some stretch of the year
  double available = 0.0;       ///< share of the year
  freight::Shipment trip;       ///< money by kind, CO2, length; its time is that without shocks
  freight::Spread days;         ///< door to door, shocks and waiting included
  double deviation_s = 0.0;     ///< of these times
  double generalised_kg = 0.0;  ///< money per kg
  double capacity_kg_s = 0.0;   ///< of its narrowest row; infinite without limits
  std::string narrowest;        ///< "link[astara_rasht]"
  double flow_kg_s = 0.0;
  double market_kg_s = 0.0;  ///< demand that may take it
  double struck = 0.0;       ///< share of the shipments that meet a shock on their usual way
  double rerouted = 0.0;     ///< share that takes another way because of it
  std::size_t part = 0;      ///< the stretch of `route`
  std::vector<std::uint32_t> route;  ///< usual arcs there
  std::vector<double> times_s;       ///< of every shipment, if asked for
};

/// A link's direction or a transfer over the year [kg/s, money per kg].
struct FreightRowYear {
  double capacity = 0.0;  ///< infinite without a limit
  double load = 0.0;
  double price = 0.0;  ///< shadow price, mean over the year
};

struct FreightYear {
  std::vector<FreightCorridorYear> corridors;
  std::vector<FreightRowYear> rows;  ///< as FreightTerms::limit_kg_s of the main stretch
  std::vector<double> served_kg_s;   ///< by demand
  std::vector<double> asked_kg_s;    ///< by demand
  freight::ShareCertificate shares;  ///< the worst of all stretches
  /// Goods over the ways of the main stretch, and the answer; if times were asked for.
  freight::ShareQuestion main_question;
  freight::Shares main_shares;
};

/// The year at one draw. With `keeps_times` each corridor keeps the times of all shipments.
Result<FreightYear> freight_year(const FreightModel& model, std::span<const double> draw,
                                 bool keeps_times = false);

/// The corridor in one stretch without shocks, for its usual route; empty if it has none there.
std::vector<std::uint32_t> usual_route(const FreightPart& part, const FreightTerms& terms,
                                       std::size_t corridor);

}  // namespace landbridge::study
