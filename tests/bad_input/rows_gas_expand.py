"""Malformed inputs of `gas expand --plan`: plans, nominations, command line."""

from row import Row, changed

NETWORK = """[gas]
molar_mass = "16.60 kg/kmol"
temperature = "283.15 K"
eos = "constant"
compressibility = "0.9"
friction = "nikuradse"

[[node]]
id = "border"
pressure = "60 bar"

[[node]]
id = "town"
demand = "50 kg/s"
min_pressure = "40 bar"

[[pipe]]
id = "line"
from = "border"
to = "town"
length = "50 km"
diameter = "500 mm"
roughness = "0.05 mm"
"""
PLAN = """title = "a second line"
currency = "USD"

[unit_cost]
pipe = "40 kUSD/in/km"

[[loop]]
id = "second"
pipe = "line"
diameter = ["400 mm", "500 mm"]

[[station]]
id = "boost"
pipe = "line"
max_power = "5 MW"
max_ratio = "1.5"
max_outlet_pressure = "80 bar"
cost = "20 MUSD"
"""
DAYS = """day,town [kg/s]
cold,-80
mild,-40
"""
RUN = ["gas", "expand", "network.toml", "--plan", "plan.toml", "--nominations", "days.csv"]
FILES = {"network.toml": NETWORK, "plan.toml": PLAN, "days.csv": DAYS}

BASES = [Row("expand: a plan and its days", RUN, [], FILES)]


def plan(name, old, new, *expects):
    return Row("expand: " + name, RUN, ["plan.toml", *expects],
               {**FILES, "plan.toml": changed(PLAN, old, new)})


ROWS = [
    Row("expand: no plan file", ["gas", "expand", "network.toml", "--plan", "no.toml"],
        ["no.toml"], FILES),
    Row("expand: nominations without a plan",
        ["gas", "expand", "network.toml", "--nominations", "days.csv"],
        ["--plan"], FILES),
    Row("expand: an objective beside a plan", RUN + ["--objective", "max-delivered"],
        ["--objective"], FILES),
    Row("expand: a nomination of an unknown node", RUN, ["days.csv:1", "towm"],
        {**FILES, "days.csv": changed(DAYS, "town", "towm")}),
    Row("expand: a nomination that is no number", RUN, ["days.csv:2"],
        {**FILES, "days.csv": changed(DAYS, "-80", "-8o")}),
    Row("expand: no nominations", RUN, ["days.csv"], {**FILES, "days.csv": "day,town [kg/s]\n"}),
    Row("expand: an empty plan", RUN, ["plan.toml", "nothing"],
        {**FILES, "plan.toml": "title = 'x'\n"}),
    plan("a plan cut short", 'pipe = "line"\nmax_power', 'pipe = "li', "plan.toml"),
    plan("an unknown pipe", 'pipe = "line"\nd', 'pipe = "lime"\nd', "lime", "line"),
    plan("a cost without its currency", "20 MUSD", "20", "cost"),
    plan("a cost in another currency", "20 MUSD", "20 MEUR", "MEUR"),
    plan("a cost below zero", "20 MUSD", "-20 MUSD", "cost"),
    plan("no cost at all", '[unit_cost]\npipe = "40 kUSD/in/km"\n', "", "unit_cost"),
    plan("a currency that is no code", '"USD"', '"dollars"', "dollars"),
    plan("an expansion with a diameter of zero", "400 mm", "0 mm", "diameter"),
    plan("a diameter that is not a number", "400 mm", "nan mm", "plan.toml"),
    plan("no diameter", 'diameter = ["400 mm", "500 mm"]\n', "", "diameter"),
    plan("an empty list of diameters", '["400 mm", "500 mm"]', "[]", "diameter"),
    plan("the same diameter twice", "400 mm", "500 mm", "second 500 mm", "twice"),
    plan("a name that a link has", 'id = "boost"', 'id = "line"', "line", "twice"),
    plan("a ratio below one", '"1.5"', '"0.5"', "ratio"),
    plan("no highest outlet pressure", 'max_outlet_pressure = "80 bar"\n', "",
         "max_outlet_pressure"),
    plan("an expansion with a misspelt key", "max_power", "max_powr", "max_powr"),
]
