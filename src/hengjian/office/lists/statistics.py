"""Numbers of a list over the years, gross and net: what came, went, was merged; and the figures of the report."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hengjian.office import door
from hengjian.office.lists import shelf
from hengjian.office.lists.cells import shown
from hengjian.office.lists.kinds import Kind
from hengjian.office.lists.models import Entry

FIGURES = ("F06", "F07", "F08", "F09", "F10", "F11", "F38")
YEARS = 4


@dataclass(frozen=True)
class Year:
    """One year of a list. `cancelled` is gross; `net` = what it began with − what it ended with."""

    year: int
    at_start: int
    added: int
    changed: int
    cancelled: int
    merged: int
    at_end: int

    @property
    def net(self) -> int:
        """How many entries fewer there are at the end."""
        return self.at_start - self.at_end


def years(kind: Kind, entries: Any, today: date) -> list[Year]:
    """The last years of the visible part of the list, oldest first."""
    rows = list(shelf.of_kind(entries, kind, None).values_list("item", "starts_on", "ends_on", "merged_into"))  # fmt: skip
    return [_year(rows, y, today) for y in range(today.year - YEARS + 1, today.year + 1)]


def _year(rows: list[tuple[str, date, date | None, str]], year: int, today: date) -> Year:
    first, last = date(year, 1, 1), min(date(year, 12, 31), today)
    start = {i for i, s, e, _m in rows if s < first and (e is None or e >= first)}
    end = {i for i, s, e, _m in rows if s <= last and (e is None or e > last)}
    begun = Counter(i for i, s, _e, _m in rows if first <= s <= last)
    added = {i for i in begun if i not in start}
    merged = {i for i, _s, e, m in rows if m and e and first <= e <= last}
    gone = (start | added) - end
    changed = sum(begun.values()) - len(added)
    return Year(year, len(start), len(added), changed, len(gone - merged), len(gone & merged), len(end))  # fmt: skip


def by_type(kind: Kind, entries: Any, year: int, today: date) -> list[tuple[str, Year]]:
    """(category, its year), the largest first: gross and net of each type add up to those of the list."""
    path = f"row__{kind.category}" if kind.view_of else "category"
    groups: dict[str, list[tuple[str, date, date | None, str]]] = {}
    rows = shelf.of_kind(entries, kind, None).values_list(
        path, "item", "starts_on", "ends_on", "merged_into"
    )
    for category, *row in rows:
        groups.setdefault(category or "", []).append((row[0], row[1], row[2], row[3]))
    units, column = shelf.unit_names(), kind.spec.columns[kind.category]
    found = [
        (shown(column, c, units) or _("未填"), _year(r, year, today)) for c, r in groups.items()
    ]
    return sorted(found, key=lambda p: -p[1].at_start)


def chart(rows: list[Year]) -> dict[str, Any]:
    """Added, cancelled and merged by year as bars, the stock as a line."""
    bars = [(_("新增"), [r.added for r in rows], "#2fb344"), (_("取消"), [r.cancelled for r in rows], "#d63939"),
            (_("合并"), [r.merged for r in rows], "#ae3ec9")]  # fmt: skip
    series: list[dict[str, Any]] = [
        {"type": "bar", "name": n, "data": d, "itemStyle": {"color": c}, "barMaxWidth": 24} for n, d, c in bars
    ]  # fmt: skip
    series.append({"type": "line", "name": _("年末在册"), "data": [r.at_end for r in rows], "yAxisIndex": 1,
                   "itemStyle": {"color": "#0b4f8a"}})  # fmt: skip
    return {
        "tooltip": {"trigger": "axis"}, "legend": {"bottom": 0},
        "grid": {"left": 8, "right": 8, "top": 40, "bottom": 36, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(r.year) for r in rows]},
        "yAxis": [{"type": "value", "name": _("变动")}, {"type": "value", "name": _("在册"), "scale": True}],
        "series": series,
    }  # fmt: skip


def by_category(kind: Kind, rows: list[tuple[str, str, int]]) -> dict[str, Any]:
    """Entries in force by category as bars."""
    shown = rows[:14][::-1]
    return {
        "tooltip": {}, "grid": {"left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value"}, "yAxis": {"type": "category", "data": [r[1] for r in shown]},
        "series": [{"type": "bar", "name": kind.shown_title, "label": {"show": True, "position": "right"},
                    "data": [r[2] for r in shown], "itemStyle": {"color": "#0b4f8a"}}],
    }  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A figure of the report as the last run gave it: every reading, gross and net beside each other."""

    name: str
    number: str
    title: str
    readings: list[tuple[str, str, int]]


def figures() -> list[Figure]:
    """The figures of the report that count lists."""
    run = door.latest_run()
    file = door.home().store.path(run) / "figures.json" if run else None
    data = json.loads(file.read_text("utf-8")) if file and file.exists() else {}
    return [
        Figure(n, f["number"], f["title"],
               [(r["title"], _whole(r["value"]), r["rows"]) for r in f["readings"].values()])
        for n, f in sorted(data.items(), key=lambda p: p[1]["number"]) if f["number"] in FIGURES
    ]  # fmt: skip


def _whole(value: str | None) -> str:
    return "—" if value is None else value.removesuffix(".00")


def units_of(kind: Kind, entries: Any, today: date) -> list[tuple[str, int]]:
    """(unit, entries in force), most first."""
    names = shelf.unit_names()
    found = Counter(shelf.of_kind(entries, kind, today).values_list("unit_id", flat=True))
    return [(names.get(u, u or _("未填")), n) for u, n in found.most_common(12)]


def latest(kind: Kind, entries: Any) -> list[Entry]:
    """The versions that began or ended last."""
    return list(shelf.of_kind(entries, kind, None).exclude(request=None).order_by("-starts_on", "-pk")[:8])  # fmt: skip
