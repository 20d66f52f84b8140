"""Entries with versions in time, requests to change them, what was published, and checked workbooks."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.lists.content import digest
from hengjian.office.trail.models import Sealed


class EntryQuerySet(VisibleQuerySet["Entry"]):
    """Adds the list as it stood on a day."""

    def on(self, day: date) -> EntryQuerySet:
        """The versions in force on the day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Entry(Sealed):
    """One version of an entry: in force from `starts_on` to `ends_on`, both days included.

    Nothing is deleted: a cancelled entry has a last day, a merged one says into which.
    """

    kind = models.CharField(max_length=40)
    item = models.CharField(_("编码"), max_length=64)
    version = models.PositiveIntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("名称"), max_length=400)
    category = models.CharField(max_length=200, blank=True)
    row = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    starts_on = models.DateField(_("生效日期"))
    ends_on = models.DateField(_("最后有效日"), null=True)
    published_on = models.DateField(_("公布日期"), null=True)
    merged_into = models.CharField(_("并入"), max_length=64, blank=True)
    request = models.ForeignKey("Request", models.PROTECT, null=True, related_name="made")
    ended_by = models.ForeignKey("Request", models.PROTECT, null=True, related_name="ended")
    sealed_fields = (
        "kind", "item", "version", "unit_id", "name", "category", "row", "starts_on", "ends_on", "published_on",
        "merged_into", "request_id", "ended_by_id",
    )  # fmt: skip
    unsealed_state: ClassVar = {"request_id": None, "ended_by_id": None}
    visibility = Visibility(kind="list_entry", unit="unit_id")
    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["kind", "item", "starts_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "item", "starts_on"], name="one_version_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "starts_on"], name="entries_of_a_day")]

    def __str__(self) -> str:
        return f"{self.item} {self.name}"


class Takeover(Sealed):
    """The day on which a list was taken over from the lake: how many rows, and their hash."""

    kind = models.CharField(max_length=40, unique=True)
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    snapshot = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)
    sealed_fields = ("kind", "rows", "sha256", "snapshot")

    def __str__(self) -> str:
        return f"{self.kind} {self.rows}"


class Request(Sealed):
    """A change of a list on its way: proposed by one, reviewed by another unit, approved by a third."""

    class State(models.TextChoices):
        DRAFT = "draft", _("起草")
        REVIEW = "review", _("合法性审核")
        APPROVAL = "approval", _("待批准")
        APPROVED = "approved", _("已批准，待生效")
        IN_FORCE = "in_force", _("已生效")
        PUBLISHED = "published", _("已公布")
        WITHDRAWN = "withdrawn", _("已撤回")

    class Trigger(models.TextChoices):
        LAW = "law", _("法律法规立改废")
        AGENCY = "agency", _("机构职能调整")
        REQUEST = "request", _("单位申请")
        REVIEW = "review", _("定期清理")

    kind = models.CharField(max_length=40)
    title = models.CharField(_("标题"), max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("提出单位"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    effective_on = models.DateField(_("生效日期"))
    number = models.PositiveIntegerField(default=0)
    sm3 = models.CharField(max_length=64, blank=True)
    opinion = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_hash = models.CharField(max_length=64, blank=True)
    review_opinion = models.TextField(blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    approval_opinion = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    sealed_fields = (
        "kind", "title", "unit_id", "author_id", "state", "effective_on", "number", "sm3", "opinion",
        "reviewed_by_id", "reviewed_hash", "review_opinion", "approved_by_id", "approved_hash", "approval_opinion",
    )  # fmt: skip
    visibility = Visibility(kind="list_request", unit="unit_id", own=("author", "reviewed_by", "approved_by"))  # fmt: skip
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-changed_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("lists:request", args=[self.pk])

    @property
    def head(self) -> Revision:
        """The newest wording."""
        return self.revisions.get(number=self.number)

    @property
    def content(self) -> dict[str, Any]:
        """The newest wording as data."""
        found: dict[str, Any] = json.loads(self.head.content)
        return found

    @property
    def intact(self) -> bool:
        """Whether the newest wording is the one whose hash everybody saw."""
        head = self.head
        return digest(head.content)["sm3"] == head.sm3 == self.sm3

    @property
    def is_open(self) -> bool:
        """Whether the author may still change it."""
        return self.state in ("draft", "review", "approval", "approved")


class Revision(Sealed):
    """What was proposed at a time, whole; never changed. Reviews and approvals hold for its hash."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    sealed_fields = ("request_id", "number", "content", "sha256", "sm3", "by_id")
    visibility = Visibility(kind="list_request", unit="request__unit_id", own=("request__author",))
    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "number"], name="one_wording_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} v{self.number}"


class Publication(Sealed):
    """A frozen public copy of a list: its bytes are kept by hash as JSON and CSV."""

    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField(_("版次"))
    on_day = models.DateField(_("截至"))
    rows = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    requests = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    sealed_fields = (
        "kind",
        "number",
        "on_day",
        "rows",
        "counts",
        "sha256",
        "sm3",
        "requests",
        "by_id",
    )
    visibility = Visibility(kind="list_publication")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["kind", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "number"], name="one_copy_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Workbook(Sealed):
    """An Excel file held against a list: checked by the intake, nothing changed; it may become a request."""

    class State(models.TextChoices):
        CHECKED = "checked", _("已检查")
        TAKEN = "taken", _("已形成申请")

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    sha256 = models.CharField(max_length=64)
    result = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKED)
    sealed_fields = ("kind", "name", "unit_id", "by_id", "sha256", "lines", "state")
    visibility = Visibility(kind="list_request", unit="unit_id", own=("by",))
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.name
