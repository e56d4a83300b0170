"""Malformed inputs of `gas solve`: GasLib, LANL, network.toml with CSV, command line."""

import os

from row import Row, changed, line_of

NET = """<?xml version="1.0" encoding="UTF-8"?>
<network xmlns="http://gaslib.zib.de/Gas" xmlns:framework="http://gaslib.zib.de/Framework">
  <framework:nodes>
    <source id="A" x="0" y="0">
      <height value="0" unit="m"/>
      <pressureMin unit="bar" value="40"/>
      <pressureMax unit="bar" value="80"/>
      <gasTemperature unit="Celsius" value="10"/>
      <normDensity unit="kg_per_m_cube" value="0.785"/>
      <molarMass unit="kg_per_kmol" value="18.5674"/>
      <pseudocriticalPressure unit="bar" value="45.9"/>
      <pseudocriticalTemperature unit="K" value="188.5"/>
    </source>
    <sink id="B" x="1" y="0">
      <height value="10" unit="meter"/>
      <pressureMin unit="barg" value="1"/>
    </sink>
    <innode id="M" x="0.5" y="0"><height value="5" unit="m"/></innode>
  </framework:nodes>
  <framework:connections>
    <pipe id="P1" from="A" to="M">
      <length unit="km" value="30"/>
      <diameter unit="mm" value="600"/>
      <roughness unit="mm" value="0.1"/>
    </pipe>
    <shortPipe id="S1" from="M" to="B"/>
  </framework:connections>
</network>
"""
SCN = """<?xml version="1.0" encoding="UTF-8"?>
<boundaryValue xmlns="http://gaslib.zib.de/Gas">
  <scenario id="day">
    <node type="entry" id="A">
      <flow bound="lower" value="100" unit="1000m_cube_per_hour"/>
      <flow bound="upper" value="100" unit="1000m_cube_per_hour"/>
    </node>
    <node type="exit" id="B">
      <flow bound="both" value="100.0" unit="1000m_cube_per_hour"/>
    </node>
  </scenario>
</boundaryValue>
"""
NETWORK_JSON = """{
  "nodes": {"1": {"id": 1, "slack_bool": 1}, "2": {"id": 2, "slack_bool": 0}},
  "pipes": {
    "1": {"fr_node": 1, "to_node": 2, "diameter": 0.9144, "length": 20000, "friction_factor": 0.01}
  }
}
"""
BC_JSON = """{
  "boundary_nonslack_flow": {"2": 275.0},
  "boundary_pslack": {"1": 4.3e6}
}
"""
PARAMS_JSON = """{"simulation_params": {
  "Temperature (K):": 288.706,
  "Gas specific gravity (G):": 0.6,
  "units (SI = 0, standard = 1)": 0.0
}}
"""
TOML = """[gas]
molar_mass = "18.57 kg/kmol"
temperature = "283.15 K"
eos = "ideal"

[[node]]
id = "north"
pressure = "70 bar"

[[node]]
id = "south"
demand = "80 kg/s"

[[pipe]]
id = "line"
from = "north"
to = "south"
length = "60 km"
diameter = "700 mm"
roughness = "0.05 mm"
"""
TOML_WITH_CSV = TOML[: TOML.index("[[pipe]]")] + '[tables]\npipe = "pipes.csv"\n'
CSV = """id,from,to,length [km],diameter [mm],roughness [mm]
line,north,south,60,700,0.05
"""
HOLD = ["--fix", "A=70bar"]
SOLVE_NET = ["gas", "solve", "n.net", *HOLD]
SOLVE_LANL = ["gas", "solve", "."]
SOLVE_TOML = ["gas", "solve", "network.toml"]

