#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/result.hpp"

namespace landbridge::gas {

struct OptMachines;

inline constexpr double unlimited = std::numeric_limits<double>::infinity();

enum class OptArcKind {
  pipe,        ///< w_a - h w_b = K m|m|
  zero_loss,   ///< w_a = w_b: short pipes, open valves, by-passes
  regulator,   ///< m >= 0, w_b <= w_a
  compressor,  ///< m >= 0, r_min^2 w_a <= w_b <= r_max^2 w_a, power at most P_max
  booster,     ///< m >= 0, w_b - w_a >= K m^2: raises the pressure at least by that
};
std::string_view name_of(OptArcKind kind);

/// A node: a range of pressure, and what is injected there whatever is decided.
struct OptNode {
  std::string name;
  double pressure_min_pa = 0.0;
  double pressure_max_pa = 0.0;
  double injection_kg_s = 0.0;  ///< positive into the network
};

/// A link in an optimal flow. With w = p^2 [Pa^2], m the mass flow [kg/s] from a to b:
///
///   K  resistance [Pa^2 s^2/kg^2]   h = e^s  height factor [1], s as in gas::Pipe
///   P = c m ((w_b/w_a)^e - 1),   c = Z Rs T k/((k-1) eta) [J/kg],   e = (k-1)/(2k) [1]
///
/// An arc with a decision is there only if that decision is taken; else m = 0 and its ends know
/// nothing of each other.
struct OptArc {
  std::string name;
  OptArcKind kind = OptArcKind::pipe;
  std::int32_t from = 0;
  std::int32_t to = 0;
  double flow_min_kg_s = -unlimited;
  double flow_max_kg_s = unlimited;
  double resistance_pa2_s2_kg2 = 0.0;
  double height_factor = 1.0;
  double ratio_min = 1.0;
  double ratio_max = unlimited;
  double power_max_w = unlimited;
  double head_j_kg = 0.0;      ///< c
  double head_exponent = 0.0;  ///< e
  double head_cost = 0.0;      ///< objective per kg/s of m ((w_b/w_a)^e - 1)
  bool may_flow_back = false;  ///< a compressor that by-passes (w_a = w_b) where m < 0
  double inlet_min_pa = 0.0;   ///< where the arc is there
  double outlet_max_pa = unlimited;
  std::int32_t decision = -1;
  std::shared_ptr<const OptMachines> machines;  ///< a compressor's maps; null: none are known
};

/// Gas that may enter (or, negative, leave) at a node within limits, at a price.
struct OptSupply {
  std::string name;
  std::int32_t node = 0;
  double min_kg_s = 0.0;
  double max_kg_s = 0.0;
  double price = 0.0;  ///< objective per kg/s injected
};

/// Something that is done or not: build a pipe, open a valve.
struct OptDecision {
  std::string name;
  double cost = 0.0;
};

/// minimise  sum price s + sum head_cost m ((w_b/w_a)^e - 1) + sum cost z
/// with      balance at every node, the law of every arc that is there, and all limits.
///
/// A flow that the file does not limit is limited by the pressures at its ends, or by the sum of
/// all that may enter: circulation beyond that is not considered.
struct OptModel {
  std::vector<OptNode> nodes;
  std::vector<OptArc> arcs;
  std::vector<OptSupply> supplies;
  std::vector<OptDecision> decisions;
  /// What the reader of the result sees: factor times the minimum; -1 for a largest flow.
  double reported_factor = 1.0;
  double reported_offset = 0.0;
  std::string reported_unit;
  std::vector<std::string> assumptions;  ///< in sentences; part of the result
  double volume_unit_kg_s = 0.0;         ///< of the file, where it counts volumes
  std::string volume_unit;               ///< "1e6_scm_d"

  bool maximises() const { return reported_factor < 0.0; }
  double reported(double internal) const { return reported_factor * internal + reported_offset; }
};

/// Numbers that no solver can use, by place.
Result<void> check(const OptModel& model);

}  // namespace landbridge::gas
