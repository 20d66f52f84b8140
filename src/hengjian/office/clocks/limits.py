"""Limits from the library's parameters: the version in force on the first day rules, a local one goes first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hengjian.catalog.periods import period_on
from hengjian.office.clocks.terms import term
from hengjian.office.door import catalog
from hengjian.statute import CalendarYearMissing, due_day, earliest_day


def first_end(parameters: Iterable[str], start: date | None) -> date | None:
    """The end by the first of the parameters that the law of the day knows."""
    if start is None:
        return None
    return next((end for p in parameters if (end := _end(p, start)) is not None), None)


def _end(parameter: str, start: date) -> date | None:
    known = catalog().parameters[parameter]
    period = period_on(known, start)
    if period is None:
        return None
    counted = earliest_day if known.kind == "window" else due_day
    try:
        return counted(start, period, catalog().work)
    except CalendarYearMissing:
        return None


def due_by(parameter: str, clock: str, start: date) -> date:
    """The district's own limit, or that of the office's clock; raises CalendarYearMissing."""
    return first_end([parameter], start) or due_day(start, term(clock).length, catalog().work)
