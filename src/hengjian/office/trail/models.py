"""The chain's entries, its head, and the seal that binds a row to the last entry about it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Entry(models.Model):
    """One act or one read. `payload` is the canonical text; `digest` = SM3(previous digest + payload).

    The other columns repeat parts of the payload so that they can be searched; the verifier
    compares them.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=64)
    action = models.CharField(max_length=64)
    kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=32, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    payload = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "object_id", "number"], name="trail_object"),
            models.Index(fields=["actor", "number"], name="trail_actor"),
            models.Index(fields=["unit", "number"], name="trail_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class Head(models.Model):
    """The newest number and digest: one row, locked while an entry is added."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)


class Seal(models.Model):
    """The state of a sealed row as its last entry recorded it."""

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    number = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="one_seal_an_object")
        ]


class Verification(models.Model):
    """The result of one check of the trail; `problem` is empty where nothing was found."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.CharField(max_length=64)
    entries = models.BigIntegerField()
    anchors = models.PositiveIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    wrong_rows = models.PositiveIntegerField(default=0)
    broken_number = models.BigIntegerField(null=True)
    problem = models.TextField(blank=True)
    seconds = models.FloatField(default=0)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.problem or 'ok'}"


class Sealed(models.Model):
    """A row whose every lawful change goes through `chain.record`; other changes are detected.

    `sealed_fields` names the columns (attribute names, `_id` for foreign keys) that are sealed.
    `unsealed_state`: the values with which rows arrive in bulk and may stand without a seal
    (findings of a run); None: every row needs one.
    """

    sealed_fields: ClassVar[tuple[str, ...]] = ()
    unsealed_state: ClassVar[dict[str, Any] | None] = None

    class Meta:
        abstract = True

    def sealed_state(self) -> dict[str, Any]:
        """The sealed columns as the database returns them, whatever type the caller had set."""
        return {
            name: self._meta.get_field(name).to_python(getattr(self, name))
            for name in self.sealed_fields
        }
