"""What the security administrator does to accounts, beside `actions`. All of it is recorded."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from hengjian.office.accounts.actions import change_password, grant_role, one_person
from hengjian.office.accounts.models import Grant, Recusal, User
from hengjian.office.accounts.roles import roles
from hengjian.office.trail.chain import record

#: Without letters and digits that look alike: it is read aloud or copied from paper.
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password() -> str:
    """A password to hand over once (79 bits); the policy accepts it, the person must change it."""
    return "-".join("".join(secrets.choice(_LEGIBLE) for _ in range(4)) for _ in range(4))


@transaction.atomic
def reset_password(user: User, *, acting_user: User, reason: str) -> str:
    """A fresh one-time password; it is returned once and kept nowhere. Sessions end."""
    _not_oneself(user, acting_user)
    password = one_time_password()
    change_password(user, password, acting_user=acting_user)
    record(acting_user, "accounts.password_reset", user, purpose=reason)
    return password


@transaction.atomic
def enable_user(user: User, *, acting_user: User, reason: str) -> None:
    """The account may log in again."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(acting_user, "accounts.user_enabled", user, purpose=reason)


@transaction.atomic
def delegate(
    absent: User, stand_in: User, *, starts_on: date, ends_on: date, acting_user: User
) -> list[Grant]:
    """Give the stand-in the absent person's grants until a day, never longer than they last.

    Administrators' roles are not delegated: each has its own person.
    """
    if stand_in.pk in {u.pk for u in one_person(absent)}:
        raise ValidationError(_("不能委托给本人"))
    if acting_user.pk in (absent.pk, stand_in.pk):
        raise ValidationError(_("不能给自己授权"))
    made = []
    for held in absent.grants.filter(Grant.in_force_on(starts_on), on_behalf_of__isnull=True):
        role = roles().get(held.role)
        if role is None or is_administrator(held.role):
            continue
        until = min(ends_on, held.ends_on)
        made.append(grant_role(
            stand_in, held.role, starts_on=starts_on, ends_on=until, acting_user=acting_user,
            unit_id=held.unit_id or absent.unit_id, on_behalf_of=absent,
        ))  # fmt: skip
    if not made:
        raise ValidationError(_("“%(n)s”在该日没有可以委托的授权") % {"n": absent.name})
    record(acting_user, "accounts.delegated", absent,
           detail={"to": stand_in.username, "until": ends_on, "grants": len(made)})  # fmt: skip
    return made


def is_administrator(role: str) -> bool:
    """Whether a role is one of the three administrators (三员)."""
    definition = roles().get(role)
    return definition is not None and bool(definition.apart_from)


@transaction.atomic
def end_recusal(recusal: Recusal, *, acting_user: User, reason: str) -> None:
    """The recusal no longer holds: its row goes, its entry stays."""
    _not_oneself(recusal.user, acting_user)
    record(acting_user, "accounts.recusal_ended", recusal, purpose=reason, gone=True,
           detail={"user": recusal.user.username, "kind": recusal.kind})  # fmt: skip
    recusal.delete()


@transaction.atomic
def unlock(user: User, *, acting_user: User) -> int:
    """Forget the failed log-ins of an account; returns how many records went."""
    count = reset(username=user.username)
    record(acting_user, "accounts.unlocked", user, detail={"records": count})
    return count


@transaction.atomic
def reset_second_factor(user: User, *, acting_user: User, reason: str) -> int:
    """Remove the devices: the next log-in sets one up anew."""
    _not_oneself(user, acting_user)
    count, _each = TOTPDevice.objects.filter(user=user).delete()
    record(acting_user, "accounts.second_factor_reset", user, purpose=reason)
    return count


def _not_oneself(user: User, acting_user: User) -> None:
    if acting_user.pk in {u.pk for u in one_person(user)}:
        raise ValidationError(_("对自己的账号不能这样做，请另一位安全管理员办理"))


def failures() -> dict[str, int]:
    """username → failed log-ins in a row from the worst address, whatever browsers it named."""
    rows = AccessAttempt.objects.filter(
        attempt_time__gte=timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME),
        username__isnull=False,
    )
    found: dict[str, int] = {}
    for name, _address, count in rows.values_list("username", "ip_address").annotate(
        Sum("failures_since_start")
    ):
        found[name] = max(count, found.get(name, 0))
    return found


def locked() -> set[str]:
    """Names that are locked now, from some address."""
    return {name for name, n in failures().items() if n >= settings.AXES_FAILURE_LIMIT}
