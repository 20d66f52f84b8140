"""What a person can do with a rectification, as data: permission, when, form, and the action it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import User
from hengjian.office.rectification import actions, afterwards
from hengjian.office.rectification import forms as f
from hengjian.office.rectification.models import Dispute, Rectification
from hengjian.office.rectification.states import too_close

S = Rectification.State
Do = Callable[[Rectification, dict[str, Any], User, date], object]


@dataclass(frozen=True)
class Act:
    """One button with its form. `ready` says whether this person can do it now."""

    title: str | Promise
    icon: str
    permission: str
    form: type[f.RectificationForm]
    do: Do
    ready: Callable[[Rectification, User], bool]
    said: str | Promise
    tone: str = ""


def open_dispute(rectification: Rectification) -> Dispute | None:
    """The dispute that waits for a decision."""
    return rectification.disputes.filter(state=Dispute.State.RAISED).first()


def _plan(x: Rectification, d: dict[str, Any], user: User, day: date) -> object:
    owner = User.objects.filter(pk=d["owner"]).first()
    if owner is None:
        raise ValidationError(_now("请选择责任人"))
    return actions.plan(x, cause=d["cause"], cause_text=d["cause_text"], measure=d["measure"], owner=owner,
                        acting_user=user, revision=d["revision"], on_day=day)  # fmt: skip


def _submit(x: Rectification, d: dict[str, Any], user: User, day: date) -> object:
    return actions.submit(x, d["text"], d["proofs"], acting_user=user, revision=d["revision"], on_day=day)  # fmt: skip


def _check(x: Rectification, d: dict[str, Any], user: User, day: date) -> object:
    return actions.check(x, d["passed"] == "yes", d["text"], method=d["method"], acting_user=user,
                         revision=d["revision"], on_day=day)  # fmt: skip


def _dispute(x: Rectification, d: dict[str, Any], user: User, day: date) -> object:
    return afterwards.dispute(x, d["ground"], acting_user=user, revision=d["revision"], on_day=day)


def _decide(x: Rectification, d: dict[str, Any], user: User, day: date) -> object:
    raised = open_dispute(x)
    if raised is None:
        raise ValidationError(_now("没有待决定的异议"))
    return afterwards.decide(raised, d["sustained"] == "yes", d["decision"], acting_user=user,
                             revision=d["revision"], on_day=day)  # fmt: skip


def _move(x: Rectification, d: dict[str, Any], user: User, day: date) -> object:
    return actions.move_day(x, d["due_day"], d["reason"], acting_user=user, revision=d["revision"], on_day=day)  # fmt: skip


def _look_back(x: Rectification, d: dict[str, Any], user: User, day: date) -> object:
    return afterwards.look_back(x, d["held"] == "yes", d["text"], acting_user=user, revision=d["revision"],
                                on_day=day, due_day=d["due_day"])  # fmt: skip


def _decidable(x: Rectification, user: User) -> bool:
    raised = open_dispute(x)
    parties = (x.opened_by_id, raised.raised_by_id) if raised else ()
    return raised is not None and user.pk not in parties and not too_close(x, user)


ACTS: dict[str, Act] = {
    "decide": Act(_("决定异议"), "scale", "rectification.decide", f.DecisionForm, _decide, _decidable,
                  _("决定已作出并告知单位"), "primary"),
    "check": Act(_("独立复核"), "clipboard-check", "rectification.check", f.CheckForm, _check,
                 lambda x, u: x.state == S.SUBMITTED and not too_close(x, u) and open_dispute(x) is None,
                 _("复核结果已记录并告知单位"), "primary"),
    "plan": Act(_("制定整改方案"), "list-check", "rectification.report", f.PlanForm, _plan,
                lambda x, _u: x.state == S.OPENED, _("方案已定，责任人已收到待办"), "primary"),
    "submit": Act(_("报送完成情况"), "send", "rectification.report", f.ReportForm, _submit,
                  lambda x, _u: x.state == S.DOING, _("已报送，等待独立复核"), "primary"),
    "replan": Act(_("修改方案"), "edit", "rectification.report", f.PlanForm, _plan,
                  lambda x, _u: x.state == S.DOING, _("方案已修改")),
    "look_back": Act(_("回头看"), "eye-check", "rectification.check", f.LookBackForm, _look_back,
                     lambda x, u: x.state == S.CLOSED and not x.look_back and not too_close(x, u),
                     _("回头看结果已记录"), "primary"),
    "dispute": Act(_("提出异议"), "message-exclamation", "rectification.dispute", f.GroundForm, _dispute,
                   lambda x, _u: x.is_open and open_dispute(x) is None,
                   _("异议已提交，由未参与立项的人员决定；整改期限照常计算")),
    "move_day": Act(_("调整期限"), "calendar-event", "rectification.decide", f.MoveForm, _move,
                    lambda x, u: x.state in (S.OPENED, S.DOING) and not too_close(x, u), _("期限已调整")),
}  # fmt: skip


def acts_for(rectification: Rectification, user: User) -> dict[str, Act]:
    """What this person can do with it now; the same grant must open the row."""
    return {
        name: act for name, act in ACTS.items()
        if user.may(act.permission) and act.ready(rectification, user)
        and Rectification.objects.visible_to(user, act.permission).filter(pk=rectification.pk).exists()
    }  # fmt: skip
