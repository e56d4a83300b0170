#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"

namespace landbridge::freight {

/// Places joined by links that means of transport use: one vehicle type of one mode. Behind it
/// stands the virtual network of [jourquin1996], a state for each place and means; moving along a
/// link, passing a place, loading, unloading and transhipping are its arcs.
///
/// All costs are of one tonne, one value for each group of goods.
struct VirtualNetwork {
  using ByGroup = std::vector<double>;  ///< [money/t]

  struct Means {
    std::int32_t mode = 0;
    std::string name;  ///< "2,4"
    ByGroup loading, unloading, transit;
  };
  /// One direction of a link for one means.
  struct Arc {
    std::int32_t from = 0;
    std::int32_t to = 0;
    std::int32_t means = 0;
    double length_km = 0.0;
    ByGroup moving;
  };
  struct Transhipment {
    std::int32_t from_means = 0;
    std::int32_t to_means = 0;
    ByGroup cost;
  };

  std::size_t groups = 0;
  std::vector<std::string> modes;
  std::vector<std::string> place_name;
  std::vector<std::int32_t> zones;  ///< places where goods come from and go to; carry nothing else
  /// By place and mode: 1 where goods may change to or from the mode.
  std::vector<std::vector<std::uint8_t>> is_terminal;
  std::vector<Means> means;
  std::vector<Arc> arcs;
  std::vector<Transhipment> transhipments;
};

/// The cheapest way of one tonne between two zones, and what it is made of.
struct CheapestWay {
  double cost = 0.0;      ///< [money/t]; infinite: no way
  double handling = 0.0;  ///< loading, unloading and transhipping [money/t]
  double length_km = 0.0;
};

/// For one group: by mode, origin zone and destination zone (row by row) the cheapest way that
/// stays on the mode; and `chains`, the cheapest that changes means at least once, empty where no
/// transhipment is defined.
struct CheapestWays {
  std::vector<std::vector<CheapestWay>> by_mode;
  std::vector<CheapestWay> chains;
};

/// Shortest paths over states. Errors (bad_input): columns of different lengths, ends that do not
/// exist, costs that are negative or not finite.
[[nodiscard]] Result<CheapestWays> cheapest_ways(const VirtualNetwork& network, std::size_t group);

}  // namespace landbridge::freight
