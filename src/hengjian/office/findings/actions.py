"""The only writer of the people's part of findings: check the step, compare and set, clock, trail.

Each function is one transaction. `revision` is the state the person saw: who comes second is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.clocks import actions as clocks
from hengjian.office.desk import actions as desk
from hengjian.office.findings.models import Clearance, Finding, Label, Question
from hengjian.office.trail.chain import record

S = Finding.Status

#: From which states a state may be reached.
STEPS: dict[str, tuple[str, ...]] = {
    S.ASKED: (S.OPEN, S.ANSWERED, S.SNOOZED),
    S.ANSWERED: (S.ASKED,),
    S.SNOOZED: (S.OPEN, S.ANSWERED),
    S.OPEN: (S.SNOOZED, S.MERGED, S.EXPLAINED, S.REJECTED, S.RECTIFIED),
    S.EXPLAINED: (S.ANSWERED, S.OPEN),
    S.REJECTED: (S.OPEN, S.ANSWERED, S.ASKED, S.SNOOZED, S.RECTIFYING),
    S.MERGED: (S.OPEN, S.SNOOZED),
    S.RECTIFYING: (S.OPEN, S.ASKED, S.ANSWERED, S.RECTIFIED),
    S.RECTIFIED: (S.RECTIFYING,),
    S.LENIENT: (S.ANSWERED, S.RECTIFYING),
}


class ChangedMeanwhile(ValidationError):
    """Somebody else acted on the finding after the person's page was made."""

    def __init__(self, finding: Finding) -> None:
        who = finding.status_by.name if finding.status_by else _("系统")
        super().__init__(
            _("“%(who)s”已先一步处理：现为“%(status)s”。请查看后再决定。")
            % {"who": who, "status": finding.get_status_display()}
        )


def move(
    finding: Finding, status: str, *, acting_user: User, revision: int | None, action: str,
    purpose: str = "", detail: dict[str, Any] | None = None, **changes: Any,
) -> Finding:  # fmt: skip
    """Compare and set the status; raises ChangedMeanwhile or ValidationError. Inside a transaction."""
    locked = unchanged(finding, revision)
    if locked.held and status != S.ANSWERED:
        raise ValidationError(_("该疑点正在另行处理，请与廉政办联系"))
    if locked.status not in STEPS[status]:
        raise ValidationError(
            _("状态“%(now)s”的疑点不能改为“%(new)s”")
            % {"now": locked.get_status_display(), "new": S(status).label}
        )
    locked.status, locked.status_at, locked.status_by = status, timezone.now(), acting_user
    locked.revision += 1
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.save(update_fields=["status", "status_at", "status_by", "revision", *changes])
    record(acting_user, f"findings.{action}", locked, purpose=purpose, detail=detail)
    return locked


def unchanged(finding: Finding, revision: int | None) -> Finding:
    """The finding locked, still as the person saw it; raises ChangedMeanwhile. Inside a transaction."""
    locked = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("status_by")
        .get(pk=finding.pk)
    )
    if revision is not None and locked.revision != revision:
        raise ChangedMeanwhile(locked)
    return locked


def address(finding: Finding) -> str:
    """The page of a finding."""
    return reverse("findings:finding", args=[finding.pk])


@transaction.atomic
def ask(
    finding: Finding, text: str, *, acting_user: User, revision: int | None, on_day: date
) -> Question:
    """Ask the department: handler, head and the one who asks are told together; the clock starts."""
    if finding.unit_id is None:
        raise ValidationError(_("该疑点没有责任单位，不能问询"))
    if not text.strip():
        raise ValidationError(_("请写明要部门说明什么"))
    finding = move(finding, S.ASKED, acting_user=acting_user, revision=revision, action="asked")
    url = address(finding)
    clocks.end("explanation", finding, on_day=on_day, acting_user=acting_user, met=False)
    clock = clocks.start("explanation", finding, title=finding.sentence, url=url, started_on=on_day,
                         unit_id=finding.unit_id or "", acting_user=acting_user)  # fmt: skip
    question = Question.objects.create(
        finding=finding, text=text.strip(), asked_by=acting_user, due_day=clock.due_day
    )
    record(acting_user, "findings.question_sent", question, unit=finding.unit_id or "")
    handlers = desk.holders("finding.answer", finding.unit_id)
    heads = desk.holders("unit.lead", finding.unit_id)
    desk.tell(handlers, _("待说明：%(t)s") % {"t": finding.sentence}, obj=finding, url=url,
              task="finding.answer", due_day=clock.due_day)  # fmt: skip
    desk.tell(
        [*heads, acting_user],
        _("已问询本单位：%(t)s") % {"t": finding.sentence},
        obj=finding,
        url=url,
    )
    return question


