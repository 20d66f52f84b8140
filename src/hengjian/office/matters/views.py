"""Pages of matters: the list, the choice of a procedure, one matter with its way, the acceptance sheet, the guide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.gatekeeper import PUBLIC, allow
from hengjian.office.desk.actions import about
from hengjian.office.door import home
from hengjian.office.files.models import StoredFile
from hengjian.office.findings.pages import page_of
from hengjian.office.matters import forms, guides
from hengjian.office.matters.actions import open_matter
from hengjian.office.matters.comments import parameters_of
from hengjian.office.matters.course import Course
from hengjian.office.matters.desks import Desk, desks
from hengjian.office.matters.models import Matter
from hengjian.office.matters.who import may_close
from hengjian.office.trail.chain import record

SEEN = "matter.view"


@allow(SEEN)
def listing(request: HttpRequest) -> HttpResponse:
    """Matters that the person's units lead or take part in, the running ones first."""
    user: Any = request.user
    rows = Matter.objects.visible_to(user).select_related("unit", "opened_by").distinct()
    chosen, text = request.GET.get("procedure", ""), request.GET.get("q", "").strip()[:100]
    if chosen in desks():
        rows = rows.filter(procedure=chosen)
    if request.GET.get("state") in Matter.State.values:
        rows = rows.filter(state=request.GET["state"])
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(unit__name__icontains=text))
    page = page_of(rows.order_by("-state", "-opened_on", "-pk"), request.GET.get("page", "1"))
    today = timezone.localdate()
    return render(request, "matters/list.html", {
        "page": page, "courses": [(m, Course(m, today)) for m in page.rows], "desks": desks(), "chosen": chosen,
        "states": Matter.State.choices, "text": text, "may_open": any(user.may(d.opens) for d in desks().values()),
    })  # fmt: skip


def _desk(name: str) -> Desk:
    try:
        return desks()[name]
    except KeyError as error:
        raise Http404 from error


@allow("matter.open")
def choose(request: HttpRequest) -> HttpResponse:
    """Which procedure to begin."""
    return render(request, "matters/choose.html", {"desks": desks()})


@allow("matter.open")
def new(request: HttpRequest, name: str) -> HttpResponse:
    """Begin one."""
    desk = _desk(name)
    form = forms.OpenForm(request.POST or None, desk=desk)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = open_matter(name, data["title"], forms.facts_of(data), acting_user=request.user,
                                       on_day=timezone.localdate(), branches=data.get("branches") or ())  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已启动 %(n)s") % {"n": made.number})
            return redirect(made.url)
    return render(
        request,
        "matters/new.html",
        {"desk": desk, "form": form},
        status=422 if form.errors else 200,
    )


@allow(SEEN)
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: where it stands, what is next and who does it, its clocks, its record."""
    return matter_page(request, _seen(request, pk))


def _seen(request: HttpRequest, pk: int, permission: str = SEEN) -> Matter:
    user: Any = request.user
    found = Matter.objects.visible_to(user, permission).filter(pk=pk).distinct().first()
    if found is None:
        raise Http404
    return found


def matter_page(
    request: HttpRequest,
    row: Matter,
    bound: forms.StepForm | None = None,
    step: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with the form of a step as the person left it."""
    user: Any = request.user
    course = Course(row, timezone.localdate())
    record(user, "matters.viewed", row)
    ready = []
    for place in course.open:
        if place.step is None:
            continue
        try:
            may_close(course, place.name, place.step, user)
        except PermissionDenied as error:
            ready.append((place, None, str(error)))
            continue
        form = bound if bound is not None and place.name == step else forms.StepForm(step=place.step, initial={"revision": row.revision})  # fmt: skip
        ready.append((place, form, ""))
    held = course.days_by_unit()
    return render(request, "matters/matter.html", {
        "x": row, "course": course, "desk": course.desk, "ready": ready, "held": held, "today": course.today,
        "held_chart": _held_chart(held), "files": StoredFile.objects.filter(about=about(row)).select_related("by").order_by("purpose", "pk"), "comments": row.comments.select_related("replied_by"),
        "lines": row.lines.select_related("accepted_by"), "suspensions": row.suspensions.order_by("pk"),
        "extensions": row.extensions.order_by("pk"), "branches": row.branches.select_related("unit"),
        "hosts_comments": course.desk.whole("comments"), "hosts_sheet": course.desk.whole("sheet"),
        "comment_form": forms.CommentForm(), "running": row.state == Matter.State.RUNNING,
        "leads": user.unit_id == row.unit_id and user.may("matter.do"),
        "extendable": [p for p in course.places if p.clock and not p.clock.done_on and not p.clock.extended
                       and course.desk.procedure.steps[p.name].extension],
    }, status=status)  # fmt: skip


def _held_chart(held: dict[str, int]) -> dict[str, Any]:
    """Who held the file how long, as bars."""
    rows = sorted(held.items(), key=lambda r: r[1])
    return {
        "tooltip": {}, "grid": {"left": 8, "right": 40, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1}, "yAxis": {"type": "category", "data": [n for n, _n in rows]},
        "series": [{"type": "bar", "barMaxWidth": 22, "data": [n for _n, n in rows], "label": {"show": True, "position": "right"}}],
    }  # fmt: skip


@allow(SEEN)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The acceptance sheet, to be worked through line by line and to be printed."""
    row = _seen(request, pk)
    user: Any = request.user
    package = str(row.facts.get("package_id", ""))
    return render(request, "matters/sheet.html", {
        "x": row, "lines": row.lines.select_related("accepted_by"), "package": package,
        "known": parameters_of(package) if package and not row.lines.exists() else [],
        "may_accept": user.may("matter.do") and row.state == Matter.State.RUNNING,
        "may_make": user.unit_id == row.unit_id and user.may("matter.do"),
    })  # fmt: skip


@allow(PUBLIC)
def guides_list(request: HttpRequest) -> HttpResponse:
    """For everybody: the procedures that people can ask for."""
    public = [d for d in desks().values() if d.public]
    return render(
        request, "matters/guides.html", {"desks": public, "district": home().settings.district}
    )


@allow(PUBLIC)
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """For everybody: a procedure drawn and told from the same file that is checked."""
    desk, today = _desk(name), timezone.localdate()
    if not desk.public and not request.user.is_authenticated:
        raise Http404
    return render(request, "matters/guide.html", {
        "desk": desk, "procedure": desk.procedure, "drawing": guides.drawing(desk, today),
        "steps": guides.told(desk, today), "apart": guides.apart(desk),
    })  # fmt: skip
