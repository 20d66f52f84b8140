"""A run: all rules, procedures and figures over the lake on an as-of day, stored as one whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from time import monotonic

import msgspec
import pyarrow as pa
from sqlglot import exp

from hengjian.catalog.library import Catalog
from hengjian.engine import sql
from hengjian.engine.backends import Backend
from hengjian.engine.compile import Compiled, compile_derived, compile_figure, compile_rule
from hengjian.engine.daily import (
    calendar_table,
    count_tables,
    parameter_table,
    run_table,
)
from hengjian.engine.figures import FigureResult, compute
from hengjian.engine.findings import merge
from hengjian.engine.store import RuleCount, RunInfo, RunStore, RunWriter
from hengjian.engine.values import SHANGHAI, finding_rows

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class RunRequest:
    """What to run. Empty `rules`: all. `period`: the reported year, by default that of as_of."""

    as_of: date
    period: int | None = None
    rules: tuple[str, ...] = ()
    known_by: date | None = None
    reuse: bool = True


@dataclass
class Session:
    """A backend over a lake snapshot, with what has been loaded so far."""

    catalog: Catalog
    backend: Backend
    attach: Callable[[Iterable[str]], None]
    table_keys: dict[str, str]
    request: RunRequest
    loaded: set[tuple[str, str]] = field(default_factory=set)

    def ensure(self, compiled: Compiled) -> None:
        """Load every table the query reads; derived tables are computed once."""
        missing = sorted(compiled.reads - self.loaded)
        sources = [n for s, n in missing if s == "src" and not self.catalog.tables[n].derived]
        if sources:
            self.attach(sources)
            self.loaded |= {("src", n) for n in sources}
        for schema, name in missing:
            if (schema, name) not in self.loaded:
                self._load(schema, name)
                self.loaded.add((schema, name))

    def _load(self, schema: str, name: str) -> None:
        if schema == "param":
            parameter = next(p for p in self.catalog.parameters.values() if p.table == name)
            self.backend.load(schema, name, parameter_table(parameter, self.catalog.work))
        elif schema == "engine":
            self._load_engine(name)
        else:
            derived = compile_derived(self.catalog.tables[name], self.catalog)
            self.ensure(derived)
            self.backend.materialise(schema, name, derived.tree)

    def _load_engine(self, name: str) -> None:
        work = self.catalog.work
        if name == "run":
            rows = run_table(self.request.as_of, self.request.period)
        elif name == "calendar":
            rows = calendar_table(work)
        elif name in ("count", "count_day"):
            rows = count_tables(work)[name == "count_day"]
        else:
            rows = finding_rows([])
        self.backend.load("engine", name, rows)

    def input_key(self, compiled: Compiled) -> str:
        """A hash of all that can change the query's answer: text, terms, batches, days."""
        digest = hashlib.sha256(sql.render(compiled.tree).encode())
        for schema, name in sorted(compiled.reads):
            digest.update(f"{schema}.{name}={self._source_key(schema, name)};".encode())
        return digest.hexdigest()[:24]

    def _source_key(self, schema: str, name: str) -> str:
        if schema == "param":
            parameter = next(p for p in self.catalog.parameters.values() if p.table == name)
            return msgspec.json.encode(parameter).decode() + str(self.catalog.work.years)
        if schema == "engine":
            days = (self.request.as_of, self.request.period)
            return str(days if name == "run" else self.catalog.work.years)
        if name in self.table_keys:
            return self.table_keys[name]
        return self.input_key(compile_derived(self.catalog.tables[name], self.catalog))


