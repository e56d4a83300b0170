"""What one bad input is."""

from dataclasses import dataclass, field
from typing import Callable, Union

Content = Union[str, bytes, Callable[[str], None]]


@dataclass
class Row:
    name: str
    arguments: list
    expects: list
    files: dict = field(default_factory=dict)
    has_hint: bool = True
    is_skipped_as_root: bool = False  # root may read every file


def changed(text: str, old: str, new: str) -> str:
    """The text with one thing replaced, which must be there exactly once."""
    if text.count(old) != 1:
        raise ValueError(f"{old!r} stands {text.count(old)} times in the base text, not once")
    return text.replace(old, new)


def line_of(text: str, phrase: str) -> int:
    """The line in which a phrase stands, from 1."""
    return text[: text.index(phrase)].count("\n") + 1
