#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "landbridge/io/gas_boundary.hpp"
#include "landbridge/io/json_text.hpp"

namespace landbridge::io {
namespace {

namespace fs = std::filesystem;
using gas::Series;
using Path = std::vector<std::string>;

constexpr std::string_view series_form =
    "write {\"time\": [0, 3600], \"value\": [1.0, 2.0]} in SI units";

struct Document {
  TextFile source;
  Json root;
  Diagnostics diagnostics;

  explicit Document(const fs::path& file) {
    auto text = read_text_file(file, document_limits);
    diagnostics.append(text.diagnostics);
    if (!text) return;
    source = std::move(*text);
    auto json = parse_json(source);
    diagnostics.append(json.diagnostics);
    if (json && json->is_object()) {
      root = std::move(*json);
      return;
    }
    if (json) complain({}, "the document is not an object", "it begins with { and ends with }");
  }
  void complain(const Path& path, std::string message, std::string hint) {
    diagnostics.error(json_place(source, path), std::move(message), std::move(hint));
  }
};

bool numbers_of(const Json& list, std::vector<double>& out) {
  if (!list.is_array() || list.empty()) return false;
  for (const Json& item : list) {
    if (!item.is_number() || !std::isfinite(item.get<double>())) return false;
    out.push_back(item.get<double>());
  }
  return true;
}

/// {"time": [...], "value": [...]}; nothing for a plain number.
std::optional<Series> series_of(Document& doc, const Json& value, const Path& path) {
  if (!value.is_object() || !value.contains("time")) return std::nullopt;
  Series series;
  const bool is_good = value.contains("value") && numbers_of(value["time"], series.time_s) &&
                       numbers_of(value["value"], series.value_si) &&
                       series.time_s.size() == series.value_si.size();
  if (!is_good) {
    doc.complain(path,
                 fmt::format("'{}' is not a series of times and values of equal length",
                             fmt::join(path, ".")),
                 std::string(series_form));
    return std::nullopt;
  }
  for (std::size_t i = 1; i < series.time_s.size(); ++i)
    if (series.time_s[i] < series.time_s[i - 1]) {
      doc.complain(path,
                   fmt::format("'{}': time {} comes after {}", fmt::join(path, "."),
                               series.time_s[i], series.time_s[i - 1]),
                   "sort the points by time");
      return std::nullopt;
    }
  return series;
}

std::optional<gas::SetPoint> set_point_of(Document& doc, const Json& control, const Path& path) {
  const Json& type = control.contains("control_type") ? control["control_type"] : Json();
  std::vector<double> types;
  if (!numbers_of(type, types)) {
    if (!type.is_number()) return std::nullopt;  // the steady reader has said so
    types = {type.get<double>()};
  }
  for (const double t : types)
    if (t != types.front()) {
      doc.complain(path, fmt::format("'{}' changes its control type", fmt::join(path, ".")),
                   "keep one control type for the whole series");
      return std::nullopt;
    }
  if (types.front() == 0.0) return gas::SetPoint::ratio;
  return types.front() == 1.0 ? gas::SetPoint::outlet_pressure : gas::SetPoint::flow;
}

const Json& group_of(const Json& root, const std::string& name) {
  static const Json none = Json::object();
  const auto hit = root.find(name);
  return hit != root.end() && hit->is_object() ? *hit : none;
}

}  // namespace

Diagnostics read_lanl_boundary(const fs::path& folder, gas::TransientProblem& t) {
  Document doc(folder / "bc.json");
  if (doc.diagnostics.has_errors()) return std::move(doc.diagnostics);
  const Network& network = t.problem.network;
  for (const auto& [key, value] : group_of(doc.root, "boundary_nonslack_flow").items()) {
    auto series = series_of(doc, value, {"boundary_nonslack_flow", key});
    const NodeId node = node_named(network, key);
    if (!series || node.is_none()) continue;
    for (double& v : series->value_si) v = -v;  // withdrawals in the file
    t.supply.push_back({node, std::move(*series)});
  }
  for (const auto& [key, value] : group_of(doc.root, "boundary_pslack").items()) {
    auto series = series_of(doc, value, {"boundary_pslack", key});
    const NodeId node = node_named(network, key);
    if (series && !node.is_none()) t.pressure.push_back({node, std::move(*series)});
  }
  for (const auto& [key, value] : group_of(doc.root, "boundary_compressor").items()) {
    const Path path{"boundary_compressor", key};
    auto series = series_of(doc, value, path);
    if (!series) continue;
    const LinkId link = link_named(network, "c" + key);
    const auto what = set_point_of(doc, value, path);
    if (what && !link.is_none()) t.set_point.push_back({link, *what, std::move(*series)});
  }
  return std::move(doc.diagnostics);
}

Read<gas::InitialState> read_lanl_start(const fs::path& folder, const gas::Problem& problem) {
  Document doc(folder / "ic.json");
  if (doc.diagnostics.has_errors())
    return read_failed<gas::InitialState>(std::move(doc.diagnostics));
  const Network& network = problem.network;
  gas::InitialState state;
  state.pressure = Column<NodeId, Pressure>(network.nodes());
  state.flow = Column<LinkId, MassFlow>(network.links());
  const Json& pressures = group_of(doc.root, "initial_nodal_pressure");
  for (std::size_t i = 0; i < network.nodes(); ++i) {
    const std::string& name = network.node_name[NodeId(i)];
    const auto hit = pressures.find(name);
    const double p_pa = hit != pressures.end() && hit->is_number() ? hit->get<double>() : 0.0;
    if (!(p_pa > 0.0) || !std::isfinite(p_pa))
      doc.complain({"initial_nodal_pressure"},
                   fmt::format("node '{}' has no positive initial pressure", name),
                   "write \"node\": pressure in Pa");
    state.pressure[NodeId(i)] = Pressure::from_si(p_pa);
  }
  const auto read_flows = [&](const std::string& group, const std::string& prefix) {
    for (const auto& [key, value] : group_of(doc.root, group).items()) {
      const LinkId link = link_named(network, prefix + key);
      const bool is_good = value.is_number() && std::isfinite(value.get<double>());
      if (link.is_none() || !is_good)
        doc.complain({group, key},
                     link.is_none() ? fmt::format("'{}' names no link of the network", key)
                                    : fmt::format("the flow of '{}' is not one number", key),
                     "write \"pipe\": flow in kg/s");
      else
        state.flow[link] = MassFlow::from_si(value.get<double>());
    }
  };
  read_flows("initial_pipe_flow", "p");
  read_flows("initial_compressor_flow", "c");
  if (doc.diagnostics.has_errors())
    return read_failed<gas::InitialState>(std::move(doc.diagnostics));
  return {std::move(state), std::move(doc.diagnostics)};
}

}  // namespace landbridge::io
