#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace landbridge {

/// Two vertices of a graph that are joined by a conductance.
struct Coupling {
  std::int32_t a = 0;
  std::int32_t b = 0;
};

/// Where one graph lies in the arrays of a StarMesh.
struct StarMeshPart {
  std::int32_t first_column = 0, columns = 0;
  std::size_t first_entry = 0, entries = 0;
};

/// Potentials in networks of conductances: A x = b with
///
///   A = Laplacian of the conductances w_ab >= 0 + diagonal of the conductances g_a >= 0 to ground
///
/// by the star-mesh transform: vertex j with neighbours i, k goes, and w_ik grows by w_ij w_jk/d_j,
/// g_i by w_ij g_j/d_j, with d_j = g_j + sum of w_ij. Nothing is ever subtracted, so every entry of
/// the factors is exact to a few units of the last digit, however far apart the conductances are;
/// the usual elimination loses all digits where w differs by 1e16 [alfa2002]. Minimum degree
/// first; the places of all updates are written down once, a factorisation runs through the list.
/// Several graphs may live in one object, each with its own factors. One thread at a time.
class StarMesh {
 public:
  /// Adds a graph of `size` vertices. column_of_vertex and entry_of_coupling grow by one number per
  /// vertex and per coupling: where to put ground and where to add the conductance. No self loops.
  StarMeshPart add(std::int32_t size, std::span<const Coupling> couplings,
                   std::vector<std::int32_t>& column_of_vertex,
                   std::vector<std::int32_t>& entry_of_coupling);

  void clear(const StarMeshPart& part);
  /// Conductances to ground by column and between vertices by entry; spoiled by factorise().
  std::span<double> ground() { return ground_; }
  std::span<double> conductance() { return conductance_; }

  /// False where a vertex has no way to ground or a number is not finite.
  bool factorise(const StarMeshPart& part);
  /// right[column of the whole object] becomes the potential there.
  void solve(const StarMeshPart& part, std::span<double> right) const;

 private:
  void order(std::int32_t size, std::span<const Coupling> couplings);
  void fill_in(std::int32_t size);
  void list_updates(const StarMeshPart& part);

  std::vector<std::size_t> entry_start_ = {0};  ///< per column
  std::vector<std::int32_t> row_;               ///< per entry: the other column, a later one
  std::vector<std::int32_t> update_;            ///< per pair of entries of a column: where to add
  std::vector<std::size_t> update_start_;       ///< per column
  std::vector<double> ground_, conductance_, share_, inverse_pivot_;
  // scratch of add()
  std::vector<std::int32_t> place_, order_, rank_, neighbour_start_, neighbour_, child_, sibling_,
      column_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace landbridge
