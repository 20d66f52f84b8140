"""Documents about a rectification: the draft knows its facts, its demand and its day."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.documents import actions as documents
from hengjian.office.documents.kinds import kinds_about
from hengjian.office.documents.models import Document
from hengjian.office.documents.wording import first_draft, values_of
from hengjian.office.findings.models import Finding
from hengjian.office.rectification.models import Rectification
from hengjian.office.rectification.states import address
from hengjian.reports.tags import day_text


@transaction.atomic
def draft_letter(about: Rectification, kind: str, *, acting_user: User) -> Document:
    """A draft of a document that may be written about a rectification."""
    if kind not in kinds_about("rectification"):
        raise ValidationError(_("没有这种文书"))
    rows = Finding.objects.visible_to(acting_user).filter(items__rectification=about)
    values = values_of(rows.order_by("-value", "pk"))
    values |= {"期限": day_text(about.due_day), "整改要求": about.demand}
    words = first_draft(kind, values, about.unit)
    first = rows.first()
    return documents.draft(
        kind, title=words.title, to_name=words.to_name, body=words.body, acting_user=acting_user,
        unit=about.unit, about=about, url=address(about), field=about.field,
        person=first.person if first else "", party=first.party if first else "",
    )  # fmt: skip
