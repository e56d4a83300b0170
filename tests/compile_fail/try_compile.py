"""try_compile.py compiles|does_not FILE EXPECTED -- COMPILER OPTIONS…: one half of a pair.

`compiles` passes if FILE compiles; `does_not` passes if FILE with SHOULD_NOT_COMPILE is refused and
the first error says what EXPECTED (a regular expression) says, so that a spelling mistake in FILE
cannot pass for the mistake that it is about.
"""
import re
import subprocess
import sys


def first_error(output):
    return next((line for line in output.splitlines() if "error" in line), "")


def main(variant, path, expected, compiler):
    define = ["-DSHOULD_NOT_COMPILE"] if variant == "does_not" else []
    run = subprocess.run([*compiler, *define, "-fsyntax-only", path], capture_output=True,
                         text=True, check=False)
    if variant == "compiles":
        print(run.stderr)
        return run.returncode
    if run.returncode == 0:
        print(f"{path} compiles with SHOULD_NOT_COMPILE; the types no longer refuse it")
        return 1
    error = first_error(run.stderr)
    if re.search(expected, error):
        return 0
    print(f"refused for another reason than '{expected}':\n{error}")
    return 1


if __name__ == "__main__":
    split = sys.argv.index("--")
    sys.exit(main(*sys.argv[1:split], sys.argv[split + 1:]))
