"""Periods of law: from the day of an event to the last day to act, or to the first day allowed.

Counting follows the general rule of civil and procedural law: the day of the event is not counted,
a period that ends on a rest day ends on the first working day after it, a period of months
ends on the corresponding day or on the last day of the month.
"""

from __future__ import annotations

import calendar as month_lengths
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hengjian.statute.calendars import WorkCalendar


class Unit(StrEnum):
    """Units in which the law counts."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Period:
    """n units of time; `moves`: whether a last day that is a rest day moves (limits only)."""

    n: int
    unit: Unit
    moves: bool = True

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ValueError(f"a period has at least one unit, got n={self.n}")


def add_months(start: date, months: int) -> date:
    """The corresponding day `months` later, or the last day of that month.

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    count = start.year * 12 + start.month - 1 + months
    year, month = divmod(count, 12)
    last = month_lengths.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def raw_due_day(start: date, period: Period, work: WorkCalendar) -> date:
    """The last day of the period before any move past rest days."""
    if period.unit is Unit.WORKING_DAY:
        return work.add_working_days(start, period.n)
    if period.unit is Unit.CALENDAR_DAY:
        return start + timedelta(days=period.n)
    months = period.n * (12 if period.unit is Unit.YEAR else 1)
    return add_months(start, months)


def due_day(start: date, period: Period, work: WorkCalendar) -> date:
    """The last day on which the act is still in time.

    Raises CalendarYearMissing where a year that matters has no calendar.
    """
    raw = raw_due_day(start, period, work)
    if period.unit is Unit.WORKING_DAY or not period.moves:
        return raw
    return work.next_working_day(raw)


def earliest_day(start: date, period: Period, work: WorkCalendar) -> date:
    """ "Not less than n": the first day on which n full units have passed since the start day.

    The conservative test is `event_day >= earliest_day`; a window never moves past rest days.
    """
    return raw_due_day(start, period, work)
