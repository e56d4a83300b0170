#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/read.hpp"

namespace landbridge::io {

enum class DecisionElement { valve, control_valve, compressor_station };

/// What one element does in a decision.
struct ElementDecision {
  DecisionElement kind = DecisionElement::valve;
  std::string id;
  bool is_open = false;    ///< value="1"; "0" is closed
  bool is_bypass = false;  ///< mode="bypass": open, without effect on the pressure
  bool has_direction = false;
  bool flows_back = false;    ///< flowDirection="1"; "0" is from -> to
  std::string configuration;  ///< of a station, or empty: any
  SourcePlace place;
};

struct Decision {
  std::string id;
  std::vector<ElementDecision> elements;
};

/// Exactly one decision of a group holds at a time.
struct DecisionGroup {
  std::string id;
  std::vector<Decision> decisions;
};

/// A GasLib `.cdf` file: which settings of valves, control valves and stations go together. Written
/// from the description of the format [schmidt2017]; no file of that library was at hand.
struct CombinedDecisions {
  std::string file;
  std::vector<DecisionGroup> groups;
};

/// Errors, all at once, with line and column: what read_xml() finds, another document, unknown
/// elements, missing or repeated ids, an element twice in a decision, values other than 0 and 1,
/// unknown modes and directions, groups and decisions without content.
Read<CombinedDecisions> read_gaslib_decisions(const std::filesystem::path& cdf);

/// What the chosen decisions ask of the elements of a network; decisions of other groups are free.
struct DecisionChoiceText {
  const DecisionGroup* group = nullptr;
  const Decision* decision = nullptr;
};
/// "GROUP=DECISION" in a file. bad_input: no such group or decision.
Result<DecisionChoiceText> decision_named(const CombinedDecisions& decisions,
                                          std::string_view choice);

/// "GROUP=DECISION" as controls of `gas solve`: closed, open (by-pass), or nothing where the
/// element is active and its set point is the user's. bad_input: no such group or decision.
Result<std::vector<GasControl>> controls_of_decision(const CombinedDecisions& decisions,
                                                     std::string_view choice);

}  // namespace landbridge::io
