"""What needs the leader: counted from the same rows that the pages below show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.clocks.models import Clock
from hengjian.office.findings.models import OPEN_STATUSES, Finding, Leniency


@dataclass(frozen=True)
class Decision:
    """One thing that waits: what, how much, where to look."""

    title: str
    text: str
    url: str
    weight: int


def three(user: User) -> list[Decision]:
    """The three heaviest of: departments that let clocks run out, large open sums, tolerance asked for."""
    found = [*_overdue(), *_largest(user), *_leniencies(user), *_gaps(user)]
    return sorted(found, key=lambda d: -d.weight)[:3]


def _overdue() -> list[Decision]:
    rows = (
        Clock.objects.filter(state=Clock.State.RUNNING, due_day__lt=timezone.localdate())
        .values("unit_id").annotate(n=Count("pk")).order_by("-n")[:2]
    )  # fmt: skip
    names = dict(Unit.objects.filter(pk__in=[r["unit_id"] for r in rows]).values_list("pk", "name"))
    return [
        Decision(_("%(unit)s逾期未办 %(n)s 件") % {"unit": names.get(r["unit_id"], ""), "n": r["n"]},
                 _("说明、整改或督办函已过期限，是否约谈或督办？"),
                 f"{reverse('findings:list')}?unit={r['unit_id']}&status=asked", 50 + r["n"])
        for r in rows
    ]  # fmt: skip


def _largest(user: User) -> list[Decision]:
    rows = (
        _open(user).filter(level="hard", verdict="flagged", unit__isnull=False)
        .values("unit_id", "unit__name").annotate(n=Count("pk"), fen=Sum("amount_fen"))
        .order_by("-n")[:2]
    )  # fmt: skip
    return [
        Decision(_("%(unit)s法定类疑点 %(n)s 条未了结") % {"unit": r["unit__name"], "n": r["n"]},
                 _("涉及金额 %(wan)s 万元，是否安排专项核查？") % {"wan": f"{(r['fen'] or 0) / 1_000_000:,.0f}"},
                 f"{reverse('findings:list')}?unit={r['unit_id']}&level=hard&status=todo", 20 + r["n"])
        for r in rows
    ]  # fmt: skip


def _leniencies(user: User) -> list[Decision]:
    count = Leniency.objects.visible_to(user).filter(state=Leniency.State.APPLIED).count()
    if not count:
        return []
    return [Decision(_("容错申请 %(n)s 件待决定") % {"n": count}, _("部门申请容错，需要明确意见。"),
                     reverse("findings:list"), 30 + count)]  # fmt: skip


def _gaps(user: User) -> list[Decision]:
    row = (
        _open(user).filter(verdict="undecidable", unit__isnull=False)
        .values("unit_id", "unit__name").annotate(n=Count("pk")).order_by("-n").first()
    )  # fmt: skip
    if row is None:
        return []
    return [Decision(_("%(unit)s有 %(n)s 条记录无法判定") % {"unit": row["unit__name"], "n": row["n"]},
                     _("缺少应报送的记录，监督有盲区，是否督促补报？"),
                     f"{reverse('findings:list')}?unit={row['unit_id']}&verdict=undecidable", 10 + row["n"] // 10)]  # fmt: skip


def _open(user: User) -> Any:
    return (
        Finding.objects.visible_to(user)
        .filter(status__in=OPEN_STATUSES)
        .exclude(engine_state="gone")
    )


def by_unit(user: User) -> dict[str, Any]:
    """A chart of open flagged findings by unit and strength, the twenty largest."""
    rows = list(
        _open(user).filter(verdict="flagged", unit__isnull=False).values("unit_id", "unit__name")
        .annotate(hard=Count("pk", filter=Q(level="hard")), soft=Count("pk", filter=Q(level="soft")),
                  hint=Count("pk", filter=Q(level="hint")), n=Count("pk"))
        .order_by("-n")[:20]
    )[::-1]  # fmt: skip
    titles = (
        ("hard", _("法定"), "#d63939"),
        ("soft", _("政策"), "#f59f00"),
        ("hint", _("提示"), "#8a97a5"),
    )
    link = reverse("findings:list")
    return {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"data": [t for _n, t, _c in titles]},
        "grid": {"left": 8, "right": 24, "top": 32, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": [r["unit__name"] for r in rows]},
        "series": [
            {"type": "bar", "stack": "all", "name": title, "itemStyle": {"color": colour},
             "data": [{"value": r[name], "url": f"{link}?unit={r['unit_id']}&level={name}&status=todo"} for r in rows]}
            for name, title, colour in titles
        ],
    }  # fmt: skip
