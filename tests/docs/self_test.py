"""The documentation test finds pages that lie."""
import pathlib
import shutil
import tempfile
import unittest

import docs_test
import pages

FAKE = """#!/bin/sh
case $1 in
  fail) echo "no such study" >&2; exit 1 ;;
  *) printf 'pressure 66.1 bar\\nflow 300 kg/s\\nsolved in 12 ms\\n' ;;
esac
"""


class Docs(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "copy").mkdir()
        program = self.root / "copy" / "landbridge"
        program.write_text(FAKE)
        program.chmod(0o755)

    def messages(self, page):
        path = self.root / "README.md"
        path.write_text(page)
        return docs_test.check_page(path, self.root, self.root / "copy", "g++")[0]

    def test_a_true_page_passes(self):
        self.assertEqual(self.messages(
            "```sh\n./landbridge run \\\n  study  # a remark\n```\n\n<!-- output -->\n"
            "```text\npressure 66... bar\n...\nsolved in ... ms\n```\n"), [])

    def test_a_command_that_fails_is_found(self):
        self.assertIn("no such study", self.messages("```sh\nlandbridge fail\n```\n")[0])

    def test_a_failure_that_the_page_announces_passes(self):
        self.assertEqual(self.messages("<!-- exit 1 -->\n```sh\nlandbridge fail\n```\n"), [])

    def test_another_output_is_found(self):
        found = self.messages("```sh\nlandbridge run\n```\n<!-- output -->\n"
                              "```text\npressure 70 bar\n```\n")
        self.assertIn("something else", found[0])

    def test_a_missing_line_between_two_is_found(self):
        self.assertFalse(pages.meets("a\nb\nc\n", "a\nc"))
        self.assertTrue(pages.meets("a\nb\nc\n", "a\n...\nc"))
        self.assertFalse(pages.meets("aa\n", "a"))

    def test_a_program_that_does_not_compile_is_found(self):
        self.assertEqual(self.messages("```cpp\nint main() { return 0; }\n```\n"), [])
        self.assertIn("does not compile",
                      self.messages("```cpp\nint main() { return x; }\n```\n")[0])

    def test_what_is_not_ours_or_marked_is_left_alone(self):
        self.assertEqual(self.messages(
            "```sh\nfalse\n```\n<!-- not run: takes an hour -->\n```sh\nlandbridge fail\n```\n"
            "```cpp\nsolve(problem);\n```\n"), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
