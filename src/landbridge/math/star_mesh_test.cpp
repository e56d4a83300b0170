#include "landbridge/math/star_mesh.hpp"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "landbridge/math/random.hpp"
#include "landbridge/math/sparse.hpp"

using namespace landbridge;

namespace {

struct Net {
  std::int32_t size;
  std::vector<Coupling> couplings;
  std::vector<double> conductance, ground, right;
};

/// A ring with random chords, some of them twice; ground at a few vertices.
Net random_net(std::int32_t size, std::uint64_t seed, double decades) {
  RandomStream random(seed, "net", 0);
  const auto any = [&] { return std::pow(10.0, decades * random.uniform()); };
  Net net{size, {}, {}, std::vector<double>(static_cast<std::size_t>(size), 0.0), {}};
  for (std::int32_t i = 0; i < size; ++i) {
    if (size > 1) net.couplings.push_back({i, (i + 1) % size});
    const auto j = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(size)));
    if (j != i) net.couplings.push_back({i, j});
    net.right.push_back(random.uniform(-1.0, 1.0));
  }
  for (std::size_t k = 0; k < net.couplings.size(); ++k) net.conductance.push_back(any());
  for (std::size_t k = 0; k < 1 + net.ground.size() / 10; ++k)
    net.ground[random.below(net.ground.size())] = any();
  return net;
}

std::vector<double> by_star_mesh(const Net& net, StarMesh& mesh) {
  std::vector<std::int32_t> column;
  std::vector<std::int32_t> entry;
  const StarMeshPart part = mesh.add(net.size, net.couplings, column, entry);
  mesh.clear(part);
  for (std::size_t k = 0; k < entry.size(); ++k)
    mesh.conductance()[static_cast<std::size_t>(entry[k])] += net.conductance[k];
  std::vector<double> x(mesh.ground().size(), 0.0);
  for (std::size_t v = 0; v < column.size(); ++v) {
    mesh.ground()[static_cast<std::size_t>(column[v])] = net.ground[v];
    x[static_cast<std::size_t>(column[v])] = net.right[v];
  }
  REQUIRE(mesh.factorise(part));
  mesh.solve(part, x);
  std::vector<double> out;
  for (const std::int32_t c : column) out.push_back(x[static_cast<std::size_t>(c)]);
  return out;
}

std::vector<double> by_ldl(const Net& net) {
  std::vector<MatrixEntry> entries;
  for (std::int32_t i = 0; i < net.size; ++i) entries.push_back({i, i});
  for (const Coupling& c : net.couplings)
    entries.push_back({std::max(c.a, c.b), std::min(c.a, c.b)});
  SymmetricSolver solver(SparsePattern(net.size, entries));
  std::vector<double> values(solver.pattern().slots(), 0.0);
  const auto add = [&](std::int32_t i, std::int32_t j, double x) {
    values[static_cast<std::size_t>(solver.pattern().slot(i, j))] += x;
  };
  for (std::int32_t i = 0; i < net.size; ++i) add(i, i, net.ground[static_cast<std::size_t>(i)]);
  for (std::size_t k = 0; k < net.couplings.size(); ++k) {
    const auto [a, b] = net.couplings[k];
    add(a, a, net.conductance[k]);
    add(b, b, net.conductance[k]);
    add(std::max(a, b), std::min(a, b), -net.conductance[k]);
  }
  REQUIRE(solver.factorise(values));
  std::vector<double> x = net.right;
  solver.solve(x, 2);
  return x;
}

}  // namespace

TEST_CASE("the star-mesh transform solves what L D L' solves, small and large") {
  StarMesh mesh;  // all graphs in one object: they do not disturb each other
  for (const std::int32_t size : {1, 2, 3, 10, 64, 65, 300, 1500}) {
    CAPTURE(size);
    const Net net = random_net(size, 11, 3.0);
    const std::vector<double> found = by_star_mesh(net, mesh);
    const std::vector<double> wanted = by_ldl(net);
    double largest = 0.0;
    double worst = 0.0;
    for (std::size_t i = 0; i < found.size(); ++i) {
      largest = std::max(largest, std::abs(wanted[i]));
      worst = std::max(worst, std::abs(found[i] - wanted[i]));
    }
    CHECK(worst < 1e-9 * largest);
  }
}

TEST_CASE("a conductance 1e20 times larger than the way to ground costs no digit") {
  // 1 to ground at a, 1e20 between a and b, one unit in at b: x_a = 1, x_b = 1 + 1e-20.
  const Net net{2, {{0, 1}}, {1e20}, {1.0, 0.0}, {0.0, 1.0}};
  StarMesh mesh;
  const std::vector<double> x = by_star_mesh(net, mesh);
  CHECK(x[0] == doctest::Approx(1.0).epsilon(1e-15));
  CHECK(x[1] == doctest::Approx(1.0).epsilon(1e-15));
}

TEST_CASE("a graph without a way to ground is reported, not solved") {
  StarMesh mesh;
  std::vector<std::int32_t> column;
  std::vector<std::int32_t> entry;
  const std::vector<Coupling> couplings{{0, 1}};
  const StarMeshPart part = mesh.add(2, couplings, column, entry);
  mesh.clear(part);
  mesh.conductance()[static_cast<std::size_t>(entry[0])] = 1.0;
  CHECK_FALSE(mesh.factorise(part));
}
