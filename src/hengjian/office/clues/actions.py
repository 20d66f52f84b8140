"""The only writer of clues: propose, decide, dispose, close. Each one transaction, compare and set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.clocks import actions as clocks
from hengjian.office.clues.models import Clue, Register, SentUp
from hengjian.office.clues.routing import Subject, conflicted, goes_up, inspectors
from hengjian.office.clues.terms import terms
from hengjian.office.desk import actions as desk
from hengjian.office.findings.actions import confirm, hold
from hengjian.office.findings.models import Finding
from hengjian.office.trail.chain import record

S = Clue.State


class GoesUp(ValidationError):
    """The matter is about those who decide here: it belongs to the superior body and is not kept."""

    def __init__(self) -> None:
        super().__init__(
            _("该问题涉及受理人员或其负责人，依规直接报送上级机关；本平台未记录任何内容")
        )


def subject_of(clue: Clue) -> Subject:
    """Whom the clue is about."""
    return Subject(clue.unit_id, clue.person, clue.party)


def address(clue: Clue) -> str:
    """The page of a clue."""
    return reverse("clues:clue", args=[clue.pk])


def propose(
    findings: Iterable[Finding], *, source: str, title: str, summary: str, doubts: str = "",
    unit_id: str | None = None, person: str = "", party: str = "", acting_user: User, on_day: date,
) -> Clue:  # fmt: skip
    """Propose a clue to a second person; its findings are held at once, and their unit does not notice.

    Raises GoesUp, having kept nothing but a count, where the matter concerns those who would decide.
    """
    chosen = list(findings)
    subject = Subject(unit_id or _only({x.unit_id for x in chosen}), person or _only({x.person for x in chosen}) or "",
                      party or _only({x.party for x in chosen}) or "")  # fmt: skip
    if source not in terms().sources:
        raise ValidationError(_("请选择线索来源"))
    if not title.strip() or not summary.strip():
        raise ValidationError(_("请写明线索名称和主要问题"))
    if goes_up(subject):
        SentUp.objects.create(on_day=on_day)
        record("system", "clues.sent_up")
        raise GoesUp
    return _propose(chosen, subject, source, title, summary, doubts, acting_user)


def _only(values: set[Any]) -> Any:
    """The one value, None where there are several."""
    return values.pop() if len(values) == 1 else None


@transaction.atomic
def _propose(
    chosen: list[Finding], subject: Subject, source: str, title: str, summary: str, doubts: str, user: User
) -> Clue:  # fmt: skip
    clue = Clue.objects.create(
        source=source, title=title.strip()[:100], summary=summary.strip(), doubts=doubts.strip(),
        unit_id=subject.unit_id, person=subject.person, party=subject.party, proposed_by=user,
    )  # fmt: skip
    for finding in chosen:
        hold(finding, True, acting_user=user)
    clue.findings.set(chosen)
    record(user, "clues.proposed", clue, detail={"findings": [x.pk for x in chosen]})
    deciding = [u for u in desk.holders("clue.approve")
                if u.pk != user.pk and not conflicted(u, subject)]  # fmt: skip
    desk.tell(deciding, _("线索待审批"), obj=clue, url=address(clue), task="clue.approve")
    return clue


def _locked(clue: Clue, revision: int, *states: str) -> Clue:
    """The clue as the person saw it, in one of the states; raises ValidationError."""
    found = Clue.objects.select_for_update().get(pk=clue.pk)
    if found.revision != revision:
        raise ValidationError(_("已有人先一步处理：现为“%(s)s”") % {"s": found.get_state_display()})
    if found.state not in states:
        raise ValidationError(_("状态“%(s)s”的线索不能这样处理") % {"s": found.get_state_display()})
    found.revision += 1
    return found


@transaction.atomic
def decide(
    clue: Clue, approved: bool, decision: str, inspector: User | None, *, acting_user: User, revision: int,
    on_day: date,
) -> Clue:  # fmt: skip
    """A second person registers the clue and names the inspector, or refuses with the reason."""
    found = _locked(clue, revision, S.PROPOSED)
    if acting_user.is_one_of(found.proposed_by_id):
        raise PermissionDenied(_("不能审批自己提出的线索"))
    if conflicted(acting_user, subject_of(found)):
        raise PermissionDenied(_("您与该线索有关，应当回避"))
    found.decided_by, found.decision = acting_user, decision.strip()
    desk.done(found, "clue.approve")
    if not approved:
        return _refuse(found, acting_user)
    if inspector is None or inspector.pk not in {u.pk for u in inspectors(subject_of(found))}:
        raise ValidationError(_("请选择一名无须回避的纪检监察人员"))
    found.state, found.inspector, found.received_on = S.REGISTERED, inspector, on_day
    found.number = _next_number(on_day.year)
    found.save()
    record(acting_user, "clues.registered", found)
    for finding in found.findings.all():
        confirm(finding, acting_user=acting_user, reason=_("转为线索"))
    clock = clocks.start("disposition", found, title=found.number, url=address(found), started_on=on_day,
                         acting_user=acting_user)  # fmt: skip
    desk.tell([inspector], _("新线索 %(n)s 待处置") % {"n": found.number}, obj=found, url=address(found),
              task="clue.dispose", due_day=clock.due_day)  # fmt: skip
    return found


def _refuse(found: Clue, user: User) -> Clue:
    if not found.decision:
        raise ValidationError(_("请写明不批准的理由"))
    found.state = S.REFUSED
    found.save()
    record(user, "clues.refused", found)
    _release(found, user)
    desk.tell([found.proposed_by], _("线索未批准"), obj=found, url=address(found))
    return found


def _release(clue: Clue, user: User) -> None:
    for finding in clue.findings.all():
        hold(finding, False, acting_user=user)


def _next_number(year: int) -> str:
    """The next number of the year; a rolled-back transaction gives it back, so there are no gaps."""
    Register.objects.get_or_create(year=year)
    row = Register.objects.select_for_update().get(year=year)
    row.last += 1
    row.save()
    return f"线索〔{year}〕{row.last}号"


@transaction.atomic
def dispose(
    clue: Clue, way: str, opinion: str, disposed_on: date, *, acting_user: User, revision: int, on_day: date
) -> Clue:  # fmt: skip
    """The inspector's way of disposition and its day; the one-month clock (CLU-02) ends."""
    found = _locked(clue, revision, S.REGISTERED, S.DISPOSED)
    if found.inspector_id != acting_user.pk:
        raise PermissionDenied(_("该线索由另一名人员处置"))
    if way not in terms().ways or not opinion.strip():
        raise ValidationError(_("请选择处置方式并写明意见"))
    if found.received_on and not found.received_on <= disposed_on <= on_day:
        raise ValidationError(_("处置日期应在收到之日与今天之间"))
    found.way, found.opinion, found.disposed_on = way, opinion.strip(), disposed_on
    found.state = S.DISPOSED
    found.save()
    record(acting_user, "clues.disposed", found, detail={"way": way})
    clocks.end("disposition", found, on_day=disposed_on, acting_user=acting_user)
    desk.done(found, "clue.dispose")
    return found


@transaction.atomic
def close(clue: Clue, *, acting_user: User, revision: int, on_day: date) -> Clue:
    """The matter is done: its findings are given back to the office for judgement."""
    found = _locked(clue, revision, S.DISPOSED)
    if found.inspector_id != acting_user.pk:
        raise PermissionDenied(_("该线索由另一名人员处置"))
    found.state, found.closed_on = S.CLOSED, on_day
    found.save()
    record(acting_user, "clues.closed", found)
    _release(found, acting_user)
    desk.tell([found.proposed_by], _("线索 %(n)s 已办结，相关疑点可以继续处理") % {"n": found.number},
              obj=found, url=address(found))  # fmt: skip
    return found
