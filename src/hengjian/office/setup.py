"""Sets an office up: database, units, findings; for the demo district also its accounts."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

import django


@dataclass(frozen=True)
class Account:
    """One demo account as the command prints it. `secret`: base32 of the second factor, or empty."""

    username: str
    name: str
    role: str
    unit: str
    password: str
    secret: str


#: username, invented name, role, unit (empty: the integrity office's own district reach).
_DEMO = (
    ("fenxi", "秦若衡", "analyst", ""),
    ("zhuren", "沈鉴明", "chief", ""),
    ("jingban", "柳知行", "handler", "unit"),
    ("juzhang", "方守拙", "head", "unit"),
    ("shenji", "顾清源", "auditor", ""),
    ("caigou", "陆采薇", "procurement_supervisor", ""),
    ("jijian", "严正一", "inspector", ""),
    ("quzhang", "江海平", "leader", ""),
    ("fazhi", "许文澜", "reviewer", ""),
    ("xitong", "丁维安", "system_admin", ""),
    ("anquan", "卫慎之", "security_admin", ""),
    ("shenjiyuan", "包存真", "audit_admin", ""),
)


def start_django() -> None:
    """Make Django ready in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengjian.office.config.settings")
    django.setup()


def check() -> None:
    """Raise ValueError when something is missing without which the office must not start."""
    from django.core.checks import ERROR, run_checks

    if found := [e for e in run_checks() if e.level >= ERROR]:
        raise ValueError("\n".join(f"{e.id}: {e.msg} ({e.hint or ''})" for e in found))


def migrate() -> None:
    """Bring the database to the present shape."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def make_demo_accounts() -> list[Account]:
    """Accounts of the demo district with fresh passwords; those that exist already are left alone."""
    from hengjian.office.accounts import actions
    from hengjian.office.accounts.models import User
    from hengjian.office.accounts.roles import roles

    unit, made = _busiest_unit(), []
    today = date.today()  # noqa: DTZ011 (the edge: the day of installation)
    for username, name, role, place in _DEMO:
        if User.objects.filter(username=username).exists():
            continue
        password = f"{secrets.token_urlsafe(9)}-Hj"
        user = actions.create_user(username, name=name, password=password, acting_user="setup",
                                   unit_id=unit if place else None, must_change=False)  # fmt: skip
        actions.grant_role(user, role, starts_on=today, ends_on=today + timedelta(days=365),
                           acting_user=None, unit_id=unit if place else None)  # fmt: skip
        secret = _device(user) if roles()[role].second_factor else ""
        made.append(
            Account(username, name, roles()[role].title, unit if place else "", password, secret)
        )
    return made


def make_demo_work() -> None:
    """What people of the demo district have under way in each app (settings.OFFICE_DEMO)."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    for name in settings.OFFICE_DEMO:
        import_string(name)()


def _busiest_unit() -> str | None:
    """The unit with the most open findings: its handler and head have something to do."""
    from django.db.models import Count

    from hengjian.office.findings.models import Finding

    row = (
        Finding.objects.filter(verdict="flagged", unit__isnull=False, engine_state__in=("new", "open"))
        .values("unit_id").annotate(n=Count("pk")).order_by("-n", "unit_id").first()
    )  # fmt: skip
    return row["unit_id"] if row else None


def _device(user: object) -> str:
    """A confirmed second factor for the demo; its secret is printed with the account."""
    from base64 import b32encode

    from django_otp.plugins.otp_totp.models import TOTPDevice

    device = TOTPDevice.objects.create(user=user, name="TOTP", confirmed=True)
    return b32encode(device.bin_key).decode()
