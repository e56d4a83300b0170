"""compare.py BEFORE AFTER: what became slower or faster between two folders of benchmark results.

BEFORE and AFTER are files or folders that ./bench wrote. A change counts when the medians differ by
more than 5 % and by more than three standard deviations of both runs together; everything below is
noise. Exit code 1 if something became slower (or disappeared), else 0.
"""
import json
import math
import pathlib
import sys

LEAST_CHANGE = 0.05
DEVIATIONS = 3.0
NANOSECONDS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}


def read(path):
    """{benchmark: (median [ns], standard deviation [ns])} and the contexts of the files."""
    path = pathlib.Path(path)
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        sys.exit(f"{path}: there are no results (*.json)")
    found, contexts = {}, {}
    for file in files:
        document = json.loads(file.read_text())
        context = document.get("context", {})
        contexts[file.stem] = (context.get("machine"), context.get("compiler"))
        for row in document["benchmarks"]:
            kind = row.get("aggregate_name")
            if kind in ("median", "stddev"):
                key = f"{file.stem}: {row['run_name']}"
                found.setdefault(key, {})[kind] = row["cpu_time"] * NANOSECONDS[row["time_unit"]]
    return {key: (row["median"], row.get("stddev", 0.0)) for key, row in found.items()}, contexts


def change(before, after):
    """Relative change of the median, and whether it is more than noise."""
    relative = after[0] / before[0] - 1.0
    noise = DEVIATIONS * math.hypot(before[1], after[1]) / before[0]
    return relative, abs(relative) > max(LEAST_CHANGE, noise)


def compare(before, after):
    lines, is_slower = [], False
    for key in sorted(before.keys() | after.keys()):
        if key not in after:
            lines.append(f"gone    {key}")
            is_slower = True
        elif key not in before:
            lines.append(f"new     {key}: {after[key][0]:.4g} ns")
        else:
            relative, is_change = change(before[key], after[key])
            word = "same" if not is_change else "slower" if relative > 0 else "faster"
            is_slower = is_slower or word == "slower"
            lines.append(f"{word:7} {key}: {before[key][0]:.4g} -> {after[key][0]:.4g} ns "
                         f"({100 * relative:+.1f} %)")
    return lines, is_slower


def main(before_path, after_path):
    before, before_contexts = read(before_path)
    after, after_contexts = read(after_path)
    for name in before_contexts.keys() & after_contexts.keys():
        if before_contexts[name] != after_contexts[name]:
            print(f"not comparable: {name} ran on {before_contexts[name]} and "
                  f"{after_contexts[name]}", file=sys.stderr)
    lines, is_slower = compare(before, after)
    print("\n".join(lines))
    return 1 if is_slower else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
