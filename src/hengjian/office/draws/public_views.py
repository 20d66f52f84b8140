"""What everybody may see of draws, without an account: the list, the protocol, its JSON.

Published on purpose: a draw appears here when its list is frozen, its names from the day of opening on.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from hengjian.office.accounts.gatekeeper import PUBLIC, allow
from hengjian.office.draws.kinds import kinds
from hengjian.office.draws.models import PUBLISHED, Draw
from hengjian.office.draws.protocol import is_open, protocol

NEWEST = 100


def _published() -> QuerySet[Draw]:
    rows: QuerySet[Draw] = Draw.objects.filter(PUBLISHED).select_related("unit", "again_of")
    return rows


@allow(PUBLIC)
def listing(request: HttpRequest) -> HttpResponse:
    """The newest published draws."""
    rows = _published().order_by("-frozen_at")[:NEWEST]
    return render(request, "draws/public_list.html", {"draws": rows})


@allow(PUBLIC)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One protocol."""
    found = get_object_or_404(_published(), number=number)
    names = is_open(found, timezone.localdate())
    kind = kinds().get(found.kind)
    return render(request, "draws/public.html", {
        "x": found, "p": protocol(found, names=names), "names": names, "kind": kind,
        "again": found.again.filter(PUBLISHED).order_by("pk"),
    })  # fmt: skip


@allow(PUBLIC)
def download(request: HttpRequest, number: str) -> HttpResponse:
    """The protocol as JSON, for docs/draw_verify.py."""
    found = get_object_or_404(_published(), number=number)
    answer = JsonResponse(
        protocol(found, names=is_open(found, timezone.localdate())),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
    return answer
