#include <cstdint>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "landbridge/math/random.hpp"
#include "landbridge/math/sparse.hpp"

namespace {

using namespace landbridge;

struct Matrix {
  SparsePattern pattern;
  std::vector<double> values;
};

/// Five-point Laplacian of a width x height grid, held at its first node.
Matrix grid_laplacian(std::int32_t width, std::int32_t height) {
  std::vector<MatrixEntry> entries;
  std::vector<std::pair<std::int32_t, std::int32_t>> links;
  for (std::int32_t i = 0; i < width * height; ++i) {
    entries.push_back({i, i});
    if (i % width + 1 < width) links.emplace_back(i, i + 1);
    if (i + width < width * height) links.emplace_back(i, i + width);
  }
  for (const auto& [a, b] : links) entries.insert(entries.end(), {{a, b}, {b, a}});
  Matrix m{SparsePattern(width * height, entries), {}};
  m.values.assign(m.pattern.slots(), 0.0);
  const auto value = [&](std::int32_t row, std::int32_t column) -> double& {
    return m.values[static_cast<std::size_t>(m.pattern.slot(row, column))];
  };
  value(0, 0) = 1.0;
  for (const auto& [a, b] : links) {
    value(a, a) += 1.0;
    value(b, b) += 1.0;
    value(a, b) = value(b, a) = -1.0;
  }
  return m;
}

/// A grid of state.range(0) x 40 nodes; new values on a known pattern, then one solve.
template <class Solver>
void refactor_and_solve(benchmark::State& state) {
  const Matrix m = grid_laplacian(40, static_cast<std::int32_t>(state.range(0)));
  Solver solver(m.pattern);
  std::vector<double> b(static_cast<std::size_t>(m.pattern.size()));
  benchmark::DoNotOptimize(solver.factorise(m.values));
  for (auto _ : state) {
    benchmark::DoNotOptimize(solver.factorise(m.values));
    b.assign(b.size(), 1.0);
    solver.solve(b);
    benchmark::DoNotOptimize(b.data());
  }
}
BENCHMARK_TEMPLATE(refactor_and_solve, SymmetricSolver)->Arg(100)->Unit(benchmark::kMicrosecond);
BENCHMARK_TEMPLATE(refactor_and_solve, UnsymmetricSolver)->Arg(100)->Unit(benchmark::kMicrosecond);

/// The same with the ordering and the symbolic analysis of a new pattern.
template <class Solver>
void analyse_factor_and_solve(benchmark::State& state) {
  const Matrix m = grid_laplacian(40, static_cast<std::int32_t>(state.range(0)));
  std::vector<double> b(static_cast<std::size_t>(m.pattern.size()));
  for (auto _ : state) {
    Solver solver(m.pattern);
    benchmark::DoNotOptimize(solver.factorise(m.values));
    b.assign(b.size(), 1.0);
    solver.solve(b);
    benchmark::DoNotOptimize(b.data());
  }
}
BENCHMARK_TEMPLATE(analyse_factor_and_solve, SymmetricSolver)
    ->Arg(100)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_TEMPLATE(analyse_factor_and_solve, UnsymmetricSolver)
    ->Arg(100)
    ->Unit(benchmark::kMicrosecond);

void uniform_numbers_of_one_stream(benchmark::State& state) {
  RandomStream stream(1, "bench", 0);
  for (auto _ : state) benchmark::DoNotOptimize(stream.uniform());
}
BENCHMARK(uniform_numbers_of_one_stream);

void first_normal_number_of_a_draw(benchmark::State& state) {
  std::uint64_t draw = 0;
  for (auto _ : state) benchmark::DoNotOptimize(RandomStream(1, "bench", draw++).normal(0.0, 1.0));
}
BENCHMARK(first_normal_number_of_a_draw);

}  // namespace
