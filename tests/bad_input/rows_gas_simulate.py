"""Malformed inputs of `gas simulate`: boundary files, LANL series and starts, command line."""

from row import Row, changed, line_of
from rows_gas import NETWORK_JSON, PARAMS_JSON, TOML

BOUNDARY = """[[supply]]
node = "south"
time = ["0 h", "6 h"]
value = ["-80 kg/s", "-100 kg/s"]

[[pressure]]
node = "north"
time = ["0 h", "12 h"]
value = ["70 bar", "66 bar"]

[[event]]
name = "digger"
what = "rupture"
time = "2 h"
link = "line"
at = "40 km"
opening = "0.5 m2"

[[limit]]
node = "south"
lower = "35 bar"
"""
EVENT = """what = "rupture"
time = "2 h"
link = "line"
at = "40 km"
opening = "0.5 m2"
"""
SCALE = """what = "scale"
time = "2 h"
node = "south"
factor = 0.5
"""
CUT = """what = "cut_demand"
time = "2 h"
node = "south"
by = "5 kg/s"
"""
BC_SERIES = """{
  "boundary_nonslack_flow": {"2": {"time": [0, 600, 3600], "value": [275.0, 275.0, 300.0]}},
  "boundary_pslack": {"1": {"time": [0, 3600], "value": [4.3e6, 4.3e6]}}
}
"""
IC = """{
  "initial_nodal_pressure": {"1": 4.3e6, "2": 4.1e6},
  "initial_pipe_flow": {"1": 275.0}
}
"""
RUN = ["gas", "simulate", "network.toml", "--hours", "1", "--step", "600s", "--boundary", "b.toml"]
RUN_LANL = ["gas", "simulate", ".", "--hours", "1", "--step", "600s", "--start", "ic"]
FILES = {"network.toml": TOML, "b.toml": BOUNDARY}
LANL = {"network.json": NETWORK_JSON, "bc.json": BC_SERIES, "params.json": PARAMS_JSON,
        "ic.json": IC}

BASES = [
    Row("a boundary file", RUN, [], FILES),
    Row("an event that scales", RUN, [], {**FILES, "b.toml": BOUNDARY.replace(EVENT, SCALE)}),
    Row("an event that cuts", RUN, [], {**FILES, "b.toml": BOUNDARY.replace(EVENT, CUT)}),
    Row("a LANL folder with series and a start", RUN_LANL, [], LANL),
]


def boundary(name, old, new, *expects):
    return Row(name, RUN, ["b.toml", *expects], {**FILES, "b.toml": changed(BOUNDARY, old, new)})


def lanl(name, file, old, new, *expects):
    return Row(name, RUN_LANL, [file, *expects], {**LANL, file: changed(LANL[file], old, new)})


def words(name, arguments, *expects):
    base = ["gas", "simulate", "network.toml", "--hours", "1", "--step", "600s"]
    for option, value in arguments.items():
        if option in base:
            base[base.index(option) + 1] = value
        else:
            base += [option, value]
    return Row(name, base, list(expects), FILES)


ROWS = [
    Row("no boundary file", RUN[:-1] + ["missing.toml"], ["missing.toml"], FILES),
    boundary("an unknown node", 'node = "south"\ntime', 'node = "souht"\ntime', "souht", "south"),
    boundary("an unknown link", 'link = "line"', 'link = "lime"', "lime", "line"),
    boundary("no unit", '"-80 kg/s"', '"-80"', f":{line_of(BOUNDARY, '-80 kg/s')}:", "value"),
    boundary("a wrong unit", '"66 bar"', '"66 kg"', "'kg'"),
    boundary("a negative pressure", '"66 bar"', '"-66 bar"', "pressure"),
    boundary("times that fall", '["0 h", "6 h"]', '["7 h", "6 h"]', "time"),
    boundary("a time before the start", '["0 h", "6 h"]', '["-1 h", "6 h"]', "time"),
    boundary("more times than values", '["0 h", "6 h"]', '["0 h", "6 h", "7 h"]', "3 times"),
    boundary("no times", 'time = ["0 h", "6 h"]\n', "", "time"),
    boundary("an empty list", '["0 h", "6 h"]', "[]", "time"),
    boundary("a pressure that is not held", 'node = "north"', 'node = "south"', "hold"),
    boundary("a misspelt key", "opening", "opennig", "opennig"),
    boundary("an unknown event", '"rupture"', '"explosion"', "explosion"),
    boundary("a hole outside the pipe", '"40 km"', '"400 km"', "400 km"),
    boundary("a hole without size", '"0.5 m2"', '"0 m2"', "opening"),
    boundary("a pipe that closes", '"rupture"', '"close"'),
    boundary("a factor below zero", EVENT, SCALE.replace("0.5", "-0.5"), "factor is -0.5"),
    boundary("no factor", EVENT, SCALE.replace("factor = 0.5\n", ""), "factor"),
    boundary("a factor with a unit", EVENT, SCALE.replace("0.5", '"2 bar"'), "factor"),
    boundary("a flow of a held node", EVENT, SCALE.replace("south", "north"), "held"),
    boundary("an event of a node with a link", EVENT, SCALE.replace("node", "link"), "node"),
    boundary("a cut below zero", EVENT, CUT.replace("5 kg", "-5 kg"), "-5 kg/s"),
    boundary("a cut in bar", EVENT, CUT.replace("5 kg/s", "5 bar"), "bar"),
    boundary("a cut where nothing is taken", EVENT, CUT.replace("south", "north"), "north"),
    words("no rest", {"--restart-after": "soon"}, "--restart-after"),
    Row("fuel of no machine", RUN + ["--take-fuel"], ["--take-fuel"], FILES),
    boundary("a limit without values", 'lower = "35 bar"\n', "", "lower"),
    boundary("not TOML", "[[limit]]", "[[limit", "b.toml"),
    boundary("a series from a file that is missing", 'time = ["0 h", "6 h"]', 'file = "x.csv"'),
    lanl("LANL times that fall", "bc.json", "[0, 600, 3600]", "[0, 600, 300]", "time"),
    lanl("LANL values that are missing", "bc.json", "[275.0, 275.0, 300.0]", "[275.0]", "length"),
    lanl("LANL text among the times", "bc.json", "[0, 600, 3600]", '[0, "x", 3600]'),
    lanl("LANL start without a node", "ic.json", ', "2": 4.1e6', "", "'2'"),
    lanl("LANL start with a negative pressure", "ic.json", "4.1e6", "-4.1e6", "'2'"),
    lanl("LANL start with an unknown pipe", "ic.json", '{"1": 275.0}', '{"9": 275.0}', "'9'"),
    Row("LANL without a start", RUN_LANL, ["ic.json"],
        {k: v for k, v in LANL.items() if k != "ic.json"}),
    words("a start that only LANL has", {"--start": "ic"}, "--start"),
    words("an unknown start", {"--start": "warm"}, "warm"),
    words("no time", {"--hours": "0"}, "--hours"),
    words("a step of zero", {"--step": "0s"}, "--step"),
    words("a step without unit", {"--step": "60"}, "--step"),
    words("a cell that is negative", {"--cell": "-1km"}, "--cell"),
    words("more cells than memory", {"--cell": "1um"}, "cells"),
    words("more steps than patience", {"--step": "1e-9s"}, "steps"),
    words("an unknown scheme", {"--scheme": "euler"}, "euler"),
]
