#include "landbridge/io/gaslib_cdf.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "landbridge/io/xml_file.hpp"

namespace landbridge::io {
namespace {

std::optional<DecisionElement> element_kind(std::string_view name) {
  if (name == "valve") return DecisionElement::valve;
  if (name == "controlValve") return DecisionElement::control_valve;
  if (name == "compressorStation") return DecisionElement::compressor_station;
  return std::nullopt;
}

class DecisionReader {
 public:
  explicit DecisionReader(const XmlFile& xml) : xml_(xml) {}

  Read<CombinedDecisions> read() {
    CombinedDecisions all;
    all.file = xml_.source.name();
    const pugi::xml_node root = xml_.document->document_element();
    if (local_name(root) != "combinedDecisions") {
      complain(root,
               fmt::format("the document is a '{}', not a 'combinedDecisions'", local_name(root)),
               "name a GasLib .cdf file here");
      return read_failed<CombinedDecisions>(std::move(diagnostics_));
    }
    for (const pugi::xml_node& node : root.children()) {
      if (!is_wanted(node, "decisionGroup")) continue;
      DecisionGroup group;
      group.id = id_of(node, all.groups);
      for (const pugi::xml_node& child : node.children())
        if (is_wanted(child, "decision")) {
          const std::string id = id_of(child, group.decisions);
          group.decisions.push_back({id, elements(child)});
        }
      if (group.decisions.empty())
        complain(node, fmt::format("the group '{}' has no decision", group.id),
                 "write <decision id=\"...\"> into it");
      all.groups.push_back(std::move(group));
    }
    if (all.groups.empty() && !diagnostics_.has_errors())
      complain(root, "there is no decision group in it", "write <decisionGroup id=\"...\">");
    return {std::move(all), std::move(diagnostics_)};
  }

 private:
  void complain(const pugi::xml_node& node, std::string message, std::string hint) {
    diagnostics_.error(xml_.place(node), std::move(message), std::move(hint));
  }

  bool is_wanted(const pugi::xml_node& node, std::string_view name) {
    if (node.type() != pugi::node_element) return false;
    if (local_name(node) == name) return true;
    complain(node, fmt::format("unknown element '{}'", local_name(node)),
             fmt::format("known here is {}", name));
    return false;
  }

  template <class Item>
  std::string id_of(const pugi::xml_node& node, const std::vector<Item>& others) {
    std::string id = node.attribute("id").value();
    if (id.empty())
      complain(node, fmt::format("this {} has no id", local_name(node)),
               "write id=\"...\" into the tag");
    else if (std::ranges::count(others, id, &Item::id) > 0)
      complain(node, fmt::format("the {} '{}' stands twice", local_name(node), id),
               "give each its own id");
    return id;
  }

  std::vector<ElementDecision> elements(const pugi::xml_node& decision) {
    std::vector<ElementDecision> all;
    for (const pugi::xml_node& node : decision.children()) {
      if (node.type() != pugi::node_element) continue;
      const auto kind = element_kind(local_name(node));
      if (!kind) {
        complain(node, fmt::format("unknown element '{}'", local_name(node)),
                 "known are valve, controlValve and compressorStation");
        continue;
      }
      ElementDecision e;
      e.kind = *kind;
      e.id = id_of(node, all);
      e.is_open = is_one_of(node, "value", "0", "1", true) == 1;
      e.has_direction = !std::string_view(node.attribute("flowDirection").value()).empty();
      e.flows_back = is_one_of(node, "flowDirection", "0", "1", false) == 1;
      e.is_bypass = is_one_of(node, "mode", "active", "bypass", false) == 1;
      e.configuration = node.attribute("configuration").value();
      e.place = xml_.place(node);
      if (e.is_open && e.flows_back && !e.is_bypass && e.kind != DecisionElement::valve)
        complain(node, fmt::format("'{}' is active with its flow turned back", e.id),
                 "an active element works from -> to: write flowDirection=\"0\", or "
                 "mode=\"bypass\"");
      all.push_back(std::move(e));
    }
    if (all.empty())
      complain(decision,
               fmt::format("the decision '{}' names no element", decision.attribute("id").value()),
               "write valve, controlValve or compressorStation elements into it");
    return all;
  }

  /// 0 or 1 for the two words an attribute may have.
  int is_one_of(const pugi::xml_node& node, const char* name, std::string_view zero,
                std::string_view one, bool is_required) {
    const std::string_view text = node.attribute(name).value();
    if (text == one) return 1;
    if (text == zero || (text.empty() && !is_required)) return 0;
    complain(node,
             fmt::format("{} of {} '{}' is '{}'", name, local_name(node),
                         node.attribute("id").value(), text),
             fmt::format("write {}=\"{}\" or {}=\"{}\"", name, zero, name, one));
    return 0;
  }

  const XmlFile& xml_;
  Diagnostics diagnostics_;
};

template <class Item>
std::vector<std::string> ids_of(const std::vector<Item>& items) {
  std::vector<std::string> ids;
  for (const Item& item : items) ids.push_back(item.id);
  return ids;
}

}  // namespace

Read<CombinedDecisions> read_gaslib_decisions(const std::filesystem::path& cdf) {
  const auto xml = read_xml(cdf);
  if (!xml) return read_failed<CombinedDecisions>(xml.diagnostics);
  return DecisionReader(*xml).read();
}

Result<DecisionChoiceText> decision_named(const CombinedDecisions& decisions,
                                          std::string_view choice) {
  const std::string where = fmt::format("--decision {}", choice);
  const auto cut = choice.find('=');
  if (cut == std::string_view::npos || cut == 0 || cut + 1 == choice.size())
    return fail(Fault::bad_input, where, "this is not GROUP=DECISION",
                "name a group and one of its decisions");
  const std::string_view group_id = choice.substr(0, cut);
  const std::string_view id = choice.substr(cut + 1);
  const auto group = std::ranges::find(decisions.groups, group_id, &DecisionGroup::id);
  if (group == decisions.groups.end())
    return fail(Fault::bad_input, where,
                fmt::format("there is no group '{}' in {}", group_id, decisions.file),
                known_names_hint(group_id, ids_of(decisions.groups)));
  const auto decision = std::ranges::find(group->decisions, id, &Decision::id);
  if (decision == group->decisions.end())
    return fail(Fault::bad_input, where,
                fmt::format("the group '{}' has no decision '{}'", group_id, id),
                known_names_hint(id, ids_of(group->decisions)));
  return DecisionChoiceText{&*group, &*decision};
}

Result<std::vector<GasControl>> controls_of_decision(const CombinedDecisions& decisions,
                                                     std::string_view choice) {
  const auto named = decision_named(decisions, choice);
  if (!named) return fail(named.error());
  std::vector<GasControl> controls;
  for (const ElementDecision& e : named->decision->elements) {
    const bool is_active = e.is_open && !e.is_bypass && e.kind != DecisionElement::valve;
    if (is_active) continue;
    controls.push_back({e.id, e.is_open ? GasControl::Kind::open : GasControl::Kind::closed, 0.0});
  }
  return controls;
}

}  // namespace landbridge::io
