#include <algorithm>

#include "landbridge/gas/pipe_core.hpp"

namespace landbridge::gas {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

}  // namespace

PipeCore::PipeCore(const Model& model) : model_(model), block_of_(model.blocks.size(), -1) {
  std::size_t edges = 0;
  for (const ModelBlock& block : model.blocks)
    if (block.edges.size() > 1) edges += block.edges.size();
  if (edges == 0) return;
  head_.assign(model.vertex_count, -1);
  degree_.assign(model.vertex_count, 0);
  local_.assign(model.vertex_count, -1);
  next_.assign(2 * model.edges.size(), -1);
  is_used_.assign(model.edges.size(), 0);
  resistance_.reserve(edges);
  edge_.reserve(edges);
  vertex_after_.reserve(edges);
  is_along_.reserve(edges);
  chains_.reserve(edges);
  for (std::size_t b = 0; b < model.blocks.size(); ++b) {
    const ModelBlock& block = model.blocks[b];
    if (block.edges.size() > 1 && !block.has_active && !block.depends_on_state) add_block(b);
  }
  const auto nowhere = static_cast<std::int32_t>(vertex_of_.size());
  for (Chain& chain : chains_) {
    if (chain.from_column < 0) chain.from_column = nowhere;
    if (chain.to_column < 0) chain.to_column = nowhere;
  }
  offset_kg_s_.resize(edge_.size());
  for (auto* column : {&psi_pa2_, &psi_rest_pa2_, &right_, &supply_kg_s_})
    column->assign(vertex_of_.size() + 1, 0.0);
  for (auto* column : {&flow_kg_s_, &step_kg_s_, &end_offset_kg_s_, &drop_pa2_, &slope_, &weight_,
                       &wanted_pa2_, &residual_pa2_, &known_pa2_, &least_slope_})
    column->assign(chains_.size(), 0.0);
  resistance_sum_.assign(chains_.size(), 0.0);
  for (std::size_t c = 0; c < chains_.size(); ++c)
    for (auto k = at(chains_[c].first); k < at(chains_[c].end); ++k)
      resistance_sum_[c] += resistance_[k];
}

/// The half edges at every vertex of a block: 2e leaves from, 2e + 1 to.
void PipeCore::link_half_edges(const ModelBlock& block) {
  for (const std::int32_t e : block.edges) {
    const ModelEdge& edge = model_.edges[at(e)];
    for (const auto& [v, half] : {std::pair{edge.from, 2 * e}, std::pair{edge.to, 2 * e + 1}}) {
      next_[at(half)] = head_[at(v)];
      head_[at(v)] = half;
      ++degree_[at(v)];
    }
  }
}

void PipeCore::add_block(std::size_t b) {
  const ModelBlock& given = model_.blocks[b];
  link_half_edges(given);
  Block block;
  block.index = static_cast<std::int32_t>(b);
  block.reference = given.root;
  block.first_chain = chains_.size();
  block.first_vertex = vertex_of_.size();
  if (given.root >= 0) degree_[at(given.root)] = 3;  // known: every chain ends there
  for (const std::int32_t e : given.edges) {
    const ModelEdge& edge = model_.edges[at(e)];
    for (const std::int32_t v : {edge.from, edge.to}) {
      if (!model_.is_held[at(v)]) continue;
      degree_[at(v)] = 3;
      if (block.reference < 0) block.reference = v;
    }
  }
  for (const std::int32_t e : given.edges) {
    const ModelEdge& edge = model_.edges[at(e)];
    if (is_used_[at(e)]) continue;
    if (is_end(edge.from))
      walk(e, edge.from);
    else if (is_end(edge.to))
      walk(e, edge.to);
  }
  block.end_chain = chains_.size();
  number_unknowns(block);
  for (const std::int32_t e : given.edges)
    for (const std::int32_t v : {model_.edges[at(e)].from, model_.edges[at(e)].to}) {
      head_[at(v)] = local_[at(v)] = -1;
      degree_[at(v)] = 0;
    }
  block_of_[b] = static_cast<std::int32_t>(blocks_.size());
  blocks_.push_back(block);
}

bool PipeCore::is_end(std::int32_t vertex) const { return degree_[at(vertex)] > 2; }

/// Follows an edge from an end of a chain to the other end.
void PipeCore::walk(std::int32_t edge, std::int32_t start) {
  Chain chain;
  chain.from = start;
  chain.first = static_cast<std::int32_t>(edge_.size());
  std::int32_t v = start;
  for (std::int32_t e = edge;;) {
    const ModelEdge& here = model_.edges[at(e)];
    const bool is_along = here.from == v;
    v = is_along ? here.to : here.from;
    is_used_[at(e)] = 1;
    const PipeLaw& law = model_.pipe_law[at(here.law)];
    is_quadratic_ = is_quadratic_ && law.fixed_factor > 0.0;
    resistance_.push_back(law.base_pa2_s2_kg2 * law.fixed_factor);
    edge_.push_back(e);
    is_along_.push_back(is_along ? 1 : -1);
    vertex_after_.push_back(v);
    if (is_end(v)) break;
    const std::int32_t half = head_[at(v)];
    e = half / 2 == e ? next_[at(half)] / 2 : half / 2;
  }
  chain.to = v;
  chain.end = static_cast<std::int32_t>(edge_.size());
  chains_.push_back(chain);
}

/// Columns of the branching vertices in the order of elimination, entries of the chains.
void PipeCore::number_unknowns(Block& block) {
  const ModelBlock& given = model_.blocks[at(block.index)];
  std::int32_t count = 0;
  for (const std::int32_t v : given.vertices)
    if (is_end(v) && !model_.is_held[at(v)] && v != given.root) local_[at(v)] = count++;
  couplings_.clear();
  chain_of_coupling_.clear();
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    Chain& chain = chains_[c];
    chain.from_column = local_[at(chain.from)];
    chain.to_column = local_[at(chain.to)];
    if (chain.from_column < 0 || chain.to_column < 0) continue;
    couplings_.push_back({chain.from_column, chain.to_column});
    chain_of_coupling_.push_back(static_cast<std::int32_t>(c));
  }
  column_of_.clear();
  entry_of_.clear();
  block.part = mesh_.add(count, couplings_, column_of_, entry_of_);
  for (std::size_t k = 0; k < couplings_.size(); ++k)
    chains_[at(chain_of_coupling_[k])].entry = entry_of_[k];
  for (std::size_t c = block.first_chain; c < block.end_chain; ++c) {
    Chain& chain = chains_[c];
    if (chain.from_column >= 0) chain.from_column = column_of_[at(chain.from_column)];
    if (chain.to_column >= 0) chain.to_column = column_of_[at(chain.to_column)];
  }
  vertex_of_.resize(block.first_vertex + at(count));
  for (const std::int32_t v : given.vertices)
    if (const std::int32_t i = local_[at(v)]; i >= 0) vertex_of_[at(column_of_[at(i)])] = v;
  block.end_vertex = vertex_of_.size();
}

}  // namespace landbridge::gas