BASES = [
    Row("GasLib", SOLVE_NET, [], {"n.net": NET, "n.scn": SCN}),
    Row("GasLib, passive",
        SOLVE_NET + ["--passive", "--constant-z", "0.9", "--temperature", "10degC"], [],
        {"n.net": NET, "n.scn": SCN}),
    Row("GasLib with a byte order mark and CRLF", SOLVE_NET, [],
        {"n.net": b"\xef\xbb\xbf" + NET.replace("\n", "\r\n").encode(),
         "n.scn": SCN.replace("\n", "\r")}),
    Row("LANL", SOLVE_LANL, [],
        {"network.json": NETWORK_JSON, "bc.json": BC_JSON, "params.json": PARAMS_JSON}),
    Row("LANL on one line with a byte order mark", SOLVE_LANL, [],
        {"network.json": b"\xef\xbb\xbf" + NETWORK_JSON.replace("\n", "").encode(),
         "bc.json": BC_JSON,
         "params.json": PARAMS_JSON}),
    Row("network.toml", SOLVE_TOML, [], {"network.toml": TOML}),
    Row("network.toml with a table", SOLVE_TOML, [],
        {"network.toml": TOML_WITH_CSV, "pipes.csv": CSV}),
    Row("a table with a byte order mark and CRLF", SOLVE_TOML, [],
        {"network.toml": TOML_WITH_CSV.replace("\n", "\r\n"),
         "pipes.csv": b"\xef\xbb\xbf" + CSV.replace("\n", "\r\n").encode()}),
]


def net(name, old, new, *expects, arguments=None):
    """A .net file with one thing replaced; the first phrase is in the line that is wrong."""
    return Row(name, arguments or SOLVE_NET, list(expects),
               {"n.net": changed(NET, old, new), "n.scn": SCN})


def scn(name, old, new, *expects, arguments=None):
    return Row(name, arguments or SOLVE_NET, list(expects),
               {"n.net": NET, "n.scn": changed(SCN, old, new)})


def lanl(name, file, old, new, *expects):
    files = {"network.json": NETWORK_JSON, "bc.json": BC_JSON, "params.json": PARAMS_JSON}
    files[file] = changed(files[file], old, new)
    return Row(name, SOLVE_LANL, [file, *expects], files)


def toml(name, old, new, *expects):
    return Row(name, SOLVE_TOML, list(expects), {"network.toml": changed(TOML, old, new)})


def table(name, content, *expects):
    return Row(name, SOLVE_TOML, list(expects),
               {"network.toml": TOML_WITH_CSV, "pipes.csv": content})


def words(name, arguments, *expects):
    """A wrong command line on a good network."""
    return Row(name, arguments, list(expects), {"n.net": NET, "n.scn": SCN})


def at(text, phrase):
    return f":{line_of(text, phrase)}:"


def long_line(file_name):
    with open(file_name, "wb") as file:
        file.write(b'id,from\n"')
        for _ in range(100):
            file.write(b"x" * (1 << 20))


def long_xml_line(file_name):
    with open(file_name, "wb") as file:
        file.write(NET[: NET.index("<source")].encode() + b"<source id='")
        for _ in range(100):
            file.write(b"x" * (1 << 20))


def huge_file(file_name):
    with open(file_name, "wb") as file:
        file.truncate(2 << 30)  # sparse


def unreadable(file_name):
    with open(file_name, "w") as file:
        file.write(NET)
    os.chmod(file_name, 0)


LAUGHS = '<!DOCTYPE network [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)) + "]>"

