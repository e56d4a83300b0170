#include "landbridge/freight/assign/assign_paths.hpp"

#include "landbridge/base/assert.hpp"

namespace landbridge::freight {

void AssignPaths::links_of(std::size_t path, std::vector<std::int32_t>& links) const {
  LANDBRIDGE_ASSERT(path < flows_.size());
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
  links_.insert(links_.end(), links.begin(), links.end());
  starts_.push_back(links_.size());
  ++pairs_.back().paths;
}

}  // namespace landbridge::freight
