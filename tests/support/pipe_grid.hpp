#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "landbridge/gas/pipe_law.hpp"
#include "landbridge/gas/problem.hpp"
#include "landbridge/math/random.hpp"

namespace landbridge::test {

/// What a generated grid has in common with a real one.
struct GridShape {
  std::size_t nodes = 0;
  std::size_t cycles = 0;           ///< links - nodes + 1
  std::size_t core_nodes = 0;       ///< of the 2-core: on a cycle or between two
  std::size_t branching_nodes = 0;  ///< of those, the ones with more than two neighbours; about
  double zero_loss_share = 0.0;     ///< of the links: short pipes and open valves
};

/// The shares of GasLib-582 and GasLib-4197 [schmidt2017], and two small ones for tests.
inline constexpr GridShape grid_600{600, 28, 267, 50, 0.5};
inline constexpr GridShape grid_4200{4200, 270, 2423, 507, 0.2};
inline constexpr GridShape grid_60{60, 5, 35, 8, 0.3};
inline constexpr GridShape grid_140{140, 37, 104, 40, 0.2};

/// A pipe network like a real grid, the same for the same shape and seed on every machine: a
/// meshed core (a closed snake over a square lattice with rungs between its rows, each stretch cut
/// into pipes, short pipes and valves), trees hung on it, diameters of 0.2 to 1.4 m by the flow
/// they are meant for, lengths of 50 m to 100 km, log-uniform, so that almost lossless pipes stand
/// beside long ones. Node 0 is held at 80 bar, other entries share the supply; the loads are
/// scaled so that along the shortest paths 50 bar would be left.
class PipeGrid {
 public:
  PipeGrid(const GridShape& shape, std::uint64_t seed) : shape_(shape), random_(seed, "grid", 0) {
    add_skeleton();
    cut_stretches();
    hang_trees();
    choose_lengths();
    choose_supplies();
    follow_shortest_paths();
    choose_diameters();
    scale_supplies();
  }

  gas::Problem problem() const {
    gas::Problem out;
    out.gas = gas_;
    for (std::size_t i = 0; i < nodes_; ++i) {
      out.network.add_node(fmt::format("N{}", i));
      out.supply.push_back(MassFlow::from_si(supply_kg_s_[i]));
    }
    out.fixed_pressure.push_back({NodeId(std::size_t{0}), Pressure::from_si(source_pa)});
    for (const Edge& e : edges_) {
      const std::size_t k = out.network.links();
      if (e.is_pipe)
        out.add(fmt::format("P{}", k), NodeId(e.a), NodeId(e.b), pipe(e));
      else if (e.is_valve)
        out.add(fmt::format("V{}", k), NodeId(e.a), NodeId(e.b), gas::Valve{});
      else
        out.add(fmt::format("S{}", k), NodeId(e.a), NodeId(e.b), gas::ShortPipe{});
    }
    return out;
  }

 private:
  static constexpr double source_pa = 80e5;
  static constexpr double wanted_pa = 50e5;
  struct Edge {
    std::size_t a, b;
    bool is_pipe = true, is_valve = false;
    double length_m = 0.0, diameter_m = 0.0, designed_kg_s = 0.0;
    std::size_t stretch = 0;
  };

  static gas::Pipe pipe(const Edge& e) {
    gas::Pipe out;
    out.length = Length::from_si(e.length_m);
    out.diameter = Length::from_si(e.diameter_m);
    out.roughness = 0.05 * units::mm;
    return out;
  }

