#include "landbridge/gas/thermal_rounds.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/gas/effective_pipe.hpp"
#include "landbridge/gas/thermal_check.hpp"

namespace landbridge::gas {
namespace {

constexpr double still_kg_s = 1e-9;  // below it nothing flows

}  // namespace

Result<bool> ThermalRounds::follow(Solution hydraulics) {
  out_.hydraulics = std::move(hydraulics);
  ++out_.certificate.rounds;
  out_.is_complete = has_pressures();
  if (!out_.is_complete) return false;
  if (const auto made = make_table(); !made) return fail(made.error());
  direct();
  propagate();
  return true;
}

bool ThermalRounds::has_pressures() const {
  for (const Infeasibility& i : out_.hydraulics.infeasible)
    if (i.what == InfeasibleWhat::no_pressure || i.what == InfeasibleWhat::unbalanced_part)
      return false;
  return true;
}

Result<bool> ThermalRounds::make_table() {
  double highest_pa = 1e6;
  for (const Pressure p : out_.hydraulics.pressure)
    if (p.si() > highest_pa) highest_pa = p.si();
  if (options_.table != nullptr) {
    table_ = options_.table;
    if (highest_pa <= table_->range().pressure_pa_max) return true;
    return fail(
        Fault::bad_input, "gas.thermal",
        fmt::format("the shared table of properties ends at {:.4g} bar, the network "
                    "reaches {:.4g} bar",
                    table_->range().pressure_pa_max / units::bar.si, highest_pa / units::bar.si),
        "make it for a wider range");
  }
  if (table_ != nullptr && highest_pa <= table_->range().pressure_pa_max) return true;
  double low_k = std::min(gas_k(), ground_k());
  double high_k = std::max(gas_k(), ground_k());
  const auto cover = [&](double t) {
    low_k = std::min(low_k, t);
    high_k = std::max(high_k, t);
  };
  for (std::size_t i = 0; i < given_.network.nodes(); ++i) cover(inlet_k(NodeId(i)));
  for (const Row<Pipe>& row : given_.links.of<Pipe>()) cover(ground_k(row.link));
  constexpr double room_pressure = 1.25;
  const double room_hot_k = given_.links.of<Compressor>().empty() ? 20.0 : 160.0;
  std::optional<Error> why;
  for (const double room_cold_k : {60.0, 40.0, 20.0, 5.0}) {
    auto table = PropertyTable::make(
        given_.gas, {room_pressure * highest_pa, low_k - room_cold_k, high_k + room_hot_k});
    if (table) {
      own_table_.emplace(std::move(*table));
      table_ = &*own_table_;
      return true;
    }
    why = table.error();
  }
  return fail(std::move(*why));
}

void ThermalRounds::direct() {
  const Network& network = given_.network;
  streams_.clear();
  std::vector<int> waits(network.nodes(), 0);
  std::vector<std::vector<std::size_t>> leaving(network.nodes());
  arriving_.assign(network.nodes(), {});
  for (std::size_t i = 0; i < network.links(); ++i) {
    const LinkId link(i);
    const double flow = out_.hydraulics.flow[link].si();
    ThermalStream s{network.from[link], network.to[link],
                    std::isfinite(flow) ? std::abs(flow) : 0.0, flow < 0.0};
    if (s.is_reversed) std::swap(s.from, s.to);
    streams_.push_back(s);
    if (s.flow_kg_s < still_kg_s) continue;
    ++waits[s.to.index()];
    leaving[s.from.index()].push_back(i);
    arriving_[s.to.index()].push_back(i);
  }
  order_.clear();
  std::vector<char> is_placed(network.nodes(), 0);
  for (std::size_t n = 0; n < network.nodes(); ++n)
    if (waits[n] == 0) order_.push_back(n);
  for (std::size_t k = 0; k < order_.size(); ++k) {
    is_placed[order_[k]] = 1;
    for (const std::size_t i : leaving[order_[k]])
      if (--waits[streams_[i].to.index()] == 0) order_.push_back(streams_[i].to.index());
  }
  for (std::size_t n = 0; n < network.nodes(); ++n)
    if (is_placed[n] == 0) order_.push_back(n);
  leaving_ = std::move(leaving);
}

void ThermalRounds::propagate() {
  walks_.resize(given_.network.links());
  enthalpy_out_.resize(given_.network.links(), 0.0);
  index_links();
  out_.certificate.law_residual_relative = 0.0;
  out_.certificate.temperature_change_k = 0.0;
  highest_square_ = 0.0;
  for (const Pressure p : out_.hydraulics.pressure)
    if (std::isfinite(p.si())) highest_square_ = std::max(highest_square_, p.si() * p.si());
  for (const std::size_t n : order_) {
    mix(NodeId(n));
    for (const std::size_t i : leaving_[n]) pass(LinkId(i));
  }
  for (std::size_t i = 0; i < streams_.size(); ++i)
    if (streams_[i].flow_kg_s < still_kg_s) rest(LinkId(i));
}

void ThermalRounds::index_links() {
  if (!pipe_row_.empty()) return;
  pipe_row_.assign(given_.network.links(), nullptr);
  effective_row_.assign(given_.network.links(), nullptr);
  machine_row_.assign(given_.network.links(), nullptr);
  for (const Row<Pipe>& row : given_.links.of<Pipe>()) pipe_row_[row.id.index()] = &row.link;
  for (Row<Pipe>& row : effective_.links.of<Pipe>()) effective_row_[row.id.index()] = &row.link;
  for (Row<Compressor>& row : effective_.links.of<Compressor>())
    machine_row_[row.id.index()] = &row.link;
}

void ThermalRounds::mix(NodeId node) {
  const double supply = out_.hydraulics.supply[node].si();
  const double p = pressure_pa(node);
  double mass = 0.0, heat = 0.0;
  for (const std::size_t i : arriving_[node.index()]) {
    mass += streams_[i].flow_kg_s;
    heat += streams_[i].flow_kg_s * enthalpy_out_[i];
  }
  if (std::isfinite(supply) && supply > still_kg_s) {
    mass += supply;
    heat += supply * enthalpy(p, inlet_k(node));
  }
  const double before = out_.temperature[node].si();
  double now = ground_k();
  if (mass >= still_kg_s && std::isfinite(p))
    now = table_->temperature_k(p, heat / mass, before > 0.0 ? before : inlet_k(node));
  out_.temperature[node] = Temperature::from_si(now);
  const double change = std::abs(now - before);
  if (change > out_.certificate.temperature_change_k) {
    out_.certificate.temperature_change_k = change;
    if (change > temperature_tolerance_k)
      out_.certificate.worst_place = fmt::format("gas.node[{}]", given_.network.node_name[node]);
  }
}

void ThermalRounds::pass(LinkId link) {
  const ThermalStream& s = streams_[link.index()];
  const double t_in = out_.temperature[s.from].si();
  const double p_in = pressure_pa(s.from);
  const double p_out = pressure_pa(s.to);
  ThermalLink& result = out_.link[link];
  result = {};
  double t_out = t_in;
  result.lowest_temperature = Temperature::from_si(t_in);
  if (kinds_[link] == Pipe::kind) {
    t_out = pass_pipe(link, {p_in, t_in});
  } else {
    t_out = pass_element(link, {p_in, t_in}, p_out);
    enthalpy_out_[link.index()] = enthalpy(p_out, t_out);
  }
  result.lowest_temperature = Temperature::from_si(std::min(t_out, result.lowest_temperature.si()));
  set_ends(result, s.is_reversed, t_in, t_out);
}

double ThermalRounds::pass_element(LinkId link, ThermalPoint in, double p_out) {
  ThermalLink& result = out_.link[link];
  const double flow = streams_[link.index()].flow_kg_s;
  double h = enthalpy(in.pressure_pa, in.temperature_k);
  if (kinds_[link] == Compressor::kind) {
    machine_row_[link.index()]->inlet_temperature = Temperature::from_si(in.temperature_k);
    const double power = out_.hydraulics.link[link].power.si();
    if (std::isfinite(power) && power > 0.0) {
      result.compression = Power::from_si(power);
      h += power / flow;
    }
    double t = table_->temperature_k(p_out, h, in.temperature_k);
    const double limit = outlet_k(link, options_.cooler_outlet);
    if (limit > 0.0 && t > limit && power > 0.0) {
      t = limit;
      result.cooling = Power::from_si(flow * (h - enthalpy(p_out, t)));
    }
    return t;
  }
  if (kinds_[link] == Feed::kind && !streams_[link.index()].is_reversed) {
    result.preheating = Power::from_si(flow * (enthalpy(p_out, in.temperature_k) - h));
    return in.temperature_k;
  }
  double t = table_->temperature_k(p_out, h, in.temperature_k);
  const double limit = outlet_k(link, options_.preheated_outlet);
  if (kinds_[link] == Regulator::kind && limit > 0.0 && t < limit) {
    t = limit;
    result.preheating = Power::from_si(flow * (enthalpy(p_out, t) - h));
  }
  return t;
}

ThermalPipe ThermalRounds::pipe_of(LinkId link) const {
  const ThermalStream& s = streams_[link.index()];
  const Pipe& pipe = *pipe_row_[link.index()];
  ThermalPipe walked;
  walked.length_m = pipe.length.si();
  walked.diameter_m = pipe.diameter.si();
  walked.lines = pipe.parallel_lines.si();
  walked.flow_kg_s = s.flow_kg_s;
  walked.ground_temperature_k = ground_k(pipe);
  walked.rise_m = height_m(s.to) - height_m(s.from);
  const auto& own = options_.pipe_heat_transfer;
  walked.heat_transfer_w_m2_k =
      own.size() > 0 && own[link].si() > 0.0 ? own[link].si() : options_.heat_transfer.si();
  const double reynolds =
      reynolds_number(s.flow_kg_s, walked.diameter_m, given_.gas.viscosity.si()) / walked.lines;
  walked.friction_factor =
      pipe.friction_factor.si() > 0.0
          ? pipe.friction_factor.si()
          : friction_factor(given_.friction, walked.diameter_m, pipe.roughness.si(), reynolds);
  return walked;
}

double ThermalRounds::pass_pipe(LinkId link, ThermalPoint in) {
  const ThermalStream& s = streams_[link.index()];
  const ThermalPipe pipe = pipe_of(link);
  const int steps = steps_of(pipe, in);
  const ThermalPipeEnd end = walk_pipe(pipe, *table_, in, steps);
  walks_[link.index()] = end;
  ThermalLink& result = out_.link[link];
  result.heat_to_ground = Power::from_si(end.heat_to_ground_w);
  result.lowest_temperature = Temperature::from_si(end.lowest_temperature_k);
  const double p = pressure_pa(s.to);
  // at the network's pressure with the walk's enthalpy: both meet at the end
  const double h = enthalpy(end.outlet.pressure_pa, end.outlet.temperature_k);
  enthalpy_out_[link.index()] = h;
  const double residual =
      std::abs(end.outlet.pressure_pa * end.outlet.pressure_pa - p * p) / highest_square_;
  if (residual > out_.certificate.law_residual_relative) {
    out_.certificate.law_residual_relative = residual;
    if (residual > options_.tolerance_relative)
      out_.certificate.worst_place = fmt::format("gas.pipe[{}]", given_.network.link_name[link]);
  }
  return end.outlet.temperature_k;
}

void ThermalRounds::rest(LinkId link) {
  ThermalLink& result = out_.link[link];
  result = {};
  const ThermalStream& s = streams_[link.index()];
  double from_k = out_.temperature[s.from].si();
  double to_k = out_.temperature[s.to].si();
  if (kinds_[link] == Pipe::kind) from_k = to_k = ground_k(*pipe_row_[link.index()]);
  result.from_temperature = Temperature::from_si(from_k);
  result.to_temperature = Temperature::from_si(to_k);
  result.lowest_temperature = Temperature::from_si(std::min(from_k, to_k));
}

void ThermalRounds::adapt() {
  for (const Row<Pipe>& row : given_.links.of<Pipe>()) {
    const std::size_t i = row.id.index();
    const ThermalStream& s = streams_[i];
    if (s.flow_kg_s < still_kg_s) continue;
    Pipe& pipe = *effective_row_[i];
    const PipeTarget target{s.flow_kg_s, height_m(s.to) - height_m(s.from), pressure_pa(s.from),
                            walks_[i].outlet.pressure_pa, walks_[i].static_pressure_pa};
    pipe.ground_temperature = Temperature::from_si(walks_[i].mean_temperature_k);
    fit_column(pipe, given_, potential_, target);
    const double truth = pipe_of(row.id).friction_factor;
    if (const auto factor = fitted_friction_factor(pipe, given_, potential_, target, truth))
      pipe.friction_factor = Scalar::from_si(*factor);
  }
}

Result<ThermalSolution> ThermalRounds::finish() {
  out_.certificate.z_error_relative = table_->z_error();
  if (const auto inside = check_range(); !inside) return fail(inside.error());
  balance();
  measure_steps();
  out_.hydrate_margin_k = hydrate_margins(given_, out_);
  out_.notes = notes_of(given_, *table_, out_);
  return out_;
}

Result<bool> ThermalRounds::check_range() const {
  const PropertyRange& range = table_->range();
  for (std::size_t i = 0; i < out_.temperature.size(); ++i) {
    const double t = out_.temperature[NodeId(i)].si();
    if (t >= range.temperature_k_min && t <= range.temperature_k_max) continue;
    return fail(Fault::infeasible, fmt::format("gas.node[{}]", given_.network.node_name[NodeId(i)]),
                fmt::format("the temperature would be {:.1f} K; the gas is known from {:.1f} to "
                            "{:.1f} K",
                            t, range.temperature_k_min, range.temperature_k_max),
                "add a cooler behind compression or preheating before throttling");
  }
  return true;
}

void ThermalRounds::balance() {
  double residual = 0.0, exchanged = 0.0;
  for (std::size_t i = 0; i < given_.network.nodes(); ++i) {
    const NodeId node(i);
    const double supply = out_.hydraulics.supply[node].si();
    if (!std::isfinite(supply) || std::abs(supply) < still_kg_s) continue;
    const double t = supply > 0.0 ? inlet_k(node) : out_.temperature[node].si();
    residual += supply * enthalpy(pressure_pa(node), t);
  }
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    const ThermalLink& link = out_.link[LinkId(i)];
    const ThermalStream& s = streams_[i];
    double gain =
        link.compression.si() + link.preheating.si() - link.cooling.si() - link.heat_to_ground.si();
    if (kinds_[LinkId(i)] == Pipe::kind)
      gain -= s.flow_kg_s * constants::standard_gravity_m_s2 * (height_m(s.to) - height_m(s.from));
    residual += gain;
    exchanged += std::abs(link.heat_to_ground.si()) + link.compression.si() + link.cooling.si() +
                 link.preheating.si();
  }
  out_.certificate.energy_residual_w = residual;
  out_.certificate.energy_residual_relative = std::abs(residual) / std::max(exchanged, 1.0);
}

void ThermalRounds::measure_steps() {
  double worst = 0.0;
  for (const Row<Pipe>& row : given_.links.of<Pipe>()) {
    const ThermalStream& s = streams_[row.id.index()];
    if (s.flow_kg_s < still_kg_s) continue;
    const ThermalPipe pipe = pipe_of(row.id);
    const ThermalPoint in{pressure_pa(s.from), out_.temperature[s.from].si()};
    const int half = steps_of(pipe, in) / 2;
    const double p = walk_pipe(pipe, *table_, in, half).outlet.pressure_pa;
    const double fine = walks_[row.id.index()].outlet.pressure_pa;
    worst = std::max(worst, std::abs(p * p - fine * fine) / highest_square_);
  }
  out_.certificate.integration_error_relative = worst;
}

int ThermalRounds::steps_of(const ThermalPipe& pipe, ThermalPoint inlet) const {
  constexpr int fewest = 4;
  const int steps = gas::steps_of(pipe, *table_, inlet);
  return std::max(fewest, static_cast<int>(std::ceil(options_.steps_share * steps)));
}

}  // namespace landbridge::gas
