"""Days by law: calendars, periods, suspensions. Pure functions, standard library only."""

from hengjian.statute.calendars import CalendarYearMissing, WorkCalendar
from hengjian.statute.clock import ClockDay, ClockReading, Interval, merge_intervals, read_clock
from hengjian.statute.periods import Period, Unit, due_day, earliest_day, raw_due_day

__all__ = [
    "CalendarYearMissing",
    "ClockDay",
    "ClockReading",
    "Interval",
    "Period",
    "Unit",
    "WorkCalendar",
    "due_day",
    "earliest_day",
    "merge_intervals",
    "raw_due_day",
    "read_clock",
]
