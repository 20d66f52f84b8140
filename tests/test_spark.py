"""Cases give the same answer on Spark; one session for the whole run.

A run checks a fifth of the units, so that it stays short; HENGJIAN_SPARK names another fifth (0 to 4) or `all`, and
`make library-spark` checks all at once.
"""

from __future__ import annotations

import os
import shutil
import zlib

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


def chosen(names: list[str]) -> list[str]:
    """A fifth of the units (HENGJIAN_SPARK=0 to 4: that fifth; all: every unit)."""
    turn = os.environ.get("HENGJIAN_SPARK", "4")
    return names if turn == "all" else [n for n in names if zlib.crc32(n.encode()) % 5 == int(turn)]


def test_cases_agree(catalog):
    pytest.importorskip("pyspark", reason="install hengjian[spark]")
    from hengjian.engine.backends.spark import SMALL_QUERIES, SparkBackend, spark_session

    names = chosen([*catalog.rules, *catalog.figures, *catalog.boards])
    backend = SparkBackend(spark_session(java=SMALL_QUERIES), keep=False)
    try:
        report = check_library(
            catalog, CaseBench(catalog, backend), names=names, with_mutants=False
        )
    finally:
        backend.close()
    assert report.problems == {}
    assert report.units == len(names) > 100
    assert report.cases > 4 * len(names)
