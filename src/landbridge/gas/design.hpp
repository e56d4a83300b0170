#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "landbridge/base/fields.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/base/units.hpp"
#include "landbridge/gas/design_assumptions.hpp"
#include "landbridge/gas/design_line.hpp"
#include "landbridge/gas/economics.hpp"

namespace landbridge::gas {

/// Unit costs with doubt: the design is chosen at `best`; its tariff is told at all three.
struct CostRange {
  UnitCosts low;
  UnitCosts best;
  UnitCosts high;
};

/// What to design: a route, a flow, and what may be chosen.
struct DesignSpec {
  std::string name;
  Route route;
  AmountFlow flow;                ///< delivered at the end, mean of a year
  std::vector<Length> diameters;  ///< outer
  std::vector<int> lines;
  std::vector<Pressure> max_pressures;
  Length min_spacing = 60.0 * landbridge::units::km;
  Length max_spacing = 400.0 * landbridge::units::km;
  int top = 5;                          ///< how many designs to rank
  std::vector<AmountFlow> curve_flows;  ///< the cost curve; may be empty
  std::vector<double> utilisations;     ///< tariff of the chosen design; may be empty
  DesignAssumptions assumptions;
  CostRange costs;
  std::optional<StationMachines> machines;  ///< real ones for every station; their prices are set

  static constexpr auto fields() {
    namespace lu = landbridge::units;
    return std::tuple{
        field("flow", &DesignSpec::flow, lu::bcm_20C_per_year,
              "delivered at the end of the route, mean of a year", positive),
        field("min_spacing", &DesignSpec::min_spacing, lu::km, "least distance between stations",
              optional_positive),
        field("max_spacing", &DesignSpec::max_spacing, lu::km,
              "largest distance between stations, a matter of operation", optional_positive),
    };
  }
};

/// The machines of all stations of a design.
struct Machines {
  Power unit_size;
  int units = 0;  ///< installed, standby included
  int standby = 0;
  Power installed;  ///< nominal
};

/// A line that carries the flow, with what it costs.
struct Design {
  Length diameter;
  Length wall;
  int lines = 0;
  Pressure max_pressure;
  int stations = 0;  ///< head station included
  bool has_head_station = false;
  Length spacing;
  Power shaft_power;        ///< on a design day
  Machines machines;        ///< of real ones unit_size is zero where they differ
  double fuel_share = 0.0;  ///< fuel over gas taken in
  Mass steel;
  Money pipe_capex;
  Money station_capex;
  Tariff tariff;  ///< at best unit costs
  Tariff tariff_low;
  Tariff tariff_high;
  LineState state;
};

/// One point of the cost curve: the best design for a flow, or why there is none.
struct CurvePoint {
  AmountFlow flow;
  std::optional<Design> best;
  std::string why_none;
};

/// The chosen design with less gas than it was built for.
struct UtilisationPoint {
  double flow_over_design = 0.0;
  AmountFlow flow;
  double fuel_share = 0.0;
  Tariff tariff;
};

/// What the search did; every design of the grid is in exactly one of the counts.
struct SearchCertificate {
  std::size_t grid = 0;           ///< designs in the grid
  std::size_t examined = 0;       ///< hydraulics computed and all limits kept
  std::size_t impossible = 0;     ///< hydraulics computed, a limit broken
  std::size_t too_expensive = 0;  ///< left out: even a lower bound of its cost is above the ranking
  LineCertificate line;           ///< of the chosen design
};

struct DesignResult {
  std::vector<Design> ranked;  ///< by tariff; one per diameter, number of lines and pressure
  std::vector<CurvePoint> curve;
  std::vector<UtilisationPoint> utilisation;
  SearchCertificate certificate;
};

/// The cheapest designs, exactly: the grid diameter x lines x pressure x stations is searched in
/// full but for designs whose lower bound of cost (pipe, and the smallest possible stations) is
/// not below that of the last one ranked. Equal input, equal output.
/// Errors: bad_input; infeasible with the limit that stops the strongest line of the grid.
Result<DesignResult> design(const DesignSpec& spec);

}  // namespace landbridge::gas
