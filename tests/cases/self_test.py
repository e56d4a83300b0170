"""self_test.py PROGRAM: the runner of the cases finds a wrong expectation."""
import pathlib
import shutil
import sys
import tempfile
import unittest

import cases

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ""


class Cases(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)

    def messages(self, old="", new="", name="one_pipe", file="expected.toml"):
        """What the runner says of a case in which `old` became `new`."""
        folder = self.root / name
        shutil.copytree(ROOT / "cases" / "gas" / name, folder)
        text = (folder / file).read_text(encoding="utf-8")
        self.assertIn(old, text)
        (folder / file).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
        return cases.check_all(PROGRAM, self.root)[0]

    def test_an_unchanged_case_passes(self):
        self.assertEqual(self.messages(), [])

    def test_a_wrong_pressure_is_found(self):
        found = self.messages('"66.09709414 bar"', '"66.09709514 bar"')
        self.assertEqual(len(found), 1)
        self.assertIn("gas.pressure[B] is 66.097", found[0])

    def test_a_wrong_network_is_found(self):
        self.assertIn("gas.pressure[B]",
                      self.messages('"100 km"', '"101 km"', file="network.toml")[0])

    def test_a_wrong_status_is_found(self):
        self.assertIn("status is 'infeasible'", self.messages(
            'value     = "infeasible"', 'value     = "ok"', name="infeasible_nomination")[0])

    def test_a_wrong_unit_is_found(self):
        self.assertIn("is not in 'bar'", self.messages('14 bar"', '14 MPa"')[0])

    def test_a_name_that_is_not_there_is_found(self):
        self.assertIn("0 such entries", self.messages("gas.pressure[B]", "gas.pressure[X]")[0])

    def test_an_unknown_quantity_is_found(self):
        self.assertIn("is none of", self.messages("gas.pressure[B]", "gas.colour[B]")[0])

    def test_a_tolerance_without_a_reason_is_found(self):
        self.assertIn("'reason' is missing", self.messages(", reason = ", ", because = ")[0])

    def test_a_network_that_cannot_be_read_is_found(self):
        self.assertIn("exit code 1", self.messages('"80 bar"', '"80 baar"', file="network.toml")[0])

    def test_a_folder_without_cases_is_found(self):
        self.assertIn("no case found", cases.check_all(PROGRAM, self.root)[0][0])


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main(verbosity=2)
