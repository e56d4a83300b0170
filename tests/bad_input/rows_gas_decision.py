"""Malformed combined decisions of `gas verdict` and `gas solve`."""

from row import Row, changed
from rows_gas import NET, SCN

VERDICT = ["gas", "verdict", "n.net"]
VALVE_NET = changed(NET, '<shortPipe id="S1"', '<valve id="S1"')
CDF = """<combinedDecisions>
<decisionGroup id="g">
<decision id="open"><valve id="S1" value="1" flowDirection="0"/></decision>
</decisionGroup>
</combinedDecisions>
"""
FILES = {"n.net": VALVE_NET, "n.scn": SCN, "n.cdf": CDF}

BASES = [Row("verdict with a decision", VERDICT, [], FILES)]


def cdf(name, old, new, *words):
    return Row(f"decisions: {name}", VERDICT, ["n.cdf:3:", *words],
               {**FILES, "n.cdf": changed(CDF, old, new)})


ROWS = [
    cdf("an element that is not there", 'id="S1"', 'id="S2"', "'S2'", "did you mean 'S1'"),
    cdf("an active valve turned back", '<valve id="S1" value="1" flowDirection="0"/>',
        '<controlValve id="S1" value="1" flowDirection="1"/>', "turned back"),
    cdf("a direction that is none", 'flowDirection="0"', 'flowDirection="2"', "flowDirection"),
    Row("decisions: a group that is not there", [*VERDICT, "--decision", "h=open"],
        ["--decision h=open", "no group 'h'"], FILES),
    Row("decisions: without a file", [*VERDICT, "--decision", "g=open"], ["no .cdf beside"],
        {"n.net": VALVE_NET, "n.scn": SCN}),
    Row("decisions: recirculation below zero", [*VERDICT, "--recirculation", "-1"],
        ["--recirculation"], FILES),
]
