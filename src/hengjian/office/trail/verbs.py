"""Which actions are reads. A read never seals a row anew: a direct database edit cannot hide behind it."""

from __future__ import annotations

from django.db.models import Q

#: The last word of an action ("findings.viewed", "console.rows_exported") that says somebody only looked.
READ_VERBS = ("viewed", "read", "looked", "downloaded", "exported", "searched", "printed")


def is_read(action: str) -> bool:
    """Whether the action is a read."""
    return action.rpartition(".")[2].rpartition("_")[2] in READ_VERBS


def reads() -> Q:
    """Entries that are reads."""
    found = Q()
    for verb in READ_VERBS:
        found |= Q(action__endswith=f".{verb}") | Q(action__endswith=f"_{verb}")
    return found
