"""The only writer of inquiries, objections and repairs. Who registers never decides."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.clocks import actions as clocks
from hengjian.office.clocks.limits import limit
from hengjian.office.credit.answer import Answer, answer
from hengjian.office.credit.models import Counter, Inquiry, Objection, Repair
from hengjian.office.credit.terms import terms
from hengjian.office.desk import actions as desk
from hengjian.office.trail.chain import record, state_digest

#: Limits that the district may set; without a value the clock's own period counts.
OBJECTION, REPAIR = "credit.objection_answer", "credit.repair_decision"


def next_number(series: str, year: int) -> str:
    """The next number of a series; a rolled-back transaction gives it back."""
    Counter.objects.get_or_create(series=series, year=year)
    row = Counter.objects.select_for_update().get(series=series, year=year)
    row.last += 1
    row.save()
    return f"{series}{year}-{row.last:06d}"


def may_ask(user: User, purpose: str) -> bool:
    """Whether the person may ask for this purpose."""
    found = terms().purposes.get(purpose)
    return found is not None and user.may("credit.query") and user.may(found.permission)


def check_purpose(purpose: str, subject: str, user: User) -> None:
    """Raises ValidationError: no purpose, no number it is about, no answer."""
    if not may_ask(user, purpose):
        raise ValidationError(_("请选择查询目的；您的角色不能以该目的查询"))
    if not subject.strip():
        raise ValidationError(_("请填写%(s)s") % {"s": terms().purposes[purpose].subject})


@transaction.atomic
def inquire(
    code: str, *, purpose: str, subject: str, reason: str = "", acting_user: User, on_day: date
) -> tuple[Inquiry, Answer]:  # fmt: skip
    """Answer one question about one enterprise and leave its receipt; raises ValidationError."""
    check_purpose(purpose, subject, acting_user)
    if acting_user.recusals.filter(kind="party", value=code).exists():
        raise ValidationError(_("您已申报与该企业的回避，不能查询"))
    found = answer(code, purpose, on_day)
    if found is None:
        raise ValidationError(_("登记信息中没有这个统一社会信用代码；名称查询只给出候选"))
    inquiry = Inquiry.objects.create(
        number=next_number("XYHC", on_day.year), purpose=purpose, subject=subject.strip()[:60],
        reason=reason.strip()[:200], credit_code=code, name=found.name, unit_id=acting_user.unit_id, by=acting_user,
        on_day=on_day, answer_hash=found.digest, records=sum(len(p.lines) for p in found.parts),
        barred=[line.key for line in found.barred] if terms().purposes[purpose].gate else [],
    )  # fmt: skip
    record(acting_user, "credit.enterprise_read", inquiry, seal=True, purpose=said(purpose, subject, reason), detail={
        "credit_code": code, "answer": found.digest, "barred": inquiry.barred,
        "shown": {p.name: [line.key for line in p.lines] for p in found.parts if p.lines},
    })  # fmt: skip
    return inquiry, found


def said(purpose: str, subject: str, reason: str = "") -> str:
    """The purpose as the trail keeps it."""
    return "；".join(
        t for t in (terms().purposes[purpose].title, subject.strip(), reason.strip()) if t
    )


def _asked(code: str, name: str, unit_id: str, ground: str, user: User) -> None:
    if not unit_id:
        raise ValidationError(_("没有找到该记录的提供单位"))
    if len(ground.strip()) < 4:
        raise ValidationError(_("请写明理由"))


@transaction.atomic
def object_to(
    inquiry: Inquiry, section: str, key: str, unit_id: str, ground: str, *, acting_user: User, on_day: date
) -> Objection:  # fmt: skip
    """Register the enterprise's objection to one record; its unit answers within the clock."""
    _asked(inquiry.credit_code, inquiry.name, unit_id, ground, acting_user)
    due = limit("credit_objection", OBJECTION, on_day).day
    made = _once(Objection(
        number=next_number("XYYY", on_day.year), credit_code=inquiry.credit_code, name=inquiry.name,
        section=section, record_key=key, ground=ground.strip(), unit_id=unit_id, from_unit_id=acting_user.unit_id,
        registered_by=acting_user, raised_on=on_day, due_day=due,
    ))  # fmt: skip
    record(acting_user, "credit.objected", made, detail={"section": section, "record": key})
    _begin(made, "credit_objection", OBJECTION, unit_id, acting_user, _("信用异议 %(n)s 待答复"))
    return made


