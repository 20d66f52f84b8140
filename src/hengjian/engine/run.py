"""A run: all rules, procedures and figures over the lake on an as-of day, stored as one whole."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Figure
from hengjian.catalog.wording import law_changes
from hengjian.engine.backends import Backend
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.compile import compile_figure
from hengjian.engine.daily import reported_days
from hengjian.engine.figures import compute
from hengjian.engine.findings import merge
from hengjian.engine.incremental import Answer, Delta
from hengjian.engine.kept import kept
from hengjian.engine.session import RunRequest, Session
from hengjian.engine.store import RuleCount, RunInfo, RunStore, RunWriter
from hengjian.engine.values import SHANGHAI, finding_rows

Progress = Callable[[str, int, int], None]
Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Earlier:
    """A run whose results may be taken over, where their keys are those of today."""

    info: RunInfo
    path: Path

    @cached_property
    def counts(self) -> dict[str, dict[tuple[str, str], int]]:
        """Rule → (unit, verdict) → records; a run of before this was kept has none."""
        found: dict[str, dict[tuple[str, str], int]] = {}
        file = self.path / "coverage.parquet"
        for row in pq.read_table(file).to_pylist() if file.exists() else []:
            found.setdefault(row["rule"], {})[row["unit"], row["verdict"]] = row["records"]
        return found

    def answer(self, name: str) -> Answer:
        """A rule's counts and stored rows."""
        rows = pq.read_table(self.path / "results" / f"{name}.parquet")
        return Answer(self.counts.get(name, {}), rows)

    def holds(self, name: str) -> bool:
        """Whether the counts fit what the run said of the rule."""
        known = self.info.rules.get(name)  # None: the rule is newer than the run
        counted = Answer(self.counts.get(name, {}), pa.table({})).verdicts
        return known is not None and counted == known.verdicts


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
    started = datetime.now(SHANGHAI)
    names = list(request.rules) or [n for n, r in catalog.rules.items() if r.status != "retired"]
    earlier = _earlier(store, request, names) if request.reuse else None
    with store.writing(request.as_of.isoformat()) as writer:
        counts, kept, coverage = _rules(session, writer, names, earlier, progress)
        writer.table("coverage", _coverage(coverage))
        runs = store.runs()
        prior = store.path(runs[-1]) / "findings.parquet" if runs else None
        merged, current = merge(catalog, kept, prior, request.as_of.isoformat())
        writer.table("findings", merged)
        figures = _figures(session, writer, current, earlier, progress)
        info = RunInfo(
            run_id=writer.run_id, as_of=request.as_of.isoformat(),
            period=request.period or request.as_of.year, snapshot=snapshot, batches=batches,
            library=library_hash(catalog), started_at=started.isoformat(timespec="seconds"),
            finished_at=datetime.now(SHANGHAI).isoformat(timespec="seconds"),
            backend=session.backend.dialect,
            known_by=request.known_by.isoformat() if request.known_by else None, rules=counts,
            figures=figures,
        )  # fmt: skip
        writer.json("run", asdict(info))
    return info


#: How many of the newest runs are asked for what they know, beside those of the same day.
_LOOK_BACK = 5


def _earlier(store: RunStore, request: RunRequest, names: Iterable[str]) -> Earlier | None:
    """The run that knows most of the wanted rules (a run of one rule hides no other), of those one of
    the same day, of those the newest. Of another day, what does not ask for the day is still good."""
    wanted, day = set(names), request.as_of.isoformat()
    runs = store.runs()
    near = [run for run in runs if run.endswith(day) or run in runs[-_LOOK_BACK:]]
    known = [Earlier(store.info(run), store.path(run)) for run in reversed(near)]
    return max(
        known, key=lambda e: (len(wanted & e.info.rules.keys()), e.info.as_of == day), default=None
    )


def library_hash(catalog: Catalog) -> str:
    """A hash of the rules, figures, parameters and calendars that a run stands on."""
    parts = (catalog.rules, catalog.figures, catalog.parameters, catalog.tables)
    digest = hashlib.sha256(str(catalog.work.years).encode())
    for part in parts:
        for name in sorted(part):
            digest.update(msgspec.json.encode(part[name]))
    return digest.hexdigest()[:16]


def _rules(
    session: Session, writer: RunWriter, names: list[str], earlier: Earlier | None, progress: Progress
) -> tuple[dict[str, RuleCount], dict[str, pa.Table], dict[str, Counts]]:  # fmt: skip
    counts: dict[str, RuleCount] = {}
    kept: dict[str, pa.Table] = {}
    coverage: dict[str, Counts] = {}
    delta = _delta(session, earlier)
    try:
        for done, name in enumerate(names):
            progress(name, done, len(names))
            counts[name], coverage[name] = _one_rule(session, writer, name, earlier, delta)
            kept[name] = pq.read_table(writer.path / "results" / f"{name}.parquet")
    finally:
        if delta is not None:
            delta.close()
    progress("", len(names), len(names))
    return counts, kept, coverage


def _coverage(found: Mapping[str, Counts]) -> pa.Table:
    """rule, unit, verdict, records: what was looked at where; the map of blind spots reads it."""
    rows = [
        {"rule": rule, "unit": unit, "verdict": verdict, "records": number}
        for rule, counts in found.items()
        for (unit, verdict), number in sorted(counts.items())
    ]
    schema = pa.schema(
        {"rule": pa.string(), "unit": pa.string(), "verdict": pa.string(), "records": pa.int64()}
    )
    return pa.Table.from_pylist(rows, schema)


