"""The only writer of the exchange: ask, approve or refuse, deliver, confirm; corrections and their answers."""

from __future__ import annotations

import hmac
from datetime import UTC, date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.clocks import actions as clocks
from hengjian.office.clocks.limits import limit
from hengjian.office.desk import actions as desk
from hengjian.office.door import home
from hengjian.office.exchange.delivering import mac_of, make_file
from hengjian.office.exchange.models import Correction, Delivery, ShareRequest
from hengjian.office.exchange.terms import Item, entry
from hengjian.office.files.actions import keep_made
from hengjian.office.files.models import StoredFile
from hengjian.office.trail.chain import record, state_digest

S = ShareRequest.State
#: Limits that the district may set; without a value the clock's own period counts.
ANSWER, CORRECTION = "exchange.answer", "exchange.correction"


def _item(table: str) -> Item:
    found = entry(table)
    if found is None:
        raise ValidationError(_("共享目录中没有这一项"))
    return found


def _unit(user: User) -> str:
    if not user.unit_id:
        raise ValidationError(_("申请由单位提出：您的账号没有单位"))
    return user.unit_id


@transaction.atomic
def ask(
    table: str, columns: list[str], where: dict[str, str], purpose: str, until_on: date, *, acting_user: User, on_day: date
) -> ShareRequest:  # fmt: skip
    """Ask for columns of a table. Without persons and conditions it is granted at once, by the catalogue itself."""
    item, unit = _item(table), _unit(acting_user)
    if item.sharing == "refused":
        raise ValidationError(_("不予共享：%(b)s") % {"b": item.note or item.basis})
    wanted = [c for c in item.shared if c in columns]
    if not wanted or len(purpose.strip()) < 4:
        raise ValidationError(_("请选择数据项并写明用途"))
    if until_on < on_day:
        raise ValidationError(_("使用期限已过"))
    if unknown := [c for c in where if c not in item.shared]:
        raise ValidationError(_("没有数据项 %(c)s") % {"c": "、".join(unknown)})
    made = ShareRequest.objects.create(
        table=table, columns=wanted, where=where, purpose=purpose.strip(), until_on=until_on, unit_id=unit,
        owner_id=item.owner or None, by=acting_user, asked_on=on_day, due_day=limit("share_request", ANSWER, on_day).day,
    )  # fmt: skip
    record(
        acting_user,
        "exchange.asked",
        made,
        purpose=made.purpose,
        detail={"table": table, "columns": wanted},
    )
    if not item.needs_consent(wanted):
        made.state, made.granted, made.decided_on, made.opinion = (
            S.APPROVED,
            wanted,
            on_day,
            item.basis,
        )
        made.save()
        record("catalogue", "exchange.approved", made, detail={"columns": wanted})
        return made
    _begin(made, "share_request", ANSWER, acting_user, _("数据共享申请 %(n)s 待答复"))
    return made


def _begin(
    row: ShareRequest | Correction, clock: str, parameter: str, user: User, said: str
) -> None:
    clocks.start(clock, row, title=row.number, url=row.url, started_on=row.asked_on, parameter=parameter,
                 unit_id=row.owner_id or "", acting_user=user)  # fmt: skip
    people = desk.holders("exchange.decide", row.owner_id) if row.owner_id else []
    people = [u for u in people if u.pk != user.pk] or _data_office(user)
    desk.tell(
        people,
        said % {"n": row.number},
        obj=row,
        url=row.url,
        task="exchange.decide",
        due_day=row.due_day,
    )


def _data_office(user: User) -> list[User]:
    """Those who decide for the whole district, where the owner has nobody here."""
    found = desk.holders("exchange.decide")
    return [u for u in found if u.pk != user.pk and any(g.definition.sees.get("exchange") == "district" for g in u.grants_today)]  # fmt: skip


def may_decide(row: ShareRequest | Correction, user: User) -> bool:
    """Of the owner's unit, or of the data office; never who asked, never for the asking unit itself."""
    grants = [g for g in user.grants_today if "exchange.decide" in g.definition.may]
    side = any(
        g.definition.sees.get("exchange") == "district" or row.owner_id in g.units for g in grants
    )
    return side and row.by_id != user.pk


def _locked(row: Any, seen: str, user: User, state: str) -> Any:
    found = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not may_decide(found, user):
        raise PermissionDenied(_("由提供单位答复；不能办理自己提出的申请"))
    if found.state != state or state_digest(found) != seen:
        raise ValidationError(
            _("内容已有变化：现为“%(s)s”，请刷新后再办") % {"s": found.get_state_display()}
        )
    return found


@transaction.atomic
def decide(
    request: ShareRequest, approved: bool, columns: list[str], opinion: str, *, seen: str, acting_user: User, on_day: date
) -> ShareRequest:  # fmt: skip
    """The owner's answer on the exact wording: all or some of the columns, or a refusal with its ground."""
    found = _locked(request, seen, acting_user, S.ASKED)
    granted = [c for c in found.columns if c in columns]
    if approved and not granted:
        raise ValidationError(_("请选择同意提供的数据项"))
    if not approved and len(opinion.strip()) < 4:
        raise ValidationError(_("不同意的，请写明法律、行政法规或者国务院规定的依据"))
    found.state, found.granted = (S.APPROVED, granted) if approved else (S.REFUSED, [])
    found.decided_by, found.decided_on, found.opinion, found.approved_hash = (
        acting_user,
        on_day,
        opinion.strip(),
        seen,
    )
    found.save()
    record(acting_user, "exchange.approved" if approved else "exchange.refused", found,
           detail={"columns": granted, "seen": seen})  # fmt: skip
    clocks.end("share_request", found, on_day=on_day, acting_user=acting_user)
    desk.done(found, "exchange.decide")
    desk.tell(
        [found.by],
        _("%(n)s：%(s)s") % {"n": found.number, "s": found.get_state_display()},
        obj=found,
        url=found.url,
    )
    return found


