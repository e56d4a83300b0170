"""Runs the program on every row of rows_*.py; see README.md."""

import fnmatch
import glob
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

SECONDS_MAX = 5.0
PROGRAM = os.path.join(os.environ.get("LANDBRIDGE_BINARY", "build/release/bin"), "landbridge")
# A sanitizer build is slower and may say so.
SECONDS_MAX *= float(os.environ.get("LANDBRIDGE_SLOWDOWN", "1"))


def write_files(row, folder):
    for name, content in row.files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if callable(content):
            content(path)
        else:
            data = content if isinstance(content, bytes) else content.encode()
            with open(path, "wb") as file:
                file.write(data)


def everything_in(folder):
    """Every path below, with size and time of change, hidden ones too."""
    found = {}
    for base, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(base, name)
            info = os.lstat(path)
            found[os.path.relpath(path, folder)] = (info.st_size if name in files else 0)
    return found


def run(row, folder):
    arguments = list(row.arguments)
    if "--out" not in arguments:
        arguments += ["--out", "results"]
    started = time.monotonic()
    done = subprocess.run([os.path.abspath(PROGRAM), *arguments, "--json", "result.json"],
                          cwd=folder,
                          capture_output=True, timeout=10 * SECONDS_MAX, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode(), time.monotonic() - started


class BadInput(unittest.TestCase):
    def check_row(self, row):
        if row.is_skipped_as_root and os.geteuid() == 0:
            self.skipTest("root may read every file")
        with tempfile.TemporaryDirectory() as folder:
            write_files(row, folder)
            before = everything_in(folder)
            code, _, message, seconds = run(row, folder)
            self.assertEqual(code, 1, f"exit code; the message was: {message}")
            self.assertLess(seconds, SECONDS_MAX, "it must not take long to say no")
            for phrase in row.expects:
                self.assertIn(phrase, message)
            self.assertNotIn("mistake in landbridge", message)
            self.assertLess(len(message), 100000, "a message is for people")
            with open(os.path.join(folder, "result.json"), encoding="utf-8") as file:
                result = json.load(file)
            self.check_json(row, result)
            after = everything_in(folder)
            del after["result.json"]
            self.assertEqual(before, after, "nothing else may appear, change or go")

    def check_json(self, row, result):
        self.assertEqual(result["status"], "bad_input")
        self.assertGreater(len(result["errors"]), 0)
        text = ""
        for error in result["errors"]:
            self.assertEqual(sorted(error), ["hint", "message", "where"])
            self.assertTrue(error["message"])
            text += f'{error["where"]}: {error["message"]} {error["hint"]}\n'
        for phrase in row.expects:
            self.assertIn(phrase, text, "the JSON says what the message says")
        if row.has_hint:
            self.assertTrue(result["errors"][0]["hint"], "the first error says what would be right")


class GoodInput(unittest.TestCase):
    """The base texts themselves are accepted, so that each row fails for its own reason."""

    def check_base(self, row):
        with tempfile.TemporaryDirectory() as folder:
            write_files(row, folder)
            code, _, message, _ = run(row, folder)
            self.assertEqual(code, 0, message)
            self.assertTrue(os.path.exists(os.path.join(folder, "results", "manifest.json")))
            leftovers = [name for name in os.listdir(folder) if name.startswith(".")]
            self.assertEqual(leftovers, [])


def load_tests(loader, _tests, _pattern):
    suite = unittest.TestSuite()
    wanted = loader.testNamePatterns or ["*"]  # python3 test_bad_input.py -k "decimal comma"
    names = set()
    for path in sorted(glob.glob(os.path.join(HERE, "rows_*.py"))):
        stem = os.path.splitext(os.path.basename(path))[0]
        module = importlib.import_module(stem)
        for case, rows in ((BadInput, module.ROWS), (GoodInput, module.BASES)):
            for row in rows:
                name = f"test {stem.removeprefix('rows_')}: {row.name}"
                if name in names:
                    raise ValueError(f"two rows of {stem} are called {row.name!r}")
                names.add(name)
                check = case.check_row if case is BadInput else case.check_base
                setattr(case, name, lambda self, row=row, check=check: check(self, row))
                if any(fnmatch.fnmatchcase(name, pattern) for pattern in wanted):
                    suite.addTest(case(name))
    return suite


if __name__ == "__main__":
    unittest.main()
