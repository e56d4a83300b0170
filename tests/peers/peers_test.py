"""peers_test.py PROGRAM WRITE_GRID: generated networks solved by landbridge and by scipy agree.

Without numpy and scipy it is skipped, visibly: exit code 77 (Debian: python3-scipy).
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

DEBIAN_PYTHON = "/usr/bin/python3"
BAR = 1e5
PRESSURE_BAR_MAX = 1e-7
FLOW_KG_S_MAX = 1e-6
CASES = [("60", seed) for seed in range(1, 13)] + [("140", 1), ("140", 2), ("140", 3),
                                                  ("600", 1), ("600", 2), ("4200", 1)]

try:
    import scipy_network
except ModuleNotFoundError as missing:
    # Debian's packages are for Debian's interpreter; another one may come first in the path.
    if os.path.realpath(sys.executable) != os.path.realpath(DEBIAN_PYTHON) and \
            os.path.exists(DEBIAN_PYTHON):
        os.execv(DEBIAN_PYTHON, [DEBIAN_PYTHON, *sys.argv])
    print(f"SKIPPED: the Python module {missing.name} is not here (Debian: python3-scipy)")
    sys.exit(77)

PROGRAM, WRITE_GRID = sys.argv[1:3]


def solved(folder):
    done = subprocess.run([PROGRAM, "gas", "solve", str(pathlib.Path(folder) / "network.toml"),
                           "--json", "-", "--quiet"], capture_output=True, check=True)
    return json.loads(done.stdout)


def worst_pressure_difference(ours, network, pressure):
    return max(abs(node["pressure_bar"] - pressure[network.vertex_of_node[node["id"]]] / BAR)
               for node in ours["nodes"])


class Peers(unittest.TestCase):
    def differences(self, shape, seed):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([WRITE_GRID, shape, str(seed), folder], check=True)
            network = scipy_network.read(folder)
            ours = solved(folder)
        self.assertEqual(ours["status"], "ok")
        pressure, flow = scipy_network.solve_in_extended_precision(network)
        worst_bar = worst_pressure_difference(ours, network, pressure)
        found = {link["id"]: link["mass_flow_kg_s"] for link in ours["links"]}
        worst_kg_s = max(abs(found[name] - flow[i]) for i, name in enumerate(network.pipe_names))
        drops = network.resistance * flow * abs(flow)
        return worst_bar, worst_kg_s, network, drops

    def test_generated_networks_agree_with_scipy(self):
        for shape, seed in CASES:
            with self.subTest(shape=shape, seed=seed):
                worst_bar, worst_kg_s, network, _ = self.differences(shape, seed)
                print(f"{shape} nodes, seed {seed}: {len(network.resistance)} pipes, "
                      f"pressure {worst_bar:.1e} bar, flow {worst_kg_s:.1e} kg/s")
                self.assertLess(worst_bar, PRESSURE_BAR_MAX)
                self.assertLess(worst_kg_s, FLOW_KG_S_MAX)

    def test_almost_lossless_pipes_stand_beside_long_ones(self):
        _, _, network, _ = self.differences("600", 1)
        self.assertGreater(network.resistance.max() / network.resistance.min(), 1e6)

    def test_two_solvers_with_different_loads_do_not_agree(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([WRITE_GRID, "60", "1", folder], check=True)
            network = scipy_network.read(folder)
            ours = solved(folder)
        network.supply *= 1.001
        pressure, _ = scipy_network.solve_in_extended_precision(network)
        worst_bar = worst_pressure_difference(ours, network, pressure)
        self.assertGreater(worst_bar, PRESSURE_BAR_MAX)

    def test_the_quick_scipy_solver_of_the_benchmark_finds_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([WRITE_GRID, "600", "1", folder], check=True)
            network = scipy_network.read(folder)
        careful, _ = scipy_network.solve_in_extended_precision(network)
        quick, _ = scipy_network.solve_fast(network)
        self.assertLess(abs(careful - quick).max() / BAR, 1e-6)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
