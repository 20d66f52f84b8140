"""The only writer of matters: open, close a step, invite units, suspend, extend, stop.

Each function is one transaction. `revision` is the state the person saw: who comes second is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.desk import actions as desk_board
from hengjian.office.door import catalog
from hengjian.office.files.actions import attach
from hengjian.office.matters.asked import check_facts
from hengjian.office.matters.course import Course
from hengjian.office.matters.desks import DeskStep, desks
from hengjian.office.matters.gates import check_gate
from hengjian.office.matters.models import Branch, Event, Extension, Matter, Suspension
from hengjian.office.matters.sources import first_of
from hengjian.office.matters.who import may_close
from hengjian.office.trail.chain import record

S = Matter.State
PROOF, MOST_FILES = "proof", 10


@transaction.atomic
def open_matter(
    procedure: str, title: str, facts: dict[str, Any], *, acting_user: User, on_day: date,
    branches: Sequence[Unit] = (),
) -> Matter:  # fmt: skip
    """Begin a hosted procedure in the person's own unit; its first step is closed by opening it."""
    desk = desks().get(procedure)
    if desk is None:
        raise ValidationError(_("没有这个办理程序"))
    if not acting_user.may(desk.opens):
        raise PermissionDenied
    if not acting_user.unit_id:
        raise ValidationError(_("由单位启动：您的账号没有单位"))
    if not title.strip():
        raise ValidationError(_("请填写事项名称"))
    check_facts(desk.fields, facts)
    made = Matter.objects.create(
        procedure=procedure, title=title.strip()[:200], unit_id=acting_user.unit_id, facts=facts,
        opened_by=acting_user, opened_on=on_day,
    )  # fmt: skip
    record(acting_user, "matters.opened", made, detail={"procedure": procedure})
    for unit in branches:
        invite(made, unit, acting_user=acting_user, on_day=on_day)
    first = next(iter(desk.steps))
    if not desk.steps[first].proof and not any(
        f.required for f in desk.steps[first].fields.values()
    ):
        _event(made, first, {}, [], acting_user, on_day)
    return made


def locked(matter: Matter, revision: int | None) -> Matter:
    """The matter locked, still as the person saw it. Inside a transaction."""
    found = Matter.objects.select_for_update(of=("self",)).get(pk=matter.pk)
    if revision is not None and found.revision != revision:
        raise ValidationError(_("该事项已被他人办理，请刷新后再决定"))
    if found.state != S.RUNNING:
        raise ValidationError(_("该事项已经办结或者终止"))
    return found


def _changed(matter: Matter, user: User, action: str, **more: Any) -> None:
    matter.revision += 1
    matter.save()
    record(user, f"matters.{action}", matter, detail=more)


@transaction.atomic
def invite(matter: Matter, unit: Unit, *, acting_user: User, on_day: date) -> Branch:
    """A further unit takes part: its people see the matter from now on and are told."""
    if unit.pk == matter.unit_id:
        raise ValidationError(_("主办单位不用邀请"))
    branch, made = Branch.objects.get_or_create(
        matter=matter, unit=unit, defaults={"added_on": on_day}
    )
    if made:
        record(acting_user, "matters.unit_invited", branch, unit=unit.pk, detail={"unit": unit.pk})
        desk_board.tell(desk_board.holders("matter.do", unit.pk), _("请参加办理：%(t)s") % {"t": matter.title},
                        obj=matter, url=matter.url, task="matter.branch")  # fmt: skip
    return branch


@transaction.atomic
def close_step(
    matter: Matter, step: str, facts: dict[str, Any], proofs: Sequence[UploadedFile], *,
    acting_user: User, revision: int | None, on_day: date,
) -> Event:  # fmt: skip
    """Close a step with its proof. Refused while anything stands in its way: a hard stop, not a finding."""
    row = locked(matter, revision)
    course = Course(row, on_day)
    place = next((p for p in course.places if p.name == step), None)
    if place is None or place.step is None:
        raise ValidationError(_("没有这个环节"))
    if place.state != "open":
        raise ValidationError(list(place.why) or _("该环节已经办结"))
    may_close(course, step, place.step, acting_user)
    check_facts(place.step.fields, facts)
    if len(proofs) < place.step.proof:
        raise ValidationError(_("请上传证明材料：至少 %(n)s 份") % {"n": place.step.proof})
    if len(proofs) > MOST_FILES:
        raise ValidationError(_("一次最多上传 %(n)s 份") % {"n": MOST_FILES})
    _whole(row, place.step)
    check_gate(place.step.gate, facts, row.facts)
    kept = [
        attach(p, row, purpose=f"{PROOF}:{step}", acting_user=acting_user).sha256 for p in proofs
    ]
    happened_on = first_of(place.step.day, course.desk, row, course.events) or on_day
    event = _event(row, step, facts, kept, acting_user, happened_on)
    _changed(row, acting_user, "step_closed", step=step)
    _set_off(row, place.step, acting_user, on_day)
    _finish(row, place.step, acting_user, on_day)
    _tell(row, acting_user, on_day)
    return event


def _whole(matter: Matter, asked: DeskStep) -> None:
    """Comments need their replies, a sheet its results, before the step that closes them."""
    if asked.whole == "comments" and matter.comments.filter(reply="").exists():
        raise ValidationError(_("还有意见没有答复"))
    if asked.whole != "sheet":
        return
    if not matter.lines.exists():
        raise ValidationError(_("先生成验收单并逐项验收"))
    if matter.lines.filter(result="").exists():
        raise ValidationError(_("验收单还有没有逐项验收的参数"))


