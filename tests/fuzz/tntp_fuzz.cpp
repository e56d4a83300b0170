#include <cmath>

#include "harness.hpp"
#include "landbridge/io/assign_case.hpp"
#include "landbridge/io/tntp.hpp"

using namespace landbridge;

namespace {

/// A small problem is solved: an error says something, and a solution conserves its flow.
void solve_briefly(const freight::AssignProblem& problem) {
  if (problem.network.nodes > 200 || problem.network.links() > 500) return;
  const auto solution = freight::assign(problem, {.gap = 1e-4, .max_passes = 5});
  if (!solution) {
    fuzz::check(solution.error());
    return;
  }
  fuzz::require(solution->conservation_error < 1e-6, "flow got lost");
  for (const double flow : solution->flow) fuzz::require(flow >= 0.0, "a flow is negative");
}

}  // namespace

/// The readers of networks and trips, each alone on the text and both together on two files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto source = io::clean_text("a.tntp", std::string(text));
  fuzz::check(source.diagnostics);
  if (!source) return 0;
  const auto network = io::parse_tntp_network(*source);
  fuzz::check(network.diagnostics);
  const auto trips = io::parse_tntp_trips(*source);
  fuzz::check(trips.diagnostics);
  fuzz::put_files(text, {"net.tntp", "trips.tntp"});
  const auto both =
      io::read_assign_case(fuzz::scratch() / "net.tntp", {fuzz::scratch() / "trips.tntp"});
  fuzz::check(both.diagnostics);
  fuzz::require(both || both.diagnostics.has_errors(), "no value, and no reason");
  if (both) solve_briefly(both->problem);
  return 0;
}
