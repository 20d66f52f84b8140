"""Which rows of a trial a person may see: those the policy of findings would show."""

from __future__ import annotations

from typing import Any

from hengjian.office.accounts.models import User


def rows_for(user: User, rule: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """The rows without those that recusals take away; None for who does not see the district's findings."""
    field = rule.split(".")[0]
    if not any(
        g.definition.sees.get("finding") == "district"
        and field in (g.definition.fields or (field,))
        for g in user.grants_today
    ):
        return None
    blocked = {(r.kind, r.value) for r in user.recusals.all()}
    return [
        row for row in rows
        if not any((kind, row.get(kind)) in blocked for kind in ("unit", "person", "party"))
    ]  # fmt: skip
