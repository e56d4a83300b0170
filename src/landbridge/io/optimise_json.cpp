#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "landbridge/io/json_text.hpp"
#include "landbridge/io/optimise_case.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;
using Kind = gas::OptObjective::Kind;
using Path = std::vector<std::string>;

// The numbers of the LANL steady-state code, recovered from its published results: gas constant,
// molar mass of air, the work constant of air, and pi to five decimals.
constexpr double gas_constant_j_mol_k = 8.314472;
constexpr double air_kg_mol = 0.0289626;
constexpr double air_constant_j_kg_k = 286.76;
constexpr double pi_of_the_code = 3.14159;

class Reader {
 public:
  Reader(const fs::path& file, const OptimiseRequest& request) : file_(file), request_(request) {}

  Read<OptimiseCase> run() {
    auto text = read_text_file(file_, document_limits);
    diagnostics_.append(text.diagnostics);
    if (!text) return read_failed<OptimiseCase>(std::move(diagnostics_));
    source_ = std::move(*text);
    auto json = parse_json(source_);
    diagnostics_.append(json.diagnostics);
    if (!json) return read_failed<OptimiseCase>(std::move(diagnostics_));
    root_ = std::move(*json);
    if (!root_.is_object() || !root_.contains("input_param") || !root_.contains("nodes") ||
        !root_.contains("pipes")) {
      complain({}, "the document has no input_param, nodes and pipes",
               "known are optimal-flow files of the LANL steady-state code");
      return read_failed<OptimiseCase>(std::move(diagnostics_));
    }
    gas();
    nodes();
    pipes();
    compressors();
    transactions();
    report();
    result_.format = "lanl_optimal_flow";
    result_.files = {file_};
    return {std::move(result_), std::move(diagnostics_)};
  }

 private:
  gas::OptModel& model() { return result_.model; }

  const Json& member(const std::string& key) {
    const auto hit = root_.find(key);
    if (hit != root_.end() && hit->is_object()) return *hit;
    complain({}, fmt::format("'{}' is missing or no object", key), "write {\"1\": …}");
    return empty_;
  }

  double number(const Json& owner, Path path, const std::string& key,
                std::optional<double> otherwise = std::nullopt) {
    path.push_back(key);
    const auto hit = owner.find(key);
    if (hit == owner.end() && otherwise) return *otherwise;
    if (hit != owner.end() && hit->is_number() && std::isfinite(hit->get<double>()))
      return hit->get<double>();
    if (hit == owner.end()) path.pop_back();
    complain(path, fmt::format("'{}' is {}", key, hit == owner.end() ? "missing" : "no number"),
             "write a finite number");
    return 1.0;
  }

  double positive(const Json& owner, const Path& path, const std::string& key) {
    const double value = number(owner, path, key);
    if (value > 0.0) return value;
    Path place = path;
    place.push_back(key);
    complain(place, fmt::format("'{}' is {:.6g}; it must be positive", key, value),
             "write a positive number");
    return 1.0;
  }

  void gas() {
    const Path path{"input_param"};
    const Json& p = member("input_param");
    temperature_k_ = positive(p, path, "Temperature (K):");
    relative_density_ = positive(p, path, "Gas specific gravity (G):");
    exponent_ = positive(p, path, "Specific heat capacity ratio");
    weight_ = number(p, path, "Econ weight (between 0 and 1)");
    scale_ = std::pow(10.0, number(p, path, "Objective scale exponent", 0.0));
    if (number(p, path, "units (SI = 0, standard = 1)", 0.0) != 0.0)
      complain({"input_param", "units (SI = 0, standard = 1)"}, "only SI units are read",
               "convert the file and write 0");
    if (!(weight_ >= 0.0 && weight_ <= 1.0))
      complain({"input_param", "Econ weight (between 0 and 1)"}, "the weight is not within 0 and 1",
               "write a number between 0 and 1");
    if (!(exponent_ > 1.0))
      complain({"input_param", "Specific heat capacity ratio"},
               "the ratio of specific heats is not above 1", "write, for instance, 1.4");
    sound_speed_m_s_ =
        std::sqrt(gas_constant_j_mol_k * temperature_k_ / (air_kg_mol * relative_density_));
  }

