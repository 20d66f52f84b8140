"""Spark: the same dialect, transpiled; temporary views named `schema__name`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from sqlglot import exp

from hengjian.engine import sql
from hengjian.engine.sql import Rendered

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


#: A Java that lives for thousands of small queries and no large one: optimising what each of them compiles
#: costs more than it saves (half of the processor time and of the memory).
SMALL_QUERIES = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def spark_session(*, cores: int = 2, memory: str = "3g", java: str = "") -> SparkSession:
    """A local session without its web page; ANSI mode, office time, small shuffles.

    `java`: options of its virtual machine.
    """
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session: SparkSession = (
        SparkSession.builder.master(f"local[{cores}]")
        .appName("hengjian")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")  # commands have their own
        .config("spark.driver.memory", memory)
        .config("spark.driver.extraJavaOptions", java)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "Asia/Shanghai")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.default.parallelism", "1")
        .config("spark.buffer.pageSize", "256k")  # many small sorts, not one large
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.autoBroadcastJoinThreshold", str(64 * 1024 * 1024))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


class SparkBackend:
    """A Spark session seen as a backend."""

    dialect = "spark"

    def __init__(self, session: SparkSession, *, keep: bool = True) -> None:
        self.session = session
        self._keep = keep  # whether derived tables stay in memory; a waste for a few rows

    def load(self, schema: str, name: str, rows: pa.Table) -> None:
        """Arrow rows as a temporary view."""
        self._view(schema, name, self.session.createDataFrame(rows))

    def attach(self, schema: str, name: str, files: list[str]) -> None:
        """Parquet files as a temporary view."""
        frame = self.session.read.option("mergeSchema", "true").parquet(*files)
        self._view(schema, name, frame)

    def attach_latest(self, schema: str, name: str, files: list[str], key: list[str]) -> None:
        """A view that keeps, per key, the row of the last batch."""
        self.attach(schema, f"{name}_all", files)
        columns = self.session.table(f"{schema}__{name}_all").columns
        query = sql.latest(schema, f"{name}_all", columns, key)
        self._view(schema, name, self.session.sql(sql.render(query, self.dialect)))

    def materialise(self, schema: str, name: str, query: exp.Expr) -> None:
        """Compute the query once; later queries read the kept rows."""
        frame = self.session.sql(sql.render(query, self.dialect))
        self._view(schema, name, frame.persist() if self._keep else frame)

    def fetch(self, query: exp.Expr | Rendered) -> pa.Table:
        """The result as an Arrow table."""
        frame = self.session.sql(sql.text_of(query, self.dialect))
        rows: pa.Table = frame.toArrow()
        return rows

    def stream(self, query: exp.Expr | Rendered) -> Iterator[pa.RecordBatch]:
        """The result in pieces."""
        yield from self.fetch(query).to_batches()

    def limited(self, seconds: float) -> AbstractContextManager[None]:
        """No limit: cases on Spark are small and mutants run on DuckDB."""
        return nullcontext()

    def close(self) -> None:
        """Stop the session."""
        self.session.stop()

    def _view(self, schema: str, name: str, frame: Any) -> None:
        frame.createOrReplaceTempView(f"{schema}__{name}")
