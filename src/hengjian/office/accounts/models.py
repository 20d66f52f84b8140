"""Units as a tree, users, grants of roles with an end date, and recusals."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.roles import Role, roles
from hengjian.office.trail.models import Sealed


class Unit(models.Model):
    """A department, township or institution, as the lake's table `unit` delivers it."""

    unit_id = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, db_constraint=False)
    kind = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["unit_id"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def below(cls, unit_id: str) -> list[str]:
        """The unit and all units under it; a loop in the data ends the walk."""
        children: dict[str | None, list[str]] = {}
        for pk, parent in cls.objects.values_list("unit_id", "parent_id"):
            children.setdefault(parent, []).append(pk)
        found, open_ = {unit_id}, [unit_id]
        while open_:
            for child in children.get(open_.pop(), []):
                if child not in found:
                    found.add(child)
                    open_.append(child)
        return sorted(found)


class UserManager(BaseUserManager["User"]):
    """Looks users up by name; creating them is `actions.create_user`."""


class User(AbstractBaseUser, Sealed):
    """A person with an account. What they may do comes from grants alone."""

    username = models.CharField(_("用户名"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("单位"))
    person_id = models.CharField(_("工号"), max_length=32, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    password_changed_on = models.DateField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="zh-hans")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]
    sealed_fields = ("username", "name", "unit_id", "person_id", "is_active", "password")
    objects = UserManager()

    def __str__(self) -> str:
        return self.name

    @cached_property
    def grants_today(self) -> list[Grant]:
        """Grants in force today whose role exists."""
        found = self.grants.filter(Grant.in_force_on(timezone.localdate()))
        return [g for g in found if g.role in roles()]

    @cached_property
    def permissions(self) -> frozenset[str]:
        """Everything the user may do somewhere."""
        return frozenset(p for g in self.grants_today for p in g.definition.may)

    def may(self, permission: str) -> bool:
        """Whether some grant of today allows the act at all; visibility still limits where."""
        return self.is_active and permission in self.permissions

    @cached_property
    def stands_for(self) -> frozenset[int]:
        """Accounts whose hand this is today: its own, others of the same staff number, and of those it
        stands in for. A second person must be none of them."""
        found = {self.pk, *(g.on_behalf_of_id for g in self.grants_today if g.on_behalf_of_id)}
        if self.person_id:
            same = User.objects.filter(person_id=self.person_id)
            found.update(same.values_list("pk", flat=True))
        return frozenset(found)

    def is_one_of(self, *accounts: int | None) -> bool:
        """Whether one of the accounts is this person's today: the question of every second-person check."""
        return not self.stands_for.isdisjoint(accounts)

    @property
    def menu(self) -> list[str]:
        """Menu entries of all roles, in the order of the first role that has them."""
        return list(dict.fromkeys(m for g in self.grants_today for m in g.definition.menu))

    @property
    def needs_second_factor(self) -> bool:
        """Whether one of today's roles demands TOTP."""
        return any(g.definition.second_factor for g in self.grants_today)


class Grant(Sealed):
    """A role given to a user for a unit and a time. A delegation is a grant on somebody's behalf."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(_("角色"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("范围"))
    starts_on = models.DateField(_("自"))
    ends_on = models.DateField(_("至"))
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    sealed_fields = ("user_id", "role", "unit_id", "starts_on", "ends_on", "on_behalf_of_id", "revoked_at")  # fmt: skip

    class Meta:
        ordering: ClassVar = ["-starts_on"]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"

    @staticmethod
    def in_force_on(day: date) -> Q:
        """Grants that count on the day."""
        return Q(starts_on__lte=day, ends_on__gte=day, revoked_at__isnull=True)

    @property
    def definition(self) -> Role:
        """What the role may see and do."""
        return roles()[self.role]

    @cached_property
    def units(self) -> list[str]:
        """Ids of the units the grant reaches: its unit, or the user's own, and all below."""
        root = self.unit_id or self.user.unit_id
        return Unit.below(root) if root else []


class Recusal(Sealed):
    """A person, a party or a unit that the user must not deal with (回避)."""

    class Kind(models.TextChoices):
        PERSON = "person", _("人员")
        PARTY = "party", _("相对人")
        UNIT = "unit", _("单位")

    user = models.ForeignKey(User, models.CASCADE, related_name="recusals")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)
    declared_on = models.DateField()
    sealed_fields = ("user_id", "kind", "value", "reason", "declared_on")

    def __str__(self) -> str:
        return f"{self.user} {self.kind} {self.value}"


def system_user_names() -> dict[str, Any]:
    """username → name of all users, for showing the trail."""
    return dict(User.objects.values_list("username", "name"))
