#include "harness.hpp"
#include "landbridge/io/design_spec.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = io::clean_text("design.toml", std::string(fuzz::text_of(data, size)));
  fuzz::check(text.diagnostics);
  if (text) fuzz::check(io::parse_design_file(*text).diagnostics);
  return 0;
}
