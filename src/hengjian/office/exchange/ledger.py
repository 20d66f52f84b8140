"""Requests and corrections as tables of the data standard: they go into the lake before each run."""

from __future__ import annotations

from typing import Any

from hengjian.office.door import catalog
from hengjian.office.exchange.models import Correction, ShareRequest


def ledgers() -> dict[str, list[dict[str, Any]]]:
    """Those whose owner is a unit here."""
    asked = ShareRequest.objects.filter(owner__isnull=False).prefetch_related("deliveries")
    return {
        "share_request": [_request(x) for x in asked],
        "share_correction": [_correction(x) for x in Correction.objects.filter(owner__isnull=False)],
    }  # fmt: skip


def _title(table: str) -> str:
    found = catalog().tables.get(table)
    return found.title if found else table


def _request(x: ShareRequest) -> dict[str, Any]:
    made = sorted(x.deliveries.all(), key=lambda d: d.at)
    confirmed = [d.confirmed_at for d in made if d.confirmed_at]
    return {
        "request_id": x.number, "data_table": _title(x.table), "unit_id": x.unit_id, "owner_id": x.owner_id,
        "purpose": x.purpose, "asked_on": x.asked_on, "decided_on": x.decided_on,
        "decision": x.state if x.decided_on else None,
        "basis": x.opinion if x.state == ShareRequest.State.REFUSED else None,
        "delivered_on": made[0].at.date() if made else None, "confirmed_on": confirmed[0].date() if confirmed else None,
        "until_on": x.until_on,
    }  # fmt: skip


def _correction(x: Correction) -> dict[str, Any]:
    return {
        "correction_id": x.number, "data_table": _title(x.table), "record_key": x.record_key, "unit_id": x.unit_id,
        "owner_id": x.owner_id, "asked_on": x.asked_on, "answered_on": x.answered_on,
        "outcome": x.state if x.answered_on else None,
    }  # fmt: skip
