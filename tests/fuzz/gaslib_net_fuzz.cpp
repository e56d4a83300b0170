#include "harness.hpp"
#include "landbridge/io/gaslib.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto net = fuzz::put_file("network.net", fuzz::text_of(data, size));
  const auto network = io::read_gaslib_network(net);
  fuzz::check(network.diagnostics);
  if (!network) return 0;
  // Every second node is nominated and the first one held, so that a problem comes of it.
  io::GaslibNomination nomination;
  for (std::size_t i = 0; i < network->nodes.size(); i += 2) {
    io::GaslibNomination::Entry& entry = nomination.entries[network->nodes[i].id];
    entry.flow_lower = entry.flow_upper = io::GaslibFlow{VolumeFlow::from_si(1.0), {}};
  }
  io::GasCaseOptions options;
  options.fixes.push_back({network->nodes.front().id, 60.0 * units::bar});
  options.is_passive = size % 2 == 0;
  fuzz::check(io::to_problem(*network, nomination, options));
  return 0;
}
