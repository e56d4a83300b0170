"""Malformed storages, LNG terminals, wells, fuel and heat in a network.toml."""

from row import Row, changed, line_of

NETWORK = """[gas]
molar_mass = "16.8 kg/kmol"
temperature = "283.15 K"
friction = "colebrook"
eos = "ideal"
[[node]]
id = "hub"
supply_temperature = "10 degC"
[[node]]
id = "city"
demand = "60 kg/s"
min_demand = "0 kg/s"
[[pipe]]
id = "P"
from = "hub"
to = "city"
length = "30 km"
diameter = "700 mm"
roughness = "0.02 mm"
heat_transfer = "1.5 W/m2/K"
[[compressor]]
id = "C"
from = "city"
to = "far"
control = "bypass"
drive_efficiency = "35 %"
fuel_node = "city"
cooler_outlet = "40 degC"
[[regulator]]
id = "R"
from = "far"
to = "end"
mode = "open"
preheated_outlet = "5 degC"
[[node]]
id = "far"
[[node]]
id = "end"
[[lng_terminal]]
id = "lng"
node = "hub"
pressure = "60 bar"
min_send_out = "2 kg/s"
max_send_out = "50 kg/s"
[[storage]]
id = "ugs"
node = "hub"
max_withdrawal = "40 kg/s"
pressure_empty = "50 bar"
pressure_full = "120 bar"
filling = "60 %"
working_gas = "100 kt"
open_flow = "90 kg/s"
exponent = 0.8
[[well]]
id = "well"
node = "city"
reservoir_pressure = "90 bar"
open_flow = "30 kg/s"
[thermal]
ground_temperature = "5 degC"
[fuel]
lower_calorific_value = "48 MJ/kg"
"""
SOLVE = ["gas", "solve", "network.toml"]


def broken(name, old, new, *expected, arguments=()):
    text = changed(NETWORK, old, new)
    return Row(name, [*SOLVE, *arguments], list(expected), {"network.toml": text})


def at(phrase):
    return f"network.toml:{line_of(NETWORK, phrase)}"


