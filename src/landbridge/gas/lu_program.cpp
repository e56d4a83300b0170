#include "landbridge/gas/lu_program.hpp"

#include <algorithm>
#include <set>

#include "landbridge/base/assert.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

void insert_sorted(std::vector<std::int32_t>& set, std::int32_t x) {
  const auto place = std::lower_bound(set.begin(), set.end(), x);
  if (place == set.end() || *place != x) set.insert(place, x);
}

void erase_sorted(std::vector<std::int32_t>& set, std::int32_t x) {
  const auto place = std::lower_bound(set.begin(), set.end(), x);
  if (place != set.end() && *place == x) set.erase(place);
}

}  // namespace

LuSlots::LuSlots(std::int32_t size, const std::vector<std::pair<std::int32_t, std::int32_t>>& edges,
                 bool is_symmetric)
    : size_(size), is_symmetric_(is_symmetric), place_(at(size)), columns_(at(size)) {
  std::vector<std::vector<std::int32_t>> neighbours(at(size));
  for (const auto& [a, b] : edges) {
    if (a < 0 || b < 0 || a == b) continue;
    insert_sorted(neighbours[at(a)], b);
    insert_sorted(neighbours[at(b)], a);
  }
  order(neighbours);
  write(neighbours);
}

/// Least degree first; afterwards `neighbours` holds for each unknown those that are eliminated
/// later, fill included.
void LuSlots::order(std::vector<std::vector<std::int32_t>>& neighbours) {
  std::set<std::pair<std::size_t, std::int32_t>> waiting;
  for (std::int32_t i = 0; i < size_; ++i) waiting.insert({neighbours[at(i)].size(), i});
  program_.pivots.reserve(at(size_));
  while (!waiting.empty()) {
    const std::int32_t k = waiting.begin()->second;
    waiting.erase(waiting.begin());
    place_[at(k)] = static_cast<std::int32_t>(program_.pivots.size());
    program_.pivots.push_back({k, 0, 0, 0, 0, 0});
    const std::vector<std::int32_t>& clique = neighbours[at(k)];
    for (const std::int32_t i : clique) {
      waiting.erase({neighbours[at(i)].size(), i});
      erase_sorted(neighbours[at(i)], k);
      for (const std::int32_t j : clique)
        if (i != j) insert_sorted(neighbours[at(i)], j);
      waiting.insert({neighbours[at(i)].size(), i});
    }
  }
}

void LuSlots::write(const std::vector<std::vector<std::int32_t>>& later) {
  std::int32_t next = size_;  // the diagonals come first
  for (std::int32_t k = 0; k < size_; ++k)
    for (const std::int32_t i : later[at(k)]) {
      columns_[at(k)].push_back({i, next});
      next += is_symmetric_ ? 1 : 2;  // (i, k), then (k, i)
    }
  program_.slots = next + 1;
  for (LuProgram::Pivot& pivot : program_.pivots) {
    const std::int32_t k = pivot.unknown;
    pivot.diagonal = k;
    pivot.row_begin = static_cast<std::int32_t>(program_.rows.size());
    pivot.update_begin = static_cast<std::int32_t>(program_.updates.size());
    const auto& below = columns_[at(k)];
    for (std::size_t r = 0; r < below.size(); ++r) {
      const auto [i, lower] = below[r];
      program_.rows.push_back({i, lower, is_symmetric_ ? lower : lower + 1});
      for (const auto& [j, lower_j] : below) {
        if (is_symmetric_ && place_[at(i)] < place_[at(j)]) continue;
        program_.updates.push_back(
            {slot(i, j), static_cast<std::int32_t>(r), is_symmetric_ ? lower_j : lower_j + 1});
      }
    }
    pivot.row_end = static_cast<std::int32_t>(program_.rows.size());
    pivot.update_end = static_cast<std::int32_t>(program_.updates.size());
    program_.most_rows = std::max(program_.most_rows, pivot.row_end - pivot.row_begin);
  }
}

std::int32_t LuSlots::slot(std::int32_t row, std::int32_t column) const {
  if (row < 0 || column < 0) return rubbish();
  if (row == column) return row;
  const bool is_lower = place_[at(row)] > place_[at(column)];
  if (is_symmetric_ && !is_lower) return rubbish();
  const std::int32_t first = is_lower ? column : row;
  const std::int32_t second = is_lower ? row : column;
  const auto& entries = columns_[at(first)];
  const auto hit = std::lower_bound(entries.begin(), entries.end(), second,
                                    [](const auto& e, std::int32_t x) { return e.first < x; });
  LANDBRIDGE_ASSERT(hit != entries.end());
  LANDBRIDGE_ASSERT(hit->first == second);
  return is_symmetric_ || is_lower ? hit->second : hit->second + 1;
}

}  // namespace landbridge::gas
