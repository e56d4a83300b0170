#include "landbridge/io/optimise_case.hpp"

#include <cmath>
#include <numbers>
#include <utility>

#include <fmt/format.h>

#include "landbridge/io/gaslib_cs.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;
using Kind = gas::OptObjective::Kind;

// 286.76 J/(kg K): gas constant of air in the tools of the matgas format [gasmodels2016].
constexpr double matgas_air_constant_j_kg_k = 286.76;
constexpr double no_power_limit_w = 1e20;

class MatgasModel {
 public:
  MatgasModel(const MatgasCase& from, const OptimiseRequest& request, Diagnostics& diagnostics)
      : from_(from), request_(request), diagnostics_(diagnostics) {}

  gas::OptModel build() {
    for (const MatgasJunction& j : from_.junctions) {
      gas::OptNode node{j.id, j.pressure_min_pa, j.pressure_max_pa, 0.0};
      if (j.holds_nominal) node.pressure_min_pa = node.pressure_max_pa = j.pressure_nominal_pa;
      model_.nodes.push_back(std::move(node));
    }
    for (const MatgasPipe& p : from_.pipes)
      if (!p.is_new || request_.expands) pipe(p);
    for (const MatgasCompressor& c : from_.compressors)
      if (!c.is_new || request_.expands) compressor(c);
    for (const MatgasLink& l : from_.links) link(l);
    for (const MatgasTransaction& t : from_.transactions) transaction(t);
    if (request_.objective.kind == Kind::max_flow) largest_flow();
    report();
    return std::move(model_);
  }

 private:
  gas::OptArc arc(std::string name, gas::OptArcKind kind, std::size_t from, std::size_t to) const {
    gas::OptArc a;
    a.name = std::move(name);
    a.kind = kind;
    a.from = static_cast<std::int32_t>(from);
    a.to = static_cast<std::int32_t>(to);
    return a;
  }

  std::int32_t decision(std::string name, double cost) {
    model_.decisions.push_back({std::move(name), cost});
    return static_cast<std::int32_t>(model_.decisions.size()) - 1;
  }
  double build_cost(double cost) const {
    return request_.objective.kind == Kind::max_delivered ? 0.0 : cost;
  }

  void pipe(const MatgasPipe& p) {
    gas::OptArc a = arc(p.id, gas::OptArcKind::pipe, p.from, p.to);
    const double area = std::numbers::pi * p.diameter_m * p.diameter_m / 4.0;
    const double c2 = from_.sound_speed_m_s * from_.sound_speed_m_s;
    a.resistance_pa2_s2_kg2 =
        p.drag > 0.0 ? p.drag * c2 / (area * area)
                     : p.friction_factor * p.length_m * c2 / (p.diameter_m * area * area);
    const double rise_m = from_.junctions[p.to].elevation_m - from_.junctions[p.from].elevation_m;
    if (rise_m != 0.0) {
      const double s = 2.0 * constants::standard_gravity_m_s2 * rise_m / c2;
      a.height_factor = std::exp(s);
      a.resistance_pa2_s2_kg2 *= std::expm1(s) / s;
    }
    if (!p.is_two_way) a.flow_min_kg_s = 0.0;
    if (p.is_new) a.decision = decision("build " + p.id, build_cost(p.construction_cost));
    model_.arcs.push_back(std::move(a));
  }

