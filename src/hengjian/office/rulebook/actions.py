"""The only writer of drafts: save, try, submit, return, approve, release, withdraw.

Author, approver and releaser are three different persons, and what is approved and released is the
content with one hash: who changes it afterwards starts again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office import door
from hengjian.office.accounts.models import User
from hengjian.office.desk import actions as desk
from hengjian.office.rulebook import placing, sandbox
from hengjian.office.rulebook.content import NAME, canonical, digest, too_long
from hengjian.office.rulebook.models import Draft, Trial, Version
from hengjian.office.trail.chain import record

S = Draft.State


def address(draft: Draft) -> str:
    """The page of a draft."""
    return reverse("rulebook:draft", args=[draft.pk])


def _locked(draft: Draft) -> Draft:
    return Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)


def _checked(content: Mapping[str, str]) -> None:
    problems = [p.text for p in too_long(content)]
    name = str(content.get("name", ""))
    if not NAME.fullmatch(name):
        problems.append(_("编号须为“领域.事实”，只用小写字母、数字和下划线"))
    elif placing.taken(name):
        problems.append(_("编号 %(name)s 已被规则库使用") % {"name": name})
    if problems:
        raise ValidationError(problems)


@transaction.atomic
def begin(content: Mapping[str, str], *, acting_user: User) -> Draft:
    """A new draft with its first version."""
    _checked(content)
    draft = Draft.objects.create(
        author=acting_user, name=content["name"], title=content["title"][:24]
    )
    return _write(draft, content, acting_user, "rulebook.draft_begun")


@transaction.atomic
def save(draft: Draft, content: Mapping[str, str], *, acting_user: User) -> Draft:
    """A new version, where something changed. A submission or an approval of the old one is void."""
    locked = _locked(draft)
    if acting_user.pk != locked.author_id:
        raise ValidationError(_("只有起草人可以修改"))
    if not locked.is_open:
        raise ValidationError(_("“%(s)s”的规则不能修改") % {"s": locked.get_state_display()})
    _checked(content)
    if digest(canonical(content)) == locked.content_hash:
        return locked
    if locked.state != S.DRAFT:
        _void(locked, acting_user)
    return _write(locked, content, acting_user, "rulebook.version_saved")


def _write(draft: Draft, content: Mapping[str, str], user: User, action: str) -> Draft:
    text = canonical(content)
    draft.number += 1
    draft.name, draft.title, draft.content_hash = (
        content["name"],
        content["title"][:24],
        digest(text),
    )
    version = Version.objects.create(draft=draft, number=draft.number, content=text,
                                     content_hash=draft.content_hash, by=user)  # fmt: skip
    draft.save()
    record(user, "rulebook.version_written", version)
    record(user, action, draft, detail={"version": draft.number, "hash": draft.content_hash})
    return draft


def _void(draft: Draft, user: User) -> None:
    """The author changed what others had in hand: it falls back to a draft and they are told."""
    held = [p for p in (draft.reviewer, draft.releaser) if p is not None]
    record(user, "rulebook.approval_voided", draft, detail={"was": draft.state, "hash": draft.approved_hash},
           seal=False)  # fmt: skip
    desk.done(draft)
    desk.tell(
        held,
        _("规则草稿已修改，原审核作废：%(t)s") % {"t": draft.title},
        obj=draft,
        url=address(draft),
    )
    draft.state = S.DRAFT
    draft.approved_hash, draft.approved_by, draft.approved_at, draft.releaser = "", None, None, None


def run_trial(draft: Draft, purpose: str, *, acting_user: User) -> Trial:
    """Try the newest version in the sandbox. The trial is recorded whatever comes of it."""
    if not purpose.strip():
        raise ValidationError(_("请写明试运行的事由，它会留痕"))
    version = draft.head
    outcome = sandbox.try_out(version.texts, as_of=_as_of(), version=placing.version_of(draft.name))
    with transaction.atomic():
        trial = Trial.objects.create(
            draft=draft, content_hash=version.content_hash, by=acting_user, purpose=purpose.strip()[:200],
            passed=outcome.passed, result=asdict(outcome),
        )  # fmt: skip
        record(acting_user, "rulebook.tried", trial, purpose=trial.purpose,
               detail={"draft": draft.pk, "hash": version.content_hash, "passed": outcome.passed,
                       "counts": outcome.counts, "stopped": outcome.stopped})  # fmt: skip
    return trial


def _as_of() -> str:
    run = door.latest_run()
    return run.split("-", 1)[1] if run else timezone.localdate().isoformat()


@transaction.atomic
def submit(draft: Draft, reviewer: User, *, acting_user: User, on_day: date) -> Draft:
    """Hand the newest version to a reviewer; it must have passed its trial."""
    locked = _locked(draft)
    if acting_user.pk != locked.author_id or locked.state != S.DRAFT:
        raise ValidationError(_("只有起草人可以送审自己的草稿"))
    if reviewer.is_one_of(locked.author_id) or not reviewer.may("rule.review"):
        raise ValidationError(_("请选择另一位有审核权限的人"))
    if not Trial.objects.filter(
        draft=locked, content_hash=locked.content_hash, passed=True
    ).exists():
        raise ValidationError(_("当前内容还没有通过试运行，请先试运行并改正全部问题"))
    locked.state, locked.reviewer, locked.opinion = S.SUBMITTED, reviewer, ""
    locked.save()
    record(acting_user, "rulebook.submitted", locked, detail={"hash": locked.content_hash})
    desk.tell([reviewer], _("待审核规则：%(t)s") % {"t": locked.title}, obj=locked, url=address(locked),
              task="rule.review")  # fmt: skip
    return locked


def _as_seen(draft: Draft, seen: str) -> Draft:
    """The draft locked, its content still the one the person saw and the one its hash was made from."""
    locked = _locked(draft)
    if not locked.intact:
        raise ValidationError(_("规则内容与其摘要不符，可能被绕过系统改动，请审计管理员核验"))
    if locked.content_hash != seen:
        raise ValidationError(_("内容在您打开之后已变更，请重新查看"))
    return locked


def _other_person(user: User, *others: int | None) -> None:
    if user.is_one_of(*others):
        raise ValidationError(_("起草、审核、发布须由不同的人进行"))
    if not user.may("rule.review"):
        raise ValidationError(_("您没有审核规则的权限"))


@transaction.atomic
def send_back(draft: Draft, opinion: str, *, acting_user: User) -> Draft:
    """Back to the author with what is to be changed."""
    locked = _locked(draft)
    _other_person(acting_user, locked.author_id)
    if locked.state not in (S.SUBMITTED, S.SHADOW):
        raise ValidationError(_("“%(s)s”的规则不能退回") % {"s": locked.get_state_display()})
    if not opinion.strip():
        raise ValidationError(_("请写明退回的理由"))
    locked.state, locked.opinion = S.DRAFT, opinion.strip()
    locked.approved_hash, locked.approved_by, locked.approved_at, locked.releaser = (
        "",
        None,
        None,
        None,
    )
    locked.save()
    record(acting_user, "rulebook.sent_back", locked, purpose=opinion[:200])
    desk.done(locked)
    desk.tell([locked.author], _("规则草稿已退回：%(t)s") % {"t": locked.title}, obj=locked,
              url=address(locked), task="rule.write")  # fmt: skip
    return locked


@transaction.atomic
def approve(
    draft: Draft, seen: str, opinion: str, releaser: User, *, acting_user: User, on_day: date
) -> Draft:
    """Approve exactly what was seen: it runs in the shadow until a third person releases it."""
    locked = _as_seen(draft, seen)
    _other_person(acting_user, locked.author_id)
    if locked.state != S.SUBMITTED:
        raise ValidationError(_("“%(s)s”的规则不能审核") % {"s": locked.get_state_display()})
    if releaser.is_one_of(acting_user.pk, locked.author_id) or not releaser.may("rule.review"):
        raise ValidationError(_("发布人须是起草人和审核人以外有审核权限的人"))
    locked.state, locked.opinion = S.SHADOW, opinion.strip()
    locked.approved_hash, locked.approved_by = locked.content_hash, acting_user
    locked.approved_at, locked.releaser = timezone.now(), releaser
    locked.save()
    record(acting_user, "rulebook.approved", locked, purpose=opinion[:200], detail={"hash": seen})
    desk.done(locked)
    desk.tell([releaser], _("待发布规则（影子运行中）：%(t)s") % {"t": locked.title}, obj=locked,
              url=address(locked), task="rule.release")  # fmt: skip
    desk.tell(
        [locked.author],
        _("规则已通过审核：%(t)s") % {"t": locked.title},
        obj=locked,
        url=address(locked),
    )
    return locked


def release(draft: Draft, seen: str, *, acting_user: User, on_day: date) -> Draft:
    """Write the approved content into the district's library; the next run finds with it."""
    texts, number = draft.head.texts, placing.version_of(draft.name)
    _checked(texts)
    with transaction.atomic():
        _releasable(draft, seen, acting_user)
    last = sandbox.try_out(texts, as_of=_as_of(), version=number, status="stable", preview=False)
    if not last.passed:
        raise ValidationError(_("规则在现行规则库下不再通过检查，请退回起草人"))
    files = {"yaml": last.yaml, "sql": texts["sql"], "cases.yaml": texts["cases"]}
    with transaction.atomic():
        return _release(_releasable(draft, seen, acting_user), files, acting_user, number)


