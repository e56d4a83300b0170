"""run.py BUILD_DIR OUT_DIR PATTERN: runs the benchmark programs and keeps their results.

Each benchmark runs five times; OUT_DIR/<program>.json holds Google Benchmark's document with
machine, compiler and commit added to its context, plus the median and spread that compare.py reads.
"""
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

REPETITIONS = 5


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def commit(root):
    def git(*arguments):
        return subprocess.run(["git", "-C", str(root), *arguments], text=True,
                              capture_output=True, check=True).stdout.strip()
    try:
        changed = " with changes" if git("status", "--porcelain", "--untracked-files=no") else ""
        return git("rev-parse", "--short=12", "HEAD") + changed
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def context_of(build):
    return {"machine": processor(), "system": f"{platform.system()} {platform.machine()}",
            "compiler": (build / "compiler.txt").read_text().strip(),
            "commit": commit(pathlib.Path(__file__).resolve().parent.parent)}


def run(program, pattern, target):
    partial = target.with_suffix(".partial")
    command = [str(program), f"--benchmark_filter={pattern}", f"--benchmark_out={partial}",
               "--benchmark_out_format=json", f"--benchmark_repetitions={REPETITIONS}",
               "--benchmark_display_aggregates_only=true"]
    root = pathlib.Path(__file__).resolve().parent.parent
    environment = {"LANDBRIDGE_SOURCE": str(root), **os.environ}
    code = subprocess.run(command, check=False, env=environment).returncode
    if code != 0:
        sys.exit(f"{program.name} ended with exit code {code}")
    # a program none of whose benchmarks has the wanted name writes nothing
    text = partial.read_text() if partial.exists() else ""
    partial.unlink(missing_ok=True)
    return json.loads(text) if text.strip() else None


def run_peers(build, out, pattern):
    """Programs of others beside ours: benchmarks/peers/*.py whose name has the pattern."""
    count = 0
    for script in sorted((pathlib.Path(__file__).resolve().parent / "peers").glob("*.py")):
        if re.search(pattern, f"peers_{script.stem}"):
            subprocess.run([sys.executable, str(script), str(build), str(out)], check=True)
            count += 1
    return count


def main(build, out, pattern):
    build, out = pathlib.Path(build), pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    context = context_of(build)
    count = 0
    for name in (build / "benches.txt").read_text().split():
        target = out / f"{name}.json"
        document = run(build / "bin" / name, pattern, target)
        if document is None or not document.get("benchmarks"):
            continue
        document["context"].pop("executable", None)  # a path of this machine
        document["context"].pop("host_name", None)
        document["context"].update(context)
        target.write_text(json.dumps(document, indent=1) + "\n")
        print(f"{target}: {context['machine']}, {context['compiler']}, commit {context['commit']}")
        count += 1
    count += run_peers(build, out, pattern)
    if count == 0:
        sys.exit(f"no benchmark has a name that matches '{pattern}'")


if __name__ == "__main__":
    main(*sys.argv[1:4])
