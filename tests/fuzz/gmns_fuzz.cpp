#include <cmath>

#include "harness.hpp"
#include "landbridge/io/gmns.hpp"

using namespace landbridge;

/// node.csv, link.csv, config.csv, demand.csv, and a use for every second size. A network that is
/// accepted is whole: columns of one length, ends that exist, finite numbers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::put_files(fuzz::text_of(data, size), {"node.csv", "link.csv", "config.csv", "demand.csv"});
  io::GmnsOptions options;
  if (size % 2 == 0) options.use = {"auto"};
  const auto read = io::read_gmns(fuzz::scratch(), options);
  fuzz::check(read.diagnostics);
  if (!read) return 0;
  const freight::AssignNetwork& net = read->problem.network;
  const std::size_t links = net.links();
  fuzz::require(net.to.size() == links && net.length.size() == links && net.b.size() == links &&
                    net.capacity.size() == links && net.power.size() == links &&
                    net.toll.size() == links && read->link_name.size() == links,
                "columns differ in length");
  fuzz::require(net.node_name.size() == static_cast<std::size_t>(net.nodes), "a node has no name");
  for (std::size_t i = 0; i < links; ++i) {
    fuzz::require(net.from[i] >= 0 && net.from[i] < net.nodes, "an end is no node");
    fuzz::require(net.to[i] >= 0 && net.to[i] < net.nodes, "an end is no node");
    fuzz::require(std::isfinite(net.free_flow_time[i]) && net.free_flow_time[i] >= 0.0,
                  "a time is no time");
    fuzz::require(net.capacity[i] > 0.0 && std::isfinite(net.capacity[i]), "a capacity is none");
  }
  for (const freight::AssignClass& one : read->problem.classes)
    for (const freight::OdDemand& od : one.demand) {
      fuzz::require(od.origin >= 0 && od.origin < net.zones, "an origin is no zone");
      fuzz::require(od.destination >= 0 && od.destination < net.zones, "an end is no zone");
      fuzz::require(std::isfinite(od.amount) && od.amount > 0.0, "an amount is none");
    }
  return 0;
}
