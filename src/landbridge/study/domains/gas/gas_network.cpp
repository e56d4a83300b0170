#include "landbridge/study/domains/gas/gas_network.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "landbridge/base/assert.hpp"
#include "landbridge/study/domains/gas/gas_schema.hpp"

namespace landbridge::study {
namespace {

const EntitySpec& entity(std::string_view name) {
  const auto all = gas_entities();
  const auto hit = std::ranges::find(all, name, &EntitySpec::name);
  LANDBRIDGE_ASSERT(hit != all.end());
  return *hit;
}

/// Calls `use(reader, row)` for every row of the table that is not closed.
template <class Use>
void for_each_open(const DomainData& data, std::string_view name, Use&& use) {
  for (const Row& row : data.table(name).rows)
    if (!row.is_closed) use(RowReader(entity(name), row), row);
}

class NetworkBuilder {
 public:
  NetworkBuilder(const Study& study, const Stretch& stretch) : study_(study), stretch_(stretch) {}

  GasNetwork build() {
    add_stations();
    add_pipes();
    for_each_open(stretch_.data, "supply", [&](const RowReader& r, const Row& row) {
      network_.supplies.push_back(
          {row.id, inlet(r.text("at")), r.number("pressure"), r.number("temperature")});
    });
    add_offtakes();
    add_deliveries();
    return std::move(network_);
  }

 private:
  NodeId node(const std::string& name, const std::string& place_id) {
    const auto [it, is_new] = nodes_.try_emplace(name);
    if (is_new) {
      it->second = network_.topology.add_node(name);
      const Place* place = study_.place(place_id);
      LANDBRIDGE_ASSERT(place != nullptr);
      network_.place.push_back(place_id);
      network_.height_m.push_back(place->height_m);
    }
    return it->second;
  }
  NodeId inlet(const std::string& place) { return node(place, place); }
  NodeId outlet(const std::string& place) {
    return has_station_.contains(place) ? node(place + " outlet", place) : inlet(place);
  }

  void add_stations() {
    for_each_open(stretch_.data, "station", [&](const RowReader& r, const Row& row) {
      GasNetwork::Station s;
      s.id = row.id;
      s.place = r.text("at");
      has_station_.emplace(s.place, true);
      s.inlet = inlet(s.place);
      s.outlet = outlet(s.place);
      s.outlet_pressure = r.number("outlet_pressure");
      s.max_ratio = r.number("max_ratio");
      s.unit_power = r.number("unit_power");
      s.units = r.number("units");
      s.standby = r.number("standby");
      s.isentropic_efficiency = r.number("isentropic_efficiency");
      s.air = ground_number(r.text("region"), "air");
      s.machine = machine(r.text("machine"));
      s.is_new = r.text("status") == "new";
      s.link = network_.topology.add_link(row.id, s.inlet, s.outlet);
      network_.stations.push_back(std::move(s));
    });
  }

  std::optional<GasNetwork::Machine> machine(const std::string& id) const {
    std::optional<GasNetwork::Machine> found;
    for_each_open(stretch_.data, "machine", [&](const RowReader& r, const Row& row) {
      if (row.id != id) return;
      found = GasNetwork::Machine{row.id,
                                  r.number("design_suction"),
                                  r.number("design_ratio"),
                                  r.number("load"),
                                  r.number("surge_flow"),
                                  r.number("surge_head"),
                                  r.number("choke_flow"),
                                  r.number("choke_head"),
                                  r.number("efficiency_loss"),
                                  r.number("speed_min"),
                                  r.number("speed_max"),
                                  r.number("power_per_kelvin"),
                                  r.number("coldest_air"),
                                  r.number("idle_fuel")};
    });
    return found;
  }

  Number ground_number(const std::string& region, std::string_view key) const {
    Number found;
    for_each_open(stretch_.data, "ground", [&](const RowReader& r, const Row&) {
      if (r.text("region") == region && r.text("period") == study_.periods[stretch_.period].id)
        found = r.number(key);
    });
    return found;
  }

