#include "harness.hpp"
#include "landbridge/io/study_reader.hpp"
#include "landbridge/study/domains/freight/freight_schema.hpp"
#include "landbridge/study/domains/freight/freight_year.hpp"
#include "landbridge/study/scenario.hpp"

using namespace landbridge;

/// Reads a study with freight and, where that succeeds, computes each scenario at the best
/// estimate with few shipments: an answer or a reason, never a crash.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const study::Domains domains = study::known_domains();
  fuzz::put_files(fuzz::text_of(data, size),
                  {"study.toml", "places.csv", "links.csv", "transfers.csv"});
  const auto read = io::read_study(fuzz::scratch(), domains);
  fuzz::check(read.diagnostics);
  fuzz::require(read.value.has_value() || read.diagnostics.has_errors(), "no value and no reason");
  if (!read.value || read.value->domain("freight") == nullptr) return 0;
  const study::Study& s = *read.value;
  const auto draw = study::draw_factors(s.factors, s.meta.seed, 0);
  for (const study::Scenario& scenario : s.scenarios) {
    const auto made = study::make_case(s, scenario, "freight", study::freight_entities());
    if (!made) continue;
    const auto model = study::freight_model(*made, 20);
    if (!model) continue;
    const auto year = study::freight_year(*model, draw);
    fuzz::require(year || !year.error().what.empty(), "no year and no reason");
  }
  return 0;
}
