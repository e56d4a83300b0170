"""Malformed inputs of `gas optimise`: matgas, priced folders, optimal-flow JSON."""

from row import Row, changed, line_of

MATGAS = """function mgc = two_nodes
mgc.gas_specific_gravity = 0.6;
mgc.specific_heat_capacity_ratio = 1.4;
mgc.temperature = 288.706;
mgc.units = 'si';
mgc.economic_weighting = 0.95;

%% junction data
mgc.junction = [
1	3000000	6000000	4000000	0	1	'a line' '1' 0.5 0.0
2	3000000	6000000	3000000	0	1	'a line' '2' 1.5 0.0
3	3000000	6000000	3000000	0	1	'a line' '3' 2.5 0.0
];
mgc.pipe = [
1	2	3	0.6	50000	0.01	3000000	6000000	1
];
mgc.compressor = [
1	1	2	1	1.4	9000000	0	1000	3000000	6000000	3000000	6000000	1	10	2
];
mgc.transfer = [
1	3	0	30	20	1	1	3.0	2.0	'city'
];
mgc.receipt = [
1	1	0	1000	500	1	1	1.5
];
end
"""
NODES = """node,supply_min_1e6_scm_d,supply_max_1e6_scm_d,p_min_bar,p_max_bar,price_usd_per_mbtu
west,0,20,0,70,1.5
east,-inf,-5,30,66,0
"""
ARCS = """arc,from,to,diameter_mm,length_km,active
1,west,east,890,55,0
"""
JSON = """{
  "input_param": {"Temperature (K):": 288.7, "Gas specific gravity (G):": 0.6,
    "Specific heat capacity ratio": 1.4, "units (SI = 0, standard = 1)": 0,
    "Econ weight (between 0 and 1)": 0.9, "Objective scale exponent": 3},
  "nodes": {
    "1": {"min_pressure": 3e6, "max_pressure": 6e6, "min_injection": 0, "max_injection": 500,
          "slack_bool": 1},
    "2": {"min_pressure": 3e6, "max_pressure": 6e6, "slack_bool": 0}
  },
  "pipes": {
    "1": {"from_node": 1, "to_node": 2, "diameter": 0.6, "length": 50000, "friction_factor": 0.01}
  },
  "gnodes": {"1": {"node_id": 2}},
  "pslack": {"1": 5e6}, "cslack": {"1": 1.0},
  "gbar": {"1": 0}, "smax": {"1": 0}, "dmax": {"1": 40}, "cs": {"1": 0}, "cd": {"1": 3}
}
"""
COST = ["--objective", "supply-cost"]
MACHINES = ["--stations", "no.cs"]
OPT_M = ["gas", "optimise", "n.m", *COST]
OPT_FOLDER = ["gas", "optimise", ".", *COST]
OPT_JSON = ["gas", "optimise", "n.json", *COST]

BASES = [
    Row("matgas", OPT_M, [], {"n.m": MATGAS}),
    Row("matgas, largest flow", ["gas", "optimise", "n.m", "--objective", "max-flow:3"], [],
        {"n.m": MATGAS}),
    Row("matgas in gas solve", ["gas", "solve", "n.m", "--fix", "1=50bar"], [], {"n.m": MATGAS}),
    Row("a priced folder", OPT_FOLDER, [], {"nodes.csv": NODES, "arcs.csv": ARCS}),
    Row("optimal-flow JSON", OPT_JSON, [], {"n.json": JSON}),
]


def matgas(name, old, new, *expects, arguments=None):
    return Row(f"matgas: {name}", arguments or OPT_M, ["n.m", *expects],
               {"n.m": changed(MATGAS, old, new)})


def folder(name, old, new, *expects):
    if old in NODES:
        return Row(f"priced folder: {name}", OPT_FOLDER, ["nodes.csv", *expects],
                   {"nodes.csv": changed(NODES, old, new), "arcs.csv": ARCS})
    return Row(f"priced folder: {name}", OPT_FOLDER, ["arcs.csv", *expects],
               {"nodes.csv": NODES, "arcs.csv": changed(ARCS, old, new)})