@transaction.atomic
def answer(
    question: Question, *, kind: str, text: str, document_no: str, acting_user: User, on_day: date,
    fields_typed: int = 0, seconds_spent: int = 0, revision: int | None = None,
) -> Question:  # fmt: skip
    """The department's answer: a record's number, a reason, or an admission.

    A finding that meanwhile became part of a clue takes the answer like any other: its unit must not learn.
    """
    if kind not in Question.Answer.values:
        raise ValidationError(_("请选择答复方式"))
    if kind == Question.Answer.RECORD and not document_no.strip():
        raise ValidationError(_("请填写文书编号，数据由来源系统报送，无需重新填写"))
    if kind != Question.Answer.RECORD and not text.strip():
        raise ValidationError(_("请说明理由"))
    locked = Question.objects.select_for_update().get(pk=question.pk)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=locked.finding_id)
    if locked.answered_at is not None:
        raise ValidationError(_("该问询已答复"))
    finding = move(
        finding, S.ANSWERED, acting_user=acting_user, revision=revision, action="answered"
    )
    locked.answer_kind, locked.answer, locked.document_no = kind, text.strip(), document_no.strip()
    locked.answered_by, locked.answered_at = acting_user, timezone.now()
    locked.fields_typed, locked.seconds_spent = fields_typed, seconds_spent
    locked.save()
    record(acting_user, "findings.answer_given", locked, unit=finding.unit_id or "")
    clocks.end("explanation", finding, on_day=on_day, acting_user=acting_user)
    desk.done(finding, "finding.answer")
    desk.tell([locked.asked_by], _("已答复：%(t)s") % {"t": finding.sentence}, obj=finding,
              url=address(finding), task="finding.judge")  # fmt: skip
    return locked


@transaction.atomic
def accept(
    finding: Finding, reason: str, *, acting_user: User, revision: int | None, on_day: date
) -> Finding:
    """The explanation holds: the finding is closed; the rule learns that it was wrong here."""
    finding = close(finding, S.EXPLAINED, "accepted", reason, acting_user, revision, on_day)
    _label(finding, False, reason, acting_user)
    _clear(finding, reason, acting_user)
    return finding


@transaction.atomic
def reject(
    finding: Finding, reason: str, *, acting_user: User, revision: int | None, on_day: date
) -> Finding:
    """Not established: closed with a reason that labels the rule; who was named is cleared."""
    if not reason.strip():
        raise ValidationError(_("请写明不成立的理由，它会成为规则的标注"))
    finding = close(finding, S.REJECTED, "rejected", reason, acting_user, revision, on_day)
    _label(finding, False, reason, acting_user)
    _clear(finding, reason, acting_user)
    return finding


def close(
    finding: Finding, status: str, action: str, reason: str, user: User, revision: int | None, on_day: date
) -> Finding:  # fmt: skip
    """End the work on a finding: its clock stops and its to-dos are struck. Inside a transaction."""
    finding = move(
        finding, status, acting_user=user, revision=revision, action=action, purpose=reason[:200]
    )
    clocks.end("explanation", finding, on_day=on_day, acting_user=user, met=False)
    desk.done(finding)
    return finding


def _label(finding: Finding, confirmed: bool, reason: str, user: User) -> None:
    label, _made = Label.objects.update_or_create(
        finding=finding,
        defaults={"rule": finding.rule, "version": finding.version, "confirmed": confirmed,
                  "reason": reason[:300], "by": user},
    )  # fmt: skip
    record(user, "findings.labelled", label, unit=finding.unit_id or "")


