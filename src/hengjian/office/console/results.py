"""Figures of the finished runs as pages need them: latest values, trends, parts, rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hengjian.catalog.models import Figure
from hengjian.district.explaining import unit_names
from hengjian.district.reporting import unit_words, value_text
from hengjian.office.door import catalog, home


@dataclass(frozen=True)
class Point:
    """A figure's published value on an as-of day; `value` is None where it could not be computed."""

    as_of: str
    value: float | None


@dataclass(frozen=True)
class Shown:
    """A figure on a card: its value as text, the change since the run before, and its gaps."""

    figure: Figure
    text: str
    change: str
    points: tuple[Point, ...]
    rows: int
    missing: dict[str, int]
    parts: dict[str, dict[str, Any]]
    readings: dict[str, dict[str, Any]]
    law_changes: tuple[str, ...] = ()


@lru_cache(maxsize=64)
def _figures(path: str) -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = json.loads((Path(path) / "figures.json").read_text("utf-8"))
    return data


def runs_by_day() -> list[tuple[str, Path]]:
    """(as-of day, directory) of the last run of each as-of day, oldest first."""
    store, found = home().store, {}
    for run in store.runs():
        if (store.root / run / "figures.json").exists():
            found[run.split("-", 1)[1]] = store.root / run
    return sorted(found.items())


def shown() -> list[Shown]:
    """All figures of the latest day, in the order of their numbers."""
    runs = runs_by_day()
    if not runs:
        return []
    latest = _figures(str(runs[-1][1]))
    order = sorted(latest.values(), key=lambda r: r["number"])
    return [one(r["figure"], runs) for r in order if r["figure"] in catalog().figures]


def one(name: str, runs: list[tuple[str, Path]] | None = None) -> Shown:
    """One figure with its trend; raises KeyError when the latest run does not have it."""
    days = runs or runs_by_day()
    if not days:
        raise KeyError(name)
    now = _figures(str(days[-1][1]))[name]
    points = tuple(_points(name, days))
    return Shown(catalog().figures[name], value_text(_first(now)), _change(points, _first(now)["unit"]),
                 points, now["rows"], now["missing"], now["parts"], now["readings"],
                 tuple(now.get("changes", ())))  # fmt: skip


def _first(result: dict[str, Any]) -> dict[str, Any]:
    reading: dict[str, Any] = next(iter(result["readings"].values()))
    return reading


def _points(name: str, days: list[tuple[str, Path]]) -> Iterator[Point]:
    for day, path in days:
        result = _figures(str(path)).get(name)
        if result is not None:
            value = _first(result)["value"]
            yield Point(day, None if value is None else float(value))


def _change(points: tuple[Point, ...], unit: str) -> str:
    """The change against the as-of day before, with its sign; empty where either is missing."""
    if len(points) < 2 or points[-1].value is None or points[-2].value is None:
        return ""
    change = points[-1].value - points[-2].value
    suffix = "个百分点" if unit == "percent" else unit_words()[unit]
    return f"{change:+,.2f}".rstrip("0").rstrip(".") + suffix


def part_chart(figure: Shown) -> dict[str, Any] | None:
    """Bars of the published reading by part, largest first; None where the figure has no parts."""
    if not figure.parts or figure.figure.part is None:
        return None
    names = part_names(figure.figure)
    pairs = [(names.get(k, k), _first({"readings": v})["value"]) for k, v in figure.parts.items()]
    pairs = [(k, float(v)) for k, v in pairs if v is not None]
    pairs.sort(key=lambda p: p[1])
    pairs = pairs[-30:]
    return {
        "tooltip": {}, "grid": {"left": 8, "right": 40, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value"}, "yAxis": {"type": "category", "data": [k for k, _ in pairs]},
        "series": [{"type": "bar", "name": figure.figure.title, "data": [v for _, v in pairs],
                    "label": {"show": True, "position": "right"}}],
    }  # fmt: skip


def trend_chart(figure: Shown) -> dict[str, Any]:
    """The published value over the as-of days of the runs."""
    return {
        "tooltip": {"trigger": "axis"}, "grid": {"left": 8, "right": 24, "top": 24, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [p.as_of for p in figure.points]},
        "yAxis": {"type": "value", "scale": True},
        "series": [{"type": "line", "name": figure.figure.title, "data": [p.value for p in figure.points],
                    "label": {"show": True}, "symbolSize": 8}],
    }  # fmt: skip


def part_names(figure: Figure) -> dict[str, str]:
    """Labels of a figure's parts: units by name, codes by their Chinese label."""
    names = dict(unit_names_cached(str(home().path)))
    column = figure.part.column if figure.part else ""
    for table in figure.reads:
        found = catalog().tables[table].columns.get(column)
        if found is not None and found.codes:
            names |= found.codes
    return names


@lru_cache(maxsize=2)
def unit_names_cached(_home: str) -> dict[str, str]:
    """Unit id → name; the lake's units change rarely, a restart reads them anew."""
    return unit_names(home())


@dataclass(frozen=True)
class Rows:
    """A page of the rows behind a figure, as texts under Chinese titles."""

    titles: list[str]
    rows: list[list[str]]
    total: int


def rows_behind(name: str, start: int, count: int) -> Rows:
    """Rows of a figure in the latest run, from `start`."""
    from hengjian.engine.explain import show

    figure = catalog().figures[name]
    path = runs_by_day()[-1][1] / "figures" / f"{name}.parquet"
    table = pq.read_table(path)
    names = unit_names_cached(str(home().path))
    kinds = {n: c.type for n, c in figure.columns.items()}
    texts = [
        [names.get(str(r[c]), show(r[c], kinds.get(c, "text"))) for c in table.column_names]
        for r in table.slice(start, count).to_pylist()
    ]
    titles = ["记录编号", *(c.title for c in figure.columns.values()), "缺口"]
    return Rows(titles, texts, table.num_rows)