  void compressor(const MatgasCompressor& c) {
    gas::OptArc a = arc(c.id, gas::OptArcKind::compressor, c.from, c.to);
    a.may_flow_back = c.directionality == 2 && c.flow_min_kg_s < 0.0;
    a.flow_min_kg_s = a.may_flow_back ? c.flow_min_kg_s : std::max(0.0, c.flow_min_kg_s);
    a.flow_max_kg_s = c.flow_max_kg_s;
    a.ratio_min = c.ratio_min;
    a.ratio_max = c.ratio_max;
    if (c.power_max_w < no_power_limit_w) a.power_max_w = c.power_max_w;
    const double k = from_.isentropic_exponent;
    a.head_j_kg =
        matgas_air_constant_j_kg_k / from_.relative_density * from_.temperature_k * k / (k - 1.0);
    a.head_exponent = (k - 1.0) / (2.0 * k);
    if (request_.objective.kind == Kind::supply_cost && !request_.expands)
      a.head_cost = (1.0 - from_.economic_weighting) * a.head_j_kg;
    if (request_.objective.kind == Kind::fuel) a.head_cost = a.head_j_kg;
    a.inlet_min_pa = c.inlet_min_pa;
    if (c.outlet_max_pa > 0.0) a.outlet_max_pa = c.outlet_max_pa;
    if (c.is_new) a.decision = decision("build " + c.id, build_cost(c.construction_cost));
    if (c.directionality == 0 && c.flow_min_kg_s < 0.0 && !c.is_new) {
      gas::OptArc back = a;
      a.flow_min_kg_s = 0.0;
      back.name += ": backwards";
      std::swap(back.from, back.to);
      back.flow_min_kg_s = 0.0;
      back.flow_max_kg_s = -c.flow_min_kg_s;
      a.decision = decision(a.name + ": forwards", 0.0);
      back.decision = decision(back.name, 0.0);
      model_.arcs.push_back(std::move(back));
    }
    model_.arcs.push_back(std::move(a));
  }

  void link(const MatgasLink& l) {
    const bool throttles = l.kind == MatgasLinkKind::regulator;
    gas::OptArc a = arc(l.id, throttles ? gas::OptArcKind::regulator : gas::OptArcKind::zero_loss,
                        l.from, l.to);
    if (throttles && l.flow_max_kg_s > 0.0) a.flow_max_kg_s = l.flow_max_kg_s;
    if (l.kind == MatgasLinkKind::valve) a.decision = decision(l.id + ": open", 0.0);
    if (throttles) a.flow_min_kg_s = 0.0;
    model_.arcs.push_back(std::move(a));
  }

  /// Prices count for supply-cost; elsewhere what may be cut stays at its nominal value, and
  /// receipts and storage stay free.
  void transaction(const MatgasTransaction& t) {
    const Kind kind = request_.objective.kind;
    const auto node = static_cast<std::int32_t>(t.junction);
    const bool is_entry = t.max_kg_s > 0.0;
    const bool keeps_nominal =
        !request_.expands && (kind == Kind::fuel || kind == Kind::max_flow) && !is_entry;
    if (!t.is_dispatchable || keeps_nominal) {
      model_.nodes[t.junction].injection_kg_s += t.nominal_kg_s;
      return;
    }
    gas::OptSupply s{t.id, node, t.min_kg_s, t.max_kg_s, 0.0};
    if (kind == Kind::supply_cost && !request_.expands)
      s.price = from_.economic_weighting * t.price;
    if (kind == Kind::max_delivered && !is_entry) s.price = t.priority;
    model_.supplies.push_back(std::move(s));
  }

  void largest_flow() {
    for (std::size_t n = 0; n < model_.nodes.size(); ++n) {
      if (model_.nodes[n].name != request_.objective.node) continue;
      double all = 0.0;
      for (const gas::OptSupply& s : model_.supplies) all += std::max(0.0, s.max_kg_s);
      for (gas::OptNode& other : model_.nodes) all += std::max(0.0, other.injection_kg_s);
      model_.nodes[n].injection_kg_s = std::max(0.0, model_.nodes[n].injection_kg_s);
      model_.supplies.push_back({"largest flow at " + request_.objective.node,
                                 static_cast<std::int32_t>(n), -all, 0.0, 1.0});
      return;
    }
    std::vector<std::string> names;
    for (const gas::OptNode& node : model_.nodes) names.push_back(node.name);
    diagnostics_.error(
        {from_.file, 0, 0, {}},
        fmt::format("--objective names '{}', which is no junction", request_.objective.node),
        known_names_hint(request_.objective.node, names));
  }

