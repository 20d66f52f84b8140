"""The kinds of lists: library/lists/<kind>.yaml says what an entry is; its columns are a table's."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from django.utils.translation import get_language
from msgspec import Struct

from hengjian.catalog.library import library_path
from hengjian.catalog.models import Column, Table
from hengjian.catalog.reading import read_object
from hengjian.office.door import catalog

#: Groups of the home page in their order, with their Chinese and English titles.
GROUPS = {
    "power": ("权力与责任", "Powers and duties"),
    "access": ("准入、收费、证明", "Access, fees, proofs"),
    "enforcement": ("执法与纪律", "Enforcement and discipline"),
    "risk": ("风险与监督", "Risks and supervision"),
    "openness": ("公开与制度", "Openness and rules"),
}


class Bond(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How entries meet those of another list: `column` holds the power's key on the duty's side."""

    kind: str
    column: str
    title: str


class Kind(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One list. Names of columns are those of `table`; `key` names an entry through all its versions.

    `ends_is`: whether the column `ends` holds the last day in force or the first day after it.
    `view_of`: a part of another list (`where`), which is changed there.
    `refers`: its own column names an entry of another list; `answers`: another list's column names its entries.
    """

    kind: str
    title: str
    title_en: str
    group: str
    order: int
    icon: str
    mechanism: int
    owner: str
    about: str
    table: str
    key: str
    prefix: str
    name: str
    unit: str
    starts: str
    ends: str
    category: str
    duties: tuple[str, ...] = ()
    published: str = ""
    basis: str = ""
    public: bool = False
    ends_is: Literal["last_day", "first_day_after"] = "last_day"
    view_of: str = ""
    where: dict[str, str] = {}
    change_list: str = ""
    refers: Bond | None = None
    answers: Bond | None = None

    @property
    def shown_title(self) -> str:
        """The title in the language of the page."""
        return self.title_en if (get_language() or "").startswith("en") else self.title

    @property
    def home(self) -> str:
        """The kind under which its entries are kept."""
        return self.view_of or self.kind

    @property
    def spec(self) -> Table:
        """The table of the data standard behind it."""
        return catalog().tables[self.table]

    @property
    def columns(self) -> dict[str, Column]:
        """What a person fills in: all columns but the key and the days that the course of a change sets."""
        set_here = {self.key, self.starts, self.ends, self.published}
        return {n: c for n, c in self.spec.columns.items() if n not in set_here}

    @property
    def public_columns(self) -> dict[str, Column]:
        """What may leave the house: columns that the data standard calls public."""
        return {n: c for n, c in self.spec.columns.items() if c.secrecy == "public"}

    def last_day(self, row: dict[str, Any]) -> date | None:
        """The last day in force that a row of the table states."""
        day: date | None = row.get(self.ends)
        if day is not None and self.ends_is == "first_day_after":
            return day - timedelta(days=1)
        return day

    def ends_cell(self, last_day: date | None) -> date | None:
        """The cell of the column `ends` for a last day in force."""
        if last_day is not None and self.ends_is == "first_day_after":
            return last_day + timedelta(days=1)
        return last_day


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name, in the order of the home page."""
    found = [read_object(f, Kind) for f in sorted((library_path() / "lists").glob("*.yaml"))]
    places = list(GROUPS)
    return {k.kind: k for k in sorted(found, key=lambda k: (places.index(k.group), k.order))}


def kept_kinds() -> list[Kind]:
    """The kinds that have entries of their own."""
    return [k for k in kinds().values() if not k.view_of]


def group_title(group: str) -> str:
    """The title of a group in the language of the page."""
    return GROUPS[group][(get_language() or "").startswith("en")]
