"""Compressor stations of GasLib evaluated from the XML alone, against `landbridge gas station`.

Nothing here comes from the program: maps are evaluated by scanning flows and halving intervals,
where the program solves quadratics. Usage: check_station.py PROGRAM
"""

import json
import math
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

GAS = {"R": 500.0, "Z": 0.9, "T": 283.15, "kappa": 1.3, "Hu": 50e6, "ambient_c": 10.0}
SAMPLES = 160
EDGE = 1e-6  # relative: how near an edge the two programs may decide differently


def name(element):
    return element.tag.split("}")[-1]


def numbers(element, prefix, count):
    found = {name(c): float(c.get("value")) for c in element if c.get("value")}
    return [found[f"{prefix}_{i + 1}"] for i in range(count)]


def bi(c, x, y):
    return sum(c[3 * j + k] * y**j * x**k for j in range(3) for k in range(3))


def quad(c, x):
    return c[0] + c[1] * x + c[2] * x * x


def read(path):
    stations = {}
    for cs in ElementTree.parse(path).getroot():
        drives, machines, configurations = {}, {}, {}
        for e in cs.iter():
            if name(e) == "gasTurbine":
                drives[e.get("id")] = (numbers(e, "power_fun_coeff", 9),
                                       numbers(e, "energy_rate_fun_coeff", 3))
        for e in cs.iter():
            if name(e) != "turboCompressor":
                continue
            speeds = {name(c): float(c.get("value")) for c in e if name(c) in
                      ("speedMin", "speedMax")}
            machines[e.get("id")] = {
                "H": numbers(e, "n_isoline_coeff", 9), "eta": numbers(e, "eta_ad_isoline_coeff", 9),
                "surge": numbers(e, "surgeline_coeff", 3),
                "choke": numbers(e, "chokeline_coeff", 3),
                "n": (speeds["speedMin"], speeds["speedMax"]), "drive": drives[e.get("drive")]}
        for e in cs.iter():
            if name(e) == "configuration":
                configurations[e.get("confId")] = [[u.get("id") for u in stage] for stage in e]
        stations[cs.get("id")] = (machines, configurations)
    return stations


def head_kj(p_in, p_out, temperature):
    e = (GAS["kappa"] - 1) / GAS["kappa"]
    return GAS["Z"] * GAS["R"] * temperature / e * ((p_out / p_in)**e - 1) / 1e3


def speed(m, q, h):
    """Halving on the isolines, which rise with the speed inside a map."""
    low, high = m["n"]
    if bi(m["H"], low, q) > h or bi(m["H"], high, q) < h:
        return None
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if bi(m["H"], middle, q) < h else (low, middle)
    return 0.5 * (low + high)


def can(m, q, h, rho):
    if not quad(m["choke"], q) <= h <= quad(m["surge"], q):
        return False
    n = speed(m, q, h)
    if n is None:
        return False
    eta = bi(m["eta"], n, q)
    return eta > 0 and rho * q * h / eta <= bi(m["drive"][0], n, GAS["ambient_c"])


def interval(m, h, rho, samples=SAMPLES):
    """Lowest and highest volume flow at a head, by scan and halving."""
    q_max = 12.0
    qs = [q_max * (i + 0.5) / samples for i in range(samples)]
    good = [q for q in qs if can(m, q, h, rho)]
    if not good:
        return None

    def edge(inside, outside):
        for _ in range(50):
            middle = 0.5 * (inside + outside)
            if can(m, middle, h, rho):
                inside = middle
            else:
                outside = middle
        return inside
    step = q_max / samples
    return edge(good[0], good[0] - step), edge(good[-1], good[-1] + step)


