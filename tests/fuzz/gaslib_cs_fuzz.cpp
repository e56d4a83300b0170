#include <cmath>
#include "harness.hpp"

#include "landbridge/io/gaslib_cs.hpp"

using namespace landbridge;

namespace {

void check_unit(const gas::UnitPoint& unit) {
  fuzz::require(std::isfinite(unit.speed_per_min), "a machine runs at no finite speed");
  fuzz::require(std::isfinite(unit.power_w), "a machine takes no finite power");
  fuzz::require(std::isfinite(unit.outlet_temperature_k), "gas leaves at no finite temperature");
}

/// What was read can be asked: a point that runs is finite, and has the outlet that was wanted.
void run_small(const gas::Station& station) {
  constexpr std::size_t configurations_max = 2;
  constexpr std::size_t machines_max = 3;
  if (station.configurations.size() > configurations_max) return;
  if (station.machines.size() > machines_max) return;
  const gas::Gas gas = gas::dry_pipeline_gas();
  const auto inlet = gas::station_inlet(gas, 45e5, 283.15, 288.15);
  const auto answer = gas::operate_best(station, inlet, 120.0, 58e5);
  if (!answer.can_run()) return;
  fuzz::require(!answer.point->units.empty(), "a point runs without a machine");
  fuzz::require(std::isfinite(answer.point->power_w), "a point takes no finite power");
  for (const gas::UnitPoint& unit : answer.point->units) check_unit(unit);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto cs = fuzz::put_file("stations.cs", fuzz::text_of(data, size));
  const auto read = io::read_gaslib_stations(cs);
  fuzz::check(read.diagnostics);
  if (!read) return 0;
  for (const gas::Station& station : read->stations) {
    for (const gas::Machine& machine : station.machines)
      fuzz::require(machine.drive < station.drives.size(), "a machine has no drive");
    for (const gas::Configuration& configuration : station.configurations)
      for (const auto& stage : configuration.stages) {
        fuzz::require(!stage.empty(), "a stage is empty");
        for (const std::size_t machine : stage)
          fuzz::require(machine < station.machines.size(), "a stage names no machine");
      }
  }
  if (!read->stations.empty()) run_small(read->stations.front());
  return 0;
}
