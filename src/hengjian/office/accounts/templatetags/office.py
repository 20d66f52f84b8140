"""Small words of the templates: money, clocks, permissions, icons."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan with separators; nothing for None."""
    return "" if fen is None else f"{fen // 100:,}.{fen % 100:02d}"


@register.filter
def wan(fen: int | None) -> str:
    """Fen as 万元 with two decimals, half up."""
    if fen is None:
        return ""
    cents = (abs(fen) * 2 + 10_000) // 20_000
    return f"{'-' if fen < 0 else ''}{cents // 100:,}.{cents % 100:02d} 万元"


@register.filter
def days_left(day: date | None) -> str:
    """How far a due day is: 还有 3 天, 今天, 超 2 天."""
    if day is None:
        return ""
    left = (day - timezone.localdate()).days
    if left > 0:
        return _("还有 %(n)s 天") % {"n": left}
    return _("今天到期") if left == 0 else _("已超 %(n)s 天") % {"n": -left}


@register.filter
def may(user: Any, permission: str) -> bool:
    """Whether the user's roles allow an act."""
    return bool(user.is_authenticated and user.may(permission))


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """mapping[key], or nothing."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the Tabler font, hidden from screen readers."""
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


_TONES = {"hard": "red", "soft": "orange", "hint": "secondary"}
_MARKS = {"hard": "gavel", "soft": "alert-triangle", "hint": "bulb"}


@register.simple_tag
def level_badge(level: str) -> SafeString:
    """法定 / 政策 / 提示 with its icon: colour never stands alone."""
    words = {"hard": _("法定"), "soft": _("政策"), "hint": _("提示")}
    return format_html(
        '<span class="badge bg-{}-lt">{} {}</span>',
        _TONES.get(level, "secondary"), icon(_MARKS.get(level, "point")), words.get(level, level),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """The present query string with some parameters changed; None removes one."""
    values = context["request"].GET.copy()
    for name, value in changes.items():
        values.pop(name, None)
        if value not in (None, ""):
            values[name] = value
    return f"?{values.urlencode()}"
