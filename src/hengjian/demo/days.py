"""Days as whole numbers (since 1970-01-01), so that millions of deadlines are array arithmetic."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from hengjian.catalog.calendars import work_calendar

Ints = npt.NDArray[np.int64]

#: A day, amount or count that is not given.
NONE = int(np.iinfo(np.int64).min)

_EPOCH = date(1970, 1, 1).toordinal()


def number(day: date) -> int:
    """The day's number."""
    return day.toordinal() - _EPOCH


def as_date(day: int) -> date:
    """The date of a day's number."""
    return date.fromordinal(int(day) + _EPOCH)


FIRST = number(date(2015, 1, 1))
LAST = number(date(2026, 12, 31))
AS_OF = number(date(2025, 12, 31))
YEARS = (2023, 2024, 2025)


@cache
def _calendar() -> tuple[Ints, Ints]:
    """Per day from FIRST: working days up to and with it; and the working days in order."""
    work = work_calendar()
    flags = np.array([work.is_working(as_date(d)) for d in range(FIRST, LAST + 1)])
    return np.cumsum(flags).astype(np.int64), np.flatnonzero(flags) + FIRST


def worked(day: Ints) -> Ints:
    """Working days counted up to and with the day; NONE stays NONE."""
    counts, _ = _calendar()
    known = day != NONE
    result = np.full(day.shape, NONE, np.int64)
    result[known] = counts[np.clip(day[known], FIRST, LAST) - FIRST]
    return result


def working_day(count: Ints) -> Ints:
    """The day on which the count of working days is reached; the inverse of `worked`."""
    _, days = _calendar()
    known = count != NONE
    result = np.full(count.shape, NONE, np.int64)
    result[known] = days[np.clip(count[known], 1, len(days)) - 1]
    return result


def plus_working(day: Ints, n: Ints | int) -> Ints:
    """The n-th working day after the day (n may be 0: the last working day up to it)."""
    return working_day(shifted(worked(day), n))


def shifted(day: Ints, n: Ints | int) -> Ints:
    """The day n calendar days later; NONE stays NONE."""
    return np.where(day == NONE, NONE, day + n)


def next_working(day: Ints) -> Ints:
    """The day itself when it is worked, otherwise the first working day after it."""
    return working_day(worked(shifted(day, -1)) + (day != NONE))


def working_days_of(year: int) -> Ints:
    """All working days of the year, in order."""
    _, days = _calendar()
    return days[(days >= number(date(year, 1, 1))) & (days <= number(date(year, 12, 31)))]


def years_of(day: Ints) -> Ints:
    """Calendar years; NONE gives NONE."""
    stamps = np.where(day == NONE, 0, day).astype("datetime64[D]")
    years = stamps.astype("datetime64[Y]").astype(np.int64) + 1970
    return np.where(day == NONE, NONE, years)


def known_by(day: Ints, last: int = AS_OF) -> Ints:
    """The days that have come by `last`; later ones are not given yet."""
    return np.where(day > last, NONE, day)


@cache
def _lists() -> tuple[list[int], list[int]]:
    """The calendar as plain lists, for single days."""
    counts, days = _calendar()
    return counts.tolist(), days.tolist()


def plus(day: date, n: int) -> date:
    """The day n calendar days later, moved to a working day."""
    counts, days = _lists()
    return as_date(days[counts[number(day) + n - 1 - FIRST]])


def plus_work(day: date, n: int) -> date:
    """The n-th working day after the day."""
    counts, days = _lists()
    return as_date(days[counts[number(day) - FIRST] + n - 1])
