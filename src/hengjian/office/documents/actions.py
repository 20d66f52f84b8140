"""The only writer of documents: draft, submit, sign (by another person), number, freeze, void, receive, answer.

Each function is one transaction. `revision` is the state the person saw: who comes second is told.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.clocks import actions as clocks
from hengjian.office.desk import actions as desk
from hengjian.office.documents.audience import who_see
from hengjian.office.documents.kinds import kinds, letterhead, series_of
from hengjian.office.documents.models import Document
from hengjian.office.documents.numbering import next_number
from hengjian.office.documents.rendering import file_name, word_file
from hengjian.office.files.actions import attach
from hengjian.office.trail.chain import record
from hengjian.reports.word import ReportError

S = Document.State
#: From which states a state may be reached.
STEPS: dict[str, tuple[str, ...]] = {
    S.DRAFT: (S.SUBMITTED,), S.SUBMITTED: (S.DRAFT,), S.ISSUED: (S.SUBMITTED,),
    S.VOID: (S.ISSUED,), S.DISCARDED: (S.DRAFT, S.SUBMITTED),
}  # fmt: skip
LONGEST = 20_000


class ChangedMeanwhile(ValidationError):
    """Somebody else acted on the document after the person's page was made."""

    def __init__(self, document: Document) -> None:
        super().__init__(
            _("文书已被他人处理：现为“%(s)s”。请查看后再决定。")
            % {"s": document.get_state_display()}
        )


def address(document: Document) -> str:
    """The page of a document."""
    return reverse("documents:document", args=[document.pk])


def unchanged(document: Document, revision: int | None) -> Document:
    """The document locked, still as the person saw it. Inside a transaction."""
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if revision is not None and locked.revision != revision:
        raise ChangedMeanwhile(locked)
    return locked


def _step(document: Document, state: str, revision: int | None) -> Document:
    locked = unchanged(document, revision)
    if locked.state not in STEPS[state]:
        raise ValidationError(
            _("状态“%(now)s”的文书不能改为“%(new)s”")
            % {"now": locked.get_state_display(), "new": S(state).label}
        )
    locked.state, locked.revision = state, locked.revision + 1
    return locked


@transaction.atomic
def draft(
    kind: str, *, title: str, to_name: str, body: str, acting_user: User, unit: Unit | None = None,
    about: models.Model | None = None, url: str = "", cc: str = "", **subject: str,
) -> Document:  # fmt: skip
    """A new draft. `subject`: field, person and party of what it is about, for the policy."""
    if kind not in kinds():
        raise ValidationError(_("没有这种文书"))
    document = Document.objects.create(
        kind=kind, circle=kinds()[kind].circle, unit=unit, about=desk.about(about) if about else "",
        url=url, drafted_by=acting_user, **_content(title, to_name, cc, body), **subject,
    )  # fmt: skip
    record(acting_user, "documents.drafted", document, detail={"kind": kind})
    return document


def _content(title: str, to_name: str, cc: str, body: str) -> dict[str, str]:
    if not title.strip() or not body.strip():
        raise ValidationError(_("请填写标题和正文"))
    if len(body) > LONGEST:
        raise ValidationError(_("正文超过 %(n)s 字") % {"n": LONGEST})
    return {"title": title.strip(), "to_name": to_name.strip(), "cc": cc.strip(), "body": body.strip()}  # fmt: skip


@transaction.atomic
def revise(
    document: Document, *, title: str, to_name: str, cc: str, body: str, acting_user: User,
    revision: int | None,
) -> Document:  # fmt: skip
    """Change the text of a draft; only the drafter writes, so that the signer has not written."""
    locked = unchanged(document, revision)
    _own(locked, acting_user)
    if locked.state != S.DRAFT:
        raise ValidationError(_("只有起草中的文书可以修改"))
    for name, value in _content(title, to_name, cc, body).items():
        setattr(locked, name, value)
    locked.revision += 1
    locked.save()
    record(acting_user, "documents.revised", locked)
    return locked


def _own(document: Document, user: User) -> None:
    if document.drafted_by_id != user.pk:
        raise PermissionDenied(_("只有起草人可以修改、送签或弃稿"))


@transaction.atomic
def submit(document: Document, *, acting_user: User, revision: int | None) -> Document:
    """Hand the draft to those who sign; what cannot be set into the template is told now, not at issue."""
    locked = _step(document, S.SUBMITTED, revision)
    _own(locked, acting_user)
    if not locked.to_name:
        raise ValidationError(_("请填写主送机关"))
    if letterhead().blank in f"{locked.title}{locked.body}":
        raise ValidationError(_("标题或正文还有空白没有填写"))
    _word(locked)
    locked.remark = ""
    locked.save()
    record(acting_user, "documents.submitted", locked)
    desk.done(locked, "document.revise")
    signers = [p for p in desk.holders("document.approve") if not p.is_one_of(acting_user.pk)]
    desk.tell(who_see(signers, locked), _("待签发：%(t)s") % {"t": locked.title}, obj=locked,
              url=address(locked), task="document.approve")  # fmt: skip
    return locked


@transaction.atomic
def send_back(
    document: Document, reason: str, *, acting_user: User, revision: int | None
) -> Document:
    """Back to the drafter with the reason."""
    if not reason.strip():
        raise ValidationError(_("请写明退回意见"))
    locked = _step(document, S.DRAFT, revision)
    _second(locked, acting_user)
    locked.remark = reason.strip()[:300]
    locked.save()
    record(acting_user, "documents.sent_back", locked, purpose=reason[:200])
    desk.done(locked)
    desk.tell([locked.drafted_by], _("退回修改：%(t)s") % {"t": locked.title}, obj=locked,
              url=address(locked), task="document.revise")  # fmt: skip
    return locked