@transaction.atomic
def deliver(request: ShareRequest, *, acting_user: User, on_day: date) -> Delivery:
    """Make the file for the asking unit: only what was granted, only until the day that was granted."""
    found = ShareRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if found.unit_id != acting_user.unit_id:
        raise PermissionDenied(_("只向申请单位交付"))
    if found.state != S.APPROVED:
        raise ValidationError(_("尚未同意，不能交付"))
    if found.until_on < on_day:
        raise ValidationError(_("使用期限已过，请重新申请"))
    made, at = make_file(found.table, found.granted, found.where), timezone.now()
    delivery = Delivery.objects.create(
        request=found, by=acting_user, at=at, columns=found.granted, rows=made.rows, size=len(made.content),
        snapshot=home().lake.table_id(found.table), sha256=made.sha256,
        mac=mac_of(found.number, made.sha256, made.rows, found.granted, at.astimezone(UTC)),
    )  # fmt: skip
    keep_made(
        f"{found.number}.csv",
        made.content,
        delivery,
        purpose="delivery",
        kind="text/csv",
        acting_user=acting_user,
    )
    record(acting_user, "exchange.delivered", delivery, unit=found.unit_id, purpose=found.purpose,
           detail={"table": found.table, "rows": made.rows, "columns": found.granted, "sha256": made.sha256})  # fmt: skip
    return delivery


@transaction.atomic
def confirm(delivery: Delivery, *, acting_user: User) -> Delivery:
    """The asking unit has the file and it is the one that the receipt names."""
    found = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if found.confirmed_at is not None:
        raise ValidationError(_("已签收"))
    if not genuine(found):
        raise ValidationError(_("文件与回执不符，不能签收"))
    found.confirmed_by, found.confirmed_at = acting_user, timezone.now()
    found.save()
    record(acting_user, "exchange.confirmed", found, unit=found.request.unit_id)
    return found


def file_of(delivery: Delivery) -> StoredFile | None:
    """The kept bytes of a delivery."""
    return StoredFile.objects.filter(about=desk.about(delivery), purpose="delivery").first()


def genuine(delivery: Delivery) -> bool:
    """Whether the kept bytes, the hash and the MAC still belong together."""
    file, said = file_of(delivery), delivery
    expected = mac_of(
        said.request.number, said.sha256, said.rows, said.columns, said.at.astimezone(UTC)
    )
    return (
        file is not None and file.sha256 == said.sha256 and hmac.compare_digest(expected, said.mac)
    )


@transaction.atomic
def ask_correction(
    table: str, record_key: str, column: str, proposed: str, ground: str, *, acting_user: User, on_day: date
) -> Correction:  # fmt: skip
    """Send a wrong record back to its owner."""
    item, unit = _item(table), _unit(acting_user)
    if column not in item.shared or not record_key.strip() or len(ground.strip()) < 4:
        raise ValidationError(_("请写明记录编号、数据项和依据"))
    made = Correction.objects.create(
        table=table, record_key=record_key.strip(), column=column, proposed=proposed.strip(), ground=ground.strip(),
        unit_id=unit, owner_id=item.owner or None, by=acting_user, asked_on=on_day,
        due_day=limit("share_correction", CORRECTION, on_day).day,
    )  # fmt: skip
    record(
        acting_user,
        "exchange.correction_asked",
        made,
        detail={"table": table, "record": made.record_key},
    )
    _begin(made, "share_correction", CORRECTION, acting_user, _("数据校核 %(n)s 待处理"))
    return made


@transaction.atomic
def answer_correction(
    correction: Correction, corrected: bool, text: str, *, seen: str, acting_user: User, on_day: date
) -> Correction:  # fmt: skip
    """The owner's answer; the corrected record itself comes with the owner's next delivery."""
    found = _locked(correction, seen, acting_user, Correction.State.OPEN)
    if len(text.strip()) < 4:
        raise ValidationError(_("请写明处理情况"))
    found.state = Correction.State.CORRECTED if corrected else Correction.State.KEPT
    found.answer, found.answered_by, found.answered_on, found.approved_hash = (
        text.strip(),
        acting_user,
        on_day,
        seen,
    )
    found.save()
    record(
        acting_user,
        "exchange.correction_answered",
        found,
        detail={"corrected": corrected, "seen": seen},
    )
    clocks.end("share_correction", found, on_day=on_day, acting_user=acting_user)
    desk.done(found, "exchange.decide")
    desk.tell(
        [found.by],
        _("%(n)s：%(s)s") % {"n": found.number, "s": found.get_state_display()},
        obj=found,
        url=found.url,
    )
    return found
