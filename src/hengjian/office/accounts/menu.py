"""The left menu: a role names entries, this says where they lead and how they look."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    name: str
    title: str | Promise
    icon: str
    url: str
    active: bool = False


#: menu name → title, icon of the Tabler icon font, address name.
ENTRIES: dict[str, tuple[str | Promise, str, str]] = {
    "today": (_("今日"), "sun-high", "findings:today"),
    "todo": (_("待办"), "checklist", "desk:todo"),
    "leader": (_("区情一页"), "dashboard", "console:leader"),
    "findings": (_("疑点"), "flag", "findings:list"),
    "rectification": (_("整改"), "tools", "rectification:list"),
    "notices": (_("文书"), "file-text", "documents:list"),
    "clues": (_("线索"), "fingerprint", "clues:list"),
    "transfers": (_("移送"), "send", "clues:transfers"),
    "responsibility": (_("我的责任"), "shield-check", "console:responsibility"),
    "audit": (_("应审清单"), "report-search", "console:audit"),
    "packages": (_("项目墙"), "shopping-cart", "console:packages"),
    "lists": (_("清单"), "list-details", "lists:home"),
    "matters": (_("办理"), "route", "matters:list"),
    "draws": (_("随机抽取"), "dice-5", "draws:list"),
    "duties": (_("两个责任"), "users-group", "duties:home"),
    "credit": (_("信用查询"), "id-badge-2", "credit:query"),
    "exchange": (_("信息共享"), "arrows-exchange", "exchange:home"),
    "coverage": (_("盲区"), "grid-dots", "console:coverage"),
    "figures": (_("指标"), "chart-bar", "console:figures"),
    "report": (_("报告"), "file-analytics", "console:report"),
    "rules": (_("规则库"), "scale", "rulebook:list"),
    "lab": (_("规则实验室"), "flask", "rulebook:lab"),
    "holdings": (_("数据"), "database", "holdings:sources"),
    "requests": (_("补数请求"), "database-import", "holdings:requests"),
    "burden": (_("填报负担"), "keyboard", "console:burden"),
    "people": (_("账号与授权"), "users", "accounts:people"),
    "system": (_("系统"), "server", "api:system"),
    "webhooks": (_("事件推送"), "webhook", "api:webhooks"),
    "tokens": (_("接口令牌"), "key", "api:tokens"),
    "trail": (_("痕迹"), "list-search", "trail:list"),
    "looked": (_("谁看了什么"), "eye", "trail:looked"),
}  # fmt: skip


def entries(names: list[str], path: str) -> list[Entry]:
    """The entries of these names that exist, the one of the present page marked."""
    found = []
    for name in names:
        title, icon, target = ENTRIES[name]
        try:
            url = reverse(target)
        except NoReverseMatch:
            continue
        found.append((name, title, icon, url))
    best = max((u for *_x, u in found if path.startswith(u)), key=len, default="")
    return [Entry(n, t, i, u, u == best) for n, t, i, u in found]
