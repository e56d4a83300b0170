"""Every check of this folder finds the mistake it is there for, and only that one.

self_test.py NAME runs the tests of one check. Each writes a small tree with one violation into a
scratch folder; the same tree without it must pass.
"""
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

import bibliography
import clang_tidy
import folders
import format as clang_format
import headers
import layers
import sizes
import unit_names
import words


class Tree(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def assert_finds(self, messages, *words_of_message):
        self.assertEqual(len(messages), 1, messages)
        for word in words_of_message:
            self.assertIn(word, messages[0])


class Layers(Tree):
    DECLARED = {"base": [], "math": ["base"], "gas": ["base", "math"], "freight": ["base"],
                "io": ["base"]}

    def include(self, name, header):
        self.write(f"src/landbridge/{name}", f"#pragma once\n#include {header}\n")
        return layers.check(self.root, self.DECLARED)

    def test_a_declared_edge_passes(self):
        self.assertEqual(self.include("gas/pipe.hpp", '"landbridge/math/dual.hpp"'), [])

    def test_domains_never_include_each_other(self):
        found = self.include("gas/pipe.cpp", '"landbridge/freight/road.hpp"')
        self.assert_finds(found, "src/landbridge/gas/pipe.cpp:2: gas may not include freight "
                                 "(it may include: base, math)")

    def test_base_includes_nobody(self):
        self.assert_finds(self.include("base/a.hpp", '"landbridge/gas/a.hpp"'),
                          "nothing but itself")

    def test_a_relative_include_is_refused(self):
        self.assert_finds(self.include("gas/pipe.hpp", '"link.hpp"'), "whole path")

    def test_third_parties_stay_behind_their_fences(self):
        self.assertEqual(self.include("math/newton.hpp", "<Eigen/Sparse>"), [])
        self.assertEqual(self.include("gas/solve.cpp", "<Eigen/Sparse>"), [])
        self.assert_finds(self.include("gas/solve.hpp", "<Eigen/Sparse>"), "sources of domains")

    def test_json_stays_in_io(self):
        self.assertEqual(self.include("io/json.cpp", "<nlohmann/json.hpp>"), [])
        self.assert_finds(self.include("gas/json.cpp", "<nlohmann/json.hpp>"), "only", "in io")

    def test_an_unknown_third_party_is_refused(self):
        self.assert_finds(self.include("gas/a.cpp", "<boost/graph.hpp>"), "without a fence")

    def test_a_folder_must_declare_itself(self):
        self.assert_finds(self.include("rail/a.cpp", "<vector>"), "rail")

    def test_a_declared_edge_between_domains_is_refused(self):
        self.assert_finds(layers.check_declared({"gas": ["freight"]}), "not below")

    def test_a_declared_edge_upwards_is_refused(self):
        self.assert_finds(layers.check_declared({"base": ["io"]}), "not below")


class Sizes(Tree):
    def test_a_short_file_passes(self):
        self.write("src/a.cpp", "int one() {\n  return 1;\n}\n")
        self.assertEqual(sizes.check(self.root), [])

    def test_a_file_of_501_lines_is_too_long(self):
        self.write("src/a.cpp", "\n" * 501)
        self.assert_finds(sizes.check(self.root), "501 lines")

    def test_a_test_may_have_700_lines_and_no_more(self):
        self.write("src/a_test.cpp", "\n" * 700)
        self.assertEqual(sizes.check(self.root), [])
        self.write("src/a_test.cpp", "\n" * 701)
        self.assert_finds(sizes.check(self.root), "701 lines")

    def test_a_line_of_101_columns_is_too_wide(self):
        self.write("src/a.cpp", "// " + "x" * 97 + "\n// " + "ü" * 98 + "\n")
        self.assert_finds(sizes.check(self.root), "a.cpp:2: 101 columns")

    def test_a_function_of_61_lines_is_too_long(self):
        for head in ("int f()", "int A::f(int a) const noexcept", 'TEST_CASE("a { b")',
                     "auto f() -> std::vector<int>", "A::A() : a_(1), b_(2)"):
            self.write("src/a.cpp", head + " {\n" + "  g();\n" * 58 + "}\n")
            self.assertEqual(sizes.check(self.root), [], head)
            self.write("src/a.cpp", head + " {\n" + "  g();\n" * 59 + "}\n")
            self.assert_finds(sizes.check(self.root), "61 lines")

    def test_a_long_table_or_namespace_is_no_function(self):
        self.write("src/a.cpp", "namespace a {\nconst int t[] = {\n" + "1,\n" * 80 + "};\n"
                   "struct S {\n" + "  int a;\n" * 80 + "};\n}\n")
        self.assertEqual(sizes.check(self.root), [])

    def test_a_python_function_of_61_lines_is_too_long(self):
        self.write("tests/a.py", "def f():\n" + "    g()\n" * 60)
        self.assert_finds(sizes.check(self.root), "61 lines")


class Bibliography(Tree):
    ENTRY = "@book{koch2015,\n  title = {Gas networks},\n  year = {2015}\n}\n"

    def test_a_known_key_passes(self):
        self.write("docs/references.bib", self.ENTRY)
        self.write("src/a.hpp", "/// Flow [m3/s]; source [koch2015, ch. 2].\n")
        self.assertEqual(bibliography.check(self.root), [])

    def test_an_unknown_key_is_found(self):
        self.write("docs/references.bib", self.ENTRY)
        self.write("src/a.hpp", "/// [koch2015]\n\n/// after [nobody1999; koch2015]\n")
        self.assert_finds(bibliography.check(self.root), "src/a.hpp:3: [nobody1999]")

    def test_a_key_nobody_cites_is_found(self):
        self.write("docs/references.bib", self.ENTRY)
        self.assert_finds(bibliography.check(self.root), "nothing cites koch2015")

    def test_an_entry_without_a_year_is_found(self):
        self.write("docs/references.bib", "@book{koch2015,\n  title = {Gas}\n}\n")
        self.write("docs/a.md", "[koch2015]\n")
        self.assert_finds(bibliography.check(self.root), "has no year")

    def test_a_key_that_is_there_twice_is_found(self):
        self.write("docs/references.bib", self.ENTRY + self.ENTRY)
        self.write("docs/a.md", "[koch2015]\n")
        self.assert_finds(bibliography.check(self.root), "twice")

    def test_an_index_in_code_is_no_citation(self):
        self.write("docs/references.bib", self.ENTRY)
        self.write("src/a.cpp", 'int a = table[index100]; auto s = "[text100]";  // [koch2015]\n')
        self.assertEqual(bibliography.check(self.root), [])


class Words(Tree):
    def test_ordinary_text_passes(self):
        self.write("src/a.cpp", "// homework/rooted; ${root}/tmp/x; build/work/now\n")
        self.assertEqual(words.check(self.root), [])

    def test_each_forbidden_word_is_found(self):
        for text in ("// TO" "DO: later", "FIX" "ME", "a place" "holder", "not imple" "mented",
                     '"/wo' 'rk/main"', "see /ho" "me/me", "registry.npm" "js.org",
                     '"resolved": "ht' 'tps://a"'):
            self.write("src/a.cpp", text + "\n")
            found = words.check(self.root)
            self.assertGreaterEqual(len(found), 1, text)
            self.assertTrue(found[0].startswith("src/a.cpp:1:"), found)


class Headers(Tree):
    def test_pragma_once_first_passes(self):
        self.write("src/landbridge/a.hpp", "// about\n#pragma once\n#include <vector>\n")
        self.write("src/landbridge/a.cpp", '#include "landbridge/a.hpp"\n')
        self.assertEqual(headers.check(self.root), [])

    def test_a_header_without_guard_is_found(self):
        self.write("src/a.hpp", "#include <vector>\n#pragma once\n")
        self.assert_finds(headers.check(self.root), "#pragma once")

    def test_a_source_that_hides_what_its_header_lacks_is_found(self):
        self.write("src/landbridge/a.hpp", "#pragma once\n")
        self.write("src/landbridge/a.cpp", '#include <vector>\n#include "landbridge/a.hpp"\n')
        self.assert_finds(headers.check(self.root), "first include")


class Folders(Tree):
    def setUp(self):
        super().setUp()
        self.write("src/landbridge/gas/README.md", "# gas\n```cpp\nsolve();\n```\n")
        self.write("src/landbridge/gas/CMakeLists.txt", "landbridge_module(gas HEADERS a.hpp)\n")
        self.write("src/landbridge/gas/a.hpp", "#pragma once\n")

    def test_a_complete_folder_passes(self):
        self.assertEqual(folders.check(self.root), [])

    def test_a_missing_readme_is_found(self):
        (self.root / "src/landbridge/gas/README.md").unlink()
        self.assert_finds(folders.check(self.root), "README.md is missing")

    def test_a_readme_without_example_is_found(self):
        self.write("src/landbridge/gas/README.md", "# gas\n")
        self.assert_finds(folders.check(self.root), "no example")

    def test_a_file_that_nobody_compiles_is_found(self):
        self.write("src/landbridge/gas/forgotten_test.cpp", "")
        self.assert_finds(folders.check(self.root), "forgotten_test.cpp", "CMakeLists.txt")

    def test_a_list_by_pattern_is_found(self):
        self.write("src/landbridge/gas/CMakeLists.txt", "file(GLOB all *.cpp) # a.hpp\n")
        self.assert_finds(folders.check(self.root), "by pattern")


class UnitNames(Tree):
    def found(self, line):
        self.write("src/a.hpp", line + "\n")
        return unit_names.check(self.root)

    def test_names_with_units_pass(self):
        for line in ("double pressure_pa;", "Pressure pressure;", "double relative_pressure;",
                     "double pressure;  ///< reduced [1]", "double flow(double flow_kg_s);",
                     "std::vector<double> flow_kg_s;", '// a double pressure;'):
            self.assertEqual(self.found(line), [], line)

    def test_names_without_units_are_found(self):
        for line in ("double pressure;", "void f(double mass_flow, int a);",
                     "const double pipe_length = 1.0;", "std::vector<double> pressures;",
                     "Column<NodeId, double> supply;", "double pressure_;"):
            self.assert_finds(self.found(line), "src/a.hpp:1", "unit")


class Format(Tree):
    def setUp(self):
        super().setUp()
        if shutil.which("clang-format-14") is None:
            self.skipTest("clang-format-14 is not on this machine")
        here = pathlib.Path(__file__).resolve().parents[2]
        shutil.copy(here / ".clang-format", self.root)

    def test_our_layout_passes(self):
        self.write("src/a.cpp", "int one() { return 1; }\n")
        self.assertEqual(clang_format.check(self.root), [])

    def test_another_layout_is_found(self):
        self.write("src/a.cpp", "int one()\n{\n      return 1;\n}\n")
        self.assert_finds(clang_format.check(self.root), "src/a.cpp:1", "clang-format-14 -i")


class ClangTidy(Tree):
    CLEAN = "int one(bool is_two) { return is_two ? 2 : 1; }\n"
    SUSPICIOUS = "int one(bool is_two) { return is_two ? 1 : 1; }\n"

    def setUp(self):
        super().setUp()
        if shutil.which("clang-tidy-14") is None:
            self.skipTest("clang-tidy-14 is not on this machine")
        here = pathlib.Path(__file__).resolve().parents[2]
        shutil.copy(here / ".clang-tidy", self.root)
        (self.root / "build").mkdir()

    def found(self, text):
        path = self.write("src/landbridge/a.cpp", text)
        commands = [{"file": str(path), "directory": str(self.root),
                     "command": f"g++ -std=c++20 -include x.hxx -I{self.root}/src -c {path}"}]
        self.write("build/compile_commands.json", json.dumps(commands))
        return clang_tidy.check(self.root, self.root / "build")

    def test_clean_code_passes_and_is_not_looked_at_again(self):
        self.assertEqual(self.found(self.CLEAN), [])
        self.assertEqual(len(list((self.root / "build/clang_tidy").iterdir())), 1)

    def test_a_suspicious_expression_is_found_every_time(self):
        for _ in range(2):
            self.assert_finds(self.found(self.SUSPICIOUS), "misc-redundant-expression")

    def test_a_changed_header_brings_its_users_back(self):
        self.write("src/landbridge/a.hpp", "#pragma once\n")
        text = '#include "landbridge/a.hpp"\n' + self.CLEAN
        self.assertEqual(self.found(text), [])
        self.write("src/landbridge/a.hpp", "#pragma once\ninline " + self.SUSPICIOUS.replace(
            "one(", "other("))
        self.assert_finds(self.found(text), "misc-redundant-expression")


CASES = {"layers": Layers, "sizes": Sizes, "bibliography": Bibliography, "words": Words,
         "headers": Headers, "folders": Folders, "unit_names": UnitNames, "format": Format,
         "clang_tidy": ClangTidy}

if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(CASES[sys.argv[1]])
    outcome = unittest.TextTestRunner(verbosity=2).run(suite)
    for _, reason in outcome.skipped:
        print(f"SKIPPED: {reason}")
    sys.exit(1 if not outcome.wasSuccessful() else 77 if outcome.skipped else 0)
