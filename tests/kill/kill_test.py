"""kill -9 of `landbridge run` leaves the old or the new results whole; new, explain, compare."""

import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.path.abspath(os.path.join(os.environ.get("LANDBRIDGE_BINARY", "build/release/bin"),
                                       "landbridge"))
KILLS = 10
DRAWS = "60"
TOPICS = ("gas", "claim.metric", "units", "value", "scenario", "gas.settings", "gas.pipe",
          "gas.station", "gas.supply", "gas.offtake", "gas.ground", "gas.delivery",
          "gas.shortage", "gas.import", "gas.deal", "gas.price", "gas.known_line",
          "gas.pipe.diameter", "gas.delivered", "gas.zone")
NETWORK = """[gas]
molar_mass = "18.57 kg/kmol"
temperature = "283.15 K"
eos = "ideal"

[[node]]
id = "north"
pressure = "70 bar"

[[node]]
id = "south"
demand = "80000 kg/s"

[[pipe]]
id = "line"
from = "north"
to = "south"
length = "60 km"
diameter = "700 mm"
roughness = "0.05 mm"
"""


def call(folder, *words):
    return subprocess.run([PROGRAM, *words], cwd=folder, capture_output=True, text=True,
                          timeout=120, check=False)


def fingerprint(folder):
    """Name and hash of every file below."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


class Commands(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp()).resolve()
        self.addCleanup(shutil.rmtree, self.root)
        done = call(self.root, "new", "mine")
        self.assertEqual(done.returncode, 0, done.stderr)

    def run_it(self, seed, *more):
        done = call(self.root, "run", "mine", "--draws", DRAWS, "--seed", str(seed), *more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def seed_of(self, folder):
        """The seed of results that are whole: every file is there and tells the same run."""
        manifest = json.loads((folder / "manifest.json").read_text())
        results = json.loads((folder / "results.json").read_text())
        self.assertEqual(manifest["seed"], results["seed"])
        for name in ("report.html", "network.geojson", "tables/claims.csv", "tables/inputs.csv"):
            self.assertGreater((folder / name).stat().st_size, 0, name)
        for file in manifest["files"]:
            bytes_read = (self.root / "mine" / file["path"]).read_bytes()
            self.assertEqual(hashlib.sha256(bytes_read).hexdigest(), file["sha256"])
        return manifest["seed"]

    def test_a_kill_at_any_moment_leaves_the_old_or_the_new_results_whole(self):
        number = int(os.environ.get("LANDBRIDGE_SEED", "20260101"))
        print(f"LANDBRIDGE_SEED={number}", file=sys.stderr)
        moments = random.Random(number)
        target = self.root / "results/mine"
        started = time.monotonic()
        self.run_it(1)
        seconds = time.monotonic() - started
        expected = {1: fingerprint(target)["results.json"]}
        self.run_it(2, "--out", "two")
        expected[2] = fingerprint(self.root / "two")["results.json"]
        cut_short = 0
        for k in range(KILLS):
            # Every second kill falls into the last part of the run, in which files are written.
            share = moments.uniform(0.0, 1.1) if k % 2 else moments.uniform(0.8, 1.05)
            before = fingerprint(target)
            process = subprocess.Popen([PROGRAM, "run", "mine", "--draws", DRAWS, "--seed", "2"],
                                       cwd=self.root, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(share * seconds)
            process.kill()
            cut_short += process.wait() == -signal.SIGKILL
            seed = self.seed_of(target)
            after = fingerprint(target)
            self.assertEqual(after["results.json"], expected[seed])
            if seed == 1:
                self.assertEqual(before, after, "the old results are untouched")
            else:
                self.run_it(1)
        self.assertGreater(cut_short, 0, "no run was cut short: the test says nothing")
        self.run_it(1)
        self.assertEqual([path.name for path in (self.root / "results").iterdir()], ["mine"],
                         "the next run removes what a killed one left")

    def test_the_new_study_runs_and_its_report_is_where_it_says(self):
        text = self.run_it(1)
        report = text[text.index("Report: ") + len("Report: "):].strip()
        self.assertTrue((self.root / report).is_file())
        self.assertIn("8 billion cubic metres", text)

    def test_every_topic_of_explain_says_something(self):
        for topic in TOPICS:
            done = call(self.root, "explain", topic)
            self.assertEqual(done.returncode, 0, f"{topic}: {done.stderr}")
            self.assertGreater(len(done.stdout), 40, topic)

    def test_every_table_and_metric_that_a_domain_lists_can_be_explained(self):
        listed = call(self.root, "explain", "gas").stdout.split()
        tables = [word for word in listed if word.startswith("gas.") and "[" not in word]
        self.assertGreater(len(tables), 10)
        for name in tables:
            done = call(self.root, "explain", name.split("<")[0].rstrip("."))
            self.assertEqual(done.returncode, 0, f"{name}: {done.stderr}")

    def test_compare_says_when_two_results_are_the_same_and_what_differs(self):
        self.run_it(1, "--out", "a")
        self.run_it(1, "--out", "b")
        done = call(self.root, "compare", "a", "b")
        self.assertEqual((done.returncode, done.stdout), (0, "The two results are the same.\n"))
        pipes = self.root / "mine/pipes.csv"
        pipes.write_text(pipes.read_text().replace("150,991", "150,700"))
        self.run_it(1, "--out", "b")
        done = call(self.root, "compare", "a", "b")
        self.assertEqual(done.returncode, 0)
        self.assertIn("today, gas.delivered[southport].annual", done.stdout)

    def test_a_network_that_cannot_carry_its_demand_ends_with_2(self):
        (self.root / "network.toml").write_text(NETWORK)
        done = call(self.root, "gas", "solve", "network.toml", "--json", "r.json")
        self.assertEqual(done.returncode, 2, done.stderr)
        status = json.loads((self.root / "r.json").read_text())["status"]
        self.assertEqual(status, "infeasible")


if __name__ == "__main__":
    unittest.main(verbosity=2)
