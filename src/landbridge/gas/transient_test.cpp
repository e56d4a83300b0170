#include "landbridge/gas/transient.hpp"

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <doctest/doctest.h>

#include "landbridge/gas/potential.hpp"
#include "landbridge/gas/solve.hpp"
#include "landbridge/gas/transient_gas.hpp"
#include "landbridge/gas/transient_network.hpp"

using namespace landbridge;
using namespace landbridge::gas;

namespace {

/// The Yamal-like pipe of [srinivasan2022]: 122 km, 1.422 m, lambda 0.03, 84 bar at the inlet.
TransientProblem yamal_like() {
  TransientProblem t;
  Problem& p = t.problem;
  p.gas.eos = Eos::ideal;
  p.gas.temperature = Temperature::from_si(285.11);
  p.gas.molar_mass = MolarMass::from_si(0.02896 * 0.6);
  p.gas.specific_gas_constant = SpecificGasConstant::from_si(8.314 / (0.02896 * 0.6));
  p.friction = Friction::constant;
  const NodeId in = p.network.add_node("in");
  const NodeId out = p.network.add_node("out");
  p.supply = Column<NodeId, MassFlow>(2);
  p.supply[out] = MassFlow::from_si(-400.0);
  p.fixed_pressure.push_back({in, 84.0 * units::bar});
  Pipe pipe;
  pipe.length = 122.0 * units::km;
  pipe.diameter = 1422.0 * units::mm;
  pipe.friction_factor = Scalar::from_si(0.03);
  p.add("line", in, out, pipe);
  return t;
}
constexpr NodeId in_node{std::size_t{0}};
constexpr NodeId out_node{std::size_t{1}};

Problem with_gas(Eos eos) {
  Problem p;
  p.gas = dry_pipeline_gas();
  p.gas.eos = eos;
  p.friction = Friction::colebrook;
  return p;
}

NodeId add_node(Problem& p, const char* name, double supply_kg_s = 0.0, double height_m = 0.0) {
  p.supply.push_back(MassFlow::from_si(supply_kg_s));
  p.height.push_back(Length::from_si(height_m));
  return p.network.add_node(name);
}

Pipe pipe_of(double length_km, double diameter_mm) {
  Pipe pipe;
  pipe.length = length_km * units::km;
  pipe.diameter = diameter_mm * units::mm;
  pipe.roughness = 0.02 * units::mm;
  return pipe;
}

TransientOptions run_of(double hours, double step_s, double cell_m) {
  TransientOptions o;
  o.duration = hours * units::hour;
  o.step = Time::from_si(step_s);
  o.cell = Length::from_si(cell_m);
  return o;
}

TransientResult run(const TransientProblem& t, const TransientOptions& o) {
  return unwrap(simulate(t, o));
}

double last_bar(const TransientResult& r, NodeId node) {
  return r.pressure_pa.at(r.time_s.size() - 1, node.index()) / 1e5;
}

std::size_t row_at(const TransientResult& r, double time_s) {
  for (std::size_t k = 0; k < r.time_s.size(); ++k)
    if (std::abs(r.time_s[k] - time_s) < 1e-6) return k;
  FAIL("no such time");
  return 0;
}

/// A network with everything: heights, a loop, a station, a regulator, own temperatures.
TransientProblem hilly(Eos eos) {
  TransientProblem t;
  t.problem = with_gas(eos);
  Problem& p = t.problem;
  const NodeId field = add_node(p, "field", 0.0, 200.0);
  const NodeId a = add_node(p, "a", 0.0, 900.0);
  const NodeId b = add_node(p, "b", -30.0, 100.0);
  const NodeId c = add_node(p, "c", 0.0, 100.0);
  const NodeId d = add_node(p, "d", -60.0, 0.0);
  const NodeId e = add_node(p, "e", 0.0, 0.0);
  const NodeId town = add_node(p, "town", -15.0, 30.0);
  p.fixed_pressure.push_back({field, 65.0 * units::bar});
  p.add("p1", field, a, pipe_of(60.0, 900.0));
  p.add("p2", a, b, pipe_of(40.0, 700.0));
  Pipe cold = pipe_of(55.0, 700.0);
  cold.ground_temperature = Temperature::from_si(276.0);
  p.add("p3", a, b, cold);
  Compressor station;
  station.control = CompressorControl::ratio;
  station.pressure_ratio = Scalar::from_si(1.25);
  station.max_power = 20.0 * units::megawatt;
  p.add("station", b, c, station);
  p.add("p4", c, d, pipe_of(80.0, 800.0));
  Regulator valve;
  valve.outlet_pressure = 40.0 * units::bar;
  p.add("regulator", d, e, valve);
  p.add("p5", e, town, pipe_of(25.0, 400.0));
  return t;
}

}  // namespace

