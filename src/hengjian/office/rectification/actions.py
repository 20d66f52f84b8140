"""The only writer of rectifications: open, plan, report, check, close or return, move the day, look back.

Each function is one transaction. `revision` is the state the person saw: who comes second is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.clocks import actions as clocks
from hengjian.office.desk import actions as desk
from hengjian.office.documents.audience import who_see
from hengjian.office.files.actions import attach
from hengjian.office.files.models import StoredFile
from hengjian.office.findings import actions as findings
from hengjian.office.findings.models import Finding, Question
from hengjian.office.rectification.models import Dispute, Item, Rectification, Step
from hengjian.office.rectification.states import (
    S,
    address,
    advance,
    followers,
    hands,
    independent,
    locked_findings,
    note,
    unchanged,
)
from hengjian.office.rectification.terms import rectification_terms
from hengjian.office.trail.chain import record

PROOF = "proof"
MOST_FINDINGS, MOST_FILES = 50, 10


@transaction.atomic
def open_rectification(
    chosen: Sequence[Finding], *, title: str, demand: str, due_day: date, acting_user: User,
    on_day: date, revisions: Mapping[str, int] | None = None,
) -> Rectification:  # fmt: skip
    """Open a rectification of findings of one unit; the unit is told and its clocks start."""
    seen = revisions or {}
    rows = list(
        Finding.objects.select_for_update(of=("self",))
        .filter(pk__in=[f.pk for f in chosen])
        .order_by("pk")
    )
    _openable(rows, title, demand, due_day, on_day)
    first = rows[0]
    made = Rectification.objects.create(
        title=title.strip()[:200], unit_id=first.unit_id, field=first.field, demand=demand.strip(),
        due_day=due_day, opened_by=acting_user,
    )  # fmt: skip
    for finding in rows:
        _take_over(finding, made, acting_user, seen.get(finding.pk), on_day)
    record(acting_user, "rectification.opened", made,
           detail={"findings": [f.pk for f in rows], "due_day": due_day})  # fmt: skip
    start_clock(made, "rectification", acting_user, on_day, due_day)
    plan_clock = start_clock(made, "rectification_plan", acting_user, on_day)
    people = desk.holders("rectification.report", made.unit_id)
    desk.tell(who_see(people, made), _("请制定整改方案：%(t)s") % {"t": made.title}, obj=made,
              url=address(made), task="rectification.plan", due_day=plan_clock.due_day)  # fmt: skip
    if acting_user.unit_id == made.unit_id:
        desk.tell(who_see(askers(rows), made), _("单位已自行立项整改：%(t)s") % {"t": made.title},
                  obj=made, url=address(made))  # fmt: skip
    return made


def askers(rows: Sequence[Finding]) -> list[User]:
    """Who had asked the unit about the findings."""
    questions = Question.objects.filter(finding__in=rows).select_related("asked_by")
    return list({q.asked_by_id: q.asked_by for q in questions}.values())


def _openable(
    rows: Sequence[Finding], title: str, demand: str, due_day: date, on_day: date
) -> None:
    if not rows or len(rows) > MOST_FINDINGS:
        raise ValidationError(
            _("一项整改包含 1 至 %(n)s 条疑点，同一疑点只列一次") % {"n": MOST_FINDINGS}
        )
    if len({(f.unit_id, f.field) for f in rows}) > 1:
        raise ValidationError(_("一项整改只能包含同一单位、同一领域的疑点"))
    if rows[0].unit_id is None:
        raise ValidationError(_("该疑点没有责任单位，不能要求整改"))
    if not title.strip() or not demand.strip():
        raise ValidationError(_("请填写事项和整改要求"))
    if due_day <= on_day:
        raise ValidationError(_("整改期限必须在今天之后"))


def _take_over(
    finding: Finding, made: Rectification, user: User, revision: int | None, on_day: date
) -> None:
    """The finding follows the rectification from now on; the rule learns that it was right."""
    moved = findings.move(finding, Finding.Status.RECTIFYING, acting_user=user, revision=revision,
                          action="rectifying", detail={"rectification": made.pk})  # fmt: skip
    findings.confirm(moved, acting_user=user, reason=made.title)
    clocks.end("explanation", moved, on_day=on_day, acting_user=user, met=False)
    desk.done(moved)
    item = Item.objects.create(rectification=made, finding=moved)
    record(user, "rectification.finding_added", item, unit=made.unit_id)


def start_clock(
    about: Rectification, name: str, user: User, on_day: date, due_day: date | None = None
) -> clocks.Clock:
    """A clock of the unit's own duties, or (check, dispute, look-back) of the office's."""
    unit = about.unit_id if name.startswith("rectification") and name != "rectification_dispute" else ""  # fmt: skip
    return clocks.start(name, about, title=about.title, url=address(about), started_on=on_day,
                        due_day=due_day, unit_id=unit, acting_user=user)  # fmt: skip


@transaction.atomic
def plan(
    rectification: Rectification, *, cause: str, cause_text: str, measure: str, owner: User,
    acting_user: User, revision: int | None, on_day: date,
) -> Rectification:  # fmt: skip
    """The unit's plan: cause from the list, measure, responsible person."""
    if cause not in rectification_terms().causes:
        raise ValidationError(_("请从列表中选择原因"))
    if not measure.strip():
        raise ValidationError(_("请填写整改措施"))
    if owner.pk not in {p.pk for p in desk.holders("rectification.report", rectification.unit_id)}:
        raise ValidationError(_("责任人必须是本单位可以报送整改的人员"))
    locked = unchanged(rectification, revision)
    if locked.state not in (S.OPENED, S.DOING):
        raise ValidationError(_("现在不能修改方案"))
    advance(locked, S.DOING)
    locked.cause, locked.cause_text = cause, cause_text.strip()
    locked.measure, locked.owner = measure.strip(), owner
    locked.planned_by, locked.planned_at = acting_user, timezone.now()
    locked.save()
    record(acting_user, "rectification.planned", locked, detail={"cause": cause})
    clocks.end("rectification_plan", locked, on_day=on_day, acting_user=acting_user)
    desk.done(locked, "rectification.plan")
    ask_for_report([owner], locked)
    desk.tell(who_see([locked.opened_by], locked), _("已定整改方案：%(t)s") % {"t": locked.title},
              obj=locked, url=address(locked))  # fmt: skip
    return locked


