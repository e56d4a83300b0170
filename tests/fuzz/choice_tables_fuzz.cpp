#include "harness.hpp"
#include "landbridge/io/choice_tables.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = io::clean_text("limits.csv", std::string(fuzz::text_of(data, size)));
  fuzz::check(text.diagnostics);
  if (!text) return 0;
  const auto table = io::parse_csv(std::move(*text));
  fuzz::check(table.diagnostics);
  if (!table) return 0;
  freight::AssignProblem problem;
  problem.network.zones = problem.network.nodes = 3;
  problem.network.from = {0, 0, 1};
  problem.network.to = {1, 1, 2};
  problem.classes.resize(1);
  problem.classes[0].name = "all";
  problem.classes[0].demand = {{0, 2, 1.0}};
  const auto limits = io::parse_flow_limits(*table, problem.network);
  fuzz::check(limits.diagnostics);
  if (limits)
    for (const freight::FlowLimit& limit : *limits)
      fuzz::require(limit.link >= 0 && limit.link < 3 && limit.at_flow > 0.0, "a limit of no link");
  for (const bool joins_classes : {false, true}) {
    const auto costs = io::parse_reference_costs(*table, problem, joins_classes);
    fuzz::check(costs.diagnostics);
    if (costs) fuzz::require(costs->size() == 1, "a pair without a cost");
  }
  return 0;
}
