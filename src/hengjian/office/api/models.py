"""Tokens with scope and end, and webhooks with their place in the trail."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import User
from hengjian.office.trail.models import Sealed

#: scope → what it opens.
SCOPES = {
    "findings.read": _("读取疑点"),
    "figures.read": _("读取指标"),
    "uploads.write": _("报送文件"),
    "enterprises.read": _("查询企业"),
    "credit:query": _("信用查询"),
    "metrics.read": _("读取运行指标"),
}


class Token(Sealed):
    """A key for a machine. It acts as its user: the scope narrows, the user's grants decide what is seen."""

    name = models.CharField(_("名称"), max_length=60)
    user = models.ForeignKey(
        User, models.CASCADE, related_name="tokens", verbose_name=_("代表的账号")
    )
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    ends_on = models.DateField(_("截止日"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)
    sealed_fields = ("name", "user_id", "scopes", "digest", "ends_on", "made_by_id", "revoked_at")

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(key: str) -> str:
        """SHA-256 of the key: 256 random bits need no slow hash."""
        return hashlib.sha256(key.encode()).hexdigest()

    def usable_on(self, day: date) -> bool:
        """Neither ended nor revoked, and its user is enabled."""
        return self.revoked_at is None and day <= self.ends_on and self.user.is_active


class Webhook(Sealed):
    """Another system that is told what happened: action, kind, id, unit and time; never content."""

    name = models.CharField(_("名称"), max_length=60)
    url = models.URLField(_("地址"))
    secret = models.CharField(max_length=64)
    actions = models.JSONField(default=list)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    delivered = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    stopped_at = models.DateTimeField(null=True)
    sealed_fields = ("name", "url", "secret", "actions", "made_by_id", "stopped_at")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
