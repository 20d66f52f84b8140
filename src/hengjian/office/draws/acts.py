"""What a person can do with a draw, as data: permission, when, form, and the action it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import User
from hengjian.office.draws import actions, replacements
from hengjian.office.draws import forms as f
from hengjian.office.draws.models import Draw

S = Draw.State
Do = Callable[[Draw, dict[str, Any], User, date], object]


@dataclass(frozen=True)
class Act:
    """One button with its form. `ready` says whether this person can do it now."""

    title: str | Promise
    icon: str
    permission: str
    form: type[f.DrawForm]
    do: Do
    ready: Callable[[Draw, User], bool]
    said: str | Promise
    tone: str = ""


def _may_commit(draw: Draw, user: User) -> bool:
    return draw.state == S.FROZEN and not draw.seats.filter(person=user).exists()


def _may_reveal(draw: Draw, user: User) -> bool:
    return draw.state == S.COMMITTED and draw.seats.filter(person=user, revealed_at__isnull=True).exists()  # fmt: skip


def _may_answer(draw: Draw, user: User) -> bool:
    asked = draw.picks.filter(state="stands", asked_by__isnull=False)
    return draw.state == S.DONE and asked.exclude(asked_by=user).exists()


ACTS: dict[str, Act] = {
    "freeze": Act(_("冻结并公布名单"), "snowflake", "draw.prepare", f.FreezeForm,
                  lambda x, d, u, day: actions.freeze(x, reveal_by=d["reveal_by"], open_on=d.get("open_on"), acting_user=u, revision=d["revision"], on_day=day),
                  lambda x, _u: x.state == S.DRAFT, _("名单已冻结，摘要已公布，参加人已收到待办"), "primary"),
    "commit": Act(_("提交我的承诺"), "lock", "draw.reveal", f.CommitForm,
                  lambda x, d, u, _day: actions.commit(x, d["commitment"], acting_user=u, revision=d["revision"]),
                  _may_commit, _("承诺已公布；请保管好随机数"), "primary"),
    "reveal": Act(_("揭示我的随机数"), "lock-open", "draw.reveal", f.RevealForm,
                  lambda x, d, u, _day: actions.reveal(x, d["nonce"], acting_user=u),
                  _may_reveal, _("随机数已揭示"), "primary"),
    "answer": Act(_("确认替换"), "user-check", "draw.reveal", f.AnswerForm,
                  lambda x, d, u, day: replacements.answer(x, d["position"], d["agreed"] == "yes", acting_user=u, on_day=day, revision=d["revision"]),
                  _may_answer, _("已记录"), "primary"),
    "change_list": Act(_("更换名单"), "list-details", "draw.prepare", f.ListForm,
                       lambda x, d, u, _day: actions.change_list(x, d["text"], acting_user=u, revision=d["revision"]),
                       lambda x, _u: x.state == S.DRAFT, _("名单已更换")),
    "replace": Act(_("提出回避或者替换"), "user-x", "draw.prepare", f.ReplaceForm,
                   lambda x, d, u, _day: replacements.ask(x, d["position"], d["reason"], acting_user=u, revision=d["revision"]),
                   lambda x, _u: x.state == S.DONE and x.picks.filter(state="stands", asked_by__isnull=True).exists(),
                   _("已提出，等待另一人确认")),
    "void": Act(_("作废"), "ban", "draw.prepare", f.ReasonForm,
                lambda x, d, u, _day: actions.void(x, d["reason"], acting_user=u, revision=d["revision"]),
                lambda x, _u: x.is_running, _("已作废，名单和承诺仍然公开")),
}  # fmt: skip


def acts_for(draw: Draw, user: User) -> dict[str, Act]:
    """What this person can do with it now; the same grant must open the row."""
    return {
        name: act for name, act in ACTS.items()
        if user.may(act.permission) and act.ready(draw, user)
        and Draw.objects.visible_to(user, act.permission).filter(pk=draw.pk).exists()
    }  # fmt: skip
