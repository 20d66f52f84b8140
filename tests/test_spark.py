"""Every unit's cases give the same answers on Spark; one session for the whole run."""

from __future__ import annotations

import shutil

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


def test_cases_agree(catalog):
    pytest.importorskip("pyspark", reason="install hengjian[spark]")
    from hengjian.engine.backends.spark import SMALL_QUERIES, SparkBackend, spark_session

    backend = SparkBackend(spark_session(java=SMALL_QUERIES), keep=False)
    try:
        report = check_library(catalog, CaseBench(catalog, backend), with_mutants=False)
    finally:
        backend.close()
    units = len(catalog.rules) + len(catalog.figures) + len(catalog.boards)
    assert report.problems == {}
    assert report.units == units > 600
    assert report.cases > 4 * units