def _clear(finding: Finding, reason: str, user: User) -> None:
    """A 澄清 record for who was named."""
    if not (finding.person or finding.party):
        return
    clearance, made = Clearance.objects.get_or_create(
        finding=finding,
        defaults={"person": finding.person, "party": finding.party, "reason": reason, "by": user},
    )
    if made:
        record(user, "findings.cleared", clearance, unit=finding.unit_id or "")


@transaction.atomic
def confirm(finding: Finding, *, acting_user: User, reason: str = "") -> None:
    """The facts hold: labels the rule. Called by rectification and clues when they take over."""
    _label(finding, True, reason, acting_user)


@transaction.atomic
def hold(finding: Finding, held: bool, *, acting_user: User) -> Finding:
    """Take a finding into a clue, or give it back. `revision` stays: nobody's page goes stale by it."""
    locked = unchanged(finding, None)
    if locked.held == held:
        raise ValidationError(_("该疑点已在另一条线索中") if held else _("该疑点不在线索中"))
    locked.held = held
    locked.save(update_fields=["held"])
    record(acting_user, "clues.finding_held" if held else "clues.finding_released", locked)
    return locked


@transaction.atomic
def snooze(
    finding: Finding, until: date, reason: str, *, acting_user: User, revision: int | None, on_day: date
) -> Finding:  # fmt: skip
    """Put aside until a day; `wake` brings it back."""
    if until <= on_day:
        raise ValidationError(_("暂缓的日期必须在今天之后"))
    return move(finding, S.SNOOZED, acting_user=acting_user, revision=revision, action="snoozed",
                purpose=reason[:200], snoozed_until=until)  # fmt: skip


@transaction.atomic
def reopen(finding: Finding, reason: str, *, acting_user: User, revision: int | None) -> Finding:
    """Back to open, with the reason; a label that was given is taken back."""
    if not reason.strip():
        raise ValidationError(_("请写明重新打开的理由"))
    finding = move(finding, S.OPEN, acting_user=acting_user, revision=revision, action="reopened",
                   purpose=reason[:200], snoozed_until=None, merged_into=None)  # fmt: skip
    Label.objects.filter(finding=finding).delete()
    return finding


@transaction.atomic
def merge(
    findings: Iterable[Finding], into: Finding, *, acting_user: User, reason: str = "",
    revisions: Mapping[str, int] | None = None,
) -> list[Finding]:  # fmt: skip
    """Findings of the same cause follow one of them; the leader must be open and of the same unit.

    `revisions`: finding id → the state the person saw.
    """
    moved, seen = [], revisions or {}
    into = unchanged(into, seen.get(into.pk))
    if into.merged_into_id is not None:
        raise ValidationError(_("目标疑点本身已被合并"))
    if not into.is_open:
        raise ValidationError(_("目标疑点已办结，不能再并入"))
    for finding in findings:
        if finding.pk == into.pk:
            continue
        if finding.unit_id != into.unit_id:
            raise ValidationError(_("只能合并同一单位的疑点"))
        moved.append(move(finding, S.MERGED, acting_user=acting_user, revision=seen.get(finding.pk),
                          action="merged", purpose=reason[:200], merged_into=into))  # fmt: skip
    return moved


@transaction.atomic
def wake(on_day: date) -> int:
    """Bring back what was put aside until this day; called by `tick`."""
    count = 0
    for finding in Finding.objects.filter(status=S.SNOOZED, snoozed_until__lte=on_day)[:500]:
        locked = Finding.objects.select_for_update().get(pk=finding.pk)
        if locked.status != S.SNOOZED:
            continue
        locked.status, locked.status_at, locked.status_by = S.OPEN, timezone.now(), None
        locked.snoozed_until, locked.revision = None, locked.revision + 1
        locked.save(update_fields=["status", "status_at", "status_by", "snoozed_until", "revision"])
        record("clock", "findings.woken", locked)
        count += 1
    return count