@transaction.atomic
def apply_for_repair(
    inquiry: Inquiry, entry_id: str, ground: str, *, acting_user: User, on_day: date
) -> Repair:  # fmt: skip
    """Register the application for one list entry shown in the answer."""
    shown = answer(inquiry.credit_code, inquiry.purpose, on_day)
    part = next((p for p in shown.parts if p.name == "lists"), None) if shown else None
    line = next((x for x in part.lines if x.key == entry_id), None) if part else None
    if part is None or line is None:
        raise ValidationError(_("该名单条目不在公示中，无须修复"))
    _asked(inquiry.credit_code, inquiry.name, line.unit, ground, acting_user)
    due = limit("credit_repair", REPAIR, on_day).day
    made = _once(Repair(
        number=next_number("XYXF", on_day.year), credit_code=inquiry.credit_code, name=inquiry.name,
        entry_id=entry_id, entry_title=" ".join(line.cells[1:3])[:200], ground=ground.strip(),
        earliest_on=line.repair_from, unit_id=line.unit, from_unit_id=acting_user.unit_id,
        registered_by=acting_user, applied_on=on_day, due_day=due,
    ))  # fmt: skip
    record(acting_user, "credit.repair_applied", made, detail={"entry": entry_id})
    _begin(made, "credit_repair", REPAIR, line.unit, acting_user, _("信用修复申请 %(n)s 待决定"))
    return made


def _once(row: models.Model) -> models.Model:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_("这条记录已有在办的申请")) from error
    return row


def _begin(
    row: Objection | Repair,
    clock: str,
    parameter: str,
    unit_id: str,
    user: User,
    said: str,
) -> None:
    started = row.raised_on if isinstance(row, Objection) else row.applied_on
    clocks.start(clock, row, title=row.number, url=row.url, started_on=started, parameter=parameter,
                 unit_id=unit_id, acting_user=user)  # fmt: skip
    people = [u for u in desk.holders("credit.decide", unit_id) if u.pk != user.pk]
    desk.tell(people or desk.holders("credit.event_decide"), said % {"n": row.number}, obj=row, url=row.url,
              task="credit.decide", due_day=row.due_day)  # fmt: skip


def _locked(row: Objection | Repair, seen: str, user: User) -> Objection | Repair:
    """The row as the person saw it, still open; raises ValidationError or PermissionDenied."""
    found = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if found.registered_by_id == user.pk:
        raise PermissionDenied(_("不能办理自己登记的申请"))
    if found.state != "open" or state_digest(found) != seen:
        raise ValidationError(
            _("内容已有变化：现为“%(s)s”，请刷新后再办") % {"s": found.get_state_display()}
        )
    return found


@transaction.atomic
def answer_objection(
    objection: Objection, upheld: bool, text: str, *, seen: str, acting_user: User, on_day: date
) -> Objection:  # fmt: skip
    """The unit's answer, by somebody who did not register it, on the exact wording seen."""
    found = _locked(objection, seen, acting_user)
    if len(text.strip()) < 4:
        raise ValidationError(_("请写明核查结果"))
    found.state = Objection.State.UPHELD if upheld else Objection.State.REJECTED
    found.answer, found.answered_by, found.answered_on, found.approved_hash = (
        text.strip(),
        acting_user,
        on_day,
        seen,
    )
    found.save()
    record(acting_user, "credit.objection_answered", found, detail={"upheld": upheld, "seen": seen})
    _finish(found, "credit_objection", acting_user, on_day)
    return found


@transaction.atomic
def decide_repair(
    repair: Repair, approved: bool, text: str, *, seen: str, acting_user: User, on_day: date
) -> Repair:  # fmt: skip
    """Grant or refuse; never before the minimum term of the law of the entry's day."""
    found = _locked(repair, seen, acting_user)
    if len(text.strip()) < 4:
        raise ValidationError(_("请写明理由"))
    if approved and found.earliest_on and on_day < found.earliest_on:
        raise ValidationError(_("最短公示期未满：最早 %(d)s 可以修复") % {"d": found.earliest_on})
    found.state = Repair.State.APPROVED if approved else Repair.State.REFUSED
    found.decision, found.decided_by, found.decided_on, found.approved_hash = (
        text.strip(),
        acting_user,
        on_day,
        seen,
    )
    found.save()
    record(acting_user, "credit.repair_decided", found, detail={"approved": approved, "seen": seen})
    _finish(found, "credit_repair", acting_user, on_day)
    return found


def _finish(row: Objection | Repair, clock: str, user: User, on_day: date) -> None:
    clocks.end(clock, row, on_day=on_day, acting_user=user)
    desk.done(row, "credit.decide")
    desk.tell([row.registered_by], _("%(n)s 已办结：%(s)s") % {"n": row.number, "s": row.get_state_display()},
              obj=row, url=row.url)  # fmt: skip
