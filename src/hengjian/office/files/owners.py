"""Whether a user may see a file: exactly when they may see what it belongs to."""

from __future__ import annotations

from django.apps import apps

from hengjian.office.accounts.models import User
from hengjian.office.accounts.visibility import VisibleQuerySet
from hengjian.office.files.models import StoredFile


def may_see(user: User, file: StoredFile) -> bool:
    """The owner's own policy decides; an owner that is gone or has no policy hides its files."""
    label, _, pk = file.about.partition(":")
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return False
    rows = getattr(model, "objects", None)
    if not hasattr(rows, "visible_to") or not hasattr(model, "visibility"):
        return False
    visible: VisibleQuerySet = rows.visible_to(user)  # type: ignore[type-arg]
    return visible.filter(pk=pk).exists()
