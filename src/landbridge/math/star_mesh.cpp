#include "landbridge/math/star_mesh.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include <amd.h>

#include "landbridge/base/assert.hpp"

namespace landbridge {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr std::int32_t largest_bit_graph = 1024;  // more: the matrix of bits outgrows the cache

/// Minimum degree by a matrix of bits: the neighbours of an eliminated vertex become neighbours.
class BitOrdering {
 public:
  BitOrdering(std::int32_t size, std::span<const Coupling> couplings,
              std::vector<std::uint64_t>& bits)
      : size_(size), words_((at(size) + 63) / 64), bits_(bits) {
    bits_.assign(at(size) * words_, 0);
    for (const Coupling& c : couplings) {
      set(c.a, c.b);
      set(c.b, c.a);
    }
    next_.assign(at(size) * 2, -1);
    head_.assign(at(size) + 1, -1);
    degree_.resize(at(size));
    for (std::int32_t v = size; v-- > 0;) {
      degree_[at(v)] = count(v);
      link(v);
    }
  }

  void run(std::vector<std::int32_t>& order) {
    std::int32_t lowest = 0;
    for (std::int32_t step = 0; step < size_; ++step) {
      while (head_[at(lowest)] < 0) ++lowest;
      const std::int32_t v = head_[at(lowest)];
      unlink(v);
      order.push_back(v);
      const std::uint64_t* own = bits_.data() + at(v) * words_;
      for (std::size_t w = 0; w < words_; ++w)
        for (std::uint64_t left = own[w]; left != 0; left &= left - 1)
          lowest =
              std::min(lowest, join(v, static_cast<std::int32_t>(w) * 64 + std::countr_zero(left)));
    }
  }

 private:
  void set(std::int32_t a, std::int32_t b) {
    bits_[at(a) * words_ + at(b) / 64] |= std::uint64_t{1} << (at(b) % 64);
  }
  std::int32_t count(std::int32_t v) const {
    std::int32_t sum = 0;
    for (std::size_t w = 0; w < words_; ++w) sum += std::popcount(bits_[at(v) * words_ + w]);
    return sum;
  }
  /// Vertex i gets the neighbours of v, which goes; the new degree of i.
  std::int32_t join(std::int32_t v, std::int32_t i) {
    std::uint64_t* mine = bits_.data() + at(i) * words_;
    const std::uint64_t* other = bits_.data() + at(v) * words_;
    for (std::size_t w = 0; w < words_; ++w) mine[w] |= other[w];
    mine[at(i) / 64] &= ~(std::uint64_t{1} << (at(i) % 64));
    mine[at(v) / 64] &= ~(std::uint64_t{1} << (at(v) % 64));
    unlink(i);
    degree_[at(i)] = count(i);
    link(i);
    return degree_[at(i)];
  }
  // Lists of vertices of one degree; next_[2v] onward, next_[2v + 1] back.
  void link(std::int32_t v) {
    std::int32_t& head = head_[at(degree_[at(v)])];
    next_[2 * at(v)] = head;
    next_[2 * at(v) + 1] = -1;
    if (head >= 0) next_[2 * at(head) + 1] = v;
    head = v;
  }
  void unlink(std::int32_t v) {
    const std::int32_t onward = next_[2 * at(v)];
    const std::int32_t back = next_[2 * at(v) + 1];
    if (back >= 0)
      next_[2 * at(back)] = onward;
    else
      head_[at(degree_[at(v)])] = onward;
    if (onward >= 0) next_[2 * at(onward) + 1] = back;
  }

  std::int32_t size_;
  std::size_t words_;
  std::vector<std::uint64_t>& bits_;
  std::vector<std::int32_t> next_, head_, degree_;
};

}  // namespace

void StarMesh::order(std::int32_t size, std::span<const Coupling> couplings) {
  order_.clear();
  neighbour_start_.assign(at(size) + 1, 0);
  for (const Coupling& c : couplings) {
    ++neighbour_start_[at(c.a) + 1];
    ++neighbour_start_[at(c.b) + 1];
  }
  for (std::size_t v = 1; v <= at(size); ++v) neighbour_start_[v] += neighbour_start_[v - 1];
  neighbour_.resize(2 * couplings.size());
  rank_.assign(neighbour_start_.begin(), neighbour_start_.end());
  for (const Coupling& c : couplings) {
    neighbour_[at(rank_[at(c.a)]++)] = c.b;
    neighbour_[at(rank_[at(c.b)]++)] = c.a;
  }
  if (size <= largest_bit_graph) {
    BitOrdering(size, couplings, bits_).run(order_);
  } else {
    order_.resize(at(size));
    const int status = amd_order(size, neighbour_start_.data(), neighbour_.data(), order_.data(),
                                 nullptr, nullptr);
    LANDBRIDGE_ASSERT(status == AMD_OK || status == AMD_OK_BUT_JUMBLED);
  }
  rank_.resize(at(size));
  for (std::int32_t j = 0; j < size; ++j) rank_[at(order_[at(j)])] = j;
}