  /// Branching nodes in a closed snake, and rungs to the next row.
  void add_skeleton() {
    nodes_ = shape_.branching_nodes;
    const auto columns = static_cast<std::size_t>(std::sqrt(static_cast<double>(nodes_)));
    std::vector<std::pair<std::size_t, std::size_t>> rungs;
    std::vector<std::size_t> degree(nodes_, 2);
    for (std::size_t i = 0; i < nodes_; ++i) {
      edges_.push_back({i, (i + 1) % nodes_, true, false, 0.0, 0.0, 0.0, edges_.size()});
      const std::size_t above = (i / columns + 1) * columns + columns - 1 - i % columns;
      if (above < nodes_ && above > i + 1) rungs.emplace_back(i, above);
    }
    for (std::size_t i = rungs.size(); i-- > 1;) std::swap(rungs[i], rungs[random_.below(i + 1)]);
    std::size_t wanted = shape_.cycles - 1;
    for (const std::size_t highest : {std::size_t{4}, std::size_t{5}, std::size_t{100}})
      for (auto& [a, b] : rungs) {
        if (wanted == 0 || a == b || degree[a] + degree[b] > highest) continue;
        edges_.push_back({a, b, true, false, 0.0, 0.0, 0.0, edges_.size()});
        ++degree[a], ++degree[b];
        b = a;  // taken
        --wanted;
      }
    while (wanted > 0) {  // a small square has few rungs
      const std::size_t a = random_.below(nodes_);
      const std::size_t b = random_.below(nodes_);
      if (a == b) continue;
      edges_.push_back({a, b, true, false, 0.0, 0.0, 0.0, edges_.size()});
      --wanted;
    }
  }

  /// Nodes with two neighbours along the stretches; each keeps at least one pipe.
  void cut_stretches() {
    const std::size_t stretches = edges_.size();
    while (nodes_ < shape_.core_nodes) {
      const std::size_t e = random_.below(edges_.size());
      const std::size_t middle = nodes_++;
      const bool is_zero_loss = random_.uniform() < shape_.zero_loss_share;
      Edge added{middle, edges_[e].b, true, false, 0.0, 0.0, 0.0, edges_[e].stretch};
      if (is_zero_loss && edges_[e].is_pipe) {
        added.is_pipe = false;
        added.is_valve = random_.uniform() < 0.3;
      }
      edges_[e].b = middle;
      edges_.push_back(added);
    }
    stretches_ = stretches;
  }

  void hang_trees() {
    while (nodes_ < shape_.nodes) {
      const std::size_t from = nodes_ > shape_.core_nodes && random_.uniform() < 0.5
                                   ? nodes_ - 1
                                   : random_.below(nodes_);
      Edge added{from, nodes_++, true, false, 0.0, 0.0, 0.0, edges_.size()};
      added.is_pipe = random_.uniform() >= shape_.zero_loss_share;
      added.is_valve = !added.is_pipe && random_.uniform() < 0.3;
      if (random_.uniform() < 0.5) std::swap(added.a, added.b);
      edges_.push_back(added);
    }
  }

  void choose_lengths() {
    for (Edge& e : edges_)
      if (e.is_pipe) e.length_m = std::exp(random_.uniform(std::log(50.0), std::log(100e3)));
  }

  /// Ends of trees take gas, and a tenth of the others; a few nodes give.
  void choose_supplies() {
    std::vector<std::size_t> degree(nodes_, 0);
    for (const Edge& e : edges_) ++degree[e.a], ++degree[e.b];
    supply_kg_s_.assign(nodes_, 0.0);
    double total = 0.0;
    for (std::size_t i = 1; i < nodes_; ++i) {
      const bool takes = degree[i] == 1 ? random_.uniform() < 0.8 : random_.uniform() < 0.1;
      if (!takes) continue;
      supply_kg_s_[i] = -0.1 - random_.uniform() * random_.uniform();
      total -= supply_kg_s_[i];
    }
    const std::size_t entries = 2 + nodes_ / 300;
    for (std::size_t k = 0; k < entries; ++k)
      supply_kg_s_[1 + random_.below(nodes_ - 1)] =
          0.6 * total / static_cast<double>(entries) * random_.uniform(0.5, 1.0);
  }

