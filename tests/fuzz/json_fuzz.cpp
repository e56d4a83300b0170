#include "harness.hpp"
#include "landbridge/io/json_text.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = io::clean_text("value.json", std::string(fuzz::text_of(data, size)));
  fuzz::check(text.diagnostics);
  if (!text) return 0;
  const auto value = io::parse_json(*text);
  fuzz::check(value.diagnostics);
  if (!value) return 0;
  // What is written reads back, and is then written the same.
  const std::string written = io::to_json_text(*value);
  auto again_text = io::clean_text("again.json", written, io::document_limits);
  fuzz::require(static_cast<bool>(again_text), "what was written is not a clean text");
  const auto again = io::parse_json(*again_text);
  fuzz::require(static_cast<bool>(again), "what was written cannot be read");
  fuzz::require(io::to_json_text(*again) == written, "what was read is written otherwise");
  return 0;
}
