"""bibliography.py ROOT: what comments and pages cite is in docs/references.bib, and is used.

A citation is `[koch2015]` or `[koch2015, ch. 2]`: letters, then three or four digits. Units such as
`[m3]` are none.
"""
import pathlib
import re
import sys

import sources

KEY = r"[a-z][a-z-]*[0-9]{3,4}[a-z]?"
CITATION = re.compile(r"\[(" + KEY + r")((?:[,;][^\[\]]*)?)\](?!\()")
ENTRY = re.compile(r"^@(\w+)\s*\{\s*([^,\s]+)\s*,(.*?)^\}", re.MULTILINE | re.DOTALL)


def cited_keys(text):
    """(offset, key) of every citation; `[koch2015; menon2005, p. 3]` has two."""
    for match in CITATION.finditer(text):
        yield match.start(), match[1]
        for part in re.split(r"[,;]", match[2]):
            if re.fullmatch(KEY, part.strip()):
                yield match.start(), part.strip()


def check_entries(text, bib_name):
    messages, keys = [], set()
    for kind, key, body in ENTRY.findall(text):
        if key in keys:
            messages.append(f"{bib_name}: the key {key} is there twice")
        if not re.fullmatch(KEY, key):
            messages.append(f"{bib_name}: '{key}' is no key (letters and a year, as in koch2015)")
        for field in ("title", "year"):
            if not re.search(rf"^\s*{field}\s*=", body, re.MULTILINE | re.IGNORECASE):
                messages.append(f"{bib_name}: {key} has no {field}")
        keys.add(key)
    if text.count("\n@") + text.startswith("@") != len(ENTRY.findall(text)):
        messages.append(f"{bib_name}: an entry does not end with '}}' in the first column")
    return messages, keys


def citations(root):
    """(path, line, key) in comments of C++ and in whole texts, cmake and Python."""
    for path in sources.files(root, (".cpp", ".hpp")):
        text = sources.comments_only(sources.read(path))
        for offset, key in cited_keys(text):
            yield path, sources.line_of(text, offset), key
    for path in sources.files(root, (".md",)):
        text = sources.read(path)
        for offset, key in cited_keys(text):
            yield path, sources.line_of(text, offset), key


def is_named(root, keys):
    """Keys that a table or a study names without brackets, as in `source = "koch2015"`."""
    found = set()
    for path in sources.files(root, (".toml", ".csv", ".cpp", ".hpp", ".md")):
        found.update(keys & set(re.findall(r"\b" + KEY + r"\b", sources.read(path))))
    return found


def check(root):
    root = pathlib.Path(root)
    bib = root / "docs" / "references.bib"
    messages, keys = check_entries(sources.read(bib) if bib.exists() else "", "docs/references.bib")
    for path, line, key in citations(root):
        if key not in keys:
            messages.append(f"{sources.place(path, root, line)}: [{key}] is not in "
                            "docs/references.bib")
    for key in sorted(keys - is_named(root, keys)):
        messages.append(f"docs/references.bib: nothing cites {key}")
    return messages


if __name__ == "__main__":
    sources.finish(check(sys.argv[1]))
