"""Requests for data of another unit, deliveries with their receipts, and corrections sent back to the owner."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.trail.models import Sealed


class ShareRequest(Sealed):
    """One unit asks for columns of a table of another, for a purpose and until a day."""

    class State(models.TextChoices):
        ASKED = "asked", _("待答复")
        APPROVED = "approved", _("已同意")
        REFUSED = "refused", _("不同意")

    table = models.CharField(_("目录项"), max_length=60)
    columns = models.JSONField(_("数据项"), default=list)
    where = models.JSONField(_("范围"), default=dict)
    purpose = models.CharField(_("用途"), max_length=200)
    until_on = models.DateField(_("使用期限"))
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("申请单位"), related_name="+")
    owner = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name=_("提供单位"), related_name="+"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_on = models.DateField(_("申请日期"))
    due_day = models.DateField(_("答复期限"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    granted = models.JSONField(_("同意的数据项"), default=list)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    opinion = models.TextField(_("意见"), blank=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    sealed_fields = ("table", "columns", "where", "purpose", "until_on", "unit_id", "owner_id", "by_id", "asked_on",
                     "due_day", "state", "granted", "decided_by_id", "decided_on", "opinion")  # fmt: skip
    visibility = Visibility(kind="exchange", unit="unit_id", beside=("owner_id",))
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_on", "-pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it."""
        return f"GX{self.asked_on.year}-{self.pk:06d}"

    @property
    def url(self) -> str:
        """The page."""
        return reverse("exchange:request", args=[self.pk])


class Delivery(Sealed):
    """One file made from the lake: hash, and a MAC under the district's key; the asking unit confirms it."""

    request = models.ForeignKey(ShareRequest, models.PROTECT, related_name="deliveries")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    snapshot = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64)
    mac = models.CharField(_("签名值"), max_length=64)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    sealed_fields = (
        "request_id",
        "by_id",
        "columns",
        "rows",
        "sha256",
        "mac",
        "confirmed_by_id",
        "confirmed_at",
    )
    #: Only the unit that was allowed to have the data, whoever may see the request.
    visibility = Visibility(kind="exchange_file", unit="request__unit_id")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.request} {self.sha256[:8]}"


class Correction(Sealed):
    """A unit that uses a record says it is wrong; the owner corrects it or says why not."""

    class State(models.TextChoices):
        OPEN = "open", _("待处理")
        CORRECTED = "corrected", _("已更正")
        KEPT = "kept", _("原数据无误")

    table = models.CharField(_("目录项"), max_length=60)
    record_key = models.CharField(_("记录编号"), max_length=100)
    column = models.CharField(_("数据项"), max_length=60)
    proposed = models.CharField(_("应为"), max_length=200)
    ground = models.TextField(_("依据"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    due_day = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("处理情况"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    sealed_fields = ("table", "record_key", "column", "proposed", "ground", "unit_id", "owner_id", "by_id", "asked_on",
                     "due_day", "state", "answer", "answered_by_id", "answered_on")  # fmt: skip
    visibility = Visibility(kind="exchange", unit="unit_id", beside=("owner_id",))
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_on", "-pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it."""
        return f"JH{self.asked_on.year}-{self.pk:06d}"

    @property
    def url(self) -> str:
        """The page."""
        return reverse("exchange:correction", args=[self.pk])
