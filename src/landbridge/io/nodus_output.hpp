#pragma once

#include <string>
#include <vector>

#include "landbridge/freight/choice/calibrate.hpp"
#include "landbridge/freight/choice/virtual_network.hpp"
#include "landbridge/io/json_text.hpp"
#include "landbridge/io/nodus.hpp"

namespace landbridge::io {

/// What `freight calibrate` found, group by group.
struct NodusAnswer {
  freight::CalibrationOptions options;
  struct Group {
    freight::CheapestWays ways;
    std::vector<freight::SplitPair> pairs;
    freight::ModeSplit split;
  };
  std::vector<Group> groups;
};

/// A split is met where no mode is further off than this [1].
inline constexpr double split_tolerance_share = 0.005;

Json nodus_json(const NodusStudy& study, const NodusAnswer& answer);
Json nodus_certificate_json(const NodusStudy& study, const NodusAnswer& answer);
std::string nodus_text(const NodusStudy& study, const NodusAnswer& answer);
/// Every pair with observed and predicted tonnes, and on which side it stands.
std::string nodus_pairs_csv(const NodusStudy& study, const NodusAnswer& answer);
/// The cheapest way of every pair of zones and mode, and of chains of modes.
std::string nodus_costs_csv(const NodusStudy& study, const NodusAnswer& answer);

}  // namespace landbridge::io
