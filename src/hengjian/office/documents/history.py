"""What the trail says about an object, in words, for its own page."""

from __future__ import annotations

from django.db import models

from hengjian.office.accounts.models import system_user_names
from hengjian.office.trail.models import Entry
from hengjian.office.trail.verbs import reads
from hengjian.office.trail.words import action_title

MOST = 100
#: What an office writes to itself before a document is signed is not for the unit.
SINCE_ISSUE = ("documents.issued", "documents.voided", "documents.received", "documents.answered")


def history(obj: models.Model, only: tuple[str, ...] | None = None) -> list[tuple[Entry, str, str]]:
    """(entry, act in words, name of the person), newest first, without the reads."""
    rows = Entry.objects.filter(kind=obj._meta.label_lower, object_id=str(obj.pk)).exclude(reads())
    if only is not None:
        rows = rows.filter(action__in=only)
    names = system_user_names()
    return [
        (e, action_title(e.action), names.get(e.actor, e.actor))
        for e in rows.order_by("-number")[:MOST]
    ]