TEST_CASE("the table of a real gas is the potential and its derivatives") {
  for (const Eos eos : {Eos::constant, Eos::full_cnga, Eos::papay, Eos::aga8}) {
    const Gas gas = with_gas(eos).gas;
    const GasTable table(gas, gas.temperature.si());
    const Potential potential(gas);
    for (const double p : {1e3, 1.7e5, 2.2e6, 6.7891e6, 1.4321e7, 2.99e7, 3.2e7}) {
      CAPTURE(p);
      const GasTable::Values v = table.at(p);
      CHECK(v.phi_pa2 == doctest::Approx(potential.phi_pa2(p)).epsilon(1e-10));
      CHECK(v.slope_pa == doctest::Approx(potential.slope_pa(p)).epsilon(1e-10));
      const double step = 1e-4 * p;
      const double slope = (table.at(p + step).slope_pa - table.at(p - step).slope_pa) / (2 * step);
      CHECK(v.curvature == doctest::Approx(slope).epsilon(1e-6));  // differences of pieces
      CHECK(table.pressure_pa(v.phi_pa2, 0.0) == doctest::Approx(p).epsilon(1e-12));
      CHECK(table.pressure_of_slope(v.slope_pa, 2.0 * p) == doctest::Approx(p).epsilon(1e-12));
    }
  }
}

TEST_CASE("a series holds values, draws lines and jumps") {
  const Series lines{{1.0, 3.0, 3.0, 5.0}, {10.0, 20.0, 40.0, 0.0}, false};
  CHECK(value_until(lines, 0.0) == 10.0);
  CHECK(value_until(lines, 2.0) == 15.0);
  CHECK(value_until(lines, 3.0) == 20.0);
  CHECK(value_from(lines, 3.0) == 40.0);
  CHECK(value_from(lines, 9.0) == 0.0);
  const Series steps{{0.0, 3.0}, {10.0, 20.0}, true};
  CHECK(value_until(steps, 3.0) == 10.0);
  CHECK(value_from(steps, 3.0) == 20.0);
  CHECK(value_until(steps, 2.9) == 10.0);
}

TEST_CASE("a steady state stays steady, with heights, temperatures and active elements") {
  for (const Eos eos : {Eos::ideal, Eos::full_cnga, Eos::papay, Eos::aga8}) {
    const TransientProblem t = hilly(eos);
    const TransientResult r = run(t, run_of(24.0, 1800.0, 5e3));
    const std::size_t last = r.time_s.size() - 1;
    for (std::size_t i = 0; i < r.pressure_pa.columns; ++i)
      CHECK(r.pressure_pa.at(last, i) == doctest::Approx(r.pressure_pa.at(0, i)).epsilon(1e-12));
    for (std::size_t i = 0; i < r.flow_from_kg_s.columns; ++i)
      CHECK(std::abs(r.flow_from_kg_s.at(last, i) - r.flow_from_kg_s.at(0, i)) < 1e-8);
    CHECK(r.certificate.mass_balance_relative < 1e-12);
    // The cells see heights and temperatures where they are, the steady solver per pipe.
    const Solution steady = unwrap(solve(t.problem));
    for (std::size_t i = 0; i < r.pressure_pa.columns; ++i)
      CHECK(r.pressure_pa.at(0, i) ==
            doctest::Approx(steady.pressure[NodeId(i)].si()).epsilon(2e-3));
  }
}

