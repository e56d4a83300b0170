"""words.py ROOT: words that have no place in what we publish.

Marks of unfinished work, paths of somebody's machine, hosts of package registries. The patterns are
put together from pieces so that this file does not find itself.
"""
import pathlib
import re
import sys

import sources

FORBIDDEN = [
    (r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b", "finish it, or leave it out"),
    (r"(?i)\bplace" r"holder\b(?!\s*[=:({])", "say what it is, or finish it"),
    (r"(?i)\bnot (yet )?imple" r"mented\b", "finish it, or leave it out"),
    (r"(?i)\blorem" r" ipsum\b", "write what is meant"),
    (r"(?<![\w.~$}<>*-])/(wo" r"rk|ho" r"me|ro" r"ot|tm" r"p|Us" r"ers)/", "a path of one machine"),
    (r"(?i)\b(registry\.npm" r"js|npm" r"js\.org|deb\.deb" r"ian|py" r"pi\.org|proxy\.gol" r"ang)",
     "the host of a registry; a lock file without it: omit-lockfile-registry-resolved"),
    (r'"resolved"\s*:\s*"ht' r'tp', "the host of a registry; install with "
     "omit-lockfile-registry-resolved"),
]
BINARY = (".png", ".ico", ".woff2", ".gz", ".nc", ".pyc")


def check(root):
    root = pathlib.Path(root)
    patterns = [(re.compile(pattern), hint) for pattern, hint in FORBIDDEN]
    messages = []
    for path in sources.files(root, ("",)):
        if path.name.endswith(BINARY):
            continue
        for number, line in enumerate(sources.read(path).splitlines(), 1):
            for pattern, hint in patterns:
                match = pattern.search(line)
                if match:
                    messages.append(f"{sources.place(path, root, number)}: '{match[0].strip()}': "
                                    f"{hint}")
    return messages


if __name__ == "__main__":
    sources.finish(check(sys.argv[1]))
