"""The only writer of party credit events: draft, tell, hear, decide by a second person, repair."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.credit.actions import next_number
from hengjian.office.credit.models import PartyEvent
from hengjian.office.credit.terms import terms
from hengjian.office.desk import actions as desk
from hengjian.office.door import catalog
from hengjian.office.trail.chain import record, state_digest
from hengjian.statute import Period, Unit, raw_due_day

S = PartyEvent.State


@transaction.atomic
def draft(data: dict[str, Any], *, acting_user: User, on_day: date) -> PartyEvent:
    """Note what happened; weight, validity and ground come from library/credit.yaml."""
    kind = terms().events.get(data["kind"])
    if kind is None or data["party_kind"] not in kind.parties:
        raise ValidationError(_("该类当事人没有这种信用事件"))
    if data["happened_on"] > on_day:
        raise ValidationError(_("发生日期不能晚于今天"))
    made = PartyEvent.objects.create(
        number=next_number("XYSJ", on_day.year), party_kind=data["party_kind"], party_code=data["party_code"].strip(),
        party_name=data["party_name"].strip(), kind=data["kind"], weight=kind.weight, basis=kind.basis,
        facts=data["facts"].strip(), happened_on=data["happened_on"], unit_id=acting_user.unit_id,
        drafted_by=acting_user,
    )  # fmt: skip
    record(acting_user, "credit.event_drafted", made)
    return made


def _locked(event: PartyEvent, seen: str, *states: str) -> PartyEvent:
    found = PartyEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if found.state not in states or state_digest(found) != seen:
        raise ValidationError(
            _("内容已有变化：现为“%(s)s”，请刷新后再办") % {"s": found.get_state_display()}
        )
    return found


@transaction.atomic
def tell(event: PartyEvent, *, seen: str, acting_user: User, on_day: date) -> PartyEvent:
    """The party has been told and may speak."""
    found = _locked(event, seen, S.DRAFTED)
    found.state, found.told_on = S.TOLD, on_day
    found.save()
    record(acting_user, "credit.event_told", found)
    return found


@transaction.atomic
def hear(
    event: PartyEvent, statement: str, *, seen: str, acting_user: User, on_day: date
) -> PartyEvent:
    """What the party said, or that it said nothing; a second person then decides."""
    found = _locked(event, seen, S.TOLD)
    if not statement.strip():
        raise ValidationError(_("请记录当事人陈述；放弃陈述的，写明放弃"))
    found.statement, found.heard_on = statement.strip(), on_day
    found.save()
    record(acting_user, "credit.event_heard", found)
    people = [u for u in desk.holders("credit.event_decide") if u.pk != found.drafted_by_id]
    desk.tell(people, _("信用事件 %(n)s 待认定") % {"n": found.number}, obj=found, url=found.url,
              task="credit.event_decide")  # fmt: skip
    return found


@transaction.atomic
def decide(
    event: PartyEvent, confirmed: bool, opinion: str, *, seen: str, acting_user: User, on_day: date
) -> PartyEvent:  # fmt: skip
    """A second person decides on the exact wording; the event is published with the day on which it ends."""
    found = _locked(event, seen, S.TOLD)
    if acting_user.is_one_of(found.drafted_by_id):
        raise PermissionDenied(_("不能认定自己起草的信用事件"))
    if found.heard_on is None:
        raise ValidationError(_("尚未听取当事人陈述，不能认定"))
    if not opinion.strip():
        raise ValidationError(_("请写明认定意见"))
    found.state, found.decision, found.decided_by = (
        S.DECIDED if confirmed else S.DROPPED,
        opinion.strip(),
        acting_user,
    )
    found.decided_on, found.approved_hash = on_day, seen
    if confirmed:
        months = terms().events[found.kind].months
        found.expires_on = raw_due_day(on_day, Period(months, Unit.MONTH), catalog().work)
    found.save()
    record(
        acting_user, "credit.event_decided", found, detail={"confirmed": confirmed, "seen": seen}
    )
    desk.done(found, "credit.event_decide")
    return found


@transaction.atomic
def repair(
    event: PartyEvent, opinion: str, *, seen: str, acting_user: User, on_day: date
) -> PartyEvent:
    """A second person ends an event early because it was mended."""
    found = _locked(event, seen, S.DECIDED)
    if acting_user.is_one_of(found.drafted_by_id):
        raise PermissionDenied(_("不能修复自己起草的信用事件"))
    if found.repaired_on or not opinion.strip():
        raise ValidationError(_("请写明修复理由；已修复的不再重复"))
    found.repaired_on, found.decision = on_day, f"{found.decision}\n{opinion.strip()}"
    found.save()
    record(acting_user, "credit.event_repaired", found)
    return found
