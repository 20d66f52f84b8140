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
from hengjian.office.files.actions import attach
from hengjian.office.matters.course import Course
from hengjian.office.matters.desks import DeskStep, desks
from hengjian.office.matters.models import Branch, Event, Extension, Line, Matter, Suspension
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
    may_close(row, step, place.step, acting_user, course)
    if len(proofs) < place.step.proof:
        raise ValidationError(_("请上传证明材料：至少 %(n)s 份") % {"n": place.step.proof})
    if len(proofs) > MOST_FILES:
        raise ValidationError(_("一次最多上传 %(n)s 份") % {"n": MOST_FILES})
    _whole(row, step)
    kept = [
        attach(p, row, purpose=f"{PROOF}:{step}", acting_user=acting_user).sha256 for p in proofs
    ]
    event = _event(row, step, facts, kept, acting_user, on_day)
    _changed(row, acting_user, "step_closed", step=step)
    _finish(row, acting_user, on_day)
    _tell(row, acting_user, on_day)
    return event


def may_close(matter: Matter, step: str, asked: DeskStep, user: User, course: Course) -> None:
    """Raise PermissionDenied unless permission, unit and separation of persons allow it."""
    if not user.may(asked.may):
        raise PermissionDenied(_("您没有办理该环节的权限"))
    inside = user.unit_id == matter.unit_id
    branches = set(matter.branches.values_list("unit_id", flat=True))
    fits = {"own": inside, "other": not inside, "branch": user.unit_id in branches, "any": True}
    if not fits[asked.unit]:
        raise PermissionDenied(
            _("该环节应由其他单位的人员办理") if inside else _("该环节应由主办单位办理")
        )
    pairs = [p.steps for p in course.desk.procedure.distinct if step in p.steps]
    apart = {*asked.apart, *(s for pair in pairs for s in pair if s != step)}
    hands = {e.by_id for s in apart for e in course.events.get(s, ())}
    persons = {user.pk, *(g.on_behalf_of_id for g in user.grants_today)}
    if hands & persons:
        raise PermissionDenied(_("该环节必须由另一人办理：您已经办理过与之不相容的环节"))


def _whole(matter: Matter, step: str) -> None:
    """Comments need their replies, a sheet its results, before the step that closes them."""
    if step == "reply_comments" and matter.comments.filter(reply="").exists():
        raise ValidationError(_("还有意见没有答复"))
    if step != "acceptance":
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


def _finish(matter: Matter, user: User, on_day: date) -> None:
    """Closed when no step that must be closed is left."""
    course = Course(matter, on_day)
    left = [p for p in course.places if not p.events and p.step and not p.step.optional]
    if not left:
        matter.state, matter.closed_on = S.DONE, on_day
        matter.save()
        record(user, "matters.done", matter)


def _tell(matter: Matter, user: User, on_day: date) -> None:
    """To-dos move to who can do the next step."""
    desk_board.done(matter, "matter.step")
    for place in Course(matter, on_day).open:
        if place.step is None or place.events:
            continue
        unit = matter.unit_id if place.step.unit == "own" else None
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


@transaction.atomic
def accept_line(line: Line, result: str, evidence: str, *, acting_user: User) -> Line:
    """One parameter of the acceptance sheet: met or not, with what was seen. Never by who handled the purchase."""
    row = Line.objects.select_for_update(of=("self",)).get(pk=line.pk)
    matter = locked(row.matter, None)
    if result not in Line.Result.values or not evidence.strip():
        raise ValidationError(_("请选择结果并写明验收情况"))
    if matter.events.filter(step="acceptance").exists():
        raise ValidationError(_("验收已经办结"))
    handlers = set(
        matter.events.filter(step__in=("need", "document", "contract")).values_list(
            "by_id", flat=True
        )
    )
    persons = {acting_user.pk, *(g.on_behalf_of_id for g in acting_user.grants_today)}
    if persons & (handlers | {matter.opened_by_id}):
        raise PermissionDenied(_("需求和经办人员不能验收"))
    row.result, row.evidence, row.accepted_by = result, evidence.strip()[:300], acting_user
    row.save()
    record(acting_user, "matters.line_accepted", row, unit=matter.unit_id, detail={"number": row.number, "result": result})  # fmt: skip
    return row
