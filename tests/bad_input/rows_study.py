"""Malformed studies: study.toml and its tables, read by `check` and `run`."""

import os

from row import Row, changed, line_of

STUDY = """[study]
name = "Two pipes"
date = "2026-01-01"
currency = "EUR"
price_year = 2025
seed = 7
draws = 1000
places = "places.csv"

[currency.USD]
rate = 0.9

[sources.example]
title = "Invented for this test"

[[period]]
id = "winter"
starts = "11-01"
length = "151 d"

[[period]]
id = "summer"
starts = "04-01"
length = "214 d"

[inputs.inlet_pressure]
meaning = "pressure at the start"
low = "6.6 MPa"
best = "7.0 MPa"
high = "7.4 MPa"
source = "example"
confidence = "medium"

[[conflict]]
what = "length of the southern pipe"
values = [{ value = "150 km", source = "example" }, { value = "160 km" }]

[gas]
composition = "methane 0.97; ethane 0.02; nitrogen 0.01"
eos = "papay"
tables = { pipe = "pipes.csv", offtake = "offtakes.csv" }

[[gas.supply]]
id = "north"
at = "north"
pressure = "= inlet_pressure"

[[gas.station]]
id = "hill"
at = "hill"
outlet_pressure = "7.4 MPa"
unit_power = "10 MW"
units = 3

[[gas.delivery]]
id = "south"
at = "south"
min_pressure = "3.5 MPa"

[[scenario]]
id = "today"
title = "As it is"

[[scenario]]
id = "ice"
title = "The southern pipe shut for three weeks"
based_on = "today"
steps = [{ close = "gas.pipe[lower]", from = "01-15", for = "21 d" }]

[[claim]]
id = "promise"
text = "The line can deliver 8 billion cubic metres a year."
said_by = "its owner"
source = "example"
scenario = "today"
metric = "gas.delivered[south].annual"
at_least = "8 bcm_20C/yr"
"""
PLACES = """id,name,country,lat [deg],lon [deg],height [m],source
north,North,,52.0,5.0,10,example
hill,Hill,,51.2,6.2,420,example
south,South,,50.3,7.5,60,example
"""
PIPES = """id,from,to,length [km],diameter [mm],roughness [mm],max_pressure [MPa],source,confidence
upper,north,hill,140,991,0.01..0.03..0.06,7.4,example,high; roughness: medium
lower,hill,south,150,991,0.01..0.03..0.06,7.4,example,high; roughness: medium
"""
OFFTAKES = """id,at,period,flow [mcm_20C/d],source,confidence
town-winter,hill,winter,3..4..6,example,medium
town-summer,hill,summer,1..1.5..2,example,medium
"""
FILES = {"study.toml": STUDY, "places.csv": PLACES, "pipes.csv": PIPES, "offtakes.csv": OFFTAKES}
CHECK = ["check", "."]
RUN = ["run", ".", "--draws", "20"]
CLOSE_STEP = '{ close = "gas.pipe[lower]", from = "01-15", for = "21 d" }'


def at(text, phrase):
    return f":{line_of(text, phrase)}:"


def good(name, **files):
    return Row(name, RUN, [], {**FILES, **{k.replace("_", "."): v for k, v in files.items()}})


def many_rows():
    towns = [f"town-{i},hill,winter,0.00001,example," for i in range(20000)]
    return OFFTAKES + "\n".join(towns) + "\n"


BASES = [
    good("a study"),
    Row("a study by its file", ["run", "study.toml", "--draws", "20"], [], FILES),
    good("study tables with a byte order mark and CRLF",
         pipes_csv=b"\xef\xbb\xbf" + PIPES.replace("\n", "\r\n").encode(),
         study_toml=b"\xef\xbb\xbf" + STUDY.replace("\n", "\r\n").encode()),
    Row("a study in two files", RUN, [],
        {**FILES, "study.toml": 'include = ["claims.toml"]\n' + STUDY[: STUDY.index("[[claim]]")],
         "claims.toml": STUDY[STUDY.index("[[claim]]"):]}),
    good("a study with twenty thousand rows", offtakes_csv=many_rows()),
]


