// Optimal flows on the published cases, ours and, where Debian's coinor-libipopt-dev is there,
// Ipopt on the same smooth problem from the same start with the same derivatives. Reads the data
// folder that $LANDBRIDGE_DATA or ../shared/data names; without it nothing is measured.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <benchmark/benchmark.h>

#include "landbridge/gas/optimise/local.hpp"
#include "landbridge/gas/optimise/optimise.hpp"
#include "landbridge/gas/optimise/relaxation.hpp"
#include "landbridge/io/optimise_case.hpp"

#ifdef LANDBRIDGE_HAS_IPOPT
#include <IpStdCInterface.h>
#include <IpoptConfig.h>
#endif

namespace {

using namespace landbridge;

struct Case {
  const char* name;
  const char* path;
  const char* objective;
};
constexpr Case cases[] = {
    {"belgium", "gas/belgium", "supply-cost"},
    {"model6_0", "gas/grail/model6ss_test_0.json", "supply-cost"},
    {"model6_1", "gas/grail/model6ss_test_1.json", "supply-cost"},
    {"model30", "gas/grail/model30ss.json", "supply-cost"},
    {"case6_power", "gas/optimisation/case-6.m", "supply-cost"},
    {"case6_elevation", "gas/optimisation/case-6-elevation.m", "supply-cost"},
};

std::filesystem::path data_folder() {
  if (const char* given = std::getenv("LANDBRIDGE_DATA")) return given;
  return "../shared/data";
}

gas::OptModel model_of(const Case& c) {
  io::OptimiseRequest request;
  request.objective = unwrap(gas::parse_objective(c.objective));
  auto read = io::read_optimise_case(data_folder() / c.path, request);
  if (!read) throw Failure(read.diagnostics.first_error());
  return std::move(read->model);
}

/// The smooth problem and its start, as the search makes them at its root.
struct Start {
  explicit Start(const gas::OptModel& model)
      : scaled(gas::scaled(model)), stated(gas::root_box(scaled)) {
    gas::Box root = stated;
    gas::propagate(scaled, root);
    gas::TangentPoints tangents;
    const gas::Relaxed relaxed = gas::relax(scaled, root, tangents, nullptr);
    point = {relaxed.w, relaxed.f, relaxed.s};
    modes.is_there.assign(model.arcs.size(), 1);
    modes.flows_back.assign(model.arcs.size(), 0);
  }
  gas::ScaledModel scaled;
  gas::Box stated;
  gas::OptPoint point;
  gas::Modes modes;
};

void whole_search(benchmark::State& state, const Case& c) {
  const gas::OptModel model = model_of(c);
  gas::OptResult result;
  for (auto _ : state) result = unwrap(gas::optimise(model));
  state.counters["objective"] = result.objective;
  state.counters["bound"] = result.bound;
  state.counters["gap"] = result.gap;
  state.counters["boxes"] = result.certificate.boxes;
}

void local_ours(benchmark::State& state, const Case& c) {
  const gas::OptModel model = model_of(c);
  const Start start(model);
  gas::LocalOptimum local;
  for (auto _ : state)
    local = gas::minimise_locally(start.scaled, start.stated, start.modes, start.point);
  state.counters["objective"] = model.reported(local.objective * start.scaled.c0);
  state.counters["iterations"] = local.solution.iterations;
  state.counters["solved"] = local.is_found ? 1 : 0;
}

#ifdef LANDBRIDGE_HAS_IPOPT
struct Peer {
  NonlinearProgram program;
  NonlinearProgram::Values values;
  int iterations = 0;

