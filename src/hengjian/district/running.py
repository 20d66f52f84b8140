"""`hengjian run`: from the lake to findings and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from hengjian.district.home import Home
from hengjian.engine.backends import Backend
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.derived import KeepingSession
from hengjian.engine.incremental import History
from hengjian.engine.run import Progress, execute
from hengjian.engine.session import RunRequest
from hengjian.engine.store import RunInfo
from hengjian.lake import state_id


def open_backend(name: str, home: Home) -> Backend:
    """The engine to run on: duckdb (default) or spark (needs the extra `spark` and Java 17)."""
    if name == "spark":
        try:
            from hengjian.engine.backends.spark import SparkBackend, spark_session
        except ImportError as error:
            raise ValueError(
                "没有安装 Spark；请安装 hengjian[spark]，或用 --backend duckdb"
            ) from error
        return SparkBackend(spark_session())
    settings = home.settings
    spill = home.path / "spill"
    return DuckDBBackend(memory=settings.memory, threads=settings.threads, spill=spill)


def open_session(home: Home, backend: Backend, request: RunRequest) -> KeepingSession:
    """The backend over the home's lake as it was known by the requested day."""
    catalog, lake, known_by = home.catalog, home.lake, request.known_by
    sources = [t for t in catalog.tables.values() if not t.derived]
    live = lake.batches(known_by=known_by)  # one state for all that the session does
    keys = {t.table: state_id(b for b in live if t.table in b.tables) for t in sources}

    def attach(names: Iterable[str]) -> None:
        lake.attach(backend, [catalog.tables[n] for n in names], of=live)

    def history(earlier: RunInfo) -> History | None:
        return history_since(home, earlier, request) if backend.dialect == "duckdb" else None

    folder = home.path / "derived"
    folder.mkdir(exist_ok=True)
    return KeepingSession(
        catalog, backend, attach, keys, request, history, batches=live, folder=folder
    )


def history_since(home: Home, earlier: RunInfo, request: RunRequest) -> History | None:
    """What changed in the lake since an earlier run; None when nothing did or its batches are gone."""
    lake = home.lake
    every = {b.batch_id: b for b in lake.batches(withdrawn=True)}
    now = lake.batches(known_by=request.known_by)
    if any(b not in every for b in earlier.batches):
        return None
    then = [every[b] for b in sorted(earlier.batches)]
    different = {b.batch_id for b in now} ^ {b.batch_id for b in then}
    changed: dict[str, list[str]] = {}
    changed_rows: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    for batch in now:
        rows.update(batch.tables)
    for name in sorted(different):
        for table in every[name].tables:
            changed.setdefault(table, []).append(
                str(lake.root / "batches" / name / f"{table}.parquet")
            )
        changed_rows.update(every[name].tables)
    if not changed:
        return None
    return History(
        lambda: open_backend("duckdb", home),
        lambda reader, tables: lake.attach(reader, tables, of=then),
        lambda reader, tables: lake.attach(reader, tables, of=now),
        changed, dict(changed_rows), dict(rows),
    )  # fmt: skip


def run_home(
    home: Home, request: RunRequest, *, backend: str = "duckdb", progress: Progress
) -> RunInfo:
    """One run of the home, published in its store."""
    engine = open_backend(backend, home)
    try:
        session = open_session(home, engine, request)
        return execute(
            session, home.store, snapshot=state_id(session.batches),
            batches=[b.batch_id for b in session.batches], progress=progress,
        )  # fmt: skip
    finally:
        engine.close()


def last_day(home: Home) -> date:
    """The as-of day of the latest run, or today where there is none."""
    runs = home.store.runs()
    if not runs:
        return date.today()  # noqa: DTZ011 (the edge: a person's default)
    return date.fromisoformat(home.store.info(runs[-1]).as_of)
