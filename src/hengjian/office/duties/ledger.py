"""What is kept here as records of the data standard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hengjian.office.desk.actions import about
from hengjian.office.duties.actions import PROOF
from hengjian.office.duties.models import Assessment, Decision, Edition, Line, Meeting, Study, Task
from hengjian.office.duties.proofs import Proof, prove
from hengjian.office.files.models import StoredFile

Row = dict[str, Any]


def ledger() -> dict[str, list[Row]]:
    """{table: rows}; ids carry OF- so that they never meet a department's."""
    editions = list(Edition.objects.prefetch_related("results").order_by("pk"))
    return {
        "meeting": [_meeting(m) for m in Meeting.objects.prefetch_related("statements").order_by("pk")],
        "meeting_decision": [_decision(d) for d in Decision.objects.select_related("meeting").order_by("pk")],
        "task": list(_tasks()),
        "study_record": [_study(s) for s in Study.objects.order_by("pk")],
        "survey_edition": [_edition(e) for e in editions],
        "survey_result": [row for e in editions for row in _results(e)],
        **_duties(),
        "assessment": [_assessment(a) for a in Assessment.objects.select_related("made_by", "decided_by").order_by("pk")],
    }  # fmt: skip


def _id(kind: str, pk: object) -> str:
    return f"OF-{kind}{pk}"


def _meeting(m: Meeting) -> Row:
    return {
        "meeting_id": _id("HY", m.pk), "kind": m.kind, "unit_id": m.unit_id, "title": m.title,
        "held_on": m.held_on, "host": m.host, "statements": len(m.statements.all()),
        "attendees": m.attendees,
    }  # fmt: skip


def _decision(d: Decision) -> Row:
    return {
        "decision_id": _id("YD", d.pk), "meeting_id": _id("HY", d.meeting_id), "unit_id": d.meeting.unit_id,
        "text": d.text, "decided_on": d.meeting.held_on, "needs_task": d.needs_task,
    }  # fmt: skip


def _tasks() -> Iterator[Row]:
    proven = set(StoredFile.objects.filter(purpose=PROOF).values_list("about", flat=True))
    effects = {Task.State.EFFECTIVE: "effective", Task.State.NO_EFFECT: "no_effect"}
    for t in Task.objects.select_related("requirement").order_by("pk"):
        yield {
            "task_id": _id("RW", t.pk), "decision_id": _id("YD", t.decision_id) if t.decision_id else None,
            "requirement": str(t.requirement) if t.requirement else None, "title": t.title, "unit_id": t.unit_id,
            "owner": t.owner, "assigned_on": t.assigned_on, "due_on": t.due_day, "done_on": t.done_on,
            "proof": "本平台附件" if about(t) in proven else None, "checked_on": t.checked_on if Task.State(t.state) in effects else None,
            "effect": effects.get(Task.State(t.state)), "findings_before": t.findings_before,
            "findings_after": t.findings_after,
        }  # fmt: skip


def _study(s: Study) -> Row:
    return {"study_id": _id("XX", s.pk), "unit_id": s.unit_id, "kind": s.kind, "topic": s.topic,
            "held_on": s.held_on, "attendees": s.attendees}  # fmt: skip


def _edition(e: Edition) -> Row:
    return {"edition_id": _id("CP", e.pk), "title": e.title, "scope": e.scope, "year": e.year,
            "published_on": e.published_on, "document": e.document, "places": len(e.results.all())}  # fmt: skip


def _results(e: Edition) -> Iterator[Row]:
    for r in e.results.all():
        yield {"edition_id": _id("CP", e.pk), "place": r.place, "is_own": r.is_own, "score": r.score, "rank": r.rank}  # fmt: skip


def _duties() -> dict[str, list[Row]]:
    """Plans, and each record that proves one, whichever side it is on."""
    plans: list[Row] = []
    rows: list[Row] = []
    for proven in prove(Line.objects.prefetch_related("records").order_by("pk"), None):
        line, plan = proven.line, _id("LZ", proven.line.pk)
        plans.append({
            "plan_id": plan, "unit_id": line.unit_id, "post": line.post_title, "kind": line.kind, "business": line.business,
            "integrity": line.integrity, "starts_on": line.starts_on, "due_on": line.due_day,
        })  # fmt: skip
        rows += [_record(plan, "business", n, p) for n, p in enumerate(proven.business)]
        rows += [_record(plan, "integrity", n, p) for n, p in enumerate(proven.integrity)]
    return {"post_duty": plans, "duty_record": rows}


def _record(plan: str, side: str, number: int, proof: Proof) -> Row:
    return {"record_id": f"{plan}-{side[0].upper()}{number}", "plan_id": plan, "unit_id": proof.unit, "side": side,
            "happened_on": proof.day, "origin": proof.source, "text": proof.text[:200]}  # fmt: skip


def _assessment(a: Assessment) -> Row:
    first = a.uses.first()
    return {
        "assessment_id": _id("KH", a.pk), "unit_id": a.unit_id, "fiscal_year": a.year, "business_grade": a.business_grade,
        "integrity_grade": a.integrity_grade, "reasons": a.reasons, "decided_on": a.decided_on,
        "assessor": a.made_by.username, "appealed_on": a.appealed_on,
        "appeal_decider": a.decided_by.username if a.decided_by else None, "use_due_on": a.use_due_day,
        "used_on": first.used_on if first else None, "use_kind": first.kind if first else None,
    }  # fmt: skip
