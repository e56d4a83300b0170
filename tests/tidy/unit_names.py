"""unit_names.py ROOT: a double that holds a physical value says its unit in its name.

Only what is certain, and only in headers: a declaration `double pressure` (or a vector or column of
doubles) whose last word is a physical quantity. `pressure_pa`, `pressure_ratio`, `scaled_pressure`
are fine, and so is a line whose comment has the unit in brackets: `double pressure;  ///< [1]`.
"""
import pathlib
import re
import sys

import sources

QUANTITIES = ("pressure|flow|length|diameter|temperature|mass|duration|delay|height|distance|speed|"
              "velocity|density|volume|roughness|viscosity|supply|demand|tariff")
PURE_NUMBERS = ("relative|scaled|normalised|dimensionless|reduced|log|unit|share")
DECLARATION = re.compile(
    r"\b(?:double|(?:std::)?(?:vector|span|array|Column)<[^<>;(){}]*\bdouble\b[^<>;(){}]*>)\s*&?\s+"
    r"((?:[a-z0-9_]+_)?(?:" + QUANTITIES + r")s?)_?\s*(?=[;=,){\[])")
PURE = re.compile(rf"(^|_)({PURE_NUMBERS})(_|$)")
UNIT_IN_COMMENT = re.compile(r"\[[^\[\]]+\]")


def check(root):
    root = pathlib.Path(root)
    messages = []
    for path in sources.files(root, (".hpp",), ("src",)):
        text = sources.read(path)
        code = sources.code_only(text)
        comments = sources.comments_only(text).splitlines()
        for match in DECLARATION.finditer(code):
            line = sources.line_of(code, match.start(1))
            if not PURE.search(match[1]) and not UNIT_IN_COMMENT.search(comments[line - 1]):
                messages.append(f"{sources.place(path, root, line)}: 'double {match[1]}' does not "
                                f"say its unit, as in {match[1]}_si or with the unit itself")
    return messages


if __name__ == "__main__":
    sources.finish(check(sys.argv[1]))
