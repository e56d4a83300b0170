#include "landbridge/io/gas_nominations.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "landbridge/base/parse.hpp"
#include "landbridge/io/csv.hpp"
#include "landbridge/io/gaslib.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view unit_hint =
    "use --unit kg/s, t/h, 1000m3_per_h (0 degC, 1.01325 bar), mcm_20C/d, or write the unit into "
    "the header as in 'node_7 [kg/s]'";

std::string replaced(std::string text, std::string_view old, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(old, at)) != std::string::npos; at += with.size())
    text.replace(at, old.size(), with);
  return text;
}

/// A table of nominations as names and numbers, before the network is known.
struct Table {
  struct Value {
    std::size_t row;
    std::string node;
    double number;
    FlowUnit unit;
    SourcePlace place;
  };
  std::vector<std::string> id;
  std::vector<Value> values;
  std::vector<std::pair<std::string, SourcePlace>> nodes;  ///< each once
};

class TableReader {
 public:
  TableReader(const CsvTable& csv, std::string_view unit) : csv_(csv) {
    if (!unit.empty()) {
      auto parsed = parse_flow_unit(unit);
      if (parsed)
        given_ = *parsed;
      else
        diagnostics_.error({fmt::format("--unit {}", unit), 0, 0, {}}, parsed.error().what,
                           parsed.error().hint);
    }
  }

  Read<Table> read() {
    if (diagnostics_.has_errors()) return read_failed<Table>(std::move(diagnostics_));
    const auto node = csv_.find("node");
    const auto value = csv_.find("value");
    if (node && value)
      read_long(*node, *value);
    else
      read_wide();
    if (table_.id.empty() && !diagnostics_.has_errors())
      diagnostics_.error({std::string(csv_.file()), 0, 0, {}}, "the table has no nomination",
                         "write one row a nomination under the header");
    return {std::move(table_), std::move(diagnostics_)};
  }

 private:
  FlowUnit unit_of(std::size_t column) {
    const CsvColumn& c = csv_.columns[column];
    if (!c.unit.empty()) {
      const auto parsed = parse_flow_unit(c.unit);
      if (parsed) return *parsed;
      diagnostics_.error(c.place, parsed.error().what, parsed.error().hint);
    } else if (given_) {
      return *given_;
    } else if (!says_no_unit_) {
      says_no_unit_ = true;
      diagnostics_.error(c.place, fmt::format("the flows of '{}' have no unit", c.name),
                         std::string(unit_hint));
    }
    return {};
  }

  void add(std::size_t row, std::size_t csv_row, std::size_t column, const std::string& node,
           const FlowUnit& unit) {
    const std::string& text = csv_.text(csv_row, column);
    const auto number = parse_number(text);
    const SourcePlace place = csv_.place(csv_row, column);
    if (text.empty())
      diagnostics_.error(place, fmt::format("the flow at '{}' is missing", node),
                         "write 0 where nothing flows");
    else if (!number)
      diagnostics_.error(place, number.error().what, number.error().hint);
    else
      table_.values.push_back({row, node, *number, unit, place});
  }

  std::size_t row_of(const std::string& id, const SourcePlace& place) {
    if (id.empty()) diagnostics_.error(place, "the nomination has no id", "give it a date or name");
    const auto [entry, is_new] = row_of_id_.emplace(id, table_.id.size());
    if (is_new) table_.id.push_back(id);
    return entry->second;
  }

  void read_long(std::size_t node, std::size_t value) {
    const auto id = csv_.find("id");
    if (!id || csv_.columns.size() != 3) {
      diagnostics_.error({std::string(csv_.file()), 1, 0, {}},
                         "a table with the columns node and value also needs the column id, and "
                         "no other",
                         "write the header id,node,value");
      return;
    }
    const FlowUnit unit = unit_of(value);
    std::set<std::pair<std::size_t, std::string>> seen;
    std::set<std::string> known;
    for (std::size_t r = 0; r < csv_.rows.size(); ++r) {
      const std::size_t row = row_of(csv_.text(r, *id), csv_.place(r, *id));
      const std::string& name = csv_.text(r, node);
      if (!seen.insert({row, name}).second)
        diagnostics_.error(
            csv_.place(r, node),
            fmt::format("'{}' appears twice in the nomination '{}'", name, csv_.text(r, *id)),
            "leave one of the two rows out");
      if (known.insert(name).second) table_.nodes.push_back({name, csv_.place(r, node)});
      add(row, r, value, name, unit);
    }
  }

