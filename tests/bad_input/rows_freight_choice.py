"""Malformed inputs of `freight calibrate` and `freight equilibrium`."""

from row import Row, changed, line_of
from rows_freight_assign import NET, TRIPS

LINKS = """NUM,ENABLED,NODE1,NODE2,MODE,MEANS,CAPACITY,SPEED,length_km
1,1,{0}1,{0}2,{1},1,1,60,40
2,1,{0}2,{0}3,{1},1,1,60,50
"""
CONNECTORS = """NUM,ENABLED,NODE1,NODE2,MODE,MEANS,CAPACITY,SPEED,length_km
11,1,1,{0}1,{1},1,1,30,1
12,1,2,{0}2,{1},1,1,30,1
13,1,3,{0}3,{1},1,1,30,1
"""
FLOWS = """GRP,ORG,DST,QTY
0,1,2,{0}
0,2,1,{1}
0,1,3,{2}
0,3,1,{0}
0,2,3,{1}
0,3,2,{2}
"""
COSTS = """# costs
rate = 0.06
ld.1,1 = 2
ul.1,1 = 2
mv.1,1 = rate*LENGTH*60/SPEED
ld.3,1 = 5
ul.3,1 = 5
mv.3,1 = 0.02*LENGTH
"""
STUDY = {
    "centroids.csv": "num\n1\n2\n3\n",
    "road_points.csv": "num\n101\n102\n103\n",
    "rail_points.csv": "num\n301\n302\n303\n",
    "road_polylines.csv": LINKS.format(10, 1),
    "rail_polylines.csv": LINKS.format(30, 3),
    "road_con.csv": CONNECTORS.format(10, 1),
    "rail_con.csv": CONNECTORS.format(30, 3),
    "od_road.csv": FLOWS.format(900, 700, 800),
    "od_rail.csv": FLOWS.format(100, 200, 300),
    "small_costs.txt": COSTS,
}
CALIBRATE = ["freight", "calibrate", "."]
EQUILIBRIUM = ["freight", "equilibrium", "net.tntp", "trips.tntp"]
FILES = {"net.tntp": NET, "trips.tntp": TRIPS, "limits.csv": "from,to,limit\n1,2,12\n"}


def study(name, file, old, new, *expects, at=None):
    text = changed(STUDY[file], old, new)
    place = [f"{file}:{line_of(text, at)}"] if at else [file]
    return Row(name, CALIBRATE, place + list(expects), {**STUDY, file: text})


def without(name, file, *expects):
    files = {key: text for key, text in STUDY.items() if key != file}
    return Row(name, CALIBRATE, list(expects), files)


def asked(name, arguments, *expects, **files):
    return Row(name, EQUILIBRIUM + arguments, list(expects),
               {**FILES, **{f"{key}.csv": text for key, text in files.items()}})


def limits(name, text, *expects):
    return asked(name, ["--hard-capacity", "limits.csv"], "limits.csv", *expects, limits=text)


