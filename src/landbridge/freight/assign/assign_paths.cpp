#include "landbridge/freight/assign/assign_paths.hpp"

#include <algorithm>
#include <bit>

#include "landbridge/base/assert.hpp"

namespace landbridge::freight {

void AssignPaths::links_of(std::size_t path, std::vector<std::int32_t>& links) const {
  LANDBRIDGE_ASSERT(path < flows_.size());
  if (into_ != nullptr) return unpack(path, links);
  links.assign(links_.begin() + static_cast<std::ptrdiff_t>(starts_[path]),
               links_.begin() + static_cast<std::ptrdiff_t>(starts_[path + 1]));
}

void AssignPaths::add_pair(std::int32_t class_index, std::int32_t origin, std::int32_t destination,
                           double amount) {
  pairs_.push_back(
      {class_index, origin, destination, amount, static_cast<std::uint32_t>(flows_.size()), 0});
}

void AssignPaths::add_path(double flow, const std::vector<std::int32_t>& links) {
  LANDBRIDGE_ASSERT(!pairs_.empty());
  if (starts_.empty()) starts_.push_back(0);
  flows_.push_back(flow);
  ++pairs_.back().paths;
  if (into_ != nullptr) return add_packed(links, pairs_.back().destination);
  links_.insert(links_.end(), links.begin(), links.end());
  starts_.push_back(links_.size());
}

/// Bits that tell the links into a node from each other.
std::uint32_t AssignPaths::LinksInto::bits(std::size_t node) const {
  const std::uint32_t count = first[node + 1] - first[node];
  return count < 2 ? 0 : static_cast<std::uint32_t>(std::bit_width(count - 1));
}

void AssignPaths::pack(std::int32_t nodes, const std::vector<std::int32_t>& from,
                       const std::vector<std::int32_t>& to) {
  LANDBRIDGE_ASSERT(flows_.empty());
  auto into = std::make_shared<LinksInto>();
  into->from = from;
  into->first.assign(static_cast<std::size_t>(nodes) + 1, 0);
  into->link.resize(to.size());
  into->place.resize(to.size());
  for (std::size_t link = 0; link < to.size(); ++link)
    into->place[link] = into->first[static_cast<std::size_t>(to[link]) + 1]++;
  for (std::size_t node = 0; node + 1 < into->first.size(); ++node)
    into->first[node + 1] += into->first[node];
  for (std::size_t link = 0; link < to.size(); ++link)
    into->link[into->first[static_cast<std::size_t>(to[link])] + into->place[link]] =
        static_cast<std::int32_t>(link);
  into_ = std::move(into);
}

void AssignPaths::add_packed(const std::vector<std::int32_t>& links, std::int32_t destination) {
  std::uint64_t at = starts_.back();
  auto node = static_cast<std::size_t>(destination);
  for (std::size_t i = links.size(); i-- > 0;) {
    const auto link = static_cast<std::size_t>(links[i]);
    for (std::uint32_t bit = 0; bit < into_->bits(node); ++bit, ++at) {
      if (at / 64 >= bits_.size()) bits_.push_back(0);
      bits_[at / 64] |= std::uint64_t{(into_->place[link] >> bit) & 1U} << (at % 64);
    }
    node = static_cast<std::size_t>(into_->from[link]);
  }
  starts_.push_back(at);
}

void AssignPaths::unpack(std::size_t path, std::vector<std::int32_t>& links) const {
  const auto behind = std::ranges::upper_bound(pairs_, path, {}, &Pair::first_path);
  const Pair& pair = *std::prev(behind);
  links.clear();
  std::uint64_t at = starts_[path];
  for (auto node = static_cast<std::size_t>(pair.destination);
       node != static_cast<std::size_t>(pair.origin);) {
    std::uint32_t place = 0;
    for (std::uint32_t bit = 0; bit < into_->bits(node); ++bit, ++at)
      place |= static_cast<std::uint32_t>((bits_[at / 64] >> (at % 64)) & 1U) << bit;
    links.push_back(into_->link[into_->first[node] + place]);
    node = static_cast<std::size_t>(into_->from[static_cast<std::size_t>(links.back())]);
  }
  std::ranges::reverse(links);
}

}  // namespace landbridge::freight
