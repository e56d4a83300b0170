#include "harness.hpp"
#include "landbridge/io/gas_nominations.hpp"

using namespace landbridge;

namespace {

constexpr const char* network_toml = R"([gas]
molar_mass = "18 kg/kmol"
temperature = "283.15 K"
eos = "ideal"
friction = "nikuradse"
[[node]]
id = "a"
pressure = "60 bar"
[[node]]
id = "b"
demand = "10 kg/s"
[[node]]
id = "c"
[[pipe]]
id = "p1"
from = "a"
to = "b"
length = "10 km"
diameter = "500 mm"
roughness = "0.1 mm"
[[pipe]]
id = "p2"
from = "b"
to = "c"
length = "10 km"
diameter = "500 mm"
roughness = "0.1 mm"
)";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto network = fuzz::put_file("network.toml", network_toml);
  const auto table = fuzz::put_file("week.csv", fuzz::text_of(data, size));
  const auto read = io::read_gas_nominations(network, table, size % 2 == 0 ? "kg/s" : "", {});
  fuzz::check(read.diagnostics);
  if (!read) return 0;
  std::size_t cases = 0;
  for (const io::NominationGroup& group : read->groups) {
    fuzz::require(group.position.size() == group.supplies.cases, "a group has lost a case");
    cases += group.supplies.cases;
    for (const std::size_t position : group.position)
      fuzz::require(position < read->id.size(), "a case has no id");
  }
  fuzz::require(cases == read->id.size(), "cases and ids differ in number");
  constexpr std::size_t cases_max = 8;
  if (cases == 0 || cases > cases_max) return 0;
  for (const io::NominationGroup& group : read->groups) {
    const auto solved = gas::solve_batch(group.problem, group.supplies);
    if (!solved) fuzz::check(solved.error());
    if (solved) fuzz::require(solved->cases.size() == group.supplies.cases, "a case is missing");
  }
  return 0;
}