def document(name, old, new, *expects):
    return Row(f"optimal-flow JSON: {name}", OPT_JSON, ["n.json", *expects],
               {"n.json": changed(JSON, old, new)})


ROWS = [
    Row("machines for a matgas file", OPT_M + MACHINES, ["--stations"], {"n.m": MATGAS}),
    matgas("a row too short", "1	2	3	0.6	50000	0.01	3000000	6000000	1", "1	2	3	0.6",
           f"n.m:{line_of(MATGAS, '1	2	3	0.6')}", "4 cells", "needs 9"),
    matgas("a cell that is no number", "50000", "fifty", "'fifty'", "no number"),
    matgas("a length of zero", "50000", "0", "length", "must be positive"),
    matgas("a pipe to nowhere", "1	2	3	0.6", "1	2	9	0.6", "'9'", "no junction"),
    matgas("a pipe from a node to itself", "1	2	3	0.6", "1	3	3	0.6", "both ends"),
    matgas("an unknown unit system", "'si'", "'furlong'", "furlong", "si and usc"),
    matgas("a table left open", "];\nend", "\nend", "left open"),
    matgas("no temperature", "mgc.temperature = 288.706;\n", "", "mgc.temperature", "missing"),
    matgas("a line that is nothing", "%% junction data", "junction data", "no assignment"),
    matgas("ratios the wrong way round", "1	1.4	9000000", "1.4	1	9000000", "c_ratio_max"),
    matgas("limits the wrong way round", "3000000	6000000	4000000", "6000000	3000000	4000000",
           "p_min"),
    matgas("a weight above one", "0.95", "1.95", "economic_weighting", "0 and 1"),
    matgas("a quote left open", "'city'", "'city", "quote"),
    matgas("a flow range the wrong way round", "3	0	30	20", "3	30	0	20", "withdrawal_max"),
    matgas("a junction twice", "2	3000000	6000000	3000000	0	1	'a line' '2'",
           "1	3000000	6000000	3000000	0	1	'a line' '2'", "twice"),
    Row("a matgas file with nothing in it", OPT_M, ["n.m", "no matgas table"],
        {"n.m": "function mgc = x\n"}),
    Row("optimise: a node that is not there",
        ["gas", "optimise", "n.m", "--objective", "max-flow:77"],
        ["77", "no junction"], {"n.m": MATGAS}),
    Row("optimise: an unknown objective", ["gas", "optimise", "n.m", "--objective", "joy"],
        ["--objective joy", "max-flow:NODE"], {"n.m": MATGAS}),
    Row("a gap of zero", [*OPT_M, "--gap", "0"], ["--gap 0", "positive"], {"n.m": MATGAS}),
    Row("no effort", [*OPT_M, "--effort", "0"], ["--effort 0"], {"n.m": MATGAS}),
    folder("a column missing", "p_max_bar", "p_top_bar", "p_max_bar", "missing"),
    folder("a word for a number", "-inf,-5", "-inf,minus five", "'minus five'"),
    folder("limits the wrong way round", "0,20", "30,20", "least supply"),
    folder("an arc to nowhere", "west,east,890", "west,easst,890", "'easst'", "east"),
    folder("a diameter of zero", "890", "0", "not positive"),
    folder("active neither 0 nor 1", "55,0", "55,yes", "active"),
    document("a diameter that is text", '"diameter": 0.6', '"diameter": "0.6"', "diameter"),
    document("a pipe to nowhere", '"to_node": 2', '"to_node": 7', "'7'", "no node"),
    document("US units", 'standard = 1)": 0', 'standard = 1)": 1', "only SI"),
    document("no pressure for the slack node", '"pslack": {"1": 5e6}', '"pslack": {}', "missing"),
    document("not an optimal-flow file", '"input_param"', '"parameters"', "input_param"),
]
