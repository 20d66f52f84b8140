"""Parameters and the calendar as tables with one row per day.

A rule joins them by equality: the version is chosen by the record's own day, the due day is
computed by the same `statute` functions that the clocks use, and a day that the law or the calendar
does not cover has no row.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pyarrow as pa

from hengjian.catalog.consistency import parse_value
from hengjian.catalog.models import Parameter, ParameterVersion, PeriodValue
from hengjian.statute import (
    CalendarYearMissing,
    Period,
    Unit,
    WorkCalendar,
    due_day,
    earliest_day,
    raw_due_day,
)

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2040, 12, 31)
_EPOCH = date(1970, 1, 1)

_VERSIONED = [("version", pa.date32()), ("confidence", pa.string())]
_LIMIT = pa.schema(
    [("start_day", pa.date32()), ("due_day", pa.date32()), ("raw_day", pa.date32()),
     ("n", pa.int64()), ("unit", pa.string()), *_VERSIONED]
)  # fmt: skip
_WINDOW = pa.schema(
    [("start_day", pa.date32()), ("earliest_day", pa.date32()), ("n", pa.int64()),
     ("unit", pa.string()), *_VERSIONED]
)  # fmt: skip
_VALUE = {
    "amount": pa.int64(),
    "count": pa.int64(),
    "ratio": pa.decimal128(9, 6),
}
_SET = pa.schema([("day", pa.date32()), ("member", pa.string()), *_VERSIONED])


def parameter_schema(parameter: Parameter) -> pa.Schema:
    """Columns of the daily table of a parameter, by its kind."""
    if parameter.kind == "limit":
        return _LIMIT
    if parameter.kind == "window":
        return _WINDOW
    if parameter.kind == "set":
        return _SET
    return pa.schema([("day", pa.date32()), ("value", _VALUE[parameter.kind]), *_VERSIONED])


def parameter_table(parameter: Parameter, work: WorkCalendar) -> pa.Table:
    """One row per day on which the parameter has a value that can be computed."""
    schema = parameter_schema(parameter)
    parts = [
        _version_rows(parameter, version, first, last, work).cast(schema)
        for version, first, last in version_spans(parameter)
        if version.value != "none"
    ]
    return pa.concat_tables([schema.empty_table(), *parts]).combine_chunks()


def version_spans(parameter: Parameter) -> list[tuple[ParameterVersion, date, date]]:
    """Versions with the first and last day on which each one rules, newest first."""
    ends = [LAST_DAY, *(newer.valid_from - timedelta(days=1) for newer in parameter.versions)]
    return [
        (version, max(version.valid_from, FIRST_DAY), end)
        for version, end in zip(parameter.versions, ends, strict=False)
    ]


def _version_rows(
    parameter: Parameter, version: ParameterVersion, first: date, last: date, work: WorkCalendar
) -> pa.Table:
    value = parse_value(parameter, version.value)
    if isinstance(value, PeriodValue):
        moves = parameter.kind == "limit" and parameter.last_day == "moves"
        columns = _period_columns(Period(value.n, Unit(value.unit), moves), parameter.kind, work)
        rows = _between(columns, first, last)
        rows["n"] = _repeat(value.n, rows, pa.int64())
        rows["unit"] = _repeat(value.unit, rows, pa.string())
    else:
        rows = _value_columns(value, first, last)
    rows["version"] = _repeat(version.valid_from, rows, pa.date32())
    rows["confidence"] = _repeat(version.confidence, rows, pa.string())
    names = parameter_schema(parameter).names
    return pa.table({name: rows[name] for name in names})


def _repeat(value: object, rows: dict[str, pa.Array], kind: pa.DataType) -> pa.Array:
    return pa.repeat(pa.scalar(value, kind), len(next(iter(rows.values()))))


def _value_columns(
    value: int | Decimal | tuple[str, ...], first: date, last: date
) -> dict[str, pa.Array]:
    days = pa.array(np.arange((first - _EPOCH).days, (last - _EPOCH).days + 1, dtype=np.int32))
    if isinstance(value, tuple):
        count = len(days)
        return {
            "day": pa.concat_arrays([days] * len(value)).cast(pa.date32()),
            "member": pa.concat_arrays([pa.repeat(pa.scalar(m), count) for m in value]),
        }
    kind = pa.decimal128(9, 6) if isinstance(value, Decimal) else pa.int64()
    return {"day": days.cast(pa.date32()), "value": pa.repeat(pa.scalar(value, kind), len(days))}


def _between(columns: dict[str, pa.Array], first: date, last: date) -> dict[str, pa.Array]:
    """The rows whose start day lies in the span; starts are in order, so a slice is enough."""
    table = pa.table(columns)
    starts = table["start_day"]
    low = pa.compute.sum(pa.compute.less(starts, pa.scalar(first))).as_py() or 0
    high = pa.compute.sum(pa.compute.less_equal(starts, pa.scalar(last))).as_py() or 0
    cut = table.slice(low, high - low).combine_chunks()
    return {name: cut[name].combine_chunks() for name in cut.column_names}


@lru_cache(maxsize=512)
def _period_columns(period: Period, kind: str, work: WorkCalendar) -> dict[str, pa.Array]:
    """Start and end days of a period for every day; days without a calendar are left out."""
    starts: list[date] = []
    ends: list[date] = []
    raws: list[date] = []
    day = FIRST_DAY
    while day <= LAST_DAY:
        try:
            end = due_day(day, period, work) if kind == "limit" else earliest_day(day, period, work)
            raws.append(raw_due_day(day, period, work))
            starts.append(day)
            ends.append(end)
        except CalendarYearMissing:
            pass
        day += timedelta(days=1)
    start_days, end_days = pa.array(starts, pa.date32()), pa.array(ends, pa.date32())
    if kind == "limit":
        return {
            "start_day": start_days,
            "due_day": end_days,
            "raw_day": pa.array(raws, pa.date32()),
        }
    return {"start_day": start_days, "earliest_day": end_days}


@lru_cache(maxsize=4)
def calendar_table(work: WorkCalendar) -> pa.Table:
    """engine.calendar: every day; working columns are null in years without a calendar."""
    days = [FIRST_DAY + timedelta(days=i) for i in range((LAST_DAY - FIRST_DAY).days + 1)]
    known = set(work.years)
    working = [work.is_working(d) if d.year in known else None for d in days]
    following: list[date | None] = [None] * len(days)
    upcoming: date | None = None
    for i in range(len(days) - 1, -1, -1):
        if working[i] is None:
            upcoming = None
        elif working[i]:
            upcoming = days[i]
        following[i] = upcoming
    return pa.table(
        {
            "day": pa.array(days, pa.date32()),
            "day_no": pa.array(range(len(days)), pa.int64()),
            "working_no": pa.array(
                [work.working_number(d) if d.year in known else None for d in days], pa.int64()
            ),
            "is_working": pa.array(working, pa.bool_()),
            "next_working_day": pa.array(following, pa.date32()),
        }
    )


def reported_days(as_of: date, period: int | None = None) -> tuple[date, date]:
    """First and last day that figures of a run may look at: the reported year and the one before."""
    year = period or as_of.year
    return date(year - 1, 1, 1), min(as_of, date(year, 12, 31))


def run_table(as_of: date, period: int | None = None) -> pa.Table:
    """engine.run: the as-of day, the reported year up to that day, and the year before it."""
    year = period or as_of.year
    days = {
        "as_of": as_of,
        "period_start": date(year, 1, 1),
        "period_end": min(as_of, date(year, 12, 31)),
        "prior_start": date(year - 1, 1, 1),
        "prior_end": date(year - 1, 12, 31),
    }
    return pa.table({name: pa.array([day], pa.date32()) for name, day in days.items()})


def ceiling_spans(parameters: list[Parameter]) -> list[tuple[date, date, str]]:
    """(from, to, level): how hard a rule on these parameters can be on a trigger day.

    Verified terms carry a hard rule, second-hand and remembered ones a soft rule, unsure
    ones a hint.
    """
    limits = {"verified": "hard", "second_hand": "soft", "memory": "soft", "unsure": "hint"}
    rank = ("hint", "soft", "hard")
    edges = {FIRST_DAY, LAST_DAY + timedelta(days=1)}
    spans = [span for parameter in parameters for span in version_spans(parameter)]
    for _, first, last in spans:
        edges |= {first, last + timedelta(days=1)}
    result: list[tuple[date, date, str]] = []
    for first, after in pairwise(sorted(edges)):
        levels = [limits[v.confidence] for v, start, end in spans if start <= first <= end]
        result.append(
            (first, after - timedelta(days=1), min(levels, key=rank.index, default="hard"))
        )
    return result


_COUNT = pa.schema(
    [("unit", pa.string()), ("day", pa.date32()), ("no", pa.int64()), ("before_no", pa.int64())]
)
_COUNT_DAY = pa.schema(
    [("unit", pa.string()), ("no", pa.int64()), ("day", pa.date32()), ("due_day", pa.date32())]
)


@lru_cache(maxsize=4)
def count_tables(work: WorkCalendar) -> tuple[pa.Table, pa.Table]:
    """engine.count and engine.count_day: days numbered in the units of the law, both ways.

    `count(unit, day, no, before_no)`: units up to and with the day, and up to the day before.
    `count_day(unit, no, day, due_day)`: the day that has the number, and that day moved past rest.
    Months and years are counted in calendar days once their start is known.
    """
    calendar = calendar_table(work).to_pylist()
    counts: dict[str, list[object]] = {name: [] for name in _COUNT.names}
    days: dict[str, list[object]] = {name: [] for name in _COUNT_DAY.names}
    for row in calendar:
        for unit in Unit:
            number = row["working_no" if unit is Unit.WORKING_DAY else "day_no"]
            if number is None:
                continue
            counted = row["is_working"] if unit is Unit.WORKING_DAY else True
            _append(counts, unit.value, row["day"], number, number - int(counted))
            if counted:
                due = row["day"] if unit is Unit.WORKING_DAY else row["next_working_day"]
                _append(days, unit.value, number, row["day"], due)
    return pa.table(counts, _COUNT), pa.table(days, _COUNT_DAY)


def _append(columns: dict[str, list[object]], *values: object) -> None:
    for column, value in zip(columns.values(), values, strict=True):
        column.append(value)