def _event(
    matter: Matter, step: str, facts: dict[str, Any], proofs: list[str], user: User, on_day: date
) -> Event:
    event = Event.objects.create(matter=matter, step=step, happened_on=on_day, by=user, unit_id=user.unit_id,
                                 facts=facts, proofs=proofs)  # fmt: skip
    record(user, "matters.event", event, unit=matter.unit_id, detail={"step": step})
    return event


def _set_off(matter: Matter, step: DeskStep, user: User, on_day: date) -> None:
    """What closing a step brings about: units take part, days stop or go on counting."""
    course = Course(matter, on_day)
    for unit in Unit.objects.filter(pk__in=[course.fact(source) or "" for source in step.invites]):
        if unit.pk != matter.unit_id:
            invite(matter, unit, acting_user=user, on_day=on_day)
    running = matter.suspensions.filter(ended_on=None).exists()
    if step.suspends and not running:
        suspend(matter, step.suspends, _suspension_titles()[step.suspends], acting_user=user,
                revision=None, on_day=on_day)  # fmt: skip
    if step.resumes and running:
        resume(matter, acting_user=user, revision=None, on_day=on_day)
    matter.refresh_from_db()


def _suspension_titles() -> dict[str, str]:
    return catalog().tables["suspension"].columns["kind"].codes


def _finish(matter: Matter, step: DeskStep, user: User, on_day: date) -> None:
    """Closed when no step that must be closed is left, or by a step that ends it."""
    course = Course(matter, on_day)
    left = [p for p in course.places if not p.events and p.step and not p.step.optional]
    if step.ends or not left:
        matter.state, matter.closed_on = S.DONE, on_day
        matter.save()
        record(user, "matters.done", matter)


def _tell(matter: Matter, user: User, on_day: date) -> None:
    """To-dos move to who can do the next step."""
    desk_board.done(matter, "matter.step")
    for place in Course(matter, on_day).open:
        if place.step is None or place.events:
            continue
        course = Course(matter, on_day)
        unit = {"own": matter.unit_id, "named": course.fact(place.step.named)}.get(place.step.unit)
        people = [p for p in desk_board.holders(place.step.may, unit) if p.pk != user.pk]
        seen = [p for p in people if Matter.objects.visible_to(p).filter(pk=matter.pk).exists()][
            :20
        ]
        desk_board.tell(seen, f"{place.title}：{matter.title}", obj=matter, url=matter.url, task="matter.step",
                        due_day=place.clock.due if place.clock else None)  # fmt: skip


@transaction.atomic
def suspend(
    matter: Matter, kind: str, reason: str, *, acting_user: User, revision: int | None, on_day: date
) -> Suspension:
    """Days that do not count begin; one at a time."""
    row = locked(matter, revision)
    if not reason.strip():
        raise ValidationError(_("请写明扣除的事由"))
    if kind not in _suspension_titles():
        raise ValidationError(_("请选择扣除的种类"))
    if row.suspensions.filter(ended_on=None).exists():
        raise ValidationError(_("已有扣除时间在进行"))
    made = Suspension.objects.create(matter=row, kind=kind, reason=reason.strip()[:300], started_on=on_day, by=acting_user)  # fmt: skip
    record(acting_user, "matters.suspension_begun", made, unit=row.unit_id, purpose=made.reason)
    _changed(row, acting_user, "suspended")
    return made


@transaction.atomic
def resume(matter: Matter, *, acting_user: User, revision: int | None, on_day: date) -> Suspension:
    """They end today."""
    row = locked(matter, revision)
    found = row.suspensions.filter(ended_on=None).first()
    if found is None:
        raise ValidationError(_("没有扣除时间在进行"))
    found.ended_on = on_day
    found.save()
    record(acting_user, "matters.suspension_ended", found, unit=row.unit_id)
    _changed(row, acting_user, "resumed")
    return found


@transaction.atomic
def extend(
    matter: Matter, step: str, reason: str, *, acting_user: User, revision: int | None, on_day: date
) -> Extension:
    """The head approves a longer period, once, before it has run out."""
    row = locked(matter, revision)
    place = next((p for p in Course(row, on_day).places if p.name == step), None)
    known = desks()[row.procedure].procedure.steps.get(step)
    if place is None or known is None or known.extension is None or place.clock is None:
        raise ValidationError(_("该环节不能延长期限"))
    if not reason.strip():
        raise ValidationError(_("请写明延长的理由"))
    if place.clock.late(on_day):
        raise ValidationError(_("期限已过，不能再延长"))
    if row.extensions.filter(step=step).exists():
        raise ValidationError(_("只能延长一次"))
    made = Extension.objects.create(matter=row, step=step, reason=reason.strip()[:300], approved_on=on_day, by=acting_user)  # fmt: skip
    record(acting_user, "matters.extended", made, unit=row.unit_id, purpose=made.reason)
    _changed(row, acting_user, "period_extended", step=step)
    return made


@transaction.atomic
def stop(
    matter: Matter, reason: str, *, acting_user: User, revision: int | None, on_day: date
) -> Matter:
    """End it without a result."""
    row = locked(matter, revision)
    if not reason.strip():
        raise ValidationError(_("请写明终止的理由"))
    row.state, row.closed_on = S.STOPPED, on_day
    _changed(row, acting_user, "stopped", reason=reason.strip()[:200])
    desk_board.done(row)
    return row


@transaction.atomic
def count_visit(matter: Matter, *, acting_user: User, revision: int | None) -> Matter:
    """The applicant came once more (最多跑一次 is counted, not promised)."""
    row = locked(matter, revision)
    row.visits += 1
    _changed(row, acting_user, "visit_counted", visits=row.visits)
    return row


@transaction.atomic
def take_agency(matter: Matter, *, acting_user: User, revision: int | None) -> Matter:
    """全程代办: the person runs the errands of the applicant from now on."""
    row = locked(matter, revision)
    row.agent = acting_user
    _changed(row, acting_user, "agent_named")
    return row
