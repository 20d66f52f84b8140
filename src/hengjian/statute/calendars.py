"""The office calendar: which days are worked, make-up working days (调休) included.

A calendar knows whole years only. A day of any other year is refused, never guessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

_ONE_DAY = timedelta(days=1)


class CalendarYearMissing(LookupError):
    """A day was asked for in a year whose office calendar is not published or not loaded."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"no working-day calendar for {year}; add library/calendars/{year}.yaml "
            "from the State Council notice of that year"
        )


@dataclass(frozen=True)
class YearPlan:
    """What one yearly notice changes: rest days on weekdays, working days on weekends."""

    year: int
    holidays: frozenset[date]
    make_up_days: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Whether the office works on a day of this year."""
        if day.weekday() < 5:
            return day not in self.holidays
        return day in self.make_up_days


def plain_year(year: int) -> YearPlan:
    """A year before its notice: weekends, and the holidays of fixed date (New Year, 1-2 May, 1-3 October; the
    decree on holidays, 全国年节及纪念日放假办法, as amended in 2024). Holidays by the moon and moved days are not in it.
    """
    fixed = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
    return YearPlan(year, frozenset(date(year, month, day) for month, day in fixed), frozenset())


class WorkCalendar:
    """Working days of the years it was given.

    >>> plan = YearPlan(2025, frozenset({date(2025, 1, 1)}), frozenset({date(2025, 1, 26)}))
    >>> calendar = WorkCalendar([plan])
    >>> calendar.is_working(date(2025, 1, 26))   # a Sunday that is worked
    True
    >>> calendar.add_working_days(date(2024, 12, 31), 1)
    Traceback (most recent call last):
    hengjian.statute.calendars.CalendarYearMissing: no working-day calendar for 2024; ...
    """

    def __init__(self, plans: Iterable[YearPlan]) -> None:
        self._plans: Mapping[int, YearPlan] = {plan.year: plan for plan in plans}
        self._working: list[date] = []
        self._number: dict[date, int] = {}
        self._count()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkCalendar) and self._plans == other._plans

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of every day that the calendar knows: same text, same working days."""
        numbers = "".join(f"{day}={n};" for day, n in self._number.items())
        return hashlib.sha256(numbers.encode()).hexdigest()[:24]

    def _count(self) -> None:
        for year in sorted(self._plans):
            day = date(year, 1, 1)
            while day.year == year:
                if self._plans[year].is_working(day):
                    self._working.append(day)
                self._number[day] = len(self._working)
                day += _ONE_DAY

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are known, in order."""
        return tuple(sorted(self._plans))

    def with_plain_years(self, n: int) -> WorkCalendar:
        """This calendar and `n` plain years after it: for days that are provisional, never for a judgement."""
        last = self.years[-1]
        years = range(last + 1, last + 1 + n)
        return WorkCalendar([*self._plans.values(), *map(plain_year, years)])

    def plan(self, year: int) -> YearPlan:
        """The plan of one year; raises CalendarYearMissing."""
        if year not in self._plans:
            raise CalendarYearMissing(year)
        return self._plans[year]

    def is_working(self, day: date) -> bool:
        """Whether the office works on the day; raises CalendarYearMissing."""
        return self.plan(day.year).is_working(day)

    def working_number(self, day: date) -> int:
        """Working days from the first known year up to and with the day."""
        self.plan(day.year)
        return self._number[day]

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after the start day, which itself is not counted.

        Every year from the start to the result must be known.
        """
        if n < 1:
            raise ValueError(f"n must be at least 1 working day, got {n}")
        index = self.working_number(start) + n - 1
        if index >= len(self._working):
            raise CalendarYearMissing(self.years[-1] + 1)
        result = self._working[index]
        self._refuse_gaps(start.year, result.year)
        return result

    def next_working_day(self, day: date) -> date:
        """The day itself when it is worked, otherwise the first working day after it."""
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def _refuse_gaps(self, first: int, last: int) -> None:
        for year in range(first, last + 1):
            self.plan(year)
