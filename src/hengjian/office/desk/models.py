"""A notice to one person: to be done, or only to be known."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet


class Notice(models.Model):
    """`task`: what has to be done ("finding.answer"), empty for news. `about`: "findings.finding:ab12"."""

    to = models.ForeignKey(User, models.CASCADE, related_name="notices")
    title = models.CharField(_("事项"), max_length=200)
    url = models.CharField(max_length=200)
    task = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=100, db_index=True)
    due_day = models.DateField(_("期限"), null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    #: Two workers, or a second tick, never tell the same thing twice.
    once = models.CharField(max_length=120, unique=True, null=True, blank=True)

    visibility = Visibility(kind="notice", own=("to",))
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-made_at"]
        indexes: ClassVar = [models.Index(fields=["to", "done_at"], name="desk_open")]

    def __str__(self) -> str:
        return self.title
