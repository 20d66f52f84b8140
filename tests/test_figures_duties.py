"""F01 and F02 recomputed from the departments' own files in plain Python."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from tests.source_files import table_rows

START, END = date(2025, 1, 1), date(2025, 12, 31)


@pytest.fixture(scope="module")
def newest(district):
    """scope → results of its newest edition of the year."""
    outbox = district.path / "outbox"
    if not list(outbox.glob("**/survey_edition_*")):
        pytest.skip("this district was made before the surveys")
    editions = {}
    for row in sorted(table_rows(outbox, "survey_edition"), key=lambda r: r["published_on"]):
        if START <= row["published_on"] <= END and row["document"]:
            editions[row["scope"]] = row["edition_id"]
    results = table_rows(outbox, "survey_result")
    return {s: [r for r in results if r["edition_id"] == e] for s, e in editions.items()}


@pytest.fixture(scope="module")
def readings(district):
    """figure → reading → value of the newest run."""
    run = district.store.path(district.store.latest())
    data = json.loads((run / "figures.json").read_text("utf-8"))
    return {
        r["number"]: {n: v["value"] and Decimal(v["value"]) for n, v in r["readings"].items()}
        for r in data.values()
    }


def test_f01_counts_the_places_of_the_newest_edition(newest, readings):
    for scope, reading in (("province", "province"), ("city", "city")):
        assert readings["F01"][reading] == len({r["place"] for r in newest[scope]})


def test_f02_is_the_published_rank_and_agrees_with_the_scores(newest, readings):
    for scope in ("province", "city"):
        (own,) = [r for r in newest[scope] if r["is_own"]]
        assert readings["F02"][scope] == own["rank"]
    rows = newest["province"]
    (own,) = [r for r in rows if r["is_own"]]
    better = sum(r["score"] > own["score"] for r in rows)
    assert readings["F02"]["computed"] == better + 1
    assert readings["F02"]["equals"] == sum(r["score"] == own["score"] for r in rows) - 1
