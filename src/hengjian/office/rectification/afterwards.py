"""What may follow: a dispute by the department, and the look-back after closing. Writes rectifications."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.clocks import actions as clocks
from hengjian.office.desk import actions as desk
from hengjian.office.documents.audience import who_see
from hengjian.office.findings import actions as findings
from hengjian.office.findings.models import Finding
from hengjian.office.rectification.actions import ask_for_report, start_clock
from hengjian.office.rectification.models import Dispute, Item, Rectification, Step
from hengjian.office.rectification.states import (
    S,
    address,
    advance,
    followers,
    independent,
    locked_findings,
    note,
    unchanged,
)
from hengjian.office.rectification.terms import rectification_terms
from hengjian.office.trail.chain import record


@transaction.atomic
def dispute(
    rectification: Rectification, ground: str, *, acting_user: User, revision: int | None, on_day: date
) -> Dispute:  # fmt: skip
    """The department objects; the due day goes on running. One open dispute at a time."""
    if not ground.strip():
        raise ValidationError(_("请写明异议理由"))
    locked = unchanged(rectification, revision)
    if not locked.is_open:
        raise ValidationError(_("该事项已办结，不能提出异议"))
    if locked.disputes.filter(state=Dispute.State.RAISED).exists():
        raise ValidationError(_("已有一份异议待决定"))
    locked.revision += 1
    locked.save(update_fields=["revision"])
    raised = Dispute.objects.create(
        rectification=locked, ground=ground.strip(), raised_by=acting_user
    )
    record(acting_user, "rectification.dispute_raised", raised, unit=locked.unit_id)
    record(acting_user, "rectification.disputed", locked)
    clock = start_clock(locked, "rectification_dispute", acting_user, on_day)
    people = [p for p in desk.holders("rectification.decide") if not p.is_one_of(acting_user.pk, locked.opened_by_id)]  # fmt: skip
    desk.tell(who_see(people, locked), _("整改异议待决定：%(t)s") % {"t": locked.title}, obj=locked,
              url=address(locked), task="rectification.decide", due_day=clock.due_day)  # fmt: skip
    return raised


@transaction.atomic
def decide(
    raised: Dispute, sustained: bool, decision: str, *, acting_user: User, revision: int | None, on_day: date
) -> Dispute:  # fmt: skip
    """Sustained: the rectification is withdrawn and its findings are not established. Never by who was part of it."""
    if not decision.strip():
        raise ValidationError(_("请写明决定理由"))
    locked = unchanged(raised.rectification, revision)
    row = Dispute.objects.select_for_update().get(pk=raised.pk)
    if acting_user.is_one_of(row.raised_by_id, locked.opened_by_id):
        raise PermissionDenied(_("异议不能由提出人或立项人决定"))
    independent(locked, acting_user)
    if row.state != Dispute.State.RAISED:
        raise ValidationError(_("该异议已有决定"))
    rows = locked_findings(locked) if sustained else []
    row.state = Dispute.State.SUSTAINED if sustained else Dispute.State.DISMISSED
    row.decision, row.decided_by, row.decided_at = decision.strip(), acting_user, timezone.now()
    row.save()
    record(acting_user, "rectification.dispute_decided", row, unit=locked.unit_id)
    clocks.end("rectification_dispute", locked, on_day=on_day, acting_user=acting_user)
    desk.done(locked, "rectification.decide")
    if sustained:
        _withdraw(locked, rows, decision, acting_user, on_day)
    else:
        locked.revision += 1
        locked.save(update_fields=["revision"])
        record(acting_user, "rectification.dispute_closed", locked)
    people = who_see([row.raised_by, locked.opened_by], locked)
    desk.tell(people, f"{row.get_state_display()}：{locked.title}", obj=locked, url=address(locked))
    return row


def _withdraw(
    locked: Rectification, rows: list[Finding], decision: str, user: User, on_day: date
) -> None:
    advance(locked, S.WITHDRAWN)
    locked.save()
    record(user, "rectification.withdrawn", locked, purpose=decision[:200])
    for finding in followers(rows):
        findings.reject(finding, decision, acting_user=user, revision=None, on_day=on_day)
    for name in ("rectification", "rectification_plan", "check"):
        clocks.end(name, locked, on_day=on_day, acting_user=user, met=False)
    desk.done(locked)


@transaction.atomic
def look_back(
    rectification: Rectification, held: bool, text: str, *, acting_user: User, revision: int | None,
    on_day: date, due_day: date | None = None,
) -> Rectification:  # fmt: skip
    """回头看: the result held, or the problem is back and the rectification is taken up again."""
    if not text.strip():
        raise ValidationError(_("请写明回头看的情况"))
    locked = unchanged(rectification, revision)
    independent(locked, acting_user)
    if locked.state != S.CLOSED or locked.look_back:
        raise ValidationError(_("该事项没有待办的回头看"))
    rows = locked_findings(locked) if not held else []
    locked.look_back = Rectification.LookBack.HELD if held else Rectification.LookBack.RELAPSED
    locked.look_back_by, locked.look_back_on, locked.look_back_text = acting_user, on_day, text.strip()  # fmt: skip
    clocks.end("look_back", locked, on_day=on_day, acting_user=acting_user)
    if held:
        locked.revision += 1
        locked.save()
        note(locked, Step.Kind.HELD, text, acting_user)
        record(acting_user, "rectification.looked_back", locked, purpose=text[:200])
    else:
        _take_up_again(locked, rows, text, acting_user, on_day, due_day)
    return locked


def _take_up_again(
    locked: Rectification, rows: list[Finding], text: str, user: User, on_day: date, due_day: date | None
) -> None:  # fmt: skip
    advance(locked, S.DOING)
    locked.due_day = due_day or on_day + timedelta(days=rectification_terms().days)
    if locked.due_day <= on_day:
        raise ValidationError(_("整改期限必须在今天之后"))
    locked.submitted_on, locked.closed_by, locked.closed_on = None, None, None
    locked.save()
    note(locked, Step.Kind.RELAPSED, text, user)
    record(user, "rectification.relapsed", locked, purpose=text[:200])
    for finding in followers(rows, Finding.Status.RECTIFIED):
        findings.move(finding, Finding.Status.RECTIFYING, acting_user=user, revision=None,
                      action="relapsed", detail={"rectification": locked.pk})  # fmt: skip
    start_clock(locked, "rectification", user, on_day, locked.due_day)
    ask_for_report(desk.holders("rectification.report", locked.unit_id), locked)


def settle(on_day: date) -> int:
    """Findings that a clue held when their rectification closed are closed once it lets them go. For the tick."""
    done = Item.objects.filter(finding=OuterRef("pk"), rectification__state=S.CLOSED)
    running = Item.objects.filter(finding=OuterRef("pk")).exclude(
        rectification__state__in=(S.CLOSED, S.WITHDRAWN)
    )
    waiting = Finding.objects.filter(
        Exists(done), ~Exists(running), status=Finding.Status.RECTIFYING, held=False
    )
    count = 0
    for finding in waiting.order_by("pk")[:500]:
        last = Item.objects.filter(finding=finding, rectification__state=S.CLOSED).latest("pk")
        closer = last.rectification.closed_by
        if closer is not None:
            with transaction.atomic():
                findings.close(finding, Finding.Status.RECTIFIED, "rectified", last.rectification.title,
                               closer, None, on_day)  # fmt: skip
        count += 1
    return count
