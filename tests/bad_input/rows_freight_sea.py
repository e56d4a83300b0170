"""Malformed inputs of `freight sea`."""

from row import Row, changed, line_of

NODES = """node,name,lon,lat,join
a,west port,48,45,
b,,49,44,no
c,east port,50,45,
"""
EDGES = """edge,node_a,node_b,length [km],pass,draught [m],ice,closed
1,a,b,140,narrows,4.5,12-3,
2,b,c,140,,,,1-2
"""
COMMAND = ["freight", "sea", "--lanes", "n.csv", "e.csv", "--from", "45,48", "--to", "45,50"]
BASES = [Row("lanes of three ports", COMMAND, [], {"n.csv": NODES, "e.csv": EDGES})]


def nodes(name, old, new, *expects, at=None):
    text = changed(NODES, old, new)
    place = [f"n.csv:{line_of(text, at)}"] if at else ["n.csv"]
    return Row(name, COMMAND, place + list(expects), {"n.csv": text, "e.csv": EDGES})


def edges(name, old, new, *expects, at=None):
    text = changed(EDGES, old, new)
    place = [f"e.csv:{line_of(text, at)}"] if at else ["e.csv"]
    return Row(name, COMMAND, place + list(expects), {"n.csv": NODES, "e.csv": text})


def words(name, old, new, *expects):
    command = [new if word == old else word for word in COMMAND]
    return Row(name, command, list(expects), {"n.csv": NODES, "e.csv": EDGES})


ROWS = [
    nodes("a lane node off the map", "c,east port,50,45,", "c,east port,50,95,", "off the map",
          at="95"),
    nodes("a lane node without a longitude", "50,45", ",45", "lon", at="c,east"),
    nodes("a lane node that is not a number", "50,45", "nan,45", at="nan"),
    nodes("a lane node twice", "c,east", "a,east", "second time", at="a,east"),
    nodes("a lane node without id", "c,east", ",east", "no id", at=",east"),
    nodes("a join that is no yes", "44,no", "44,perhaps", "neither yes nor no", at="perhaps"),
    nodes("a column of nodes that nobody knows", "node,name", "node,title", "no column 'title'"),
    nodes("no latitude", "lon,lat", "lon,latt", "'lat' is missing"),
    edges("a lane to nowhere", "1,a,b", "1,a,z", "no node 'z'", at="a,z"),
    edges("a lane shorter than the great circle", "b,140,", "b,14,", "great circle", at="14,"),
    edges("a lane of negative length", "b,140,", "b,-140,", "cannot be", at="-140"),
    edges("a lane longer than the Earth", "b,140,", "b,1e9,", "cannot be", at="1e9"),
    edges("a lane without length", "b,140,", "b,,", "empty", at="b,,"),
    edges("a length without unit", "length [km]", "length", "no unit"),
    edges("a length in kilograms", "length [km]", "length [kg]", "kg"),
    edges("a lane twice", "2,b,c", "1,b,c", "second time", at="1,b,c"),
    edges("no draught", "4.5", "0", "carries no ship", at=",0,"),
    edges("a thirteenth month", "12-3", "13-3", "no month", at="13-3"),
    edges("months that do not end", "12-3", "12-", "no month", at="12-"),
    edges("a row cut short", "2,b,c,140,,,,1-2", "2,b", "2 cells"),
    words("longitude first", "45,48", "145,48", "off the map"),
    words("a place in words", "45,50", "Baku", "is no place"),
    words("a place in another sea", "45,50", "-30,10", "nearest lane is"),
    Row("a pass that nobody knows", [*COMMAND, "--close", "narows"],
        ["did you mean 'narrows'"], {"n.csv": NODES, "e.csv": EDGES}),
    Row("a thirteenth month asked for", [*COMMAND, "--month", "13"], ["no such month"],
        {"n.csv": NODES, "e.csv": EDGES}),
    Row("a ship of negative draught", [*COMMAND, "--draught", "-3m"], ["not greater than zero"],
        {"n.csv": NODES, "e.csv": EDGES}),
    Row("nodes without edges", ["freight", "sea", "--lanes", "n.csv", "--from", "45,48", "--to",
                                "45,50"], ["table of edges is missing"], {"n.csv": NODES}),
    Row("lanes that are not there", COMMAND, ["e.csv"], {"n.csv": NODES}),
]