  void read_wide() {
    std::vector<FlowUnit> unit(csv_.columns.size());
    for (std::size_t c = 1; c < csv_.columns.size(); ++c) {
      unit[c] = unit_of(c);
      table_.nodes.push_back({csv_.columns[c].name, csv_.columns[c].place});
    }
    if (csv_.columns.size() < 2)
      diagnostics_.error({std::string(csv_.file()), 1, 0, {}}, "the table names no node",
                         "write a column of ids, then one column a node");
    for (std::size_t r = 0; r < csv_.rows.size(); ++r) {
      const std::size_t before = table_.id.size();
      const std::size_t row = row_of(csv_.text(r, 0), csv_.place(r, 0));
      if (row != before)
        diagnostics_.error(csv_.place(r, 0),
                           fmt::format("the nomination '{}' appears twice", csv_.text(r, 0)),
                           "give each its own id");
      for (std::size_t c = 1; c < csv_.columns.size(); ++c)
        add(row, r, c, csv_.columns[c].name, unit[c]);
    }
  }

  const CsvTable& csv_;
  std::optional<FlowUnit> given_;
  bool says_no_unit_ = false;
  std::map<std::string, std::size_t> row_of_id_;
  Table table_;
  Diagnostics diagnostics_;
};

/// The network without a nomination of its own, and its norm density where the file states one.
struct Bare {
  GasCase gas_case;
  std::optional<Density> norm_density;
};

std::optional<Density> mean_norm_density(const GaslibNetwork& network) {
  double sum = 0.0;
  int count = 0;
  for (const GaslibNode& node : network.nodes) {
    if (!node.norm_density) continue;
    sum += node.norm_density->si();
    ++count;
  }
  if (count == 0) return std::nullopt;
  return Density::from_si(sum / count);
}

bool is_gaslib(const fs::path& network) {
  std::error_code ignored;
  const std::string extension = network.extension().string();
  return !fs::is_directory(network, ignored) && (extension == ".net" || extension == ".xml");
}

Read<Bare> read_bare(const fs::path& network, const fs::path& nominations, const Table& table,
                     const GasCaseOptions& options) {
  Bare bare;
  if (!is_gaslib(network)) {
    auto gas_case = read_gas_case(network, options);
    if (!gas_case) return read_failed<Bare>(std::move(gas_case.diagnostics));
    bare.gas_case = std::move(*gas_case);
    bare.gas_case.files.push_back(nominations);
    return {std::move(bare), std::move(gas_case.diagnostics)};
  }
  auto source = read_gaslib_network(network);
  if (!source) return read_failed<Bare>(std::move(source.diagnostics));
  GaslibNomination zero;
  zero.file = nominations.string();
  for (const auto& [name, place] : table.nodes)
    zero.entries[name] = {true, GaslibFlow{}, GaslibFlow{}, {}, {}, place};
  bare.norm_density = mean_norm_density(*source);
  auto gas_case = to_problem(*source, zero, options);
  Diagnostics diagnostics = std::move(source.diagnostics);
  diagnostics.append(gas_case.diagnostics);
  if (!gas_case.value) return read_failed<Bare>(std::move(diagnostics));
  bare.gas_case = std::move(*gas_case.value);
  return {std::move(bare), std::move(diagnostics)};
}

/// kg/s of one of a unit.
std::optional<double> mass_of(const FlowUnit& unit, const Bare& bare) {
  const gas::Gas& gas = bare.gas_case.problem.gas;
  if (unit.kind == FlowUnit::Kind::mass) return unit.si;
  if (unit.kind == FlowUnit::Kind::amount) {
    if (!(gas.molar_mass.si() > 0.0)) return std::nullopt;
    return unit.si * gas.molar_mass.si();
  }
  if (!bare.norm_density) return std::nullopt;
  return unit.si * bare.norm_density->si();
}

