"""A rule's own record: judgement by judgement, with its floor, and what may be done where it fell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.catalog.models import Rule
from hengjian.office.accounts.models import User
from hengjian.office.findings import falling
from hengjian.office.findings.budget import work
from hengjian.office.findings.models import Fall

#: Judgements drawn; the sums are over all.
_DRAWN = 300


@dataclass(frozen=True)
class Record:
    """What the page shows. `fall`: the open one; `hash`: the rule as it is now; `may`: "mend", "restore" or ""."""

    judged: int
    confirmed: int
    floor: int | None
    least: int
    chart: dict[str, Any]
    fall: Fall | None
    hash: str
    may: str
    past: list[Fall]


def record_of(rule: Rule, user: User) -> Record:
    """The judgements of the rule as it is now. They carry neither unit nor person here."""
    labels = list(falling.counted(rule).order_by("at", "pk").values_list("at", "confirmed"))
    floor = work().precision.floor.get(rule.level)
    fall = falling.open_falls().filter(rule=rule.rule).first()
    past = Fall.objects.filter(rule=rule.rule).exclude(restored_at=None).select_related(
        "mended_by", "restored_by")  # fmt: skip
    return Record(
        len(labels), sum(good for _at, good in labels), round(floor * 100) if floor else None,
        work().precision.least, _chart(labels, floor), fall, falling.rule_hash(rule),
        _may(fall, falling.rule_hash(rule), user), list(past.order_by("-pk")[:5]),
    )  # fmt: skip


def _may(fall: Fall | None, now: str, user: User) -> str:
    """What the person can do about the fall; others are refused anyway (falling.py)."""
    if fall is None:
        return ""
    proposed = fall.mended_by_id is not None and fall.mended_hash == now
    if proposed and user.may("rule.review") and not user.is_one_of(fall.mended_by_id):
        return "restore"
    return "mend" if user.may("rule.write") and not proposed else ""


def _chart(labels: list[tuple[Any, bool]], floor: float | None) -> dict[str, Any]:
    """Share that held after each judgement, the highest it may be, and the floor."""
    days, share, best, good = [], [], [], 0
    for n, (at, confirmed) in enumerate(labels, 1):
        good += confirmed
        days.append(f"{timezone.localtime(at):%Y-%m-%d}\n{n}")
        share.append(round(100 * good / n, 1))
        best.append(round(100 * work().precision.at_best(good, n), 1))
    line = {"type": "line", "showSymbol": len(labels) < 40}
    floors = [{"yAxis": round(100 * floor, 1), "name": _("下限")}] if floor else []
    return {
        "tooltip": {"trigger": "axis"}, "legend": {"top": 0},
        "grid": {"left": 8, "right": 48, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": days[-_DRAWN:]},
        "yAxis": {"type": "value", "min": 0, "max": 100, "axisLabel": {"formatter": "{value}%"}},
        "series": [
            {**line, "name": _("成立的占比"), "data": share[-_DRAWN:], "itemStyle": {"color": "#206bc4"},
             "markLine": {"symbol": "none", "data": floors, "lineStyle": {"color": "#d63939"},
                          "label": {"formatter": "{b} {c}%"}}},
            {**line, "name": _("最高可能的占比"), "data": best[-_DRAWN:], "itemStyle": {"color": "#f59f00"},
             "lineStyle": {"type": "dashed"}},
        ],
    }  # fmt: skip
