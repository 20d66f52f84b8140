"""The office's own clocks as data: library/clocks.yaml."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from hengjian.catalog.library import library_path
from hengjian.catalog.models import PeriodValue
from hengjian.catalog.reading import read_object
from hengjian.statute import Period, Unit


class Step(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whom to tell when. `days`: calendar days after the due day (negative: before).

    `tell`: permissions whose holders in the clock's unit are told; `upward`: holders anywhere.
    """

    step: str
    days: int
    tell: tuple[str, ...] = ()
    upward: tuple[str, ...] = ()
    text: str


class Term(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One clock. `period`: none where a person sets the day (a rectification)."""

    title: str
    title_en: str
    period: PeriodValue | None = None
    duty: str = ""
    steps: tuple[Step, ...] = ()
    note: str = ""

    @property
    def length(self) -> Period:
        """The period; raises ValueError where a person sets the day."""
        if self.period is None:
            raise ValueError("this clock has no fixed period; give a due day")
        return Period(self.period.n, Unit(self.period.unit))


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    clocks: dict[str, Term]


@cache
def terms() -> dict[str, Term]:
    """All clocks of the office by name."""
    return read_object(library_path() / "clocks.yaml", _File).clocks


def term(name: str) -> Term:
    """One clock; raises KeyError naming those that exist."""
    if name not in terms():
        raise KeyError(f"no clock {name} in library/clocks.yaml; there are {', '.join(terms())}")
    return terms()[name]
