"""The only writer of comments and of sheets: what the public says, the replies, the lines to be accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.door import records
from hengjian.office.matters.actions import locked
from hengjian.office.matters.desks import desks
from hengjian.office.matters.models import Comment, Line, Matter
from hengjian.office.trail.chain import record

MOST_LINES = 300


@transaction.atomic
def take_comment(
    matter: Matter, paragraph: str, text: str, source: str, *, acting_user: User, on_day: date
) -> Comment:
    """Enter what somebody said to a paragraph of the draft."""
    row = locked(matter, None)
    if not paragraph.strip() or not text.strip() or not source.strip():
        raise ValidationError(_("请填写条款、意见和来源"))
    made = Comment.objects.create(matter=row, paragraph=paragraph.strip()[:60], text=text.strip(),
                                  source=source.strip()[:100], received_on=on_day)  # fmt: skip
    record(acting_user, "matters.comment_taken", made, unit=row.unit_id)
    return made


@transaction.atomic
def reply(
    comment: Comment, text: str, adopted: bool, *, acting_user: User, on_day: date
) -> Comment:
    """Adopted or not, and why: every comment gets an answer that is published."""
    row = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    locked(row.matter, None)
    if not text.strip():
        raise ValidationError(_("请写明采纳情况和理由"))
    row.reply, row.adopted = text.strip(), adopted
    row.replied_on, row.replied_by = on_day, acting_user
    row.save()
    record(acting_user, "matters.comment_replied", row, unit=row.matter.unit_id)
    return row


@transaction.atomic
def make_sheet(matter: Matter, lines: Iterable[Mapping[str, Any]], *, acting_user: User) -> int:
    """The acceptance sheet, a line for each procurement parameter; returns the number of lines."""
    row = locked(matter, None)
    if row.lines.exists():
        raise ValidationError(_("验收单已经生成"))
    count = 0
    for n, line in enumerate(lines, 1):
        if n > MOST_LINES:
            raise ValidationError(_("采购参数超过 %(n)s 项") % {"n": MOST_LINES})
        made = Line.objects.create(
            matter=row, number=n, parameter=str(line["parameter"])[:200],
            requirement=str(line["requirement"])[:300], answer=str(line.get("answer") or "")[:300],
            is_key=bool(line.get("is_key")),
        )  # fmt: skip
        record(acting_user, "matters.line_written", made, unit=row.unit_id)
        count = n
    if not count:
        raise ValidationError(_("没有该采购包的采购参数记录"))
    return count


def parameters_of(package: str) -> list[dict[str, Any]]:
    """The parameters of a package and what the chosen bid answered, from the lake."""
    asked = sorted(
        records("procurement_parameter", {"package_id": package}, MOST_LINES),
        key=lambda r: r["number"],
    )
    answers = {
        r["number"]: r["answer"] for r in records("bid_answer", {"package_id": package}, MOST_LINES)
    }
    return [{**r, "answer": answers.get(r["number"], "")} for r in asked]


@transaction.atomic
def accept_line(line: Line, result: str, evidence: str, *, acting_user: User) -> Line:
    """One parameter of the acceptance sheet: met or not, with what was seen. Never by who handled the purchase."""
    row = Line.objects.select_for_update(of=("self",)).get(pk=line.pk)
    matter = locked(row.matter, None)
    if result not in Line.Result.values or not evidence.strip():
        raise ValidationError(_("请选择结果并写明验收情况"))
    asked = desks()[matter.procedure].whole("sheet")
    handlers = set(
        matter.events.filter(step__in=asked.apart if asked else ()).values_list("by_id", flat=True)
    )
    if acting_user.is_one_of(*handlers, matter.opened_by_id):
        raise PermissionDenied(_("需求和经办人员不能验收"))
    row.result, row.evidence, row.accepted_by = result, evidence.strip()[:300], acting_user
    row.save()
    record(acting_user, "matters.line_accepted", row, unit=matter.unit_id, detail={"number": row.number, "result": result})  # fmt: skip
    return row
