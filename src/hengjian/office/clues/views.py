"""Pages of clues: the register, one clue, and proposing one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import User
from hengjian.office.clocks.models import Clock
from hengjian.office.clues import actions, forms
from hengjian.office.clues.models import Clue
from hengjian.office.clues.routing import inspectors
from hengjian.office.desk.actions import about
from hengjian.office.findings.models import Finding
from hengjian.office.findings.pages import page_of
from hengjian.office.trail.chain import record

S = Clue.State


@allow("clue.view")
def listing(request: HttpRequest) -> HttpResponse:
    """The register: numbered, with the clock of each."""
    user: Any = request.user
    rows = Clue.objects.visible_to(user).select_related("unit", "inspector", "proposed_by")
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    if request.GET.get("state") in Clue.State.values:
        rows = rows.filter(state=request.GET["state"])
    page = page_of(rows, request.GET.get("page", "1"))
    due = {c.about: c.due_day for c in Clock.objects.filter(
        name="disposition", state=Clock.State.RUNNING, about__in=[about(c) for c in page.rows])}  # fmt: skip
    return render(request, "clues/list.html", {
        "page": page, "rows": [(c, due.get(about(c))) for c in page.rows], "today": timezone.localdate(),
        "states": [(k, t, counts.get(k, 0)) for k, t in Clue.State.choices],
    })  # fmt: skip


@allow("clue.register")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Propose a clue from findings, a petition, an audit, an inspection or a transfer."""
    user: Any = request.user
    if request.method == "GET":
        chosen = _chosen(user, request.GET.getlist("finding"))
        return _register_page(request, forms.ProposeForm(initial=_first(chosen)), chosen)
    form = forms.ProposeForm(request.POST)
    chosen = _chosen(user, request.POST.get("findings", "").split())
    if form.is_valid():
        data = form.cleaned_data
        unit = data["unit"]
        try:
            clue = actions.propose(
                chosen, source=data["source"], title=data["title"], summary=data["summary"],
                doubts=data["doubts"], unit_id=unit.pk if unit else None, person=data["person"].strip(),
                party=data["party"].strip(), acting_user=user, on_day=timezone.localdate(),
            )  # fmt: skip
        except actions.GoesUp as error:
            return render(
                request,
                "error.html",
                {"title": _("请直接报送上级"), "text": " ".join(error.messages)},
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("已提交审批，由另一人决定是否登记"))
            return redirect("clues:clue", clue.pk)
    return _register_page(request, form, chosen, status=422)


def _register_page(
    request: HttpRequest, form: Form, chosen: list[Finding], status: int = 200
) -> HttpResponse:
    return render(request, "clues/register.html", {"form": form, "chosen": chosen}, status=status)


def _chosen(user: User, keys: list[str]) -> list[Finding]:
    """The findings among the keys that the person may turn into a clue."""
    rows = Finding.objects.visible_to(user, "clue.register").filter(pk__in=keys[:50])
    return list(rows.select_related("unit"))


def _first(chosen: list[Finding]) -> dict[str, str]:
    """What the form begins with."""
    one = chosen[0] if chosen else None
    return {
        "source": "finding" if one else "", "findings": " ".join(x.pk for x in chosen),
        "title": "", "summary": "\n".join(x.sentence for x in chosen),
        "unit": one.unit_id or "" if one else "", "person": one.person if one else "", "party": one.party if one else "",
    }  # fmt: skip


@allow("clue.view")
def clue(request: HttpRequest, pk: int) -> HttpResponse:
    """One clue; each look is logged."""
    return _page(request, pk)


def _page(
    request: HttpRequest, pk: int, bound: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    found = Clue.objects.visible_or_404(user, pk)
    record(user, "clues.viewed", found)
    return render(request, "clues/clue.html", {
        "clue": found, "forms": {**_offered(found, user), **(bound or {})}, "transfers": found.transfers.all(),
        "findings": found.findings.select_related("unit"), "titles": TITLES, "today": timezone.localdate(),
        "clock": Clock.objects.filter(about=about(found), name="disposition").first(),
        "opinion_seen": found.inspector_id == user.pk or user.may("clue.oversee"),
    }, status=status)  # fmt: skip


def _offered(found: Clue, user: Any) -> dict[str, Form]:
    """The forms of what the person can do now."""
    state, seen, mine = found.state, {"revision": found.revision}, found.inspector_id == user.pk
    offered: dict[str, Form] = {}
    if state == S.PROPOSED and user.may("clue.approve") and found.proposed_by_id != user.pk:
        offered["decide"] = forms.DecideForm(
            initial=seen, people=inspectors(actions.subject_of(found))
        )
    if mine and user.may("clue.dispose") and state in (S.REGISTERED, S.DISPOSED):
        first = {
            **seen,
            "way": found.way,
            "opinion": found.opinion,
            "disposed_on": timezone.localdate(),
        }
        offered["dispose"] = forms.DisposeForm(initial=first)
    if mine and user.may("clue.dispose") and state == S.DISPOSED:
        offered["close"] = forms.CloseForm(initial=seen)
    if user.may("clue.transfer") and state in (S.REGISTERED, S.DISPOSED):
        offered["send"] = forms.SendForm()
    return offered


TITLES = {
    "decide": gettext_lazy("审批"), "dispose": gettext_lazy("处置"), "close": gettext_lazy("办结"),
    "send": gettext_lazy("移送"),
}  # fmt: skip


def _act(request: HttpRequest, pk: int, name: str, form: Form, do: Callable[[Clue, dict[str, Any]], object],
         permission: str, said: str) -> HttpResponse:  # fmt: skip
    found = Clue.objects.visible_or_404(request.user, pk, permission)
    if not form.is_valid():
        return _page(request, pk, {name: form}, 422)
    try:
        do(found, form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, pk, {name: form}, 422)
    messages.success(request, said)
    return redirect("clues:clue", pk)


@allow("clue.approve")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Register or refuse."""
    user: Any = request.user
    found = Clue.objects.visible_or_404(user, pk, "clue.approve")
    people = inspectors(actions.subject_of(found))
    form = forms.DecideForm(request.POST, people=people)

    def do(row: Clue, data: dict[str, Any]) -> object:
        chosen = next((u for u in people if str(u.pk) == data["inspector"]), None)
        return actions.decide(row, data["approved"] == "yes", data["decision"], chosen, acting_user=user,
                              revision=data["revision"], on_day=timezone.localdate())  # fmt: skip

    return _act(request, pk, "decide", form, do, "clue.approve", _("决定已作出"))


@allow("clue.dispose")
@require_POST
def dispose(request: HttpRequest, pk: int) -> HttpResponse:
    """The way of disposition."""
    user: Any = request.user

    def do(row: Clue, data: dict[str, Any]) -> object:
        return actions.dispose(row, data["way"], data["opinion"], data["disposed_on"], acting_user=user,
                               revision=data["revision"], on_day=timezone.localdate())  # fmt: skip

    return _act(
        request, pk, "dispose", forms.DisposeForm(request.POST), do, "clue.dispose", _("处置已记录")
    )


@allow("clue.dispose")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Done; the findings are given back."""
    user: Any = request.user

    def do(row: Clue, data: dict[str, Any]) -> object:
        return actions.close(
            row, acting_user=user, revision=data["revision"], on_day=timezone.localdate()
        )

    return _act(
        request, pk, "close", forms.CloseForm(request.POST), do, "clue.dispose", _("已办结")
    )