  void add_pipes() {
    for_each_open(stretch_.data, "pipe", [&](const RowReader& r, const Row& row) {
      GasNetwork::Pipe p;
      p.id = row.id;
      p.line = r.text("line");
      p.from = outlet(r.text("from"));
      p.to = inlet(r.text("to"));
      p.length = r.number("length");
      p.diameter = r.number("diameter");
      p.wall = r.number("wall");
      p.roughness = r.number("roughness");
      p.efficiency = r.number("efficiency");
      p.lines = r.number("lines");
      p.max_pressure = r.number("max_pressure");
      p.cost_factor = r.number("cost_factor");
      p.temperature = ground_number(r.text("region"), "temperature");
      p.soil = ground_number(r.text("region"), "soil");
      p.is_new = r.text("status") == "new";
      p.link = network_.topology.add_link(row.id, p.from, p.to);
      network_.pipes.push_back(std::move(p));
    });
  }

  void add_offtakes() {
    for_each_open(stretch_.data, "offtake", [&](const RowReader& r, const Row& row) {
      if (r.text("period") == study_.periods[stretch_.period].id)
        network_.offtakes.push_back({row.id, inlet(r.text("at")), r.number("flow")});
    });
  }

  void add_deliveries() {
    for (const Row& row : stretch_.data.table("delivery").rows) {
      const RowReader r(entity("delivery"), row);
      GasNetwork::Delivery d{
          row.id, outlet(r.text("at")), r.number("min_pressure"), {}, row.is_closed};
      for (const Measure& m : row.measures)
        if (m.operation == "cap") d.caps.push_back(m.amount);
      network_.deliveries.push_back(std::move(d));
    }
  }

