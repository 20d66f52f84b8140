"""What the query keeps, as tables of the data standard: it goes into the lake before each run."""

from __future__ import annotations

from typing import Any

from hengjian.office.credit.models import Inquiry, Objection, PartyEvent, Repair
from hengjian.office.credit.terms import terms


def ledgers() -> dict[str, list[dict[str, Any]]]:
    """Checks at the gates, objections, repairs and party events."""
    return {
        "credit_check": [_check(x) for x in Inquiry.objects.select_related("by") if x.gate and x.unit_id],
        "credit_objection": [_objection(x) for x in Objection.objects.all()],
        "credit_repair": [_repair(x) for x in Repair.objects.all()],
        "party_credit_event": [_event(x) for x in PartyEvent.objects.filter(unit__isnull=False)],
    }  # fmt: skip


def _check(x: Inquiry) -> dict[str, Any]:
    return {
        "check_id": x.number, "gate": x.gate, "subject_id": x.subject, "credit_code": x.credit_code,
        "unit_id": x.unit_id, "person_id": x.by.person_id, "checked_on": x.on_day,
        "purpose": "；".join(t for t in (_purpose(x), x.reason) if t),
        "answer_hash": x.answer_hash, "is_barred": bool(x.barred),
    }  # fmt: skip


def _purpose(x: Inquiry) -> str:
    """In Chinese, whoever causes the run; the code where the purpose left the library."""
    found = terms().purposes.get(x.purpose)
    return found.title if found else x.purpose


def _objection(x: Objection) -> dict[str, Any]:
    title = terms().sections[x.section].title if x.section in terms().sections else x.section
    return {
        "objection_id": x.number, "credit_code": x.credit_code, "subject": f"{title} {x.record_key}".strip(),
        "unit_id": x.unit_id, "raised_on": x.raised_on, "answered_on": x.answered_on,
        "outcome": x.state if x.answered_on else None,
    }  # fmt: skip


def _repair(x: Repair) -> dict[str, Any]:
    return {
        "repair_id": x.number, "entry_id": x.entry_id, "credit_code": x.credit_code, "unit_id": x.unit_id,
        "applied_on": x.applied_on, "decided_on": x.decided_on, "decision": x.state if x.decided_on else None,
    }  # fmt: skip


def _event(x: PartyEvent) -> dict[str, Any]:
    decided = x.decided_on if x.state == PartyEvent.State.DECIDED else None
    return {
        "event_id": x.number, "party_kind": x.party_kind, "party_code": x.party_code, "unit_id": x.unit_id,
        "event_kind": x.title, "weight": x.weight, "basis": x.basis, "happened_on": x.happened_on,
        "told_on": x.told_on, "heard_on": x.heard_on, "decided_on": decided, "published_on": decided,
        "expires_on": x.expires_on, "repaired_on": x.repaired_on,
    }  # fmt: skip