void warn_of_unnamed(const Bare& bare, const Table& table, const fs::path& nominations,
                     Diagnostics& diagnostics) {
  const gas::Problem& problem = bare.gas_case.problem;
  std::set<std::string> named;
  for (const auto& [name, place] : table.nodes) named.insert(name);
  std::string names;
  std::size_t count = 0;
  constexpr std::size_t shown_max = 6;
  for (std::size_t i = 0; i < problem.network.nodes(); ++i) {
    const NodeId node(i);
    const auto& name = problem.network.node_name[node];
    const bool is_held =
        std::ranges::find(problem.fixed_pressure, node, &gas::FixedPressure::node) !=
        problem.fixed_pressure.end();
    if (is_held || problem.supply[node] == MassFlow{} || named.contains(name)) continue;
    if (++count <= shown_max) names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
  }
  if (count == 0) return;
  diagnostics.warning(
      {nominations.string(), 0, 0, {}},
      fmt::format("{} a flow in the network's own nomination but not here, taken as 0: {}{}",
                  count == 1 ? std::string("1 node has") : fmt::format("{} nodes have", count),
                  names, count > shown_max ? ", ..." : ""));
}

Read<GasNominations> from_table(const fs::path& network, const fs::path& nominations,
                                std::string_view unit, const GasCaseOptions& options) {
  auto csv = read_csv(nominations);
  if (!csv) return read_failed<GasNominations>(std::move(csv.diagnostics));
  auto table = TableReader(*csv, unit).read();
  if (!table) return read_failed<GasNominations>(std::move(table.diagnostics));
  auto bare = read_bare(network, nominations, *table, options);
  Diagnostics diagnostics = std::move(bare.diagnostics);
  if (!bare.value || diagnostics.has_errors())
    return read_failed<GasNominations>(std::move(diagnostics));
  const gas::Problem& problem = bare->gas_case.problem;
  std::map<std::string, NodeId> node_of;
  for (std::size_t i = 0; i < problem.network.nodes(); ++i)
    node_of[problem.network.node_name[NodeId(i)]] = NodeId(i);
  for (const auto& [name, place] : table->nodes)
    if (!node_of.contains(name))
      diagnostics.error(place, fmt::format("'{}' is no node of {}", name, network.string()),
                        known_names_hint(name, problem.network.node_name.values()));
  if (!is_gaslib(network)) warn_of_unnamed(*bare, *table, nominations, diagnostics);
  if (diagnostics.has_errors()) return read_failed<GasNominations>(std::move(diagnostics));
  gas::Supplies supplies(table->id.size(), problem.network.nodes());
  for (const Table::Value& value : table->values) {
    const auto kg_s = mass_of(value.unit, *bare);
    if (!kg_s) {
      diagnostics.error(value.place, "this network states no norm density for volumes",
                        "use a mass flow, as kg/s, or a volume at a stated state, as mcm_20C/d");
      return read_failed<GasNominations>(std::move(diagnostics));
    }
    supplies.at(value.row, node_of.at(value.node)) = options.supply_scale * (value.number * *kg_s);
  }
  GasNominations out;
  out.id = std::move(table->id);
  NominationGroup group{problem, std::move(supplies), {}};
  for (std::size_t i = 0; i < out.id.size(); ++i) group.position.push_back(i);
  for (std::size_t n = 0; n < group.supplies.nodes; ++n)
    group.problem.supply[NodeId(n)] = MassFlow::from_si(group.supplies.at(0, NodeId(n)));
  out.gas_case = std::move(bare->gas_case);
  out.gas_case.problem.supply = group.problem.supply;
  out.groups.push_back(std::move(group));
  return {std::move(out), std::move(diagnostics)};
}

bool is_same_limit(const gas::PressureLimits& a, const gas::PressureLimits& b) {
  return a.lower == b.lower && a.upper == b.upper;
}

