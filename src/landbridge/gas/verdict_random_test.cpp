#include <array>
#include <cmath>
#include <random>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/gas/potential.hpp"
#include "landbridge/gas/solve.hpp"
#include "landbridge/gas/verdict.hpp"

/// Verdicts on small random networks against the enumeration of all settings: modes one by one,
/// flows by the steady solver, pressure levels on a fine grid.
using namespace landbridge;
using namespace landbridge::gas;

namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  double between(double low, double high) {
    return low + (high - low) * static_cast<double>(engine_() >> 11U) / 9007199254740992.0;
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }

 private:
  std::mt19937_64 engine_;
};

/// A triangle of pipes (one side with a valve), a station and a control valve behind it, in a row:
///   0 -- 1 -- 2,  0 -valve- 3 -- 2,  2 |station| 4 -- 5 |control valve| 6 -- 7
VerdictCase random_case(std::uint64_t seed) {
  Dice dice(seed);
  VerdictCase c;
  c.problem.gas = dry_pipeline_gas();
  for (int i = 0; i < 8; ++i) c.problem.network.add_node(fmt::format("n{}", i));
  c.problem.limits.resize(8);
  for (PressureLimits& limits : c.problem.limits)
    limits = {dice.between(20, 42) * units::bar, dice.between(55, 75) * units::bar};
  const auto pipe = [&](std::size_t a, std::size_t b) {
    Pipe p;
    p.length = dice.between(20, 90) * units::km;
    p.diameter = dice.between(400, 700) * units::mm;
    p.roughness = 0.05 * units::mm;
    c.problem.add(fmt::format("p{}{}", a, b), NodeId(a), NodeId(b), p);
  };
  const auto element = [&](LinkId link) -> ControlledElement& {
    ControlledElement e;
    e.link = link;
    c.elements.push_back(std::move(e));
    return c.elements.back();
  };
  pipe(0, 1);
  pipe(1, 2);
  pipe(3, 2);
  element(c.problem.add("valve", NodeId(0), NodeId(3), Valve{}));
  Compressor idle;
  idle.control = CompressorControl::bypass;
  ControlledElement& station = element(c.problem.add("station", NodeId(2), NodeId(4), idle));
  station.inlet_min = dice.between(30, 45) * units::bar;
  station.outlet_max = dice.between(55, 70) * units::bar;
  pipe(4, 5);
  Regulator through;
  through.mode = RegulatorMode::open;
  ControlledElement& valve = element(c.problem.add("control", NodeId(5), NodeId(6), through));
  valve.outlet_max = dice.between(35, 60) * units::bar;
  valve.difference_max = dice.between(5, 40) * units::bar;
  pipe(6, 7);
  c.problem.supply.resize(8);
  const double first = dice.between(10, 90);
  const double at_5 = dice.between(0, 0.4) * first;
  const double at_3 = dice.between(0, 0.3) * first;
  const auto set = [&](std::size_t n, double s) {
    c.problem.supply[NodeId(n)] = MassFlow::from_si(s);
  };
  set(0, first);
  set(3, -at_3);
  set(5, -at_5);
  set(7, -(first - at_3 - at_5));
  if (dice.below(4) == 0) c.problem.limits[NodeId(7)].lower = dice.between(45, 70) * units::bar;
  return c;
}

/// Potentials against node 0, 4 and 6 of the three passive parts, for one position of the valve.
struct PartOffsets {
  std::array<double, 8> phi_pa2{};
  bool exists = false;
};

PartOffsets offsets_of(const VerdictCase& c, bool is_open) {
  Problem p = c.problem;
  p.limits = {};
  p.links.of<Valve>().front().link.is_open = is_open;
  p.links.of<Compressor>().front().link.control = CompressorControl::closed;
  p.links.of<Regulator>().front().link.mode = RegulatorMode::closed;
  const Pressure level = 150.0 * units::bar;
  p.fixed_pressure = {{NodeId(0), level}, {NodeId(4), level}, {NodeId(6), level}};
  const auto solution = solve(p);
  PartOffsets offsets;
  if (!solution) return offsets;
  const Potential potential(p.gas);
  for (std::size_t n = 0; n < 8; ++n) {
    const double pressure = solution->pressure[NodeId(n)].si();
    if (!std::isfinite(pressure)) return offsets;
    offsets.phi_pa2[n] = potential.phi_pa2(pressure) - potential.phi_pa2(level.si());
  }
  offsets.exists = true;
  return offsets;
}

struct Range {
  double low, high;
};

/// Potentials of a part's first node within which all its nodes keep their limits.
Range level_range(const VerdictCase& c, const Potential& potential, const PartOffsets& offsets,
                  std::initializer_list<std::size_t> nodes) {
  Range range{-1e30, 1e30};
  for (const std::size_t n : nodes) {
    const PressureLimits& limits = c.problem.limits[NodeId(n)];
    range.low = std::max(range.low, potential.phi_pa2(limits.lower->si()) - offsets.phi_pa2[n]);
    range.high = std::min(range.high, potential.phi_pa2(limits.upper->si()) - offsets.phi_pa2[n]);
  }
  return range;
}

constexpr int levels = 160;
double level_at(Range range, int i) { return range.low + (range.high - range.low) * i / levels; }

