#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "landbridge/gas/pipe_law.hpp"
#include "landbridge/gas/potential.hpp"
#include "landbridge/gas/verdict.hpp"

namespace landbridge::gas {

/// A closed interval; empty where low > high.
struct ValueRange {
  double low = -no_limit;
  double high = no_limit;
  bool contains(double x) const { return low <= x && x <= high; }
  double width() const { return high - low; }
};
ValueRange sum(ValueRange a, ValueRange b);
ValueRange difference(ValueRange a, ValueRange b);
/// s x for an interval x and a positive number or interval s.
ValueRange scaled(ValueRange x, double factor);
ValueRange scaled(ValueRange x, ValueRange positive_factor);

/// Modes that an element may still take, as bits.
using ModeSet = std::uint8_t;
constexpr ModeSet bit(ElementMode mode) {
  return static_cast<ModeSet>(1U << static_cast<unsigned>(mode));
}
constexpr bool has(ModeSet set, ElementMode mode) { return (set & bit(mode)) != 0; }
constexpr bool is_single(ModeSet set) { return set == 1 || set == 2 || set == 4; }

/// A loss before or behind an element: by drag (phi), or constant (p), or none.
struct LossLaw {
  double drag_pa2_s2_kg2 = 0.0;  ///< phi_a - phi_b = drag m|m|
  double loss_pa = 0.0;          ///< p_a - p_b = loss sign(m)
  bool is_none() const { return drag_pa2_s2_kg2 == 0.0 && loss_pa == 0.0; }
};

/// How e^(-s/2), e^(s/2) and f of a pipe can vary over all pressures that may occur.
struct FactorBounds {
  ValueRange from{1.0, 1.0};
  ValueRange to{1.0, 1.0};
  ValueRange drop{1.0, 1.0};
};

struct VerdictLink {
  enum class Kind { pipe, zero_loss, constant_loss, element };
  Kind kind = Kind::pipe;
  std::int32_t from = 0;
  std::int32_t to = 0;
  PipeLaw pipe;
  FactorBounds factors;
  double loss_pa = 0.0;
  std::int32_t element = -1;
  ValueRange flow;  ///< limits
};

struct VerdictElement {
  enum class Kind { valve, control_valve, station };
  Kind kind = Kind::valve;
  std::int32_t link = 0;
  ModeSet modes = 0;
  double inlet_min_pa = 0.0;
  double outlet_max_pa = no_limit;
  double difference_min_pa = 0.0;
  double difference_max_pa = no_limit;
  LossLaw inlet_loss;
  LossLaw outlet_loss;
  const StationFunctions* machines = nullptr;
};

/// A case in SI doubles, ready for bounds and searches.
struct VerdictModel {
  const VerdictCase* source = nullptr;
  Potential potential;
  Gas gas;
  std::vector<ValueRange> phi_limit_pa2;  ///< per node
  std::vector<ValueRange> pressure_limit_pa;
  std::vector<ValueRange> supply;  ///< per node [kg/s]
  std::vector<VerdictLink> links;
  std::vector<VerdictElement> elements;
  std::vector<std::vector<std::int32_t>> links_at;  ///< per node
  double phi_scale_pa2 = 1.0;
  double flow_scale_kg_s = 1.0;
  bool is_level = true;  ///< potentials of passive parts shift together

  explicit VerdictModel(const Gas& given) : potential(given), gas(given) {}
  std::size_t nodes() const { return supply.size(); }
};

Result<VerdictModel> build_verdict_model(const VerdictCase& verdict_case);

/// "gas.node[exit01]", "gas.pipe[P7]", and the bare names.
std::string place_of_verdict_node(const VerdictModel& model, std::int32_t node);
std::string place_of_verdict_link(const VerdictModel& model, std::int32_t link);
const std::string& node_name(const VerdictModel& model, std::int32_t node);
const std::string& link_name(const VerdictModel& model, std::int32_t link);

/// The flow with a given drop: the inverse of potential_drop().
double flow_of_drop(const PipeLaw& law, double drop_pa2);

}  // namespace landbridge::gas
