"""Pages around copies and workbooks: publish, public pages without log-in, import, takeover."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hengjian.office.accounts.gatekeeper import PUBLIC, allow
from hengjian.office.lists import actions, comparing, publishing, sheets, shelf
from hengjian.office.lists.forms import HeadForm
from hengjian.office.lists.kinds import GROUPS, group_title, kinds
from hengjian.office.lists.line_views import told
from hengjian.office.lists.models import Publication, Request, Workbook
from hengjian.office.lists.taking import take_over
from hengjian.office.lists.views import kind_or_404


@allow("list.view")
def copies(request: HttpRequest, kind: str) -> HttpResponse:
    """All public copies of a list, and the requests that wait for the next one."""
    user: Any = request.user
    found = kind_or_404(kind)
    rows = list(Publication.objects.visible_to(user).filter(kind=kind).select_related("by"))
    waiting = Request.objects.visible_to(user).filter(kind=found.home, state="in_force")
    return render(request, "lists/copies.html", {"kind": found, "rows": rows, "waiting": waiting})


@allow("list.publish")
@require_POST
def publish(request: HttpRequest, kind: str) -> HttpResponse:
    """Freeze the list of today as its next public copy."""
    user: Any = request.user
    found = kind_or_404(kind)
    try:
        made = publishing.publish(found, acting_user=user, on_day=timezone.localdate())
    except ValidationError as error:
        told(request, error)
    else:
        messages.success(
            request, _("已公布第 %(n)s 版，共 %(r)s 项") % {"n": made.number, "r": made.rows}
        )
    return redirect("lists:copies", kind)


def _copy(kind: str, number: str) -> Publication:
    rows = Publication.objects.filter(kind=kind)
    found = rows.filter(number=number).first() if number.isdigit() else rows.first()
    if found is None or not kind_or_404(kind).public:
        raise Http404
    return found


@allow(PUBLIC)
def portal(request: HttpRequest) -> HttpResponse:
    """For everybody: the lists that are published."""
    newest: dict[str, Publication] = {}
    for row in Publication.objects.order_by("kind", "number"):
        newest[row.kind] = row
    groups = [(group_title(g), [(k, newest[k.kind]) for k in kinds().values() if k.group == g and k.public and k.kind in newest])
              for g in GROUPS]  # fmt: skip
    return render(request, "lists/portal.html", {"groups": [g for g in groups if g[1]]})


@allow(PUBLIC)
def public_list(request: HttpRequest, kind: str) -> HttpResponse:
    """For everybody: one published list, exactly as it was frozen, with a filter."""
    copy = _copy(kind, request.GET.get("number", ""))
    try:
        content = publishing.content_of(copy)
    except (ValueError, OSError) as error:
        raise Http404 from error
    words = request.GET.get("q", "").lower().split()[:5]
    rows = [r for r in content["rows"] if all(w in " ".join(r).lower() for w in words)]
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "lists/public.html", {
        "kind": kinds()[kind], "copy": copy, "columns": content["columns"], "page": page, "found": len(rows),
        "copies": Publication.objects.filter(kind=kind)[:20],
    })  # fmt: skip


@allow(PUBLIC)
def public_file(request: HttpRequest, kind: str, suffix: str) -> HttpResponseBase:
    """For everybody: the machine-readable copy."""
    if suffix not in ("json", "csv"):
        raise Http404
    file = publishing.file_of(_copy(kind, request.GET.get("number", "")), suffix)
    if file is None or not file.path.exists():
        raise Http404
    mime = {"json": "application/json", "csv": "text/csv; charset=utf-8"}[suffix]
    return FileResponse(
        file.path.open("rb"), as_attachment=True, filename=file.name, content_type=mime
    )


@allow("list.propose")
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, kind: str) -> HttpResponse:
    """A workbook is checked and shown; nothing changes."""
    user: Any = request.user
    found = kind_or_404(kind)
    if found.view_of:
        return redirect("lists:import", found.view_of)
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise ValidationError(_("请选择文件"))
            book = sheets.check_workbook(
                found, file, whole=bool(request.POST.get("whole")), acting_user=user
            )
        except ValidationError as error:
            told(request, error)
        else:
            return redirect("lists:workbook", book.pk)
    rows = Workbook.objects.visible_to(user).filter(kind=kind)[:10]
    return render(request, "lists/import.html", {"kind": found, "rows": rows})


@allow("list.propose")
@require_http_methods(["GET", "POST"])
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """What a workbook would change; it becomes a request of its own."""
    user: Any = request.user
    book = Workbook.objects.visible_or_404(user, pk, "list.propose")
    kind, today = kinds()[book.kind], timezone.localdate()
    form = HeadForm(request.POST or None, initial={"trigger": "review", "trigger_day": today, "effective_on": today,
                                                   "title": book.name.rsplit(".", 1)[0][:100]})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.from_workbook(book, form.head(), acting_user=user, on_day=today)
        except ValidationError as error:
            told(request, error)
        else:
            messages.success(request, _("已形成调整申请"))
            return redirect("lists:request", made.pk)
    rows = comparing.proposed(kind, book.lines, shelf.unit_names())
    return render(request, "lists/workbook.html", {
        "book": book, "kind": kind, "form": form, "rows": rows[:200], "total": len(rows), "totals": comparing.totals(rows),
    })  # fmt: skip


@allow("list.approve")
@require_POST
def take(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a list over from the lake, once."""
    found = kind_or_404(kind)
    try:
        taken = take_over(found, acting_user=request.user)
    except ValidationError as error:
        told(request, error)
    else:
        messages.success(request, _("已接管 %(n)s 行，此后由本系统维护") % {"n": taken.rows})
    return redirect("lists:list", kind)