TEST_CASE("without heights the start is the steady solution to rounding, for any cells") {
  TransientProblem t = hilly(Eos::papay);
  t.problem.height = {};
  for (auto& row : t.problem.links.of<Pipe>()) row.link.ground_temperature = {};
  const Solution steady = unwrap(solve(t.problem));
  for (const double cell_m : {1e3, 33e3}) {
    const TransientResult r = run(t, run_of(1.0, 3600.0, cell_m));
    for (std::size_t i = 0; i < r.pressure_pa.columns; ++i)
      CHECK(r.pressure_pa.at(0, i) ==
            doctest::Approx(steady.pressure[NodeId(i)].si()).epsilon(1e-9));
  }
}

TEST_CASE("gas at rest on a hill keeps the barometric pressures") {
  TransientProblem t;
  t.problem = with_gas(Eos::ideal);
  const NodeId foot = add_node(t.problem, "foot");
  const NodeId top = add_node(t.problem, "top", 0.0, 1500.0);
  t.problem.fixed_pressure.push_back({foot, 60.0 * units::bar});
  t.problem.add("slope", foot, top, pipe_of(30.0, 700.0));
  const TransientResult r = run(t, run_of(10.0, 600.0, 1e3));
  const double scale = specific_gas_constant_j_kg_k(t.problem.gas) * 283.15;
  const double wanted = 60.0 * std::exp(-9.80665 * 1500.0 / scale);
  CHECK(r.pressure_pa.at(0, 1) / 1e5 == doctest::Approx(wanted).epsilon(1e-9));
  CHECK(last_bar(r, top) == doctest::Approx(wanted).epsilon(1e-9));
}

TEST_CASE("line pack of the Yamal-like day is that of the grid-converged solution") {
  TransientProblem t = yamal_like();
  t.supply.push_back({out_node,
                      {{0.0, 21600.0, 25200.0, 54000.0, 57600.0, 86400.0},
                       {-400.0, -400.0, -600.0, -600.0, -400.0, -400.0},
                       false}});
  const TransientResult r = run(t, run_of(24.0, 60.0, 1e3));
  // 122 cells: the trapezoidal sum of the pressures is 2e-6 away from the integral.
  CHECK(r.linepack_kg[row_at(r, 21600.0)] == doctest::Approx(10932346.0).epsilon(5e-6));
  CHECK(r.linepack_kg[row_at(r, 54000.0)] == doctest::Approx(9481432.0).epsilon(5e-6));
  CHECK(r.pressure_pa.at(row_at(r, 54000.0), 1) == doctest::Approx(45.659e5).epsilon(2e-4));
  CHECK(r.certificate.mass_balance_relative < 1e-10);
  CHECK(r.certificate.rejected_steps == 0);
}

TEST_CASE("second order in time, implicit Euler first order") {
  TransientProblem t = yamal_like();
  t.supply.push_back({out_node, ramp(-400.0, -600.0, 0.0, 7200.0)});
  const auto error_of = [&](TimeScheme scheme, double step_s, double truth) {
    TransientOptions o = run_of(2.0, step_s, 2e3);
    o.scheme = scheme;
    return std::abs(last_bar(run(t, o), out_node) - truth);
  };
  const double truth = last_bar(run(t, run_of(2.0, 15.0, 2e3)), out_node);
  for (const double step_s : {720.0, 360.0}) {
    const double second = error_of(TimeScheme::tr_bdf2, step_s, truth) /
                          error_of(TimeScheme::tr_bdf2, 0.5 * step_s, truth);
    CHECK(std::log2(second) > 1.7);
    CHECK(std::log2(second) < 2.6);
    const double first = error_of(TimeScheme::implicit_euler, step_s, truth) /
                         error_of(TimeScheme::implicit_euler, 0.5 * step_s, truth);
    CHECK(std::log2(first) == doctest::Approx(1.0).epsilon(0.15));
  }
}

