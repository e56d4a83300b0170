"""Code blocks of Markdown pages: what they are, where they stand, what is said about them.

A block is fenced by ``` or ~~~. The line before it may be a note in a comment:
`<!-- output -->` before a text block: what the command above it prints;
`<!-- not run: why -->` before a sh or cpp block: tests leave it alone.
"""
import dataclasses
import re

FENCE = re.compile(r"^(?P<indent> *)(?P<mark>```+|~~~+)\s*(?P<language>[\w+-]*)")
NOTE = re.compile(r"<!--\s*(.*?)\s*-->")


@dataclasses.dataclass
class Block:
    language: str
    line: int
    text: str
    note: str


def blocks_of(text):
    found, note, lines = [], "", text.splitlines()
    index = 0
    while index < len(lines):
        fence = FENCE.match(lines[index])
        if not fence:
            if lines[index].strip():
                said = NOTE.search(lines[index])
                note = said[1] if said else ""
            index += 1
            continue
        start, body = index + 1, []
        index += 1
        while index < len(lines) and not lines[index].strip().startswith(fence["mark"]):
            body.append(lines[index][len(fence["indent"]):])
            index += 1
        found.append(Block(fence["language"], start + 1, "\n".join(body), note))
        note = ""
        index += 1
    return found


def commands_of(block):
    """Our commands in a sh block: lines that start with landbridge, continued ones joined."""
    joined = re.sub(r"\\\n\s*", " ", block.text)
    starts = ("./landbridge ", "landbridge ", "$ landbridge ", "$ ./landbridge ")
    for line in joined.splitlines():
        line = line.strip()
        if line.startswith(starts):
            yield re.sub(r"\s+#\s.*$", "", line.removeprefix("$ "))


def meets(printed, expected):
    """Every expected line is printed, in this order; `...` stands for anything inside a line, and
    on a line of its own for any number of lines. Without it lines must follow each other."""
    def pattern(line):
        return r"[^\n]*".join(re.escape(part) for part in line.rstrip().split("..."))
    parts = [r"(?:[^\n]*\n)*" if line.strip() == "..." else pattern(line) + r"[ \t]*\n"
             for line in expected.strip("\n").splitlines()]
    return re.search(r"(?:^|(?<=\n))" + "".join(parts), printed + "\n") is not None
