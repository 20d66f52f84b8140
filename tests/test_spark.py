"""Cases give the same answers on Spark; one session for the whole run.

A landing checks two fifths of the units, so that it stays short; HENGJIAN_SPARK=all checks every unit, as
`make library-spark` does, and numbers (0 to 4) name other fifths.
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
    """Two fifths of the units, or those that HENGJIAN_SPARK names ("all", "0", "1,3")."""
    asked = os.environ.get("HENGJIAN_SPARK", "0,4")
    return (
        names
        if asked == "all"
        else [n for n in names if str(zlib.crc32(n.encode()) % 5) in asked.split(",")]
    )


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
    assert report.units == len(names) > 200
    assert report.cases > 4 * len(names)
