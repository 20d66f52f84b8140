"""The only writer of plans, records, meetings, studies, requirements and tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.desk import actions as desk
from hengjian.office.documents.audience import who_see
from hengjian.office.duties.models import (
    Decision,
    Line,
    Meeting,
    Record,
    Requirement,
    Statement,
    Study,
    Task,
)
from hengjian.office.duties.terms import duty_lists
from hengjian.office.files.actions import attach
from hengjian.office.findings.models import OPEN_STATUSES, Finding
from hengjian.office.trail.chain import record

PROOF = "proof"


def address(obj: models.Model) -> str:
    """The page of a row of this app."""
    return reverse(f"duties:{obj._meta.model_name}", args=[obj.pk])


class ChangedMeanwhile(ValidationError):
    """Somebody else acted after the person's page was made."""


def needed(text: str, message: str) -> str:
    """The text without blanks around it; refused when nothing is left."""
    if not text.strip():
        raise ValidationError(message)
    return text.strip()


def not_later(day: date, on_day: date) -> None:
    """Records are about what happened."""
    if day > on_day:
        raise ValidationError(_("日期不能晚于今天"))


@transaction.atomic
def make_plan(
    unit: Unit, year: int, holders: Mapping[str, str], *, acting_user: User
) -> list[Line]:
    """The yearly plan of a unit from the lists: one line a duty and part of the year; what stands stays."""
    made = []
    for post, chosen in duty_lists().items():
        for name, entry in chosen.entries.items():
            for part, (start, due) in enumerate(entry.spans(year), 1):
                line, new = Line.objects.get_or_create(
                    unit=unit, year=year, post=post, entry=name, part=part,
                    defaults={"kind": entry.kind, "business": entry.business, "integrity": entry.integrity,
                              "starts_on": start, "due_day": due, "holder": holders.get(post, "")[:40],
                              "made_by": acting_user},
                )  # fmt: skip
                if new:
                    record(acting_user, "duties.planned", line)
                    made.append(line)
    if not made:
        raise ValidationError(_("本年度计划已经有了"))
    return made


@transaction.atomic
def write_record(
    line: Line, side: str, happened_on: date, text: str, proofs: Sequence[UploadedFile], *,
    acting_user: User, on_day: date,
) -> Record:  # fmt: skip
    """What no ledger knows, with a proof."""
    not_later(happened_on, on_day)
    words = needed(text, _("请写明做了什么"))
    if not line.starts_on <= happened_on:
        raise ValidationError(_("日期早于该项责任的起始日期"))
    if not proofs:
        raise ValidationError(_("请附佐证材料：会议纪要、谈话提纲、照片等"))
    made = Record.objects.create(line=line, side=side, happened_on=happened_on, text=words, by=acting_user)  # fmt: skip
    for proof in proofs:
        attach(proof, made, purpose=PROOF, acting_user=acting_user)
    record(acting_user, "duties.recorded", made, unit=line.unit_id, detail={"line": line.pk})
    return made


@transaction.atomic
def hold_meeting(unit: Unit, data: Mapping[str, Any], *, acting_user: User, on_day: date) -> Meeting:  # fmt: skip
    """A meeting that took place, or takes place now."""
    not_later(data["held_on"], on_day)
    made = Meeting.objects.create(unit=unit, made_by=acting_user, **data)
    record(acting_user, "duties.met", made)
    return made


@transaction.atomic
def add_statement(meeting: Meeting, speaker: str, text: str, *, acting_user: User) -> Statement:
    """One written statement."""
    made = Statement.objects.create(meeting=meeting, speaker=needed(speaker, _("请填写发言单位"))[:100],
                                    text=needed(text, _("请填写要点")), by=acting_user)  # fmt: skip
    record(acting_user, "duties.stated", made, unit=meeting.unit_id)
    return made


@transaction.atomic
def decide(meeting: Meeting, text: str, needs_task: bool, *, acting_user: User) -> Decision:
    """One decision; tasks follow."""
    made = Decision.objects.create(meeting=meeting, text=needed(text, _("请填写议定内容")),
                                   needs_task=needs_task, by=acting_user)  # fmt: skip
    record(acting_user, "duties.decided", made, unit=meeting.unit_id)
    return made


@transaction.atomic
def study(unit: Unit, data: Mapping[str, Any], proofs: Sequence[UploadedFile], *, acting_user: User, on_day: date) -> Study:  # fmt: skip
    """A study that took place."""
    not_later(data["held_on"], on_day)
    made = Study.objects.create(unit=unit, made_by=acting_user, **data)
    for proof in proofs:
        attach(proof, made, purpose=PROOF, acting_user=acting_user)
    record(acting_user, "duties.studied", made)
    return made