GASLIB = [
    net("a unit that nobody knows", 'unit="km" value="30"', 'unit="lightyear" value="30"',
        "n.net" + at(NET, '"30"'),
        "unknown unit 'lightyear'", "km"),
    net("a pressure where a length belongs", 'unit="km" value="30"', 'unit="bar" value="30"',
        at(NET, '"30"'),
        "'bar' cannot be used here", "km"),
    net("a value without a unit", '<length unit="km" value="30"/>', '<length value="30"/>',
        "length of pipe 'P1'",
        "no unit"),
    net("a value tag without a value", 'unit="km" value="30"', 'unit="km"', "no value"),
    net("a length that is not a number", 'value="30"', 'value="NaN"', at(NET, '"30"'),
        "'NaN' is not a finite number"),
    net("an infinite length", 'value="30"', 'value="inf"', "not a finite number"),
    net("a length with a decimal comma", 'value="30"', 'value="30,5"', "decimal comma",
        "decimal point"),
    net("a length far beyond every number", 'value="30"', 'value="1e999"', "'1e999' is outside"),
    net("a length that overflows in its unit", 'value="30"', 'value="1e307"', "1e307 km"),
    net("a pipe without a length", '<length unit="km" value="30"/>', "", "'P1' has no length"),
    net("a negative diameter", 'value="600"', 'value="-600"', "n.net" + at(NET, '"600"'), "-600 mm",
        "greater than zero"),
    net("a diameter of zero", 'value="600"', 'value="0"', "diameter", "greater than zero"),
    net("a roughness of zero", 'value="0.1"', 'value="0"', "roughness", "greater than zero"),
    net("a temperature below absolute zero", 'unit="Celsius" value="10"',
        'unit="Celsius" value="-300"',
        "-300 Celsius"),
    net("a node id used twice", 'innode id="M"', 'innode id="A"', "'A' is used twice"),
    net("a connection id used twice", 'shortPipe id="S1"', 'shortPipe id="P1"',
        "'P1' is used twice"),
    net("a pipe to a node that does not exist", 'from="A" to="M"', 'from="A" to="Q"',
        at(NET, 'from="A"'),
        "'Q', which is no node", "there are"),
    net("a pipe without an end", 'from="A" to="M"', 'from="A"', "has no to"),
    net("a node without an id", 'innode id="M"', "innode", "has no id"),
    net("a pipe from a node to itself", 'from="A" to="M"', 'from="A" to="A"',
        "begins and ends at 'A'"),
    net("a kind of connection that nobody knows", '<shortPipe id="S1"', '<teleporter id="S1"',
        "unknown kind 'teleporter'",
        "shortPipe"),
    net("no molar mass anywhere", '<molarMass unit="kg_per_kmol" value="18.5674"/>', "",
        "no node states the molar mass"),
    net("no norm density anywhere", '<normDensity unit="kg_per_m_cube" value="0.785"/>', "",
        "norm density"),
    net("a coordinate that is not a number", 'x="0.5"', 'x="east"',
        "'east' is not a finite number"),
    net("an attribute without quotes", 'id="P1"', "id=P1", "not valid XML"),
    net("an entity that grows without end", "<network", LAUGHS + "\n<network", "n.net:2",
        "document type", "remove"),
    net("an entity that reads another file", "<network",
        '<!DOCTYPE network [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<network', "n.net:2",
        "document type"),
    Row("XML that is cut off", SOLVE_NET, ["n.net", "not valid XML", "end of the file"],
        {"n.net": NET[: NET.index("<diameter")], "n.scn": SCN}),
    Row("a network without nodes", SOLVE_NET, ["n.net", "no nodes"],
        {"n.net": '<network xmlns:framework="f"><framework:nodes/></network>', "n.scn": SCN}),
    Row("an empty file", SOLVE_NET, ["n.net", "empty"], {"n.net": "", "n.scn": SCN}),
    Row("a nomination as the network", ["gas", "solve", "n.scn.net", *HOLD],
        ["n.scn.net", "'boundaryValue', not a 'network'"],
        {"n.scn.net": SCN, "n.scn.scn": SCN}),
    Row("elements nested a hundred thousand deep", SOLVE_NET, ["n.net", "nested deeper"],
        {"n.net": "<network>" + "<a>" * 100000 + "</a>" * 100000 + "</network>", "n.scn": SCN}),
    Row("random bytes", SOLVE_NET, ["n.net:1", "not UTF-8", "save the file as UTF-8"],
        {"n.net": bytes((i * 167 + 131) % 255 + 1 for i in range(5000)), "n.scn": SCN}),
    Row("a NUL byte", SOLVE_NET, ["n.net:3", "NUL"],
        {"n.net": NET.replace("nodes>", "nodes>\0", 1), "n.scn": SCN}),
    Row("UTF-16", SOLVE_NET, ["n.net", "UTF-16", "save it as UTF-8"],
        {"n.net": NET.encode("utf-16"), "n.scn": SCN}),
    Row("Latin-1", SOLVE_NET, ["n.net:4", "0xFC is not UTF-8"],
        {"n.net": changed(NET, 'source id="A"', 'source id="ü"').encode("latin-1"), "n.scn": SCN}),
    Row("a network of one line of 100 MB", SOLVE_NET, ["n.net", "longer than", "64 MiB"],
        {"n.net": long_xml_line, "n.scn": SCN}),
    Row("a file of 2 GB", SOLVE_NET, ["n.net", "2048 MiB"], {"n.net": huge_file, "n.scn": SCN}),
    Row("a folder instead of a file", ["gas", "solve", "n.net", *HOLD], ["n.net", "folder"],
        {"n.net/readme.txt": "nothing"}),
    Row("a missing network", SOLVE_NET, ["n.net", "no such file", "spelling"], {"n.scn": SCN}),
    Row("a file that may not be read", SOLVE_NET, ["n.net", "Permission denied", "may read"],
        {"n.net": unreadable, "n.scn": SCN}, is_skipped_as_root=True),
    Row("no nomination", SOLVE_NET, ["n.net", "nomination", "--nomination"], {"n.net": NET}),
    Row("a missing nomination", SOLVE_NET + ["--nomination", "day.scn"],
        ["day.scn", "no such file"], {"n.net": NET}),
    scn("a nomination of a node that does not exist", 'id="B"', 'id="BB"',
        "n.scn" + at(SCN, 'id="B"'), "'BB'", "did you mean 'B'"),
    scn("a node nominated twice", 'id="B"', 'id="A"', "'A' is nominated twice"),
    scn("a nominated flow in bar", 'value="100.0" unit="1000m_cube_per_hour"',
        'value="100.0" unit="bar"', "n.scn" + at(SCN, "both"),
        "'bar' cannot be used here", "kg_per_s"),
    scn("a flow left open between bounds", 'bound="both" value="100.0"',
        'bound="upper" value="100.0"', "range for the flow at 'B'",
        "--fix B=70bar"),
    scn("a bound that nobody knows", 'bound="both"', 'bound="about"', "'about'", "lower"),
    scn("a node that is neither entry nor exit", 'type="exit"', 'type="store"', "'store'", "entry"),
    scn("a nomination that is not a number", 'value="100.0"', 'value="many"',
        "'many' is not a finite number"),
    Row("a nomination that names nothing", SOLVE_NET, ["n.scn", "names no node"],
        {"n.net": NET, "n.scn": "<boundaryValue><scenario id='x'/></boundaryValue>"}),
]

