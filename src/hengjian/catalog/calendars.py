"""The office calendar of the catalog: the calendar package's years, then the library's files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

import chinese_calendar

from hengjian.catalog.models import CalendarYear
from hengjian.statute.calendars import WorkCalendar, YearPlan


@cache
def packaged_years() -> tuple[YearPlan, ...]:
    """Years of the calendar package, from the yearly notices of the State Council (2004 on)."""
    holidays: dict[int, set[date]] = {}
    workdays: dict[int, set[date]] = {}
    for day in chinese_calendar.constants.holidays:
        holidays.setdefault(day.year, set()).add(day)
    for day in chinese_calendar.constants.workdays:
        workdays.setdefault(day.year, set()).add(day)
    return tuple(
        YearPlan(year, frozenset(holidays[year]), frozenset(workdays.get(year, set())))
        for year in sorted(holidays)
    )


def work_calendar(files: Mapping[int, CalendarYear] | Iterable[CalendarYear] = ()) -> WorkCalendar:
    """Packaged years plus the given ones; a file replaces the packaged year of the same number."""
    entries = files.values() if isinstance(files, Mapping) else files
    plans = {plan.year: plan for plan in packaged_years()}
    for entry in entries:
        plans[entry.year] = YearPlan(
            entry.year, frozenset(entry.holidays), frozenset(entry.make_up_days)
        )
    return WorkCalendar(plans.values())
