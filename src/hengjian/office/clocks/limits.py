"""Limits from the library's parameters: the version in force on the first day rules, a local one goes first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hengjian.catalog.consistency import parse_value
from hengjian.catalog.models import ParameterVersion, PeriodValue
from hengjian.office.clocks.terms import term
from hengjian.office.door import catalog
from hengjian.statute import CalendarYearMissing, Period, Unit, due_day, earliest_day


def version_on(parameter: str, day: date) -> ParameterVersion | None:
    """The version in force on a day; None where the law of that day is not known or there was none."""
    found = next((v for v in catalog().parameters[parameter].versions if v.valid_from <= day), None)
    return None if found is None or found.value == "none" else found


def first_end(parameters: Iterable[str], start: date | None) -> date | None:
    """The end by the first of the parameters that the law of the day knows."""
    if start is None:
        return None
    return next((end for p in parameters if (end := _end(p, start)) is not None), None)


def _end(parameter: str, start: date) -> date | None:
    version, known = version_on(parameter, start), catalog().parameters[parameter]
    value = parse_value(known, version.value) if version else None
    if not isinstance(value, PeriodValue):
        return None
    moves = known.kind == "limit" and known.last_day == "moves"
    counted = earliest_day if known.kind == "window" else due_day
    try:
        return counted(start, Period(value.n, Unit(value.unit), moves), catalog().work)
    except CalendarYearMissing:
        return None


def due_by(parameter: str, clock: str, start: date) -> date:
    """The district's own limit, or that of the office's clock; raises CalendarYearMissing."""
    return first_end([parameter], start) or due_day(start, term(clock).length, catalog().work)