TEST_CASE("second order in space") {
  TransientProblem t = yamal_like();
  t.supply.push_back({out_node, ramp(-400.0, -600.0, 0.0, 3600.0)});
  const auto bar = [&](double cell_m) {
    return last_bar(run(t, run_of(1.0, 30.0, cell_m)), out_node);
  };
  const double truth = bar(122e3 / 512.0);
  const double coarse = std::abs(bar(122e3 / 16.0) - truth);
  const double middle = std::abs(bar(122e3 / 32.0) - truth);
  const double fine = std::abs(bar(122e3 / 64.0) - truth);
  CHECK(std::log2(coarse / middle) == doctest::Approx(2.0).epsilon(0.1));
  CHECK(std::log2(middle / fine) == doctest::Approx(2.0).epsilon(0.1));
}

TEST_CASE("the balance closes with every kind of element and any step") {
  for (const double step_s : {30.0, 600.0, 3600.0}) {
    TransientProblem t = hilly(Eos::papay);
    t.supply.push_back({NodeId(std::size_t{4}), ramp(-60.0, -90.0, 3600.0, 7200.0)});
    t.pressure.push_back({in_node, {{0.0, 18000.0, 18000.0}, {65e5, 65e5, 62e5}, false}});
    t.set_point.push_back({LinkId(std::size_t{3}), SetPoint::ratio, ramp(1.25, 1.1, 0.0, 36000.0)});
    TransientEvent close;
    close.name = "closing";
    close.kind = TransientEvent::Kind::close;
    close.link = LinkId(std::size_t{5});
    close.time = 12.0 * units::hour;
    t.events.push_back(close);
    t.supply.push_back({NodeId(std::size_t{6}), {{0.0, 39600.0}, {-15.0, 0.0}, true}});
    const TransientResult r = run(t, run_of(24.0, step_s, 5e3));
    CHECK(r.certificate.mass_balance_relative < 1e-10);
    CHECK(r.time_s.back() == 86400.0);
    // What enters each link at one end and leaves at the other differs by what it stores; over
    // all links and nodes that is the change of the line pack.
    const std::size_t last = r.time_s.size() - 1;
    double net = 0.0;
    for (std::size_t i = 0; i < r.supply_kg_s.columns; ++i) net += r.supply_kg_s.at(last, i);
    double stored = 0.0;
    for (std::size_t i = 0; i < r.flow_from_kg_s.columns; ++i)
      stored += r.flow_from_kg_s.at(last, i) - r.flow_to_kg_s.at(last, i);
    CHECK(std::abs(net - stored) < 1e-6);
  }
}

TEST_CASE(
    "a valve that shuts at once makes the pressure rise by Joukowsky's c m/A") {  // [wylie1993]
  TransientProblem t = yamal_like();
  auto& pipe = t.problem.links.of<Pipe>().front().link;
  pipe.length = 10.0 * units::km;
  pipe.friction_factor = Scalar::from_si(1e-7);  // next to no friction
  const double m0 = 300.0;
  const double c = std::sqrt(specific_gas_constant_j_kg_k(t.problem.gas) * 285.11);
  const double area = std::numbers::pi / 4.0 * 1.422 * 1.422;
  t.supply.push_back({out_node, {{0.0, 1.0}, {-m0, 0.0}, true}});
  const double travel_s = 10e3 / c;
  const TransientResult r = run(t, run_of(200.0 / 3600.0, 0.1, 50.0));
  // Mean over the middle of each phase, where the plateau is free of the front's wiggles.
  const auto mean_rise = [&](double from_s, double to_s) {
    double sum = 0.0;
    int count = 0;
    for (std::size_t k = 0; k < r.time_s.size(); ++k)
      if (r.time_s[k] > 1.0 + from_s && r.time_s[k] < 1.0 + to_s) {
        sum += r.pressure_pa.at(k, 1) - r.pressure_pa.at(0, 1);
        ++count;
      }
    return sum / count;
  };
  const double rise = c * m0 / area;
  CHECK(mean_rise(0.2 * travel_s, 1.8 * travel_s) == doctest::Approx(rise).epsilon(5e-3));
  CHECK(mean_rise(2.2 * travel_s, 3.8 * travel_s) == doctest::Approx(-rise).epsilon(5e-3));
  CHECK(mean_rise(4.2 * travel_s, 5.8 * travel_s) == doctest::Approx(rise).epsilon(5e-3));
  // The front needs travel_s to the other end: half the change of inflow arrives at that time.
  std::size_t k = row_at(r, 1.0);
  while (r.supply_kg_s.at(k, 0) > 0.0) ++k;
  CHECK(r.time_s[k] - 1.0 == doctest::Approx(travel_s).epsilon(0.01));
}

