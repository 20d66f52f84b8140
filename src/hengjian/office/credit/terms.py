"""Purposes, sections and events of the credit query as data: library/credit.yaml."""

from __future__ import annotations

from functools import cache

from django.utils.translation import get_language
from msgspec import Struct, field

from hengjian.catalog.library import library_path
from hengjian.catalog.reading import read_object


class _Titled(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    title: str
    title_en: str

    @property
    def name(self) -> str:
        """The title in the reader's language."""
        return self.title_en if (get_language() or "").startswith("en") else self.title


class Purpose(_Titled, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why one may ask. `gate`: the process that must cite the receipt; `permission`: who else may not."""

    subject: str
    duty: str
    sections: tuple[str, ...]
    gate: str = ""
    permission: str = "credit.query"


class Shown(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long a row is shown: the earliest of `ends` and of the parameter that the value of `by` names."""

    start: str = field(name="from")
    ends: tuple[str, ...] = ()
    by: str = ""
    parameters: dict[str, tuple[str, ...]] = {}


class Chosen(Struct, frozen=True, forbid_unknown_fields=True):
    """A column whose values a parameter of kind `set` decides on the row's day."""

    column: str
    parameter: str


class Section(_Titled, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One part of the answer: rows of one table of the lake."""

    icon: str
    table: str
    code: str
    columns: tuple[str, ...]
    where: dict[str, tuple[str, ...]] = {}
    key: str = ""
    day: str = ""
    unit: str = ""
    owner: str = ""
    needs: tuple[str, ...] = ()
    term: Shown | None = None
    barring: Chosen | None = None
    only: Chosen | None = None

    @property
    def kept(self) -> tuple[str, ...]:
        """Every column that the answer needs, shown or not."""
        names = [*self.columns, self.key, self.day, self.unit, *self.needs]
        if self.term:
            names += [self.term.start, *self.term.ends, self.term.by]
        return tuple(dict.fromkeys(n for n in names if n))


class Measure(Struct, frozen=True, forbid_unknown_fields=True):
    """The ground a measure must name."""

    article: str


class Event(Struct, frozen=True, forbid_unknown_fields=True):
    """A credit event of a party of procurement."""

    title: str
    parties: tuple[str, ...]
    weight: int
    months: int
    basis: str


class Terms(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    purposes: dict[str, Purpose]
    sections: dict[str, Section]
    measures: dict[str, Measure]
    repair: dict[str, tuple[str, ...]]
    events: dict[str, Event]
    parties: dict[str, str]


@cache
def terms() -> Terms:
    """The terms of the library; raises ValueError where a purpose names a section that is not there."""
    found = read_object(library_path() / "credit.yaml", Terms)
    for name, purpose in found.purposes.items():
        if unknown := set(purpose.sections) - found.sections.keys():
            raise ValueError(
                f"library/credit.yaml: {name}: no section {', '.join(sorted(unknown))}"
            )
    return found
