"""Malformed inputs of `gas convert` and of pandapipes nets."""

from row import Row
from rows_gas import NET, SCN

NET_JSON = '{"_class": "pandapipesNet", "_object": {"junction": %s}}\n'
FRAME = '{"_class": "DataFrame", "orient": "%s", "_object": %s}'
CONVERT = ["gas", "convert", "n.net", "--to"]
FILES = {"n.net": NET, "n.scn": SCN}

ROWS = [
    Row("convert to an unknown format", CONVERT + ["xls", "--out", "o"], ["--to xls", "gaslib"],
        FILES),
    Row("a JSON file that is no pandapipes net", ["gas", "solve", "n.json"],
        ["n.json", "pandapipes"], {"n.json": '{"nodes": 3}\n'}),
    Row("pandapipes: another layout", ["gas", "solve", "n.json"], ["junction", "split"],
        {"n.json": NET_JSON % (FRAME % ("index", '"{}"'))}),
    Row("pandapipes: a table of unequal length", ["gas", "solve", "n.json"],
        ["junction", "one length"],
        {"n.json": NET_JSON % (FRAME % ("split",
                                        '{"columns": ["a"], "index": [0], "data": []}'))}),
    Row("TOML: a key with an umlaut", ["gas", "solve", "network.toml"],
        ["network.toml:1:2", "outside quotes"], {"network.toml": "gäs = 1\n"}),
]

BASES = [
    Row("GasLib as GasLib", CONVERT + ["gaslib"], [], FILES),
    Row("GasLib without nomination as tables", CONVERT + ["csv"], [], {"n.net": NET}),
]
