#include "landbridge/io/gaslib_cs.hpp"

#include <fstream>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "landbridge/gas/station_machine.hpp"
#include "scratch_folder.hpp"
#include "test_data.hpp"

using namespace landbridge;
using namespace landbridge::io;

namespace {

/// A station with one piston machine on a motor; every value can be exchanged by its text.
const std::string piston_cs = R"(<compressorStations>
<compressorStation id="S">
<compressors><pistonCompressor drive="D" id="K">
<speedMin value="5" unit="per_s"/><speedMax value="600" unit="per_min"/>
<operatingVolume value="0.2" unit="m_cube"/><maximalTorque value="30" unit="kNm"/>
<maximalCompressionRatio value="2"/><adiabaticEfficiency value="0.85"/>
<additionalReductionVolFlow value="0.1" unit="m_cube_per_s"/>
</pistonCompressor></compressors>
<drives><gasDrivenMotor id="D">
<energy_rate_fun_coeff_1 value="100"/><energy_rate_fun_coeff_2 value="2"/>
<energy_rate_fun_coeff_3 value="0"/><power_fun_coeff_1 value="0"/>
<power_fun_coeff_2 value="5"/><power_fun_coeff_3 value="0"/>
</gasDrivenMotor></drives>
<configurations><configuration confId="1" nrOfSerialStages="1">
<stage stageNr="1" nrOfParallelUnits="1"><compressor id="K" nominalSpeed="500"/></stage>
</configuration></configurations>
</compressorStation></compressorStations>)";

Read<GaslibStations> read_with(std::string_view from, std::string_view to) {
  std::string text = piston_cs;
  if (!from.empty()) text.replace(text.find(from), from.size(), to);
  const test::ScratchFolder folder;
  folder.write("s.cs", text);
  return read_gaslib_stations(folder.path / "s.cs");
}

}  // namespace

TEST_CASE("a piston machine and a motor without ambient temperature are read in their units") {
  const auto read = read_with("", "");
  REQUIRE_MESSAGE(read, read.diagnostics.render());
  const gas::Station& s = read->stations.at(0);
  const auto& p = std::get<gas::PistonCompressor>(s.machines.at(0).compressor);
  CHECK(p.speed_min_per_min == 300.0);
  CHECK(p.torque_max_n_m == 30e3);
  CHECK(p.reduction_flow_m3_s == 0.1);
  CHECK(s.drives.at(0).kind == gas::DriveKind::gas_driven_motor);
  CHECK(gas::power_max_w(s.drives[0], 500.0, 300.0) == doctest::Approx(2500e3));
  CHECK(gas::power_max_w(s.drives[0], 500.0, 250.0) == doctest::Approx(2500e3));
}

TEST_CASE("what is wrong with a .cs file is said with its line") {
  struct Wrong {
    const char* from;
    const char* to;
    int line;
    const char* word;
  };
  for (const Wrong& w : {
           Wrong{"per_s", "Hz", 4, "unknown unit 'Hz'"},
           Wrong{"unit=\"per_min\"", "", 4, "no unit"},
           Wrong{"value=\"0.85\"", "value=\"1.85\"", 3, "efficiency"},
           Wrong{"value=\"0.85\"", "value=\"nan\"", 6, "adiabaticEfficiency"},
           Wrong{"\"600\"", "\"200\"", 3, "above speedMax"},
           Wrong{"\"600\"", "\"-1\"", 4, "greater than zero"},
           Wrong{"drive=\"D\"", "drive=\"E\"", 3, "names the drive 'E'"},
           Wrong{"<compressor id=\"K\"", "<compressor id=\"L\"", 15, "is no machine"},
           Wrong{"nrOfParallelUnits=\"1\"", "nrOfParallelUnits=\"2\"", 15, "nrOfParallelUnits"},
           Wrong{"nrOfSerialStages=\"1\"", "nrOfSerialStages=\"3\"", 14, "nrOfSerialStages"},
           Wrong{"pistonCompressor drive", "screw drive", 0, "end tag"},
           Wrong{"<power_fun_coeff_2 value=\"5\"/>", "", 9, "has no power_fun_coeff_2"},
           Wrong{"<gasDrivenMotor", "<horse id=\"x\"/><gasDrivenMotor", 9, "unknown drive"},
       }) {
    const auto read = read_with(w.from, w.to);
    CHECK_MESSAGE(!read, w.from);
    const std::string text = read.diagnostics.render();
    CHECK_MESSAGE(text.find(w.word) != std::string::npos, text);
    if (w.line > 0)
      CHECK_MESSAGE(text.find(fmt::format(":{}:", w.line)) != std::string::npos, text);
  }
}

TEST_CASE("the maps of GasLib meet their own measured points") {
  const auto cs = test::data_root() / "gas/gaslib/GasLib-135/GasLib-135.cs";
  if (test::is_skipped_without(cs)) return;
  const auto read = read_gaslib_stations(cs);
  REQUIRE_MESSAGE(read, read.diagnostics.render());
  CHECK(read->stations.size() == 29);
  double worst_head = 0.0;
  double worst_efficiency = 0.0;
  for (const gas::Station& s : read->stations) {
    const auto& t = std::get<gas::TurboCompressor>(s.machines.at(0).compressor);
    CHECK(t.measurements.size() == 81);
    for (const gas::MapPoint& m : t.measurements) {
      const double head = gas::map_value(t.head, m.speed_per_min, m.volume_flow_m3_s);
      worst_head = std::max(worst_head, std::abs(head / m.head_kj_kg - 1.0));
      if (m.efficiency == 0.0) continue;
      const double eta = gas::map_value(t.efficiency, m.speed_per_min, m.volume_flow_m3_s);
      worst_efficiency = std::max(worst_efficiency, std::abs(eta - m.efficiency));
    }
  }
  CHECK(worst_head < 1e-3);        // the isolines were fitted to these points by GasLib's authors
  CHECK(worst_efficiency < 0.04);  // theirs too; the fit of the efficiency is coarser
}
