#pragma once

#include <string>

#include "landbridge/base/ids.hpp"

namespace landbridge {

/// Who is connected to whom. Columns, not objects: solvers stream through them.
struct Network {
  Column<NodeId, std::string> node_name;
  Column<LinkId, std::string> link_name;
  Column<LinkId, NodeId> from;
  Column<LinkId, NodeId> to;

  std::size_t nodes() const { return node_name.size(); }
  std::size_t links() const { return from.size(); }
  NodeId add_node(std::string name) { return node_name.push_back(std::move(name)); }
  LinkId add_link(std::string name, NodeId tail, NodeId head) {
    link_name.push_back(std::move(name));
    to.push_back(head);
    return from.push_back(tail);
  }
};

}  // namespace landbridge
