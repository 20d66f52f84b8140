"""The clock in SQL and the clock in statute are two writings of one law: they must agree."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from hengjian.catalog.models import Case, CaseFile
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.cases import CaseBench
from hengjian.engine.compile import compile_rule
from hengjian.statute import Interval, Period, Unit, read_clock

AS_OF = date(2025, 12, 31)


def _matters(count: int, procedure: str, end_step: str, seed: int):
    """Random matters: some suspended (overlapping, nested, open), some extended, some unfinished."""
    draw = random.Random(seed)
    given = {"matter": [], "matter_event": [], "suspension": [], "extension": []}
    facts = {}
    first = "file" if procedure == "penalty" else "accept"
    for n in range(count):
        record = f"M{n:04d}"
        start = date(2022, 1, 4) + timedelta(days=draw.randrange(900))
        done = start + timedelta(days=draw.randrange(1, 150)) if draw.random() < 0.85 else None
        given["matter"].append({"matter_id": record, "procedure": procedure})
        given["matter_event"].append(
            {"matter_id": record, "seq": 1, "step": first, "happened_on": start}
        )
        if done:
            given["matter_event"].append(
                {"matter_id": record, "seq": 2, "step": end_step, "happened_on": done}
            )
        spans = []
        for k in range(draw.randrange(4)):
            begin = start + timedelta(days=draw.randrange(-3, 70))
            last = begin + timedelta(days=draw.randrange(15)) if draw.random() < 0.93 else None
            spans.append(Interval(begin, last, "hearing"))
            given["suspension"].append(
                {"suspension_id": f"{record}-{k}", "matter_id": record, "kind": "hearing",
                 "started_on": begin, "ended_on": last}
            )  # fmt: skip
        approved = start + timedelta(days=draw.randrange(10, 60)) if draw.random() < 0.3 else None
        if approved:
            given["extension"].append(
                {"extension_id": record, "matter_id": record, "step": end_step,
                 "approved_on": approved, "approver_level": "unit_head"}
            )  # fmt: skip
        facts[record] = (start, done, spans, approved)
    return given, facts


def _expected(work, fact, base: Period, more: int):
    """(due day, verdict) by the day-by-day clock; due None while an open suspension stops it."""
    start, done, spans, approved = fact
    plain = read_clock(start, base, work, spans)
    longer = plain.due is not None and approved is not None and approved <= plain.due
    reading = read_clock(start, Period(base.n + more, base.unit), work, spans) if longer else plain
    if reading.due is None:
        return None, "undecidable" if done else "pending"
    if done:
        return reading.due, "flagged" if done > reading.due else "clear"
    return reading.due, "flagged" if reading.due < AS_OF else "pending"


@pytest.mark.parametrize(
    ("procedure", "check", "end_step", "period", "more"),
    [
        ("licence", "decide_late", "decide", Period(20, Unit.WORKING_DAY), 10),
        ("registration", "decide_late", "decide", Period(3, Unit.WORKING_DAY), 3),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_sql_and_statute_agree(catalog, procedure, check, end_step, period, more, seed):
    rule = catalog.rules[f"{procedure}.{check}"]
    given, facts = _matters(400, procedure, end_step, seed)
    if procedure == "registration":  # its term is in force from this day
        facts = {k: v for k, v in facts.items() if v[0] >= date(2022, 3, 1)}
    bench = CaseBench(catalog, DuckDBBackend(threads=1))
    case = Case(name="random", given=given, expect=[])
    compiled = compile_rule(rule, catalog)
    bench.prepare(compiled, case, CaseFile(cases=(case,), as_of=AS_OF))
    found = {row["record_id"]: row for row in bench.result(compiled.tree)}
    for record, fact in facts.items():
        due, verdict = _expected(catalog.work, fact, period, more)
        row = found[record]
        assert (row["verdict"], record) == (verdict, record), (fact, row)
        if due is not None:
            assert row["due_day"] == due, (fact, row)