def study(name, old, new, *expects, arguments=None):
    """study.toml with one thing replaced; the message is in the line that is wrong."""
    text = changed(STUDY, old, new)
    return Row(name, arguments or CHECK, list(expects), {**FILES, "study.toml": text})


def study_at(name, old, new, phrase, *expects):
    """The same, and the place of the message is the line in which `phrase` stands."""
    text = changed(STUDY, old, new)
    return Row(name, CHECK, ["study.toml" + at(text, phrase), *expects],
               {**FILES, "study.toml": text})


def step(name, new, *expects):
    text = changed(STUDY, CLOSE_STEP, new)
    return Row(name, CHECK, ["study.toml" + at(text, "steps ="), *expects],
               {**FILES, "study.toml": text})


def table(name, file, old, new, *expects):
    return Row(name, CHECK, [file, *expects], {**FILES, file: changed(FILES[file], old, new)})


def whole(name, content, *expects, **more):
    return Row(name, CHECK, list(expects),
               {**FILES, "study.toml": content, **{k.replace("_", "."): v
                                                   for k, v in more.items()}})


def without(name, file, *expects):
    return Row(name, CHECK, list(expects), {k: v for k, v in FILES.items() if k != file})


def long_line(path):
    with open(path, "wb") as file:
        file.write(b'[study]\nname = "')
        for _ in range(100):
            file.write(b"x" * (1 << 20))


def long_cell(path):
    with open(path, "wb") as file:
        file.write(PIPES.encode() + b'"')
        for _ in range(100):
            file.write(b"x" * (1 << 20))


def a_folder(path):
    os.mkdir(path)


VALUES = [
    study_at("a pressure in metres", '"7.4 MPa"\nunit_power', '"7.4 km"\nunit_power', "7.4 km",
             "gas.station[hill].outlet_pressure: 'km' cannot be used here", "MPa"),
    study_at("a pressure without a unit", '"7.4 MPa"\nunit_power', '"7.4"\nunit_power', '"7.4"\n',
             "has no unit"),
    study_at("a pressure as a bare number", '"7.4 MPa"\nunit_power', "7.4\nunit_power", "7.4\nun",
             "'outlet_pressure' needs a unit", 'outlet_pressure = "7.4 MPa"'),
    study_at("plain bcm", '"8 bcm_20C/yr"', '"8 bcm/yr"', "8 bcm/yr", "bcm", "bcm_20C"),
    study_at("an infinite pressure", '"3.5 MPa"', '"inf MPa"', "inf MPa", "gas.delivery"),
    study_at("a pressure that is not a number", '"3.5 MPa"', '"nan MPa"', "nan MPa",
             "gas.delivery"),
    study_at("a study value with a decimal comma", '"3.5 MPa"', '"3,5 MPa"', "3,5 MPa",
             "gas.delivery"),
    study_at("a range that runs backwards", 'low = "6.6 MPa"', 'low = "7.2 MPa"',
             "[inputs.inlet", "low 7.2, best 7, high 7.4 MPa are not in order"),
    study_at("a range of two numbers", '"3.5 MPa"', '"3..4 MPa"', "3..4", "is not a range",
             "low..best..high"),
    study_at("an input that mixes units", 'low = "6.6 MPa"', 'low = "66 bar"', "[inputs.inlet",
             "mixes units"),
    study_at("an input without best", 'best = "7.0 MPa"\n', "", "[inputs.inlet",
             "'best' is missing"),
    study_at("a shape that is none", 'high = "7.4 MPa"\n', 'high = "7.4 MPa"\nshape = "bell"\n',
             'shape = "bell"', "'bell' is not a shape", "uniform"),
    study_at("an input that is not there", '"= inlet_pressure"', '"= inlet_presure"',
             "= inlet_presure", "there is no input 'inlet_presure'",
             "did you mean 'inlet_pressure'?"),
    study_at("an input of another dimension", '"10 MW"', '"= inlet_pressure"',
             'unit_power = "= inlet', "input 'inlet_pressure' is in MPa"),
    study_at("a doubtful input without a range",
             'low = "6.6 MPa"\nbest = "7.0 MPa"\nhigh = "7.4 MPa"', 'value = "7.0 MPa"',
             "[inputs.inlet", "confidence is 'medium'"),
    study_at("a confidence that is none", 'confidence = "medium"', 'confidence = "certain"',
             'confidence = "certain"', "certain", "medium"),
    table("study: a negative diameter", "pipes.csv", "150,991", "150,-991",
          ":3:", "gas.pipe[lower].diameter is -991 mm", "greater than 0"),
    table("a doubtful length without a range", "pipes.csv", "150,991,0.01..0.03..0.06,7.4,"
          "example,high; roughness: medium", "150,991,0.01..0.03..0.06,7.4,example,medium",
          ":3:", "gas.pipe[lower].length: confidence is 'medium', but the number has no range"),
    table("a confidence about no field", "pipes.csv",
          "150,991,0.01..0.03..0.06,7.4,example,high; roughness",
          "150,991,0.01..0.03..0.06,7.4,example,high; colour", ":3:", "'colour'"),
    table("a length in a table that is not a number", "pipes.csv", "150,991", "NaN,991", ":3:",
          "not a"),
    table("a table value with a decimal comma", "pipes.csv", "150,991", '"150,5",991', ":3:",
          "decimal"),
    table("a range in a table that runs backwards", "offtakes.csv", "3..4..6", "6..4..3", ":2:",
          "are not in order"),
]

