#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/optimise_case.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;
using Kind = gas::OptObjective::Kind;

// f|f| = c2 (p_i^2 - p_j^2), c2 = 96.074830e-15 D^5/(lambda Z T L d), f [1e6 m3/d], p [bar],
// D [mm], L [km]: the flow law in the units of [dewolf2000].
constexpr double flow_law_constant = 96.074830e-15;
constexpr double pa_per_bar = 1e5;
// Density of air at 15 degC and 1 atm [kg/m3], to show volumes as masses.
constexpr double air_kg_m3_15c = 1.2250;
constexpr double m3_s_per_mcm_d = 1e6 / 86400.0;

struct Parameters {
  double temperature_k = 281.15;
  double compressibility = 0.8;
  double relative_density = 0.616;
  double roughness_mm = 0.05;
};

class Folder {
 public:
  Folder(const fs::path& folder, const OptimiseRequest& request)
      : folder_(folder), request_(request) {}

  Read<OptimiseCase> run() {
    read_parameters();
    auto nodes = read_csv(folder_ / "nodes.csv");
    auto arcs = read_csv(folder_ / "arcs.csv");
    diagnostics_.append(nodes.diagnostics);
    diagnostics_.append(arcs.diagnostics);
    if (!nodes || !arcs || diagnostics_.has_errors())
      return read_failed<OptimiseCase>(std::move(diagnostics_));
    result_.format = "nodes.csv";
    result_.files.push_back(folder_ / "nodes.csv");
    result_.files.push_back(folder_ / "arcs.csv");
    mcm_d_kg_s_ = m3_s_per_mcm_d * air_kg_m3_15c * parameters_.relative_density;
    model().volume_unit = std::string("1e6_scm_d");
    model().volume_unit_kg_s = mcm_d_kg_s_;
    add_nodes(*nodes);
    add_arcs(*arcs);
    set_objective();
    return {std::move(result_), std::move(diagnostics_)};
  }

 private:
  gas::OptModel& model() { return result_.model; }