  void report() {
    switch (request_.objective.kind) {
      case Kind::fuel:
        model_.reported_factor = 1e-6;
        model_.reported_unit = "MW shaft power";
        break;
      case Kind::supply_cost:
        model_.reported_unit = request_.expands ? "cost" : "price x kg/s";
        break;
      case Kind::max_flow:
      case Kind::max_delivered:
        model_.reported_factor = -1.0;
        model_.reported_unit = "kg/s";
        break;
    }
    if (request_.expands && request_.objective.kind == Kind::supply_cost)
      model_.assumptions.push_back(
          fmt::format("{} count; prices of gas and compression do not", "building costs"));
  }

  const MatgasCase& from_;
  const OptimiseRequest& request_;
  Diagnostics& diagnostics_;
  gas::OptModel model_;
};

Read<OptimiseCase> read_matgas_model(const fs::path& file, const OptimiseRequest& request) {
  auto raw = read_matgas(file);
  if (!raw) return read_failed<OptimiseCase>(std::move(raw.diagnostics));
  auto from = matgas_case(*raw);
  Diagnostics diagnostics = std::move(raw.diagnostics);
  diagnostics.append(from.diagnostics);
  if (!from) return read_failed<OptimiseCase>(std::move(diagnostics));
  OptimiseCase result;
  result.format = "matgas";
  result.files = {file};
  result.model = matgas_model(*from, request, diagnostics);
  return {std::move(result), std::move(diagnostics)};
}

Read<OptimiseCase> from_steady(const fs::path& network, const OptimiseRequest& request) {
  auto gas_case = read_gas_case(network, request.network);
  if (!gas_case) return read_failed<OptimiseCase>(std::move(gas_case.diagnostics));
  Diagnostics diagnostics = std::move(gas_case.diagnostics);
  gas::FromProblemOptions options;
  options.max_ratio = request.max_ratio;
  if (!request.stations.empty()) {
    auto read = read_gaslib_stations(request.stations);
    diagnostics.append(read.diagnostics);
    if (!read) return read_failed<OptimiseCase>(std::move(diagnostics));
    gas_case->files.push_back(request.stations);
    for (gas::Station& station : read->stations) {
      const LinkId link = link_named(gas_case->problem.network, station.id);
      if (!link.is_none()) options.stations.push_back({link, std::move(station)});
    }
    if (options.stations.empty()) {
      diagnostics.error({request.stations.string(), 0, 0, {}},
                        "no station of this file is in the network",
                        "their ids must be those of compressors of the network");
      return read_failed<OptimiseCase>(std::move(diagnostics));
    }
  }
  auto model = gas::optimal_model(gas_case->problem, request.objective, options);
  if (!model) {
    const Error& e = model.error();
    diagnostics.error({e.where, 0, 0, {}}, e.what, e.hint);
    return read_failed<OptimiseCase>(std::move(diagnostics));
  }
  return {OptimiseCase{std::move(*model), gas_case->format, gas_case->files},
          std::move(diagnostics)};
}

}  // namespace

gas::OptModel matgas_model(const MatgasCase& from, const OptimiseRequest& request,
                           Diagnostics& diagnostics) {
  return MatgasModel(from, request, diagnostics).build();
}

Read<OptimiseCase> read_optimise_case(const fs::path& network, const OptimiseRequest& request) {
  std::error_code ignored;
  const bool has_own_form = network.extension() == ".m" || network.extension() == ".json" ||
                            fs::exists(network / "arcs.csv", ignored);
  if (!request.stations.empty() && has_own_form && network.filename() != "network.json") {
    Diagnostics diagnostics;
    diagnostics.error({"--stations", 0, 0, {}}, "machines belong to networks of gas solve",
                      "leave it out: this file states its compressors itself");
    return read_failed<OptimiseCase>(std::move(diagnostics));
  }
  if (fs::is_directory(network, ignored) && fs::exists(network / "arcs.csv", ignored))
    return read_priced_folder(network, request);
  const std::string extension = network.extension().string();
  if (extension == ".m") return read_matgas_model(network, request);
  if (extension == ".json" && network.filename() != "network.json")
    return read_optimal_flow_json(network, request);
  return from_steady(network, request);
}

}  // namespace landbridge::io
