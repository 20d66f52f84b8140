"""Delivery of webhooks from the trail: at least once, in order, each event under its number.

Because the trail is the queue, nothing is lost when the other side or this one is down.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from datetime import date

from django.core.exceptions import ValidationError

from hengjian.office.api.actions import checked_url
from hengjian.office.api.models import Webhook
from hengjian.office.trail.models import Entry

AT_ONCE = 100
TIMEOUT = 5.0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def deliver(_on_day: date) -> int:
    """Send every webhook its next events; called by tick. Returns how many events were accepted."""
    return sum(_deliver(hook) for hook in Webhook.objects.filter(stopped_at__isnull=True))


def _deliver(hook: Webhook) -> int:
    entries = list(
        Entry.objects.filter(number__gt=hook.delivered, action__in=hook.actions).order_by("number")[
            :AT_ONCE
        ]
    )
    if not entries:
        return 0
    events = [
        {"number": e.number, "action": e.action, "kind": e.kind, "object": e.object_id, "unit": e.unit,
         "at": e.at.isoformat()}
        for e in entries
    ]  # fmt: skip
    error = send(hook, json.dumps({"events": events}, ensure_ascii=False).encode())
    if error:
        Webhook.objects.filter(pk=hook.pk).update(
            failures=hook.failures + 1, last_error=error[:200]
        )
        return 0
    Webhook.objects.filter(pk=hook.pk).update(
        delivered=entries[-1].number, failures=0, last_error=""
    )
    return len(entries)


def send(hook: Webhook, body: bytes) -> str:
    """POST one signed message; the error as a sentence, empty when it was accepted."""
    signature = hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
    try:
        request = urllib.request.Request(  # noqa: S310 (checked_url allows http and https to listed hosts only)
            checked_url(hook.url), data=body, method="POST",
            headers={"Content-Type": "application/json", "X-Hengjian-Signature": f"sha256={signature}"},
        )  # fmt: skip
        with _OPENER.open(request, timeout=TIMEOUT) as answer:
            return "" if 200 <= answer.status < 300 else f"HTTP {answer.status}"
    except ValidationError as error:
        return "；".join(error.messages)
    except (urllib.error.URLError, OSError, ValueError) as error:
        return str(error)
