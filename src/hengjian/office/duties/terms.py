"""Responsibility lists and sources of records, as data: library/duties_lists and library/duty_sources.yaml."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from functools import cache
from typing import Literal

from msgspec import Struct

from hengjian.catalog.library import library_path
from hengjian.catalog.reading import LibraryError, read_object

#: Half-years and quarters end with a month.
MONTHS = 12


class Source(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Rows of a ledger of the office (`model`) or of the lake (`table`) that prove a duty."""

    title: str
    unit: str
    day: str
    text: str
    where: dict[str, tuple[str, ...]] = {}
    model: str = ""
    table: str = ""
    address: str = ""
    key: str = "pk"


class ListEntry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A duty with its two sides. `parts`: in how many parts of the year it is due; `due`: month and day instead."""

    kind: Literal["study", "deploy", "check", "assess", "talk", "report", "supervise", "other"]
    business: str
    integrity: str
    parts: Literal[1, 2, 4]
    due: str = ""
    business_from: tuple[str, ...] = ()
    integrity_from: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()

    def spans(self, year: int) -> list[tuple[date, date]]:
        """First and last day of every part of the year."""
        if self.due:
            month, day = map(int, self.due.split("-"))
            return [(date(year, 1, 1), date(year, month, day))]
        size = MONTHS // self.parts
        starts = [date(year, 1 + n * size, 1) for n in range(self.parts)] + [date(year + 1, 1, 1)]
        return [(a, b - timedelta(days=1)) for a, b in itertools.pairwise(starts)]


class DutyList(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one kind of post answers for."""

    post: str
    title: str
    title_en: str
    answers: str
    entries: dict[str, ListEntry]


class _Sources(Struct, frozen=True, forbid_unknown_fields=True):
    sources: dict[str, Source]


@cache
def sources() -> dict[str, Source]:
    """All sources by name."""
    return read_object(library_path() / "duty_sources.yaml", _Sources).sources


@cache
def duty_lists() -> dict[str, DutyList]:
    """All lists by post; an entry may only name sources that exist."""
    found = [read_object(f, DutyList) for f in sorted((library_path() / "duties_lists").glob("*.yaml"))]  # fmt: skip
    unknown = [
        f"duties_lists/{d.post}: unknown source {s}"
        for d in found for e in d.entries.values() for s in (*e.business_from, *e.integrity_from)
        if s not in sources()
    ]  # fmt: skip
    if unknown:
        raise LibraryError(unknown)
    return {d.post: d for d in found}


def post_title(post: str) -> str:
    """The title of a post; its name where it left the library."""
    found = duty_lists().get(post)
    return found.title if found else post
