"""对账销号: the ledger by unit, its filters, its chart, its rows for Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.utils.translation import gettext as _

from hengjian.office.rectification.models import RUNNING, Rectification

S = Rectification.State
Rows = QuerySet[Rectification]
CHARTED = 15
#: (column, colour) of the parts of a unit's bar.
PARTS = (
    ("overdue", "#d63939"),
    ("open", "#f59f00"),
    ("checking", "#4299e1"),
    ("closed", "#2fb344"),
)


def overdue(day: date) -> Q:
    """Due and not reported."""
    return Q(state__in=(S.OPENED, S.DOING), due_day__lt=day)


def by_unit(rows: Rows, day: date) -> list[dict[str, Any]]:
    """Counts of each unit; overdue, open, checking and closed do not overlap. Most overdue first."""
    found = rows.order_by().values("unit_id", "unit__name").annotate(
        all=Count("pk"),
        overdue=Count("pk", filter=overdue(day)),
        open=Count("pk", filter=Q(state__in=(S.OPENED, S.DOING), due_day__gte=day)),
        checking=Count("pk", filter=Q(state=S.SUBMITTED)),
        closed=Count("pk", filter=Q(state=S.CLOSED)),
        in_time=Count("pk", filter=Q(state=S.CLOSED, submitted_on__lte=F("due_day"))),
        returned=Count("pk", filter=Q(returns__gt=0)),
    )  # fmt: skip
    return sorted(found, key=lambda r: (-r["overdue"], -r["open"] - r["checking"], r["unit_id"]))


def totals(units: Iterable[dict[str, Any]]) -> dict[str, int]:
    """The sums over all units."""
    rows = list(units)
    names = ("all", "overdue", "open", "checking", "closed", "in_time", "returned")
    return {name: sum(r[name] for r in rows) for name in names}


def chart(units: list[dict[str, Any]], address: str) -> dict[str, Any]:
    """Bars by unit for the page's chart; a click filters the list."""
    titles = {
        "overdue": _("逾期"),
        "open": _("整改中"),
        "checking": _("待复核"),
        "closed": _("已销号"),
    }
    shown = units[:CHARTED][::-1]
    return {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0}, "grid": {"left": 8, "right": 24, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": [u["unit__name"] for u in shown]},
        "series": [
            {"name": titles[part], "type": "bar", "stack": "n", "barMaxWidth": 22, "itemStyle": {"color": colour},
             "data": [{"value": u[part], "url": f"{address}?unit={u['unit_id']}"} for u in shown]}
            for part, colour in PARTS
        ],
    }  # fmt: skip


FILTERS: dict[str, Callable[[Rows, str, date], Rows]] = {
    "state": lambda rows, v, day: _in_state(rows, v, day),
    "unit": lambda rows, v, _day: rows.filter(unit_id=v),
    "cause": lambda rows, v, _day: rows.filter(cause=v),
    "q": lambda rows, v, _day: rows.filter(Q(title__icontains=v) | Q(measure__icontains=v)),
}


def _in_state(rows: Rows, value: str, day: date) -> Rows:
    if value == "overdue":
        return rows.filter(overdue(day))
    if value == "running":
        return rows.filter(state__in=RUNNING)
    if value == "look_back":
        return rows.filter(state=S.CLOSED, look_back="", look_back_day__lte=day)
    return rows.filter(state=value)


def filtered(rows: Rows, wanted: dict[str, Any], day: date) -> Rows:
    """Apply the known filters that carry a value; what is still to do comes first, nearest day on top."""
    for name, apply in FILTERS.items():
        if value := str(wanted.get(name, "")).strip()[:100]:
            rows = apply(rows, value, day)
    done = Case(When(state__in=RUNNING, then=0), default=1)
    return rows.order_by(done, "due_day", "pk")


TITLES = ["编号", "单位", "事项", "疑点数", "整改要求", "原因", "整改措施", "责任人", "整改期限", "状态", "逾期",
          "报送日期", "退回次数", "销号日期", "复核人", "回头看日期", "回头看结果"]  # fmt: skip


def lines(rows: Rows, day: date) -> Iterable[tuple[object, ...]]:
    """Rows of the Excel file."""
    chosen = rows.select_related("unit", "owner", "closed_by").annotate(n=Count("items"))
    for x in chosen:
        late = x.state in (S.OPENED, S.DOING) and x.due_day < day
        yield (x.code, x.unit.name, x.title, x.n, x.demand, x.cause_title, x.measure,
               x.owner.name if x.owner else "", x.due_day, x.get_state_display(), _("是") if late else "",
               x.submitted_on, x.returns, x.closed_on, x.closed_by.name if x.closed_by else "",
               x.look_back_day, x.get_look_back_display() if x.look_back else "")  # fmt: skip
