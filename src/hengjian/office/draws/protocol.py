"""The protocol: everything that is needed to compute a draw again, as it is published."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from hengjian.office.draws import entries
from hengjian.office.draws.models import Draw, Pick

FORMAT = "hengjian-draw/1"


def protocol(draw: Draw, *, names: bool) -> dict[str, Any]:
    """As JSON. Without `names` (before the day of opening) it holds digests and commitments only."""
    done = draw.state == Draw.State.DONE
    found: dict[str, Any] = {
        "protocol": FORMAT, "number": draw.number, "kind": draw.kind, "kind_title": draw.kind_title,
        "title": draw.title, "unit": draw.unit.name, "state": draw.state, "drawn": draw.drawn,
        "standby": draw.standby, "seats": draw.seats_wanted, "digest": draw.digest, "frozen_at": _moment(draw.frozen_at),
        "reveal_by": draw.reveal_by and draw.reveal_by.isoformat(), "done_at": _moment(draw.done_at),
        "void_reason": draw.void_reason, "again_of": draw.again_of.number if draw.again_of else None,
        "commitments": [_seat(s, done or draw.state == Draw.State.VOID, names and done) for s in draw.seats.select_related("person")],
    }  # fmt: skip
    if names:
        found["entries"] = [list(row) for row in sorted(entries.rows_of(draw))]
    if names and done:
        found["seed"] = draw.seed
        found["picks"] = [_result(p) for p in draw.picks.select_related("entry")]
    return found


def _seat(seat: Any, over: bool, shown: bool) -> dict[str, Any]:
    return {
        "person": seat.person.username, "name": seat.person.name, "commitment": seat.commitment,
        "committed_at": _moment(seat.committed_at), "revealed": bool(seat.revealed_at) if over else None,
        "nonce": seat.nonce if shown else None,
    }  # fmt: skip


def _result(pick: Pick) -> dict[str, Any]:
    return {
        "position": pick.position, "id": pick.entry.entry_id, "name": pick.entry.name, "role": pick.role,
        "state": pick.state, "replaces": pick.replaces,
        "reason": pick.reason if pick.state == Pick.State.REPLACED else "",
    }  # fmt: skip


def _moment(value: Any) -> str | None:
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None


def is_open(draw: Draw, on_day: date) -> bool:
    """Whether the names are public on the day."""
    return draw.open_on is not None and draw.open_on <= on_day
