"""The only writer of draws: prepare, freeze, commit, reveal, void. Nobody can choose the result."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.desk import actions as desk
from hengjian.office.documents.audience import who_see
from hengjian.office.draws import algorithm, entries
from hengjian.office.draws.kinds import kinds
from hengjian.office.draws.models import Draw, Entry, Pick, Seat
from hengjian.office.trail.chain import record

S = Draw.State
_HEX = re.compile(r"[0-9a-f]{64}")


class ChangedMeanwhile(ValidationError):
    """Somebody else acted after the person's page was made."""

    def __init__(self, draw: Draw) -> None:
        super().__init__(
            _("该抽取已被他人处理：现为“%(s)s”。请查看后再决定。") % {"s": draw.get_state_display()}
        )


def address(draw: Draw) -> str:
    """The page of a draw."""
    return reverse("draws:draw", args=[draw.pk])


def locked(draw: Draw, revision: int | None, *states: str) -> Draw:
    """The draw locked, still as the person saw it and in one of the states. Inside a transaction."""
    found = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    if revision is not None and found.revision != revision:
        raise ChangedMeanwhile(found)
    if found.state not in states:
        raise ValidationError(_("状态“%(s)s”的抽取不能这样处理") % {"s": found.get_state_display()})
    return found


@transaction.atomic
def prepare(
    kind: str, text: str, *, title: str, unit: Unit, drawn: int, standby: int, acting_user: User,
    matter: str = "", again_of: Draw | None = None,
) -> Draw:  # fmt: skip
    """A draw with its list; weights are computed now, exclusions when the list is frozen."""
    chosen = kinds().get(kind)
    if chosen is None:
        raise ValidationError(_("规则库中没有这种抽取"))
    if not title.strip():
        raise ValidationError(_("请填写抽取事项"))
    if again_of is not None and again_of.state != S.VOID:
        raise ValidationError(_("只有作废的抽取可以重抽"))
    rows = entries.read(text, chosen)
    made = Draw.objects.create(
        number=_next_number(), kind=kind, field=chosen.field, title=title.strip()[:200], unit=unit,
        matter=matter.strip()[:60], drawn=drawn, standby=standby, seats_wanted=chosen.seats,
        made_by=acting_user, again_of=again_of,
    )  # fmt: skip
    _keep_list(made, rows)
    record(acting_user, "draws.prepared", made, detail={"entries": len(rows)})
    return made


def _next_number() -> str:
    """CQ2026-0007: counted on under the lock of the newest draw of the year."""
    start = f"CQ{timezone.localdate().year}-"
    last = Draw.objects.select_for_update().filter(number__startswith=start).order_by("-number").first()  # fmt: skip
    return f"{start}{(int(last.number.rpartition('-')[2]) if last else 0) + 1:04d}"


def _keep_list(draw: Draw, rows: list[dict[str, str]]) -> None:
    kind = entries.kind_of(draw)
    Entry.objects.filter(draw=draw).delete()
    Entry.objects.bulk_create([
        Entry(draw=draw, entry_id=r["id"], name=r["name"], cells={k: v for k, v in r.items() if k not in ("id", "name")},
              weight=entries.weight(r, kind))
        for r in rows
    ], batch_size=500)  # fmt: skip


@transaction.atomic
def change_list(draw: Draw, text: str, *, acting_user: User, revision: int | None) -> Draw:
    """Another list, as long as it is not frozen."""
    found = locked(draw, revision, S.DRAFT)
    rows = entries.read(text, entries.kind_of(found))
    _keep_list(found, rows)
    found.revision += 1
    found.save()
    record(acting_user, "draws.list_changed", found, detail={"entries": len(rows)})
    return found


@transaction.atomic
def freeze(
    draw: Draw, *, reveal_by: date, open_on: date | None, acting_user: User, revision: int | None,
    on_day: date,
) -> Draw:  # fmt: skip
    """Find the exclusions, publish the list with its digest; from now on nothing of it can change."""
    found = locked(draw, revision, S.DRAFT)
    kind = entries.kind_of(found)
    if reveal_by < on_day:
        raise ValidationError(_("揭示截止日不能早于今天"))
    if kind.open == "after_use" and (open_on is None or open_on <= on_day):
        raise ValidationError(_("这种抽取的名单在使用前保密，请填写今天以后的公开日"))
    _exclude(found)
    able = len(entries.weights_of(found))
    if able < found.drawn + found.standby:
        raise ValidationError(_("除去回避，名单只有 %(n)s 个，不足抽取和候补数量") % {"n": able})
    found.state, found.revision = S.FROZEN, found.revision + 1
    found.frozen_by, found.frozen_at = acting_user, timezone.now()
    found.reveal_by, found.open_on = reveal_by, open_on or on_day
    found.digest = entries.digest_of(found)
    found.save()
    record(acting_user, "draws.frozen", found, detail={"digest": found.digest, "able": able})
    _call(found, _("请为抽取提交随机数承诺：%(t)s"), "draws.commit")
    return found


def _exclude(draw: Draw) -> None:
    kind, rows = entries.kind_of(draw), list(Entry.objects.filter(draw=draw))
    recent = entries.recent_of(kind, draw)
    for entry in rows:
        row = {"id": entry.entry_id, "name": entry.name, **entry.cells}
        entry.excluded = entries.exclusion(row, kind, draw, recent)
    Entry.objects.bulk_update(rows, ["excluded"], batch_size=500)