  /// Dijkstra by length from node 0, then the flow that each tree link would carry alone.
  void follow_shortest_paths() {
    std::vector<std::vector<std::size_t>> at_node(nodes_);
    for (std::size_t e = 0; e < edges_.size(); ++e) {
      at_node[edges_[e].a].push_back(e);
      at_node[edges_[e].b].push_back(e);
    }
    std::vector<double> distance_m(nodes_, std::numeric_limits<double>::infinity());
    std::vector<std::uint8_t> is_done(nodes_, 0);
    parent_edge_.assign(nodes_, edges_.size());
    distance_m[0] = 0.0;
    for (std::size_t round = 0; round < nodes_; ++round) {
      std::size_t v = nodes_;
      for (std::size_t i = 0; i < nodes_; ++i)
        if (!is_done[i] && (v == nodes_ || distance_m[i] < distance_m[v])) v = i;
      is_done[v] = 1;
      order_.push_back(v);
      for (const std::size_t e : at_node[v]) {
        const std::size_t w = edges_[e].a == v ? edges_[e].b : edges_[e].a;
        const double through_m = distance_m[v] + edges_[e].length_m + 1.0;
        if (is_done[w] || through_m >= distance_m[w]) continue;
        distance_m[w] = through_m;
        parent_edge_[w] = e;
      }
    }
    std::vector<double> behind_kg_s = supply_kg_s_;
    for (std::size_t k = nodes_; k-- > 1;) {
      const std::size_t v = order_[k];
      edges_[parent_edge_[v]].designed_kg_s = behind_kg_s[v];
      behind_kg_s[parent(v)] += behind_kg_s[v];
    }
  }
  std::size_t parent(std::size_t v) const {
    const Edge& e = edges_[parent_edge_[v]];
    return e.a == v ? e.b : e.a;
  }

  void choose_diameters() {
    double most_kg_s = 0.0;
    std::vector<double> stretch_kg_s(edges_.size(), 0.0);
    for (const Edge& e : edges_) {
      most_kg_s = std::max(most_kg_s, std::abs(e.designed_kg_s));
      stretch_kg_s[e.stretch] = std::max(stretch_kg_s[e.stretch], std::abs(e.designed_kg_s));
    }
    std::vector<double> stretch_m(stretches_);
    for (double& d : stretch_m) d = random_.uniform(0.35, 0.9);
    for (Edge& e : edges_) {
      const double share = stretch_kg_s[e.stretch] / most_kg_s;
      double diameter_m = 1.4 * std::pow(share, 0.4) * random_.uniform(0.85, 1.15);
      if (e.stretch < stretches_) diameter_m = std::max(diameter_m, stretch_m[e.stretch]);
      e.diameter_m = std::round(std::clamp(diameter_m, 0.2, 1.4) * 50.0) / 50.0;
    }
  }

  /// Potential drops grow with the square of the loads.
  void scale_supplies() {
    std::vector<double> drop_pa2(nodes_, 0.0);
    double worst_pa2 = 0.0;
    for (std::size_t k = 1; k < nodes_; ++k) {
      const std::size_t v = order_[k];
      const Edge& e = edges_[parent_edge_[v]];
      drop_pa2[v] = drop_pa2[parent(v)];
      if (e.is_pipe)
        drop_pa2[v] -=
            potential_drop(law_of(pipe(e), gas_, gas::Friction::nikuradse, 0.0), e.designed_kg_s)
                .value_pa2;
      worst_pa2 = std::max(worst_pa2, drop_pa2[v]);
    }
    const double allowed_pa2 =
        (source_pa * source_pa - wanted_pa * wanted_pa) / (2.0 * gas_.compressibility.si());
    const double factor = std::sqrt(allowed_pa2 / worst_pa2);
    for (double& s : supply_kg_s_) s = std::round(s * factor * 1e6) / 1e6;
  }

  GridShape shape_;
  RandomStream random_;
  gas::Gas gas_ =
      gas::constant_gas(447.79883 * gas::joule_per_kg_kelvin, 0.9, 283.15 * units::kelvin);
  std::size_t nodes_ = 0, stretches_ = 0;
  std::vector<Edge> edges_;
  std::vector<double> supply_kg_s_;
  std::vector<std::size_t> parent_edge_, order_;
};

inline gas::Problem pipe_grid(const GridShape& shape, std::uint64_t seed) {
  return PipeGrid(shape, seed).problem();
}

}  // namespace landbridge::test
