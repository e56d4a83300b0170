"""Nominations and networks that are broken in one place each; the cause must name that place."""

from changes import (BACKWARDS, CLOSED, STATION, all_of, decisions, flow, machines, of_link, power,
                     pressure, scaled, substituted)

UNIT = "1000m_cube_per_hour"


def group(name, station, *choices):
    return decisions({name: {f"d{i}": {(STATION, station): c} for i, c in enumerate(choices)}})


# network: (what is broken, change, the place that must be named, causes, options)
CASES = {
    "GasLib-11": (
        ("a pressure limit of an exit", pressure("sink", "exit02", "pressureMin", 75), "exit02",
         {"limits_cross"}),
        ("the upper limit of an entry", pressure("source", "entry02", "pressureMax", 41), "entry02",
         {"pressure_too_high"}),
        ("what an entry may give", substituted(
            rf'(<source [^>]*id="entry01".*?<flowMax unit="{UNIT}" value=")[0-9.]+', r"\g<1>100",
            True), "entry01", {"supply_limit"}),
        ("one exit's demand", all_of(flow("exit02", 350), flow("entry01", 270),
                                     flow("entry02", 260)), "exit02",
         {"demand_too_high", "pressure_too_low"}),
        ("the load of its stations", scaled(1.6), "CS0", {"station_too_weak"}),
        ("an entry that does not add up", flow("entry01", 170), "network", {"unbalanced"}),
        ("a station that is closed", None, "CS02_N04_N05", {"cut_off"},
         ("--control", "CS02_N04_N05=closed")),
        ("the group of decisions of a station", group("middle", "CS02_N04_N05", CLOSED, BACKWARDS),
         "middle", {"no_decision"}),
    ),
    "GasLib-24": (
        ("what a pipe may carry", of_link("pipe", "L16", "flowMax", 40, UNIT), "L16",
         {"flow_limit"}),
        ("a control valve that is closed", None, "CV01", {"cut_off"},
         ("--control", "CV01=closed")),
        ("the power of the drives", all_of(
            pressure("sink", "exit04", "pressureMin", 55), power(10)), "CS",
         {"station_too_weak"}),
        ("the map of the machines", all_of(
            pressure("sink", "exit04", "pressureMin", 62),
            machines(r'(<speedMax [^/]*value=")11600', r"\g<1>5770"),
            machines(r'(<speedMax [^/]*value=")6500', r"\g<1>3510")), "CS",
         {"station_too_weak"}),
        ("a lower limit of an exit", pressure("sink", "exit01", "pressureMin", 62), "exit01",
         {"pressure_too_low"}),
        ("what an exit may take", flow("exit01", 10), "exit01", {"supply_limit"}),
        ("the group of decisions of two stations", decisions({
            "east": {"a": {(STATION, "CS2"): CLOSED}, "b": {(STATION, "CS1"): CLOSED}}}), "east",
         {"no_decision"}),
    ),
    "GasLib-40": (
        ("the diameter of a pipe", of_link("pipe", "pipe_1", "diameter", 150, "mm"), "pipe_1",
         {"transport_capacity"}),
        ("the flow limit of a pipe", of_link("pipe", "pipe_1", "flowMax", 100, UNIT), "pipe_1",
         {"flow_limit"}),
        ("the lower limit of a sink", pressure("sink", "sink_12", "pressureMin", 60), "sink_12",
         {"pressure_too_low"}),
        ("a station that is closed", None, "compressorStation_4", {"cut_off"},
         ("--control", "compressorStation_4=closed")),
        ("the upper limit of a source", pressure("source", "source_2", "pressureMax", 30),
         "source_2", {"pressure_too_high"}),
        ("a source that only its machines could lift",
         pressure("source", "source_2", "pressureMax", 50), "compressorStation_5",
         {"station_too_weak"}),
    ),
    "GasLib-135": (
        ("the flow limit of a pipe", of_link("pipe", "pipe_140", "flowMin", -100, UNIT), "pipe_140",
         {"flow_limit"}),
        ("the diameter of a pipe", of_link("pipe", "pipe_1", "diameter", 400, "mm"), "pipe_1",
         {"transport_capacity"}),
        ("a station that is closed", None, "compressorStation_2", {"cut_off"},
         ("--control", "compressorStation_2=closed")),
        ("the upper limit of a source", pressure("source", "source_3", "pressureMax", 60),
         "source_3", {"pressure_too_high"}),
        ("a source that does not add up", flow("source_1", 1000), "network", {"unbalanced"}),
        ("the group of decisions of a station",
         group("cs2", "compressorStation_2", CLOSED, BACKWARDS), "cs2", {"no_decision"}),
    ),
}
