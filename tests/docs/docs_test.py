"""docs_test.py ROOT PROGRAM COMPILER: what the pages show works, and prints what they say.

Commands of README.md and docs run in a scratch copy of the repository without its sources; C++
blocks with a main() are compiled.
"""
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

import pages

COPIED = ("studies", "examples", "cases")
MOST_SECONDS = 600


def page_files(root):
    found = [root / "README.md", *sorted((root / "docs").rglob("*.md")),
             *sorted((root / "src").rglob("README.md"))]
    return [path for path in found if path.exists()]


def data_root(root):
    given = os.environ.get("LANDBRIDGE_DATA")
    data = pathlib.Path(given) if given else root.parent / "shared" / "data"
    return data if data.exists() else None


def scratch_copy(root, program, folder):
    """A repository that has studies and a ./landbridge, with the data folder where it always is."""
    copy = folder / "landbridge"
    copy.mkdir()
    for name in COPIED:
        if (root / name).exists():
            shutil.copytree(root / name, copy / name)
    os.symlink(program, copy / "landbridge")
    if data_root(root):
        (folder / "shared").mkdir()
        os.symlink(data_root(root).resolve(), folder / "shared" / "data")
    return copy


def run_command(command, copy):
    environment = {**os.environ, "PATH": f"{copy}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    return subprocess.run(["bash", "-c", command], cwd=copy, capture_output=True, text=True,
                          timeout=MOST_SECONDS, env=environment, check=False,
                          stdin=subprocess.DEVNULL)


def wanted_exit_code(block):
    return int(block.note.removeprefix("exit")) if block.note.startswith("exit ") else 0


def check_sh(block, expected, copy, where):
    """Messages about one sh block; the output block belongs to its last command."""
    messages, printed = [], ""
    for command in pages.commands_of(block):
        if "shared/data" in command and not (copy.parent / "shared").exists():
            print(f"SKIPPED: {where}: needs the data folder: {command}")
            return []
        outcome = run_command(command, copy)
        printed = outcome.stdout
        if outcome.returncode != wanted_exit_code(block):
            messages.append(f"{where}: exit code {outcome.returncode}: {command}\n"
                            f"{outcome.stdout[-2000:]}{outcome.stderr[-2000:]}")
    if expected is not None and not messages and not pages.meets(printed, expected.text):
        messages.append(f"{where}: prints something else than the page says:\n{printed[-4000:]}")
    return messages


def check_cpp(block, root, compiler, where):
    if "int main(" not in block.text:
        return []
    command = [*shlex.split(compiler), "-std=c++20", "-Wall", "-Wextra", "-fsyntax-only",
               f"-I{root / 'src'}", "-x", "c++", "-"]
    outcome = subprocess.run(command, input=block.text, capture_output=True, text=True, check=False)
    return [f"{where}: does not compile:\n{outcome.stderr[:3000]}"] if outcome.returncode else []


def check_page(path, root, copy, compiler):
    messages, count = [], 0
    blocks = pages.blocks_of(path.read_text())
    for block, following in zip(blocks, [*blocks[1:], None]):
        where = f"{path.relative_to(root)}:{block.line}"
        if block.note.startswith("not run:"):
            continue
        if block.language == "sh":
            is_output = following is not None and following.note == "output"
            count += len(list(pages.commands_of(block)))
            messages += check_sh(block, following if is_output else None, copy, where)
        elif block.language == "cpp":
            count += 1
            messages += check_cpp(block, root, compiler, where)
    return messages, count


def main(root, program, compiler):
    root = pathlib.Path(root)
    messages, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        copy = scratch_copy(root, pathlib.Path(program).resolve(), pathlib.Path(folder))
        for path in page_files(root):
            found, more = check_page(path, root, copy, compiler)
            messages += found
            count += more
    print(*messages, f"{count} commands and programs of the pages tried", sep="\n")
    return 1 if messages else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
