"""A frozen report: the figures of a run as they were published, under one hash."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hengjian.office.accounts.models import User
from hengjian.office.trail.models import Sealed


class FrozenReport(Sealed):
    """`digest`: SM3 of all figures with their rows' hashes; a report cannot be frozen twice."""

    year = models.PositiveIntegerField()
    as_of = models.DateField()
    run_id = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64)
    figures = models.JSONField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    frozen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    sealed_fields = ("year", "as_of", "run_id", "digest", "frozen_by_id", "frozen_at")

    class Meta:
        ordering: ClassVar = ["-as_of", "-pk"]

    def __str__(self) -> str:
        return f"{self.year} {self.digest[:12]}"