LANL = [
    lanl("JSON that is cut off", "bc.json", '"boundary_pslack": {"1": 4.3e6}\n}',
         '"boundary_pslack": {"1":', ":3:", "not valid JSON"),
    lanl("JSON with a decimal comma", "network.json", "0.9144", "0,9144", ":4:", "not valid JSON",
         "decimal point"),
    lanl("JSON with NaN", "network.json", "0.9144", "NaN", ":4:", "not valid JSON"),
    lanl("a JSON number beyond every double", "network.json", "20000", "1e999", ":4:", "1e999"),
    lanl("a JSON key that appears twice", "network.json", '"2": {"id": 2', '"1": {"id": 2', ":2:",
         '"1" appears twice'),
    lanl("a JSON length in quotes", "network.json", "20000", '"20000"', ":4:",
         "not a number but string"),
    lanl("a JSON pipe without a diameter", "network.json", '"diameter": 0.9144, ', "", ":4:",
         "'diameter' is missing"),
    lanl("a negative JSON diameter", "network.json", "0.9144", "-0.9144", ":4:", "-0.9144",
         "greater than zero"),
    lanl("a JSON pipe to a missing node", "network.json", '"to_node": 2', '"to_node": 7', ":4:",
         "node '7'"),
    lanl("a JSON pipe from a node to itself", "network.json", '"to_node": 2', '"to_node": 1',
         "same node"),
    lanl("a JSON list where an object belongs", "network.json",
         '"nodes": {"1": {"id": 1, "slack_bool": 1}, "2": {"id": 2, "slack_bool": 0}}',
         '"nodes": [1, 2]', "'nodes' is not an object"),
    lanl("a flow at a missing JSON node", "bc.json", '{"2": 275.0}', '{"9": 275.0}', ":2:",
         "node '9'"),
    lanl("a transient boundary for a steady solve", "bc.json", '{"2": 275.0}',
         '{"2": {"time": [0], "value": [275.0]}}', ":2:",
         "series over time"),
    lanl("no held pressure in bc.json", "bc.json", '{"1": 4.3e6}', "{}"),
    lanl("imperial units", "params.json", "1)\": 0.0", "1)\": 1.0", ":4:", "not in SI units"),
    lanl("no gas gravity", "params.json", '  "Gas specific gravity (G):": 0.6,\n', "",
         "Gas specific gravity"),
    Row("a LANL folder without bc.json", SOLVE_LANL, ["bc.json", "no such file"],
        {"network.json": NETWORK_JSON, "params.json": PARAMS_JSON}),
    Row("JSON nested a million deep", SOLVE_LANL, ["network.json", "nested deeper"],
        {"network.json": "[" * 1000000, "bc.json": BC_JSON, "params.json": PARAMS_JSON}),
    Row("a folder without a network", ["gas", "solve", "."], ["network.json", "network.toml"],
        {"notes.txt": "nothing"}),
]
LANL[13].expects = ["no pressure is held", "--fix"]

