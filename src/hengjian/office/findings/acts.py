"""What a person can do with a finding, as data: permission, states, form, and the action it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import User
from hengjian.office.findings import actions, leniency
from hengjian.office.findings import forms as f
from hengjian.office.findings.models import Finding, Leniency, Question

S = Finding.Status
Do = Callable[[Finding, dict[str, Any], User, date], object]


@dataclass(frozen=True)
class Act:
    """One button with its form. `ready` says whether it makes sense for the finding now."""

    title: str | Promise
    icon: str
    permission: str
    form: type[forms.Form]
    do: Do
    ready: Callable[[Finding], bool]
    said: str | Promise
    tone: str = ""


def open_question(finding: Finding) -> Question | None:
    """The question that waits for an answer."""
    return finding.questions.filter(answered_at__isnull=True).order_by("-asked_at").first()


def open_leniency(finding: Finding) -> Leniency | None:
    """The application for tolerance that waits for a decision."""
    return finding.leniencies.filter(state=Leniency.State.APPLIED).first()


def _ask(x: Finding, d: dict[str, Any], user: User, day: date) -> object:
    return actions.ask(x, d["text"], acting_user=user, revision=d["revision"], on_day=day)


def _answer(x: Finding, d: dict[str, Any], user: User, day: date) -> object:
    question = open_question(x)
    if question is None:
        raise forms.ValidationError(_("没有待答复的问询"))
    typed = sum(bool(d[name]) for name in ("kind", "text", "document_no"))
    return actions.answer(
        question, kind=d["kind"], text=d["text"], document_no=d["document_no"], acting_user=user,
        on_day=day, fields_typed=typed, seconds_spent=d["seconds_spent"] or 0, revision=d["revision"],
    )  # fmt: skip


def _accept(x: Finding, d: dict[str, Any], user: User, day: date) -> object:
    return actions.accept(x, d["reason"], acting_user=user, revision=d["revision"], on_day=day)


def _reject(x: Finding, d: dict[str, Any], user: User, day: date) -> object:
    return actions.reject(x, d["reason"], acting_user=user, revision=d["revision"], on_day=day)


def _snooze(x: Finding, d: dict[str, Any], user: User, day: date) -> object:
    return actions.snooze(
        x, d["until"], d["reason"], acting_user=user, revision=d["revision"], on_day=day
    )


def _reopen(x: Finding, d: dict[str, Any], user: User, day: date) -> object:
    return actions.reopen(x, d["reason"], acting_user=user, revision=d["revision"])


def _merge(x: Finding, d: dict[str, Any], user: User, day: date) -> object:
    into = Finding.objects.visible_to(user, "finding.judge").filter(pk=d["into"]).first()
    if into is None:
        raise forms.ValidationError(_("没有编号为 %(id)s 的疑点") % {"id": d["into"]})
    seen = {x.pk: d["revision"]}
    return actions.merge([x], into, acting_user=user, reason=d["reason"], revisions=seen)


def _apply(x: Finding, d: dict[str, Any], user: User, day: date) -> object:
    return leniency.apply_leniency(x, d["ground"], acting_user=user, revision=d["revision"])


def _decide(x: Finding, d: dict[str, Any], user: User, day: date) -> object:
    applied = open_leniency(x)
    if applied is None:
        raise forms.ValidationError(_("没有待决定的申请"))
    granted = d["granted"] == "yes"
    return leniency.decide_leniency(
        applied, granted, d["decision"], acting_user=user, on_day=day, revision=d["revision"]
    )


def _in(*states: str) -> Callable[[Finding], bool]:
    return lambda x: x.status in states


ACTS: dict[str, Act] = {
    "answer": Act(_("答复问询"), "message-reply", "finding.answer", f.AnswerForm, _answer,
                  _in(S.ASKED), _("已答复，廉政办会收到提醒"), "primary"),
    "decide": Act(_("决定容错申请"), "scale", "finding.leniency", f.DecideForm, _decide,
                  lambda x: open_leniency(x) is not None, _("决定已作出并告知申请人"), "primary"),
    "accept": Act(_("说明成立"), "circle-check", "finding.judge", f.ReasonForm, _accept,
                  _in(S.ANSWERED), _("已了结：说明成立，相关人员已澄清"), "primary"),
    "ask": Act(_("问询部门"), "send", "finding.ask", f.AskForm, _ask,
               _in(S.OPEN, S.ANSWERED, S.SNOOZED), _("问询已送达经办人和部门负责人，说明期限开始计算"), "primary"),
    "reject": Act(_("不成立"), "circle-x", "finding.judge", f.ReasonForm, _reject,
                  _in(S.OPEN, S.ASKED, S.ANSWERED, S.SNOOZED), _("已了结：不成立，理由已记为规则的标注")),
    "snooze": Act(_("暂缓"), "clock-pause", "finding.judge", f.SnoozeForm, _snooze,
                  _in(S.OPEN, S.ANSWERED), _("已暂缓，到期自动回到待处理")),
    "merge": Act(_("合并"), "arrows-join", "finding.judge", f.MergeForm, _merge,
                 _in(S.OPEN, S.SNOOZED), _("已合并，今后只处理目标疑点")),
    "reopen": Act(_("重新打开"), "rotate", "finding.judge", f.ReasonForm, _reopen,
                  lambda x: x.status in actions.STEPS[S.OPEN], _("已重新打开")),
    "apply_leniency": Act(_("申请容错"), "shield-heart", "finding.apply_leniency", f.GroundForm, _apply,
                          lambda x: x.status in (S.ANSWERED, S.RECTIFYING) and open_leniency(x) is None,
                          _("申请已提交，由另一人决定")),
}  # fmt: skip

#: Acts that make sense for many findings at once.
BULK = ("ask", "reject", "snooze", "merge")


def acts_for(finding: Finding, user: User) -> dict[str, Act]:
    """What this person can do with this finding now; the same grant must open the row."""
    ready = {name: act for name, act in ACTS.items() if act.ready(finding)}
    reached = {
        p for p in {act.permission for act in ready.values()}
        if user.may(p) and Finding.objects.visible_to(user, p).filter(pk=finding.pk).exists()
    }  # fmt: skip
    return {name: act for name, act in ready.items() if act.permission in reached}
