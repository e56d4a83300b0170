#include "harness.hpp"
#include "landbridge/io/study_reader.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const study::Domains domains = study::known_domains();
  fuzz::put_files(fuzz::text_of(data, size),
                  {"study.toml", "places.csv", "pipes.csv", "offtakes.csv", "rest.toml"});
  const auto read = io::read_study(fuzz::scratch(), domains);
  fuzz::check(read.diagnostics);
  fuzz::require(read.value.has_value() || read.diagnostics.has_errors(), "no value and no reason");
  return 0;
}
