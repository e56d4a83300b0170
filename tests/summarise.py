"""Prints what was skipped and, last, `N passed, M failed, K skipped` for a JUnit file of ctest.

Exit code 0 only if at least one test passed and none failed. A test that could not be started
has failed: ctest files it under "not run", together with those that were skipped.
"""
import sys
import xml.etree.ElementTree as xml

SKIP_REASONS = ("SKIP_RETURN_CODE", "SKIP_REGULAR_EXPRESSION", "Disabled")


def verdict(case):
    status = case.get("status")
    if status == "run":
        return "passed"
    skipped = case.find("skipped")
    message = skipped.get("message", "") if skipped is not None else ""
    if status == "disabled" or message.startswith(SKIP_REASONS):
        return "skipped"
    return "failed"


def summarise(path):
    try:
        cases = xml.parse(path).getroot().findall("testcase")
    except (OSError, xml.ParseError) as error:
        print(f"no test results: {error}", file=sys.stderr)
        return 1
    names = {"passed": [], "failed": [], "skipped": []}
    for case in cases:
        names[verdict(case)].append(case.get("name"))
    for word in ("skipped", "failed"):
        for name in names[word]:
            print(f"{word}: {name}")
    if not cases:
        print("no test has that name", file=sys.stderr)
    counts = {word: len(found) for word, found in names.items()}
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 0 if counts["passed"] > 0 and counts["failed"] == 0 else 1


if __name__ == "__main__":
    sys.exit(summarise(sys.argv[1]))
