"""Uploads before they are batches, promises of freshness, and requests for missing records."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.config.environment import office_path
from hengjian.office.trail.models import Sealed


class Promise(Sealed):
    """What a source agreed to, where it differs from library/sources.yaml."""

    source = models.CharField(max_length=100, unique=True)
    days = models.PositiveIntegerField(_("每多少天报送一次"))
    agreement = models.CharField(_("依据的协议或文件"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sealed_fields = ("source", "days", "agreement", "by_id")

    def __str__(self) -> str:
        return self.source


class Upload(Sealed):
    """A file that a department sent through the page: checked first, committed when confirmed."""

    class State(models.TextChoices):
        CHECKED = "checked", _("已检查，待确认")
        COMMITTED = "committed", _("已入库")
        REFUSED = "refused", _("未接收")
        DISCARDED = "discarded", _("已放弃")

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=200)
    table = models.CharField(max_length=60, blank=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices)
    result = models.JSONField(default=dict)
    batch_id = models.CharField(max_length=40, blank=True)
    sealed_fields = ("unit_id", "by_id", "name", "sha256", "state", "batch_id")
    visibility = Visibility(kind="holding", unit="unit_id")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"

    @property
    def path(self) -> Path:
        """Where the bytes wait; the name keeps its suffix, which tells the reader the format."""
        return office_path() / "uploads" / str(self.pk) / Path(self.name).name


class DataRequest(Sealed):
    """A department is asked for records without which some rules cannot decide."""

    class State(models.TextChoices):
        OPEN = "open", _("待补数")
        SETTLED = "settled", _("已补齐")
        WITHDRAWN = "withdrawn", _("已撤销")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=100)
    missing = models.CharField(max_length=60)
    text = models.TextField(_("说明"))
    asked = models.PositiveIntegerField()
    left = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    due_day = models.DateField(_("期限"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    sealed_fields = ("unit_id", "rule", "missing", "by_id", "due_day", "state")
    visibility = Visibility(kind="holding", unit="unit_id")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_day"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "rule", "missing"], condition=models.Q(state="open"), name="one_open_request"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_id} {self.rule} {self.missing}"
