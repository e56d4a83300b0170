#include <fmt/format.h>
#include "harness.hpp"

#include "landbridge/io/gaslib_cdf.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto cdf = fuzz::put_file("decisions.cdf", fuzz::text_of(data, size));
  const auto read = io::read_gaslib_decisions(cdf);
  fuzz::check(read.diagnostics);
  if (!read) return 0;
  for (const io::DecisionGroup& group : read->groups) {
    fuzz::require(!group.decisions.empty(), "a group decides nothing");
    for (const io::Decision& decision : group.decisions) {
      fuzz::require(!decision.elements.empty(), "a decision names no element");
      const auto controls =
          io::controls_of_decision(*read, fmt::format("{}={}", group.id, decision.id));
      // An id that holds '=' cannot be named in that form; all others are found.
      const bool can_be_named = group.id.find('=') == std::string::npos;
      fuzz::require(controls.has_value() || !can_be_named, "a decision that was read is not found");
      if (!controls) fuzz::check(controls.error());
    }
  }
  const auto none = io::controls_of_decision(*read, "");
  fuzz::require(!none.has_value(), "no choice chooses something");
  fuzz::check(none.error());
  return 0;
}