@transaction.atomic
def require(data: Mapping[str, Any], *, acting_user: User) -> Requirement:
    """A document from above; its tasks follow."""
    made = Requirement.objects.create(made_by=acting_user, **data)
    record(acting_user, "duties.required", made)
    return made


def open_findings(rule: str, unit_id: str) -> int:
    """How many findings of a rule (or field) the unit has now, whoever looks."""
    rows = Finding.objects.filter(unit_id=unit_id, verdict="flagged", status__in=OPEN_STATUSES)
    matching = models.Q(rule=rule) | models.Q(rule__startswith=f"{rule}.")
    return rows.filter(matching).exclude(engine_state="gone").count()


@transaction.atomic
def assign(
    units: Iterable[Unit], title: str, due_day: date, *, owner: str, acting_user: User, on_day: date,
    rule: str = "", decision: Decision | None = None, requirement: Requirement | None = None,
) -> list[Task]:  # fmt: skip
    """One task for each unit, with owner and day; the findings of the rule are counted as they stand."""
    if due_day <= on_day:
        raise ValidationError(_("完成期限必须在今天之后"))
    words, chosen = needed(title, _("请填写任务")), list(units)
    if not chosen:
        raise ValidationError(_("请选择责任单位"))
    made = []
    for unit in chosen:
        task = Task.objects.create(
            title=words[:200], unit=unit, owner=needed(owner, _("请填写责任人"))[:40], assigned_on=on_day,
            due_day=due_day, rule=rule, findings_before=open_findings(rule, unit.pk) if rule else None,
            decision=decision, requirement=requirement, made_by=acting_user,
        )  # fmt: skip
        record(acting_user, "duties.assigned", task, detail={"due_day": due_day})
        _tell(desk.holders("duty.fill", unit.pk), _("新任务：%(t)s"), task, "duties.report")
        made.append(task)
    return made


def _tell(people: Iterable[User], words: str, task: Task, name: str = "") -> None:
    desk.tell(who_see(people, task), words % {"t": task.title}, obj=task, url=address(task), task=name,
              due_day=task.due_day)  # fmt: skip


def _locked(task: Task, revision: int | None, *states: str) -> Task:
    found = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if revision is not None and found.revision != revision:
        raise ChangedMeanwhile(_("该任务已被他人处理，请查看后再决定"))
    if found.state not in states:
        raise ValidationError(_("状态“%(s)s”的任务不能这样处理") % {"s": found.get_state_display()})
    found.revision += 1
    return found


@transaction.atomic
def report_done(
    task: Task, text: str, proofs: Sequence[UploadedFile], *, acting_user: User,
    revision: int | None, on_day: date,
) -> Task:  # fmt: skip
    """The unit reports; without a proof nothing is done."""
    found = _locked(task, revision, Task.State.OPEN, Task.State.NO_EFFECT)
    words = needed(text, _("请写明完成情况"))
    if not proofs:
        raise ValidationError(_("请附佐证材料"))
    found.state, found.done_on, found.done_text, found.done_by = (
        Task.State.REPORTED,
        on_day,
        words,
        acting_user,
    )
    found.save()
    for proof in proofs:
        attach(proof, found, purpose=PROOF, acting_user=acting_user)
    record(acting_user, "duties.reported", found)
    desk.done(found, "duties.report")
    _tell([found.made_by], _("任务已报告完成，可以抽查：%(t)s"), found)
    return found


@transaction.atomic
def spot_check(
    task: Task, effective: bool, text: str, *, acting_user: User, revision: int | None, on_day: date
) -> Task:
    """Somebody of another unit looks. Findings that did not fall are no effect, whatever the words."""
    found = _locked(task, revision, Task.State.REPORTED)
    if acting_user.is_one_of(found.done_by_id) or acting_user.unit_id == found.unit_id:
        raise PermissionDenied(_("抽查须由报告人以外、不属于该单位的人员进行"))
    found.check_text, found.checked_by, found.checked_on = needed(text, _("请写明抽查情况")), acting_user, on_day  # fmt: skip
    found.findings_after = open_findings(found.rule, found.unit_id) if found.rule else None
    good = effective and not fell_short(found)
    found.state = Task.State.EFFECTIVE if good else Task.State.NO_EFFECT
    found.save()
    record(acting_user, "duties.spot_checked", found, detail={"state": found.state})
    if not good:
        people = desk.holders("duty.fill", found.unit_id)
        _tell(people, _("抽查没有效果，请重新办理：%(t)s"), found, "duties.report")
    return found


def fell_short(task: Task) -> bool:
    """Reported done, but the linked findings did not fall."""
    before, after = task.findings_before, task.findings_after
    return bool(before) and after is not None and after >= before
