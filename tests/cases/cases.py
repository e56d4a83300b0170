"""cases.py PROGRAM [CASES]: each folder below CASES with an expected.toml gives what that says.

A case is network.toml, expected.toml and README.md. The runner finds folders by itself.
"""
import json
import pathlib
import subprocess
import sys

try:
    import tomllib
except ImportError:  # before Python 3.11
    print("SKIPPED: reading expected.toml needs Python 3.11")
    sys.exit(77)

MOST_SECONDS = 60
KINDS = ("closed form", "published", "other program", "by hand", "regression")

# what[name] of expected.toml: list of the JSON, its key for the name, its value, unit of the value
PLACES = {
    "gas.pressure": ("nodes", "id", "pressure_bar", "bar"),
    "gas.injection": ("nodes", "id", "injection_kg_s", "kg/s"),
    "gas.flow": ("links", "id", "mass_flow_kg_s", "kg/s"),
    "gas.ratio": ("links", "id", "pressure_ratio", ""),
    "gas.power": ("links", "id", "power_mw", "MW"),
    "gas.element_status": ("links", "id", "element_status", None),
    "gas.infeasible.what": ("infeasible", "node", "what", None),
    "gas.infeasible.source_change": ("infeasible", "node", "source_change_bar", "bar"),
}


class Wrong(Exception):
    """A case that cannot be judged, or whose value is another one."""


def number(text, unit):
    """'66.1 bar' in bar; the unit must be that of the JSON, so that nothing is converted here."""
    value, _, found = text.partition(" ")
    if found != unit:
        raise Wrong(f"'{text}' is not in '{unit}'")
    return float(value)


def computed(document, what):
    """(value, unit); the unit is None for words."""
    if what == "status":
        return document["status"], None
    head, bracket, rest = what.partition("[")
    name, _, tail = rest.partition("]")
    if not bracket or head + tail not in PLACES:
        raise Wrong(f"'{what}' is none of status, {', '.join(sorted(PLACES))} with [name]")
    table, key, member, unit = PLACES[head + tail]
    rows = [row for row in document.get(table, []) if row[key] == name]
    if len(rows) != 1:
        raise Wrong(f"{what}: the result has {len(rows)} such entries")
    return rows[0].get(member), unit


def check_value(document, entry):
    what, source = entry["what"], entry["source"]
    if source["kind"] not in KINDS or not source["how"]:
        raise Wrong(f"{what}: source.kind is none of {', '.join(KINDS)}, or source.how is empty")
    found, unit = computed(document, what)
    if unit is None:
        if found != entry["value"]:
            raise Wrong(f"{what} is '{found}', expected '{entry['value']}'")
        return
    wanted, tolerance = number(entry["value"], unit), entry["tolerance"]
    if not tolerance["reason"]:
        raise Wrong(f"{what}: the tolerance has no reason")
    allowed = (tolerance["relative"] * abs(wanted) if "relative" in tolerance
               else number(tolerance["absolute"], unit))
    if found is None or not abs(found - wanted) <= allowed:
        raise Wrong(f"{what} is {found} {unit}, expected {wanted} within {allowed:.3g}")


def solve(program, folder):
    outcome = subprocess.run(
        [program, "gas", "solve", str(folder / "network.toml"), "--json", "-", "--quiet"],
        capture_output=True, text=True, timeout=MOST_SECONDS, check=False)
    if outcome.returncode not in (0, 2):
        raise Wrong(f"exit code {outcome.returncode}: {outcome.stderr.strip()}")
    document = json.loads(outcome.stdout)
    if (outcome.returncode == 0) != (document["status"] == "ok"):
        raise Wrong(f"exit code {outcome.returncode} with status '{document['status']}'")
    return document


def check_case(program, folder):
    """Messages about one case, and how many values it has."""
    try:
        expected = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
        if not (folder / "README.md").exists():
            raise Wrong("README.md is missing")
        if not expected.get("value"):
            raise Wrong("expected.toml expects nothing")
        document = solve(program, folder)
    except (Wrong, tomllib.TOMLDecodeError, json.JSONDecodeError) as problem:
        return [f"{folder.name}: {problem}"], 0
    messages = []
    for entry in expected["value"]:
        try:
            check_value(document, entry)
        except (Wrong, ValueError) as problem:
            messages.append(f"{folder.name}: {problem}")
        except KeyError as problem:
            messages.append(f"{folder.name}: {entry.get('what')}: {problem} is missing")
    return messages, len(expected["value"])


def check_all(program, root):
    messages, count = [], 0
    folders = sorted(path.parent for path in pathlib.Path(root).rglob("expected.toml"))
    for folder in folders:
        found, values = check_case(program, folder)
        messages += found
        count += values
    if not folders:
        messages.append(f"{root}: no case found")
    return messages, len(folders), count


if __name__ == "__main__":
    default = pathlib.Path(__file__).resolve().parents[2] / "cases"
    result, cases, values = check_all(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else default)
    print(*result, f"{values} values of {cases} cases checked", sep="\n")
    sys.exit(1 if result else 0)
