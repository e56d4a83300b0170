#!/usr/bin/env python3
"""run.py [--minutes N] [--only NAME…] [--jobs N] [--build DIR] [--data DIR]: builds the fuzzers
with clang and lets each look for inputs that break its reader, N minutes long.

Seeds are the committed corpus, the study and the examples of this repository and, where it is
there, the folder of development data. What the fuzzers learn stays in the build folder. The exit
code is 0 if nothing was found; the last lines give executions and findings of each reader.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LARGEST_SEED_BYTES = 200_000
PER_INPUT_SECONDS = 10
MEMORY_MB = 4000
# Which files of the data folder seed which harness; a folder format packs several into one.
DATA = {
    "gaslib_cs": ["gas/gaslib/*/*.cs"],
    "matgas": ["gas/optimisation/*.m"],
    "optimise_json": ["gas/grail/*.json"],
    "gaslib_net": ["gas/gaslib/*/*.net"],
    "gaslib_scn": ["gas/gaslib/*/*.scn"],
    "json": ["gas/lanl_steady/*/bc.json", "gas/lanl_steady/*/network.json"],
    "csv": ["gas/belgium/*.csv", "gas/reference/economics.csv"],
}
OURS = {
    "boundary": ["examples/transient/winter_day.toml"],
    "gaslib_cs": ["examples/gaslib-small/*.cs"],
    "gaslib_net": ["examples/gaslib-small/*.net"],
    "gaslib_scn": ["examples/gaslib-small/*.scn"],
    "nominations": ["examples/batch/week.csv"],
    "csv": ["studies/*/gas/*.csv"],
    "design": ["examples/design/*.toml"],
    "rail_line": ["examples/line/*.toml"],
    "network_toml": ["cases/gas/*/network.toml", "examples/composition/*.toml",
                     "examples/facilities/*.toml"],
}
PACKED = {
    "lanl": ("gas/lanl_steady/*", ["network.json", "bc.json", "params.json"]),
    "lanl_transient": ("gas/lanl_transient/*",
                       ["network.json", "bc.json", "params.json", "ic.json"]),
}
# Folders of this repository, packed likewise.
OURS_PACKED = {
    "gmns": ("examples/gmns*", ["node.csv", "link.csv", "config.csv", "demand.csv"]),
}


def harnesses():
    text = (HERE / "CMakeLists.txt").read_text()
    return re.search(r"set\(harnesses\s+([^)]*)\)", text)[1].split()


def build(folder, names):
    subprocess.run(["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja",
                    "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DCMAKE_CXX_COMPILER=clang++-14",
                    "-DLANDBRIDGE_FUZZ=ON", "-DLANDBRIDGE_TESTS=ON"],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder, "--target", *(f"{name}_fuzz" for name in names)],
                   check=True)


def seeds(name, data, target):
    """Copies the seeds of a harness into one folder; gives their number."""
    target.mkdir(parents=True, exist_ok=True)
    found = [path for pattern in OURS.get(name, []) for path in ROOT.glob(pattern)]
    if data.is_dir():
        found += [path for pattern in DATA.get(name, []) for path in data.glob(pattern)]
        pattern, files = PACKED.get(name, ("", []))
        for folder in sorted(data.glob(pattern)) if pattern else []:
            text = "".join(f"=== {file}\n{(folder / file).read_text()}\n" for file in files)
            if len(text) <= LARGEST_SEED_BYTES:
                (target / f"data_{folder.name}").write_text(text)
    pattern, files = OURS_PACKED.get(name, ("", []))
    for folder in sorted(ROOT.glob(pattern)) if pattern else []:
        text = "".join(f"=== {file}\n{(folder / file).read_text()}\n" for file in files)
        (target / f"ours_{folder.name}").write_text(text)
    for path in found:
        if path.stat().st_size <= LARGEST_SEED_BYTES:
            shutil.copy(path, target / f"{path.parent.name}_{path.name}")
    return sum(1 for _ in target.iterdir())


def fuzz(name, folder, minutes, data):
    """Runs one fuzzer; gives its name, executions, features and findings."""
    home = folder / "fuzz" / name
    learnt, findings = home / "learnt", home / "findings"
    for path in (learnt, findings):
        path.mkdir(parents=True, exist_ok=True)
    seeds(name, data, home / "seeds")
    dictionary = HERE / "dictionaries" / f"{name}.dict"
    command = [folder / "bin" / f"{name}_fuzz", f"-max_total_time={round(60 * minutes)}",
               f"-timeout={PER_INPUT_SECONDS}", f"-rss_limit_mb={MEMORY_MB}",
               f"-artifact_prefix={findings}/", "-print_final_stats=1", "-verbosity=1",
               f"-max_len={LARGEST_SEED_BYTES}",
               *([f"-dict={dictionary}"] if dictionary.exists() else []),
               learnt, HERE / "corpus" / name, home / "seeds"]
    log = home / "log.txt"
    with open(log, "w") as out:
        code = subprocess.run(list(map(str, command)), stdout=out, stderr=subprocess.STDOUT,
                              preexec_fn=lambda: os.nice(19)).returncode
    text = log.read_text(errors="replace")
    last = lambda pattern: (re.findall(pattern, text) or ["?"])[-1]
    return {"reader": name, "exit_code": code, "minutes": minutes,
            "executions": last(r"number_of_executed_units: (\d+)"),
            "coverage": last(r"cov: (\d+)"), "features": last(r"ft: (\d+)"),
            "findings": sorted(path.name for path in findings.iterdir())}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "fuzz")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--no-build", action="store_true")
    words = parser.parse_args()
    unknown = sorted(set(words.only) - set(harnesses()))
    if unknown:
        parser.error(f"there is no fuzzer {unknown[0]}; there are: {' '.join(harnesses())}")
    names = words.only or harnesses()
    if not words.no_build:
        build(words.build, names)
    with concurrent.futures.ThreadPoolExecutor(words.jobs) as pool:
        runs = [pool.submit(fuzz, name, words.build, words.minutes, words.data) for name in names]
        results = []
        for run in concurrent.futures.as_completed(runs):
            results.append(run.result())
            print(json.dumps(results[-1]), flush=True)
    bad = [r["reader"] for r in results if r["exit_code"] != 0 or r["findings"]]
    print(f"{len(results) - len(bad)} readers without a finding, {len(bad)} with: {' '.join(bad)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