TEST_CASE("small oscillations follow the linearised telegraph equations") {
  TransientProblem t = yamal_like();
  auto& pipe = t.problem.links.of<Pipe>().front().link;
  pipe.length = 40.0 * units::km;
  const double m0 = 400.0, small = 0.05, period_s = 600.0, step_s = 1.0, lambda = 0.03;
  const double omega = 2.0 * std::numbers::pi / period_s;
  Series wave;
  const int periods = 20;
  for (int i = 0; i <= periods * 600; ++i) {
    wave.time_s.push_back(i * step_s);
    wave.value_si.push_back(-m0 - small * std::sin(omega * i * step_s));
  }
  t.supply.push_back({out_node, wave});
  const TransientResult r = run(t, run_of(periods * period_s / 3600.0, step_s, 200.0));
  // Fourier component of the outlet pressure over the last two periods.
  std::complex<double> part = 0.0;
  const int count = 1200;
  for (int i = 0; i < count; ++i) {
    const std::size_t k = r.time_s.size() - 1 - static_cast<std::size_t>(i);
    part += (r.pressure_pa.at(k, 1) - r.pressure_pa.at(0, 1)) *
            std::exp(std::complex<double>(0.0, -omega * r.time_s[k]));
  }
  part *= 2.0 / count;
  const std::complex<double> measured = part / (small * std::complex<double>(0.0, -1.0));
  // dm/dx = -i w A/c^2 p,  dp/dx = -(i w/A + lambda m0/(D A^2 rho)) m + lambda m0^2/(2 D A^2 rho p) p
  const double c2 = specific_gas_constant_j_kg_k(t.problem.gas) * 285.11;
  const double d = 1.422, area = std::numbers::pi / 4.0 * d * d, length = 40e3, p_in = 84e5;
  const double drop = lambda * c2 * m0 * m0 / (d * area * area);
  using Complex = std::complex<double>;
  struct Wave {
    Complex p, m;
  };
  const auto slope = [&](double x, const Wave& y) {
    const double p = std::sqrt(p_in * p_in - drop * x);
    const double rho = p / c2;
    return Wave{-(Complex(0.0, omega / area) + lambda * m0 / (d * area * area * rho)) * y.m +
                    lambda * m0 * m0 / (2.0 * d * area * area * rho * p) * y.p,
                Complex(0.0, -omega * area / c2) * y.p};
  };
  Wave y{0.0, 1.0};
  const int cells = 2000;
  const double h = length / cells;
  const auto plus = [](const Wave& a, double f, const Wave& b) {
    return Wave{a.p + f * b.p, a.m + f * b.m};
  };
  for (int i = 0; i < cells; ++i) {
    const double x = i * h;
    const Wave k1 = slope(x, y);
    const Wave k2 = slope(x + h / 2, plus(y, h / 2, k1));
    const Wave k3 = slope(x + h / 2, plus(y, h / 2, k2));
    const Wave k4 = slope(x + h, plus(y, h, k3));
    y = plus(y, h / 6, plus(plus(k1, 2.0, k2), 1.0, plus(k4, 2.0, k3)));
  }
  const Complex wanted = y.p / y.m;
  CHECK(std::abs(measured - wanted) < 2e-3 * std::abs(wanted));  // cells and steps of this run
}