TABLES = [
    study_at("a table file that is not there", '"pipes.csv"', '"pipe.csv"', "pipe.csv",
             "'pipe.csv' is not there"),
    without("a study without its places", "places.csv", "places.csv", "study.toml:1"),
    study_at("a table of no known kind", "{ pipe =", "{ pype =", "pype", "gas has no table 'pype'",
             "pipe"),
    table("a pipe table split by semicolons", "pipes.csv", PIPES, PIPES.replace(",", ";"), ":1:",
          "comma"),
    table("a column without a unit", "pipes.csv", "length [km]", "length", ":1",
          "column 'length' has no unit", "length [km]"),
    table("a column that nobody knows", "pipes.csv", "diameter [mm]", "diametr [mm]", ":1",
          "did you mean 'diameter'?"),
    table("a study table without ids", "pipes.csv", "id,from", "name,from", ":1"),
    table("a column that is missing", "offtakes.csv", OFFTAKES,
          "id,at,period\ntown,hill,winter\n", ":2:", "'flow' is missing"),
    table("two pipes of one name", "pipes.csv", "lower,hill", "upper,hill", ":3:",
          "pipe 'upper' is there twice"),
    table("a pipe to nowhere", "pipes.csv", "hill,south", "hill,sowth", ":3:",
          "to: there is no place 'sowth'"),
    table("an offtake in no period", "offtakes.csv", "hill,winter", "hill,autumn", ":2:",
          "there is no period 'autumn'"),
    table("an id with a blank", "pipes.csv", "lower,hill", "lower pipe,hill", ":3:",
          "'lower pipe' is not an id"),
    table("a latitude beyond the pole", "places.csv", "52.0,5.0", "97.0,5.0", ":2:",
          "latitude is -90 to 90"),
    table("a latitude in kilometres", "places.csv", "lat [deg]", "lat [km]", "places.csv"),
    table("a latitude with a range", "places.csv", "52.0,5.0", "51..52..53,5.0", ":2:",
          "one number"),
    table("two places of one name", "places.csv", "south,South", "hill,South", ":4:",
          "place 'hill' is there twice"),
    table("a place from an unknown source", "places.csv", "60,example", "60,exmple", ":4:",
          "there is no source 'exmple'"),
    table("a pipe from an unknown source", "pipes.csv",
          "south,150,991,0.01..0.03..0.06,7.4,example", "south,150,991,0.01..0.03..0.06,7.4,exmple",
          ":3:", "there is no source 'exmple'",
          "did you mean 'example'?"),
    Row("a table that is not UTF-8", CHECK, ["pipes.csv:3", "UTF-8"],
        {**FILES, "pipes.csv": PIPES.replace("lower", "l\xf6wer").encode("latin-1")}),
    Row("study: a table with a line of 100 MB", CHECK, ["pipes.csv", "line"],
        {**FILES, "pipes.csv": long_cell}),
    Row("a table that is a folder", CHECK, ["pipes.csv"], {**FILES, "pipes.csv": a_folder}),
    Row("study: an empty table", CHECK, ["pipes.csv"], {**FILES, "pipes.csv": ""}),
]

