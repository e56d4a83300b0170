#include "harness.hpp"
#include "landbridge/io/lanl.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::put_files(fuzz::text_of(data, size), {"network.json", "bc.json", "params.json"});
  fuzz::check(io::read_lanl_case(fuzz::scratch(), {}));
  return 0;
}
