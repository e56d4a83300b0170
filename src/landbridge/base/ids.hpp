#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "landbridge/base/assert.hpp"

namespace landbridge {

/// An index that cannot be mixed up with an index of another kind. -1 means "none".
template <class Tag>
struct Id {
  std::int32_t value = -1;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value(static_cast<std::int32_t>(index)) {}
  constexpr std::size_t index() const { return static_cast<std::size_t>(value); }
  constexpr bool is_none() const { return value < 0; }
  constexpr auto operator<=>(const Id&) const = default;
};

using NodeId = Id<struct NodeTag>;
using LinkId = Id<struct LinkTag>;

/// One value per node, per link, ...: a vector that accepts only its own Id.
template <class IdType, class T>
class Column {
 public:
  using value_type = T;

  Column() = default;
  explicit Column(std::size_t size, T fill = {}) : values_(size, fill) {}

  decltype(auto) operator[](IdType id) {
    LANDBRIDGE_ASSERT(id.index() < values_.size());
    return values_[id.index()];
  }
  decltype(auto) operator[](IdType id) const {
    LANDBRIDGE_ASSERT(id.index() < values_.size());
    return values_[id.index()];
  }
  IdType push_back(T value) {
    values_.push_back(std::move(value));
    return IdType(values_.size() - 1);
  }
  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  void resize(std::size_t size, T fill = {}) { values_.resize(size, fill); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }
  auto begin() { return values_.begin(); }
  auto end() { return values_.end(); }
  const T* data() const { return values_.data(); }
  T* data() { return values_.data(); }
  const std::vector<T>& values() const { return values_; }
  bool operator==(const Column&) const = default;

 private:
  std::vector<T> values_;
};

}  // namespace landbridge
