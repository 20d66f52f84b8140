"""The only writer of tokens and webhooks."""

from __future__ import annotations

import secrets
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.api.models import SCOPES, Token, Webhook
from hengjian.office.config.environment import names
from hengjian.office.trail.chain import record
from hengjian.office.trail.models import Entry

#: Events that may be told to other systems.
EVENTS = ("findings.imported", "findings.asked", "findings.answered", "findings.accepted", "findings.rejected",
          "holdings.batch_committed", "holdings.batch_withdrawn", "console.report_frozen")  # fmt: skip


@transaction.atomic
def make_token(
    name: str, *, user: User, scopes: list[str], ends_on: date, acting_user: User
) -> tuple[Token, str]:  # fmt: skip
    """A new token and its key, which is shown once and never stored."""
    if unknown := [s for s in scopes if s not in SCOPES]:
        raise ValidationError(_("没有权限范围 %(s)s") % {"s": "、".join(unknown)})
    if not scopes or not name.strip():
        raise ValidationError(_("请填写名称并至少选择一个权限范围"))
    if ends_on < timezone.localdate():
        raise ValidationError(_("截止日已过"))
    if user.needs_second_factor:
        raise ValidationError(_("需要动态码的账号不能发放令牌"))
    key = f"hj_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(name=name.strip(), user=user, scopes=sorted(scopes),
                                 digest=Token.digest_of(key), ends_on=ends_on, made_by=acting_user)  # fmt: skip
    record(
        acting_user,
        "api.token_made",
        token,
        detail={"scopes": scopes, "user": user.username, "ends_on": ends_on},
    )
    return token, key


@transaction.atomic
def revoke_token(token: Token, *, acting_user: User) -> None:
    """End a token now."""
    if not Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    ):
        raise ValidationError(_("令牌已被撤销"))
    token.refresh_from_db()
    record(acting_user, "api.token_revoked", token)


def checked_url(url: str) -> str:
    """The address when its host is allowed (HENGJIAN_WEBHOOK_HOSTS); raises ValidationError."""
    parts = urlsplit(url)
    allowed = names("HENGJIAN_WEBHOOK_HOSTS", "")
    if parts.scheme not in ("http", "https") or parts.hostname not in allowed or parts.username:
        raise ValidationError(
            _("只能推送到系统管理员允许的主机：%(h)s")
            % {"h": "、".join(allowed) or _("（未设置）")}
        )
    return url


@transaction.atomic
def make_webhook(name: str, url: str, actions: list[str], *, acting_user: User) -> Webhook:
    """Tell another system from now on; the secret signs each message."""
    if not actions or any(a not in EVENTS for a in actions):
        raise ValidationError(_("请选择要推送的事件"))
    hook = Webhook.objects.create(
        name=name.strip()[:60] or url[:60], url=checked_url(url), secret=secrets.token_hex(32), actions=sorted(actions),
        made_by=acting_user, delivered=Entry.objects.aggregate(n=Max("number"))["n"] or 0,
    )  # fmt: skip
    record(acting_user, "api.webhook_made", hook, detail={"url": url, "actions": actions})
    return hook


@transaction.atomic
def stop_webhook(hook: Webhook, *, acting_user: User) -> None:
    """Tell it nothing more."""
    hook.stopped_at = timezone.now()
    hook.save(update_fields=["stopped_at"])
    record(acting_user, "api.webhook_stopped", hook)
