#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "landbridge/gas/design_line.hpp"
#include "landbridge/gas/design_station.hpp"

namespace landbridge::gas {

/// A line prepared for walking along it: SI numbers, cut where something happens.
struct LineModel {
  struct Stop {
    double at_m = 0.0;
    double height_m = 0.0;
    double offtake_kg_s = 0.0;  ///< on a design day
    bool is_station = false;
  };
  DesignAssumptions assumptions;
  std::vector<Stop> stops;  ///< by distance; the first is the start, the last the end
  double outer_diameter_m = 0.0;
  double inner_diameter_m = 0.0;
  double wall_m = 0.0;
  double lines = 1.0;
  double inlet_pressure_pa = 0.0;
  double max_pressure_pa = 0.0;
  double delivery_pressure_pa = 0.0;
  double inlet_temperature_k = 0.0;
  double ground_temperature_k = 0.0;
  double cooled_temperature_k = 0.0;  ///< what the coolers reach
  double station_power_firm_w = std::numeric_limits<double>::infinity();
  double station_power_peak_w = std::numeric_limits<double>::infinity();
  double longest_section_m = 0.0;
  double offtakes_kg_s = 0.0;
  std::optional<StationKit> kit;  ///< nothing: constant efficiencies
};

/// The machines of a line that has real ones, at the temperature of its air.
Result<StationKit> kit_of(const LineSpec& line, const DesignAssumptions& assumptions);

/// Requires that check(line) and check(assumptions) hold, and kit_of() where there are machines.
LineModel model_of(const LineSpec& line, const DesignAssumptions& assumptions);

struct WalkOptions {
  double station_power_w = std::numeric_limits<double>::infinity();
  double cell_m = 0.0;  ///< zero: that of the assumptions
  bool keeps_profile = false;
  bool runs_standby = false;    ///< of real machines
  bool stops_at_limit = false;  ///< the state is then complete only up to the limit
};

/// From the start to the end of a line with a flow, all strings together [kg/s].
///
/// In the pipe (per string) the equations of pipe_walk.hpp with dh = c_p dT - c_p mu_JT dp:
///
///   c_p  heat capacity [J/kg/K]   mu_JT  Joule-Thomson coefficient [K/Pa], both constant
///
/// and heat transfer over the outer diameter. Where the pressure would rise over the maximum
/// downhill, a regulator holds it there.
///
/// In a station: p_s -> p_d = min(p_max, r_max p_s) with the machines working from p_s - loss/2 to
/// p_d + loss/2; a head station at the start always reaches p_max, in stages if need be. The outlet
/// has the lower of the temperatures of compression and of the coolers; fuel P / (eta_d H) is taken
/// from the stream. Real machines: run_station(), and fuel by their drives. Sources:
/// [menon2005, ch. 2-4], [sto2006].
LineState walk(const LineModel& model, double inlet_kg_s, const WalkOptions& options);

/// Walks with the inlet flow that delivers `delivered_kg_s` at the end: inlet = delivered +
/// offtakes + fuel, by repeated substitution (fuel is a few per cent, so each round gains 1-2
/// digits). `walks` counts. Stops early, with the limit, where the flow without fuel is too much.
LineState walk_to_deliver(const LineModel& model, double delivered_kg_s, WalkOptions options,
                          int& walks);

/// Residuals of a walked state, and the error of its step.
LineCertificate certify(const LineModel& model, const LineState& state);

/// kg/s of gas for an amount per second.
double mass_flow_kg_s(const LineModel& model, AmountFlow flow);
AmountFlow amount_flow(const LineModel& model, double flow_kg_s);

}  // namespace landbridge::gas
