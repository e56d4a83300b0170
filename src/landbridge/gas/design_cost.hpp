#pragma once

#include <span>
#include <vector>

#include "landbridge/gas/design.hpp"
#include "landbridge/gas/design_walk.hpp"

namespace landbridge::gas {

/// Machines for the power that each station needs on a design day: units of one size everywhere,
/// as many as run (rounded up) plus the standby units in each. Of the sizes that need no more than
/// max_units in any station (else of the largest size) the one with the least installed power
/// wins, the smaller one of equals.
Machines size_machines(const DesignAssumptions& assumptions, std::span<const Power> needed);

/// The machines of a state: real ones as their maps have them, else by size_machines().
Machines machines_of(const DesignAssumptions& assumptions, const LineState& state, bool are_real);

/// What installed power and energy cost per second: capital and operation of stations; fuel while
/// the line is available.
MachinePrices machine_prices(const UnitCosts& costs, const DesignAssumptions& assumptions);

/// Mean factor of the route's terrain on building cost, by length.
double mean_terrain_factor(const Route& route);

/// Investment in the pipes of a design: steel of all lines, and building, the first line in full
/// and further ones at their factor, times terrain.
Money pipe_investment(const UnitCosts& costs, const Route& route, const Design& design,
                      const DesignAssumptions& assumptions);

/// Investment in stations: installed power, and a fixed part for each.
Money station_investment(const UnitCosts& costs, Power installed, int stations);

/// Tariff of a design that delivers `flow` while its fuel power is that of `state`.
Tariff design_tariff(const UnitCosts& costs, const DesignSpec& spec, const Design& design,
                     const LineState& state, AmountFlow flow);

/// Yearly cost that does not depend on the flow: capital and operation of pipes and stations.
double fixed_cost_per_year(const UnitCosts& costs, Money pipe, Money stations);

}  // namespace landbridge::gas
