"""The words of the report, read from `library/reports/words.yaml`."""

from __future__ import annotations

from pathlib import Path

from hengjian.catalog.models import Entry
from hengjian.catalog.reading import read_object


class Measure(Entry, frozen=True):
    """A measure word: the units it fits and what it prints after the number."""

    units: tuple[str, ...]
    prints: str


class GapWords(Entry, frozen=True):
    inline: str
    setting: str
    reading: str
    no_records: str
    no_rows: str
    left_out: str
    nothing: str


class Uncomputed(Entry, frozen=True):
    """A figure the report asks for that no table supports yet."""

    title: str
    reason: str
    owner: str


class Words(Entry, frozen=True):
    file_title: str
    units: dict[str, str]
    measures: dict[str, Measure]
    round_down: dict[str, Measure]
    about: str
    directions: dict[str, tuple[str, str, str]]
    levels: dict[str, str]
    states: dict[str, str]
    formulas: dict[str, str]
    gap: GapWords
    no_basis: str
    more_parts: str
    separator: str
    accessory_tables: tuple[str, ...]
    uncomputed: dict[str, Uncomputed]
    mechanisms: dict[int, str]


def read_words(root: Path) -> Words:
    """The words of the library at `root`; raises LibraryError when the file is not right."""
    return read_object(root / "reports" / "words.yaml", Words)
