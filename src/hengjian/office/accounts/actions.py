"""The only writer of units, users, grants and recusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import Grant, Recusal, Unit, User
from hengjian.office.accounts.roles import roles
from hengjian.office.trail.chain import record


@transaction.atomic
def refresh_units(rows: Iterable[Mapping[str, Any]], *, acting_user: object = "system") -> int:
    """Take over units from the lake's table `unit`; units no longer delivered stay."""
    units = [
        Unit(unit_id=r["unit_id"], name=r["name"], parent_id=r["parent_id"] or None, kind=r["kind"] or "")
        for r in rows
    ]  # fmt: skip
    Unit.objects.bulk_create(
        units, update_conflicts=True, unique_fields=["unit_id"],
        update_fields=["name", "parent", "kind"],
    )  # fmt: skip
    record(acting_user, "accounts.units_refreshed", detail={"units": len(units)})
    return len(units)


@transaction.atomic
def create_user(
    username: str, *, name: str, password: str, acting_user: object, unit_id: str | None = None,
    person_id: str = "", must_change: bool = True,
) -> User:  # fmt: skip
    """A new account without any grant; raises ValidationError for a weak password or a used name."""
    user = User(username=username, name=name, unit_id=unit_id, person_id=person_id,
                must_change_password=must_change, password_changed_on=timezone.localdate())  # fmt: skip
    validate_password(password, user)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    record(acting_user, "accounts.user_created", user, detail={"username": username})
    return user


@transaction.atomic
def change_password(user: User, password: str, *, acting_user: object) -> None:
    """Set a password; raises ValidationError when it is weak or the same as before."""
    validate_password(password, user)
    if user.has_usable_password() and user.check_password(password):
        raise ValidationError(_("新密码不能与旧密码相同"))
    user.set_password(password)
    user.must_change_password = acting_user != user
    user.password_changed_on = timezone.localdate()
    user.save()
    record(acting_user, "accounts.password_changed", user)


@transaction.atomic
def disable_user(user: User, *, acting_user: object, reason: str) -> None:
    """The account can no longer log in; running sessions end with the next request."""
    user.is_active = False
    user.save()
    record(acting_user, "accounts.user_disabled", user, purpose=reason)


@transaction.atomic
def grant_role(
    user: User, role: str, *, starts_on: date, ends_on: date, acting_user: User | None,
    unit_id: str | None = None, on_behalf_of: User | None = None,
) -> Grant:  # fmt: skip
    """Give a role until a day. The administrators' roles (三员) exclude each other and all others.

    A second account of the same person (by staff number) counts as the person.
    """
    definition = roles().get(role)
    if definition is None:
        raise ValidationError(_("没有角色 %(role)s") % {"role": role})
    if ends_on < starts_on:
        raise ValidationError(_("截止日不能早于起始日"))
    same = one_person(user)
    if acting_user is not None and acting_user.pk in {u.pk for u in same}:
        raise ValidationError(_("不能给自己授权"))
    for held in Grant.objects.filter(user__in=same, revoked_at__isnull=True, ends_on__gte=starts_on,
                                     starts_on__lte=ends_on):  # fmt: skip
        other = roles().get(held.role)
        if role in (other.apart_from if other else ()) or held.role in definition.apart_from:
            raise ValidationError(
                _("角色“%(new)s”与已有角色“%(old)s”不能由同一人担任")
                % {"new": definition.title, "old": other.title if other else held.role}
            )
    grant = Grant.objects.create(
        user=user, role=role, unit_id=unit_id, starts_on=starts_on, ends_on=ends_on,
        granted_by=acting_user, on_behalf_of=on_behalf_of,
    )  # fmt: skip
    record(acting_user or "system", "accounts.role_granted", grant, unit=unit_id or "",
           detail={"user": user.username, "role": role, "ends_on": ends_on})  # fmt: skip
    return grant


def one_person(user: User) -> list[User]:
    """The accounts of one person, locked: this one, and those with the same staff number."""
    same = Q(pk=user.pk) | Q(person_id=user.person_id) if user.person_id else Q(pk=user.pk)
    return list(User.objects.select_for_update().filter(same).order_by("pk"))


@transaction.atomic
def revoke_grant(grant: Grant, *, acting_user: User, reason: str) -> None:
    """End a grant now, and what was lent of it to a stand-in."""
    changed = Grant.objects.filter(pk=grant.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )
    if not changed:
        raise ValidationError(_("该授权已被撤销"))
    grant.refresh_from_db()
    record(acting_user, "accounts.role_revoked", grant, purpose=reason)
    for lent in _lent(grant):
        revoke_grant(lent, acting_user=acting_user, reason=reason)


def _lent(grant: Grant) -> list[Grant]:
    """Grants of stand-ins that lived on this one; none while the person holds another like it."""
    if grant.on_behalf_of_id is not None:
        return []
    alike = grant.user.grants.filter(
        Grant.in_force_on(timezone.localdate()), role=grant.role, unit_id=grant.unit_id,
        on_behalf_of__isnull=True,
    )  # fmt: skip
    if alike.exists():
        return []
    return list(Grant.objects.filter(
        on_behalf_of=grant.user, role=grant.role, unit_id=grant.unit_id or grant.user.unit_id,
        revoked_at__isnull=True, ends_on__gte=timezone.localdate(),
    ))  # fmt: skip


@transaction.atomic
def declare_recusal(
    user: User, kind: str, value: str, reason: str, *, acting_user: User
) -> Recusal:
    """The user no longer sees or handles what concerns the named person, party or unit."""
    recusal = Recusal(user=user, kind=kind, value=value.strip(), reason=reason,
                      declared_on=timezone.localdate())  # fmt: skip
    recusal.full_clean()
    recusal.save()
    record(acting_user, "accounts.recusal_declared", recusal)
    return recusal
