#include <algorithm>

#include "landbridge/gas/solver_model.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Biconnected components by depth-first search [hopcroft1973], without recursion. All held
/// vertices are one vertex, the ground, numbered vertex_count.
class BlockSearch {
 public:
  explicit BlockSearch(Model& model)
      : model_(model),
        ground_(static_cast<std::int32_t>(model.vertex_count)),
        depth_(model.vertex_count + 1, 0),
        low_(model.vertex_count + 1, 0),
        is_taken_(model.vertex_count + 1, 0) {
    list_incident_edges();
    model_.block_edges.resize(model.edges.size());
    model_.block_vertices.resize(model.vertex_count);
    model_.blocks.reserve(model.edges.size());
    stack_.reserve(model.vertex_count + 1);
    edges_.reserve(model.edges.size());
  }

  void run() {
    model_.part_of_vertex.assign(model_.vertex_count, 0);
    if (!model_.problem.fixed_pressure.empty()) search(ground_, true);
    for (std::size_t v = 0; v < model_.vertex_count; ++v)
      if (!model_.is_held[v] && depth_[v] == 0) search(static_cast<std::int32_t>(v), false);
  }

 private:
  struct Frame {
    std::int32_t vertex;
    std::int32_t entering_edge;
    std::int32_t next;
  };

  std::int32_t contracted(std::int32_t v) const { return model_.is_held[at(v)] ? ground_ : v; }

  /// Compressed lists of the edges at each vertex and of the vertices at their other ends.
  void list_incident_edges() {
    first_.assign(model_.vertex_count + 2, 0);
    std::vector<std::int32_t> ends(2 * model_.edges.size());
    for (std::size_t e = 0; e < model_.edges.size(); ++e) {
      const std::int32_t a = ends[2 * e] = contracted(model_.edges[e].from);
      const std::int32_t b = ends[2 * e + 1] = contracted(model_.edges[e].to);
      if (a == b) {
        model_.loops.push_back(static_cast<std::int32_t>(e));
        continue;
      }
      ++first_[at(a) + 1];
      ++first_[at(b) + 1];
    }
    for (std::size_t v = 1; v < first_.size(); ++v) first_[v] += first_[v - 1];
    incident_.resize(at(first_.back()));
    std::vector<std::int32_t> next(first_.begin(), first_.end() - 1);
    for (std::size_t e = 0; e < model_.edges.size(); ++e) {
      const std::int32_t a = ends[2 * e];
      const std::int32_t b = ends[2 * e + 1];
      if (a == b) continue;
      incident_[at(next[at(a)]++)] = {static_cast<std::int32_t>(e), b};
      incident_[at(next[at(b)]++)] = {static_cast<std::int32_t>(e), a};
    }
  }

  void search(std::int32_t start, bool is_anchored) {
    const auto part = static_cast<std::int32_t>(model_.parts.size());
    const auto first_block = static_cast<std::ptrdiff_t>(model_.blocks.size());
    model_.parts.push_back({is_anchored, is_anchored ? -1 : start});
    visit(start, part);
    stack_.push_back({start, -1, first_[at(start)]});
    int next_depth = 1;
    depth_[at(start)] = low_[at(start)] = next_depth++;
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      const std::int32_t v = frame.vertex;
      if (frame.next == first_[at(v) + 1]) {
        leave(is_anchored, part);
        continue;
      }
      const auto [edge, w] = incident_[at(frame.next++)];
      if (edge == frame.entering_edge) continue;
      if (depth_[at(w)] == 0) {
        edges_.push_back(edge);
        depth_[at(w)] = low_[at(w)] = next_depth++;
        visit(w, part);
        stack_.push_back({w, edge, first_[at(w)]});
      } else if (depth_[at(w)] < depth_[at(v)]) {
        edges_.push_back(edge);
        low_[at(v)] = std::min(low_[at(v)], depth_[at(w)]);
      }
    }
    std::reverse(model_.blocks.begin() + first_block, model_.blocks.end());  // the root's first
  }

  void visit(std::int32_t v, std::int32_t part) {
    if (v != ground_) model_.part_of_vertex[at(v)] = part;
  }

  void leave(bool is_anchored, std::int32_t part) {
    const Frame done = stack_.back();
    stack_.pop_back();
    if (stack_.empty()) return;
    const std::int32_t parent = stack_.back().vertex;
    low_[at(parent)] = std::min(low_[at(parent)], low_[at(done.vertex)]);
    if (low_[at(done.vertex)] < depth_[at(parent)]) return;
    ModelBlock block;
    block.root = parent == ground_ ? -1 : parent;
    block.is_anchored = is_anchored;
    block.part = part;
    const std::size_t first = edges_used_;
    for (std::int32_t edge = -1; edge != done.entering_edge;) {
      edge = edges_.back();
      edges_.pop_back();
      model_.block_edges[edges_used_++] = edge;
    }
    block.edges = {model_.block_edges.data() + first, edges_used_ - first};
    if (edges_used_ > first + 1)
      std::sort(model_.block_edges.begin() + static_cast<std::ptrdiff_t>(first),
                model_.block_edges.begin() + static_cast<std::ptrdiff_t>(edges_used_));
    finish(block);
    model_.blocks.push_back(block);
  }

  /// Every vertex is a root's descendant in exactly one block.
  void finish(ModelBlock& block) {
    const std::size_t first = vertices_used_;
    for (const std::int32_t e : block.edges) {
      const ModelEdge& edge = model_.edges[at(e)];
      if (edge.is_active)
        block.has_active = true;
      else if (model_.pipe_law[at(edge.law)].depends_on_state())
        block.depends_on_state = true;
      for (const std::int32_t v : {edge.from, edge.to}) {
        if (v == block.root || is_taken_[at(v)] || model_.is_held[at(v)]) continue;
        is_taken_[at(v)] = 1;
        model_.block_vertices[vertices_used_++] = v;
      }
    }
    if (vertices_used_ > first + 1)
      std::sort(model_.block_vertices.begin() + static_cast<std::ptrdiff_t>(first),
                model_.block_vertices.begin() + static_cast<std::ptrdiff_t>(vertices_used_));
    block.vertices = {model_.block_vertices.data() + first, vertices_used_ - first};
  }

  struct Incident {
    std::int32_t edge;
    std::int32_t other;
  };
  Model& model_;
  std::int32_t ground_;
  std::vector<std::int32_t> depth_, low_, first_;
  std::vector<std::uint8_t> is_taken_;
  std::vector<Incident> incident_;
  std::vector<Frame> stack_;
  std::vector<std::int32_t> edges_;
  std::size_t edges_used_ = 0, vertices_used_ = 0;
};

}  // namespace

void find_blocks(Model& model) { BlockSearch(model).run(); }

}  // namespace landbridge::gas
