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
        incident_(model.vertex_count + 1) {
    for (std::size_t e = 0; e < model.edges.size(); ++e) {
      const std::int32_t a = contracted(model.edges[e].from);
      const std::int32_t b = contracted(model.edges[e].to);
      if (a == b) {
        model.loops.push_back(static_cast<std::int32_t>(e));
        continue;
      }
      incident_[at(a)].push_back(static_cast<std::int32_t>(e));
      incident_[at(b)].push_back(static_cast<std::int32_t>(e));
    }
  }

  void run() {
    model_.part_of_vertex.assign(model_.vertex_count, 0);
    if (!model_.problem.fixed_pressure.empty()) search(ground_, true);
    for (std::size_t v = 0; v < model_.vertex_count; ++v)
      if (!model_.is_held[v] && depth_[v] == 0) search(static_cast<std::int32_t>(v), false);
    std::reverse(found_.begin(), found_.end());
    // Parts stay in the order of the search; blocks nearest to the root come first in each.
    std::stable_sort(found_.begin(), found_.end(),
                     [](const ModelBlock& a, const ModelBlock& b) { return a.part < b.part; });
    model_.blocks = std::move(found_);
  }

 private:
  struct Frame {
    std::int32_t vertex;
    std::int32_t entering_edge;
    std::size_t next = 0;
  };

  std::int32_t contracted(std::int32_t v) const { return model_.is_held[at(v)] ? ground_ : v; }
  std::int32_t other(std::int32_t edge, std::int32_t v) const {
    const std::int32_t a = contracted(model_.edges[at(edge)].from);
    return a == v ? contracted(model_.edges[at(edge)].to) : a;
  }

  void search(std::int32_t start, bool is_anchored) {
    const auto part = static_cast<std::int32_t>(model_.parts.size());
    model_.parts.push_back({is_anchored, is_anchored ? -1 : start});
    visit(start, part);
    stack_.push_back({start, -1});
    int next_depth = 1;
    depth_[at(start)] = low_[at(start)] = next_depth++;
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      if (frame.next == incident_[at(frame.vertex)].size()) {
        leave(is_anchored, part);
        continue;
      }
      const std::int32_t edge = incident_[at(frame.vertex)][frame.next++];
      if (edge == frame.entering_edge) continue;
      const std::int32_t v = frame.vertex;
      const std::int32_t w = other(edge, v);
      if (depth_[at(w)] == 0) {
        edges_.push_back(edge);
        depth_[at(w)] = low_[at(w)] = next_depth++;
        visit(w, part);
        stack_.push_back({w, edge});
      } else if (depth_[at(w)] < depth_[at(v)]) {
        edges_.push_back(edge);
        low_[at(v)] = std::min(low_[at(v)], depth_[at(w)]);
      }
    }
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
    for (std::int32_t edge = -1; edge != done.entering_edge;) {
      edge = edges_.back();
      edges_.pop_back();
      block.edges.push_back(edge);
    }
    finish(block);
    found_.push_back(std::move(block));
  }

  void finish(ModelBlock& block) const {
    std::sort(block.edges.begin(), block.edges.end());
    for (const std::int32_t e : block.edges) {
      const ModelEdge& edge = model_.edges[at(e)];
      if (edge.is_active)
        block.has_active = true;
      else if (model_.pipe_law[at(edge.law)].depends_on_state())
        block.depends_on_state = true;
      for (const std::int32_t v : {edge.from, edge.to})
        if (v != block.root && !model_.is_held[at(v)]) block.vertices.push_back(v);
    }
    std::sort(block.vertices.begin(), block.vertices.end());
    block.vertices.erase(std::unique(block.vertices.begin(), block.vertices.end()),
                         block.vertices.end());
  }

  Model& model_;
  std::int32_t ground_;
  std::vector<int> depth_, low_;
  std::vector<std::vector<std::int32_t>> incident_;
  std::vector<Frame> stack_;
  std::vector<std::int32_t> edges_;
  std::vector<ModelBlock> found_;
};

}  // namespace

void find_blocks(Model& model) { BlockSearch(model).run(); }

}  // namespace landbridge::gas
