"""The course of the clues kept here, as a table of the data standard: running numbers and days, nothing else.

The rules of field `clues` examine it, so that those who supervise keep their own periods, too.
"""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from hengjian.office.clues.models import Clue


def ledger() -> dict[str, list[dict[str, Any]]]:
    """Registered clues, under the inspector's unit; without one the district itself keeps the register."""
    clues = (
        Clue.objects.exclude(number="").select_related("inspector").prefetch_related("transfers")
    )
    return {"clue_course": [_course(clue) for clue in clues]}


def _course(clue: Clue) -> dict[str, Any]:
    sent = min(clue.transfers.all(), key=lambda t: t.sent_at, default=None)
    return {
        "clue_id": clue.number, "unit_id": clue.inspector.unit_id if clue.inspector else None, "received_on": clue.received_on,
        # The way by its title: the standard knows its own code for it.
        "disposed_on": clue.disposed_on, "way": clue.get_way_display() or None,
        "transferred_on": localdate(sent.sent_at) if sent else None,
        "receipt_on": sent.received_on if sent else None,
        "answered_on": sent.answered_on if sent else None,
        "concluded_on": clue.closed_on,
    }  # fmt: skip
