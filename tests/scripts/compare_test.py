"""benchmarks/compare.py tells a change from noise."""
import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "benchmarks"))
import compare


class Compare(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)

    def results(self, name, unit="ns", **medians):
        """A folder with one file: each benchmark with its median and a spread of 1 %."""
        folder = pathlib.Path(self.scratch.name) / name
        folder.mkdir()
        rows = [{"run_name": key, "aggregate_name": kind, "cpu_time": value, "time_unit": unit}
                for key, median in medians.items()
                for kind, value in (("median", median), ("stddev", 0.01 * median))]
        (folder / "gas_bench.json").write_text(json.dumps(
            {"context": {"machine": "m", "compiler": "c"}, "benchmarks": rows}))
        return folder

    def outcome(self, before, after):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = compare.main(before, after)
        return code, printed.getvalue()

    def test_three_per_cent_are_noise(self):
        code, text = self.outcome(self.results("a", solve=100.0), self.results("b", solve=103.0))
        self.assertEqual(code, 0)
        self.assertTrue(text.startswith("same"))

    def test_ten_per_cent_are_slower(self):
        code, text = self.outcome(self.results("a", solve=100.0), self.results("b", solve=110.0))
        self.assertEqual(code, 1)
        self.assertIn("slower  gas_bench: solve", text)

    def test_ten_per_cent_less_are_faster(self):
        code, text = self.outcome(self.results("a", solve=100.0), self.results("b", solve=90.0))
        self.assertEqual((code, text[:6]), (0, "faster"))

    def test_units_of_time_are_converted(self):
        code, _ = self.outcome(self.results("a", solve=1000.0),
                               self.results("b", unit="us", solve=1.0))
        self.assertEqual(code, 0)

    def test_a_benchmark_that_is_gone_is_said(self):
        code, text = self.outcome(self.results("a", solve=1.0, read=1.0),
                                  self.results("b", solve=1.0))
        self.assertEqual(code, 1)
        self.assertIn("gone    gas_bench: read", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