SYNTAX = [
    whole("an empty study", "", "study.toml:1", "[study]"),
    whole("a study cut off", STUDY[:STUDY.index("0.97")], "study.toml" + at(STUDY, "composition")),
    whole("a study that is not UTF-8", STUDY.replace("Two", "Tw\xf6").encode("latin-1"),
          "study.toml:2", "UTF-8"),
    whole("a study with a NUL byte", STUDY.replace("Two", "T\0o"), "study.toml:2"),
    whole("a study with a line of 100 MB", long_line, "study.toml", "line"),
    whole("a study file that is a folder", a_folder, "study.toml", "folder"),
    without("a study that is not there", "study.toml", "study.toml"),
    whole("a study without a domain", STUDY[:STUDY.index("[gas]")], "the study has no domain",
          "[gas]"),
    study_at("a key of the study that nobody knows", "price_year", "price_yaer", "price_yaer",
             "did you mean 'price_year'?"),
    study_at("a section that nobody knows", "[currency.USD]", "[curency.USD]", "[curency.USD]",
             "did you mean 'currency'?"),
    study_at("a key of a row that nobody knows", "min_pressure", "min_presure", "min_presure",
             "did you mean 'min_pressure'?"),
    study_at("a key that stands twice", "seed = 7", "seed = 7\nseed = 8", "seed = 8", "seed"),
    study_at("an input that stands twice", "[[conflict]]", "[inputs.inlet_pressure]\n[[conflict]]",
             "[inputs.inlet_pressure]\n[[con", "inlet_pressure"),
    study_at("a file of places that is a number", 'places = "places.csv"', "places = 5",
             "places = 5", "'places' must be a text in quotes"),
    study_at("too few draws", "draws = 1000", "draws = 999", "[study]", "draws is 999", "1000"),
    study_at("draws that are a text", "draws = 1000", 'draws = "many"', "draws =",
             "'draws' must be a whole number"),
    study_at("a seed below zero", "seed = 7", "seed = -1", "seed =", "seed is -1"),
    study_at("a date that is none", 'date = "2026-01-01"', 'date = "2026-13-01"', "2026-13-01",
             "'2026-13-01' is not a date"),
    study_at("a key of the study that means nothing", 'date = "2026-01-01"',
             'date = "2026-01-01"\nyears = [2026, 2030]', "years = [", "years"),
    study_at("a currency without a rate", "rate = 0.9", "rate = 0", "[currency.USD]",
             "currency 'USD' has no rate"),
    study_at("a choice that is not allowed", '"papay"', '"vanderwaals"', "vanderwaals",
             "eos cannot be 'vanderwaals'", "papay, aga8, gerg2008, ideal"),
    whole("a study that includes itself", 'include = ["study.toml"]\n' + STUDY,
          "study.toml:1", "includes itself"),
    whole("two files that include each other", 'include = ["more.toml"]\n' + STUDY,
          "more.toml:1", "includes itself", more_toml='include = ["study.toml"]\n'),
    whole("an included file that is not there", 'include = ["more.toml"]\n' + STUDY,
          "more.toml", "study.toml:1"),
    whole("an include that is a number", "include = 5\n" + STUDY, "study.toml:1",
          "include must be a list"),
]

YEAR = [
    study_at("periods with too few days", '"214 d"', '"213 d"', '[[period]]\nid = "summer"',
             "364 days", "365"),
    study_at("periods that overlap", 'starts = "04-01"', 'starts = "03-01"',
             '[[period]]\nid = "summer"', "does not start where 'winter' ends"),
    study_at("a period that begins on no day", '"04-01"', '"04-31"', "04-31",
             "'04-31' is not a day of the model year"),
    study_at("a period of half a day", '"214 d"', '"213.5 d"', "213.5", "whole days"),
    study_at("a period in kilometres", '"214 d"', '"214 km"', "214 km", "km"),
    study_at("two periods of one name", 'id = "summer"', 'id = "winter"',
             '[[period]]\nid = "winter"\nstarts = "04', "period 'winter' is there twice"),
]

