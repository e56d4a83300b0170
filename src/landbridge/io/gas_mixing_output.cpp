#include "landbridge/io/gas_mixing_output.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "landbridge/io/csv.hpp"

namespace landbridge::io {
namespace {

using gas::Aga8Component;
using gas::MixingSolution;

constexpr std::size_t rows_shown_max = 12;

double energy_mw(const MixingSolution& s, NodeId node) {
  const double supply = s.hydraulics.supply[node].si();
  return supply < 0.0 ? -1e-6 * supply * s.combustion[node].superior_j_kg() : 0.0;
}

Json fractions(const gas::Aga8Composition& composition) {
  Json json = Json::object();
  for (std::size_t j = 0; j < gas::aga8_component_count; ++j)
    if (composition.mole_fraction[j] > 0.0)
      json[std::string(gas::name_of(static_cast<Aga8Component>(j)))] = composition.mole_fraction[j];
  return json;
}

/// Withdrawals with a known gas, by falling energy.
std::vector<NodeId> by_energy(const MixingSolution& s) {
  std::vector<NodeId> nodes;
  for (std::size_t n = 0; n < s.combustion.size(); ++n)
    if (s.composition.is_known[NodeId(n)] && energy_mw(s, NodeId(n)) > 0.0) nodes.emplace_back(n);
  std::ranges::stable_sort(nodes,
                           [&](NodeId a, NodeId b) { return energy_mw(s, a) > energy_mw(s, b); });
  return nodes;
}

}  // namespace

void add_mixing(Json& json, const MixingSolution& s) {
  if (!s.is_complete) return;
  for (std::size_t n = 0; n < s.combustion.size(); ++n) {
    const NodeId id(n);
    if (!s.composition.is_known[id]) continue;
    const gas::CombustionValues& c = s.combustion[id];
    Json& node = json["nodes"][n];
    node["composition"] = fractions(s.composition.node[id]);
    node["molar_mass_kg_kmol"] = 1e3 * c.molar_mass_kg_mol;
    node["superior_calorific_value_mj_m3_15c"] = 1e-6 * c.superior_j_m3;
    node["inferior_calorific_value_mj_m3_15c"] = 1e-6 * c.inferior_j_m3;
    node["superior_calorific_value_mj_kg"] = 1e-6 * c.superior_j_kg();
    node["wobbe_index_mj_m3_15c"] = 1e-6 * c.wobbe_j_m3;
    node["relative_density"] = c.relative_density;
    if (energy_mw(s, id) > 0.0) node["energy_mw"] = energy_mw(s, id);
  }
}

void add_mixing_certificate(Json& json, const gas::MixingCertificate& c) {
  Json& mixing = json["mixing"];
  mixing["law_residual_relative"] = c.law_residual_relative;
  mixing["energy_residual_relative"] = c.energy_residual_relative;
  mixing["fraction_change"] = c.fraction_change;
  mixing["component_residual_mol_s"] = c.component_residual_mol_s;
  mixing["component_residual_relative"] = c.component_residual_relative;
  mixing["rounds"] = c.rounds;
  mixing["worst_place"] = c.worst_place;
}

std::vector<ErrorEntry> quality_entries(const GasCase& c, const MixingSolution& s) {
  std::vector<ErrorEntry> entries;
  for (const gas::QualityBreach& breach : s.breaches)
    entries.push_back({fmt::format("gas.node[{}]", c.problem.network.node_name[breach.node]),
                       breach.sentence, "change what is fed in, or the limit in [mixing.limit]"});
  return entries;
}

std::string mixing_csv(const GasCase& c, const MixingSolution& s) {
  std::string text =
      "id,molar_mass [kg/kmol],superior_calorific_value_15C [MJ/m3],"
      "inferior_calorific_value_15C [MJ/m3],wobbe_index_15C [MJ/m3],relative_density,energy [MW]";
  for (std::size_t j = 0; j < gas::aga8_component_count; ++j)
    text += fmt::format(",{}", gas::name_of(static_cast<Aga8Component>(j)));
  text += "\n";
  for (std::size_t n = 0; n < s.combustion.size(); ++n) {
    const NodeId id(n);
    if (!s.composition.is_known[id]) continue;
    const gas::CombustionValues& v = s.combustion[id];
    text += fmt::format("{},{},{},{},{},{},{}", csv_cell(c.problem.network.node_name[id]),
                        1e3 * v.molar_mass_kg_mol, 1e-6 * v.superior_j_m3, 1e-6 * v.inferior_j_m3,
                        1e-6 * v.wobbe_j_m3, v.relative_density, energy_mw(s, id));
    for (const double share : s.composition.node[id].mole_fraction)
      text += fmt::format(",{}", share);
    text += "\n";
  }
  return text;
}

std::string mixing_text(const GasCase& c, const MixingSolution& s) {
  if (!s.is_complete) return "\nno compositions: there is no flow to follow\n";
  std::string text = fmt::format("\n{:<24} {:>10} {:>12} {:>12} {:>10}\n", "delivered at", "MW",
                                 "Hs MJ/m3", "Wobbe MJ/m3", "H2 mol-%");
  const auto nodes = by_energy(s);
  for (std::size_t i = 0; i < nodes.size() && i < rows_shown_max; ++i) {
    const gas::CombustionValues& v = s.combustion[nodes[i]];
    text += fmt::format("{:<24} {:>10.4g} {:>12.4g} {:>12.4g} {:>10.3g}\n",
                        c.problem.network.node_name[nodes[i]], energy_mw(s, nodes[i]),
                        1e-6 * v.superior_j_m3, 1e-6 * v.wobbe_j_m3,
                        100.0 * s.composition.node[nodes[i]][Aga8Component::hydrogen]);
  }
  if (nodes.size() > rows_shown_max)
    text += fmt::format("... {} more\n", nodes.size() - rows_shown_max);
  text += "(volumes at 15 degC and 101.325 kPa)\n";
  for (const gas::QualityBreach& breach : s.breaches)
    text += fmt::format("outside the limits: {}\n", breach.sentence);
  return text + fmt::format(
                    "mixing residuals: laws {:.1e}, energy {:.1e}, components {:.1e} (relative), "
                    "{} rounds\n",
                    s.certificate.law_residual_relative, s.certificate.energy_residual_relative,
                    s.certificate.component_residual_relative, s.certificate.rounds);
}

}  // namespace landbridge::io
