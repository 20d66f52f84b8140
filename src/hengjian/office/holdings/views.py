"""Pages of holdings: sources and quality, upload with dry run, batches and their withdrawal."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.visibility import reaches_district
from hengjian.office.door import catalog, home
from hengjian.office.holdings import actions, tasks
from hengjian.office.holdings.models import Upload
from hengjian.office.holdings.sources import sources, standings
from hengjian.office.trail.chain import record


@allow("holding.view")
def sources_page(request: HttpRequest) -> HttpResponse:
    """Sources with legal basis, promise, last delivery, and their quality as a chart."""
    rows = standings(timezone.localdate())
    return render(
        request,
        "holdings/sources.html",
        {"rows": rows, "chart": _quality(rows), "silent": sum(r.silent for r in rows)},
    )


def _quality(rows: list[Any]) -> dict[str, Any]:
    shown = sorted((r for r in rows if r.rows), key=lambda r: r.rejected_share)[-12:]
    return {
        "tooltip": {}, "grid": {"left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "name": "%"}, "yAxis": {"type": "category", "data": [r.name for r in shown]},
        "series": [{"type": "bar", "name": _("退回率"), "label": {"show": True, "position": "right"},
                    "data": [round(r.rejected_share, 3) for r in shown]}],
    }  # fmt: skip


@allow("holding.connect")
@require_POST
def set_promise(request: HttpRequest) -> HttpResponse:
    """How often a source delivers here."""
    name, days = request.POST.get("source", ""), request.POST.get("days", "")
    if name not in sources() or not days.isdigit() or not 0 < int(days) <= 3660:
        messages.error(request, _("请填写 1 至 3660 之间的天数"))
    else:
        actions.promise(
            name, int(days), request.POST.get("agreement", "")[:200], acting_user=request.user
        )
        messages.success(request, _("已更新"))
    return redirect("holdings:sources")


@allow("holding.view")
@require_http_methods(["GET", "POST"])
def uploads(request: HttpRequest) -> HttpResponse:
    """My unit's uploads; a new file is checked and nothing is committed yet."""
    user: Any = request.user
    tables = sorted((t for t in catalog().tables.values() if not t.derived), key=lambda t: t.title)
    if request.method == "POST":
        if not user.may("holding.upload"):
            raise Http404
        file = request.FILES.get("file")
        table = request.POST.get("table", "")
        if file is None or (table and table not in catalog().tables):
            messages.error(request, _("请选择文件"))
            return redirect("holdings:uploads")
        try:
            row = actions.check_upload(file, table=table, acting_user=user)
        except ValidationError as error:
            messages.error(request, "；".join(error.messages))
            return redirect("holdings:uploads")
        return redirect("holdings:upload", row.pk)
    return render(request, "holdings/uploads.html", {
        "rows": Upload.objects.visible_to(user).select_related("by", "unit")[:50], "tables": tables,
    })  # fmt: skip


@allow("holding.view")
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """What the check found: rows by table, faulty cells with their remedy."""
    row = Upload.objects.visible_or_404(request.user, pk)
    titles = {t.table: t.title for t in catalog().tables.values()}
    return render(
        request, "holdings/upload.html", {"upload": row, "result": row.result, "titles": titles}
    )


@allow("holding.upload")
@require_POST
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Commit the checked file."""
    return _act(request, pk, actions.commit_upload, _("已入库，可在批次中查看"))


@allow("holding.upload")
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the checked file up."""
    return _act(request, pk, actions.discard_upload, _("已放弃"))


def _act(request: HttpRequest, pk: int, act: Any, said: str) -> HttpResponse:
    row = Upload.objects.visible_or_404(request.user, pk, "holding.upload")
    try:
        act(row, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("holdings:upload", pk)


@allow("holding.view")
def quarantine(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that were set aside, with the reason beside the cell."""
    row = Upload.objects.visible_or_404(request.user, pk)
    name = Path(str(row.result.get("quarantine") or "")).name
    path = home().lake.root / "quarantine" / name
    if not name or not path.is_file():
        raise Http404
    record(request.user, "holdings.quarantine_read", row)
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


@allow("holding.view")
def template(request: HttpRequest, table: str) -> HttpResponseBase:
    """The Excel template of a table of the data standard."""
    from hengjian.intake.template import write_template

    found = catalog().tables.get(table)
    if found is None or found.derived:
        raise Http404
    file = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 (the response closes it)
    write_template(found, Path(file.name))
    return FileResponse(file, as_attachment=True, filename=f"{found.title}.xlsx")


@allow("holding.view")
def batches(request: HttpRequest) -> HttpResponse:
    """Committed batches, newest first; a department sees those it uploaded."""
    user: Any = request.user
    rows = home().lake.batches(withdrawn=True)[::-1]
    if not reaches_district(user, "holding"):
        mine = set(
            Upload.objects.visible_to(user).exclude(batch_id="").values_list("batch_id", flat=True)
        )
        rows = [b for b in rows if b.batch_id in mine]
    titles = {t.table: t.title for t in catalog().tables.values()}
    return render(
        request, "holdings/batches.html", {"rows": rows[:300], "total": len(rows), "titles": titles}
    )


@allow("holding.withdraw")
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take a batch out of every view, with the reason."""
    try:
        actions.withdraw_batch(
            request.POST.get("batch", ""), request.POST.get("reason", ""), acting_user=request.user
        )
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    else:
        messages.success(request, _("批次已撤回，文件保留备查；重新运行后疑点会更新"))
    return redirect("holdings:batches")


@allow("holding.run")
@require_POST
def run_now(request: HttpRequest) -> HttpResponse:
    """Queue a run of the rules for the worker."""
    tasks.run_rules.enqueue(request.user.get_username())
    record(request.user, "holdings.run_queued")
    messages.success(request, _("已排队运行，完成后疑点和指标会更新"))
    return redirect("holdings:sources")