BASES = [
    Row("a study of road and rail", CALIBRATE, [], STUDY),
    Row("limits of links", EQUILIBRIUM + ["--hard-capacity", "limits.csv"], [], FILES),
    Row("routes by logit", EQUILIBRIUM + ["--route-scale", "0.5", "--elastic", "power:-0.3"], [],
        FILES),
]
ROWS = [
    study("a cost without a formula", "small_costs.txt", "ld.1,1 = 2", "ld.1,1", "has no '='",
          at="ld.1,1\n"),
    study("a formula that breaks off", "small_costs.txt", "rate*LENGTH*60/SPEED", "rate*(LENGTH",
          "the formula ends", at="mv.1,1"),
    study("a cost given twice", "small_costs.txt", "ul.1,1 = 2", "ul.1,1 = 2\nld.1,1 = 3",
          "given twice", "line 3", at="ld.1,1 = 3"),
    study("a variable that is not there", "small_costs.txt", "rate = 0.06", "rates = 0.06",
          "'rate' is not defined"),
    study("a variable of itself", "small_costs.txt", "rate = 0.06", "rate = rate + 1", "by itself"),
    study("a cost name of no mode", "small_costs.txt", "ld.3,1", "ld.3",
          "'ld.3,1' is not defined"),
    study("a negative moving cost", "small_costs.txt", "0.02*LENGTH", "-0.02*LENGTH",
          "may not be negative"),
    study("a division by nothing", "small_costs.txt", "ld.3,1 = 5", "ld.3,1 = 5/0",
          "not a finite number"),
    study("a loading cost of a link's length", "small_costs.txt", "ld.3,1 = 5", "ld.3,1 = LENGTH",
          "only a link has"),
    study("a mode without moving cost", "small_costs.txt", "mv.3,1 = 0.02*LENGTH\n", "",
          "has no moving cost"),
    study("a costs file of comments", "small_costs.txt", COSTS, "# nothing\n", "no cost function"),
    study("a link to nowhere", "rail_polylines.csv", "302,3,1", "309,3,1",
          "node 309 does not exist", at="309"),
    study("a length in words", "road_polylines.csv", "60,40", "60,long", "length_km", at="long"),
    study("a speed of zero", "road_polylines.csv", "1,60,50", "1,0,50", "SPEED is 0", at="1,0,50"),
    study("a link of another mode", "rail_polylines.csv", "303,3,1", "303,1,1",
          "stands among links of mode 3", at="303,1,1"),
    study("a link given twice", "road_polylines.csv", "2,1,102", "1,1,102", "link 1 is given twice",
          at="1,1,102"),
    study("a node given twice", "road_points.csv", "103", "102\n103", "node 102 is given twice"),
    study("a zone given twice", "centroids.csv", "3\n", "3\n3\n", "place 3 is given twice"),
    study("no column of lengths", "road_polylines.csv", "length_km", "len", "length_km", "missing"),
    study("a flow to a zone that is not there", "od_road.csv", "0,1,3", "0,1,9",
          "zone 9 does not exist", at="0,1,9"),
    study("a flow given twice", "od_rail.csv", "0,3,2", "0,1,2", "given twice"),
    study("a negative flow", "od_rail.csv", "0,1,2,100", "0,1,2,-100", "QTY is -100", at="-100"),
    study("a flow of NaN tonnes", "od_rail.csv", "0,1,2,100", "0,1,2,NaN", "QTY", at="NaN"),
    without("no flows of a mode", "od_rail.csv", "od_rail.csv"),
    without("no centroids", "centroids.csv", "centroids.csv"),
    without("no cost file", "small_costs.txt", "which cost file is meant"),
    Row("a folder without a study", CALIBRATE, ["_polylines.csv"], {"a.txt": "x\n"}),
    limits("a limit of no link", "from,to,limit\n2,1,12\n", "no link joins", ":2"),
    limits("a limit of no node", "from,to,limit\n1,9,12\n", "node '9' does not exist"),
    limits("a limit of zero", "from,to,limit\n1,2,0\n", "limit is 0"),
    limits("a link limited twice", "link,limit\n1,3\n1,4\n", "limited twice", ":3"),
    limits("limits without a column", "link,most\n1,3\n", "the column 'limit' is missing"),
    limits("a table without limits", "link,limit\n", "has no limit"),
    asked("an elasticity above zero", ["--elastic", "power:0.5"], "--elastic power:0.5"),
    asked("a demand law of no name", ["--elastic", "square:-1"], "--elastic square:-1"),
    asked("a nest without scale", ["--mode-scale", "1", "--nest", "1"], "--nest 1"),
    asked("a nest of no class", ["--mode-scale", "1", "--nest", "7:0.5"], "there is no class '7'"),
    asked("a constant of no number", ["--mode-scale", "1", "--constant", "1=x"], "--constant 1=x"),
    asked("nests without a choice", ["--nest", "1:0.5"], "--mode-scale"),
    asked("reference costs without demand", ["--reference", "limits.csv"], "--elastic"),
    asked("reference costs of other pairs",
          ["--elastic", "power:-1", "--reference", "pairs.csv"], "there is no cost of class",
          pairs="class,origin,destination,cost\nall,2,1,5\n"),
]
