"""Acts, duties, dated numbers of the law, and years of the calendar."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta

from hengjian.catalog.models.entries import Confidence, Entry, Text


class Basis(Entry, frozen=True):
    """Where a sentence of law stands; `article` like "42.1" = article 42 paragraph 1."""

    act: Text
    article: str = ""
    note: str = ""


class ActVersion(Entry, frozen=True):
    in_force_from: date
    confidence: Confidence
    ended_on: date | None = None
    adopted_on: date | None = None
    number: str = ""
    note: str = ""


class Act(Entry, frozen=True):
    act: Text
    title: Text
    issuer: Text
    kind: Literal[
        "law", "regulation", "rule", "document", "party_rule", "standard", "local", "method"
    ]
    versions: tuple[ActVersion, ...]
    note: str = ""

    def in_force_on(self, day: date) -> bool:
        """Whether some version of the act was in force on the day."""
        return any(
            v.in_force_from <= day and (v.ended_on is None or day < v.ended_on)
            for v in self.versions
        )


class Unchecked(Entry, frozen=True):
    """Why no rule examines a duty, and what is done instead."""

    why: Literal[
        "definition", "judgement", "text", "other_party", "other_authority", "office", "no_records"
    ]
    note: Text


class Duty(Entry, frozen=True):
    """What an act demands, under its code. Either a rule or procedure names it or `unchecked` says why not."""

    duty: Text
    basis: tuple[Basis, ...]
    confidence: Confidence
    note: str = ""
    unchecked: Unchecked | None = None


class PeriodValue(Entry, frozen=True):
    n: Annotated[int, Meta(ge=1)]
    unit: Literal["working_day", "calendar_day", "month", "year"]


class ParameterVersion(Entry, frozen=True):
    """One dated value. `value`: PeriodValue, number as written, list of texts, or "none"."""

    valid_from: date
    value: Any
    confidence: Confidence
    basis: tuple[Basis, ...] = ()
    note: str = ""


class Parameter(Entry, frozen=True):
    parameter: Text
    title: Text
    kind: Literal["limit", "window", "amount", "ratio", "count", "set"]
    scope: Literal["national", "local"]
    versions: tuple[ParameterVersion, ...]
    counts_from: str = ""
    duties: tuple[str, ...] = ()
    tighten: Literal["lower", "higher", "none"] = "none"
    last_day: Literal["moves", "stays"] = "moves"
    note: str = ""
    checked_on: date | None = None

    @property
    def table(self) -> str:
        """Name of the daily table in schema `param`."""
        return self.parameter.replace(".", "_")

    def version_on(self, day: date) -> ParameterVersion | None:
        """The version of a day, which may say that there is no value; None before the first."""
        return next((v for v in self.versions if v.valid_from <= day), None)

    def in_force(self, day: date) -> ParameterVersion | None:
        """The version of a day with a value; None before the first, after the end, or where none is set."""
        found = self.version_on(day)
        return None if found is None or found.value == "none" else found


class OverlayParameter(Entry, frozen=True):
    """A district's own values of a parameter that the national library defines."""

    parameter: str
    versions: tuple[ParameterVersion, ...]
    note: str = ""


class CalendarYear(Entry, frozen=True):
    """A year the calendar package lacks, from the yearly notice of the State Council."""

    year: int
    notice: Text
    holidays: tuple[date, ...]
    make_up_days: tuple[date, ...]
