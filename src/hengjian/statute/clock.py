"""A statutory clock: a budget of days, spent one by one, with a ledger of suspensions.

`read_clock` is the readable truth of a deadline: one line a day, with the reason why the day
counts or does not. The engine's SQL must agree with it (property tests hold the two together).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hengjian.statute.calendars import WorkCalendar
from hengjian.statute.periods import Period, Unit, raw_due_day

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Interval:
    """A suspension: first and last suspended day, both counted; `last` None = still running."""

    first: date
    last: date | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"a suspension ends ({self.last}) before it starts ({self.first})")


@dataclass(frozen=True)
class ClockDay:
    """One day of a clock: how many units are spent after it, and why it counted or not."""

    day: date
    spent: int
    note: str


@dataclass(frozen=True)
class ClockReading:
    """The due day (None: the clock still stands in an open suspension) and its computation."""

    due: date | None
    days: tuple[ClockDay, ...]


def merge_intervals(intervals: Iterable[Interval]) -> list[Interval]:
    """Overlapping or adjacent suspensions as one; an open one swallows all that follow."""
    merged: list[Interval] = []
    for item in sorted(intervals, key=lambda i: (i.first, i.last or date.max)):
        if merged and _touches(merged[-1], item):
            merged[-1] = _joined(merged[-1], item)
        else:
            merged.append(item)
    return merged


def _touches(left: Interval, right: Interval) -> bool:
    return left.last is None or right.first <= left.last + _ONE_DAY


def _joined(left: Interval, right: Interval) -> Interval:
    last = None if left.last is None or right.last is None else max(left.last, right.last)
    return Interval(left.first, last, left.reason or right.reason)


def _suspended(day: date, spans: Sequence[Interval]) -> Interval | None:
    for span in spans:
        if span.first <= day and (span.last is None or day <= span.last):
            return span
    return None


def read_clock(
    start: date, period: Period, work: WorkCalendar, suspensions: Iterable[Interval] = ()
) -> ClockReading:
    """The due day of a period that suspensions lengthen, with one entry per calendar day.

    A suspended day does not count. Months and years are turned into the calendar days that they
    have from this start. Raises CalendarYearMissing where a needed year has no calendar.
    """
    spans = merge_intervals(suspensions)
    budget = _budget(start, period, work)
    days: list[ClockDay] = []
    day, spent = start, 0
    while spent < budget:
        day += _ONE_DAY
        span = _suspended(day, spans)
        if span is not None and span.last is None:
            return ClockReading(None, (*days, ClockDay(day, spent, f"suspended: {span.reason}")))
        note = _why_not(day, period, work, span)
        spent += note == ""
        days.append(ClockDay(day, spent, note))
    return _moved(day, spent, period, work, days)


def _budget(start: date, period: Period, work: WorkCalendar) -> int:
    if period.unit in (Unit.MONTH, Unit.YEAR):
        return (raw_due_day(start, period, work) - start).days
    return period.n


def _why_not(day: date, period: Period, work: WorkCalendar, span: Interval | None) -> str:
    if span is not None:
        return f"suspended: {span.reason}"
    if period.unit is Unit.WORKING_DAY and not work.is_working(day):
        return "rest day"
    return ""


def _moved(
    day: date, spent: int, period: Period, work: WorkCalendar, days: list[ClockDay]
) -> ClockReading:
    if period.unit is not Unit.WORKING_DAY and period.moves:
        while not work.is_working(day):
            day += _ONE_DAY
            note = "moved past a rest day" if not work.is_working(day) else "last day after rest"
            days.append(ClockDay(day, spent, note))
    return ClockReading(day, tuple(days))