def ask_for_report(people: Sequence[User], about: Rectification) -> None:
    desk.done(about, "rectification.submit")
    desk.tell(who_see(people, about), _("请整改并报送：%(t)s") % {"t": about.title}, obj=about,
              url=address(about), task="rectification.submit", due_day=about.due_day)  # fmt: skip


@transaction.atomic
def submit(
    rectification: Rectification, text: str, proofs: Sequence[UploadedFile], *, acting_user: User,
    revision: int | None, on_day: date,
) -> Rectification:  # fmt: skip
    """The unit reports what was done, with proof; the check starts."""
    if not text.strip():
        raise ValidationError(_("请填写完成情况"))
    if len(proofs) > MOST_FILES:
        raise ValidationError(_("一次最多上传 %(n)s 个文件") % {"n": MOST_FILES})
    locked = unchanged(rectification, revision)
    advance(locked, S.SUBMITTED)
    locked.submitted_on = on_day
    locked.save()
    for upload in proofs:
        attach(upload, locked, purpose=PROOF, acting_user=acting_user)
    if not StoredFile.objects.filter(about=desk.about(locked), purpose=PROOF).exists():
        raise ValidationError(_("请上传佐证材料"))
    note(locked, Step.Kind.SUBMITTED, text, acting_user)
    record(acting_user, "rectification.submitted", locked)
    clocks.end("rectification", locked, on_day=on_day, acting_user=acting_user)
    check_clock = start_clock(locked, "check", acting_user, on_day)
    desk.done(locked, "rectification.submit")
    near = hands(locked)
    people = [p for p in desk.holders("rectification.check") if p.pk not in near]
    desk.tell(who_see(people, locked), _("待复核：%(t)s") % {"t": locked.title}, obj=locked,
              url=address(locked), task="rectification.check", due_day=check_clock.due_day)  # fmt: skip
    return locked


