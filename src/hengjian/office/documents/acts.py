"""What a person can do with a document, as data: permission, when, form, and the action it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import User
from hengjian.office.documents import actions
from hengjian.office.documents import forms as f
from hengjian.office.documents.models import Document

S = Document.State
Do = Callable[[Document, dict[str, Any], User, date], object]


@dataclass(frozen=True)
class Act:
    """One button with its form. `ready` says whether this person can do it now."""

    title: str | Promise
    icon: str
    permission: str
    form: type[forms.Form]
    do: Do
    ready: Callable[[Document, User], bool]
    said: str | Promise
    tone: str = ""


def _own(*states: str) -> Callable[[Document, User], bool]:
    return lambda x, user: x.state in states and x.drafted_by_id == user.pk


def _others(*states: str) -> Callable[[Document, User], bool]:
    return lambda x, user: x.state in states and x.drafted_by_id != user.pk


def _revise(x: Document, d: dict[str, Any], user: User, _day: date) -> object:
    return actions.revise(x, title=d["title"], to_name=d["to_name"], cc=d["cc"], body=d["body"],
                          acting_user=user, revision=d["revision"])  # fmt: skip


def _submit(x: Document, d: dict[str, Any], user: User, _day: date) -> object:
    return actions.submit(x, acting_user=user, revision=d["revision"])


def _issue(x: Document, d: dict[str, Any], user: User, day: date) -> object:
    return actions.issue(x, acting_user=user, revision=d["revision"], on_day=day)


def _send_back(x: Document, d: dict[str, Any], user: User, _day: date) -> object:
    return actions.send_back(x, d["reason"], acting_user=user, revision=d["revision"])


def _discard(x: Document, d: dict[str, Any], user: User, _day: date) -> object:
    return actions.discard(x, acting_user=user, revision=d["revision"])


def _cancel(x: Document, d: dict[str, Any], user: User, day: date) -> object:
    return actions.cancel(x, d["reason"], acting_user=user, revision=d["revision"], on_day=day)


def _receive(x: Document, d: dict[str, Any], user: User, _day: date) -> object:
    return actions.receive(x, acting_user=user, revision=d["revision"])


def _answer(x: Document, d: dict[str, Any], user: User, day: date) -> object:
    return actions.answer(x, d["text"], acting_user=user, revision=d["revision"], on_day=day)


ACTS: dict[str, Act] = {
    "issue": Act(_("签发"), "signature", "document.approve", f.DocumentForm, _issue, _others(S.SUBMITTED),
                 _("已签发：文号已编，文件已定稿，单位已收到提醒"), "primary"),
    "send_back": Act(_("退回修改"), "arrow-back-up", "document.approve", f.ReasonForm, _send_back,
                     _others(S.SUBMITTED), _("已退回起草人")),
    "receive": Act(_("签收"), "mail-check", "document.answer", f.DocumentForm, _receive,
                   lambda x, _u: x.state == S.ISSUED and x.received_at is None, _("已签收"), "primary"),
    "answer": Act(_("答复"), "message-reply", "document.answer", f.ReplyForm, _answer,
                  lambda x, _u: x.state == S.ISSUED and x.reply_due is not None and x.replied_at is None,
                  _("已答复，廉政办会收到提醒"), "primary"),
    "submit": Act(_("送签"), "send", "document.draft", f.DocumentForm, _submit, _own(S.DRAFT),
                  _("已送签，由另一人签发"), "primary"),
    "revise": Act(_("修改"), "edit", "document.draft", f.TextForm, _revise, _own(S.DRAFT), _("已保存")),
    "discard": Act(_("弃稿"), "trash", "document.draft", f.DocumentForm, _discard,
                   _own(S.DRAFT, S.SUBMITTED), _("已弃稿")),
    "cancel": Act(_("作废"), "ban", "document.approve", f.ReasonForm, _cancel, _others(S.ISSUED),
                  _("已作废，文号保留")),
}  # fmt: skip


def acts_for(document: Document, user: User) -> dict[str, Act]:
    """What this person can do with this document now; the same grant must open the row."""
    return {
        name: act for name, act in ACTS.items()
        if user.may(act.permission) and act.ready(document, user)
        and Document.objects.visible_to(user, act.permission).filter(pk=document.pk).exists()
    }  # fmt: skip
