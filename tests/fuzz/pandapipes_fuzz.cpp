#include "harness.hpp"
#include "landbridge/io/pandapipes.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = fuzz::put_file("net.json", fuzz::text_of(data, size));
  fuzz::check(io::read_pandapipes(file, {}));
  return 0;
}
