"""Malformed options of `gas solve --thermal`."""

from row import Row, changed
from rows_gas import HOLD, NET, SCN

FILES = {"n.net": NET, "n.scn": SCN}
SOLVE = ["gas", "solve", "n.net", *HOLD]


def words(name, arguments, *expected):
    return Row(name, SOLVE + arguments, list(expected), FILES)


ROWS = [
    words("a ground temperature without --thermal", ["--ground-temperature", "5degC"],
          "without --thermal"),
    words("a ground temperature without a unit", ["--thermal", "--ground-temperature", "5"],
          "--ground-temperature 5", "no unit"),
    words("a ground colder than any gas", ["--thermal", "--ground-temperature", "20K"],
          "20 K", "must lie between"),
    words("a heat transfer in the wrong unit", ["--thermal", "--heat-transfer", "2W"],
          "--heat-transfer 2W"),
    words("a negative heat transfer", ["--thermal", "--heat-transfer=-2W/m2/K"], "negative"),
    words("an inlet temperature of a missing node",
          ["--thermal", "--inlet-temperature", "Z9=40degC"], "no node 'Z9'"),
    words("GERG-2008 without a composition", ["--eos", "gerg2008"],
          "'gerg2008' needs a composition", "--eos papay"),
    Row("a cooler that is neither there nor not", SOLVE + ["--thermal"],
        ["n.net", "gasCoolerExisting is 'yes'", "write 1 or 0"],
        {"n.net": changed(NET, '<shortPipe id="S1" from="M" to="B"/>',
                          '<compressorStation id="S1" from="M" to="B" gasCoolerExisting="yes"/>'),
         "n.scn": SCN}),
]

BASES = [Row("a network with temperatures",
             SOLVE + ["--thermal", "--ground-temperature", "5degC", "--heat-transfer", "2W/m2/K",
                      "--inlet-temperature", "A=40degC"], [], FILES)]