def _call(draw: Draw, words: str, task: str, people: list[User] | None = None) -> None:
    chosen = people if people is not None else desk.holders("draw.reveal")
    desk.tell(who_see(chosen, draw), words % {"t": draw.title}, obj=draw, url=address(draw), task=task,
              due_day=draw.reveal_by)  # fmt: skip


@transaction.atomic
def commit(draw: Draw, text: str, *, acting_user: User, revision: int | None = None) -> Seat:
    """One person's commitment. Whoever acts for another takes that person's place too."""
    found = locked(draw, revision, S.FROZEN)
    value = text.strip().lower()
    if not _HEX.fullmatch(value):
        raise ValidationError(_("承诺是 64 位十六进制数，请用页面上的按钮生成"))
    taken = set(found.seats.values_list("person_id", flat=True))
    if acting_user.is_one_of(*taken):
        raise PermissionDenied(_("每人只能提交一个随机数，且须由不同的人提交"))
    if found.seats.filter(commitment=value).exists():
        raise ValidationError(_("这个承诺已有人提交，请另行生成"))
    seat = Seat.objects.create(draw=found, person=acting_user, commitment=value)
    record(acting_user, "draws.committed", seat, unit=found.unit_id, detail={"commitment": value})
    if len(taken) + 1 == found.seats_wanted:
        desk.done(found, "draws.commit")
        found.state, found.revision = S.COMMITTED, found.revision + 1
        found.save()
        record(acting_user, "draws.all_committed", found)
        people = [s.person for s in found.seats.select_related("person")]
        _call(found, _("请揭示随机数：%(t)s"), "draws.reveal", people)
    return seat


@transaction.atomic
def reveal(draw: Draw, nonce: str, *, acting_user: User, revision: int | None = None) -> Draw:
    """Show the nonce; the last one decides the draw. Until then nobody is shown the others'."""
    found = locked(draw, revision, S.COMMITTED)
    seat = found.seats.filter(person=acting_user).first()
    if seat is None or seat.revealed_at is not None:
        raise PermissionDenied(_("只有提交过承诺、尚未揭示的人可以揭示"))
    value = nonce.strip()
    if algorithm.commitment(found.number, acting_user.username, value) != seat.commitment:
        raise ValidationError(_("与承诺不符：请输入提交承诺时保存的随机数"))
    seat.nonce, seat.revealed_at = value, timezone.now()
    seat.save()
    record(acting_user, "draws.revealed", seat, unit=found.unit_id)
    if not found.seats.filter(revealed_at__isnull=True).exists():
        _decide(found, acting_user)
    return found


def _decide(draw: Draw, user: User) -> None:
    if entries.digest_of(draw) != draw.digest:
        raise ValidationError(_("名单与公布的摘要不符，不能抽取；请作废并报告系统管理员"))
    draw.seed = algorithm.seed_of(draw.digest, draw.seats.values_list("nonce", flat=True))
    draw.state, draw.revision, draw.done_at = S.DONE, draw.revision + 1, timezone.now()
    draw.save()
    keep_picks(draw, draw.drawn + draw.standby, user)
    record(user, "draws.done", draw, detail={"seed": draw.seed})
    desk.done(draw)
    desk.tell(who_see([draw.made_by], draw), _("抽取已有结果：%(t)s") % {"t": draw.title}, obj=draw, url=address(draw))  # fmt: skip


def keep_picks(draw: Draw, count: int, user: User) -> None:
    """The first `count` in drawn order; those kept already stay."""
    known = {e.entry_id: e for e in Entry.objects.filter(draw=draw)}
    chosen = algorithm.order(draw.seed, entries.weights_of(draw), count)
    have = draw.picks.count()
    for position, entry in enumerate(chosen[have:], have + 1):
        role = Pick.Role.DRAWN if position <= draw.drawn else Pick.Role.STANDBY
        pick = Pick.objects.create(draw=draw, position=position, entry=known[entry], role=role)
        record(user, "draws.picked", pick, unit=draw.unit_id)


@transaction.atomic
def void(draw: Draw, reason: str, *, acting_user: User | str, revision: int | None = None) -> Draw:
    """End it without a result, visibly: the list, the commitments and who did not reveal stay published."""
    found = locked(draw, revision, S.DRAFT, S.FROZEN, S.COMMITTED)
    if not reason.strip():
        raise ValidationError(_("请写明作废的理由"))
    found.state, found.revision, found.void_reason = S.VOID, found.revision + 1, reason.strip()
    found.save()
    record(acting_user, "draws.voided", found, detail={"reason": reason.strip()})
    desk.done(found)
    desk.tell(who_see([found.made_by], found), _("抽取已作废：%(t)s") % {"t": found.title}, obj=found, url=address(found))  # fmt: skip
    return found


def void_overdue(on_day: date) -> int:
    """A nonce that was not committed or revealed in time voids the draw; returns how many."""
    rows = Draw.objects.filter(state__in=(S.FROZEN, S.COMMITTED), reveal_by__lt=on_day)
    for draw in rows:
        missing = [s.person.name for s in draw.seats.select_related("person") if not s.revealed_at]
        if draw.state == S.FROZEN:
            reason = _("截止日前没有足够的人提交承诺")
        else:
            reason = _("截止日前没有揭示随机数：%(n)s") % {"n": "、".join(missing)}
        void(draw, reason, acting_user="clock")
    return len(rows)