TEST_CASE("a closed pipe that is drawn from empties like a tank") {
  TransientProblem t = yamal_like();
  auto& pipe = t.problem.links.of<Pipe>().front().link;
  pipe.length = 2.0 * units::km;
  const double m = 2.0;
  t.problem.supply[out_node] = MassFlow::from_si(-m);
  TransientEvent border;
  border.name = "border closes";
  border.kind = TransientEvent::Kind::source_out;
  border.node = in_node;
  border.time = 10.0 * units::minute;
  t.events.push_back(border);
  t.problem.limits.resize(2);
  t.problem.limits[out_node].lower = 60.0 * units::bar;
  const double c2 = specific_gas_constant_j_kg_k(t.problem.gas) * 285.11;
  const double volume = 2e3 * std::numbers::pi / 4.0 * 1.422 * 1.422;
  const double wanted_s = 600.0 + (84e5 - 60e5) * volume / (m * c2);
  const TransientResult r = run(t, run_of(30.0, 300.0, 500.0));
  const auto found = survival_s(r, out_node, 60.0 * units::bar);
  REQUIRE(found.has_value());
  CHECK(*found == doctest::Approx(wanted_s).epsilon(1e-4));  // friction costs some seconds
  bool is_noted = false;
  for (const TransientFinding& f : r.findings)
    if (f.what == "below_lower" && f.where == "out") {
      is_noted = true;
      CHECK(f.time_s == doctest::Approx(*found).epsilon(1e-9));
    }
  CHECK(is_noted);
  // It goes on to the end of the gas: all of it but one atmosphere has been delivered.
  REQUIRE(r.exhausted.has_value());
  CHECK(r.exhausted->where == "out");
  const double all_kg = (84e5 - 101325.0) * volume / c2;
  CHECK(m * (r.exhausted->time_s - 600.0) == doctest::Approx(all_kg).epsilon(0.01));
  CHECK_FALSE(survival_s(r, out_node, 0.5 * units::bar).has_value());
  CHECK(survival_s(r, out_node, 85.0 * units::bar) == 0.0);
}

TEST_CASE("a hole lets out what the choked nozzle says, and the balance knows it") {
  TransientProblem t = yamal_like();
  TransientEvent digger;
  digger.name = "digger";
  digger.kind = TransientEvent::Kind::rupture;
  digger.link = LinkId(std::size_t{0});
  digger.position = 50.0 * units::km;
  digger.opening = Area::from_si(0.2);
  digger.discharge_coefficient = Scalar::from_si(0.8);
  digger.time = 1.0 * units::hour;
  t.events.push_back(digger);
  const TransientResult r = run(t, run_of(6.0, 30.0, 1e3));
  REQUIRE(r.problem.network.nodes() == 3);
  const NodeId hole(std::size_t{2});
  CHECK(r.problem.network.node_name[hole] == "line@digger");
  CHECK(r.supply_kg_s.at(row_at(r, 3600.0), 2) == 0.0);
  const std::size_t last = r.time_s.size() - 1;
  const double p = r.pressure_pa.at(last, 2);
  const double k = 1.3;
  const double rho = density_kg_m3(t.problem.gas, p, 285.11);
  const double choked =
      0.8 * 0.2 * std::sqrt(k * p * rho) * std::pow(2.0 / (k + 1.0), (k + 1.0) / (2.0 * (k - 1.0)));
  t.problem.gas.isentropic_exponent = Scalar::from_si(k);
  CHECK(r.supply_kg_s.at(last, 2) == doctest::Approx(-choked).epsilon(1e-9));
  CHECK(r.certificate.mass_balance_relative < 1e-10);
  CHECK(last_bar(r, out_node) < 60.0);
  // Slow outflow: the flow through a hole is continuous where choking ends, and ends at 1 atm.
  const Hole one{0, 1.0, k};
  const double critical_pa = 101325.0 * std::pow((k + 1.0) / 2.0, k / (k - 1.0));
  CHECK(outflow_kg_s(one, critical_pa * (1.0 + 1e-9), 1.5) ==
        doctest::Approx(outflow_kg_s(one, critical_pa * (1.0 - 1e-9), 1.5)).epsilon(1e-7));
  CHECK(outflow_kg_s(one, 101325.0, 1.0) == 0.0);
}

