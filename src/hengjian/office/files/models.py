"""A stored file: content by hash on disk, one row per attachment and version."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from hengjian.office.accounts.models import User
from hengjian.office.trail.models import Sealed


class StoredFile(Sealed):
    """`about`: the object it belongs to ("rectification.rectification:12"); its policy decides who sees it."""

    about = models.CharField(max_length=100, db_index=True)
    purpose = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    sealed_fields = ("about", "purpose", "name", "version", "kind", "size", "sha256", "by_id")

    class Meta:
        ordering: ClassVar = ["purpose", "name", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["about", "purpose", "name", "version"], name="one_file_a_version")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def path(self) -> Path:
        """Where the bytes lie: by hash, two levels deep."""
        return Path(settings.MEDIA_ROOT) / self.sha256[:2] / self.sha256
