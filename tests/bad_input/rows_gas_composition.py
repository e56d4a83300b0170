"""Malformed files of `gas solve --composition`."""

from row import Row, changed
from rows_gas import HOLD, NET, SCN

MIX = """[mixing]
otherwise = "pipeline"
supply = { A = "blend" }
energy_demand = { B = "20 MW" }
[mixing.composition.pipeline]
methane = 0.96
ethane = 0.04
[mixing.composition.blend]
methane = 0.9
hydrogen = 0.1
[mixing.limit]
wobbe_min = "40 MJ/m3"
"""
SOLVE = ["gas", "solve", "n.net", *HOLD, "--composition", "mix.toml"]


def files(text):
    return {"n.net": NET, "n.scn": SCN, "mix.toml": text}


def broken(name, old, new, *expected):
    return Row(name, SOLVE, list(expected), files(changed(MIX, old, new)))


ROWS = [
    broken("fractions that do not add up", "methane = 0.96", "methane = 0.5",
           "mix.toml:5", "add up to 0.54"),
    broken("a fraction above one", "methane = 0.96", "methane = 1.96", "mix.toml:6",
           "between 0 and 1"),
    broken("a component that is none", "ethane = 0.04", "ethanol = 0.04", "ethanol"),
    broken("a composition that is none", 'A = "blend"', 'A = "blond"', "mix.toml:3",
           "did you mean 'blend'"),
    broken("a node that is none", "A = \"blend\"", "Z = \"blend\"", "'Z' is no node"),
    broken("an energy in the wrong unit", "20 MW", "20 MJ", "mix.toml:4"),
    broken("a negative energy", "20 MW", "-20 MW", "negative"),
    broken("an energy demand where the pressure is held", "B = \"20 MW\"", "A = \"20 MW\"",
           "held pressure"),
    broken("a limit in the wrong unit", "40 MJ/m3", "40 MJ/kg", "wobbe_min"),
    broken("a limit that is none", "wobbe_min", "woobe_min", "woobe_min"),
    broken("no gas for the other supplies", 'otherwise = "pipeline"\n', "", "otherwise"),
    broken("a file without the table", "[mixing]\notherwise", "[mixture]\notherwise", "mixing"),
    broken("a truncated file", "[mixing.limit]\nwobbe_min = \"40 MJ/m3\"\n", "[mixing.lim",
           "not valid TOML"),
    Row("compositions and temperatures at once", SOLVE + ["--thermal"],
        ["not followed together with --thermal"], files(MIX)),
    Row("a composition file that is not there",
        ["gas", "solve", "n.net", *HOLD, "--composition", "none.toml"], ["none.toml"],
        {"n.net": NET, "n.scn": SCN}),
]

BASES = [Row("a network with compositions", SOLVE, [], files(MIX))]