TEST_CASE("a valve that opens shares the gas of both sides and keeps its mass") {
  TransientProblem t;
  t.problem = with_gas(Eos::papay);
  Problem& p = t.problem;
  const NodeId a = add_node(p, "a");
  const NodeId b = add_node(p, "b");
  const NodeId c = add_node(p, "c");
  const NodeId d = add_node(p, "d");
  p.fixed_pressure.push_back({a, 80.0 * units::bar});
  p.fixed_pressure.push_back({d, 50.0 * units::bar});
  p.add("left", a, b, pipe_of(20.0, 600.0));
  Valve valve;
  valve.is_open = false;
  const LinkId gate = p.add("gate", b, c, valve);
  p.add("right", c, d, pipe_of(20.0, 600.0));
  // Both sources stop before the gate opens.
  for (const NodeId node : {a, d}) {
    TransientEvent out;
    out.name = "out";
    out.kind = TransientEvent::Kind::source_out;
    out.node = node;
    out.time = 60.0 * units::second;
    t.events.push_back(out);
  }
  TransientEvent open;
  open.name = "gate";
  open.kind = TransientEvent::Kind::open;
  open.link = gate;
  open.time = 120.0 * units::second;
  t.events.push_back(open);
  const TransientResult r = run(t, run_of(24.0, 60.0, 1e3));
  CHECK(r.linepack_kg.back() == doctest::Approx(r.linepack_kg.front()).epsilon(1e-11));
  CHECK(last_bar(r, a) == doctest::Approx(last_bar(r, d)).epsilon(1e-5));
  CHECK(last_bar(r, a) > 60.0);
  CHECK(last_bar(r, a) < 70.0);
}

TEST_CASE("a tripped station lets gas pass but not return") {
  TransientProblem t = hilly(Eos::papay);
  TransientEvent trip;
  trip.name = "trip";
  trip.kind = TransientEvent::Kind::trip;
  trip.link = LinkId(std::size_t{3});
  trip.time = 1.0 * units::hour;
  t.events.push_back(trip);
  const TransientResult r = run(t, run_of(12.0, 60.0, 4e3));
  double lowest = 1e9;
  bool has_stood_still = false;
  for (std::size_t k = row_at(r, 3660.0); k < r.time_s.size(); ++k) {
    lowest = std::min(lowest, r.flow_from_kg_s.at(k, 3));
    has_stood_still = has_stood_still || std::abs(r.flow_from_kg_s.at(k, 3)) < 1e-5;
    CHECK(r.power_w.at(k, 3) < 1.0);
  }
  CHECK(lowest > -1e-6);
  CHECK(has_stood_still);
  CHECK(last_bar(r, NodeId(std::size_t{3})) ==
        doctest::Approx(last_bar(r, NodeId(std::size_t{2}))).epsilon(1e-6));
  CHECK(r.certificate.mass_balance_relative < 1e-10);
}

