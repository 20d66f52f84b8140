"""Draws as records of the data standard: the rules look at our own draws too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hengjian.office.draws.kinds import kinds
from hengjian.office.draws.models import Draw, Pick

_STATES = {Draw.State.DONE: "done", Draw.State.VOID: "void"}


def ledger() -> dict[str, list[dict[str, Any]]]:
    """{table: rows} of all published draws."""
    rows = Draw.objects.filter(frozen_at__isnull=False).select_related("again_of").order_by("pk")
    draws = list(rows.prefetch_related("entries", "seats"))
    return {"draw": [_draw(d) for d in draws], "draw_pick": list(_picks())}


def _draw(draw: Draw) -> dict[str, Any]:
    kind = kinds().get(draw.kind)
    entries = list(draw.entries.all())
    return {
        "draw_id": draw.number, "kind": draw.kind_title, "purpose": kind.purpose if kind else "other",
        "title": draw.title, "unit_id": draw.unit_id, "matter_id": draw.matter,
        "state": _STATES.get(Draw.State(draw.state), "running"), "entries": len(entries),
        "eligible": sum(not e.excluded for e in entries), "drawn": draw.drawn, "standby": draw.standby,
        "frozen_at": draw.frozen_at, "drawn_at": draw.done_at, "nonces": len(draw.seats.all()),
        "entries_digest": draw.digest, "seed": draw.seed,
        "again_of": draw.again_of.number if draw.again_of and draw.again_of.frozen_at else None,
        "void_reason": draw.void_reason,
    }  # fmt: skip


def _picks() -> Iterator[dict[str, Any]]:
    for pick in Pick.objects.select_related("draw", "entry").order_by("pk"):
        yield {
            "draw_id": pick.draw.number, "position": pick.position, "entry_id": pick.entry.entry_id,
            "entry_name": pick.entry.name, "role": pick.role, "state": pick.state,
            "replaces": pick.replaces, "replaced_on": pick.replaced_on,
            "reason": pick.reason if pick.state == Pick.State.REPLACED else None,
        }  # fmt: skip
