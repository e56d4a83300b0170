"""The last line of ./test counts what happened."""
import contextlib
import io
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import summarise

PASSED = '<testcase name="a" status="run"/>'
FAILED = '<testcase name="b" status="fail"><failure message=""/></testcase>'
SKIPPED = ('<testcase name="c" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/>'
           '</testcase>')
NOT_STARTED = ('<testcase name="d" status="notrun"><skipped message="Unable to find executable"/>'
               '</testcase>')


class Summary(unittest.TestCase):
    def summary(self, *cases):
        """(exit code, last line) for these test cases."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "results.xml"
            path.write_text(f"<testsuite>{''.join(cases)}</testsuite>")
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
                code = summarise.summarise(path)
        return code, printed.getvalue().splitlines()[-1]

    def test_all_passed(self):
        self.assertEqual(self.summary(PASSED, PASSED), (0, "2 passed, 0 failed, 0 skipped"))

    def test_one_failed(self):
        self.assertEqual(self.summary(PASSED, FAILED), (1, "1 passed, 1 failed, 0 skipped"))

    def test_skipped_is_no_failure(self):
        self.assertEqual(self.summary(PASSED, SKIPPED), (0, "1 passed, 0 failed, 1 skipped"))

    def test_a_program_that_is_missing_is_a_failure(self):
        self.assertEqual(self.summary(PASSED, NOT_STARTED), (1, "1 passed, 1 failed, 0 skipped"))

    def test_no_test_at_all_is_a_failure(self):
        self.assertEqual(self.summary(), (1, "0 passed, 0 failed, 0 skipped"))

    def test_ctest_writes_what_is_read_here(self):
        """A real run: one passes, one fails, one skips, one cannot start."""
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder)
            (here / "CTestTestfile.cmake").write_text(
                'add_test(good true)\nadd_test(bad false)\nadd_test(gone /no/such/program)\n'
                'add_test(data sh -c "exit 77")\n'
                'set_tests_properties(data PROPERTIES SKIP_RETURN_CODE 77)\n'
                'add_test(word sh -c "echo SKIPPED: no data")\n'
                'set_tests_properties(word PROPERTIES SKIP_REGULAR_EXPRESSION "SKIPPED: ")\n')
            results = here / "results.xml"
            subprocess.run(["ctest", "--test-dir", folder, "--output-junit", str(results)],
                           capture_output=True, check=False)
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                code = summarise.summarise(results)
        self.assertEqual((code, printed.getvalue().splitlines()[-1]),
                         (1, "1 passed, 2 failed, 2 skipped"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
