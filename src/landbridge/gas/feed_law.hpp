#pragma once

#include "landbridge/gas/links.hpp"

namespace landbridge::gas {

/// A Feed in SI doubles; `highest_kg_s` may be infinite.
struct FeedLaw {
  double lowest_kg_s = 0.0;
  double highest_kg_s = 0.0;
  double outlet_pa = 0.0;       ///< zero: none
  double open_flow_kg_s = 0.0;  ///< zero: no curve
  double injection_open_flow_kg_s = 0.0;
  double open_flow_pa = 0.0;
  double exponent = 1.0;

  bool has_curve() const { return open_flow_kg_s > 0.0; }
};
FeedLaw feed_law_of(const Feed& feed);

/// c(m) of the curve (links.hpp), odd and rising in the flow, with its slope.
struct FeedDrop {
  double value_pa2 = 0.0;
  double slope_pa2_s_kg = 0.0;  ///< held above zero at m = 0
};
FeedDrop feed_drop(const FeedLaw& law, double flow_kg_s);

/// The pressure that the curve gives [Pa]; below zero: no pressure takes out that much.
double feed_pressure_pa(const FeedLaw& law, double reservoir_pa, double flow_kg_s);

}  // namespace landbridge::gas