  /// Ids that `disruption` takes out.
  std::set<std::string> out_of_order(const std::string& key) const {
    std::set<std::string> ids;
    if (!root_.contains("disruption") || !root_["disruption"].contains(key)) return ids;
    for (const Json& id : root_["disruption"][key])
      ids.insert(id.is_string() ? id.get<std::string>() : id.dump());
    return ids;
  }

  void nodes() {
    const std::set<std::string> out = out_of_order("node_id");
    for (const auto& [id, n] : member("nodes").items()) {
      if (out.contains(id)) continue;
      const Path path{"nodes", id};
      gas::OptNode node{id, number(n, path, "min_pressure"), positive(n, path, "max_pressure"),
                        0.0};
      if (node.pressure_min_pa < 0.0 || node.pressure_min_pa > node.pressure_max_pa)
        complain(path, "min_pressure is negative or above max_pressure",
                 "0 <= min_pressure <= max_pressure");
      lowest_pa_ = std::min(lowest_pa_, node.pressure_min_pa);
      if (number(n, path, "slack_bool", 0.0) != 0.0) slack(id, n, node);
      node_[id] = static_cast<std::int32_t>(model().nodes.size());
      model().nodes.push_back(std::move(node));
      if (root_.contains("qbar") && root_["qbar"].contains(id))
        model().nodes.back().injection_kg_s = -number(root_["qbar"], {"qbar"}, id);
    }
    if (model().nodes.empty()) complain({"nodes"}, "there is no node", "write at least one");
  }

  void slack(const std::string& id, const Json& n, gas::OptNode& node) {
    node.pressure_min_pa = node.pressure_max_pa = positive(member("pslack"), {"pslack"}, id);
    const Path path{"nodes", id};
    model().supplies.push_back({"slack " + id, static_cast<std::int32_t>(model().nodes.size()),
                                number(n, path, "min_injection"), number(n, path, "max_injection"),
                                number(member("cslack"), {"cslack"}, id, 0.0)});
  }

  std::int32_t node(const Json& owner, const Path& path, const std::string& key) {
    const auto hit = owner.find(key);
    const std::string id = hit == owner.end() ? std::string()
                           : hit->is_string() ? hit->get<std::string>()
                                              : hit->dump();
    const auto found = node_.find(id);
    if (found != node_.end()) return found->second;
    Path place = path;
    if (hit != owner.end()) place.push_back(key);
    complain(place, fmt::format("'{}' names '{}', which is no node", key, id),
             "write the id of a node");
    return -1;
  }

  bool ends(const Json& owner, const Path& path, gas::OptArc& arc) {
    arc.from = node(owner, path, "from_node");
    arc.to = node(owner, path, "to_node");
    if (arc.from >= 0 && arc.from == arc.to)
      complain(path, "both ends are the same node", "connect two different nodes");
    return arc.from >= 0 && arc.to >= 0 && arc.from != arc.to;
  }

  void pipes() {
    const std::set<std::string> out = out_of_order("pipe_id");
    for (const auto& [id, p] : member("pipes").items()) {
      if (out.contains(id)) continue;
      const Path path{"pipes", id};
      gas::OptArc a;
      a.name = "pipe:" + id;
      const double d = positive(p, path, "diameter");
      const double area = pi_of_the_code * d * d / 4.0;
      a.resistance_pa2_s2_kg2 = positive(p, path, "friction_factor") * positive(p, path, "length") *
                                sound_speed_m_s_ * sound_speed_m_s_ / (d * area * area);
      if (ends(p, path, a)) model().arcs.push_back(std::move(a));
    }
  }

  void compressors() {
    if (!root_.contains("compressors")) return;
    const std::set<std::string> out = out_of_order("compressor_id");
    for (const auto& [id, c] : member("compressors").items()) {
      if (out.contains(id)) continue;
      const Path path{"compressors", id};
      gas::OptArc a;
      a.name = "compressor:" + id;
      a.kind = gas::OptArcKind::compressor;
      a.ratio_min = positive(c, path, "c_min");
      a.ratio_max = positive(c, path, "c_max");
      if (a.ratio_min < 1.0 || a.ratio_max < a.ratio_min)
        complain(path, "c_min is below 1 or above c_max", "1 <= c_min <= c_max");
      a.power_max_w = number(c, path, "max_power");
      a.flow_min_kg_s = std::max(0.0, number(c, path, "min_flow", 0.0));
      a.flow_max_kg_s = number(c, path, "max_flow");
      if (a.flow_min_kg_s > a.flow_max_kg_s)
        complain(path, "min_flow is above max_flow", "min_flow <= max_flow");
      a.head_exponent = (exponent_ - 1.0) / (2.0 * exponent_);
      a.head_j_kg =
          air_constant_j_kg_k / relative_density_ * temperature_k_ * exponent_ / (exponent_ - 1.0);
      if (request_.objective.kind == Kind::supply_cost) a.head_cost = 1.0 - weight_;
      if (request_.objective.kind == Kind::fuel) a.head_cost = a.head_j_kg;
      if (ends(c, path, a)) model().arcs.push_back(std::move(a));
    }
  }

