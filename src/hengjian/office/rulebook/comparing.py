"""Differences of two versions of a draft, text by text, line by line."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from hengjian.office.rulebook.content import FIELDS


@dataclass(frozen=True)
class Change:
    """One changed text. `lines`: (sign, line); sign is "+", "-", "@" or a blank."""

    name: str
    lines: tuple[tuple[str, str], ...]


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """The texts that differ, in the order of the form."""
    found = []
    for name in FIELDS:
        old, new = before.get(name, ""), after.get(name, "")
        if old != new:
            found.append(Change(name, tuple(_lines(old, new))))
    return found


def _lines(old: str, new: str) -> list[tuple[str, str]]:
    marked = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=3)
    return [
        (line[0], "" if line.startswith("@@") else line[1:])
        for line in list(marked)[2:]
    ]  # fmt: skip
