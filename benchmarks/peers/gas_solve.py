"""gas_solve.py BUILD_DIR OUT_DIR: landbridge beside scipy and Octave on the same networks in the
same run.

Writes OUT_DIR/peers_gas_solve.json and prints a line a network: medians of both and their ratio.
Landbridge is timed by itself (--repeat, without reading), scipy by a clock around the solver of
tests/peers/scipy_network.py, without reading and without building its matrices' pattern. Octave
(Debian: octave; left out, visibly, where it is not there) runs gas_solve.m and times itself,
without reading. Needs numpy and scipy (Debian: python3-scipy); GasLib-135 needs the data folder.
"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEBIAN_PYTHON = "/usr/bin/python3"
sys.path.insert(0, str(ROOT / "tests" / "peers"))

try:
    import scipy
    import scipy_network
except ModuleNotFoundError as missing:
    if os.path.realpath(sys.executable) != os.path.realpath(DEBIAN_PYTHON) and \
            os.path.exists(DEBIAN_PYTHON):
        os.execv(DEBIAN_PYTHON, [DEBIAN_PYTHON, *sys.argv])
    print(f"peers: skipped, the Python module {missing.name} is not here (Debian: python3-scipy)")
    sys.exit(0)

REPEATS = 9
OCTAVE = shutil.which("octave-cli") or shutil.which("octave")
OUR_REPEATS = 200
CONSTANTS = ["--passive", "--constant-z", "0.9", "--temperature", "283.15K",
             "--friction", "nikuradse", "--fix", "source_1=80bar"]


def gaslib_135(folder):
    """Problem P0: all links but pipes without loss, source_1 at 80 bar."""
    def name(element):
        return element.tag.split("}")[1]

    def value(element, what):
        return next(float(e.get("value")) for e in element if name(e) == what)

    root = xml.parse(folder / "GasLib-135.net").getroot()
    groups = {name(group): list(group) for group in root}
    density = [value(n, "normDensity") for n in groups["nodes"] if name(n) == "source"]
    mass = [value(n, "molarMass") for n in groups["nodes"] if name(n) == "source"]
    kg_s = 1000.0 / 3600.0 * statistics.mean(density)
    nodes = {n.get("id"): (80e5 if n.get("id") == "source_1" else None, 0.0)
             for n in groups["nodes"]}
    for scenario in xml.parse(folder / "GasLib-135.scn").getroot():
        for node in scenario:
            flow = [float(e.get("value")) for e in node if name(e) == "flow"]
            sign = 1.0 if node.get("type") == "entry" else -1.0
            if flow and nodes[node.get("id")][0] is None:
                nodes[node.get("id")] = (None, sign * flow[0] * kg_s)
    pipes, lossless = [], []
    for link in groups["connections"]:
        ends = link.get("from"), link.get("to")
        if name(link) == "pipe":
            pipes.append((link.get("id"), *ends, 1e3 * value(link, "length"),
                          1e-3 * value(link, "diameter"), 1e-3 * value(link, "roughness")))
        else:
            lossless.append(ends)
    gas = {"z": 0.9, "t": 283.15, "rs": 8314.46 / statistics.mean(mass)}
    return scipy_network.Network(nodes, pipes, lossless, gas)


def ours(program, words):
    done = subprocess.run([program, "gas", "solve", *words, "--repeat", str(OUR_REPEATS),
                           "--json", "-", "--quiet"],
                          capture_output=True, check=True)
    return json.loads(done.stdout)


def peer(network):
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        pressure, _ = scipy_network.solve_fast(network)
        times.append(time.perf_counter() - begin)
    return statistics.median(times), pressure


def octave_version():
    words = subprocess.run([OCTAVE, "--version"], capture_output=True, text=True, check=True)
    return words.stdout.split("version")[1].split()[0]


def write_for_octave(network, path):
    lines = [f"{len(network.supply)} {len(network.resistance)} {network.held + 1} "
             f"{network.held_pa2!r}"]
    lines += [repr(float(s)) for s in network.supply]
    lines += [f"{a + 1} {b + 1} {float(r)!r}"
              for a, b, r in zip(network.tail, network.head, network.resistance)]
    path.write_text("\n".join(lines) + "\n")


def octave(network):
    """Median seconds and pressures [Pa], by vertex."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "network.txt"
        write_for_octave(network, path)
        done = subprocess.run(
            [OCTAVE, "--norc", "--quiet",
             str(pathlib.Path(__file__).with_name("gas_solve.m")), str(path), str(REPEATS)],
            capture_output=True, text=True, check=True, timeout=600,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})
    first, *levels = done.stdout.splitlines()
    return float(first.split()[0]), [float(level) ** 0.5 for level in levels]


def beside_octave(label, cold_s, result, network):
    if OCTAVE is None:
        print(f"{label}: Octave is not here (Debian: octave)")
        return {}
    octave_s, pressure = octave(network)
    worst_bar = worst_difference(result, network, pressure)
    print(f"{label}: Octave {octave_version()} {1e6 * octave_s:.0f} us, "
          f"{octave_s / cold_s:.0f} times; they differ by {worst_bar:.1e} bar")
    return {"octave_s": octave_s, "octave_version": octave_version(),
            "octave_over_landbridge": octave_s / cold_s,
            "worst_difference_to_octave_bar": worst_bar}


def worst_difference(result, network, pressure_pa):
    return max(abs(node["pressure_bar"] - pressure_pa[network.vertex_of_node[node["id"]]] / 1e5)
               for node in result["nodes"])


def compare(program, label, words, network):
    result = ours(program, words)
    cold_s = result["timing_s"]["solve_median"]
    scipy_s, pressure = peer(network)
    worst_bar = worst_difference(result, network, pressure)
    print(f"{label}: landbridge cold {1e6 * cold_s:.1f} us, scipy {scipy.__version__} "
          f"{1e6 * scipy_s:.0f} us, {scipy_s / cold_s:.0f} times; "
          f"they differ by {worst_bar:.1e} bar")
    return {"network": label, "landbridge_cold_s": cold_s, "scipy_s": scipy_s,
            "scipy_version": scipy.__version__, "scipy_over_landbridge": scipy_s / cold_s,
            "worst_difference_bar": worst_bar, "repeats": REPEATS,
            **beside_octave(label, cold_s, result, network)}


def main(build, out):
    program, write_grid = (str(pathlib.Path(build) / "bin" / name)
                           for name in ("landbridge", "write_grid"))
    rows = []
    data = pathlib.Path(os.environ.get("LANDBRIDGE_DATA", ROOT.parent / "shared" / "data"))
    gaslib = data / "gas" / "gaslib" / "GasLib-135"
    if gaslib.exists():
        words = [str(gaslib / "GasLib-135.net"), "--nomination", str(gaslib / "GasLib-135.scn"),
                 *CONSTANTS]
        rows.append(compare(program, "GasLib-135 P0", words, gaslib_135(gaslib)))
    else:
        print("GasLib-135: skipped, it is not on this machine (set LANDBRIDGE_DATA)")
    for shape in ("600", "4200"):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([write_grid, shape, "1", folder], check=True)
            network = scipy_network.read(folder)
            rows.append(compare(program, f"generated, {shape} nodes",
                                [str(pathlib.Path(folder) / "network.toml")], network))
    target = pathlib.Path(out) / "peers_gas_solve.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
