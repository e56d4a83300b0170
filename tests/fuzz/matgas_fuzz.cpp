#include <cmath>
#include "harness.hpp"

#include "landbridge/io/matgas.hpp"
#include "landbridge/io/optimise_case.hpp"

using namespace landbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  auto clean = io::clean_text("case.m", std::string(text));
  fuzz::check(clean.diagnostics);
  if (!clean) return 0;
  const auto raw = io::parse_matgas(std::move(*clean));
  fuzz::check(raw.diagnostics);
  if (!raw) return 0;
  const auto read = io::matgas_case(*raw);
  fuzz::check(read.diagnostics);
  if (!read) return 0;
  const std::size_t junctions = read->junctions.size();
  for (const io::MatgasPipe& pipe : read->pipes) {
    fuzz::require(pipe.from < junctions && pipe.to < junctions, "a pipe ends nowhere");
    fuzz::require(std::isfinite(pipe.length_m), "a length is not finite");
  }
  for (const io::MatgasTransaction& t : read->transactions)
    fuzz::require(t.junction < junctions, "a transaction happens nowhere");
  const auto file = fuzz::put_file("case.m", text);
  fuzz::check(io::read_matgas_case(file, {}));
  for (const bool expands : {false, true}) {
    io::OptimiseRequest request;
    request.objective.kind = gas::OptObjective::Kind::max_delivered;
    request.expands = expands;
    fuzz::check(io::read_optimise_case(file, request));
  }
  return 0;
}
