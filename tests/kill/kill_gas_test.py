"""kill -9 of gas commands that write leaves the old or the new folder whole; SIGABRT: exit 3."""

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

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.path.abspath(os.path.join(os.environ.get("LANDBRIDGE_BINARY", "build/release/bin"),
                                       "landbridge"))
KILLS = 8
OUR_MISTAKE = 3
EXAMPLES = ROOT / "examples"
# name, words of the first and of the second run; both write the same files with other numbers.
COMMANDS = [
    ("batch", ["gas", "batch", "network.toml", "--nominations", "many.csv"], ["--scale", "0.9"]),
    ("simulate", ["gas", "simulate", EXAMPLES / "transient/network.toml", "--boundary",
                  EXAMPLES / "transient/winter_day.toml", "--hours", "8"],
     ["--temperature", "280K"]),
    ("optimise", ["gas", "optimise", EXAMPLES / "optimise", "--objective", "supply-cost"],
     ["--objective", "max-flow:city"]),
    ("convert", ["gas", "convert", EXAMPLES / "transient/network.toml", "--to", "csv"],
     ["--fix", "border=60bar"]),
]
CASES = 3000


def call(folder, words):
    return subprocess.run([PROGRAM, *map(str, words)], cwd=folder, capture_output=True, text=True,
                          timeout=120, check=False)


def fingerprint(folder):
    """Name and hash of every file below but the manifest, which has the words of the call."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "manifest.json"}


class GasCommands(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp()).resolve()
        self.addCleanup(shutil.rmtree, self.root)
        shutil.copy(EXAMPLES / "batch/network.toml", self.root)
        head, *rows = (EXAMPLES / "batch/week.csv").read_text().splitlines()
        many = [f"{k}_{row}" for k in range(CASES // len(rows)) for row in rows]
        (self.root / "many.csv").write_text("\n".join([head, *many]) + "\n")
        self.moments = random.Random(int(os.environ.get("LANDBRIDGE_SEED", "20260101")))

    def run_whole(self, words, out):
        done = call(self.root, [*words, "--out", out])
        self.assertIn(done.returncode, (0, 2), done.stderr)
        return fingerprint(self.root / out)

    def cut(self, words, out, seconds):
        """Whether the kill came before the end."""
        process = subprocess.Popen([PROGRAM, *map(str, words), "--out", out], cwd=self.root,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        process.kill()
        return process.wait() == -signal.SIGKILL

    def kill_again_and_again(self, words, change):
        old = self.run_whole(words, "out")
        started = time.monotonic()
        new = self.run_whole(replaced(words, change), "other")
        seconds = time.monotonic() - started
        self.assertNotEqual(old, new, "both runs write the same: the test says nothing")
        cut_short = 0
        for k in range(KILLS):
            share = self.moments.uniform(0.0, 1.1) if k % 2 else self.moments.uniform(0.5, 1.0)
            cut_short += self.cut(replaced(words, change), "out", share * seconds)
            after = fingerprint(self.root / "out")
            self.assertIn(after, (old, new), "the folder is neither the old nor the new one")
            json.loads((self.root / "out/manifest.json").read_text())
            if after == new:
                self.run_whole(words, "out")
        self.assertGreater(cut_short, 0, "no run was cut short: the test says nothing")
        self.run_whole(words, "out")
        left = sorted(path.name for path in self.root.iterdir())
        self.assertEqual(left, ["many.csv", "network.toml", "other", "out"],
                         "the next run removes what a killed one left")

    def test_a_killed_command_leaves_the_old_or_the_new_folder_whole(self):
        for name, words, change in COMMANDS:
            with self.subTest(name):
                shutil.rmtree(self.root / "out", ignore_errors=True)
                shutil.rmtree(self.root / "other", ignore_errors=True)
                self.kill_again_and_again(words, change)

    def test_a_mistake_of_ours_ends_with_3_and_says_whose_it_is(self):
        words = [EXAMPLES / "transient/network.toml", "--hours", "5000", "--step", "10s"]
        process = subprocess.Popen([PROGRAM, "gas", "simulate", *map(str, words), "--out", "out"],
                                   cwd=self.root, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        time.sleep(1.0)
        process.send_signal(signal.SIGABRT)  # what a broken assertion raises
        _, messages = process.communicate(timeout=60)
        self.assertEqual(process.returncode, OUR_MISTAKE, messages)
        self.assertIn("a mistake in landbridge, not in your data", messages)
        self.assertFalse((self.root / "out").exists())


def replaced(words, change):
    """The words with an option of `change` in place of the same option, or behind them."""
    if change[0] not in words:
        return [*words, *change]
    at = words.index(change[0])
    return [*words[:at], *change, *words[at + 2:]]


if __name__ == "__main__":
    print(f"LANDBRIDGE_SEED={os.environ.get('LANDBRIDGE_SEED', '20260101')}", file=sys.stderr)
    unittest.main(verbosity=2)
