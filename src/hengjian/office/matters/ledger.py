"""Hosted matters as tables of the data standard: the rules check them like any department's.

What a procedure writes into tables of its own, its desk file says (`records`); see `sources`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from hengjian.office.door import catalog
from hengjian.office.matters.desks import Desk, Records, desks
from hengjian.office.matters.models import (
    Comment,
    Event,
    Extension,
    Line,
    Matter,
    Suspension,
)
from hengjian.office.matters.sources import first_of, staff

Row = dict[str, Any]
#: The log of procedures whose matters are rows of `matter`; others keep a table of their own.
COMMON = "matter_event"


def ledger() -> dict[str, list[Row]]:
    """Matters with their events, suspensions, extensions, accepted lines, and what their desks record."""
    every = Matter.objects.select_related("opened_by").prefetch_related("events__by")
    matters = {m.pk: m for m in every}
    common = [m for m in matters.values() if desks()[m.procedure].procedure.log == COMMON]
    tables: dict[str, list[Row]] = defaultdict(list, {
        "matter": [_matter(m) for m in common],
        "matter_event": [r for m in common for r in _events(m)],
        "suspension": [_suspension(s, matters[s.matter_id]) for s in Suspension.objects.all()],
        "extension": [_extension(e, matters[e.matter_id]) for e in Extension.objects.select_related("by")],
        "consultation_comment": [_comment(c, matters[c.matter_id]) for c in Comment.objects.all()],
        "collective_vote": [r for m in matters.values() for r in _votes(m)],
        "expert_opinion": [r for m in matters.values() for r in _opinions(m)],
        "acceptance_line": [_line(x, matters[x.matter_id]) for x in Line.objects.exclude(result="").select_related("accepted_by")],
    })  # fmt: skip
    for matter in matters.values():
        desk = desks()[matter.procedure]
        for table, records in desk.records.items():
            tables[table].extend(_recorded(table, records, desk, matter))
    return dict(tables)


def _recorded(table: str, records: Records, desk: Desk, matter: Matter) -> Iterator[Row]:
    """The rows of a matter for one table; one whose required columns are not all known waits."""
    events: dict[str, list[Event]] = defaultdict(list)
    for event in matter.events.all():
        events[event.step].append(event)
    if records.after and not events.get(records.after):
        return
    required = [n for n, c in catalog().tables[table].columns.items() if c.required]
    for each in events[records.each] if records.each else [None]:
        row = {c: first_of(s, desk, matter, events, each) for c, s in records.columns.items()}
        if all(row[name] not in (None, "") for name in required):
            yield row


def _first(events: list[Event], *steps: str) -> Any:
    return next((e.happened_on for e in events if e.step in steps), None)


def _matter(m: Matter) -> Row:
    events = list(m.events.all())
    return {
        "matter_id": m.number, "item_id": m.procedure.upper(), "procedure": m.procedure, "unit_id": m.unit_id,
        "handler_id": staff(m.opened_by), "received_on": m.opened_on, "accepted_on": _first(events, "accept"),
        "decided_on": _first(events, "decide", "collective_decision"), "delivered_on": _first(events, "deliver"),
        "visits": m.visits,
    }  # fmt: skip


def _events(m: Matter) -> list[Row]:
    return [
        {"matter_id": m.number, "seq": n, "step": e.step, "happened_on": e.happened_on, "recorded_on": e.recorded_at.date(),
         "actor_id": staff(e.by), "unit_id": e.unit_id}
        for n, e in enumerate(m.events.all(), 1)
    ]  # fmt: skip


def _suspension(s: Suspension, m: Matter) -> Row:
    return {"suspension_id": f"{m.number}-S{s.pk}", "matter_id": m.number, "kind": s.kind, "started_on": s.started_on,
            "ended_on": s.ended_on, "told_on": s.started_on}  # fmt: skip


def _extension(e: Extension, m: Matter) -> Row:
    known = desks()[m.procedure].procedure.steps[e.step].extension
    return {"extension_id": f"{m.number}-E{e.pk}", "matter_id": m.number, "step": e.step, "approved_on": e.approved_on,
            "approver_id": staff(e.by), "approver_level": known.approver if known else "other", "told_on": e.approved_on, "reason": e.reason}  # fmt: skip


def _line(x: Line, m: Matter) -> Row:
    return {"acceptance_id": m.number, "package_id": str(m.facts.get("package_id", "")), "number": x.number,
            "result": x.result, "evidence": x.evidence, "accepted_by": staff(x.accepted_by) if x.accepted_by else "",
            "accepted_on": _first(list(m.events.all()), "acceptance")}  # fmt: skip


def _comment(c: Comment, m: Matter) -> Row:
    return {"comment_id": f"{m.number}-Y{c.pk}", "matter_id": m.number, "unit_id": m.unit_id, "paragraph": c.paragraph,
            "received_on": c.received_on, "replied_on": c.replied_on, "adopted": c.adopted}  # fmt: skip


def _votes(m: Matter) -> list[Row]:
    """Collective decisions, as the minutes were entered."""
    return [
        {"matter_id": m.number, "unit_id": m.unit_id, "held_on": e.happened_on, "attended": e.facts.get("attended"),
         "head_spoke_last": e.facts["head_last"] == "yes" if "head_last" in e.facts else None,
         "dissent": "absent" if e.facts.get("dissent", "").strip() == "无" else "recorded" if e.facts.get("dissent") else None}
        for e in m.events.all() if e.step == "collective_decision"
    ]  # fmt: skip


def _opinions(m: Matter) -> list[Row]:
    """Expert reviews; a replaced expert has no interest left."""
    return [
        {"opinion_id": f"{m.number}-Z{e.pk}", "matter_id": m.number, "unit_id": m.unit_id,
         "expert_id": e.facts.get("experts", "")[:60], "interest": "none" if e.facts.get("interest") else None,
         "signed_on": e.happened_on}
        for e in m.events.all() if e.step == "expert_review"
    ]  # fmt: skip
