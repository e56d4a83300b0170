#pragma once

#include <functional>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/problem.hpp"
#include "landbridge/gas/solve.hpp"

/// The gas that the drives of compressor stations burn, withdrawn where they take it.
namespace landbridge::gas {

using EnergyPerMass = Quantity<Dim<2, 0, -2>>;

/// How the drives of compressors turn gas into shaft power.
///
///   m_fuel = P / (eta_d H_u)
///
///   P  shaft power [W]   eta_d  efficiency of the drive [1]   H_u  lower calorific value [J/kg]
///
/// A station with a map has the energy rate of its own drives instead (station.hpp). Source:
/// [koch2015, ch. 2].
struct FuelOptions {
  /// Of compressors that state none (Compressor::drive_efficiency); zero: those burn no gas.
  double drive_efficiency = 0.0;
  double lower_calorific_value_j_kg = 50.0e6;  ///< methane, 25 degC [iso6976]
  Column<LinkId, NodeId> node;                 ///< where it is taken; empty or none: at the inlet
  int max_rounds = 60;
  double tolerance_relative = 1e-12;  ///< of the fuel over the largest flow of the network
};

/// What one compressor burns.
struct FuelUse {
  LinkId link;
  NodeId node;
  MassFlow fuel{};
};

struct FuelReport {
  std::vector<FuelUse> stations;  ///< every compressor, in the order of the problem
  MassFlow total{};
  int rounds = 0;
  double residual_kg_s = 0.0;  ///< worst difference between what is withdrawn and what is burnt
  double mass_residual_kg_s = 0.0;  ///< worst node balance with the fuel, in the last solution
};

/// The fuel of a compressor without a map [kg/s].
double fuel_kg_s(const Compressor& compressor, double shaft_power_w, const FuelOptions& options);

/// What a solve with given withdrawals came to.
struct FuelRound {
  std::vector<double> fuel_kg_s;    ///< of every compressor, in the order of the problem's table
  const Solution* state = nullptr;  ///< valid until the next round
};
using FuelSolve = std::function<Result<FuelRound>(const Problem& with_fuel_withdrawn)>;

/// Rounds of `solve`, each with the fuel of the round before taken out of the supplies, until the
/// fuel reproduces itself. The caller keeps the last solution; supplies_with_fuel() makes its
/// supplies those of the nomination again. not_converged: the rounds ended first, with the station.
[[nodiscard]] Result<FuelReport> withdraw_fuel(const Problem& problem, const FuelOptions& options,
                                               const FuelSolve& solve);

/// Supplies of the last solution plus the fuel: as nominated, and at held nodes what they take in
/// with what the stations burn there.
void add_fuel(const FuelReport& report, Column<NodeId, MassFlow>& supply);

/// The fuel that is taken out at each node [kg/s].
std::vector<double> fuel_of_nodes(const FuelReport& report, std::size_t node_count);

}  // namespace landbridge::gas
