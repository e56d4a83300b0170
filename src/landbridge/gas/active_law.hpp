#pragma once

#include <optional>

#include "landbridge/gas/feed_law.hpp"
#include "landbridge/gas/gas.hpp"
#include "landbridge/gas/links.hpp"
#include "landbridge/gas/potential.hpp"
#include "landbridge/gas/solve.hpp"

namespace landbridge::gas {

/// An edge of a station's map around one state: p_out = level + by_inlet p_in + by_flow m.
struct MapEdge {
  double level_pa = 0.0;
  double by_inlet = 0.0;  ///< [1]
  double by_flow_pa_s_kg = 0.0;
  double at(double inlet_pa, double flow_kg_s) const {
    return level_pa + by_inlet * inlet_pa + by_flow_pa_s_kg * flow_kg_s;
  }
};

/// A regulator, a compressor, a loss or a feed, ready for solvers: SI doubles; a limit
/// that does not exist is infinite (or zero for the inlet).
struct ActiveLaw {
  enum class Kind { regulator, compressor, pressure_loss, feed };
  Kind kind = Kind::regulator;
  double asked_ratio = 0.0;        ///< control `ratio`; else zero
  double asked_pressure_pa = 0.0;  ///< set point of the outlet; zero: none
  double max_ratio = 0.0;          ///< zero: none, as for the next ones
  double max_power_w = 0.0;
  double max_outlet_pressure_pa = 0.0;
  double min_inlet_pressure_pa = 0.0;
  double max_flow_kg_s = 0.0;
  double exact_flow_kg_s = 0.0;  ///< only with may_flow_back: the flow is this
  double pressure_loss_pa = 0.0;
  double efficiency = 1.0;
  double inlet_temperature_k = 0.0;
  double specific_gas_constant_j_kg_k = 0.0;
  double isentropic_exponent = 1.3;
  bool may_flow_back = false;
  bool has_exact_flow = false;
  double asked_phi_pa2 = 0.0;  ///< potentials of the pressures above
  double max_outlet_phi_pa2 = 0.0;
  double min_inlet_phi_pa2 = 0.0;
  std::optional<MapEdge> low_edge, high_edge;  ///< what the machines reach; in transients
  FeedLaw feed;
};

ActiveLaw law_of(const Regulator& regulator, const Potential& potential);
ActiveLaw law_of(const Compressor& compressor, const Gas& gas, const Potential& potential);
ActiveLaw loss_law_of(const Resistor& resistor);
ActiveLaw law_of(const Feed& feed, const Potential& potential);

/// The outlet potential that an element holds, with its derivatives.
struct ActiveTarget {
  double phi_pa2 = 0.0;
  double slope_by_inlet = 0.0;  ///< d/d phi_in [1]
  double slope_by_flow_pa2_s_kg = 0.0;
  ElementStatus status = ElementStatus::active;
};
ActiveTarget active_target(const ActiveLaw& law, const Potential& potential, double phi_in_pa2,
                           double flow_kg_s);

/// How the residual is scaled and, for hard cases, rounded.
struct ActiveScale {
  double pa2_s_kg = 1.0;      ///< one kg/s counts as this much potential
  double leak = 0.0;          ///< slope in phi_out - phi_in [1]: keeps closed parts determined
  double rounding_pa2 = 0.0;  ///< of the corners of min and max; zero: sharp
  double droop = 0.0;         ///< slope in sigma m [1]: parallel machines with one set point
                              ///< share the flow
};

/// F(phi_in, phi_out, m), zero at the solution, rising in phi_out and m, falling in phi_in:
///
///   F = min( sigma m, max( phi_out - t, min( phi_out - phi_in, max( sigma (m - m_max),
///                                                                   phi_in_min - phi_in ))))
///
///   t  target potential   sigma  pa2_s_kg   m_max, phi_in_min  limits of the machine
///
/// The nested min and max say the complementarity of links.hpp; cf. [clees2018]. A feed has
///
///   F = max( min( phi_out - t, sigma (m - m_low)), sigma (m - m_high))
struct ActiveResidual {
  double value_pa2 = 0.0;
  double by_inlet = 0.0;
  double by_outlet = 0.0;
  double by_flow_pa2_s_kg = 0.0;
  ElementStatus status = ElementStatus::active;
};
ActiveResidual active_residual(const ActiveLaw& law, const Potential& potential, double phi_in_pa2,
                               double phi_out_pa2, double flow_kg_s, const ActiveScale& scale);

/// The other side of an element whose flow is known; `is_impossible` when it would have to let gas
/// back, or a regulator more than its highest flow (then both sides get the same potential).
struct ActiveStep {
  double phi_pa2 = 0.0;
  ElementStatus status = ElementStatus::active;
  bool is_impossible = false;
};
ActiveStep active_outlet(const ActiveLaw& law, const Potential& potential, double phi_in_pa2,
                         double flow_kg_s, double zero_flow_kg_s);
/// Where many inlet pressures fit (an element at its set point) it takes the lowest.
ActiveStep active_inlet(const ActiveLaw& law, const Potential& potential, double phi_out_pa2,
                        double flow_kg_s, double zero_flow_kg_s);

/// Shaft power of a compressor [W] at a state; zero for other kinds.
double active_power_w(const ActiveLaw& law, const Potential& potential, double p_in_pa,
                      double p_out_pa, double flow_kg_s);

}  // namespace landbridge::gas
