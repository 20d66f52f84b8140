"""Pages of rectifications: the ledger, one rectification, what is done with it, a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.desk.actions import about
from hengjian.office.documents.history import history
from hengjian.office.documents.kinds import kinds_about
from hengjian.office.documents.models import Document
from hengjian.office.files import sheets
from hengjian.office.files.models import StoredFile
from hengjian.office.findings.models import Finding
from hengjian.office.findings.pages import page_of
from hengjian.office.rectification import ledger
from hengjian.office.rectification.actions import PROOF, open_rectification
from hengjian.office.rectification.acts import ACTS, acts_for
from hengjian.office.rectification.course import bar, findings_of, next_step
from hengjian.office.rectification.forms import OpenForm
from hengjian.office.rectification.letters import draft_letter
from hengjian.office.rectification.models import Rectification
from hengjian.office.rectification.states import ChangedMeanwhile, address, openable
from hengjian.office.rectification.sweeps import rule_title
from hengjian.office.rectification.terms import rectification_terms
from hengjian.office.trail.chain import record

EXPORTED = 10_000


@allow("rectification.view")
def listing(request: HttpRequest) -> HttpResponse:
    """对账销号: counts by unit, chart, and the filtered items."""
    user: Any = request.user
    day = timezone.localdate()
    seen = Rectification.objects.visible_to(user)
    units = ledger.by_unit(seen, day)
    rows = ledger.filtered(seen, request.GET.dict(), day).select_related("unit", "owner")
    return render(request, "rectification/list.html", {
        "units": units, "totals": ledger.totals(units), "today": day,
        "chart": ledger.chart(units, reverse("rectification:list")),
        "page": page_of(rows, request.GET.get("page", "1")), "states": Rectification.State.choices,
        "causes": rectification_terms().causes,
        "look_backs": ledger.filtered(seen, {"state": "look_back"}, day).count(),
    })  # fmt: skip


@allow("rectification.view")
def export(request: HttpRequest) -> HttpResponse:
    """The filtered ledger as an Excel file, logged with the filters; cells are text, never formulas."""
    user: Any = request.user
    day, wanted = timezone.localdate(), {k: v for k, v in request.GET.dict().items() if v}
    rows = ledger.filtered(Rectification.objects.visible_to(user), wanted, day)[:EXPORTED]
    record(user, "rectification.list_exported", detail={"filters": wanted})
    return sheets.response("rectification", ledger.TITLES, ledger.lines(rows, day))


@allow("rectification.view")
def rectification(request: HttpRequest, pk: int) -> HttpResponse:
    """One rectification."""
    user: Any = request.user
    found = _found(user, pk)
    record(user, "rectification.viewed", found)
    return rectification_page(request, found)


def _found(user: Any, pk: int, permission: str = "") -> Rectification:
    rows = Rectification.objects.select_related("unit", "owner", "planned_by", "opened_by", "closed_by", "look_back_by")  # fmt: skip
    return rows.visible_or_404(user, pk, permission)  # type: ignore[no-any-return, attr-defined]


def rectification_page(
    request: HttpRequest, found: Rectification, *, bound: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    """The page of a rectification. `bound`: forms that were refused, with their errors."""
    user: Any = request.user
    refused = bound or {}
    initial = {"revision": found.revision}
    forms = [
        (n, a, refused.get(n) or a.form(about=found, initial=initial, auto_id=f"{n}_%s"), n in refused or a.tone == "primary")
        for n, a in acts_for(found, user).items()
    ]  # fmt: skip
    told = findings_of(found, user)
    return render(request, "rectification/rectification.html", {
        "x": found, "forms": forms, "bar": bar(found), "next": next_step(found), "today": timezone.localdate(),
        "told": told, "rules": {t.finding.rule: rule_title(t.finding.rule) for t in told},
        "steps": found.steps.select_related("by"),
        "disputes": found.disputes.select_related("raised_by", "decided_by"),
        "proofs": StoredFile.objects.filter(about=about(found), purpose=PROOF).select_related("by"),
        "documents": Document.objects.visible_to(user).filter(about=about(found)).exclude(state="discarded"),
        "letters": kinds_about("rectification") if user.may("document.draft") else {},
        "history": history(found), "terms": rectification_terms(),
    }, status=status)  # fmt: skip


@allow("rectification.view")
@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One act on one rectification; what is refused comes back with its form and changes nothing."""
    user: Any = request.user
    wanted = ACTS.get(name)
    if wanted is None or not user.may(wanted.permission):
        raise Http404
    found = _found(user, pk, wanted.permission)
    form = wanted.form(request.POST, request.FILES, about=found, auto_id=f"{name}_%s")
    if not form.is_valid():
        return rectification_page(request, found, bound={name: form}, status=422)
    try:
        wanted.do(found, form.cleaned_data, user, timezone.localdate())
    except (ChangedMeanwhile, PermissionDenied) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
    except ValidationError as error:
        form.add_error(None, error)
        return rectification_page(request, found, bound={name: form}, status=422)
    else:
        messages.success(request, str(wanted.said))
    return redirect("rectification:rectification", pk)


@allow("document.draft")
@require_POST
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft a document about it and go there."""
    user: Any = request.user
    found = _found(user, pk, "document.draft")
    kind = request.POST.get("kind", "")
    if kind not in kinds_about("rectification"):
        raise Http404
    made = draft_letter(found, kind, acting_user=user)
    return redirect("documents:document", made.pk)


@allow("rectification.open|rectification.own")
def new(request: HttpRequest) -> HttpResponse:
    """Open a rectification of chosen findings (?finding=…&finding=…)."""
    user: Any = request.user
    picked = dict(p.partition(":")[::2] for p in request.POST.getlist("pick"))
    wanted = list(picked) or request.GET.getlist("finding")
    rows = openable(user).select_related("unit")
    chosen = list(rows.filter(pk__in=wanted[:50]).order_by("-value", "pk"))
    if not chosen or len(chosen) != len(set(wanted)):
        raise Http404
    first = chosen[0]
    initial = {"title": rule_title(first.rule)}
    form = OpenForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        seen = {pk: int(n) for pk, n in picked.items() if n.isdigit()}
        try:
            return _opened(request, chosen, form.cleaned_data, seen)
        except ValidationError as error:
            form.add_error(None, error)
    near = rows.filter(
        unit_id=first.unit_id, rule=first.rule, status__in=("open", "asked", "answered")
    )
    return render(request, "rectification/new.html", {
        "form": form, "chosen": chosen, "near": near.exclude(pk__in=wanted).order_by("-value")[:20],
    }, status=422 if form.errors else 200)  # fmt: skip


@transaction.atomic
def _opened(
    request: HttpRequest, chosen: list[Finding], data: dict[str, Any], seen: dict[str, int]
) -> HttpResponse:
    user: Any = request.user
    made = open_rectification(
        chosen, title=data["title"], demand=data["demand"], due_day=data["due_day"], acting_user=user,
        on_day=timezone.localdate(), revisions=seen,
    )  # fmt: skip
    messages.success(request, _("已立项，单位已收到待办，期限开始计算"))
    if data["notice"] and user.may("document.draft"):
        written = draft_letter(made, "rectification_notice", acting_user=user)
        messages.success(request, _("整改通知书底稿已生成，请修改后送签"))
        return redirect("documents:document", written.pk)
    return redirect(address(made))