SCENARIOS = [
    study_at("a scenario based on itself", 'based_on = "today"', 'based_on = "ice"',
             '[[scenario]]\nid = "ice"', "based on itself"),
    study_at("a scenario based on nothing", 'based_on = "today"', 'based_on = "tday"',
             '[[scenario]]\nid = "ice"', "based on 'tday', which is not there"),
    study_at("two scenarios of one name", 'id = "ice"', 'id = "today"',
             '[[scenario]]\nid = "today"\ntitle = "The', "scenario 'today' is there twice"),
    study_at("a scenario whose name is a path", 'id = "ice"', 'id = "../../ice"',
             '[[scenario]]\nid = "../', "'../../ice' is not an id"),
    whole("a study without a scenario", STUDY[:STUDY.index("[[scenario]]")], "study.toml:1",
          "no scenario"),
    step("a step that selects nothing", '{ close = "gas.pipe[lowr]" }', "selects nothing",
         "'lowr'"),
    step("a step on no table", '{ close = "gas.pype[lower]" }',
         "'gas.pype[lower]' names no table of the study"),
    step("a step without an operation", '{ clos = "gas.pipe[lower]" }', "it has no operation",
         "close"),
    step("a step with two operations", '{ close = "gas.pipe[lower]", open = "gas.pipe[lower]" }',
         "two operations"),
    step("an operation that a table does not take", '{ close = "gas.ground[x]" }',
         "gas.ground does not take 'close'", "set, scale, add"),
    step("a step without a row", '{ close = "gas.pipe" }', "does not say which row", "[*]"),
    step("a step on no field", '{ set = "gas.pipe[lower].colour", to = "red" }',
         "gas.pipe has no field 'colour'", "diameter"),
    step("a step that scales a text", '{ scale = "gas.pipe[lower].status", by = 2 }',
         "'status' is not a number"),
    step("a step that sets a choice that is none",
         '{ set = "gas.pipe[lower].status", to = "old" }', "status cannot be 'old'", "existing"),
    study_at("a step that leads a pipe to nowhere", CLOSE_STEP,
             '{ set = "gas.pipe[lower].to", to = "moon" }', '[[scenario]]\nid = "ice"',
             "there is no place 'moon'"),
    study_at("a passing step that leads a pipe to nowhere", CLOSE_STEP,
             '{ set = "gas.pipe[lower].to", to = "moon", from = "06-01", for = "2 d" }',
             '[[scenario]]\nid = "ice"', "there is no place 'moon'"),
    step("a step that sets a length in bar", '{ set = "gas.pipe[lower].length", to = "5 bar" }',
         "'bar' cannot be used here"),
    study_at("a step that makes a diameter negative", CLOSE_STEP,
             '{ scale = "gas.pipe[lower].diameter", by = -1 }', '[[scenario]]\nid = "ice"',
             "gas.pipe[lower].diameter", "-991"),
    step("a step with a day but no length", '{ close = "gas.pipe[lower]", from = "01-15" }',
         "'for' is missing"),
    step("a step with a length but no day", '{ close = "gas.pipe[lower]", for = "5 d" }',
         "'from' is missing"),
    step("a step that begins on no day",
         '{ close = "gas.pipe[lower]", from = "02-29", for = "5 d" }', "'02-29' is not a day"),
    step("a step from an unknown source",
         '{ set = "gas.pipe[lower].length", to = "5 km", source = "exmple" }',
         "there is no source 'exmple'"),
    step("a cap without an amount", '{ cap = "gas.delivery[south]" }', "'at' is missing"),
    step("an added table that is not there", '{ add = "gas.pipe", table = "new.csv" }',
         "'new.csv' is not there"),
    study("an added row that is there already", CLOSE_STEP,
          '{ add = "gas.pipe", table = "pipes.csv" }', "pipes.csv:2", "is there already"),
]

