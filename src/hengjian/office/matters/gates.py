"""Credit gates: no award before somebody asked about the party, and none to a party that the law bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hengjian.office.credit.models import Inquiry
from hengjian.office.matters.desks import Gate


def check_gate(gate: Gate | None, facts: Mapping[str, Any], opening: Mapping[str, Any]) -> None:
    """Raise ValidationError unless the cited receipt opens the gate for this very subject."""
    if gate is None:
        return
    receipt, subject = str(facts.get(gate.receipt, "")).strip(), str(opening.get(gate.subject, ""))
    inquiry = Inquiry.objects.filter(number=receipt).first()
    if inquiry is None:
        raise ValidationError(
            _("没有编号为 %(r)s 的信用查询回执，请先查询信用") % {"r": receipt or "—"}
        )
    if inquiry.gate != gate.purpose or inquiry.subject.strip() != subject.strip():
        raise ValidationError(
            _("回执 %(r)s 不是为 %(s)s 的这一环节查询的") % {"r": receipt, "s": subject}
        )
    if inquiry.barred:
        raise ValidationError(_("%(n)s 依法不能参加：%(why)s") % {
            "n": inquiry.name, "why": "；".join(str(b) for b in inquiry.barred)})  # fmt: skip
