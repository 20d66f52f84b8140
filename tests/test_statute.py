"""Day arithmetic by law: real dates, and properties that must hold for every date."""

from __future__ import annotations

import doctest
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.catalog import work_calendar
from hengjian.statute import (
    CalendarYearMissing,
    Interval,
    Period,
    Unit,
    calendars,
    due_day,
    earliest_day,
    merge_intervals,
    periods,
    read_clock,
)
from hengjian.statute.periods import add_months

WORK = work_calendar()
DAYS = st.dates(date(2005, 1, 1), date(2025, 6, 30))
UNITS = st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY])
LENGTHS = st.integers(1, 90)


@pytest.mark.parametrize("module", [calendars, periods])
def test_doctests_hold(module):
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0


@pytest.mark.parametrize(
    ("year", "count"),
    [(2016, 250), (2017, 249), (2018, 250), (2020, 249), (2022, 249), (2024, 251), (2025, 248), (2026, 248)],
)  # fmt: skip
def test_working_days_of_a_year(year, count):
    first, last = date(year, 1, 1), date(year, 12, 31)
    worked = WORK.working_number(last) - WORK.working_number(first) + WORK.is_working(first)
    assert worked == count


def test_make_up_days_are_worked():
    for day in ("2024-02-04", "2024-05-11", "2025-01-26", "2025-10-11", "2026-02-28"):
        assert WORK.is_working(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("start", "n", "unit", "due"),
    [
        ("2023-12-20", 10, Unit.CALENDAR_DAY, "2024-01-02"),  # 30 December is a rest day
        ("2024-04-22", 10, Unit.WORKING_DAY, "2024-05-08"),  # over Labour Day, 28 April is worked
        ("2025-03-03", 20, Unit.WORKING_DAY, "2025-03-31"),
        ("2025-01-20", 5, Unit.WORKING_DAY, "2025-01-26"),  # a worked Sunday before Spring Festival
        ("2025-04-03", 30, Unit.CALENDAR_DAY, "2025-05-06"),  # 3 May is a rest day
        ("2024-01-31", 1, Unit.MONTH, "2024-02-29"),
        ("2024-02-29", 1, Unit.YEAR, "2025-02-28"),
    ],
)
def test_due_day(start, n, unit, due):
    assert due_day(date.fromisoformat(start), Period(n, unit), WORK) == date.fromisoformat(due)


def test_a_year_without_calendar_is_refused():
    with pytest.raises(CalendarYearMissing, match="2027"):
        due_day(date(2026, 12, 25), Period(10, Unit.WORKING_DAY), WORK)
    with pytest.raises(CalendarYearMissing, match="2003"):
        WORK.is_working(date(2003, 5, 1))


def test_a_window_does_not_move_past_rest_days():
    start = date(2025, 4, 13)  # twenty days later is a Saturday
    assert earliest_day(start, Period(20, Unit.CALENDAR_DAY), WORK) == date(2025, 5, 3)


@given(DAYS, LENGTHS, UNITS)
def test_the_last_day_is_worked(start, n, unit):
    assert WORK.is_working(due_day(start, Period(n, unit), WORK))


@given(DAYS, LENGTHS, LENGTHS, UNITS)
def test_a_longer_period_never_ends_earlier(start, n, more, unit):
    shorter, longer = Period(n, unit), Period(n + more, unit)
    assert due_day(start, shorter, WORK) <= due_day(start, longer, WORK)


@given(DAYS, st.integers(1, 600))
def test_months_end_on_the_same_day_or_the_last(start, months):
    end = add_months(start, months)
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@given(DAYS, LENGTHS, UNITS)
def test_without_suspensions_the_clock_reads_the_due_day(start, n, unit):
    period = Period(n, unit)
    assert read_clock(start, period, WORK).due == due_day(start, period, WORK)


SPANS = st.lists(st.tuples(st.integers(0, 80), st.integers(0, 20)), max_size=4)


def _intervals(start: date, spans: list[tuple[int, int]]) -> list[Interval]:
    return [
        Interval(start + timedelta(days=a), start + timedelta(days=a + b), "hearing")
        for a, b in spans
    ]


@given(DAYS, LENGTHS, UNITS, SPANS)
def test_a_suspension_never_shortens(start, n, unit, spans):
    period = Period(n, unit)
    reading = read_clock(start, period, WORK, _intervals(start, spans))
    assert reading.due is not None
    assert reading.due >= due_day(start, period, WORK)


@given(DAYS, SPANS)
def test_merged_intervals_are_apart_and_cover_the_same_days(start, spans):
    intervals = _intervals(start, spans)
    merged = merge_intervals(intervals)

    def days(items):
        return {
            i.first + timedelta(days=k) for i in items for k in range((i.last - i.first).days + 1)
        }

    assert days(merged) == days(intervals)
    assert all(a.last + timedelta(days=1) < b.first for a, b in pairwise(merged))


def test_an_open_suspension_stops_the_clock():
    reading = read_clock(
        date(2025, 3, 3),
        Period(5, Unit.WORKING_DAY),
        WORK,
        [Interval(date(2025, 3, 5), None, "听证")],
    )
    assert reading.due is None
    assert reading.days[-1].note == "suspended: 听证"


def test_a_suspension_after_the_last_day_changes_nothing():
    late = Interval(date(2025, 6, 1), date(2025, 6, 30), "听证")
    period = Period(5, Unit.WORKING_DAY)
    assert read_clock(date(2025, 3, 3), period, WORK, [late]).due == date(2025, 3, 10)
