"""The explanation of a finding as the terminal shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from rich.panel import Panel

from hengjian.catalog.models import Table
from hengjian.cli.output import console, print_table
from hengjian.engine.explain import Deadline, Explanation, show

CONFIDENCE = {"verified": "已核实", "second_hand": "转引", "memory": "凭记忆", "unsure": "待查"}


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
