"""The report page: live draft with its gaps, proposal, freezing, and the files to take away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.config.environment import office_path
from hengjian.office.console import actions, results
from hengjian.office.console.drafts import draft
from hengjian.office.console.models import FrozenReport
from hengjian.office.door import home, latest_run
from hengjian.office.trail.chain import record

FILES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@allow("report.view")
def report(request: HttpRequest) -> HttpResponse:
    """The latest run's report as it would be printed, its numbers led to their rows; gaps name the missing record."""
    shown, run = results.shown(), latest_run()
    return render(request, "console/report.html", {
        "chapters": draft(run) if run else [], "figures": shown, "run": run, "frozen": FrozenReport.objects.select_related("proposed_by", "frozen_by"),
        "gaps": [(f, {f.figure.undecidable.get(k, k): n for k, n in f.missing.items()}) for f in shown if f.missing],
        "days": results.runs_by_day(),
    })  # fmt: skip


@allow("report.view")
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Put the latest run's figures forward."""
    return _act(
        request,
        lambda u: actions.propose(latest_run() or "", acting_user=u),
        _("已提交，等待另一人定稿"),
    )


@allow("report.freeze")
@require_POST
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze what another person proposed."""
    found = get_object_or_404(FrozenReport, pk=pk)
    digest = request.POST.get("digest", "")
    return _act(request, lambda u: actions.freeze(found, digest, acting_user=u), _("已定稿"))


def _act(request: HttpRequest, act: Any, said: str) -> HttpResponse:
    try:
        act(request.user)
    except (ValidationError, PermissionDenied) as error:
        messages.error(
            request, "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
        )
    else:
        messages.success(request, said)
    return redirect("console:report")


@allow("report.view")
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The report of the latest run as Word or PDF, made once per run."""
    run = latest_run()
    if kind not in FILES or run is None:
        raise Http404
    file = _built(run, kind)
    record(request.user, "console.report_downloaded", detail={"run": run, "kind": kind})
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=file.name, content_type=FILES[kind]
    )


def _built(run: str, kind: str) -> Path:
    from hengjian.district.reporting import build_report

    folder = office_path() / "reports" / run
    found = sorted(folder.glob(f"*.{kind}"))
    if not found:
        build_report(home(), folder, run)
        found = sorted(folder.glob(f"*.{kind}"))
    return found[0]
