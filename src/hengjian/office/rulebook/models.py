"""Drafts of rules, their versions, the trials of a version, and what a shadow rule would have found."""

from __future__ import annotations

import json
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.rulebook.content import digest
from hengjian.office.trail.models import Sealed


class Draft(Sealed):
    """A rule on its way: written by one, approved by a second, released by a third.

    `content_hash` is that of the newest version; an approval holds for `approved_hash` alone.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("起草")
        SUBMITTED = "submitted", _("待审核")
        SHADOW = "shadow", _("影子运行")
        RELEASED = "released", _("已发布")
        WITHDRAWN = "withdrawn", _("已撤回")

    name = models.CharField(_("编号"), max_length=100)
    title = models.CharField(_("名称"), max_length=24)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    number = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True)
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opinion = models.TextField(_("审核意见"), blank=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    releaser = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    sealed_fields = (
        "name", "title", "author_id", "state", "number", "content_hash", "reviewer_id", "opinion",
        "approved_hash", "approved_by_id", "releaser_id", "released_by_id",
    )  # fmt: skip
    visibility = Visibility(kind="rule_draft", own=("author", "reviewer", "releaser"))
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-changed_at"]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"

    @property
    def head(self) -> Version:
        """The newest version."""
        return self.versions.get(number=self.number)

    @property
    def intact(self) -> bool:
        """Whether the newest version is the one that was written through the office."""
        return self.head.intact and self.head.content_hash == self.content_hash

    @property
    def is_open(self) -> bool:
        """Whether the author may still change it."""
        return self.state in (self.State.DRAFT, self.State.SUBMITTED, self.State.SHADOW)


class Version(Sealed):
    """What the author had written at a time, whole; never changed."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    sealed_fields = ("draft_id", "number", "content", "content_hash", "by_id")
    visibility = Visibility(
        kind="rule_draft", own=("draft__author", "draft__reviewer", "draft__releaser")
    )
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "number"], name="one_draft_version")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.number}"

    @property
    def texts(self) -> dict[str, str]:
        """The content by field."""
        found: dict[str, str] = json.loads(self.content)
        return found

    @property
    def intact(self) -> bool:
        """Whether the content is still the one that its hash was made from."""
        return digest(self.content) == self.content_hash


class Trial(Sealed):
    """A trial of one version in the sandbox: who, why, and what came of it."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="trials")
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    purpose = models.CharField(_("事由"), max_length=200)
    passed = models.BooleanField()
    result = models.JSONField(default=dict)
    sealed_fields = ("draft_id", "content_hash", "by_id", "purpose", "passed")
    visibility = Visibility(
        kind="rule_draft", own=("draft__author", "draft__reviewer", "draft__releaser")
    )
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.at:%Y-%m-%d %H:%M}"


class ShadowRun(models.Model):
    """What a shadow rule found in one run; kept apart from findings, shown in the lab only."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="shadow_runs")
    content_hash = models.CharField(max_length=64)
    run_id = models.CharField(max_length=40)
    as_of = models.CharField(max_length=10)
    at = models.DateTimeField(auto_now_add=True)
    result = models.JSONField(default=dict)
    visibility = Visibility(
        kind="rule_draft", own=("draft__author", "draft__reviewer", "draft__releaser")
    )
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["run_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft", "run_id", "content_hash"], name="one_shadow_of_a_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.run_id}"
