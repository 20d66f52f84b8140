"""Fetches what belongs to one finding and prints its explanation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow.parquet as pq
from rich.panel import Panel

from hengjian.catalog.models import Rule, Table
from hengjian.cli.home import Home
from hengjian.cli.output import console, print_table
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.explain import Deadline, Explanation, explain, show
from hengjian.statute import Interval

CONFIDENCE = {"verified": "已核实", "second_hand": "转引", "memory": "凭记忆", "unsure": "待查"}


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
        count = f"{len(found)} findings begin" if found else "no finding begins"
        raise ValueError(f"{count} with {text!r}; `hengjian findings` lists them")
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
            f"{text}: the finding is gone; run {run.name} does not contain it any more"
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


def print_explanation(e: Explanation, tables: Mapping[str, Table]) -> None:
    """The explanation as a person reads it, top to bottom."""
    finding = e.finding
    state = "无法判定" if finding["verdict"] == "undecidable" else "待说明"
    console.print(
        Panel(e.message, title=f"{finding['finding_id']} {e.title}（{state}）", title_align="left")
    )
    if e.reason:
        console.print(f"无法判定，因为：{e.reason}\n")
    console.print(f"问题：{e.question}\n意义：{e.why}\n")
    print_table("证据", ("项目", "值"), e.evidence.items())
    if e.articles:
        rows = [(a.act, a.article, a.text, CONFIDENCE[a.confidence]) for a in e.articles]
        print_table("依据", ("法律文件", "条款", "内容", "核实程度"), rows)
    if e.deadline:
        _print_deadline(e.deadline)
    for title, lines in (("什么能消除它", e.clears), ("先做什么", e.handling),
                         ("常见误报", e.false_alarms), ("看不到的", e.cannot_see)):  # fmt: skip
        console.print(f"{title}：" + "；".join(lines))
    for name, records in e.records.items():
        _print_records(tables[name], records)


def _print_records(table: Table, records: list[dict[str, Any]]) -> None:
    """Rows as delivered, under their Chinese titles; a single row stands upright."""
    titles = {n: c.title for n, c in table.columns.items()} | {
        "_row": "原文件行号",
        "_known_on": "接收日期",
    }
    columns = [c for c in titles if any(r[c] is not None for r in records)]
    rows = [[_cell(table, c, r[c]) for c in columns] for r in records[:20]]
    if len(rows) == 1:
        pairs = zip((titles[c] for c in columns), rows[0], strict=True)
        print_table(f"原始记录：{table.title}", ("项目", "值"), pairs)
    else:
        print_table(f"原始记录：{table.title}", [titles[c] for c in columns], rows)


def _cell(table: Table, name: str, value: Any) -> str:
    """A value as people read it: codes by their label, personal data covered."""
    column = table.columns.get(name)
    if column is None or value is None:
        return show(value)
    if column.format == "id_number" or column.secrecy == "sealed":
        return "（已加密）"
    return column.codes.get(str(value), show(value, column.type))


def _print_deadline(deadline: Deadline) -> None:
    """The clock day by day; runs of counted days are folded into one line."""
    due = deadline.due or "无法计算（日历未公布，或仍在扣除中）"
    title = f"期限：{deadline.title} {deadline.length}（{deadline.version} 起施行），自 {deadline.start} 起算，至 {due}"
    words = {
        "rest day": "休息日",
        "moved past a rest day": "顺延",
        "last day after rest": "顺延后的最后一日",
    }
    lines: list[tuple[str, str, str]] = []
    begin: date | None = None
    for index, day in enumerate(deadline.days):
        begin = begin or day.day
        after = deadline.days[index + 1] if index + 1 < len(deadline.days) else None
        if after is not None and after.note == day.note:
            continue
        span = str(begin) if begin == day.day else f"{begin} 至 {day.day}"
        note = words.get(day.note, day.note.replace("suspended: ", "扣除：")) or "计入"
        lines.append((span, note, f"第 {day.spent} 日" if not day.note else ""))
        begin = None
    print_table(title, ("日期", "是否计入", "累计"), lines)
