#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
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

  /// From here on, routes of an empty object are kept as the choices, node by node from the
  /// destination back, among the links into it: about a bit for a link.
  void pack(std::int32_t nodes, const std::vector<std::int32_t>& from,
            const std::vector<std::int32_t>& to);
  void reserve_pairs(std::size_t count) { pairs_.reserve(count); }

  /// Pairs in the order class, origin, destination; a pair's paths follow it.
  void add_pair(std::int32_t class_index, std::int32_t origin, std::int32_t destination,
                double amount);
  void add_path(double flow, const std::vector<std::int32_t>& links);  // [flow]

 private:
  struct LinksInto {
    std::vector<std::int32_t> from;
    std::vector<std::uint32_t> first;  // by node, one more: its links in
    std::vector<std::int32_t> link;
    std::vector<std::uint32_t> place;  // by link: among those into its end
    std::uint32_t bits(std::size_t node) const;
  };
  void add_packed(const std::vector<std::int32_t>& links, std::int32_t destination);
  void unpack(std::size_t path, std::vector<std::int32_t>& links) const;

  std::shared_ptr<const LinksInto> into_;  // none: not packed
  std::vector<std::uint64_t> bits_;
  std::vector<Pair> pairs_;
  std::vector<double> flows_;          // [flow]
  std::vector<std::uint64_t> starts_;  // of each path in links_, or its bit in bits_
  std::vector<std::int32_t> links_;
};

}  // namespace landbridge::freight
