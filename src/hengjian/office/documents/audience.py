"""Who may be told about an object: a notice shows its title, so only those who may see it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from hengjian.office.accounts.models import User


def who_see(people: Iterable[User], obj: models.Model) -> list[User]:
    """The people for whom the policy shows the object: recusals and circles count for notices too."""
    rows = type(obj).objects  # type: ignore[attr-defined]
    return [person for person in people if rows.visible_to(person).filter(pk=obj.pk).exists()]
