#pragma once

#include <functional>
#include <string>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/gas_state.hpp"

/// What equations of state in the Helmholtz energy share: the density of the gas branch and the
/// properties from the derivatives.
namespace landbridge::gas {

/// A residual Helmholtz energy / RT as a function of a reduced density D, with L = D d/dD.
struct Curve {
  double value;   ///< f
  double first;   ///< L f
  double second;  ///< L^2 f
};

/// One composition at one temperature.
struct GasBranch {
  std::function<Curve(double)> curve;  ///< of the reduced density
  double temperature_k = 0.0;
  double pascal = 0.0;  ///< R T times the density that D = 1 stands for
  double pressure_pa_max = 0.0;
  std::string place;  ///< "gas.aga8", for messages
};

/// The reduced density on the gas branch, on which the pressure rises all the way from zero; an
/// error where it ends below the pressure. The search starts left of the root where Z < 1, right of
/// it where Z > 1.
Result<double> root_at(const GasBranch& branch, double pressure_pa);

/// Helmholtz energy of the ideal gas over RT with its derivatives by temperature.
struct IdealPart {
  double value;   ///< a / RT
  double first;   ///< T d/dT of a/RT, = -u/RT
  double second;  ///< (T d/dT)^2 of a/RT
};

/// The residual part: the curve and what one and two applications of l = T d/dT make of it.
struct ResidualPart {
  Curve a;
  Curve la;
  Curve lla;
};

struct Mixture {
  double gas_constant_j_mol_k;
  double molar_mass_kg_mol;
};

/// Properties from the Helmholtz energy a/RT = ideal + residual, with l = T d/dT, L = D d/dD:
///
///   u = -RT l a,  s = -R (a + l a),  cv = -R (l a + l^2 a),  Z = 1 + L a
///   dp/drho = RT (Z + L^2 a),  dp/dT = rho R (Z + l L a)
///   cp = cv + T (dp/dT)^2 / (rho^2 dp/drho),   w^2 = cp/cv dp/drho / M,   kappa = w^2 M / ZRT
///   mu = (T dp/dT / (rho dp/drho) - 1) / (rho cp)
///
/// (a, u, s, cv, cp molar; M molar mass; w speed of sound; mu Joule-Thomson). Source: [kunz2012].
GasState state_of(const Mixture& mixture, double temperature_k, double rho_mol_m3,
                  const IdealPart& ideal, const ResidualPart& residual);

}  // namespace landbridge::gas
