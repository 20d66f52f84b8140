"""Recusal after the draw: one person asks with a reason, another confirms, the next stand-by takes the place."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.desk import actions as desk
from hengjian.office.documents.audience import who_see
from hengjian.office.draws.actions import S, address, keep_picks, locked
from hengjian.office.draws.models import Draw, Pick
from hengjian.office.trail.chain import record


def _pick(draw: Draw, position: int) -> Pick:
    found = draw.picks.select_for_update().filter(position=position, state=Pick.State.STANDS).first()  # fmt: skip
    if found is None:
        raise ValidationError(_("没有这个有效的抽取结果"))
    return found


@transaction.atomic
def ask(
    draw: Draw, position: int, reason: str, *, acting_user: User, revision: int | None = None
) -> Pick:
    """Say why a drawn entry cannot take part."""
    found = locked(draw, revision, S.DONE)
    pick = _pick(found, position)
    if not reason.strip():
        raise ValidationError(_("请写明回避或者不能参加的理由"))
    if pick.asked_by_id is not None:
        raise ValidationError(_("已经提出替换，等待另一人确认"))
    pick.reason, pick.asked_by = reason.strip(), acting_user
    pick.save()
    record(acting_user, "draws.replacement_asked", pick, unit=found.unit_id, detail={"reason": pick.reason})  # fmt: skip
    people = [p for p in desk.holders("draw.reveal") if not p.is_one_of(acting_user.pk)]
    desk.tell(who_see(people, found), _("请确认抽取结果的替换：%(t)s") % {"t": found.title}, obj=found,
              url=address(found), task="draws.replace")  # fmt: skip
    return pick


@transaction.atomic
def answer(
    draw: Draw, position: int, agreed: bool, *, acting_user: User, on_day: date,
    revision: int | None = None,
) -> Pick:  # fmt: skip
    """The second person: agreed, the next stand-by in drawn order takes the place."""
    found = locked(draw, revision, S.DONE)
    pick = _pick(found, position)
    if pick.asked_by_id is None:
        raise ValidationError(_("没有待确认的替换"))
    if acting_user.is_one_of(pick.asked_by_id):
        raise PermissionDenied(_("替换须由提出人以外的人确认"))
    desk.done(found, "draws.replace")
    if not agreed:
        pick.asked_by, pick.reason = None, ""
        pick.save()
        record(acting_user, "draws.replacement_refused", pick, unit=found.unit_id)
        return pick
    served = pick.serves
    pick.state, pick.confirmed_by, pick.replaced_on = Pick.State.REPLACED, acting_user, on_day
    pick.save()
    record(acting_user, "draws.replaced", pick, unit=found.unit_id, detail={"reason": pick.reason})
    if served:
        _call_up(found, pick, acting_user)
    return pick


def _call_up(draw: Draw, gone: Pick, user: User) -> None:
    free = draw.picks.filter(role=Pick.Role.STANDBY, state=Pick.State.STANDS, replaces__isnull=True)
    following = free.order_by("position").first()
    if following is None:  # the same seed goes on: the order is longer than the stand-bys asked for
        keep_picks(draw, draw.picks.count() + 1, user)
        following = free.order_by("position").first()
    if following is None:
        raise ValidationError(_("名单已经用完，没有可以递补的对象，请重新组织抽取"))
    following.replaces = gone.position
    following.save()
    record(user, "draws.called_up", following, unit=draw.unit_id, detail={"for": gone.position})
