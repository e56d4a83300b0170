#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/result.hpp"

namespace landbridge::freight {

/// Mean radius of the Earth [moritz2000]; lane files state lengths on this sphere.
inline constexpr double earth_radius_m = 6371008.8;

/// Longitude and latitude [deg], WGS 84.
struct GeoPoint {
  double lon_deg = 0.0;
  double lat_deg = 0.0;
};

/// Length of the great circle [m] by the haversine formula [sinnott1984]:
/// d = 2 R asin sqrt(sin²(dlat/2) + cos lat1 cos lat2 sin²(dlon/2)).
double great_circle_m(const GeoPoint& a, const GeoPoint& b);

struct SeaNode {
  std::string id;    ///< as in its file
  std::string name;  ///< may be empty
  GeoPoint at;
  std::uint32_t file = 0;  ///< which pair of files it comes from
  bool joins = false;      ///< shall be joined to the nearest node of the other files
};

inline constexpr std::uint32_t no_pass = std::numeric_limits<std::uint32_t>::max();

/// Months as bits: bit 0 January … bit 11 December.
using MonthSet = std::uint16_t;

struct SeaEdge {
  std::uint32_t a = 0, b = 0;
  double length_m = 0.0;
  std::uint32_t pass = no_pass;                                ///< index into SeaLanes::passes
  double draught_m = std::numeric_limits<double>::infinity();  ///< deepest ship; inf: not stated
  MonthSet ice = 0;                                            ///< months with ice
  MonthSet closed = 0;                                         ///< months without navigation
};

/// A name under which edges can be closed: a strait, a canal, a stretch of ice.
struct SeaPass {
  std::string name;
  bool is_arctic = false;  ///< closed unless asked for
  double draught_m = std::numeric_limits<double>::infinity();
};

/// Lanes on which ships sail both ways.
struct SeaLanes {
  std::vector<SeaNode> nodes;
  std::vector<SeaEdge> edges;
  std::vector<SeaPass> passes;
  std::uint32_t files = 0;
};

/// What `complete` did; all of it is shown to the user.
struct SeaCompletion {
  struct Join {
    std::uint32_t node = 0, other = 0;
    double distance_m = 0.0;
  };
  std::vector<Join> joins;              ///< between files
  std::size_t date_line_joins = 0;      ///< nodes at 180 and -180 degrees at one place
  std::vector<std::string> added_tags;  ///< passes of our table found by their gates
};

/// How far a node marked `join` may be from the other files.
inline constexpr double join_max_m = 50e3;

/// Index of a pass, added if it is new; draught and Arctic mark come from our table.
std::uint32_t pass_index(SeaLanes& lanes, std::string_view name);

/// Makes one network of what the files brought: joins the marked nodes to the nearest node of the
/// other files, joins the two sides of the date line, and tags the passes of our table which no
/// file tags, by the edges that cross their gates. Error: a marked node, with other files there,
/// has none of their nodes within join_max_m.
Result<SeaCompletion> complete(SeaLanes& lanes);

}  // namespace landbridge::freight
