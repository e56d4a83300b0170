#include "landbridge/freight/network/shipment.hpp"

#include <algorithm>
#include <cmath>

namespace landbridge::freight {
namespace {

constexpr double day_s = 86400.0;
constexpr double week_s = 7.0 * day_s;

bool can_carry(Carries carries, const GoodTerms& good) {
  return carries == Carries::all || (carries == Carries::container) == good.is_container;
}

double& part(Shipment& s, CostKind kind) { return s.cost[static_cast<std::size_t>(kind)]; }

/// The charge by TEU where there is one and the good is in containers, else that by mass.
double charge(double per_kg, double per_teu, const GoodTerms& good) {
  return good.is_container && per_teu > 0.0 ? per_teu / good.teu_load_kg : per_kg;
}

Wait wait_of_gaps(double sum_of_squares, double sum_of_cubes, double cycle_s) {
  const double mean_s = sum_of_squares / (2.0 * cycle_s);
  return {mean_s, std::max(0.0, sum_of_cubes / (3.0 * cycle_s) - mean_s * mean_s)};
}

}  // namespace

double Shipment::money() const {
  double sum = 0.0;
  for (const double part : cost) sum += part;
  return sum;
}

Shipment& Shipment::operator+=(const Shipment& leg) {
  for (std::size_t k = 0; k < cost_kinds; ++k) cost[k] += leg.cost[k];
  time_s += leg.time_s;
  variance_s2 += leg.variance_s2;
  co2_kg += leg.co2_kg;
  length_m += leg.length_m;
  is_carried = is_carried && leg.is_carried;
  return *this;
}

Shipment on_haul(const HaulTerms& haul, const GoodTerms& good, const ShipperTerms& shipper) {
  Shipment s;
  const double haulage = charge(haul.tariff_kg_m, haul.tariff_teu_m, good) * haul.length_m +
                         charge(haul.fixed_kg, haul.fixed_teu, good);
  part(s, CostKind::haulage) = haulage;
  part(s, CostKind::canal) = charge(haul.toll_kg, haul.toll_teu, good);
  part(s, CostKind::tax) = haul.tax_kg;
  part(s, CostKind::insurance) = haul.insurance * good.value_kg;
  part(s, CostKind::empty_return) =
      (good.is_container ? haul.empty_container : haul.empty_bulk) * haulage;
  s.co2_kg = haul.co2_per_m * haul.length_m;
  part(s, CostKind::carbon) = shipper.carbon_kg * s.co2_kg;
  s.time_s = haul.time_s;
  s.variance_s2 = haul.variance_s2;
  s.length_m = haul.length_m;
  s.is_carried = can_carry(haul.carries, good);
  return s;
}

Shipment in_transfer(const TransferTerms& transfer, const GoodTerms& good,
                     const ShipperTerms& shipper) {
  Shipment s;
  part(s, transfer.kind) = charge(transfer.cost_kg, transfer.cost_teu, good);
  part(s, CostKind::tax) = transfer.tax_kg;
  s.co2_kg = transfer.co2;
  part(s, CostKind::carbon) = shipper.carbon_kg * s.co2_kg;
  s.time_s = transfer.time_s;
  s.variance_s2 = transfer.variance_s2;
  s.is_carried = can_carry(transfer.carries, good);
  return s;
}

Shipment at_start(const GoodTerms& good) {
  Shipment s;
  part(s, CostKind::insurance) = good.insurance * good.value_kg;
  return s;
}

double generalised(const Shipment& shipment, const GoodTerms& good, const ShipperTerms& shipper) {
  const double hours =
      shipment.time_s + shipper.reliability_ratio * std::sqrt(shipment.variance_s2);
  return shipment.money() + good.value_of_time_kg_s * hours;
}

Wait wait_for_departure(std::vector<double> departures_s) {
  if (departures_s.empty()) return {};
  std::sort(departures_s.begin(), departures_s.end());
  double squares = 0.0, cubes = 0.0;
  for (std::size_t i = 0; i < departures_s.size(); ++i) {
    const double next =
        i + 1 < departures_s.size() ? departures_s[i + 1] : departures_s.front() + week_s;
    const double gap = next - departures_s[i];
    squares += gap * gap;
    cubes += gap * gap * gap;
  }
  return wait_of_gaps(squares, cubes, week_s);
}

Wait wait_for_opening(double closed_s) {
  return wait_of_gaps(closed_s * closed_s, closed_s * closed_s * closed_s, day_s);
}

}  // namespace landbridge::freight