def _delta(session: Session, earlier: Earlier | None) -> Delta | None:
    history = session.history(earlier.info) if earlier else None
    if history is None:
        return None

    def restricted(backend: Backend, attach: Callable[[Iterable[str]], None]) -> Session:
        return Session(session.catalog, backend, attach, session.table_keys, session.request)

    sparing = session.request.worth_seconds > 0
    return Delta(history, session.catalog, restricted, evaluate, sparing)


def _one_rule(
    session: Session, writer: RunWriter, name: str, earlier: Earlier | None, delta: Delta | None
) -> tuple[RuleCount, Counts]:
    """Take the rule's result over, or bring it up to date, or compute it: what is cheapest and safe."""
    begun = monotonic()
    compiled = session.compiled(name)
    count = RuleCount(session.input_key(compiled), session.terms_key(compiled))
    before = earlier.info.rules.get(name) if earlier and earlier.holds(name) else None
    if earlier and before and before.key == count.key:
        writer.reuse(f"results/{name}", earlier.path)
        taken = replace(count, reused=True, seconds=before.seconds, verdicts=before.verdicts)
        return taken, earlier.counts.get(name, {})
    answer = None
    worth = session.request.worth_seconds
    if earlier and delta and before and before.terms == count.terms and before.seconds >= worth:
        rule, sources = session.catalog.rules[name], session.sources(compiled)
        answer = delta.answer(rule, sources, earlier.answer(name))
    partial = answer is not None
    answer = answer or evaluate(session, name)
    writer.table(f"results/{name}", answer.rows)
    seconds = before.seconds if partial and before else round(monotonic() - begun, 3)
    return replace(count, partial=partial, seconds=seconds, verdicts=answer.verdicts), answer.counts


def evaluate(session: Session, name: str) -> Answer:
    """Run one rule over what the session holds; rows that are clear or pending are only counted."""
    compiled, rule = session.compiled(name), session.catalog.rules[name]
    session.ensure(compiled)
    if isinstance(session.backend, DuckDBBackend):
        text = compiled.rendered.text(session.backend.dialect)
        return kept(session.backend.con, text, rule.columns, rule.subject.unit)
    counts: Counter[tuple[str, str]] = Counter()
    stored: list[pa.RecordBatch] = []
    schema: pa.Schema | None = None
    for batch in session.backend.stream(compiled.rendered):
        schema = batch.schema
        counts.update(_counted(batch, rule.subject.unit))
        wanted = batch.filter(pc.is_in(batch["verdict"], pa.array(["flagged", "undecidable"])))
        if wanted.num_rows:
            stored.append(wanted)
    if schema is None:
        schema = session.backend.fetch(compiled.rendered).schema
    rows = pa.Table.from_batches(stored, schema).select(list(rule.columns))
    ordered = rows.sort_by([("record_id", "ascending"), ("trigger_day", "ascending")])
    return Answer(dict(counts), ordered)


def _counted(batch: pa.RecordBatch, unit: str) -> dict[tuple[str, str], int]:
    """(unit, verdict) → rows of the batch; the unit is empty where the rule names none."""
    units = batch[unit].cast(pa.string()) if unit else pa.nulls(batch.num_rows, pa.string())
    table = pa.table({"unit": pc.fill_null(units, ""), "verdict": batch["verdict"]})
    found = table.group_by(["unit", "verdict"]).aggregate([([], "count_all")]).to_pylist()
    return {(row["unit"], row["verdict"]): row["count_all"] for row in found}


def _figures(
    session: Session, writer: RunWriter, current: pa.Table, earlier: Earlier | None, progress: Progress
) -> dict[str, str]:  # fmt: skip
    """Compute every figure, or take it over; figures may read the run's own findings. Returns keys."""
    names = finding_rows([]).column_names
    session.finding_key = _content(current.select(names))
    session.backend.load("engine", "finding", current.select(names))
    session.loaded.add(("engine", "finding"))
    results: dict[str, Any] = {}
    keys: dict[str, str] = {}
    figures = session.catalog.figures
    before = _figures_of(earlier)
    since, until = reported_days(session.request.as_of, session.request.period)

    def changes(figure: Figure) -> list[str]:
        return list(law_changes(figure, session.catalog, since, until))

    for done, (name, figure) in enumerate(sorted(figures.items())):
        progress(name, done, len(figures))
        compiled = compile_figure(figure, session.catalog)
        keys[name] = session.input_key(compiled) + _hashed(msgspec.json.encode(figure))
        if earlier and earlier.info.figures.get(name) == keys[name] and name in before:
            writer.reuse(f"figures/{name}", earlier.path)
            results[name] = {**before[name], "changes": changes(figure)}
            continue
        session.ensure(compiled)
        rows = session.backend.fetch(compiled.tree).sort_by("record_id")
        writer.table(f"figures/{name}", rows)
        results[name] = {**asdict(compute(figure, rows)), "changes": changes(figure)}
    writer.json("figures", results)
    return keys


def _figures_of(earlier: Earlier | None) -> dict[str, Any]:
    file = earlier.path / "figures.json" if earlier else None
    found: dict[str, Any] = json.loads(file.read_text("utf-8")) if file and file.exists() else {}
    return found


def _content(rows: pa.Table) -> str:
    """A hash of the rows, whatever their order."""
    sink = pa.BufferOutputStream()
    ordered = rows.sort_by([(n, "ascending") for n in ("finding_id",)]).combine_chunks()
    with pa.ipc.new_stream(sink, ordered.schema) as stream:
        stream.write_table(ordered)
    return _hashed(sink.getvalue())


def _hashed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