CLAIMS = [
    study_at("a claim about no metric", "delivered[south].annual", "delivered[suoth].annual",
             "[[claim]]", "computes no 'gas.delivered[suoth].annual'",
             "gas.delivered[south].annual"),
    study_at("a claim about no domain", "gas.delivered", "rail.delivered", "[[claim]]",
             "belongs to no domain"),
    study_at("a claim about no scenario", 'scenario = "today"', 'scenario = "todya"', "[[claim]]",
             "there is no scenario 'todya'"),
    study_at("a claim in a unit of something else", '"8 bcm_20C/yr"', '"8 bar"', "[[claim]]",
             "'bar' cannot be held against gas.delivered[south].annual"),
    study_at("a claim with two relations", "at_least =", 'at_most = "9 bcm_20C/yr"\nat_least =',
             "[[claim]]", "needs one of at_least, at_most, between"),
    study_at("a claim between one value", 'at_least = "8 bcm_20C/yr"', 'between = ["8 bcm_20C/yr"]',
             "between =", "between takes two values"),
    study_at("a claim between upside down", 'at_least = "8 bcm_20C/yr"',
             'between = ["9 bcm_20C/yr", "8 bcm_20C/yr"]', "between =", "low", "above"),
    study_at("a claim between two kinds of units", 'at_least = "8 bcm_20C/yr"',
             'between = ["9 bar", "8 bcm_20C/yr"]', "between =", "mixes two kinds of units"),
    study_at("a claim without words", 'text = "The line can', 'txt = "The line can', "txt =",
             "did you mean 'text'?"),
    study_at("a claim from an unknown source", 'source = "example"\nscenario',
             'source = "exmple"\nscenario', "[[claim]]", "there is no source 'exmple'"),
    whole("two claims of one name", STUDY + STUDY[STUDY.index("[[claim]]"):],
          f"study.toml:{STUDY.count(chr(10)) + 1}:", "claim 'promise' is there twice"),
    study_at("a conflict between unknown sources",
             'value = "150 km", source = "example"', 'value = "150 km", source = "exmple"',
             "values = [", "there is no source 'exmple'"),
]

NETWORK = [
    study_at("a gas that does not add up", "methane 0.97", "methane 0.90", "[gas]",
             "the mole fractions add up to 0.93", "1"),
    study_at("a gas of unknown things", "ethane 0.02", "phlogiston 0.02", "[gas]", "phlogiston"),
    study_at("a gas without a composition", "composition =", "# composition =", "[gas]",
             "'composition' is missing"),
    study_at("a network without supply",
             '[[gas.supply]]\nid = "north"\nat = "north"\npressure = "= inlet_pressure"\n', "",
             "[gas]", "[gas] has no supply"),
    study_at("two stations in one place", "[[gas.delivery]]",
             '[[gas.station]]\nid = "hill2"\nat = "hill"\noutlet_pressure = "7.4 MPa"\n'
             'unit_power = "10 MW"\nunits = 3\n\n[[gas.delivery]]',
             '[[gas.station]]\nid = "hill2"', "hill"),
    table("a region that no ground table has", "pipes.csv", PIPES,
          "id,from,to,length [km],diameter [mm],max_pressure [MPa],region\n"
          "upper,north,hill,140,991,7.4,\nlower,hill,south,150,991,7.4,steppe\n", ":3:",
          "'steppe'", "ground"),
]

WORDS = [
    Row("run with an unknown scenario", [*RUN, "--scenario", "tomorrow"],
        ["--scenario", "there is no scenario 'tomorrow'", "today"], FILES),
    Row("run with no draws", ["run", ".", "--draws", "0"], ["--draws"], FILES),
    Row("run of a wrong study writes nothing", RUN, ["pipes.csv"],
        {**FILES, "pipes.csv": PIPES.replace("150,991", "150,-991")}),
    Row("run into a folder that is not its own", [*RUN, "--out", "mine"], ["mine"],
        {**FILES, "mine/letter.txt": "keep me"}),
    Row("run with a claim about no metric", RUN, ["study.toml", "computes no"],
        {**FILES, "study.toml": STUDY.replace("[south].annual", "[suoth].annual")}),
    Row("explain something that is not there", ["explain", "gas.pype"], ["gas.pype", "gas.pipe"]),
    Row("compare with a folder without results", ["compare", ".", "."], ["results.json"], FILES),
    Row("new in a folder that is not empty", ["new", "."], ["."], FILES),
]

ROWS = VALUES + TABLES + SYNTAX + YEAR + SCENARIOS + CLAIMS + NETWORK + WORDS
