"""Saved views: a list's filters under a name, private to a person."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.findings.filters import FILTERS
from hengjian.office.findings.models import SavedView
from hengjian.office.trail.chain import record

MOST = 20


@transaction.atomic
def save_view(name: str, query: str, *, acting_user: User) -> SavedView:
    """Keep the known filters of a query string; the same name replaces. Raises ValidationError."""
    if not name.strip():
        raise ValidationError(_("请给视图起个名字"))
    given = QueryDict(query)
    kept = urlencode({k: given[k][:100] for k in (*FILTERS, "order") if given.get(k)})
    mine = SavedView.objects.filter(user=acting_user)
    if mine.exclude(name=name.strip()[:40]).count() >= MOST:
        raise ValidationError(_("最多保存 %(n)s 个视图") % {"n": MOST})
    view, _made = SavedView.objects.update_or_create(
        user=acting_user, name=name.strip()[:40], defaults={"query": kept[:500]}
    )
    record(acting_user, "findings.view_saved", detail={"name": view.name, "query": view.query})
    return view


@transaction.atomic
def forget_view(pk: int, *, acting_user: User) -> None:
    """Remove one of the person's own views."""
    if SavedView.objects.filter(user=acting_user, pk=pk).delete()[0]:
        record(acting_user, "findings.view_forgotten", detail={"view": pk})
