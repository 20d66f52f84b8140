"""What an approved request does to the list on its day: versions end and begin, nothing is deleted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hengjian.office.clocks import actions as clocks
from hengjian.office.desk import actions as desk
from hengjian.office.lists.kinds import kinds
from hengjian.office.lists.models import Entry, Request
from hengjian.office.lists.taking import fill, known_units
from hengjian.office.trail.chain import record


def problems(request: Request) -> list[str]:
    """Why the request cannot take effect as it stands; empty when it can."""
    found: list[str] = []
    seen: set[str] = set()
    lines = request.content["lines"]
    added = {x["item"] for x in lines if x["change"] == "add"}
    for one in lines:
        if one["item"] in seen:
            found.append(_("%(i)s 在申请中出现两次") % {"i": one["item"]})
        seen.add(one["item"])
        found += _adding(request, one) if one["change"] == "add" else _ending(request, one)
        if one["change"] == "merge":
            found += _merging(request, one, added)
    return found


def _adding(request: Request, one: dict[str, Any]) -> list[str]:
    if Entry.objects.filter(kind=request.kind, item=one["item"]).exists():
        return [_("编码 %(i)s 已用过，编码不重复使用") % {"i": one["item"]}]
    return []


def _ending(request: Request, one: dict[str, Any]) -> list[str]:
    base = Entry.objects.filter(pk=one["base"], kind=request.kind).first()
    if base is None or base.ends_on is not None:
        return [_("%(i)s 已被另一份申请调整，请按现行版本重新提出") % {"i": one["item"]}]
    if base.starts_on >= request.effective_on:
        return [_("%(i)s 的现行版本自 %(d)s 起生效，生效日期须在其后") % {"i": one["item"], "d": base.starts_on}]  # fmt: skip
    return []


def _merging(request: Request, one: dict[str, Any], added: set[str]) -> list[str]:
    into = one["merged_into"]
    there = Entry.objects.filter(kind=request.kind, item=into, ends_on__isnull=True).exists()
    if into == one["item"] or not (there or into in added):
        return [_("%(i)s 并入的条目不在现行清单中") % {"i": one["item"]}]
    return []


def check(request: Request) -> None:
    """Raise ValidationError with every reason why it cannot take effect."""
    if found := problems(request):
        raise ValidationError(found)


@transaction.atomic
def take_effect(request: Request, *, acting_user: object, on_day: date) -> Request:
    """Write the versions; a list that is not public is done with it, a public one is to be published."""
    check(request)
    kind, units = kinds()[request.kind], known_units()
    for one in request.content["lines"]:
        if one["change"] != "add":
            _end(request, one, acting_user)
        if one["change"] in ("add", "change"):
            _begin(request, one, units, acting_user)
    request.state = Request.State.IN_FORCE
    request.save()
    record(acting_user, "lists.took_effect", request, detail={"day": request.effective_on})
    if kind.public:
        desk.tell(desk.holders("list.publish"), _("待公布清单：%(t)s") % {"t": kind.title}, obj=request,
                  url=request.url, task="list.publish")  # fmt: skip
    else:
        clocks.end("list_adjustment", request, on_day=on_day, acting_user=acting_user)
    return request


def _end(request: Request, one: dict[str, Any], user: object) -> None:
    base = Entry.objects.select_for_update(of=("self",)).get(pk=one["base"])
    base.ends_on, base.ended_by = request.effective_on - timedelta(days=1), request
    base.merged_into = one["merged_into"] if one["change"] == "merge" else ""
    base.save()
    record(user, "lists.entry_ended", base, detail={"change": one["change"], "request": request.pk})


def _begin(request: Request, one: dict[str, Any], units: set[str], user: object) -> None:
    kind = kinds()[request.kind]
    before = Entry.objects.filter(kind=request.kind, item=one["item"]).count()
    entry = Entry(kind=request.kind, item=one["item"], version=before + 1,
                  starts_on=request.effective_on, request=request)  # fmt: skip
    fill(entry, kind, one["row"], units).save()
    record(user, "lists.entry_begun", entry, detail={"change": one["change"], "request": request.pk})  # fmt: skip


def every_day(on_day: date) -> int:
    """Let the approved requests whose day has come take effect; called once a day by tick."""
    done = 0
    waiting = Request.objects.filter(state=Request.State.APPROVED, effective_on__lte=on_day)
    for request in waiting.order_by("effective_on", "pk"):
        try:
            take_effect(request, acting_user="clock", on_day=on_day)
            done += 1
        except ValidationError as error:
            _stuck(request, error)
    return done


def _stuck(request: Request, error: ValidationError) -> None:
    """The list moved on since the approval: the author must propose anew."""
    desk.tell([request.author], _("清单调整未能生效：%(t)s") % {"t": "；".join(error.messages)[:120]}, obj=request,
              url=request.url, once=f"list-stuck:{request.pk}")  # fmt: skip