def execute(
    session: Session,
    store: RunStore,
    *,
    snapshot: str,
    batches: list[str],
    progress: Progress = lambda *_: None,
) -> RunInfo:
    """Run what the request asks for and publish the result; all or nothing."""
    request, catalog = session.request, session.catalog
    previous = store.runs()[-1] if store.runs() else None
    started = datetime.now(SHANGHAI)
    names = list(request.rules) or [n for n, r in catalog.rules.items() if r.status != "retired"]
    with store.writing(request.as_of.isoformat()) as writer:
        counts, kept = _rules(session, store, writer, names, previous, progress)
        prior = store.path(previous) / "findings.parquet" if previous else None
        merged, current = merge(catalog, kept, prior, request.as_of.isoformat())
        writer.table("findings", merged)
        _figures(session, writer, current, progress)
        info = RunInfo(
            run_id=writer.run_id, as_of=request.as_of.isoformat(),
            period=request.period or request.as_of.year, snapshot=snapshot, batches=batches,
            library=library_hash(catalog), started_at=started.isoformat(timespec="seconds"),
            finished_at=datetime.now(SHANGHAI).isoformat(timespec="seconds"),
            backend=session.backend.dialect,
            known_by=request.known_by.isoformat() if request.known_by else None, rules=counts,
        )  # fmt: skip
        writer.json("run", asdict(info))
    return info


def library_hash(catalog: Catalog) -> str:
    """A hash of the rules, figures, parameters and calendars that a run stands on."""
    parts = (catalog.rules, catalog.figures, catalog.parameters, catalog.tables)
    digest = hashlib.sha256(str(catalog.work.years).encode())
    for part in parts:
        for name in sorted(part):
            digest.update(msgspec.json.encode(part[name]))
    return digest.hexdigest()[:16]


def _rules(
    session: Session,
    store: RunStore,
    writer: RunWriter,
    names: list[str],
    previous: str | None,
    progress: Progress,
) -> tuple[dict[str, RuleCount], dict[str, pa.Table]]:
    earlier = store.info(previous).rules if previous and session.request.reuse else {}
    counts: dict[str, RuleCount] = {}
    kept: dict[str, pa.Table] = {}
    for done, name in enumerate(names):
        progress(name, done, len(names))
        compiled = compile_rule(session.catalog.rules[name], session.catalog)
        key = session.input_key(compiled)
        before = earlier.get(name)
        if before is not None and before.key == key and previous is not None:
            writer.reuse(f"results/{name}", store.path(previous))
            counts[name] = RuleCount(key, True, 0.0, before.verdicts)
        else:
            counts[name] = _one_rule(session, writer, name, compiled, key)
        kept[name] = _read(writer, name)
    progress("", len(names), len(names))
    return counts, kept


def _read(writer: RunWriter, name: str) -> pa.Table:
    import pyarrow.parquet as pq

    return pq.read_table(writer.path / "results" / f"{name}.parquet")


def _one_rule(
    session: Session, writer: RunWriter, name: str, compiled: Compiled, key: str
) -> RuleCount:
    begun = monotonic()
    session.ensure(compiled)
    session.backend.materialise("result", "current", compiled.tree)
    result = sql.table("result", "current")
    counted = session.backend.fetch(
        exp.select("verdict", exp.alias_(exp.Count(this=exp.Star()), "n"))
        .from_(result)
        .group_by("verdict")
    )
    verdicts = {row["verdict"]: row["n"] for row in counted.to_pylist()}
    columns = session.catalog.rules[name].columns
    rows = session.backend.fetch(
        exp.select(*columns).from_(result)
        .where(exp.column("verdict").isin("flagged", "undecidable"))
        .order_by("record_id", "trigger_day")
    )  # fmt: skip
    writer.table(f"results/{name}", rows)
    return RuleCount(key, False, round(monotonic() - begun, 3), dict(sorted(verdicts.items())))


def _figures(
    session: Session, writer: RunWriter, current: pa.Table, progress: Progress
) -> dict[str, FigureResult]:
    """Compute every figure; figures may read the run's own findings."""
    names = finding_rows([]).column_names
    session.backend.load("engine", "finding", current.select(names))
    session.loaded.add(("engine", "finding"))
    results: dict[str, FigureResult] = {}
    figures = session.catalog.figures
    for done, (name, figure) in enumerate(sorted(figures.items())):
        progress(name, done, len(figures))
        compiled = compile_figure(figure, session.catalog)
        session.ensure(compiled)
        rows = session.backend.fetch(compiled.tree).sort_by("record_id")
        writer.table(f"figures/{name}", rows)
        results[name] = compute(figure, rows)
    writer.json("figures", {name: asdict(result) for name, result in results.items()})
    return results
