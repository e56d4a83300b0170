#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace landbridge::freight {

/// The routes of an equilibrium: for each pair of zones of each class those that carry flow. A
/// plain value; links are those of the network, in the order of travel.
class AssignPaths {
 public:
  struct Pair {
    std::int32_t class_index = 0;
    std::int32_t origin = 0;
    std::int32_t destination = 0;
    double amount = 0.0;           ///< demand of the pair [flow of the class]
    std::uint32_t first_path = 0;  ///< its paths are first_path … first_path + paths - 1
    std::uint32_t paths = 0;
  };

  const std::vector<Pair>& pairs() const { return pairs_; }
  std::size_t size() const { return flows_.size(); }
  bool empty() const { return pairs_.empty(); }
  double flow(std::size_t path) const { return flows_[path]; }
  /// The links of a path, into `links`.
  void links_of(std::size_t path, std::vector<std::int32_t>& links) const;

  /// Pairs in the order class, origin, destination; a pair's paths follow it.
  void add_pair(std::int32_t class_index, std::int32_t origin, std::int32_t destination,
                double amount);
  void add_path(double flow, const std::vector<std::int32_t>& links);  // [flow]

 private:
  std::vector<Pair> pairs_;
  std::vector<double> flows_;          // [flow]
  std::vector<std::uint64_t> starts_;  // of each path in links_
  std::vector<std::int32_t> links_;
};

}  // namespace landbridge::freight
