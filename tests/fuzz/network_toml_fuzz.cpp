#include "harness.hpp"
#include "landbridge/io/gas_network_toml.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::put_files(fuzz::text_of(data, size), {"network.toml", "pipes.csv", "nodes.csv"});
  fuzz::check(io::read_gas_network_toml(fuzz::scratch() / "network.toml", {}));
  return 0;
}
