"""Malformed inputs of `freight assign`."""

from row import Row, changed, line_of

NET = """<NUMBER OF ZONES> 2
<NUMBER OF NODES> 3
<FIRST THRU NODE> 1
<NUMBER OF LINKS> 3
<END OF METADATA>

~ init_node term_node capacity length free_flow_time b power speed toll link_type ;
1 2 10 1 5 0.15 4 0 0 1 ;
1 3 20 1 3 0.15 4 0 0 1 ;
3 2 30 1 3.5 0.15 4 0 0 1 ;
"""
TRIPS = """<NUMBER OF ZONES> 2
<TOTAL OD FLOW> 25
<END OF METADATA>
Origin 1
2 : 25.0;
"""
COMMAND = ["freight", "assign", "net.tntp", "trips.tntp"]
FILES = {"net.tntp": NET, "trips.tntp": TRIPS}
BASES = [Row("a network and its trips", COMMAND, [], FILES)]


def net(name, old, new, *expects, at=None):
    text = changed(NET, old, new)
    place = [f"net.tntp:{line_of(text, at)}"] if at else ["net.tntp"]
    return Row(name, COMMAND, place + list(expects), {**FILES, "net.tntp": text})


def trips(name, old, new, *expects, at=None):
    text = changed(TRIPS, old, new)
    place = [f"trips.tntp:{line_of(text, at)}"] if at else ["trips.tntp"]
    return Row(name, COMMAND, place + list(expects), {**FILES, "trips.tntp": text})


def asked(name, arguments, *expects):
    return Row(name, COMMAND + arguments, list(expects), FILES)


ROWS = [
    net("a link too few", "<NUMBER OF LINKS> 3", "<NUMBER OF LINKS> 4", "the file has 3 links",
        at="<NUMBER OF LINKS>"),
    net("an unknown tag", "<FIRST THRU NODE>", "<FIRST THROUGH NODE>", "is not known",
        at="<FIRST THROUGH"),
    net("a dangling node", "3 2 30", "4 2 30", "init_node is 4", "from 1 to 3", at="4 2 30"),
    net("no capacity", "1 3 20", "1 3 0", "capacity", at="1 3 0"),
    net("a capacity that is no number", "1 3 20", "1 3 NaN", "not a number", at="1 3 NaN"),
    net("a decimal comma", "3.5", "3,5", "free_flow_time is '3,5'", at="3,5"),
    net("a negative time", "3.5", "-3.5", "not negative", at="-3.5"),
    net("a link cut short", "1 3 20 1 3 0.15 4 0 0 1 ;", "1 3 20 1", "has 4 values", at="1 3 20"),
    net("a value too many", "3.5 0.15 4 0 0 1", "3.5 0.15 4 0 0 1 9", "behind the last column",
        at="3.5"),
    net("a power between", "3.5 0.15 4", "3.5 0.15 0.5", "at least 1", at="3.5"),
    net("two billion nodes", "<NUMBER OF NODES> 3", "<NUMBER OF NODES> 2000000000",
        "whole number from 1", at="<NUMBER OF NODES>"),
    net("a zone without end", "<NUMBER OF ZONES> 2", "<NUMBER OF ZONES>", "whole number",
        at="<NUMBER OF ZONES>"),
    net("no end of the header", "<END OF METADATA>\n", "", "<END OF METADATA>"),
    trips("a sum that differs", "<TOTAL OD FLOW> 25", "<TOTAL OD FLOW> 26", "add up to 25",
          at="<TOTAL"),
    trips("a zone of another network", "<NUMBER OF ZONES> 2", "<NUMBER OF ZONES> 3",
          "for 3 zones"),
    trips("a destination that is none", "2 : 25.0", "7 : 25.0", "from 1 to 2", at="7 : 25"),
    trips("negative trips", "25.0;", "-25.0;", "not negative", at="-25.0"),
    trips("no colon", "2 : 25.0", "2 25.0", "no ':'", at="2 25.0"),
    trips("trips before an origin", "Origin 1\n", "", "before the first origin", at="2 : 25"),
    trips("a TNTP file that breaks off", "2 : 25.0;\n", "2 :", "the trips to 2 are", at="2 :"),
    Row("no network to assign", COMMAND, ["net.tntp"], {"trips.tntp": TRIPS}),
    Row("no trips", COMMAND, ["trips.tntp"], {"net.tntp": NET}),
    asked("a link that is none", ["--select-link", "2:1"], "no link between these nodes"),
    asked("a link between nodes that are none", ["--select-link", "1:9"], "not two nodes"),
    asked("a negative gap", ["--gap", "-1"], "--gap", "not negative"),
    asked("negative demand", ["--demand-scale", "-1"], "--demand-scale", "not negative"),
    asked("no file to start from", ["--start", "paths.csv"], "paths.csv"),
    Row("routes of another network", COMMAND + ["--start", "paths.csv"],
        ["paths.csv:2", "is no link"],
        {**FILES, "paths.csv": "class,origin,destination,flow,links\ntrips,1,2,25,1 7\n"}),
]
