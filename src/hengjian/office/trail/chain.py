"""Adds entries to the chain. The only writer of `Entry`, `Head` and `Seal`."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from hengjian.office.trail.models import Entry, Head, Seal, Sealed
from hengjian.office.trail.verbs import is_read

_PURPOSE = 200


def record(
    actor: object, action: str, obj: models.Model | None = None, *,
    purpose: str = "", detail: dict[str, Any] | None = None, unit: str = "",
    seal: bool | None = None, gone: bool = False,
) -> Entry:  # fmt: skip
    """Add an entry about an act or a read, in the caller's transaction.

    `actor`: a user, or the name of a part of the system such as "clock". `obj`: what it was done to;
    a Sealed object is sealed anew unless the action is a read (`verbs`) or `seal` says otherwise.
    `gone`: the row was removed lawfully. Call it after the object was saved, before it is deleted.
    """
    if len(purpose) > _PURPOSE:  # the column is short; nothing of the reason is lost
        purpose, detail = purpose[: _PURPOSE - 1] + "…", {**(detail or {}), "purpose": purpose}
    kind, object_id = _named(obj)
    sealing = isinstance(obj, Sealed) and (not is_read(action) if seal is None else seal)
    digest = state_digest(obj) if sealing and not gone else ""
    body: dict[str, Any] = {
        "actor": getattr(actor, "username", None) or str(actor),
        "action": action,
        "kind": kind,
        "object": object_id,
        "unit": unit or str(getattr(obj, "unit_id", "") or ""),
        "purpose": purpose,
    }
    if sealing:
        body["seal"] = digest
    if detail:
        body["detail"] = detail
    with transaction.atomic():
        entry = _append(body)
        if sealing:
            Seal.objects.update_or_create(
                kind=kind, object_id=object_id, defaults={"digest": digest, "number": entry.number}
            )
    return entry


def _append(body: dict[str, Any]) -> Entry:
    head, _ = Head.objects.select_for_update().get_or_create(pk=1)
    number, at = head.number + 1, timezone.now()
    payload = canonical({"number": number, "at": at.isoformat(), **body})
    digest = link(head.digest, payload)
    entry = Entry(
        number=number, at=at, actor=body["actor"], action=body["action"], kind=body["kind"],
        object_id=body["object"], unit=body["unit"], purpose=body["purpose"],
        payload=payload, digest=digest,
    )  # fmt: skip
    entry.save(force_insert=True)
    Head.objects.filter(pk=1).update(number=number, digest=digest)
    return entry


def link(previous: str, payload: str) -> str:
    """SM3 (GB/T 32905) over the previous digest and the payload, as hexadecimal."""
    return hashlib.new("sm3", previous.encode() + payload.encode()).hexdigest()


def canonical(body: dict[str, Any]) -> str:
    """JSON with a fixed order of keys and no white space."""
    return json.dumps(
        body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )


def state_digest(obj: Sealed) -> str:
    """SM3 of the sealed columns."""
    text = canonical({"kind": _named(obj)[0], "id": str(obj.pk), **obj.sealed_state()})
    return hashlib.new("sm3", text.encode()).hexdigest()


def _named(obj: models.Model | None) -> tuple[str, str]:
    return ("", "") if obj is None else (obj._meta.label_lower, str(obj.pk))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_fixed_timezone(0)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
