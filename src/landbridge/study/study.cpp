#include "landbridge/study/study.hpp"

#include <algorithm>

#include "landbridge/base/assert.hpp"

namespace landbridge::study {

const Table& DomainData::table(std::string_view entity) const {
  const auto hit = std::ranges::find(tables, entity, &Table::entity);
  LANDBRIDGE_ASSERT(hit != tables.end());
  return *hit;
}
Table& DomainData::table(std::string_view entity) {
  const auto hit = std::ranges::find(tables, entity, &Table::entity);
  LANDBRIDGE_ASSERT(hit != tables.end());
  return *hit;
}

const DomainData* Study::domain(std::string_view name) const {
  const auto hit = std::ranges::find(domains, name, &DomainData::domain);
  return hit == domains.end() ? nullptr : &*hit;
}

const Place* Study::place(std::string_view id) const {
  const auto hit = std::ranges::find(places, id, &Place::id);
  return hit == places.end() ? nullptr : &*hit;
}

}  // namespace landbridge::study