  const Study& study_;
  const Stretch& stretch_;
  std::map<std::string, NodeId> nodes_;
  std::map<std::string, bool> has_station_;
  GasNetwork network_;
};

/// "methane 0.97; ethane 0.03" as the 21 mole fractions of AGA8.
Result<std::vector<double>> parse_composition(const Cell& cell) {
  std::vector<double> fractions(gas::component_count, 0.0);
  double sum = 0.0;
  std::string_view text = cell.text;
  while (!text.empty()) {
    const std::size_t cut = std::min(text.find(';'), text.size());
    std::string part(text.substr(0, cut));
    text.remove_prefix(std::min(cut + 1, text.size()));
    part.erase(0, std::min(part.find_first_not_of(' '), part.size()));
    const std::size_t blank = part.find_last_of(' ', part.find_last_not_of(' '));
    const auto names = gas::components();
    const auto hit = std::ranges::find(names, part.substr(0, blank), &gas::Component::name);
    const auto share = blank == std::string::npos
                           ? Result<double>(fail(Fault::bad_input, "", "no share"))
                           : parse_number(part.substr(blank));
    if (hit == names.end() || !share || *share < 0.0)
      return fail(Fault::bad_input, "gas.composition",
                  fmt::format("'{}' is not a component and its mole fraction", part),
                  "write as in 'methane 0.97; ethane 0.014; nitrogen 0.016'");
    fractions[static_cast<std::size_t>(hit - names.begin())] += *share;
    sum += *share;
  }
  if (std::abs(sum - 1.0) > 1e-6)
    return fail(Fault::bad_input, "gas.composition",
                fmt::format("the mole fractions add up to {:g}", sum), "they must add up to 1");
  for (double& f : fractions) f /= sum;
  return fractions;
}

double amount_to_mass(const gas::Gas& gas, double mol) { return mol * gas.molar_mass.si(); }

void add_pipe(gas::Problem& problem, const GasNetwork::Pipe& pipe, std::span<const double> draw) {
  const double efficiency = pipe.efficiency.value(draw);
  gas::Pipe p;
  // Flow goes with 1/sqrt(length): an efficiency E is a line 1/E^2 as long.
  p.length = Length::from_si(pipe.length.value(draw) / (efficiency * efficiency));
  p.diameter = Length::from_si(pipe.diameter.value(draw));
  p.roughness = Length::from_si(pipe.roughness.value(draw));
  p.parallel_lines = Scalar::from_si(pipe.lines.value(draw));
  const Number& around = is_stated(pipe.soil) ? pipe.soil : pipe.temperature;
  p.ground_temperature = Temperature::from_si(around.value(draw));
  problem.links.add(pipe.link, p);
}

/// The lowest of the highest allowed pressures of the pipes that begin at a node [Pa].
double allowed_pressure_pa(const GasNetwork& network, NodeId node, std::span<const double> draw) {
  double lowest = std::numeric_limits<double>::infinity();
  for (const auto& pipe : network.pipes)
    if (pipe.from == node) lowest = std::min(lowest, pipe.max_pressure.value(draw));
  return lowest;
}

void add_station(gas::Problem& problem, const GasNetwork& network,
                 const GasNetwork::Station& station, Running running,
                 std::span<const double> draw) {
  const double standby = running == Running::firm ? station.standby.value(draw) : 0.0;
  const double units = std::max(0.0, station.units.value(draw) - standby);
  const double power_w = station.unit_power.value(draw) * units;
  gas::Compressor c;
  c.outlet_pressure = Pressure::from_si(std::min(
      station.outlet_pressure.value(draw), allowed_pressure_pa(network, station.outlet, draw)));
  c.max_ratio = Scalar::from_si(station.max_ratio.value(draw));
  c.max_power = Power::from_si(power_w);
  c.efficiency = Scalar::from_si(station.isentropic_efficiency.value(draw));
  if (power_w <= 0.0) c.control = gas::CompressorControl::bypass;
  problem.links.add(station.link, c);
}

}  // namespace

GasNetwork gas_network(const Study& study, const Stretch& stretch) {
  return NetworkBuilder(study, stretch).build();
}

Result<GasSettings> gas_settings(const DomainData& data) {
  const RowReader r(entity("settings"), data.table("settings").rows.front());
  auto fractions = parse_composition(r.cell("composition"));
  if (!fractions) return fail(fractions.error());
  GasSettings s;
  s.gas = gas::gas_of_composition(std::move(*fractions), Temperature::from_si(283.15));
  const std::string& eos = r.text("eos");
  s.gas.eos = eos == "aga8"       ? gas::Eos::aga8
              : eos == "gerg2008" ? gas::Eos::gerg2008
              : eos == "ideal"    ? gas::Eos::ideal
                                  : gas::Eos::papay;
  const std::string& friction = r.text("friction");
  s.friction = friction == "nikuradse" ? gas::Friction::nikuradse
               : friction == "hofer"   ? gas::Friction::hofer
                                       : gas::Friction::colebrook;
  s.gas_temperature = r.number("gas_temperature");
  s.max_velocity = r.number("max_velocity");
  s.availability = r.number("availability");
  s.drive_efficiency = r.number("drive_efficiency");
  s.lower_heating_value = r.number("lower_heating_value");
  s.steel_density = r.number("wall_steel");
  s.heat_transfer = r.number("heat_transfer");
  s.cooler_outlet = r.number("cooler_outlet");
  s.cooler_approach = r.number("cooler_approach");
  s.water_dew_point = r.number("water_dew_point");
  s.dew_point_pressure = r.number("dew_point_pressure");
  return s;
}

gas::Problem gas_problem(const GasNetwork& network, const GasSettings& settings, Running running,
                         std::span<const double> draw) {
  gas::Problem problem;
  problem.network = network.topology;
  problem.gas = settings.gas;
  problem.gas.temperature = Temperature::from_si(settings.gas_temperature.value(draw));
  problem.friction = settings.friction;
  const std::size_t nodes = network.topology.nodes();
  problem.height = Column<NodeId, Length>(nodes);
  problem.supply = Column<NodeId, MassFlow>(nodes);
  for (std::size_t n = 0; n < nodes; ++n)
    problem.height[NodeId(n)] = Length::from_si(network.height_m[NodeId(n)].value(draw));
  for (const auto& pipe : network.pipes) add_pipe(problem, pipe, draw);
  for (const auto& station : network.stations)
    add_station(problem, network, station, running, draw);
  for (const auto& supply : network.supplies)
    problem.fixed_pressure.push_back(
        {supply.node,
         Pressure::from_si(std::min(supply.pressure.value(draw),
                                    allowed_pressure_pa(network, supply.node, draw)))});
  for (const auto& offtake : network.offtakes) {
    const double kg_s = amount_to_mass(settings.gas, offtake.flow.value(draw));
    problem.supply[offtake.node] = problem.supply[offtake.node] - MassFlow::from_si(kg_s);
  }
  return problem;
}

}  // namespace landbridge::study
