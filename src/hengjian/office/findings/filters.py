"""The filters of the list: what a person may ask for, each a small pure change of the query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hengjian.office.findings.models import OPEN_STATUSES, Finding
from hengjian.office.findings.search import matching

Rows = QuerySet[Finding]
Filter = Callable[[Rows, str], Rows]

FILTERS: dict[str, Filter] = {
    "status": lambda rows, v: rows.filter(status__in=OPEN_STATUSES) if v == "todo" else rows.filter(status=v),
    "level": lambda rows, v: rows.filter(level=v),
    "field": lambda rows, v: rows.filter(field=v),
    "rule": lambda rows, v: rows.filter(rule=v),
    "unit": lambda rows, v: rows.filter(unit_id=v),
    "verdict": lambda rows, v: rows.filter(verdict=v),
    "party": lambda rows, v: rows.filter(party=v),
    "person": lambda rows, v: rows.filter(person=v),
    "engine": lambda rows, v: rows.filter(engine_state=v),
    "q": lambda rows, v: matching(rows, v),
}  # fmt: skip

#: Each has an index of its own; without an amount counts as none.
ORDERS: dict[str, tuple[str | Promise, tuple[str | OrderBy, ...]]] = {
    "value": (_("价值"), ("-value", "finding_id")),
    "newest": (_("最新"), ("-first_seen", "finding_id")),
    "amount": (_("金额"), (Coalesce("amount_fen", 0).desc(), "finding_id")),
    "oldest": (_("起算日"), ("trigger_day", "finding_id")),
}


def filtered(rows: Rows, wanted: dict[str, Any]) -> Rows:
    """Apply the known filters that carry a value; unknown ones are ignored."""
    for name, apply in FILTERS.items():
        if value := str(wanted.get(name, "")).strip()[:100]:
            rows = apply(rows, value)
    order = ORDERS.get(str(wanted.get("order", "")), ORDERS["value"])[1]
    return rows.order_by(*order)