  void evaluate(int n, const double* x) {
    const auto size = static_cast<std::size_t>(n);
    values.gradient.assign(size, 0.0);
    values.constraint.assign(static_cast<std::size_t>(program.constraints), 0.0);
    values.jacobian.assign(program.jacobian.size(), 0.0);
    program.evaluate({x, size}, values);
  }
};

Peer& peer_of(void* data) { return *static_cast<Peer*>(data); }

Bool peer_objective(int n, double* x, Bool, double* value, void* data) {
  peer_of(data).evaluate(n, x);
  *value = peer_of(data).values.objective;
  return 1;
}
Bool peer_gradient(int n, double* x, Bool, double* gradient, void* data) {
  peer_of(data).evaluate(n, x);
  std::ranges::copy(peer_of(data).values.gradient, gradient);
  return 1;
}
Bool peer_constraints(int n, double* x, Bool, int, double* g, void* data) {
  peer_of(data).evaluate(n, x);
  std::ranges::copy(peer_of(data).values.constraint, g);
  return 1;
}
void copy_places(const std::vector<MatrixEntry>& entries, int* rows, int* columns) {
  for (std::size_t k = 0; k < entries.size(); ++k) {
    rows[k] = entries[k].row;
    columns[k] = entries[k].column;
  }
}
Bool peer_jacobian(int n, double* x, Bool, int, int, int* rows, int* columns, double* out,
                   void* data) {
  Peer& peer = peer_of(data);
  if (out == nullptr) {
    copy_places(peer.program.jacobian, rows, columns);
    return 1;
  }
  peer.evaluate(n, x);
  std::ranges::copy(peer.values.jacobian, out);
  return 1;
}
/// The objective's curvature is only known together with the constraints': factor 1 is what Ipopt
/// asks for unless it restores feasibility, where it is 0 and the objective's part is small here.
Bool peer_hessian(int n, double* x, Bool, double, int m, double* multiplier, Bool, int places,
                  int* rows, int* columns, double* out, void* data) {
  Peer& peer = peer_of(data);
  if (out == nullptr) {
    copy_places(peer.program.hessian, rows, columns);
    return 1;
  }
  peer.program.evaluate_hessian({x, static_cast<std::size_t>(n)},
                                {multiplier, static_cast<std::size_t>(m)},
                                {out, static_cast<std::size_t>(places)});
  return 1;
}
Bool count_iterations(int, int iteration, double, double, double, double, double, double, double,
                      double, int, void* data) {
  peer_of(data).iterations = iteration;
  return 1;
}

void local_ipopt(benchmark::State& state, const Case& c) {
  const gas::OptModel model = model_of(c);
  const Start start(model);
  Peer peer;
  peer.program = gas::local_program(start.scaled, start.stated, start.modes);
  std::vector<double> first(peer.program.lower.size(), 0.0);
  auto out = std::ranges::copy(start.point.w, first.begin()).out;
  out = std::ranges::copy(start.point.f, out).out;
  std::ranges::copy(start.point.s, out);
  std::vector<double> zero(static_cast<std::size_t>(peer.program.constraints), 0.0);
  double objective = 0.0;
  int status = 0;
  for (auto _ : state) {
    std::vector<double> x = first;
    std::vector<double> low = peer.program.lower;
    std::vector<double> up = peer.program.upper;
    for (double& v : up) v = std::min(v, 2e19);
    IpoptProblem problem = CreateIpoptProblem(
        peer.program.variables(), low.data(), up.data(), peer.program.constraints, zero.data(),
        zero.data(), static_cast<int>(peer.program.jacobian.size()),
        static_cast<int>(peer.program.hessian.size()), 0, peer_objective, peer_constraints,
        peer_gradient, peer_jacobian, peer_hessian);
    AddIpoptIntOption(problem, const_cast<char*>("print_level"), 0);
    AddIpoptNumOption(problem, const_cast<char*>("tol"), 1e-9);
    AddIpoptStrOption(problem, const_cast<char*>("nlp_scaling_method"), const_cast<char*>("none"));
    AddIpoptStrOption(problem, const_cast<char*>("sb"), const_cast<char*>("yes"));
    SetIntermediateCallback(problem, count_iterations);
    status = IpoptSolve(problem, x.data(), nullptr, &objective, nullptr, nullptr, nullptr, &peer);
    FreeIpoptProblem(problem);
  }
  state.counters["objective"] = model.reported(objective * start.scaled.c0);
  state.counters["iterations"] = peer.iterations;
  state.SetLabel("Ipopt " IPOPT_VERSION);
  state.counters["solved"] = status == 0 || status == 1 ? 1 : 0;
}
#endif

const bool are_registered = [] {
  for (const Case& c : cases) {
    if (!std::filesystem::exists(data_folder() / c.path)) continue;
    const std::string name = c.name;
    benchmark::RegisterBenchmark(("search/" + name).c_str(), [&c](benchmark::State& s) {
      whole_search(s, c);
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(("local/ours/" + name).c_str(), [&c](benchmark::State& s) {
      local_ours(s, c);
    })->Unit(benchmark::kMillisecond);
#ifdef LANDBRIDGE_HAS_IPOPT
    benchmark::RegisterBenchmark(("local/ipopt/" + name).c_str(), [&c](benchmark::State& s) {
      local_ipopt(s, c);
    })->Unit(benchmark::kMillisecond);
#endif
  }
  return true;
}();

}  // namespace