def _second(document: Document, user: User) -> None:
    if user.is_one_of(document.drafted_by_id):
        raise PermissionDenied(_("不能签发自己起草的文书"))


@transaction.atomic
def issue(document: Document, *, acting_user: User, revision: int | None, on_day: date) -> Document:
    """Sign: the number is given, the file is made and frozen, the unit is told. All or nothing."""
    locked = _step(document, S.ISSUED, revision)
    _second(locked, acting_user)
    locked.series, locked.year = series_of(locked.kind), on_day.year
    locked.number = next_number(locked.series, locked.year)
    locked.issued_by, locked.issued_on = acting_user, on_day
    _freeze(locked, "issued", acting_user)
    _start_clock(locked, acting_user, on_day)
    locked.save()
    record(acting_user, "documents.issued", locked,
           detail={"reference": locked.reference, "sm3": locked.sm3, "sha256": locked.sha256})  # fmt: skip
    desk.done(locked)
    _tell_unit(locked)
    desk.tell([locked.drafted_by], _("已签发 %(n)s") % {"n": locked.reference}, obj=locked, url=address(locked))  # fmt: skip
    return locked


def _word(document: Document) -> bytes:
    try:
        return word_file(document)
    except ReportError as error:
        raise ValidationError(_("文书模板有误，请检查：%(e)s") % {"e": error}) from error


def _freeze(document: Document, purpose: str, user: User) -> None:
    content = _word(document)
    upload: Any = ContentFile(content, name=file_name(document))
    stored = attach(upload, document, purpose=purpose, acting_user=user)
    document.sha256, document.sm3 = stored.sha256, hashlib.new("sm3", content).hexdigest()


def _start_clock(document: Document, user: User, on_day: date) -> None:
    name = kinds()[document.kind].clock
    if name and document.unit_id:
        clock = clocks.start(
            name, document, title=document.title, url=address(document), started_on=on_day,
            unit_id=document.unit_id, acting_user=user,
        )  # fmt: skip
        document.reply_due = clock.due_day


def _tell_unit(document: Document) -> None:
    if document.circle != "unit" or document.unit_id is None:
        return
    people = who_see(desk.holders("document.answer", document.unit_id), document)
    title = _("请签收 %(n)s：%(t)s") % {"n": document.reference, "t": document.title}
    desk.tell(people, title, obj=document, url=address(document), task="document.receive",
              due_day=document.reply_due)  # fmt: skip


@transaction.atomic
def discard(document: Document, *, acting_user: User, revision: int | None) -> Document:
    """Give a draft up; it never had a number."""
    locked = _step(document, S.DISCARDED, revision)
    _own(locked, acting_user)
    locked.save()
    record(acting_user, "documents.discarded", locked)
    desk.done(locked)
    return locked


@transaction.atomic
def cancel(
    document: Document, reason: str, *, acting_user: User, revision: int | None, on_day: date
) -> Document:
    """Void an issued document: it keeps its number, the first file stays, the second says 作废."""
    if not reason.strip():
        raise ValidationError(_("请写明作废的理由"))
    locked = _step(document, S.VOID, revision)
    _second(locked, acting_user)
    locked.voided_by, locked.void_reason = acting_user, reason.strip()[:300]
    _freeze(locked, "void", acting_user)
    locked.save()
    record(acting_user, "documents.voided", locked, purpose=reason[:200])
    for name in {k.clock for k in kinds().values() if k.clock}:
        clocks.end(name, locked, on_day=on_day, acting_user=acting_user, met=False)
    desk.done(locked)
    people = [*desk.holders("document.answer", locked.unit_id), locked.drafted_by] if locked.unit_id else [locked.drafted_by]  # fmt: skip
    desk.tell(who_see(people, locked), _("已作废 %(n)s") % {"n": locked.reference}, obj=locked, url=address(locked))  # fmt: skip
    return locked


@transaction.atomic
def receive(document: Document, *, acting_user: User, revision: int | None) -> Document:
    """The unit has it (签收)."""
    locked = unchanged(document, revision)
    if locked.state != S.ISSUED or locked.received_at is not None:
        raise ValidationError(_("该文书不需要签收"))
    locked.received_by, locked.received_at = acting_user, timezone.now()
    locked.revision += 1
    locked.save()
    record(acting_user, "documents.received", locked)
    desk.done(locked, "document.receive")
    return locked


@transaction.atomic
def answer(
    document: Document, text: str, *, acting_user: User, revision: int | None, on_day: date
) -> Document:
    """The unit's reply to a document that asks for one; receiving is implied."""
    if not text.strip():
        raise ValidationError(_("请填写答复"))
    locked = unchanged(document, revision)
    if locked.state != S.ISSUED or locked.reply_due is None or locked.replied_at is not None:
        raise ValidationError(_("该文书没有待答复的要求"))
    now = timezone.now()
    locked.reply, locked.replied_by, locked.replied_at = text.strip(), acting_user, now
    if locked.received_at is None:
        locked.received_by, locked.received_at = acting_user, now
    locked.revision += 1
    locked.save()
    record(acting_user, "documents.answered", locked)
    clocks.end(kinds()[locked.kind].clock, locked, on_day=on_day, acting_user=acting_user)
    desk.done(locked)
    people = who_see([locked.drafted_by, *filter(None, [locked.issued_by])], locked)
    desk.tell(people, _("已答复 %(n)s") % {"n": locked.reference}, obj=locked, url=address(locked))
    return locked