def _releasable(draft: Draft, seen: str, user: User) -> Draft:
    locked = _as_seen(draft, seen)
    _other_person(user, locked.author_id, locked.approved_by_id)
    if locked.state != S.SHADOW or locked.approved_hash != locked.content_hash:
        raise ValidationError(_("只能发布已审核且未再变更的规则"))
    return locked


def _release(draft: Draft, files: Mapping[str, str], user: User, number: int) -> Draft:
    """State, trail and files as one: a library that does not load takes everything back."""
    for older in Draft.objects.filter(name=draft.name, state=S.RELEASED):
        older.state, older.opinion = S.WITHDRAWN, _("由新版本取代")
        older.save()
        record(user, "rulebook.replaced", older, detail={"by": draft.pk})
    draft.state, draft.released_by, draft.released_at = S.RELEASED, user, timezone.now()
    draft.save()
    record(user, "rulebook.released", draft, detail={"hash": draft.content_hash, "version": number})
    desk.done(draft)
    told = {p.pk: p for p in (draft.author, draft.approved_by) if p is not None}
    desk.tell(
        told.values(), _("规则已发布：%(t)s") % {"t": draft.title}, obj=draft, url=address(draft)
    )
    placing.put(draft.name, files)
    return draft


@transaction.atomic
def withdraw(draft: Draft, reason: str, *, acting_user: User, on_day: date) -> Draft:
    """Give a draft up (its author), or retire a released rule (who reviews rules)."""
    locked = _locked(draft)
    released = locked.state == S.RELEASED
    if locked.state == S.WITHDRAWN or not reason.strip():
        raise ValidationError(_("请写明撤回的理由"))
    if released:
        _other_person(acting_user, locked.author_id)
    elif acting_user.pk != locked.author_id:
        raise ValidationError(_("只有起草人可以放弃草稿"))
    locked.state, locked.opinion = S.WITHDRAWN, reason.strip()
    locked.save()
    record(acting_user, "rulebook.withdrawn", locked, purpose=reason[:200])
    desk.done(locked)
    if released:
        placing.retire(locked.name, reason.strip()[:200], on_day)
    return locked
