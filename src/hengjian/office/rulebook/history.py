"""A rule over the runs: how many records it flagged and could not decide, as chart and table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hengjian.engine.store import RunInfo


@dataclass(frozen=True)
class Point:
    """One run of one rule."""

    run_id: str
    as_of: str
    examined: int
    flagged: int
    undecidable: int
    pending: int
    seconds: float
    reused: bool


def points(rule: str, runs: Iterable[RunInfo]) -> list[Point]:
    """The runs that examined the rule, oldest first."""
    found = []
    for run in runs:
        count = run.rules.get(rule)
        if count is not None:
            v = count.verdicts
            found.append(Point(run.run_id, run.as_of, count.examined, v.get("flagged", 0),
                               v.get("undecidable", 0), v.get("pending", 0), count.seconds, count.reused))  # fmt: skip
    return found


def chart(found: list[Point]) -> dict[str, Any]:
    """Flagged and undecidable per run, as columns side by side."""
    shown = found[-24:]
    return {
        "tooltip": {"trigger": "axis"}, "legend": {"top": 0},
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [f"{p.as_of}\n{p.run_id.split('-')[0]}" for p in shown]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "bar", "name": _("待说明"), "data": [p.flagged for p in shown], "barMaxWidth": 36,
             "itemStyle": {"color": "#d63939"}, "label": {"show": True, "position": "top"}},
            {"type": "bar", "name": _("无法判定"), "data": [p.undecidable for p in shown], "barMaxWidth": 36,
             "itemStyle": {"color": "#f59f00", "decal": {"symbol": "rect"}}, "label": {"show": True, "position": "top"}},
        ],
    }  # fmt: skip