OWN = [
    toml("TOML that is not TOML", 'id = "line"', "id = line",
         "network.toml" + at(TOML, 'id = "line"'), "not valid TOML"),
    toml("a TOML length without a unit", '"60 km"', '"60"', at(TOML, "60 km"), "no unit", "60"),
    toml("a bare TOML number where a unit is needed", '"60 km"', "60", at(TOML, "60 km"),
         "no unit"),
    toml("a TOML length in kg", '"60 km"', '"60 kg"', at(TOML, "60 km"), "'kg' cannot be used here",
         "km"),
    toml("a TOML unit with a spelling mistake", '"700 mm"', '"700 mn"', at(TOML, "700"),
         "unknown unit 'mn'", "did you mean"),
    toml("a negative TOML diameter", '"700 mm"', '"-700 mm"', "-700 mm", "greater than zero"),
    toml("a TOML key with a spelling mistake", "roughness", "roughnes", at(TOML, "rough"),
         "'roughnes'", "did you mean 'roughness'"),
    toml("a TOML pipe without a length", 'length = "60 km"\n', "", "'length' is missing"),
    toml("a TOML pipe to a missing node", 'to = "south"', 'to = "suoth"', at(TOML, 'to = "s'),
         "'suoth' is no node", "did you mean 'south'"),
    toml("a TOML node id used twice", 'id = "south"', 'id = "north"', "'north' is used twice"),
    toml("an equation of state that nobody knows", '"ideal"', '"perfect"', at(TOML, "ideal"),
         "equation of state"),
    toml("no gas", '[gas]\nmolar_mass = "18.57 kg/kmol"\ntemperature = "283.15 K"\neos = "ideal"\n',
         "", "no [gas]"),
    toml("no held pressure", 'pressure = "70 bar"\n', "", "no pressure is held", "--fix"),
    toml("a TOML pressure of NaN", '"70 bar"', '"nan bar"', at(TOML, "70 bar"),
         "does not start with a finite number"),
    table("a table with semicolons", CSV.replace(",", ";"), "pipes.csv:1", "semicolons", "commas"),
    table("a table with a decimal comma", CSV.replace("0.05", "0,05"), "pipes.csv:2", "7 cells",
          "decimal comma"),
    table("a table with a quoted decimal comma", CSV.replace("0.05", '"0,05"'), "pipes.csv:2:",
          "decimal comma", "decimal point"),
    table("a table row that is too short", CSV.replace(",0.05", ""), "pipes.csv:2", "5 cells", "6"),
    table("a table with two columns of one name", CSV.replace("diameter [mm]", "length [mm]"),
          "pipes.csv:1:", "'length'", "own name"),
    table("a table with a quote left open", CSV.replace("line,", '"line,'), "pipes.csv:2:1",
          "never closed"),
    table("a table with a wrong unit in its header", CSV.replace("[km]", "[kg]"), "pipes.csv:2",
          "'kg' cannot be used here"),
    table("a table with an unknown column", CSV.replace("roughness", "roughhness"), "'roughhness'",
          "did you mean"),
    table("an empty table", "", "pipes.csv", "empty"),
    table("a table with a line of 100 MB", long_line, "pipes.csv:2", "longer than 1 MiB"),
    table("a table with a decimal comma in UTF-16", CSV.encode("utf-16"), "pipes.csv", "UTF-16",
          "CSV UTF-8"),
    Row("a table that is missing", SOLVE_TOML, ["pipes.csv", "no such file"],
        {"network.toml": TOML_WITH_CSV}),
]

