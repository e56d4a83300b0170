#include "landbridge/study/domain.hpp"

#include <algorithm>

namespace landbridge::study {

const Domain* find_domain(const Domains& domains, std::string_view name) {
  const auto hit = std::ranges::find_if(domains, [&](const auto& d) { return d->name() == name; });
  return hit == domains.end() ? nullptr : hit->get();
}

const EntitySpec* find_entity(const Domain& domain, std::string_view name) {
  const auto all = domain.entities();
  const auto hit = std::ranges::find(all, name, &EntitySpec::name);
  return hit == all.end() ? nullptr : &*hit;
}

}  // namespace landbridge::study
