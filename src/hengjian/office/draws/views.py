"""Pages of draws: the list, a new one, one draw with what can be done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import Unit
from hengjian.office.documents.history import history
from hengjian.office.draws import actions, entries
from hengjian.office.draws.acts import ACTS, acts_for
from hengjian.office.draws.forms import NewForm, kinds_of, units_of
from hengjian.office.draws.kinds import kinds
from hengjian.office.draws.models import Draw, Pick
from hengjian.office.findings.pages import page_of
from hengjian.office.trail.chain import record

STEPS = (
    (gettext_lazy("准备名单"), "draft"), (gettext_lazy("冻结公布"), "frozen"),
    (gettext_lazy("承诺"), "committed"), (gettext_lazy("揭示"), "done"),
)  # fmt: skip
REVEAL_DAYS = 3


@allow("draw.view")
def listing(request: HttpRequest) -> HttpResponse:
    """What waits, what was drawn, what was voided."""
    user: Any = request.user
    seen = Draw.objects.visible_to(user)
    counts = seen.aggregate(
        running=Count("pk", filter=Q(state__in=("draft", "frozen", "committed"))),
        done=Count("pk", filter=Q(state="done")), void=Count("pk", filter=Q(state="void")),
    )  # fmt: skip
    wanted, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    rows = seen.select_related("unit").annotate(
        lines=Count("entries", distinct=True), taken=Count("seats", distinct=True),
        shown=Count("seats", filter=Q(seats__revealed_at__isnull=False), distinct=True),
    )  # fmt: skip
    if wanted:
        states = ("draft", "frozen", "committed") if wanted == "running" else (wanted,)
        rows = rows.filter(state__in=states)
    if kind:
        rows = rows.filter(kind=kind)
    return render(request, "draws/list.html", {
        "page": page_of(rows.order_by("-pk"), request.GET.get("page", "1")), "counts": counts,
        "kinds": kinds(), "states": [("running", _("进行中")), ("done", _("已抽取")), ("void", _("已作废"))],
    })  # fmt: skip


@allow("draw.prepare")
def new(request: HttpRequest) -> HttpResponse:
    """?kind=…: choose a kind, then give the list. &again=…: after a voided draw."""
    user: Any = request.user
    known = kinds_of(user)
    kind = known.get(request.GET.get("kind", ""))
    if kind is None:
        return render(request, "draws/choose.html", {"kinds": known})
    again = _again(request)
    form = NewForm(request.POST or None, user=user, kind=kind, initial=_initial(kind, again))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        unit = Unit.objects.filter(pk__in=[u.pk for u in units_of(user)]).get(pk=data["unit"])
        try:
            made = actions.prepare(
                kind.kind, data["text"], title=data["title"], unit=unit, drawn=data["drawn"],
                standby=data["standby"], matter=data["matter"], acting_user=user, again_of=again,
            )  # fmt: skip
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("名单已保存，核对后冻结公布"))
            return redirect(actions.address(made))
    return render(request, "draws/new.html", {"form": form, "kind": kind, "again": again}, status=422 if form.errors else 200)  # fmt: skip


def _again(request: HttpRequest) -> Draw | None:
    wanted = request.GET.get("again")
    user: Any = request.user
    if not wanted:
        return None
    found: Draw = Draw.objects.visible_or_404(user, wanted, "draw.prepare")
    return found


def _initial(kind: Any, again: Draw | None) -> dict[str, Any]:
    given = {"drawn": kind.drawn, "standby": kind.standby}
    if again is None:
        return given
    lines = [[e.entry_id, e.name, *e.cells.values()] for e in again.entries.all()]
    text = "\n".join("\t".join(map(str, line)) for line in lines)
    return {**given, "title": again.title, "matter": again.matter, "unit": again.unit_id, "text": text}  # fmt: skip


@allow("draw.view")
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw."""
    found = _found(request, pk)
    record(request.user, "draws.viewed", found)
    return draw_page(request, found)


def _found(request: HttpRequest, pk: int, permission: str = "") -> Draw:
    user: Any = request.user
    rows = Draw.objects.select_related("unit", "made_by", "frozen_by", "again_of")
    return rows.visible_or_404(user, pk, permission)  # type: ignore[no-any-return, attr-defined]


def draw_page(
    request: HttpRequest, found: Draw, *, bound: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a draw. `bound`: forms that were refused, with their errors."""
    user: Any = request.user
    refused = bound or {}
    soon = timezone.localdate() + timedelta(days=REVEAL_DAYS)
    initial = {"revision": found.revision, "reveal_by": soon}
    forms = [
        (n, a, refused.get(n) or a.form(about=found, initial=initial, auto_id=f"{n}_%s"), n in refused or a.tone == "primary")
        for n, a in acts_for(found, user).items()
    ]  # fmt: skip
    lines = list(found.entries.all())
    return render(request, "draws/draw.html", {
        "x": found, "kind": kinds().get(found.kind), "forms": forms, "steps": _steps(found),
        "lines": lines, "able": sum(not e.excluded for e in lines), "today": timezone.localdate(),
        "most": max((e.weight for e in lines), default=1), "seats": found.seats.select_related("person"),
        "picks": found.picks.select_related("entry", "asked_by", "confirmed_by"),
        "serving": [p for p in found.picks.select_related("entry") if p.serves],
        "intact": not found.digest or entries.digest_of(found) == found.digest,
        "history": history(found), "again": found.again.order_by("pk"), "standby": Pick.Role.STANDBY,
    }, status=status)  # fmt: skip


def _steps(found: Draw) -> list[tuple[str, bool]]:
    """(title, whether the draw stands there now)."""
    at = {"draft": 0, "frozen": 2, "committed": 3, "done": 4, "void": -1}[found.state]
    titles = [str(t) for t, _state in STEPS] + [_("结果")]
    return [(title, n == at) for n, title in enumerate(titles)]


@allow("draw.prepare|draw.reveal")
@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One act on one draw; what is refused comes back with its form and changes nothing."""
    user: Any = request.user
    wanted = ACTS.get(name)
    if wanted is None or not user.may(wanted.permission):
        raise Http404
    found = _found(request, pk, wanted.permission)
    form = wanted.form(request.POST, about=found, auto_id=f"{name}_%s")
    if not form.is_valid():
        return draw_page(request, found, bound={name: form}, status=422)
    try:
        wanted.do(found, form.cleaned_data, user, timezone.localdate())
    except (actions.ChangedMeanwhile, PermissionDenied) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
    except ValidationError as error:
        form.add_error(None, error)
        return draw_page(request, found, bound={name: form}, status=422)
    else:
        messages.success(request, str(wanted.said))
    return redirect(actions.address(found))
