#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "landbridge/base/result.hpp"
#include "landbridge/gas/solve.hpp"

namespace landbridge::gas {

/// Many nominations of one network: a row of supplies for each, positive into the network.
struct Supplies {
  std::size_t cases = 0;
  std::size_t nodes = 0;
  std::vector<double> kg_s;  ///< case after case, `nodes` values each; at held nodes ignored

  Supplies() = default;
  Supplies(std::size_t case_count, std::size_t node_count)
      : cases(case_count), nodes(node_count), kg_s(case_count * node_count, 0.0) {}
  double& at(std::size_t row, NodeId node) { return kg_s[row * nodes + node.index()]; }
  double at(std::size_t row, NodeId node) const { return kg_s[row * nodes + node.index()]; }
};

enum class BatchStatus {
  ok,          ///< the state can be run
  infeasible,  ///< a proof says that it cannot; BatchCase::cause
  not_converged,
};
std::string_view name_of(BatchStatus status);

/// The largest of the things that stand against one nomination.
struct BatchCause {
  InfeasibleWhat what = InfeasibleWhat::no_pressure;
  NodeId node;
  LinkId link;
  Pressure pressure{};  ///< found; zero where none exists
  Pressure limit{};
  Pressure by{};             ///< distance to the limit
  MassFlow flow{};           ///< as in Infeasibility
  MassFlow flow_limit{};     ///< the same
  Pressure source_change{};  ///< rise of the one held pressure that would help; NaN: not known
  double load_factor = 0.0;  ///< factor on all flows that would help; NaN: not known
};

/// What one nomination came to.
struct BatchCase {
  BatchStatus status = BatchStatus::ok;
  Pressure lowest_pressure{};  ///< NaN where a pressure does not exist
  NodeId lowest_node;          ///< first by name of those within 1e-6 bar of the lowest
  MassFlow slack{};            ///< what the held nodes take in, in all
  std::optional<BatchCause> cause;
  int iterations = 0;
  bool is_compiled = false;  ///< solved by the compiled kernel
  double mass_residual_kg_s = 0.0;
  double law_residual_relative = 0.0;
};

struct BatchOptions {
  int max_iterations = 60;
  double tolerance_relative = 1e-12;  ///< on scaled mass balance and link laws
  int threads = 1;                    ///< 0: as many as the machine has; the results are the same
  bool may_compile = true;            ///< false: every case by solve()
  const std::atomic<bool>* is_cancelled = nullptr;
  std::function<void(std::size_t)> on_done = {};  ///< told how many cases are done; any thread
};

/// How well the equations hold over all cases, recomputed from pressures and flows.
struct BatchCertificate {
  double mass_residual_kg_s = 0.0;
  double law_residual_relative = 0.0;
  int iterations = 0;            ///< most of one case
  std::size_t worst_case = 0;    ///< that with the worst law residual
  std::size_t compiled = 0;      ///< cases solved by the kernel
  std::string why_not_compiled;  ///< empty: the kernel fits the problem
};

struct BatchResult {
  std::vector<BatchCase> cases;
  BatchCertificate certificate;
};

/// The steady state of every nomination; each case is what solve() gives, to rounding.
///
/// Where friction does not depend on the flow (and where heights, temperatures or ratio stations
/// come with a constant Z) a kernel compiled for the network solves eight cases at a time: trees by
/// substitution, cycles by Newton with an elimination program. A case whose stations leave the
/// ratio, or that the kernel cannot decide, and every other problem goes through solve().
///
/// The bytes of the result depend on the input alone, not on threads or the machine's vector width.
/// bad_input: the problem is wrong, or the table does not fit it. cancelled: not_converged.
[[nodiscard]] Result<BatchResult> solve_batch(const Problem& problem, const Supplies& supplies,
                                              const BatchOptions& options = {});
[[nodiscard]] Result<BatchResult> solve_batch(Prepared& prepared, const Supplies& supplies,
                                              const BatchOptions& options = {});

/// Why the nomination cannot be run, in a sentence; empty where it can.
std::string sentence_of(const Problem& problem, const BatchCase& found);

}  // namespace landbridge::gas
