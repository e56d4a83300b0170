"""clang_tidy.py ROOT BUILD [PROGRAM [FILE…]]: clang-tidy over our sources, two at a time.

A file that passed is not looked at again until it, a header of ours that it includes, its compiler
options, .clang-tidy or the program change: BUILD/clang_tidy keeps one empty file per passed state.
Tests of a folder are left out: their macros expand to code that is not ours.
"""
import concurrent.futures
import hashlib
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

import sources

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"(landbridge/[^"]+)"', re.MULTILINE)
KEPT_OPTION = re.compile(r"-(I|D|isystem|std=)")


def options_of(command):
    """Include paths, definitions and the standard of a compile command; no precompiled header."""
    words, kept = shlex.split(command), []
    for index, word in enumerate(words):
        if word == "-isystem":
            kept += [word, words[index + 1]]
        elif KEPT_OPTION.match(word):
            kept.append(word)
    return kept


def our_headers(root, path, found):
    """Adds every header of ours that a file includes, directly or not."""
    for name in INCLUDE.findall(sources.read(path)):
        header = root / "src" / name
        if header not in found and header.exists():
            found.add(header)
            our_headers(root, header, found)
    return found


def state_of(root, path, options, program_version):
    digest = hashlib.sha256(program_version.encode())
    digest.update(" ".join(options).replace(str(root), "").encode())
    for file in [root / ".clang-tidy", path, *sorted(our_headers(root, path, set()))]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def look_at(program, path, options):
    run = subprocess.run([program, "--quiet", str(path), "--", *options], capture_output=True,
                         text=True, check=False)
    return run.returncode == 0, run.stdout + ("" if run.returncode == 0 else run.stderr)


def selected(root, build, wanted):
    """(path, options) of the sources of ours that the build compiles."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        is_ours = (root / "src") in path.parents and not path.name.endswith("_test.cpp")
        if is_ours and (not wanted or path in wanted):
            yield path, options_of(entry["command"])


def check(root, build, program="clang-tidy-14", wanted=()):
    root, build = pathlib.Path(root).resolve(), pathlib.Path(build)
    version = subprocess.run([program, "--version"], capture_output=True, text=True,
                             check=True).stdout
    passed = build / "clang_tidy"
    passed.mkdir(exist_ok=True)
    jobs = {path: (options, passed / state_of(root, path, options, version))
            for path, options in selected(root, build, set(wanted))}
    to_do = {path: job for path, job in jobs.items() if not job[1].exists()}
    print(f"clang-tidy: {len(to_do)} of {len(jobs)} files changed since they passed")
    messages = []
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        results = pool.map(lambda path: look_at(program, path, to_do[path][0]), to_do)
        for path, (is_clean, text) in zip(to_do, results):
            if is_clean:
                to_do[path][1].touch()
            else:
                messages.append(text.replace(f"{root}/", ""))
    return messages


if __name__ == "__main__":
    tidy = sys.argv[3] if len(sys.argv) > 3 else "clang-tidy-14"
    if shutil.which(tidy) is None:
        print(f"SKIPPED: {tidy} is not on this machine")
        sys.exit(77)
    sources.finish(check(sys.argv[1], sys.argv[2], tidy, map(pathlib.Path, sys.argv[4:])))
