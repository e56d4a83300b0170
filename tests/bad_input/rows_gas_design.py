"""Malformed machines and stations of `gas design`."""

from row import Row, changed, line_of

SPEC = """[[existing]]
name = "line"
length = "300 km"
diameter = "1020 mm"
max_pressure = "7.4 MPa"
delivery_pressure = "5 MPa"
stations = 1

[stations]
machine = "m"
max_series = 2

[[machine]]
id = "m"
map_columns = ["speed [1/min]", "flow [m3/s]", "head [J/kg]", "efficiency [1]"]
map = [
  [3000, 2.1, 20000, 0.80], [3000, 3.0, 18000, 0.84], [3000, 3.9, 13500, 0.76],
  [4000, 2.8, 35500, 0.80], [4000, 4.0, 32000, 0.84], [4000, 5.2, 24000, 0.76],
  [5000, 3.5, 55500, 0.80], [5000, 5.0, 50000, 0.84], [5000, 6.5, 37500, 0.76]]
drive = "gas_turbine"
power = [["0 degC", "12 MW"], ["30 degC", "9 MW"]]
energy = [["5 MW", "17 MW"], ["10 MW", "30 MW"]]
"""
DESIGN = ["gas", "design", "d.toml"]
BASES = [Row("a line with machines", DESIGN, [], {"d.toml": SPEC})]


def spec(name, old, new, *expects, at=None):
    text = changed(SPEC, old, new)
    place = [f"d.toml:{line_of(text, at)}"] if at else []
    return Row(name, DESIGN, place + list(expects), {"d.toml": text})


ROWS = [
    spec("a machine to build that is not there", 'machine = "m"', 'machine = "n"', "no machine 'n'",
         at='machine = "n"'),
    spec("a column in a wrong unit", "flow [m3/s]", "flow [kg/s]", "is not a unit of 'flow'",
         at="map_columns"),
    spec("a point with a number too few", "[3000, 2.1, 20000, 0.80]", "[3000, 2.1, 20000]",
         "has 4 numbers", at="[3000, 2.1, 20000]"),
    spec("an efficiency in per cent", "20000, 0.80", "20000, 80", "between 0 and 1"),
    spec("a drive that gives more than it takes", '"17 MW"', '"4 MW"', "takes at least"),
    spec("an unknown drive", "gas_turbine", "petrol", "no drive is called 'petrol'",
         at="drive ="),
    spec("no stages", "max_series = 2", "max_series = 0", "max_series", at="max_series"),
    spec("machines of a file that is not there", 'machine = "m"',
         'machines = "none.cs"\nmachine = "m"', "none.cs"),
]