@transaction.atomic
def check(
    rectification: Rectification, passed: bool, text: str, *, method: str, acting_user: User,
    revision: int | None, on_day: date,
) -> Rectification:  # fmt: skip
    """The independent check: closed (销号) with its findings, or returned with the reason."""
    if method not in Step.Method.values:
        raise ValidationError(_("请选择复核方式"))
    if not text.strip():
        raise ValidationError(_("请写明复核情况"))
    locked = unchanged(rectification, revision)
    independent(locked, acting_user)
    if locked.state != S.SUBMITTED:
        raise ValidationError(_("该事项没有待复核的报送"))
    if locked.disputes.filter(state=Dispute.State.RAISED).exists():
        raise ValidationError(_("异议尚未决定，不能复核"))
    rows = locked_findings(locked)
    clocks.end("check", locked, on_day=on_day, acting_user=acting_user)
    desk.done(locked, "rectification.check")
    if passed:
        _close(locked, rows, text, method, acting_user, on_day)
    else:
        _return(locked, text, method, acting_user, on_day)
    return locked


def _close(
    locked: Rectification, rows: Sequence[Finding], text: str, method: str, user: User, on_day: date
) -> None:
    advance(locked, S.CLOSED)
    locked.closed_by, locked.closed_on = user, on_day
    locked.look_back_day = on_day + timedelta(days=rectification_terms().look_back_days)
    locked.look_back, locked.look_back_by, locked.look_back_on = "", None, None
    locked.save()
    note(locked, Step.Kind.PASSED, text, user, method=method)
    record(user, "rectification.closed", locked, purpose=text[:200])
    for finding in followers(rows):
        findings.close(
            finding, Finding.Status.RECTIFIED, "rectified", locked.title, user, None, on_day
        )
    desk.done(locked)
    start_clock(locked, "look_back", user, on_day, locked.look_back_day)
    people = [*filter(None, [locked.owner]), locked.opened_by]
    desk.tell(who_see(people, locked), _("已销号：%(t)s") % {"t": locked.title}, obj=locked, url=address(locked))  # fmt: skip


def _return(locked: Rectification, text: str, method: str, user: User, on_day: date) -> None:
    advance(locked, S.DOING)
    locked.returns += 1
    locked.submitted_on = None
    locked.save()
    note(locked, Step.Kind.RETURNED, text, user, method=method)
    record(user, "rectification.returned", locked, purpose=text[:200])
    start_clock(locked, "rectification", user, on_day, locked.due_day)
    ask_for_report(desk.holders("rectification.report", locked.unit_id), locked)


@transaction.atomic
def move_day(
    rectification: Rectification, due_day: date, reason: str, *, acting_user: User,
    revision: int | None, on_day: date,
) -> Rectification:  # fmt: skip
    """Another due day, with the reason; the old clock stops, a new one runs. Not by the unit itself."""
    if due_day <= on_day or not reason.strip():
        raise ValidationError(_("请填写今天之后的日期和理由"))
    locked = unchanged(rectification, revision)
    independent(locked, acting_user)
    if locked.state not in (S.OPENED, S.DOING):
        raise ValidationError(_("只有尚未报送的事项可以调整期限"))
    before, locked.due_day = locked.due_day, due_day
    locked.revision += 1
    locked.save()
    note(locked, Step.Kind.MOVED, f"{before} → {due_day}：{reason.strip()}", acting_user)
    record(acting_user, "rectification.day_moved", locked, purpose=reason[:200])
    clocks.end("rectification", locked, on_day=on_day, acting_user=acting_user, met=False)
    start_clock(locked, "rectification", acting_user, on_day, due_day)
    people = desk.holders("rectification.report", locked.unit_id)
    desk.tell(who_see(people, locked), _("整改期限调整为 %(d)s：%(t)s") % {"d": due_day, "t": locked.title},
              obj=locked, url=address(locked), due_day=due_day)  # fmt: skip
    if locked.state == S.DOING and locked.owner:
        ask_for_report([locked.owner], locked)
    return locked