TEST_CASE("a constant loss between places without volume keeps its pressure when the flow stops") {
  // A station with losses at both sides, all without volume: at rest only the loss decides.
  TransientProblem t;
  t.problem = with_gas(Eos::ideal);
  Problem& p = t.problem;
  const NodeId field = add_node(p, "field");
  const NodeId a = add_node(p, "a");
  const NodeId b = add_node(p, "b");
  const NodeId c = add_node(p, "c");
  const NodeId d = add_node(p, "d");
  const NodeId town = add_node(p, "town", -40.0);
  p.fixed_pressure.push_back({field, 60.0 * units::bar});
  p.add("west", field, a, pipe_of(30.0, 700.0));
  Resistor loss;
  loss.pressure_loss = 0.4 * units::bar;
  p.add("filter", a, b, loss);
  Compressor station;
  station.control = CompressorControl::ratio;
  station.pressure_ratio = Scalar::from_si(1.1);
  p.add("station", b, c, station);
  p.add("cooler", c, d, loss);
  p.add("east", d, town, pipe_of(40.0, 700.0));
  t.supply.push_back({town, {{0, 7200, 36000, 43200}, {-40.0, 30.0, 30.0, -40.0}, false}});
  for (const double step_s : {60.0, 1800.0}) {
    const TransientResult r = run(t, run_of(48.0, step_s, 2e3));
    CHECK(r.certificate.mass_balance_relative < 1e-10);
    CHECK(r.flow_from_kg_s.at(row_at(r, 32400.0), 1) == doctest::Approx(0.0));
    const std::size_t last = r.time_s.size() - 1;  // the town draws again: the start comes back
    CHECK(r.pressure_pa.at(last, 5) == doctest::Approx(r.pressure_pa.at(0, 5)).epsilon(1e-4));
    CHECK(r.pressure_pa.at(last, 1) - r.pressure_pa.at(last, 2) == doctest::Approx(0.4e5));
  }
}

TEST_CASE("a held node that gets a series of supply is let go after the start") {
  TransientProblem t = yamal_like();
  t.supply.push_back({in_node, {{0.0}, {400.0}, false}});
  const TransientResult r = run(t, run_of(5.0, 300.0, 2e3));
  CHECK(last_bar(r, in_node) == doctest::Approx(84.0).epsilon(1e-9));
  CHECK(r.linepack_kg.back() == doctest::Approx(r.linepack_kg.front()).epsilon(1e-11));
}

TEST_CASE("the same run gives the same bytes") {
  TransientProblem t = hilly(Eos::papay);
  t.supply.push_back({NodeId(std::size_t{4}), ramp(-60.0, -90.0, 3600.0, 7200.0)});
  const TransientResult one = run(t, run_of(6.0, 60.0, 2e3));
  const TransientResult two = run(t, run_of(6.0, 60.0, 2e3));
  CHECK(one.pressure_pa.values == two.pressure_pa.values);
  CHECK(one.flow_to_kg_s.values == two.flow_to_kg_s.values);
}

TEST_CASE("what cannot be simulated is refused with its place") {
  const auto why = [](const TransientProblem& t, const TransientOptions& o) {
    const auto r = simulate(t, o);
    REQUIRE_FALSE(r.has_value());
    return r.error();
  };
  const TransientOptions good = run_of(1.0, 60.0, 1e3);
  CHECK(why(yamal_like(), run_of(0.0, 60.0, 1e3)).where == "gas.transient");
  CHECK(why(yamal_like(), run_of(1.0, 60.0, 1e-9)).where == "gas.transient");
  TransientProblem t = yamal_like();
  t.supply.push_back({out_node, {{0.0, 5.0, 3.0}, {1.0, 1.0, 1.0}, false}});
  CHECK(why(t, good).where == "gas.node[out]");
  t = yamal_like();
  t.pressure.push_back({out_node, {{0.0}, {50e5}, false}});
  CHECK(why(t, good).what.find("does not hold") != std::string::npos);
  t = yamal_like();
  TransientEvent hole;
  hole.name = "far";
  hole.kind = TransientEvent::Kind::rupture;
  hole.link = LinkId(std::size_t{0});
  hole.position = 500.0 * units::km;
  hole.opening = Area::from_si(0.1);
  t.events.push_back(hole);
  CHECK(why(t, good).where == "gas.event[far]");
  t = yamal_like();
  t.problem.supply[out_node] = MassFlow::from_si(-4000.0);  // no pressure can drive it
  CHECK(why(t, good).fault == Fault::infeasible);
}
