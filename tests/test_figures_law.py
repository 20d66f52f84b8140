"""The figures of openness and of repealed documents, recomputed from the departments' own files."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

import chinese_calendar
import pytest

from tests.source_files import table_rows

START, END = date(2025, 1, 1), date(2025, 12, 31)
STATUTORY_WORKING_DAYS = 20
IN_FORCE = date(2019, 5, 15)


@pytest.fixture(scope="module")
def source(district):
    """table name → rows as the departments sent them."""
    return cache(lambda table: table_rows(district.path / "outbox", table))


@pytest.fixture(scope="module")
def reported(district):
    """figure number → readings of the run, as decimals."""
    run = district.store.path(district.store.latest())
    data = json.loads((run / "figures.json").read_text("utf-8"))
    return {
        r["number"]: {n: v["value"] and Decimal(v["value"]) for n, v in r["readings"].items()}
        for r in data.values()
    }


def percent(part: int, whole: int) -> Decimal:
    value = Fraction(100 * part, whole)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )


def last_day(formed: date) -> date | None:
    """The twentieth working day after the day; None where no calendar reaches."""
    day = formed
    try:
        for _ in range(STATUTORY_WORKING_DAYS):
            day += timedelta(days=1)
            while not chinese_calendar.is_workday(day):
                day += timedelta(days=1)
    except NotImplementedError:
        return None
    return day


def test_f35_disclosure(source, reported):
    listed = covered = due = on_time = overdue = 0
    for item in source("disclosure_item"):
        if item["mode"] != "active" or item["valid_from"] > END:
            continue
        if item["valid_to"] is not None and item["valid_to"] < END:
            continue
        formed, shown = item["formed_on"], item["disclosed_on"]
        if formed is None or not IN_FORCE <= formed <= END:
            continue
        last = last_day(formed)
        if last is None:
            continue
        published = shown is not None and shown <= END
        listed, covered = listed + 1, covered + published
        due += START <= last <= END
        on_time += START <= last <= END and published and shown <= last
        overdue += last <= END and not published
    assert listed
    assert reported["F35"]["covered"] == percent(covered, listed)
    assert reported["F35"]["on_time"] == percent(on_time, due)
    assert reported["F35"]["late_open"] == overdue
    assert reported["F35"]["items"] == listed


def test_f36_documents(source, reported):
    repealed, expired, started, unnumbered = set(), set(), set(), set()
    for row in source("norm_document"):
        if row["kind"] not in ("ordinary", "trial"):
            continue
        key, ended, last = row["document_id"], row["repealed_on"], row["expires_on"]
        if last and START <= last + timedelta(days=1) <= END and not (ended and ended <= last):
            expired.add(key)
        elif ended and START <= ended <= END:
            (repealed if row["repealed_by"] else unnumbered).add(key)
        if START <= row["effective_on"] <= END:
            started.add(key)
    started -= unnumbered
    assert reported["F36"]["repealed"] == len(repealed)
    assert reported["F36"]["expired"] == len(expired)
    assert reported["F36"]["started"] == len(started)
    assert reported["F36"]["net"] == len(repealed) + len(expired) - len(started)