  void read_parameters() {
    const fs::path file = folder_ / "parameters.csv";
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
      model().assumptions.push_back(
          fmt::format("no parameters.csv: T = {} K, Z = {}, relative density {}, roughness {} mm",
                      parameters_.temperature_k, parameters_.compressibility,
                      parameters_.relative_density, parameters_.roughness_mm));
      return;
    }
    auto table = read_csv(file);
    diagnostics_.append(table.diagnostics);
    if (!table) return;
    result_.files.push_back(file);
    const std::map<std::string, double*> known = {
        {"temperature_k", &parameters_.temperature_k},
        {"compressibility", &parameters_.compressibility},
        {"relative_density", &parameters_.relative_density},
        {"roughness_mm", &parameters_.roughness_mm}};
    const auto name = need(*table, "name");
    const auto value = need(*table, "value");
    for (std::size_t r = 0; name && value && r < table->rows.size(); ++r) {
      const auto hit = known.find(table->text(r, *name));
      if (hit == known.end())
        diagnostics_.error(table->place(r, *name),
                           fmt::format("'{}' is no parameter", table->text(r, *name)),
                           "known are temperature_k, compressibility, relative_density and "
                           "roughness_mm");
      else
        *hit->second = positive(*table, r, *value);
    }
  }

  std::optional<std::size_t> need(const CsvTable& table, std::string_view column) {
    const auto hit = table.find(column);
    if (!hit)
      diagnostics_.error({std::string(table.file()), 1, 0, {}},
                         fmt::format("the column '{}' is missing", column),
                         "docs/model/gas_optimise.md lists the columns");
    return hit;
  }

  /// A number; "-inf" and "inf" where a limit may be absent.
  double number(const CsvTable& table, std::size_t row, std::size_t column, bool may_be_infinite) {
    const std::string& text = table.text(row, column);
    if (may_be_infinite && text == "-inf") return -gas::unlimited;
    if (may_be_infinite && text == "inf") return gas::unlimited;
    const auto value = parse_number(text);
    if (value) return *value;
    diagnostics_.error(table.place(row, column), fmt::format("'{}' is no number", text),
                       may_be_infinite ? "write a decimal number, or -inf for no limit"
                                       : "write a decimal number");
    return 1.0;
  }

  double positive(const CsvTable& table, std::size_t row, std::size_t column) {
    const double value = number(table, row, column, false);
    if (value > 0.0) return value;
    diagnostics_.error(table.place(row, column), fmt::format("{} is not positive", value),
                       "write a value greater than zero");
    return 1.0;
  }

  void add_nodes(const CsvTable& table) {
    const auto name = need(table, "node");
    const auto low = need(table, "supply_min_1e6_scm_d");
    const auto high = need(table, "supply_max_1e6_scm_d");
    const auto p_low = need(table, "p_min_bar");
    const auto p_high = need(table, "p_max_bar");
    const auto price = need(table, "price_usd_per_mbtu");
    if (!name || !low || !high || !p_low || !p_high || !price) return;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      const std::string& id = table.text(r, *name);
      if (!node_.emplace(id, static_cast<std::int32_t>(r)).second)
        diagnostics_.error(table.place(r, *name),
                           fmt::format("the node '{}' stands there twice", id));
      model().nodes.push_back({id, number(table, r, *p_low, false) * pa_per_bar,
                               positive(table, r, *p_high) * pa_per_bar, 0.0});
      if (model().nodes.back().pressure_min_pa < 0.0 ||
          model().nodes.back().pressure_min_pa > model().nodes.back().pressure_max_pa)
        diagnostics_.error(table.place(r, *p_low), "p_min_bar is negative or above p_max_bar",
                           "0 <= p_min_bar <= p_max_bar");
      const double lower = number(table, r, *low, true);
      const double upper = number(table, r, *high, true);
      if (lower > upper)
        diagnostics_.error(table.place(r, *low), "the least supply is above the largest",
                           "supply_min_1e6_scm_d <= supply_max_1e6_scm_d");
      model().supplies.push_back({id, static_cast<std::int32_t>(r), lower * mcm_d_kg_s_,
                                  upper * mcm_d_kg_s_,
                                  number(table, r, *price, false) / mcm_d_kg_s_});
    }
  }

  std::int32_t node(const CsvTable& table, std::size_t row, std::size_t column) {
    const auto hit = node_.find(table.text(row, column));
    if (hit != node_.end()) return hit->second;
    std::vector<std::string> names;
    for (const auto& [name, id] : node_) names.push_back(name);
    diagnostics_.error(table.place(row, column),
                       fmt::format("'{}' is no node", table.text(row, column)),
                       known_names_hint(table.text(row, column), names));
    return 0;
  }

  void add_arcs(const CsvTable& table) {
    const auto name = need(table, "arc");
    const auto from = need(table, "from");
    const auto to = need(table, "to");
    const auto diameter = need(table, "diameter_mm");
    const auto length = need(table, "length_km");
    const auto active = need(table, "active");
    if (!name || !from || !to || !diameter || !length || !active) return;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      gas::OptArc a;
      a.name = table.text(r, *name);
      a.from = node(table, r, *from);
      a.to = node(table, r, *to);
      if (a.from == a.to && !diagnostics_.has_errors())
        diagnostics_.error(table.place(r, *to), "both ends of the arc are the same node",
                           "connect two different nodes");
      const bool is_active = table.text(r, *active) == "1";
      if (!is_active && table.text(r, *active) != "0")
        diagnostics_.error(table.place(r, *active), "active is neither 0 nor 1",
                           "1: a compressor stands in the arc, 0: a plain pipe");
      a.kind = is_active ? gas::OptArcKind::booster : gas::OptArcKind::pipe;
      if (is_active) a.flow_min_kg_s = 0.0;
      a.resistance_pa2_s2_kg2 =
          resistance(positive(table, r, *diameter), positive(table, r, *length));
      model().arcs.push_back(std::move(a));
    }
  }

  double resistance(double diameter_mm, double length_km) const {
    const double lambda =
        std::pow(2.0 * std::log10(3.7 * diameter_mm / parameters_.roughness_mm), -2.0);
    const double c2 = flow_law_constant * std::pow(diameter_mm, 5.0) /
                      (lambda * parameters_.compressibility * parameters_.temperature_k *
                       length_km * parameters_.relative_density);
    return pa_per_bar * pa_per_bar / (c2 * mcm_d_kg_s_ * mcm_d_kg_s_);
  }

  void set_objective() {
    model().reported_unit = std::string("1e6 scm/d x USD/MBtu");
    if (request_.objective.kind == Kind::supply_cost) return;
    if (request_.objective.kind != Kind::max_flow) {
      diagnostics_.error({(folder_ / "arcs.csv").string(), 0, 0, {}},
                         "this folder states neither compressors' work nor cuts",
                         "use --objective supply-cost or max-flow:NODE");
      return;
    }
    for (gas::OptSupply& s : model().supplies) {
      s.price = 0.0;
      if (s.name != request_.objective.node) continue;
      s.price = 1.0;
      s.min_kg_s = -gas::unlimited;
      s.max_kg_s = 0.0;
    }
    if (!node_.contains(request_.objective.node))
      diagnostics_.error(
          {(folder_ / "nodes.csv").string(), 0, 0, {}},
          fmt::format("--objective names '{}', which is no node", request_.objective.node));
    for (gas::OptSupply& s : model().supplies)
      if (s.name != request_.objective.node && s.max_kg_s < 0.0) s.min_kg_s = s.max_kg_s;
    model().reported_factor = -1.0;
    model().reported_unit = std::string("kg/s");
  }

  fs::path folder_;
  const OptimiseRequest& request_;
  Parameters parameters_;
  OptimiseCase result_;
  Diagnostics diagnostics_;
  std::map<std::string, std::int32_t> node_;
  double mcm_d_kg_s_ = 1.0;
};

}  // namespace

Read<OptimiseCase> read_priced_folder(const fs::path& folder, const OptimiseRequest& request) {
  return Folder(folder, request).run();
}

}  // namespace landbridge::io
