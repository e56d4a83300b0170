#include "landbridge/gas/design_checks.hpp"

#include <cmath>
#include <string_view>
#include <utility>

#include "landbridge/gas/design_cost.hpp"

namespace landbridge::gas {
namespace {

namespace lu = landbridge::units;

using Change = void (*)(LineSpec&, DesignAssumptions&);

void add_station(LineSpec& line, DesignAssumptions&) {
  line.station_at.clear();
  ++line.stations;
}
/// Where there are stations, the line also ends at the lower pressure before the next one.
void raise_ratio(LineSpec& line, DesignAssumptions& a) {
  const Scalar higher = a.max_ratio + Scalar::from_si(0.1);
  if (line.stations > 0)
    line.route.delivery_pressure = (a.max_ratio / higher) * line.route.delivery_pressure;
  a.max_ratio = higher;
}
/// As where the gas is chilled on permafrost: coolers reach the air, ground 5 K colder.
void chill(LineSpec& line, DesignAssumptions& a) {
  line.route.ground_temperature = line.route.ground_temperature - 5.0 * lu::kelvin;
  if (line.route.inlet_temperature > Temperature{})
    line.route.inlet_temperature = line.route.inlet_temperature - a.cooler_approach;
  a.cooler_approach = Temperature{};
}
void smooth(LineSpec&, DesignAssumptions& a) { a.roughness = 0.005 * lu::mm; }
void roughen(LineSpec&, DesignAssumptions& a) { a.roughness = 0.03 * lu::mm; }
void perfect_flow(LineSpec&, DesignAssumptions& a) { a.hydraulic_efficiency = 1.0 * lu::one; }
void always_there(LineSpec&, DesignAssumptions& a) { a.availability = 1.0 * lu::one; }
void all_favourable(LineSpec& line, DesignAssumptions& a) {
  add_station(line, a);
  raise_ratio(line, a);
  chill(line, a);
  smooth(line, a);
  perfect_flow(line, a);
  always_there(line, a);
}

struct NamedChange {
  std::string_view name;
  Change apply;
};
constexpr NamedChange changes[] = {
    {"one more station", add_station},
    {"station ratio 0.1 higher", raise_ratio},
    {"cold gas: coolers reach the air, ground 5 K colder", chill},
    {"smooth coating, 0.005 mm", smooth},
    {"no coating, 0.03 mm", roughen},
    {"hydraulic efficiency 1", perfect_flow},
    {"availability 1", always_there},
    {"all that help at once", all_favourable},
};

}  // namespace

Result<std::vector<KnownLineResult>> check_known_lines(std::span<const KnownLine> lines,
                                                       const DesignAssumptions& assumptions) {
  std::vector<KnownLineResult> results;
  for (const KnownLine& known : lines) {
    if (!(known.stated > AmountFlow{}))
      return fail(Fault::bad_input, known.line.name, "the stated flow of a known line is missing",
                  "give what the line is said to carry, as in \"38 bcm_20C/yr\"");
    auto capacity = largest_flow(known.line, assumptions);
    if (!capacity) return fail(capacity.error());
    KnownLineResult r{known, std::move(*capacity), {}, 0.0, true, {}};
    r.machines = machines_of(assumptions, r.capacity.state, known.line.machines.has_value());
    r.deviation_relative = r.capacity.annual.si() / known.stated.si() - 1.0;
    r.is_within = known.tolerance <= 0.0 || std::abs(r.deviation_relative) <= known.tolerance;
    for (const NamedChange& change : changes) {
      LineSpec line = known.line;
      DesignAssumptions changed = assumptions;
      change.apply(line, changed);
      const auto flow = largest_flow(line, changed);
      if (!flow) return fail(flow.error());
      r.sensitivities.push_back({std::string(change.name), flow->annual,
                                 flow->annual.si() / r.capacity.annual.si() - 1.0,
                                 flow->annual.si() / known.stated.si() - 1.0});
    }
    results.push_back(std::move(r));
  }
  return results;
}

}  // namespace landbridge::gas
