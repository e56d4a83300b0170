"""Malformed inputs of `gas batch` and `gas n-1`: tables of nominations, units, kinds, elements."""

from row import Row
from rows_gas import NET, SCN, TOML

BATCH = ["gas", "batch", "network.toml", "--nominations", "days.csv", "--unit", "kg/s"]
N_1 = ["gas", "n-1", "network.toml"]
TABLE = "day,south\nmonday,-80\ntuesday,-85\n"


def table(name, text, *expects, arguments=None):
    return Row(name, arguments or BATCH, list(expects),
               {"network.toml": TOML, "days.csv": text})


def n_1(name, more, *expects):
    return Row(name, N_1 + more, list(expects), {"network.toml": TOML})


BASES = [
    table("a table of nominations", TABLE),
    Row("a folder of nominations", ["gas", "batch", "n.net", "--nominations", "days", "--fix",
                                    "A=70bar"], [],
        {"n.net": NET, "days/one.scn": SCN, "days/two.scn": SCN}),
    n_1("N-1", []),
]

ROWS = [
    table("nominations without a unit", TABLE, "days.csv:1:5", "have no unit", "--unit",
          arguments=BATCH[:-2]),
    table("nominations in bar", TABLE, "--unit bar", "not a unit of a flow", "kg/s",
          arguments=BATCH[:-1] + ["bar"]),
    table("nominations in a unit that nobody knows", TABLE, "--unit kg/S",
          arguments=BATCH[:-1] + ["kg/S"]),
    table("volumes where the network has no norm density", TABLE, "norm density", "kg/s",
          arguments=BATCH[:-1] + ["1000m3_per_h"]),
    table("nominations of a missing node", TABLE.replace("south", "soth"), "days.csv:1:5",
          "'soth' is no node", "did you mean 'south'"),
    table("a nomination that appears twice", TABLE + "monday,-70\n", "days.csv:4", "'monday'",
          "appears twice"),
    table("a nomination without an id", TABLE.replace("tuesday", ""), "days.csv:3", "no id"),
    table("a nominated flow that is missing", TABLE.replace("-85", ""), "days.csv:3",
          "'south' is missing"),
    table("a nominated flow in words", TABLE.replace("-85", "much"), "days.csv:3:9",
          "finite number"),
    table("a nominated flow of NaN", TABLE.replace("-85", "nan"), "days.csv:3:9", "finite number"),
    table("a nominated flow with a decimal comma", TABLE.replace("-85", "-85,5"), "days.csv:3",
          "decimal comma"),
    table("a table of ids alone", "day\nmonday\n", "days.csv:1", "names no node"),
    table("a table without nominations", "day,south\n", "days.csv", "no nomination"),
    table("a long table without ids", "node,value\nsouth,-80\n", "days.csv:1", "id,node,value"),
    table("a long table with a value given twice", "id,node,value\nm,south,-80\nm,south,-81\n",
          "days.csv:3", "appears twice"),
    table("an empty table of nominations", "", "days.csv", "empty"),
    table("nominations with a header in metres", TABLE.replace("south", "south [m]"),
          "days.csv:1:5", "not a unit of a flow"),
    Row("a table of nominations that is missing", BATCH, ["days.csv", "no such file"],
        {"network.toml": TOML}),
    Row("an empty folder of nominations", BATCH[:4] + ["days"], ["days", "no .scn file"],
        {"network.toml": TOML, "days/readme.txt": "nothing"}),
    Row(".scn files for a network that is not GasLib's", BATCH[:4] + ["days"],
        ["only GasLib networks"], {"network.toml": TOML, "days/one.scn": SCN}),
    table("a least pressure without a unit", TABLE, "--min-pressure 40", "no unit",
          arguments=BATCH + ["--min-pressure", "40"]),
    Row("no table of nominations", ["gas", "batch", "network.toml"], ["--nominations", "required"],
        {"network.toml": TOML}),
    n_1("a kind of element that nobody knows", ["--kinds", "pipes,pumps"], "--kinds pumps",
        "stations"),
    n_1("an element that does not exist", ["--element", "lne"], "'lne' is no element",
        "did you mean 'line'"),
    n_1("a negative least pressure", ["--min-pressure", "-3bar"], "--min-pressure -3bar",
        "not greater than zero"),
]