ROWS = [
    broken("a storage at a node that is none", 'id = "ugs"\nnode = "hub"',
           'id = "ugs"\nnode = "hib"', "'hib' is no node", "did you mean 'hub'"),
    broken("a storage called as a node is", 'id = "ugs"', 'id = "hub"', "'hub' is used twice"),
    broken("a storage called as a pipe is", 'id = "ugs"', 'id = "P"', "'P' is used twice"),
    broken("a storage without a place", 'id = "ugs"\nnode = "hub"\n', 'id = "ugs"\n',
           "this storage has no node"),
    broken("a rate in the wrong unit", 'max_withdrawal = "40 kg/s"', 'max_withdrawal = "40 kg"',
           at("max_withdrawal"), "max_withdrawal"),
    broken("a negative rate", 'max_withdrawal = "40 kg/s"', 'max_withdrawal = "-40 kg/s"',
           at("max_withdrawal"), "must not be negative"),
    broken("a rate that is no number", 'max_withdrawal = "40 kg/s"',
           'max_withdrawal = "nan kg/s"', at("max_withdrawal")),
    broken("a huge rate", 'max_withdrawal = "40 kg/s"', 'max_withdrawal = "1e999 kg/s"',
           at("max_withdrawal")),
    broken("a filling above one", 'filling = "60 %"', 'filling = "160 %"', at("filling"),
           "filling is 160 %"),
    broken("a filling that is missing", 'filling = "60 %"\n', "", "'ugs'", "filling"),
    broken("a reservoir fuller when empty", 'pressure_empty = "50 bar"',
           'pressure_empty = "150 bar"', "'ugs'", "150 bar when empty"),
    broken("both kinds of reservoir pressure", 'filling = "60 %"',
           'filling = "60 %"\nreservoir_pressure = "80 bar"', "'ugs'", "both"),
    broken("an exponent that no reservoir has", "exponent = 0.8", "exponent = 1.8", "exponent"),
    broken("a key that is none", "max_withdrawal", "max_withdraw", "max_withdraw",
           "did you mean 'max_withdrawal'"),
    broken("both supply and demand", 'open_flow = "90 kg/s"',
           'open_flow = "90 kg/s"\nsupply = "1 kg/s"\ndemand = "1 kg/s"', "both supply and demand"),
    broken("an open flow of no reservoir",
           'pressure_empty = "50 bar"\npressure_full = "120 bar"\nfilling = "60 %"\n', "",
           "'ugs'", "open_flow"),
    broken("a terminal with more least than most", 'min_send_out = "2 kg/s"',
           'min_send_out = "200 kg/s"', "'lng'", "at least 200 and at most 50"),
    broken("a terminal whose flow nothing determines", 'pressure = "60 bar"\n', "", "'lng'",
           "nothing determines its flow"),
    broken("a well without a reservoir", 'reservoir_pressure = "90 bar"\n', "",
           "'reservoir_pressure' is missing"),
    broken("a well without a flow", 'open_flow = "30 kg/s"\n[thermal]', "[thermal]",
           "'open_flow' is missing"),
    broken("a list that is none", "[[well]]", "[well]", "'well' is not a list"),
    broken("a least demand beside a supply limit", 'min_demand = "0 kg/s"',
           'min_demand = "5 kg/s"\nmax_supply = "3 kg/s"', "least flow in one direction"),
    broken("a least demand above the largest", 'min_demand = "0 kg/s"',
           'min_demand = "5 kg/s"\nmax_demand = "3 kg/s"', "above the largest, 3"),
    broken("passive facilities", "exponent = 0.8", "exponent = 0.9", "--passive",
           arguments=["--passive"]),
    broken("a control that no terminal takes", "exponent = 0.8", "exponent = 0.9", "lng",
           arguments=["--control", "lng=ratio:1.2"]),
    # fuel
    broken("an efficiency above one", 'drive_efficiency = "35 %"', 'drive_efficiency = "135 %"',
           at("drive_efficiency"), "drive_efficiency is 135 %"),
    broken("an efficiency of zero", 'drive_efficiency = "35 %"', "drive_efficiency = 0",
           at("drive_efficiency")),
    broken("fuel of a node that is none", 'fuel_node = "city"', 'fuel_node = "cite"',
           at("fuel_node"), "'cite' is no node"),
    broken("a calorific value in the wrong unit", '"48 MJ/kg"', '"48 MJ/m3"',
           at("lower_calorific_value")),
    broken("a calorific value of zero", '"48 MJ/kg"', '"0 MJ/kg"', at("lower_calorific_value")),
    broken("a key of fuel that is none", "lower_calorific_value", "calorific_value",
           "calorific_value", "lower_calorific_value"),
    broken("fuel that is no table", '[fuel]\nlower_calorific_value = "48 MJ/kg"',
           "[[fuel]]\na = 1", "'fuel' is not a table"),
    broken("an efficiency without the fuel", "exponent = 0.8", "exponent = 0.9",
           "--drive-efficiency", "without --fuel", arguments=["--drive-efficiency", "0.3"]),
    broken("an efficiency of the command that is none", "exponent = 0.8", "exponent = 0.9",
           "--drive-efficiency 3", arguments=["--fuel", "--drive-efficiency", "3"]),
    # heat
    broken("a heat transfer in the wrong unit", '"1.5 W/m2/K"', '"1.5 W/m"', at("heat_transfer")),
    broken("a heat transfer of zero", '"1.5 W/m2/K"', '"0 W/m2/K"', at("heat_transfer"),
           "greater than zero"),
    broken("a cooler below absolute zero", 'cooler_outlet = "40 degC"',
           'cooler_outlet = "-400 degC"', at("cooler_outlet")),
    broken("a cooler without a unit", 'cooler_outlet = "40 degC"', "cooler_outlet = 40",
           at("cooler_outlet")),
    broken("a preheater in the wrong unit", 'preheated_outlet = "5 degC"',
           'preheated_outlet = "5 bar"', at("preheated_outlet")),
    broken("a supply temperature that is no number", 'supply_temperature = "10 degC"',
           'supply_temperature = "warm"', at("supply_temperature")),
    broken("a cooler at a valve", 'mode = "open"', 'mode = "open"\ncooler_outlet = "40 degC"',
           "cooler_outlet"),
    broken("heat that is no table", "[thermal]\n", "[[thermal]]\n", "'thermal' is not a table"),
    broken("a key of heat that is none", "ground_temperature", "soil_temperature",
           "soil_temperature"),
    broken("a ground in the wrong unit", 'ground_temperature = "5 degC"',
           'ground_temperature = "5 m"', at("ground_temperature")),
    broken("a ground hotter than any", 'ground_temperature = "5 degC"',
           'ground_temperature = "5000 K"', "must lie between", arguments=["--thermal"]),
    broken("a truncated file", "[fuel]\nlower_calorific_value = \"48 MJ/kg\"", "[fuel",
           "not valid TOML"),
]

BASES = [Row("a network with facilities, fuel and heat", SOLVE, [], {"network.toml": NETWORK}),
         Row("the same with temperatures", [*SOLVE, "--thermal"], [], {"network.toml": NETWORK}),
         Row("the same asked for a verdict", ["gas", "verdict", "network.toml"], [],
             {"network.toml": NETWORK})]
