#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>

#include "landbridge/freight/assign/assignment.hpp"
#include "landbridge/math/random.hpp"

namespace landbridge::test {

/// A made-up city: a grid of one-way streets, alternating in direction, closed by a ring; zones at
/// random corners, each with two ways in and two out; demand between all zones that falls with
/// distance. The same city for the same size and seed.
struct CitySize {
  std::int32_t zones = 1000;
  std::int32_t columns = 120;  ///< even
  std::int32_t rows = 100;     ///< even
  std::int32_t two_way = 220;  ///< streets that have a lane against the rule
  double trips = 460e3;        ///< with 1,000 zones: load 0.81 on the mean used link
  std::uint64_t seed = 1;
};

namespace city {

inline void add_link(freight::AssignNetwork& n, std::int32_t from, std::int32_t to, double minutes,
                     double capacity) {
  n.from.push_back(from);
  n.to.push_back(to);
  n.free_flow_time.push_back(minutes);
  n.b.push_back(0.15);
  n.power.push_back(4.0);
  n.capacity.push_back(capacity);
  n.length.push_back(minutes);
  n.toll.push_back(0.0);
}

inline void add_streets(freight::AssignNetwork& n, const CitySize& size, RandomStream& random) {
  const auto corner = [&](std::int32_t x, std::int32_t y) {
    return size.zones + y * size.columns + x;
  };
  const auto street = [&](std::int32_t a, std::int32_t b, bool is_main) {
    const double minutes = random.uniform(0.5, 1.0) * (is_main ? 0.6 : 1.0);
    add_link(n, a, b, minutes, random.uniform(600.0, 1200.0) * (is_main ? 2.5 : 1.0));
  };
  for (std::int32_t y = 0; y < size.rows; ++y)
    for (std::int32_t x = 0; x + 1 < size.columns; ++x) {
      const bool is_east = y % 2 == 0;
      street(corner(is_east ? x : x + 1, y), corner(is_east ? x + 1 : x, y), y % 10 < 2);
    }
  for (std::int32_t x = 0; x < size.columns; ++x)
    for (std::int32_t y = 0; y + 1 < size.rows; ++y) {
      const bool is_north = x % 2 == 1;
      street(corner(x, is_north ? y : y + 1), corner(x, is_north ? y + 1 : y), x % 10 < 2);
    }
  const std::size_t streets = n.links();
  for (std::int32_t i = 0; i < size.two_way; ++i) {
    const std::size_t link = random.below(streets);
    street(n.to[link], n.from[link], false);
  }
}

struct Corner {
  std::int32_t x, y;
};

inline std::vector<Corner> add_zones(freight::AssignNetwork& n, const CitySize& size,
                                     RandomStream& random) {
  std::vector<Corner> at;
  for (std::int32_t zone = 0; zone < size.zones; ++zone) {
    const auto x = random.below(static_cast<std::uint64_t>(size.columns - 1));
    const auto y = random.below(static_cast<std::uint64_t>(size.rows));
    at.push_back({static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)});
    for (const std::int32_t side : {0, 1}) {
      const std::int32_t corner = size.zones + at.back().y * size.columns + at.back().x + side;
      add_link(n, zone, corner, 0.5, 300.0);
      add_link(n, corner, zone, 0.5, 300.0);
    }
  }
  return at;
}

}  // namespace city

inline freight::AssignProblem assign_city(const CitySize& size) {
  freight::AssignProblem problem;
  RandomStream random(size.seed, "city", 0);
  problem.network.zones = size.zones;
  problem.network.nodes = size.zones + size.columns * size.rows;
  problem.network.first_through_node = size.zones;
  city::add_streets(problem.network, size, random);
  const auto at = city::add_zones(problem.network, size, random);
  freight::AssignClass users;
  users.name = "all";
  double sum = 0.0;
  for (std::int32_t a = 0; a < size.zones; ++a)
    for (std::int32_t b = 0; b < size.zones; ++b) {
      if (a == b) continue;
      const city::Corner from = at[static_cast<std::size_t>(a)];
      const city::Corner to = at[static_cast<std::size_t>(b)];
      const double blocks = std::abs(from.x - to.x) + std::abs(from.y - to.y);
      const double weight = random.uniform(0.5, 1.5) * std::exp(-blocks / 60.0);
      users.demand.push_back({a, b, weight});
      sum += weight;
    }
  for (freight::OdDemand& d : users.demand) d.amount *= size.trips / sum;
  problem.classes.push_back(std::move(users));
  return problem;
}

}  // namespace landbridge::test
