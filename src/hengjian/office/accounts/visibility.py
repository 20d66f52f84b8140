"""The one policy: which rows a user sees. Lists, counts, search, exports, files, charts and graphs use it.

Deny by default: a model without `visibility`, a role without a reach for its kind, and a user without a
grant in force see nothing. Recusals always take away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models import Q
from django.http import Http404

if TYPE_CHECKING:
    from hengjian.office.accounts.models import Grant, User

M = TypeVar("M", bound=models.Model)

#: An empty Q would vanish in a union; these two do not.
NOTHING, EVERYTHING = Q(pk__in=[]), ~Q(pk__in=[])


@dataclass(frozen=True)
class Visibility:
    """How rows of a model relate to people. Values are lookup paths; empty: the model has none.

    `kind`: the name under which roles list it in `sees`. `own`: paths to users the row names.
    `person`, `party`: paths to the subject's staff number and company, for recusals.
    `from_subject`: hidden from the person it names, recusal or not.
    `beside`: paths to further units that see the row (the other side of a request between two units).
    """

    kind: str
    unit: str = ""
    field: str = ""
    person: str = ""
    party: str = ""
    own: tuple[str, ...] = ()
    from_subject: bool = False
    beside: tuple[str, ...] = ()


class VisibleQuerySet(models.QuerySet[M]):
    """Adds `visible_to(user)`; views never start from anything else."""

    def visible_to(self, user: User, permission: str = "") -> VisibleQuerySet[M]:
        """Rows that a grant of today lets the user see (and, with `permission`, act on)."""
        rule: Visibility = self.model.visibility  # type: ignore[attr-defined]
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = NOTHING
        for grant in user.grants_today:
            if not permission or permission in grant.definition.may:
                seen |= reach(grant, rule)
        return self.filter(seen).exclude(recused(user, rule))

    def visible_or_404(self, user: User, pk: object, permission: str = "") -> M:
        """The row, or 404: a row one may not see does not exist."""
        try:
            return self.visible_to(user, permission).get(pk=pk)
        except (self.model.DoesNotExist, ValueError, TypeError) as error:
            raise Http404 from error


def reach(grant: Grant, rule: Visibility) -> Q:
    """The rows that one grant opens."""
    role = grant.definition
    extent = role.sees.get(rule.kind, "none")
    if extent == "district":
        found = EVERYTHING
    elif extent == "unit" and rule.unit:
        found = Q(**{f"{rule.unit}__in": grant.units})
        for path in rule.beside:
            found |= Q(**{f"{path}__in": grant.units})
    elif extent == "own" and rule.own:
        person = grant.on_behalf_of or grant.user
        found = NOTHING
        for path in rule.own:
            found |= Q(**{path: person})
    else:
        return NOTHING
    if role.fields and rule.field:
        found &= Q(**{f"{rule.field}__in": role.fields})
    return found


def recused(user: User, rule: Visibility) -> Q:
    """The rows a recusal takes away: about a named person, party or unit; clues also about oneself."""
    blocked: dict[str, list[str]] = {"person": [], "party": [], "unit": []}
    for recusal in user.recusals.all():
        blocked[recusal.kind].append(recusal.value)
    paths = {"person": rule.person, "party": rule.party, "unit": rule.unit}
    taken = NOTHING
    for kind, values in blocked.items():
        if values and paths[kind]:
            taken |= Q(**{f"{paths[kind]}__in": values})
    if rule.from_subject and rule.person and user.person_id:
        taken |= Q(**{rule.person: user.person_id})
    return taken


def reaches_district(user: User, kind: str) -> bool:
    """Whether a grant of today opens all rows of a kind that lives outside the database."""
    return user.is_authenticated and any(
        g.definition.sees.get(kind) == "district" for g in user.grants_today
    )