  double of(const std::string& table, const std::string& id) {
    if (!root_.contains(table) || !root_[table].is_object()) return 0.0;
    return number(root_[table], {table}, id, 0.0);
  }

  void transactions() {
    const bool is_priced = request_.objective.kind == Kind::supply_cost;
    for (gas::OptSupply& s : model().supplies) s.price = is_priced ? weight_ * s.price : 0.0;
    if (!root_.contains("gnodes")) return;
    const std::set<std::string> out = out_of_order("gnode_id");
    for (const auto& [id, g] : member("gnodes").items()) {
      if (out.contains(id)) continue;
      const std::int32_t n = node(g, {"gnodes", id}, "node_id");
      if (n < 0) continue;
      model().nodes[static_cast<std::size_t>(n)].injection_kg_s -= of("gbar", id);
      if (const double most = of("smax", id); most > 0.0)
        model().supplies.push_back(
            {"supply " + id, n, 0.0, most, is_priced ? weight_ * of("cs", id) : 0.0});
      if (const double most = of("dmax", id); most > 0.0 && is_priced)
        model().supplies.push_back({"demand " + id, n, -most, 0.0, weight_ * of("cd", id)});
    }
  }

  void report() {
    switch (request_.objective.kind) {
      case Kind::supply_cost:
        // The code's own objective: over the flow scale p_min/c, times its scale.
        model().reported_factor = scale_ * sound_speed_m_s_ / std::max(1.0, lowest_pa_);
        model().reported_unit =
            fmt::format("price x kg/s over {:.6g} kg/s", 1.0 / model().reported_factor);
        return;
      case Kind::fuel:
        model().reported_factor = 1e-6;
        model().reported_unit = std::string("MW shaft power");
        return;
      case Kind::max_flow: largest_flow(); return;
      case Kind::max_delivered:
        complain({}, "this file states no withdrawals that may be cut", "use supply-cost or fuel");
        return;
    }
  }

  void largest_flow() {
    const auto hit = node_.find(request_.objective.node);
    if (hit == node_.end()) {
      complain({}, fmt::format("--objective names '{}', which is no node", request_.objective.node),
               "write max-flow:NODE with the id of a node");
      return;
    }
    double all = 0.0;
    for (const gas::OptSupply& s : model().supplies) all += std::max(0.0, s.max_kg_s);
    gas::OptNode& n = model().nodes[static_cast<std::size_t>(hit->second)];
    n.injection_kg_s = std::max(0.0, n.injection_kg_s);
    model().supplies.push_back({"largest flow at " + hit->first, hit->second, -all, 0.0, 1.0});
    model().reported_factor = -1.0;
    model().reported_unit = std::string("kg/s");
  }

  void complain(const Path& path, std::string message, std::string hint) {
    diagnostics_.error(json_place(source_, path), std::move(message), std::move(hint));
  }

  fs::path file_;
  const OptimiseRequest& request_;
  TextFile source_;
  Json root_;
  Json empty_ = Json::object();
  OptimiseCase result_;
  Diagnostics diagnostics_;
  std::map<std::string, std::int32_t> node_;
  double temperature_k_ = 0.0, relative_density_ = 0.0, exponent_ = 0.0, weight_ = 0.0;
  double scale_ = 1.0, sound_speed_m_s_ = 0.0, lowest_pa_ = gas::unlimited;
};

}  // namespace

Read<OptimiseCase> read_optimal_flow_json(const fs::path& file, const OptimiseRequest& request) {
  return Reader(file, request).run();
}

}  // namespace landbridge::io
