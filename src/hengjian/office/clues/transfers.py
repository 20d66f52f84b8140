"""移送: a package leaves once, is received once, and its result comes back as counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.clocks import actions as clocks
from hengjian.office.clues.models import Clue, Sanction, Transfer
from hengjian.office.clues.package import PACKAGE, made
from hengjian.office.clues.terms import terms
from hengjian.office.desk import actions as desk
from hengjian.office.files.actions import keep_made
from hengjian.office.trail.chain import record

S = Transfer.State


@dataclass(frozen=True)
class Result:
    """What a body reports back. `sanctions`: (kind, pseudonym of the person, day)."""

    outcome: str
    cases: int = 0
    recovered_fen: int = 0
    sanctions: tuple[tuple[str, str, date], ...] = ()


def address(transfer: Transfer) -> str:
    """The page of a transfer."""
    return reverse("clues:transfer", args=[transfer.pk])


@transaction.atomic
def send(clue: Clue, body: str, *, acting_user: User, on_day: date) -> Transfer:
    """Make the package and hand it over; the receipt clock starts. Once per clue and body."""
    found = Clue.objects.select_for_update().get(pk=clue.pk)
    if body not in terms().bodies:
        raise ValidationError(_("请选择接收机关"))
    if found.state not in (Clue.State.REGISTERED, Clue.State.DISPOSED):
        raise ValidationError(_("只有已登记的线索可以移送"))
    if found.transfers.filter(body=body).exists():
        raise ValidationError(_("已移送该机关"))
    package = made(found)
    transfer = Transfer.objects.create(
        clue=found, body=body, manifest_sha256=package.manifest_sha256, sent_by=acting_user
    )
    keep_made(f"{found.number}.zip", package.content, transfer, purpose=PACKAGE,
              kind="application/zip", acting_user=acting_user)  # fmt: skip
    record(acting_user, "clues.sent", transfer, detail={"manifest": package.manifest_sha256})
    clocks.start("transfer_receipt", transfer, title=str(found), url=address(transfer), started_on=on_day,
                 acting_user=acting_user)  # fmt: skip
    told = [found.inspector] if found.inspector else []
    desk.tell(told, _("移送待签收：%(n)s") % {"n": found.number}, obj=transfer, url=address(transfer),
              task="clue.receive")  # fmt: skip
    return transfer


@transaction.atomic
def receive(transfer: Transfer, receipt_no: str, *, acting_user: User, on_day: date) -> Transfer:
    """The receipt: its number, and the reply clock starts."""
    row = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if row.state != S.SENT:
        raise ValidationError(_("该移送已签收"))
    if not receipt_no.strip():
        raise ValidationError(_("请填写回执编号"))
    row.state, row.receipt_no = S.RECEIVED, receipt_no.strip()[:60]
    row.received_by, row.received_on = acting_user, on_day
    row.save()
    record(acting_user, "clues.received", row)
    clocks.end("transfer_receipt", row, on_day=on_day, acting_user=acting_user)
    clocks.start("transfer_reply", row, title=str(row.clue), url=address(row), started_on=on_day,
                 acting_user=acting_user)  # fmt: skip
    desk.done(row, "clue.receive")
    return row


@transaction.atomic
def feed_back(transfer: Transfer, result: Result, *, acting_user: User, on_day: date) -> Transfer:
    """The result as counts. Sanctions carry a pseudonym, so that persons are counted once (F24)."""
    row = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if row.state != S.RECEIVED:
        raise ValidationError(_("签收之后才能反馈，且只反馈一次"))
    if result.outcome not in terms().outcomes:
        raise ValidationError(_("请选择结果"))
    if result.cases and result.outcome != "filed":
        raise ValidationError(_("未立案的结果不能填写立案件数"))
    row.state, row.outcome, row.answered_on = S.ANSWERED, result.outcome, on_day
    row.cases, row.recovered_fen = result.cases, result.recovered_fen
    row.save()
    record(
        acting_user,
        "clues.fed_back",
        row,
        detail={"outcome": result.outcome, "cases": result.cases},
    )
    for kind, person_key, day in result.sanctions:
        if kind not in terms().sanctions or not person_key.strip():
            raise ValidationError(_("处分须有种类和人员代号"))
        one = Sanction.objects.create(
            transfer=row, kind=kind, person_key=person_key.strip()[:64], decided_on=day
        )
        record(acting_user, "clues.sanction_counted", one)
    clocks.end("transfer_reply", row, on_day=on_day, acting_user=acting_user)
    desk.tell(
        [row.sent_by], _("移送已反馈：%(n)s") % {"n": row.clue.number}, obj=row, url=address(row)
    )
    return row