bool station_fits(const ControlledElement& e, ElementMode mode, double in_pa, double out_pa) {
  if (mode == ElementMode::open) return std::abs(in_pa - out_pa) <= 1e-3 * in_pa;
  return in_pa >= e.inlet_min.si() && out_pa <= e.outlet_max.si() && out_pa >= in_pa;
}
bool control_fits(const ControlledElement& e, ElementMode mode, double in_pa, double out_pa) {
  if (mode == ElementMode::open) return std::abs(in_pa - out_pa) <= 1e-3 * in_pa;
  return out_pa <= e.outlet_max.si() && in_pa >= out_pa && in_pa - out_pa <= e.difference_max.si();
}

/// Is there a state on the grid? The middle part decides: both elements meet it.
bool grid_has_state(const VerdictCase& c, const PartOffsets& offsets, ElementMode station,
                    ElementMode control) {
  const Potential potential(c.problem.gas);
  const auto bar_at = [&](double phi) { return potential.pressure_pa(phi); };
  if (!offsets.exists) return false;
  const Range west = level_range(c, potential, offsets, {0, 1, 2, 3});
  const Range middle = level_range(c, potential, offsets, {4, 5});
  const Range east = level_range(c, potential, offsets, {6, 7});
  if (west.low > west.high || middle.low > middle.high || east.low > east.high) return false;
  for (int m = 0; m <= levels; ++m) {
    const double phi_4 = level_at(middle, m);
    bool is_west = false;
    bool is_east = false;
    for (int i = 0; i <= levels; ++i) {
      is_west =
          is_west || station_fits(c.elements[1], station,
                                  bar_at(level_at(west, i) + offsets.phi_pa2[2]), bar_at(phi_4));
      is_east = is_east || control_fits(c.elements[2], control, bar_at(phi_4 + offsets.phi_pa2[5]),
                                        bar_at(level_at(east, i)));
    }
    if (is_west && is_east) return true;
  }
  return false;
}

/// The parts are tied by flow through station and control valve: their flows as supplies.
VerdictCase with_flows_through(const VerdictCase& c) {
  VerdictCase cut = c;
  const double to_6 = -c.problem.supply[NodeId(7)].si();
  const double to_4 = to_6 - c.problem.supply[NodeId(5)].si();
  const auto add = [&](std::size_t n, double s) {
    MassFlow& supply = cut.problem.supply[NodeId(n)];
    supply = supply + MassFlow::from_si(s);
  };
  add(2, -to_4);
  add(4, to_4);
  add(5, -to_6);
  add(6, to_6);
  return cut;
}

bool enumeration_finds_state(const VerdictCase& c) {
  const VerdictCase cut = with_flows_through(c);
  for (const bool is_open : {true, false}) {
    const PartOffsets offsets = offsets_of(cut, is_open);
    for (const ElementMode station : {ElementMode::open, ElementMode::active})
      for (const ElementMode control : {ElementMode::open, ElementMode::active})
        if (grid_has_state(c, offsets, station, control)) return true;
  }
  return false;
}

/// Widens every limit a little: what the grid finds by its tolerance fits into this.
VerdictCase widened(VerdictCase c) {
  for (PressureLimits& l : c.problem.limits) {
    l.lower = 0.998 * *l.lower;
    l.upper = 1.002 * *l.upper;
  }
  for (ControlledElement& e : c.elements) {
    e.inlet_min = 0.998 * e.inlet_min;
    e.outlet_max = 1.002 * e.outlet_max;
    e.difference_max = 1.05 * e.difference_max;
  }
  return c;
}

void check_limits(const VerdictCase& c, const VerdictAnswer& answer) {
  for (std::size_t n = 0; n < 8; ++n) {
    CHECK(answer.pressure_pa[NodeId(n)] >= c.problem.limits[NodeId(n)].lower->si() - 0.1);
    CHECK(answer.pressure_pa[NodeId(n)] <= c.problem.limits[NodeId(n)].upper->si() + 0.1);
  }
  CHECK(answer.mass_residual_kg_s < 1e-6);
  CHECK(answer.law_residual_relative < 1e-9);
}

}  // namespace

TEST_CASE("no verdict on 400 random networks is contradicted by enumeration, none is left open") {
  int feasible = 0;
  int infeasible = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    const VerdictCase c = random_case(seed);
    const auto answer = verdict(c, {.finds_reliefs = false});
    REQUIRE(answer.has_value());
    REQUIRE(answer->verdict != Verdict::undecided);
    if (answer->verdict == Verdict::feasible) {
      ++feasible;
      check_limits(c, *answer);
      continue;
    }
    ++infeasible;
    CHECK_FALSE(answer->cause.where.empty());
    CHECK_FALSE(answer->cause.sentence.empty());
    if (!enumeration_finds_state(c)) continue;
    // The grid allows 0.1 % in a by-pass: with that much more room it must be feasible.
    const auto wider = verdict(widened(c), {.finds_reliefs = false});
    REQUIRE(wider.has_value());
    CHECK(wider->verdict == Verdict::feasible);
    WARN_MESSAGE(false, "only within the room of the grid");
  }
  CHECK(feasible >= 50);
  CHECK(infeasible >= 50);
}
