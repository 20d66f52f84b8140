"""Limits by law and by the office: the version in force on the first day rules, a local one goes first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from hengjian.catalog.periods import period_on
from hengjian.office.clocks.terms import term
from hengjian.office.door import catalog
from hengjian.statute import CalendarYearMissing, Period, due_day, earliest_day

#: Plain years after the last calendar: no clock of the office runs longer.
_PLAIN_YEARS = 3


class Limit(NamedTuple):
    """The last day in time. `provisional`: a year up to it has no calendar yet; the day may move."""

    day: date
    provisional: bool


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


def limit(clock: str, parameter: str, start: date) -> Limit:
    """The limit of a clock of the office: by the parameter where the district has one, else its own period.

    The notice of a year's working days comes in the autumn before it. Until then a limit that reaches into that
    year is counted with plain weeks and is provisional: a person has a day to work to, and nobody is late by it.
    Raises CalendarYearMissing for years before the first calendar.
    """
    period = _period(clock, parameter, start)
    try:
        return Limit(due_day(start, period, catalog().work), provisional=False)
    except CalendarYearMissing:
        work = catalog().work.with_plain_years(_PLAIN_YEARS)
        return Limit(due_day(start, period, work), provisional=True)


def _period(clock: str, parameter: str, start: date) -> Period:
    known = period_on(catalog().parameters[parameter], start) if parameter else None
    return known or term(clock).length
