"""Malformed inputs of `freight line`."""

from row import Row, changed, line_of

LINE = """name = "small"
[line]
line_speed = "80 km/h"
profile = [["-1 km", "0 m"], ["9 km", "10 m"], ["16 km", "60 m"]]
[[station]]
name = "A"
at = "0 km"
[[station]]
name = "B"
at = "15 km"
[[vehicle]]
name = "engine"
mass = "100 t"
length = "20 m"
resistance = { a = "2 kN" }
power = "2 MW"
max_force = "300 kN"
[[vehicle]]
name = "wagon"
mass = "22 t"
length = "14 m"
resistance = "ptr_1985"
[[curve]]
from = "3 km"
to = "4 km"
radius = "500 m"

[capacity]
running_supplement = "5 %"

[[option]]
name = "signals"
block_length = "3 km"

[[train]]
name = "freight"
consist = [{ vehicle = "engine" }, { vehicle = "wagon", count = 20, load = "60 t" }]
"""
COMMAND = ["freight", "line", "line.toml"]
BASES = [Row("a railway line", COMMAND, [], {"line.toml": LINE})]


def line(name, old, new, *expects, at=None):
    text = changed(LINE, old, new)
    place = [f"line.toml:{line_of(text, at)}"] if at else ["line.toml"]
    return Row(name, COMMAND, place + list(expects), {"line.toml": text})


ROWS = [
    line("a station without a unit", 'at = "15 km"', "at = 15", "bare number", at="at = 15"),
    line("a station in kilograms", 'at = "15 km"', 'at = "15 kg"', "at:", at="15 kg"),
    line("stations that overlap", 'at = "15 km"', 'at = "0.2 km"', "do not overlap"),
    line("a misspelt speed", "line_speed", "line_sped", "did you mean 'line_speed'",
         at="line_sped"),
    line("no such law of resistance", '"ptr_1985"', '"ptr"', "write one of fcalc", at='"ptr"'),
    line("a wagon without mass", 'mass = "22 t"', 'mass = "0 t"', "mass is 0 t",
         at='mass = "0 t"'),
    line("a wagon of negative length", 'length = "14 m"', 'length = "-14 m"', "greater than 0",
         at='"-14 m"'),
    line("an unknown vehicle", 'vehicle = "wagon"', 'vehicle = "wagom"', "did you mean 'wagon'",
         at="wagom"),
    line("a train without vehicles", 'consist = [{ vehicle = "engine" }, { vehicle = "wagon", '
         'count = 20, load = "60 t" }]', "consist = []", "has no vehicles", at="[[train]]"),
    line("trains without an engine", '{ vehicle = "engine" }, ', "", "no vehicle of the train has"),
    line("a force in tonnes", 'max_force = "300 kN"', 'max_force = "300 t"', "max_force:",
         at="300 t"),
    line("power without a start", 'max_force = "300 kN"\n', "", "endless force"),
    line("an option that changes nothing", 'block_length = "3 km"\n', "", "changes nothing",
         at="[[option]]"),
    line("a curve too tight", 'radius = "500 m"', 'radius = "50 m"', "from 100 m on"),
    line("a curve that runs back", 'to = "4 km"', 'to = "2 km"', "'to' must lie behind"),
    line("a profile that ends early", '["16 km", "60 m"]', '["14 km", "60 m"]',
         "do not cover the line"),
    line("a profile in metres and kilometres", '["16 km", "60 m"]', '["16 km", "60 km"]',
         "per mille"),
    line("a point with three values", '["9 km", "10 m"]', '["9 km", "10 m", "1 m"]',
         "two values", at='"1 m"'),
    line("a supplement of a thousand percent", '"5 %"', '"1000 %"', "at most 1",
         at='"1000 %"'),
    line("two stations of one name", 'name = "B"', 'name = "A"', "two stations have this name"),
    line("half a train", "count = 20", "count = 2.5", "whole number", at="count = 2.5"),
    line("a file that breaks off", 'load = "60 t" }]', 'load = "60 t"'),
    Row("no file of a line", COMMAND, ["line.toml"], {}),
]
