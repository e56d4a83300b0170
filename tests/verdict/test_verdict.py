"""test_verdict.py ROOT PROGRAM: verdicts that an independent checker confirms, and broken
nominations that are refused for their true cause."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import broken
import checker
from changes import (ACTIVE, CLOSED, STATION, all_of, decisions, flow, piston, power, pressure,
                     scaled, substituted)

NETWORKS = ("GasLib-11", "GasLib-24", "GasLib-40", "GasLib-135")


def data_root(root):
    given = os.environ.get("LANDBRIDGE_DATA")
    data = pathlib.Path(given) if given else root.parent / "shared" / "data"
    return data / "gas" / "gaslib" if (data / "gas" / "gaslib").exists() else None


def ask(program, net, scn, *options):
    outcome = subprocess.run([program, "gas", "verdict", str(net), "--nomination", str(scn),
                              "--quiet", "--json", "-", *options],
                             capture_output=True, text=True, timeout=120, check=False)
    try:
        return outcome.returncode, json.loads(outcome.stdout)
    except json.JSONDecodeError:
        return outcome.returncode, {"verdict": "none", "text": outcome.stderr}


class Bench:
    """A scratch copy of one network whose files may be changed."""

    def __init__(self, program, source, folder):
        self.program, self.source, self.folder = program, source, folder
        self.failures = []

    def files(self, change=None):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        for path in self.source.glob(f"{self.source.name}.*"):
            shutil.copy(path, folder)
        for path in self.source.glob("valley.*"):
            shutil.copy(path, folder)
        net = next(folder.glob("*.net"))
        scn = next(folder.glob("*.scn"))
        if change:
            change(net, scn)
        return net, scn

    def complain(self, what, text):
        self.failures.append(f"{self.source.name}: {what}: {text}")

    def feasible(self, what, change=None, options=(), running=0):
        """Confirmed by the checker; `running` stations at least must be active with machines."""
        net, scn = self.files(change)
        code, result = ask(self.program, net, scn, *options)
        if code != 0 or result["verdict"] != "feasible":
            return self.complain(what, f"exit {code}, {result.get('verdict')} "
                                       f"{(result.get('cause') or {}).get('sentence')}")
        share = dict(zip(options, options[1:])).get("--recirculation", 0.0)
        for text in checker.complaints(net, scn, result, float(share)):
            self.complain(what, text)
        active = [c for c in result["controls"] if c["mode"] == "active" and "units" in c]
        if len(active) < running:
            self.complain(what, f"runs {len(active)} stations instead of {running}")
        return None

    def infeasible(self, what, change, where, causes, options=()):
        net, scn = self.files(change)
        code, result = ask(self.program, net, scn, *options)
        cause = result.get("cause") or {}
        if code != 0 or result["verdict"] != "infeasible":
            return self.complain(what, f"exit {code}, {result.get('verdict')}")
        if where not in cause["where"] or cause["what"] not in causes:
            self.complain(what, f"is put down to {cause['what']} at {cause['where']}: "
                                f"{cause['sentence']}")
        if not cause["by_how_much"] >= 0.0:
            self.complain(what, f"misses by {cause['by_how_much']}")
        return None


def valley(bench):
    bench.feasible("as it stands")
    bench.feasible("half of it", scaled(0.5))
    bench.feasible("nearly as much as it can", scaled(1.3))
    bench.infeasible("one entry too much", flow("west", 380), "network", ["unbalanced"])
    bench.infeasible("more at the exit", all_of(flow("east", 399), flow("mill", 139),
                                                    flow("west", 598)), "east",
                     ["demand_too_high", "pressure_too_low"])
    bench.infeasible("limit at the exit", pressure("sink", "east", "pressureMin", 66), "east",
                     ["pressure_too_low"])
    bench.infeasible("cap at the source", pressure("source", "west", "pressureMax", 33), "west",
                     ["pressure_too_high"])
    bench.infeasible("station without power", power(300), "pass_station",
                     ["station_too_weak"])
    bench.infeasible("station closed", None, "pass_station", ["cut_off"],
                     ("--control", "pass_station=closed"))
    bench.infeasible("source may give less", substituted(
        r'(<source id="west".*?<flowMax unit="1000m_cube_per_hour" value=")[0-9.]+', r"\g<1>300",
        True), "west", ["supply_limit"])
    bench.infeasible("the town's line is closed", substituted(
        r'(<pipe id="town_line".*?<flowMax unit="1000m_cube_per_hour" value=")[0-9.]+', r"\g<1>10",
        True), "town_line", ["flow_limit"])


def valley_with_machines(bench):
    bench.feasible("compression for the border", pressure("sink", "east", "pressureMin", 55),
                   running=1)
    bench.feasible("a reciprocating machine", all_of(scaled(1.3), piston(2.0)), running=1)
    bench.infeasible("a reciprocating machine of low ratio", all_of(scaled(1.3), piston(1.1)),
                     "pass_station", ["station_too_weak"])
    choices = {"shut": {(STATION, "pass_station"): CLOSED},
               "pump": {(STATION, "pass_station"): ACTIVE + ' configuration="single"'}}
    bench.feasible("the decision that fits", decisions({"pass": choices}), running=1)
    bench.infeasible("a decision that does not", decisions({"pass": choices}), "pass",
                     ["no_decision"], ("--decision", "pass=shut"))


def gaslib_with_machines(bench):
    """Nominations that need compression by the maps of the GasLib files."""
    name = bench.source.name
    if name == "GasLib-11":
        for scale in (0.9, 1.3, 1.5):
            bench.feasible(f"scaled by {scale}", scaled(scale))
        cs = {(STATION, "CS02_N04_N05"): ACTIVE + ' configuration="1"'}
        start = decisions({"m": {"on": cs}})
        bench.infeasible("machines too large for the flow", start, "m", ["no_decision"])
        bench.feasible("the same with gas that goes round again", start,
                       ("--recirculation", "8"), running=1)
    if name == "GasLib-24":
        bench.feasible("its fullest pipe at its limit", scaled(1.8))
        bench.feasible("three stations in a row", pressure("sink", "exit04", "pressureMin", 45),
                       running=3)
        cs3 = {(STATION, "CS3"): ACTIVE + ' configuration="3"'}
        bench.feasible("the configuration that a decision names", all_of(
            pressure("sink", "exit04", "pressureMin", 45), decisions({"m": {"on": cs3}})),
                       running=1)
        bench.feasible("more pressure at the end", pressure("sink", "exit04", "pressureMin", 58),
                       running=2)
    if name == "GasLib-135":
        bench.feasible("a tenth more", scaled(1.1), running=3)
        bench.infeasible("a fifth more", scaled(1.2), "", ["pressure_too_high"])


def check_state_can_fail(bench):
    """The checker must object to a state that was tampered with, in every respect."""
    net, scn = bench.files()
    _, result = ask(bench.program, net, scn)
    tampers = {
        "pressure": lambda r: r["nodes"][0].update(pressure_bar=r["nodes"][0]["pressure_bar"] + 1),
        "supply": lambda r: r["nodes"][0].update(
            injection_kg_s=r["nodes"][0]["injection_kg_s"] + 1e-3),
        "flow": lambda r: r["links"][0].update(
            mass_flow_kg_s=r["links"][0]["mass_flow_kg_s"] + 1e-3),
        "setting": lambda r: r["controls"][0].update(mode="closed"),
        "a node left out": lambda r: r["nodes"].pop(),
    }
    for name, tamper in tampers.items():
        changed = json.loads(json.dumps(result))
        tamper(changed)
        if not checker.complaints(net, scn, changed):
            bench.complain("the checker", f"does not see a changed {name}")


def main(root, program):
    root = pathlib.Path(root)
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(program, root / "examples" / "gaslib-small", folder)
        valley(bench)
        valley_with_machines(bench)
        check_state_can_fail(bench)
        failures += bench.failures
        data = data_root(root)
        if data is None:
            print("SKIPPED: the GasLib networks are not on this machine (set LANDBRIDGE_DATA)")
        for name in NETWORKS if data else ():
            bench = Bench(program, data / name, folder)
            bench.feasible("as it stands")
            check_state_can_fail(bench)
            gaslib_with_machines(bench)
            for case in broken.CASES[name]:
                bench.infeasible(*case)
            failures += bench.failures
    print("\n".join(failures) or "every verdict confirmed")
    return 1 if failures else (0 if data else 77)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
