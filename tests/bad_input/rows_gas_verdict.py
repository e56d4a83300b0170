"""Malformed inputs of `gas verdict`."""

from row import Row, changed
from rows_gas import NET, SCN

VERDICT = ["gas", "verdict", "n.net"]
FILES = {"n.net": NET, "n.scn": SCN}

BASES = [Row("verdict", VERDICT, [], FILES)]

ROWS = [
    Row("verdict: no nomination", VERDICT, ["n.net", "no nomination"], {"n.net": NET}),
    Row("verdict: a control of no element", [*VERDICT, "--control", "P1=closed"],
        ["P1", "no active element"], FILES),
    Row("verdict: a factor that is not positive", [*VERDICT, "--scale", "0"],
        ["--scale 0", "greater than zero"], FILES),
    Row("verdict: an air temperature without a unit", [*VERDICT, "--ambient", "ten"],
        ["--ambient ten"], FILES),
    Row("verdict: a range upside down", VERDICT, ["n.scn", "'A'", "at least"],
        {"n.net": NET, "n.scn": changed(SCN, 'bound="upper" value="100"',
                                        'bound="upper" value="90"')}),
    Row("verdict: a station file that is no station file", VERDICT, ["n.cs"],
        {**FILES, "n.cs": "<network/>"}),
]
