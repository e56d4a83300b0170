#include "harness.hpp"
#include "landbridge/io/gaslib.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto scn = fuzz::put_file("nomination.scn", fuzz::text_of(data, size));
  const auto nomination = io::read_gaslib_nomination(scn);
  fuzz::check(nomination.diagnostics);
  if (!nomination) return 0;
  io::GaslibNetwork network;
  for (const auto& [name, entry] : nomination->entries) {
    io::GaslibNode node;
    node.id = name;
    node.norm_density = 0.785 * units::kg_per_m3;
    node.molar_mass = 18.0 * units::kg_per_kmol;
    node.gas_temperature = 283.15 * units::kelvin;
    network.nodes.push_back(node);
  }
  io::GasCaseOptions options;
  options.eos = gas::Eos::ideal;
  options.fixes.push_back({nomination->entries.begin()->first, 60.0 * units::bar});
  fuzz::check(io::to_problem(network, *nomination, options));
  return 0;
}