/// Entries of each column: later neighbours, and those of the columns whose first entry this is.
void StarMesh::fill_in(std::int32_t size) {
  const std::size_t first = entry_start_.size() - 1;
  const auto base = static_cast<std::int32_t>(first);
  child_.assign(at(size), -1);
  sibling_.assign(at(size), -1);
  place_.assign(at(size), -1);
  for (std::int32_t j = 0; j < size; ++j) {
    column_.clear();
    const auto take = [&](std::int32_t i) {
      if (i <= j || place_[at(i)] == j) return;
      place_[at(i)] = j;
      column_.push_back(i);
    };
    const std::int32_t v = order_[at(j)];
    for (auto k = at(neighbour_start_[at(v)]); k < at(neighbour_start_[at(v) + 1]); ++k)
      take(rank_[at(neighbour_[k])]);
    for (std::int32_t c = child_[at(j)]; c >= 0; c = sibling_[at(c)])
      for (std::size_t p = entry_start_[first + at(c)]; p < entry_start_[first + at(c) + 1]; ++p)
        take(row_[p] - base);
    std::sort(column_.begin(), column_.end());
    for (const std::int32_t i : column_) row_.push_back(i + base);
    entry_start_.push_back(row_.size());
    if (column_.empty()) continue;
    sibling_[at(j)] = child_[at(column_.front())];
    child_[at(column_.front())] = j;
  }
}

void StarMesh::list_updates(const StarMeshPart& part) {
  const std::size_t first = at(part.first_column);
  const std::size_t end = first + at(part.columns);
  for (std::size_t j = first; j < end; ++j) {
    update_start_.push_back(update_.size());
    const std::size_t start = entry_start_[j];
    const std::size_t stop = entry_start_[j + 1];
    for (std::size_t q = start; q + 1 < stop; ++q) {
      const std::size_t k = at(row_[q]);
      for (std::size_t p = entry_start_[k]; p < entry_start_[k + 1]; ++p)
        place_[at(row_[p]) - first] = static_cast<std::int32_t>(p);
      for (std::size_t p = q + 1; p < stop; ++p) update_.push_back(place_[at(row_[p]) - first]);
    }
  }
}

StarMeshPart StarMesh::add(std::int32_t size, std::span<const Coupling> couplings,
                           std::vector<std::int32_t>& column_of_vertex,
                           std::vector<std::int32_t>& entry_of_coupling) {
  StarMeshPart part;
  part.first_column = static_cast<std::int32_t>(entry_start_.size() - 1);
  part.columns = size;
  part.first_entry = row_.size();
  order(size, couplings);
  fill_in(size);
  part.entries = row_.size() - part.first_entry;
  for (std::int32_t v = 0; v < size; ++v)
    column_of_vertex.push_back(part.first_column + rank_[at(v)]);
  for (const Coupling& c : couplings) {
    const auto [low, high] = std::minmax(rank_[at(c.a)], rank_[at(c.b)]);
    const std::size_t column = at(part.first_column + low);
    const auto from = row_.begin() + static_cast<std::ptrdiff_t>(entry_start_[column]);
    const auto to = row_.begin() + static_cast<std::ptrdiff_t>(entry_start_[column + 1]);
    const auto hit = std::lower_bound(from, to, part.first_column + high);
    LANDBRIDGE_ASSERT(hit != to && *hit == part.first_column + high);
    entry_of_coupling.push_back(static_cast<std::int32_t>(hit - row_.begin()));
  }
  list_updates(part);
  ground_.resize(entry_start_.size() - 1);
  inverse_pivot_.resize(ground_.size());
  conductance_.resize(row_.size());
  share_.resize(row_.size());
  return part;
}

void StarMesh::clear(const StarMeshPart& part) {
  std::fill_n(ground_.begin() + part.first_column, part.columns, 0.0);
  std::fill_n(conductance_.begin() + static_cast<std::ptrdiff_t>(part.first_entry), part.entries,
              0.0);
}

bool StarMesh::factorise(const StarMeshPart& part) {
  double* const w = conductance_.data();
  double* const g = ground_.data();
  double* const share = share_.data();
  const std::size_t first = at(part.first_column);
  const std::size_t end = first + at(part.columns);
  for (std::size_t j = first; j < end; ++j) {
    const std::size_t start = entry_start_[j];
    const std::size_t stop = entry_start_[j + 1];
    double pivot = g[j];
    for (std::size_t p = start; p < stop; ++p) pivot += w[p];
    const double inverse = 1.0 / pivot;
    if (!(pivot > 0.0) || !std::isfinite(inverse) || inverse == 0.0) return false;
    inverse_pivot_[j] = inverse;
    for (std::size_t p = start; p < stop; ++p) {
      share[p] = w[p] * inverse;
      g[at(row_[p])] += share[p] * g[j];
    }
    const std::int32_t* target = update_.data() + update_start_[j];
    for (std::size_t q = start; q < stop; ++q) {
      const double s = share[q];
      for (std::size_t p = q + 1; p < stop; ++p) w[at(*target++)] += s * w[p];
    }
  }
  return true;
}

void StarMesh::solve(const StarMeshPart& part, std::span<double> right) const {
  const std::size_t first = at(part.first_column);
  const std::size_t end = first + at(part.columns);
  double* const x = right.data();
  for (std::size_t j = first; j < end; ++j) {
    const double b = x[j];
    for (std::size_t p = entry_start_[j]; p < entry_start_[j + 1]; ++p)
      x[at(row_[p])] += share_[p] * b;
  }
  for (std::size_t j = end; j-- > first;) {
    double sum = x[j] * inverse_pivot_[j];
    for (std::size_t p = entry_start_[j]; p < entry_start_[j + 1]; ++p)
      sum += share_[p] * x[at(row_[p])];
    x[j] = sum;
  }
}

}  // namespace landbridge
