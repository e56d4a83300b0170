"""format.py ROOT [CLANG_FORMAT]: all C++ is laid out as .clang-format says."""
import pathlib
import re
import shutil
import subprocess
import sys

import sources


def check(root, program="clang-format-14"):
    root = pathlib.Path(root)
    paths = sources.files(root, (".hpp", ".cpp"),
                          ("src", "tests", "benchmarks", "examples", "python"))
    if not paths:
        return []
    run = subprocess.run([program, "--dry-run", "--style=file", *map(str, paths)],
                         capture_output=True, text=True, check=False, cwd=root)
    if run.returncode != 0 and "clang-format-violations" not in run.stderr:
        return [run.stderr]
    found = {}
    for name, line in re.findall(r"^(.*?):(\d+):\d+: .*clang-format-violations", run.stderr,
                                 re.MULTILINE):
        found.setdefault(name, line)
    return [f"{sources.place(name, root, line)}: not laid out as .clang-format says; "
            f"{program} -i {sources.place(name, root)}" for name, line in found.items()]


if __name__ == "__main__":
    formatter = sys.argv[2] if len(sys.argv) > 2 else "clang-format-14"
    if shutil.which(formatter) is None:
        print(f"SKIPPED: {formatter} is not on this machine")
        sys.exit(77)
    sources.finish(check(sys.argv[1], formatter))
