#pragma once

#include <optional>
#include <vector>

#include "landbridge/gas/economics.hpp"
#include "landbridge/study/domains/gas/gas_closure.hpp"
#include "landbridge/study/domains/gas/gas_day.hpp"
#include "landbridge/study/domains/gas/gas_network.hpp"
#include "landbridge/study/domains/gas/gas_outage.hpp"
#include "landbridge/study/domains/gas/gas_surroundings.hpp"

namespace landbridge::study {

/// The largest delivery in one stretch of the year.
struct StretchDelivery {
  gas::WarmDelivery firm, peak;
  double firm_mol_s = 0.0;  ///< handed over; the stations' fuel is taken out on the way
  double peak_mol_s = 0.0;
  HydrateMargin hydrates;  ///< of the firm state; not computed without a water dew point
};

/// One point of delivery over the year.
struct YearDelivery {
  std::vector<StretchDelivery> stretches;
  double annual_mol_s = 0.0;    ///< firm, mean of the year, times availability
  double peak_mol_s = 0.0;      ///< every unit runs, mean of the year
  double best_day_mol_s = 0.0;  ///< the best stretch with every unit running
};

/// One sale at one draw.
struct DealState {
  gas::Tariff tariff;  ///< of what is new; zero where nothing is
  bool has_tariff = false;
  double floor = 0.0;  ///< [money/mol]
  double ceiling = 0.0;
  std::string floor_way, ceiling_way;  ///< the alternatives that decide
};

/// Everything about gas in one draw of one scenario.
struct GasYear {
  std::vector<YearDelivery> deliveries;
  gas::CostInputs investment;  ///< pipes and stations that are new; capex only
  double new_length_m = 0.0;
  std::vector<DealState> deals;
  std::vector<std::vector<double>> outage_mol_s;  ///< firm, by outage and stretch
  std::vector<double> closure_survival_s;
  std::vector<double> day_margin_pa;
};

/// A rung of a ladder with a number that depends on the draw.
struct PriceRung {
  std::string id, alternative, label;
  bool is_seller = true;
  bool is_tariff = false;
  Number amount;
};

struct GasDeal {
  std::string id;
  std::size_t delivery = 0;
  Number amount;
  std::vector<PriceRung> rungs;
};

/// A scenario ready to be computed for any draw.
struct GasModel {
  const Study* study = nullptr;
  GasSettings settings;
  std::vector<GasNetwork> networks;  ///< one a stretch
  std::vector<Stretch> stretches;
  std::vector<GasDeal> deals;
  std::vector<GasOutage> outages;
  std::vector<GasClosure> closures;
  std::vector<GasDay> days;
  std::vector<std::pair<std::string, Number>> unit_costs;  ///< fields of gas::UnitCosts
  std::shared_ptr<const gas::PropertyTable> table;         ///< null: temperatures are as stated
  /// Whether hydrate margins are computed: temperatures and a water dew point.
  bool has_hydrates() const { return table != nullptr && is_stated(settings.water_dew_point); }
};
Result<GasModel> gas_model(const Case& scenario_case);

/// Unit costs of a draw.
gas::UnitCosts unit_costs(const GasModel& model, std::span<const double> draw);

/// The largest firm flow that a network hands over at a delivery [mol/s].
Result<double> firm_flow_mol_s(const GasModel& model, const GasNetwork& network,
                               std::size_t delivery, std::span<const double> draw);

/// Levelised tariff of what is new in the scenario, at a volume [mol/s] handed over at a delivery.
/// The network is solved with that volume for its fuel; at the largest delivery where it is more
/// than the network can carry.
gas::Tariff tariff_at(const GasModel& model, const GasYear& year, std::size_t delivery,
                      double amount_mol_s, std::span<const double> draw);

/// Computes a draw. Errors: a network without an answer, with its stretch.
Result<GasYear> gas_year(const GasModel& model, std::span<const double> draw);

}  // namespace landbridge::study
