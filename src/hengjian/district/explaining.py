"""Fetches what belongs to one finding and has it explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow.parquet as pq

from hengjian.catalog.models import Rule
from hengjian.district.home import Home
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.explain import Explanation, explain
from hengjian.statute import Interval


def unit_names(home: Home) -> dict[str, str]:
    """Unit id → name, as far as units have been delivered."""
    rows = rows_of(home, "unit", {})
    return {str(r["unit_id"]): str(r["name"]) for r in rows}


def rows_of(
    home: Home, table: str, where: dict[str, str], limit: int = 100_000
) -> list[dict[str, Any]]:
    """Rows of a table of the lake whose columns equal the given texts."""
    backend = DuckDBBackend()
    try:
        home.lake.attach(backend, [home.catalog.tables[table]], None)
        relation = backend.relation("src", table)
        for column, value in where.items():
            relation = relation.filter(_equals(column, value))
        rows: list[dict[str, Any]] = relation.limit(limit).to_arrow_table().to_pylist()
        return rows
    finally:
        backend.close()


def _equals(column: str, value: str) -> Any:
    import duckdb

    return duckdb.ColumnExpression(column) == duckdb.ConstantExpression(value)


def find(home: Home, text: str, run_id: str | None) -> dict[str, Any]:
    """The finding whose id begins with the text; raises ValueError when none or several do."""
    found = _whole(home, text, run_id) or [
        f for f in home.findings(run_id) if f["finding_id"].startswith(text)
    ]
    if len(found) != 1:
        count = f"有 {len(found)} 条发现" if found else "没有发现"
        raise ValueError(f"{count}的编号以“{text}”开头；`hengjian findings` 列出全部编号")
    return found[0]


def _whole(home: Home, finding_id: str, run_id: str | None) -> list[dict[str, Any]]:
    """The finding of exactly that id, without reading the others."""
    file = home.store.path(run_id or home.store.latest()) / "findings.parquet"
    rows: list[dict[str, Any]] = pq.read_table(
        file, filters=[("finding_id", "=", finding_id)]
    ).to_pylist()
    return rows


def explain_finding(
    home: Home, text: str, run_id: str | None = None, names: Mapping[str, str] | None = None
) -> Explanation:
    """Everything about one finding of a run. `names`: unit names, where the caller has them."""
    finding = find(home, text, run_id)
    run = home.store.path(run_id or home.store.latest())
    rule = home.catalog.rules[finding["rule"]]
    rows = pq.read_table(
        run / "results" / f"{rule.rule}.parquet", filters=[("record_id", "=", finding["record_id"])]
    ).to_pylist()
    if not rows:
        raise ValueError(
            f"{text}：该发现已消除，运行 {run.name} 中不再有它；请用 --run 指明更早的运行"
        )
    records = _rows_behind(home, rule, finding["record_id"])
    return explain(
        home.catalog, finding, rows[0], records=records,
        suspensions=_suspensions(home, rule, finding["record_id"]),
        names=unit_names(home) if names is None else names,
    )  # fmt: skip


def _rows_behind(home: Home, rule: Rule, record_id: str) -> dict[str, list[dict[str, Any]]]:
    """The record's own row, and rows of the rule's other tables that carry the same key."""
    if not rule.record:
        return {}
    key = home.catalog.tables[rule.record].key[0]
    tables = [rule.record, *rule.reads]
    if rule.procedure:
        procedure = home.catalog.procedures[rule.procedure]
        tables += [procedure.log, "suspension", procedure.extensions]
    result = {}
    for name in dict.fromkeys(tables):
        table = home.catalog.tables[name]
        if key in table.columns and not table.derived:
            rows = rows_of(home, name, {key: record_id}, 200)
            if rows:
                result[name] = rows
    return result


def _suspensions(home: Home, rule: Rule, record_id: str) -> list[Interval]:
    if not rule.procedure or "suspension_span" not in rule.reads:
        return []
    rows = rows_of(home, "suspension", {"matter_id": record_id})
    kinds = home.catalog.tables["suspension"].columns["kind"].codes
    return [
        Interval(r["started_on"], r["ended_on"], kinds.get(r["kind"], r["kind"]))
        for r in rows if r["started_on"] is not None
    ]  # fmt: skip