COMMAND_LINE = [
    words("a command that does not exist", ["gas", "slove", "n.net"], "slove",
          "did you mean 'solve'"),
    words("an option that does not exist", SOLVE_NET + ["--passiv"], "--passiv"),
    words("no network", ["gas", "solve"], "network", "required"),
    words("a held pressure without an equals sign", ["gas", "solve", "n.net", "--fix", "A70bar"],
          "--fix A70bar", "NODE=80bar"),
    words("a held pressure without a unit", ["gas", "solve", "n.net", "--fix", "A=70"],
          "--fix A=70", "no unit"),
    words("a held pressure in metres", ["gas", "solve", "n.net", "--fix", "A=70m"], "--fix A=70m",
          "'m' cannot be used here"),
    words("a negative held pressure", ["gas", "solve", "n.net", "--fix", "A=-70bar"],
          "not positive"),
    words("a held pressure at a missing node", ["gas", "solve", "n.net", "--fix", "X=70bar"],
          "'X', which is no node"),
    words("no held pressure at all", ["gas", "solve", "n.net"], "no pressure is held", "--fix"),
    words("a control that nobody knows", SOLVE_NET + ["--control", "S1=faster"],
          "--control S1=faster", "outlet:70bar"),
    words("a control of a missing element", SOLVE_NET + ["--control", "C9=ratio:1.2"],
          "'C9', which is no link"),
    words("a control of a pipe", SOLVE_NET + ["--control", "P1=ratio:1.2"],
          "'P1', which is a pipe"),
    words("a control in a passive network", SOLVE_NET + ["--passive", "--control", "P1=closed"],
          "exclude each other"),
    words("an unknown equation of state", SOLVE_NET + ["--eos", "vanderwaals"], "--eos vanderwaals",
          "papay"),
    words("an unknown friction law", SOLVE_NET + ["--friction", "slippery"], "--friction slippery",
          "nikuradse"),
    words("two equations of state", SOLVE_NET + ["--eos", "ideal", "--constant-z", "0.9"],
          "exclude each other"),
    words("a compressibility of zero", SOLVE_NET + ["--constant-z", "0"], "--constant-z 0",
          "positive"),
    words("a temperature without a unit", SOLVE_NET + ["--temperature", "283"], "--temperature 283",
          "no unit"),
    words("a scale that is not a number", SOLVE_NET + ["--scale", "double"], "--scale double",
          "finite number"),
    words("a repeat count of zero", SOLVE_NET + ["--repeat", "0"], "--repeat"),
    Row("an output folder that is not ours", ["gas", "solve", "n.net", *HOLD, "--out", "mine"],
        ["mine", "did not write", "another folder"],
        {"n.net": NET, "n.scn": SCN, "mine/precious.txt": "keep me"}),
    Row("a file as the output folder", ["gas", "solve", "n.net", *HOLD, "--out", "mine"],
        ["mine", "is a file"],
        {"n.net": NET, "n.scn": SCN, "mine": "keep me"}),
]

ROWS = GASLIB + LANL + OWN + COMMAND_LINE
