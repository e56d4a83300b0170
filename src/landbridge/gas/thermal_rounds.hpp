#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "landbridge/gas/potential.hpp"
#include "landbridge/gas/property_table.hpp"
#include "landbridge/gas/thermal.hpp"
#include "landbridge/gas/thermal_pipe.hpp"

namespace landbridge::gas {

/// A link with its flow, as the temperatures see it.
struct ThermalStream {
  NodeId from;  ///< upstream
  NodeId to;
  double flow_kg_s = 0.0;
  bool is_reversed = false;
};

/// The rounds of solve_thermal(), for whoever finds pressures and flows in another way: take a
/// hydraulic state of effective(), follow the heat, look whether both agree, adapt, again.
class ThermalRounds {
 public:
  /// Both arguments must outlive the object.
  ThermalRounds(const Problem& problem, const ThermalOptions& options)
      : given_(problem),
        options_(options),
        effective_(problem),
        potential_(problem.gas),
        kinds_(kinds_of(problem.links, problem.network.links())) {
    out_.temperature = Column<NodeId, Temperature>(problem.network.nodes());
    out_.link = Column<LinkId, ThermalLink>(problem.network.links());
    for (Row<Pipe>& row : effective_.links.of<Pipe>())
      row.link.ground_temperature = Temperature::from_si(ground_k(row.link));
  }

  /// The network whose pipes have the factor and temperature found so far; its supplies and
  /// machines may be changed between rounds.
  Problem& effective() { return effective_; }
  const ThermalSolution& state() const { return out_; }

  /// Takes a steady state of effective() and follows the heat through it. False: it has no
  /// pressures to do so with. An error where the gas has no properties there.
  Result<bool> follow(Solution hydraulics);

  /// Whether pressures and temperatures agree with each other.
  bool is_settled() const {
    return out_.certificate.law_residual_relative <= options_.tolerance_relative &&
           out_.certificate.temperature_change_k <= temperature_tolerance_k;
  }

  /// Factor and temperature of every pipe that make the network's law give the walk's pressures.
  void adapt();

  /// What is reported once about a settled state. infeasible: a temperature out of range.
  Result<ThermalSolution> finish();

 private:
  static constexpr double temperature_tolerance_k = 1e-6;

  double gas_k() const { return given_.gas.temperature.si(); }
  double ground_k() const {
    const double t = options_.ground_temperature.si();
    return t > 0.0 ? t : gas_k();
  }
  double ground_k(const Pipe& pipe) const {
    const double own = pipe.ground_temperature.si();
    return own > 0.0 ? own : ground_k();
  }
  double inlet_k(NodeId node) const {
    const auto& column = options_.node_inlet_temperature;
    if (column.size() > 0 && column[node].si() > 0.0) return column[node].si();
    const double all = options_.inlet_temperature.si();
    return all > 0.0 ? all : gas_k();
  }
  /// What the cooler or preheater of an element keeps; zero: it has none.
  double outlet_k(LinkId link, Temperature all) const {
    const auto& own = options_.element_outlet;
    return own.size() > 0 && own[link].si() > 0.0 ? own[link].si() : all.si();
  }
  double pressure_pa(NodeId node) const { return out_.hydraulics.pressure[node].si(); }
  double height_m(NodeId node) const {
    return given_.height.size() > 0 ? given_.height[node].si() : 0.0;
  }

  bool has_pressures() const;

  /// The range covers what has been seen so far, with room for what the next rounds bring.
  Result<bool> make_table();

  /// Which way each link flows, and an order of the nodes along the flow; nodes on a circle of flow
  /// come last, in the order of their ids, and settle with the rounds.
  void direct();

  double enthalpy(double p_pa, double t_k) const { return table_->enthalpy(p_pa, t_k).value; }

  void propagate();

  void index_links();

  /// Perfect mixing at a node; without inflow it has the ground's temperature.
  void mix(NodeId node);

  /// One link, from its upstream node's temperature to what it delivers.
  void pass(LinkId link);

  static void set_ends(ThermalLink& link, bool is_reversed, double t_in, double t_out) {
    link.from_temperature = Temperature::from_si(is_reversed ? t_out : t_in);
    link.to_temperature = Temperature::from_si(is_reversed ? t_in : t_out);
  }

  double pass_element(LinkId link, ThermalPoint in, double p_out);

  ThermalPipe pipe_of(LinkId link) const;

  double pass_pipe(LinkId link, ThermalPoint in);
  int steps_of(const ThermalPipe& pipe, ThermalPoint inlet) const;

  /// A link without flow: the ground's temperature in a pipe, the nodes' elsewhere.
  void rest(LinkId link);

  Result<bool> check_range() const;

  /// Energy of the whole network: in - out + power - heat - lift.
  void balance();

  void measure_steps();

  const Problem& given_;
  const ThermalOptions& options_;
  Problem effective_;
  Potential potential_;
  Column<LinkId, std::string_view> kinds_;
  ThermalSolution out_;
  std::optional<PropertyTable> own_table_;
  const PropertyTable* table_ = nullptr;  ///< own or of the options
  std::vector<ThermalStream> streams_;
  std::vector<std::size_t> order_;
  std::vector<std::vector<std::size_t>> leaving_, arriving_;
  std::vector<ThermalPipeEnd> walks_;
  std::vector<double> enthalpy_out_;
  std::vector<const Pipe*> pipe_row_;
  std::vector<Pipe*> effective_row_;
  std::vector<Compressor*> machine_row_;
  double highest_square_ = 0.0;
};

}  // namespace landbridge::gas
