#pragma once

#include <vector>

#include "landbridge/gas/optimise/box.hpp"
#include "landbridge/math/lp.hpp"

namespace landbridge::gas {

/// Where the linear relaxation and the real laws disagree most, and how to split the box there.
struct Disagreement {
  enum class What { none, flow, pressure_from, pressure_to, decision };
  What what = What::none;
  std::size_t index = 0;  ///< arc, or decision
  double split_at = 0.0;
  double size = 0.0;
};

/// What the relaxation of one box says.
struct Relaxed {
  bool is_empty = false;           ///< proof that the box has no feasible point
  double bound = -unlimited;       ///< proven for every feasible point of the box (scaled)
  std::vector<double> w, f, s, z;  ///< a point that the relaxation allows
  Disagreement worst;
  LpBasis basis;
  LinearProgram program;  ///< the last one solved; kept only where asked
  std::vector<double> row_price;
  int programs = 0;
};

/// Places where m|m| is cut by a tangent, by arc; valid in every part of the box.
using TangentPoints = std::vector<std::vector<double>>;

struct RelaxOptions {
  int rounds_max = 6;
  double cutoff = unlimited;  ///< stop once the bound is above
  bool keeps_program = false;
};

/// The linear relaxation over a box: y = m|m| between the tangents and chords of its convex and
/// concave envelopes on [m_lo, m_up] [mccormick1976], a compressor's power limit and cost by chords
/// and McCormick's inequalities, laws of undecided arcs loosened by what the ranges allow. Tangents
/// are added where the point violates m|m| until nothing is gained.
Relaxed relax(const ScaledModel& scaled, const Box& box, TangentPoints& tangents,
              const LpBasis* start, const RelaxOptions& options = {});

}  // namespace landbridge::gas
