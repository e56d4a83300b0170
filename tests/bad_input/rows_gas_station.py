"""Malformed inputs of `gas station` and of the machine maps and decisions of `gas solve`."""

from row import Row, changed, line_of

CS = """<compressorStations>
<compressorStation id="S">
<compressors>
<pistonCompressor drive="D" id="K">
<speedMin value="300" unit="per_min"/>
<speedMax value="600" unit="per_min"/>
<operatingVolume value="0.2" unit="m_cube"/>
<maximalCompressionRatio value="2"/>
<adiabaticEfficiency value="0.85"/>
</pistonCompressor>
</compressors>
<drives>
<gasDrivenMotor id="D">
<energy_rate_fun_coeff_1 value="100"/>
<energy_rate_fun_coeff_2 value="2"/>
<energy_rate_fun_coeff_3 value="0"/>
<power_fun_coeff_1 value="0"/>
<power_fun_coeff_2 value="10"/>
<power_fun_coeff_3 value="0"/>
</gasDrivenMotor>
</drives>
<configurations>
<configuration confId="1" nrOfSerialStages="1">
<stage stageNr="1" nrOfParallelUnits="1">
<compressor id="K" nominalSpeed="500"/>
</stage>
</configuration>
</configurations>
</compressorStation>
</compressorStations>
"""
STATION = ["gas", "station", "s.cs", "--flow", "60kg/s"]
BASES = [Row("a .cs file", STATION, [], {"s.cs": CS})]


def cs(name, old, new, *expects, at=None):
    text = changed(CS, old, new)
    place = [f"s.cs:{line_of(text, at)}"] if at else []
    return Row(name, STATION, place + list(expects), {"s.cs": text})


def words(name, arguments, *expects):
    return Row(name, ["gas", "station", "s.cs", *arguments], list(expects), {"s.cs": CS})


ROWS = [
    cs("a speed in an unknown unit", 'speedMin value="300" unit="per_min"',
       'speedMin value="300" unit="rpm"', "unknown unit 'rpm'", "per_min", at="speedMin"),
    cs("a speed that is no number", 'speedMax value="600"', 'speedMax value="fast"', "speedMax",
       at="speedMax"),
    cs("a volume that is negative", 'operatingVolume value="0.2"', 'operatingVolume value="-1"',
       "greater than zero", at="operatingVolume"),
    cs("an efficiency above one", 'adiabaticEfficiency value="0.85"',
       'adiabaticEfficiency value="85"', "efficiency is 85", at="<pistonCompressor"),
    cs("a drive that is not there", 'drive="D"', 'drive="DD"', "names the drive 'DD'",
       "did you mean 'D'", at="<pistonCompressor"),
    cs("a machine that is not there", '<compressor id="K"', '<compressor id="Q"',
       "is no machine of station 'S'", at='id="Q"'),
    cs("a missing coefficient", '<power_fun_coeff_2 value="10"/>', "", "has no power_fun_coeff_2",
       at="<gasDrivenMotor"),
    cs("a wrong number of units", 'nrOfParallelUnits="1"', 'nrOfParallelUnits="2"',
       "there are 1 machines", at="<stage "),
    cs("a file that is cut off", "</compressorStations>\n", "", "not valid XML"),
    Row("another document", STATION, ["not a 'compressorStations'"], {"s.cs": "<network/>"}),
    Row("no file", STATION, ["s.cs"], {}),
    words("a flow of zero", ["--flow", "0kg/s"], "--flow 0kg/s", "not greater than zero"),
    words("a pressure in kilograms", ["--inlet", "50kg"], "--inlet 50kg"),
    words("a station that is not there", ["--station", "T"], "there is no such station"),
]
