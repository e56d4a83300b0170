"""What the checks share: which files are ours, and C++ text without its comments."""
import os
import pathlib
import re
import sys

SKIPPED_FOLDERS = {".git", "build", "results", "node_modules", "__pycache__", "LICENSES"}


def files(root, suffixes, folders=("",)):
    """Our files below root/folder with one of the suffixes, in a fixed order."""
    found = set()
    for folder in folders:
        for place, names, file_names in os.walk(pathlib.Path(root) / folder):
            names[:] = [name for name in names if name not in SKIPPED_FOLDERS]
            found.update(pathlib.Path(place) / name for name in file_names
                         if name.endswith(tuple(suffixes)))
    return sorted(found)


def read(path):
    return path.read_text(encoding="utf-8", errors="replace")


def place(path, root, line=None):
    """"src/landbridge/gas/pipe.cpp:3", as every message begins."""
    relative = pathlib.Path(path).relative_to(root)
    return f"{relative}" if line is None else f"{relative}:{line}"


TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)"""
    r"""|(?P<string>R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*")"""
    r"""|(?P<char>(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+')""", re.DOTALL)


def blank(text):
    """The same number of lines, everything else as spaces."""
    return re.sub(r"[^\n]", " ", text)


def code_only(text):
    """C++ text with comments and the insides of strings blanked; lines and columns stay."""
    def replace(match):
        if match["comment"]:
            return blank(match[0])
        return match[0][0] + blank(match[0][1:-1]) + match[0][-1]
    return TOKEN.sub(replace, text)


def comments_only(text):
    """C++ text with everything but its comments blanked; lines and columns stay."""
    parts, end = [], 0
    for match in TOKEN.finditer(text):
        parts.append(blank(text[end:match.start()]))
        parts.append(match[0] if match["comment"] else blank(match[0]))
        end = match.end()
    return "".join(parts) + blank(text[end:])


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def finish(messages):
    """Prints the messages and ends with 1 if there are any."""
    for message in messages:
        print(message)
    sys.exit(1 if messages else 0)
