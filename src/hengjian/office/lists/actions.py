"""The only writer of requests: draft, submit, review, approve, return, withdraw.

Author, legal reviewer and approver are three persons, the reviewer of another unit; a review and an
approval hold for the hash of the exact wording. Who changes it afterwards starts again.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.clocks import actions as clocks
from hengjian.office.desk import actions as desk
from hengjian.office.files.actions import attach
from hengjian.office.lists import effect
from hengjian.office.lists.content import canonical, digest
from hengjian.office.lists.kinds import kinds
from hengjian.office.lists.models import Request, Revision, Workbook
from hengjian.office.trail.chain import record

S = Request.State
#: The district's own period; where it has set none, the office's clock rules.
ADJUSTMENT = "power.list_adjustment"


def _locked(request: Request) -> Request:
    return Request.objects.select_for_update(of=("self",)).get(pk=request.pk)


def own_units(user: User) -> set[str]:
    """Units whose entries the user may propose to change."""
    return {u for g in user.grants_today if "list.propose" in g.definition.may for u in g.units}


@transaction.atomic
def begin(kind: str, head: dict[str, Any], lines: list[dict[str, Any]], *, acting_user: User, on_day: date) -> Request:  # fmt: skip
    """A new request with its first wording; the adjustment clock starts on the day of the trigger."""
    if acting_user.unit_id is None or acting_user.unit_id not in own_units(acting_user):
        raise ValidationError(_("调整申请由单位提出：您的账号没有单位"))
    if kind not in kinds() or kinds()[kind].view_of:
        raise ValidationError(_("这份清单不能直接调整"))
    request = Request.objects.create(
        kind=kind, title=head["title"], unit_id=acting_user.unit_id, author=acting_user,
        effective_on=date.fromisoformat(head["effective_on"]),
    )  # fmt: skip
    _write(request, head, lines, acting_user, "lists.request_begun")
    clocks.start(
        "list_adjustment", request, title=request.title, url=request.url, unit_id=request.unit_id,
        started_on=date.fromisoformat(head["trigger_day"]), acting_user=acting_user,
        parameter=ADJUSTMENT,
    )  # fmt: skip
    return request


@transaction.atomic
def save(request: Request, head: dict[str, Any], lines: list[dict[str, Any]], *, acting_user: User) -> Request:  # fmt: skip
    """A new wording, where something changed. What was reviewed or approved before is void."""
    locked = _locked(request)
    if acting_user.pk != locked.author_id:
        raise ValidationError(_("只有提出人可以修改"))
    if not locked.is_open:
        raise ValidationError(_("“%(s)s”的申请不能修改") % {"s": locked.get_state_display()})
    if digest(_wording(locked.kind, head, lines))["sm3"] == locked.sm3:
        return locked
    if locked.state != S.DRAFT:
        _void(locked, acting_user)
    locked.title, locked.effective_on = head["title"], date.fromisoformat(head["effective_on"])
    return _write(locked, head, lines, acting_user, "lists.request_changed")


def _wording(kind: str, head: dict[str, Any], lines: list[dict[str, Any]]) -> str:
    return canonical({"kind": kind, "head": head, "lines": lines})


def _write(request: Request, head: dict[str, Any], lines: list[dict[str, Any]], user: User, verb: str) -> Request:  # fmt: skip
    text = _wording(request.kind, head, lines)
    hashes = digest(text)
    request.number += 1
    request.sm3 = hashes["sm3"]
    revision = Revision.objects.create(request=request, number=request.number, content=text, by=user, **hashes)  # fmt: skip
    request.save()
    record(user, "lists.wording_written", revision)
    record(user, verb, request, detail={"number": request.number, "lines": len(lines), "hash": request.sm3})  # fmt: skip
    return request


def _void(request: Request, user: User) -> None:
    """The author changed what others had in hand: back to a draft, and they are told."""
    held = [p for p in (request.reviewed_by, request.approved_by) if p is not None]
    record(user, "lists.approval_voided", request, seal=False,
           detail={"was": request.state, "reviewed": request.reviewed_hash, "approved": request.approved_hash})  # fmt: skip
    desk.done(request)
    desk.tell(held, _("清单调整申请已修改，原审核和批准作废：%(t)s") % {"t": request.title}, obj=request, url=request.url)  # fmt: skip
    _forget(request)


def _forget(request: Request) -> None:
    request.state = S.DRAFT
    request.reviewed_by = request.approved_by = None
    request.reviewed_at = request.approved_at = None
    request.reviewed_hash = request.approved_hash = ""
    request.review_opinion = request.approval_opinion = ""


@transaction.atomic
def add_basis(request: Request, upload: UploadedFile, *, acting_user: User) -> Request:
    """Keep a basis document; its hash joins the wording, so that nobody agrees to another one."""
    content = request.content
    file = attach(upload, request, purpose="basis", acting_user=acting_user)
    files = [*content["head"].get("files", []), [file.name, file.sha256]]
    return save(
        request, {**content["head"], "files": files}, content["lines"], acting_user=acting_user
    )


@transaction.atomic
def submit(request: Request, *, acting_user: User, on_day: date) -> Request:
    """Hand the newest wording to legal reviewers of other units."""
    locked = _locked(request)
    if acting_user.pk != locked.author_id or locked.state != S.DRAFT:
        raise ValidationError(_("只有提出人可以送审自己的申请"))
    if not locked.content["lines"]:
        raise ValidationError(_("申请中还没有条目"))
    effect.check(locked)
    people = [p for p in desk.holders("list.review") if p.unit_id != locked.unit_id]
    if not people:
        raise ValidationError(_("没有其他单位的合法性审核人员"))
    locked.state, locked.opinion = S.REVIEW, ""
    locked.save()
    record(acting_user, "lists.submitted", locked, detail={"hash": locked.sm3})
    desk.done(locked)
    desk.tell(people, _("待合法性审核：%(t)s") % {"t": locked.title}, obj=locked, url=locked.url, task="list.review")  # fmt: skip
    return locked


def _as_seen(request: Request, seen: str, user: User, permission: str, state: str) -> Request:
    """Locked; still the wording the person saw; the person is entitled and another one."""
    locked = _locked(request)
    if not locked.intact:
        raise ValidationError(_("申请内容与其摘要不符，可能被绕过系统改动，请审计管理员核验"))
    if locked.sm3 != seen:
        raise ValidationError(_("内容在您打开之后已变更，请重新查看"))
    if locked.state != state:
        raise ValidationError(_("“%(s)s”的申请不能这样处理") % {"s": locked.get_state_display()})
    if not user.may(permission):
        raise ValidationError(_("您没有这项权限"))
    if user.is_one_of(locked.author_id, locked.reviewed_by_id):
        raise ValidationError(_("提出、审核、批准须由不同的人进行"))
    return locked


@transaction.atomic
def review(request: Request, seen: str, opinion: str, *, acting_user: User, on_day: date) -> Request:  # fmt: skip
    """The legality review, by a person of another unit, of exactly what was seen."""
    locked = _as_seen(request, seen, acting_user, "list.review", S.REVIEW)
    if acting_user.unit_id == locked.unit_id:
        raise ValidationError(_("合法性审核须由其他单位的人员进行"))
    if not opinion.strip():
        raise ValidationError(_("请写明审核意见"))
    locked.state, locked.reviewed_by, locked.reviewed_at = S.APPROVAL, acting_user, timezone.now()
    locked.reviewed_hash, locked.review_opinion = locked.sm3, opinion.strip()
    locked.save()
    record(acting_user, "lists.reviewed", locked, purpose=opinion, detail={"hash": seen})
    desk.done(locked)
    desk.tell(desk.holders("list.approve"), _("待批准清单调整：%(t)s") % {"t": locked.title}, obj=locked,
              url=locked.url, task="list.approve")  # fmt: skip
    return locked


@transaction.atomic
def approve(request: Request, seen: str, opinion: str, *, acting_user: User, on_day: date) -> Request:  # fmt: skip
    """Approve exactly what was reviewed; it takes effect on its day, at once where that has come."""
    locked = _as_seen(request, seen, acting_user, "list.approve", S.APPROVAL)
    if locked.reviewed_hash != locked.sm3:
        raise ValidationError(_("审核的不是当前内容，请重新审核"))
    effect.check(locked)
    locked.state, locked.approved_by, locked.approved_at = S.APPROVED, acting_user, timezone.now()
    locked.approved_hash, locked.approval_opinion = locked.sm3, opinion.strip()
    locked.save()
    record(acting_user, "lists.approved", locked, purpose=opinion, detail={"hash": seen})
    desk.done(locked)
    desk.tell([locked.author], _("清单调整已批准：%(t)s") % {"t": locked.title}, obj=locked, url=locked.url)  # fmt: skip
    if locked.effective_on <= on_day:
        effect.take_effect(locked, acting_user=acting_user, on_day=on_day)
    return locked


@transaction.atomic
def send_back(request: Request, opinion: str, *, acting_user: User) -> Request:
    """Back to the author with what is to be changed."""
    locked = _locked(request)
    wanted = {S.REVIEW: "list.review", S.APPROVAL: "list.approve"}.get(S(locked.state))
    if wanted is None or not acting_user.may(wanted) or acting_user.pk == locked.author_id:
        raise ValidationError(_("“%(s)s”的申请不能由您退回") % {"s": locked.get_state_display()})
    if not opinion.strip():
        raise ValidationError(_("请写明退回的理由"))
    _forget(locked)
    locked.opinion = opinion.strip()
    locked.save()
    record(acting_user, "lists.sent_back", locked, purpose=opinion)
    desk.done(locked)
    desk.tell([locked.author], _("清单调整申请已退回：%(t)s") % {"t": locked.title}, obj=locked,
              url=locked.url, task="list.propose")  # fmt: skip
    return locked


@transaction.atomic
def withdraw(request: Request, reason: str, *, acting_user: User, on_day: date) -> Request:
    """The author gives the request up before it is in force."""
    locked = _locked(request)
    if acting_user.pk != locked.author_id or not locked.is_open:
        raise ValidationError(_("只有提出人可以在生效之前撤回"))
    if not reason.strip():
        raise ValidationError(_("请写明撤回的理由"))
    locked.state, locked.opinion = S.WITHDRAWN, reason.strip()
    locked.save()
    record(acting_user, "lists.withdrawn", locked, purpose=reason)
    desk.done(locked)
    clocks.end("list_adjustment", locked, on_day=on_day, acting_user=acting_user, met=False)
    return locked


@transaction.atomic
def from_workbook(
    book: Workbook, head: dict[str, Any], *, acting_user: User, on_day: date
) -> Request:
    """A checked workbook becomes a request of its own, once."""
    locked = Workbook.objects.select_for_update(of=("self",)).get(pk=book.pk)
    if locked.state != Workbook.State.CHECKED or locked.by_id != acting_user.pk or not locked.lines:
        raise ValidationError(_("该文件没有可以形成申请的条目"))
    request = begin(locked.kind, head, locked.lines, acting_user=acting_user, on_day=on_day)
    locked.state = Workbook.State.TAKEN
    locked.save()
    record(acting_user, "lists.workbook_taken", locked, detail={"request": request.pk})
    return request
