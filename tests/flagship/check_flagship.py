"""The flagship study as a user runs it: one command, all or nothing, the same bytes on any threads.

usage: check_flagship.py LANDBRIDGE STUDY OUT
Runs STUDY into OUT (the browser test looks at the report there), then checks what was written.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import tomllib

VERDICTS = {"holds", "fails", "depends", "not_testable"}
# What the issue of the study promises to answer; verdicts are not fixed here, answers are.
SUBJECTS = {
    "55 bcm in the final stage": ("gas.delivered[", 55.0, "bcm_20C/yr"),
    "300 million m3 a day": ("gas.delivered[", 300.0, "mcm_20C/d"),
    "2 bcm to start": ("gas.delivered[", 2.0, "bcm_20C/yr"),
    "a price for both": ("gas.zone[", 0.0, "USD/1000m3_20C"),
    "30 % cheaper than Suez": ("freight.cheaper[west,", 30.0, "%"),
    "40 % shorter than Suez": ("freight.shorter[", 40.0, "%"),
    "40 % faster than Suez": ("freight.faster[west,", 40.0, "%"),
    "15 Mt over Rasht-Astara, half each way": ("freight.link[w_rasht_astara]", 7.5, "Mt/yr"),
    "5 Mt through Azerbaijan, half each way": ("freight.link[w_south]", 2.5, "Mt/yr"),
    "26.9 Mt into Iran": ("freight.carried", 26.9, "Mt/yr"),
    "30 Mt in 2030": ("freight.carried", 30.0, "Mt/yr"),
    "13 days to Aprin": ("freight.time[aprin]", 13.0, "d"),
}
# What the study says a single track takes, one direction, and the file that it comes from.
LINES = {
    "paths_south_today": "alat_astara.toml",
    "paths_rasht_astara": "rasht_astara.toml",
    "paths_rasht_qazvin": "rasht_qazvin.toml",
    "paths_gaduk": "gorgan_garmsar.toml",
}
LEAST_CORRIDOR_SCENARIOS = 10


def run(program, study, out, *more):
    command = [program, "run", str(study), "--out", str(out), "--no-progress", "--quiet", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")


def is_close(a, b):
    return b is not None and abs(a - b) <= 1e-9 * abs(a)


def problems_of(results):
    claims = results["claims"]
    found = []
    for claim in claims:
        if claim["verdict"] not in VERDICTS:
            found.append(f"claim {claim['id']}: verdict {claim['verdict']!r}")
        if not claim["why"]:
            found.append(f"claim {claim['id']}: no reason")
        if claim["verdict"] != "not_testable" and not claim["what_would_change_it"]:
            found.append(f"claim {claim['id']}: nothing said about what would change it")
        if claim.get("draws_failed", 0) > 0:
            found.append(f"claim {claim['id']}: {claim['draws_failed']} draws have no answer")
    for subject, (metric, value, unit) in SUBJECTS.items():
        hit = [c for c in claims if c["metric"].startswith(metric) and c["claimed"]["unit"] == unit
               and any(is_close(value, c["claimed"].get(k)) for k in ("value", "low", "high"))]
        if not hit:
            found.append(f"no claim is about {subject}")
    for scenario in results["scenarios"]:
        for certificate in scenario.get("gas", {}).get("certificate", []):
            values = {v["label"]: v["value"] for v in certificate["values"]}
            if (values["mass balance, worst node"] or 0.0) > 1e-6:
                found.append(f"{scenario['name']}: {certificate['what']}: mass balance {values}")
            if (values["pipe law, worst link"] or 0.0) > 1e-9:
                found.append(f"{scenario['name']}: {certificate['what']}: pipe law {values}")
    return found


def freight_problems(results):
    found, count = [], 0
    for scenario in results["scenarios"]:
        freight = scenario.get("freight", {})
        if not freight.get("certificate"):
            continue
        count += 1
        for certificate in freight["certificate"]:
            if certificate["status"] != "ok":
                found.append(f"{scenario['name']}: {certificate['what']}: {certificate['status']}")
    if count < LEAST_CORRIDOR_SCENARIOS:
        found.append(f"only {count} scenarios are about freight")
    return found


def line_problems(program, study):
    """The paths of single track that the study uses are those that its lines have."""
    inputs = tomllib.loads((study / "freight" / "freight_inputs.toml").read_text("utf-8"))["inputs"]
    found = []
    for name, file in LINES.items():
        command = [program, "freight", "line", str(study / "freight" / "lines" / file),
                   "--json", "-", "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            found.append(f"{file}: {done.stderr.strip()}")
            continue
        paths = json.loads(done.stdout)["freight_trains_per_day"] / 2.0
        low, _, high = (float(x) for x in inputs[name]["range"].split(".."))
        if not low <= paths <= high:
            found.append(f"{name} is {low} to {high}, but {file} has {paths:.1f} paths a day")
    return found


def main():
    program, study, out = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    run(program, study, out)
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    found = problems_of(results) + freight_problems(results) + line_problems(program, study)
    if results["draws"] < 1000:
        found.append(f"only {results['draws']} draws")
    with tempfile.TemporaryDirectory() as folder:
        one, two = pathlib.Path(folder) / "one", pathlib.Path(folder) / "two"
        run(program, study, one, "--draws", "30", "--threads", "1")
        run(program, study, two, "--draws", "30", "--threads", "2")
        if (one / "results.json").read_bytes() != (two / "results.json").read_bytes():
            found.append("one thread and two give different results.json")
        if (one / "report.html").read_bytes() != (two / "report.html").read_bytes():
            found.append("one thread and two give different report.html")
    for line in found:
        print(line)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