/// The group whose limits a problem has, made where there is none.
NominationGroup& group_for(GasNominations& out, const gas::Problem& problem) {
  for (NominationGroup& group : out.groups)
    if (std::ranges::equal(group.problem.limits, problem.limits, is_same_limit)) return group;
  out.groups.push_back({problem, gas::Supplies(0, problem.network.nodes()), {}});
  return out.groups.back();
}

Read<GasNominations> from_scn(const fs::path& network, const std::vector<fs::path>& files,
                              const GasCaseOptions& options) {
  Diagnostics diagnostics;
  if (!is_gaslib(network)) {
    diagnostics.error({network.string(), 0, 0, {}},
                      "only GasLib networks are nominated by .scn files",
                      "give the nominations as a CSV table");
    return read_failed<GasNominations>(std::move(diagnostics));
  }
  auto source = read_gaslib_network(network);
  if (!source) return read_failed<GasNominations>(std::move(source.diagnostics));
  diagnostics.append(source.diagnostics);
  GasNominations out;
  for (const fs::path& file : files) {
    auto nomination = read_gaslib_nomination(file);
    diagnostics.append(nomination.diagnostics);
    if (!nomination) continue;
    auto gas_case = to_problem(*source, *nomination, options);
    diagnostics.append(gas_case.diagnostics);
    if (!gas_case) continue;
    const gas::Problem& problem = gas_case->problem;
    NominationGroup& group = group_for(out, problem);
    ++group.supplies.cases;
    for (const MassFlow& supply : problem.supply) group.supplies.kg_s.push_back(supply.si());
    group.position.push_back(out.id.size());
    if (out.id.empty()) out.gas_case = std::move(*gas_case.value);
    out.id.push_back(file.stem().string());
  }
  if (diagnostics.has_errors()) return read_failed<GasNominations>(std::move(diagnostics));
  out.gas_case.files = {network};
  for (const fs::path& file : files) out.gas_case.files.push_back(file);
  return {std::move(out), std::move(diagnostics)};
}

}  // namespace

Result<FlowUnit> parse_flow_unit(std::string_view text) {
  std::string plain = replaced(std::string(text), "m_cube", "m3");
  for (const auto& [word, symbol] : {std::pair{"hour", "h"}, std::pair{"second", "s"},
                                     std::pair{"day", "d"}, std::pair{"year", "yr"}})
    plain = replaced(std::move(plain), std::string("_per_") + word, std::string("/") + symbol);
  plain = replaced(std::move(plain), "_per_", "/");
  const auto meaning = parse_unit(plain);
  const auto wrong = [&](std::string what) {
    return fail(Fault::bad_input, std::string(text), std::move(what), std::string(unit_hint));
  };
  if (!meaning) return wrong(meaning.error().what);
  if (meaning->dimension == MassFlow::Dimension::exponents)
    return FlowUnit{FlowUnit::Kind::mass, meaning->si};
  if (meaning->dimension == VolumeFlow::Dimension::exponents)
    return FlowUnit{FlowUnit::Kind::normal_volume, meaning->si};
  if (meaning->dimension == AmountFlow::Dimension::exponents)
    return FlowUnit{FlowUnit::Kind::amount, meaning->si};
  return wrong(fmt::format("'{}' is not a unit of a flow of gas", text));
}

Read<GasNominations> read_gas_nominations(const fs::path& network, const fs::path& nominations,
                                          std::string_view unit, const GasCaseOptions& options) {
  std::error_code ignored;
  if (nominations.extension() == ".scn") return from_scn(network, {nominations}, options);
  if (!fs::is_directory(nominations, ignored))
    return from_table(network, nominations, unit, options);
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(nominations, ignored))
    if (entry.path().extension() == ".scn") files.push_back(entry.path());
  std::ranges::sort(files);
  if (!files.empty()) return from_scn(network, files, options);
  Diagnostics diagnostics;
  diagnostics.error({nominations.string(), 0, 0, {}}, "there is no .scn file in this folder",
                    "name a folder of GasLib nominations, or a CSV table");
  return read_failed<GasNominations>(std::move(diagnostics));
}

}  // namespace landbridge::io
