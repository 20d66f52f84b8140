"""Cases give the same answer on Spark; one session for the whole run.

A run checks a third of the units by turns of the day, so that a run stays short and three days see all;
`make library-spark` checks all at once.
"""

from __future__ import annotations

import os
import shutil
import zlib
from datetime import date

import pytest

from hengjian.engine.cases import CaseBench
from hengjian.gate.check import check_library

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore"),  # pyspark's own
    pytest.mark.skipif(
        shutil.which("java") is None, reason="Spark needs Java 17, which is not installed"
    ),
]


def todays(names: list[str]) -> list[str]:
    """The third whose turn it is (HENGJIAN_SPARK=all: every unit)."""
    if os.environ.get("HENGJIAN_SPARK") == "all":
        return names
    turn = date.today().toordinal() % 3
    return [n for n in names if zlib.crc32(n.encode()) % 3 == turn]


def test_cases_agree(catalog):
    pytest.importorskip("pyspark", reason="install hengjian[spark]")
    from hengjian.engine.backends.spark import SparkBackend, spark_session

    names = todays([*catalog.rules, *catalog.figures, *catalog.boards])
    backend = SparkBackend(spark_session(), keep=False)
    try:
        report = check_library(
            catalog, CaseBench(catalog, backend), names=names, with_mutants=False
        )
    finally:
        backend.close()
    assert report.problems == {}
    assert report.units > 150
    assert report.cases > 900