class Checker:
    def __init__(self, program, data):
        self.program, self.data, self.failures, self.checks = program, data, [], 0

    def check(self, is_good, what):
        self.checks += 1
        if not is_good:
            self.failures.append(what)

    def near(self, a, b, what, relative=1e-8):
        self.check(abs(a - b) <= relative * max(abs(a), abs(b), 1e-12), f"{what}: {a} and {b}")

    def unit(self, where, m, u):
        p_in, p_out = u["inlet_pressure_bar"] * 1e5, u["outlet_pressure_bar"] * 1e5
        t_in = u["inlet_temperature_k"]
        rho = p_in / (GAS["Z"] * GAS["R"] * t_in)
        h = head_kj(p_in, p_out, t_in)
        q, n, eta = u["inlet_volume_flow_m3_s"], u["speed_per_min"], u["efficiency"]
        self.near(q * rho, u["mass_flow_kg_s"], f"{where} density")
        self.near(h, u["head_kj_kg"], f"{where} head")
        self.near(bi(m["H"], n, q), h, f"{where} isoline")
        self.near(bi(m["eta"], n, q), eta, f"{where} efficiency")
        self.check(h <= quad(m["surge"], q) * (1 + EDGE), f"{where} is in surge")
        self.check(h >= quad(m["choke"], q) * (1 - EDGE), f"{where} is in choke")
        self.check(m["n"][0] * (1 - EDGE) <= n <= m["n"][1] * (1 + EDGE), f"{where} speed {n}")
        power_kw = q * rho * h / eta
        self.near(power_kw, u["shaft_power_mw"] * 1e3, f"{where} power")
        self.check(power_kw <= bi(m["drive"][0], n, GAS["ambient_c"]) * (1 + EDGE),
                   f"{where} is too strong for its drive")
        self.near(quad(m["drive"][1], power_kw) * 1e3 / GAS["Hu"], u["fuel_kg_s"], f"{where} fuel")
        e = (GAS["kappa"] - 1) / GAS["kappa"]
        self.near(t_in * (1 + ((p_out / p_in)**e - 1) / eta), u["outlet_temperature_k"],
                  f"{where} temperature")

    def point(self, where, machines, stages, c, inlet, outlet, flow):
        """Every law of a point that the program says can be run."""
        units = c["point"]["machines"]
        p, t = inlet, GAS["T"]
        for k, ids in enumerate(stages):
            here = [u for u in units if u["stage"] == k + 1]
            self.check(sorted(u["id"] for u in here) == sorted(ids), f"{where} machines")
            self.near(sum(u["mass_flow_kg_s"] for u in here), flow, f"{where} mass")
            for u in here:
                self.near(u["inlet_pressure_bar"] * 1e5, p, f"{where} pressure into a stage")
                self.near(u["inlet_temperature_k"], t, f"{where} temperature into a stage")
                self.unit(f"{where} {u['id']}", machines[u["id"]], u)
            p = here[0]["outlet_pressure_bar"] * 1e5
            t = sum(u["mass_flow_kg_s"] * u["outlet_temperature_k"] for u in here) / flow
        self.near(p, outlet, f"{where} outlet")

    def stage_flows(self, machines, ids, inlet, outlet, samples=SAMPLES):
        rho = inlet / (GAS["Z"] * GAS["R"] * GAS["T"])
        h = head_kj(inlet, outlet, GAS["T"])
        ranges = [interval(machines[i], h, rho, samples) for i in ids]
        if None in ranges:
            return None
        return rho * sum(r[0] for r in ranges), rho * sum(r[1] for r in ranges)

    def answer(self, where, machines, stages, c, inlet, outlet, flow):
        """A single stage: the program's yes or no is that of the scan."""
        if len(stages) > 1:
            return
        found = self.stage_flows(machines, stages[0], inlet, outlet)
        says = c["can_run"]
        if found is None:
            self.check(not says, f"{where}: runs, but the scan finds nothing")
            return
        low, high = found
        if low * (1 + EDGE) < flow < high * (1 - EDGE):
            self.check(says, f"{where}: refused, but {low} < {flow} < {high}")
        if flow < low * (1 - EDGE) or flow > high * (1 + EDGE):
            self.check(not says, f"{where}: runs, but {flow} is outside {low} .. {high}")

    def range_ends(self, where, machines, stages, c, inlet, flow):
        """Just inside the ends the scan can run, just outside it cannot."""
        r = c["reachable"]
        if "limit" in r or len(stages) > 1:
            return
        for key, sign in (("lowest_outlet_bar", 1), ("highest_outlet_bar", -1)):
            p = r[key] * 1e5
            for side in (1, -1):
                beside = p * (1 + sign * (1e-4 if side == 1 else -1e-5))
                found = self.stage_flows(machines, stages[0], inlet, beside)
                if found is None and side == 1:  # a stretch narrower than the scan's step
                    found = self.stage_flows(machines, stages[0], inlet, beside, 100 * SAMPLES)
                runs = found is not None and found[0] <= flow <= found[1]
                self.check(runs == (side == 1), f"{where} {key} {p}: scan says {runs} at {side}")

    def run(self, file, inlet_bar, outlet_bar, flow):
        path = os.path.join(self.data, "gas/gaslib", file, file + ".cs")
        done = subprocess.run(
            [self.program, "gas", "station", path, "--inlet", f"{inlet_bar}bar", "--outlet",
             f"{outlet_bar}bar", "--flow", f"{flow}kg/s", "--quiet", "--json", "-"],
            capture_output=True, check=True, text=True)
        return json.loads(done.stdout)["stations"], read(path)

    def grid(self, file, outcomes):
        seen = set()
        for inlet in (32.0, 50.0, 64.0):
            for ratio in (1.06, 1.2, 1.45):
                for flow in (15.0, 50.0, 100.0, 230.0):
                    answers, stations = self.run(file, inlet, inlet * ratio, flow)
                    self.check(len(answers) == len(stations), f"{file}: stations")
                    for s in answers:
                        machines, configurations = stations[s["id"]]
                        for c in s["configurations"]:
                            stages = configurations[c["id"]]
                            where = f"{file} {s['id']} {c['id']} {inlet} x {ratio}, {flow} kg/s"
                            p_in, p_out = inlet * 1e5, inlet * ratio * 1e5
                            outcomes[c["can_run"]] += 1
                            if c["can_run"]:
                                self.point(where, machines, stages, c, p_in, p_out, flow)
                            # Equal maps give equal answers: the slow scan once for each map.
                            key = json.dumps([inlet, ratio, flow, [[machines[i] for i in stage]
                                                                   for stage in stages]])
                            if key in seen:
                                continue
                            seen.add(key)
                            self.answer(where, machines, stages, c, p_in, p_out, flow)
                            self.range_ends(where, machines, stages, c, p_in, flow)


def main():
    program = sys.argv[1]
    data = os.environ.get("LANDBRIDGE_DATA") or os.path.join(
        os.environ.get("LANDBRIDGE_SOURCE", "."), "..", "shared", "data")
    if not os.path.isdir(os.path.join(data, "gas/gaslib")):
        print("SKIPPED: the GasLib files are not on this machine (set LANDBRIDGE_DATA)")
        return 77
    checker = Checker(program, data)
    outcomes = {True: 0, False: 0}
    for file in ("GasLib-11", "GasLib-24", "GasLib-40", "GasLib-135"):
        checker.grid(file, outcomes)
    checker.check(outcomes[True] > 100 and outcomes[False] > 100, f"one-sided grid: {outcomes}")
    for failure in checker.failures[:20]:
        print("wrong:", failure)
    print(f"{checker.checks} checks, {len(checker.failures)} wrong; "
          f"{outcomes[True]} points run, {outcomes[False]} refused")
    return 1 if checker.failures or not math.isfinite(checker.checks) else 0


if __name__ == "__main__":
    sys.exit(main())
