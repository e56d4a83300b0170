"""headers.py ROOT: every header starts with `#pragma once`, every source with its own header."""
import pathlib
import re
import sys

import sources

CODE_LINE = re.compile(r"^[ \t]*(\S.*)$", re.MULTILINE)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)


def check(root):
    root = pathlib.Path(root)
    messages = []
    for path in sources.files(root, (".hpp",), ("src", "tests", "benchmarks", "examples")):
        first = CODE_LINE.search(sources.code_only(sources.read(path)))
        if first is None or first[1].split() != ["#pragma", "once"]:
            messages.append(f"{sources.place(path, root)}: the first line of code is not "
                            "'#pragma once'")
    for path in sources.files(root, (".cpp",), ("src",)):
        own = path.with_suffix(".hpp")
        wanted = str(own.relative_to(root / "src"))
        first = INCLUDE.search(sources.read(path))
        if own.exists() and (first is None or first[1] != wanted):
            messages.append(f'{sources.place(path, root)}: the first include is not "{wanted}"')
    return messages


if __name__ == "__main__":
    sources.finish(check(sys.argv[1]))
