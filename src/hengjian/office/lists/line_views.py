"""Pages where the author of a request collects its entries and its basis documents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import User
from hengjian.office.findings.pages import page_of
from hengjian.office.lists import actions, shelf
from hengjian.office.lists.content import line
from hengjian.office.lists.forms import EntryForm, HeadForm
from hengjian.office.lists.kinds import Kind, kinds
from hengjian.office.lists.models import Entry, Request


def told(request: HttpRequest, error: ValidationError) -> None:
    """Every sentence of the error on the page."""
    for sentence in error.messages:
        messages.error(request, sentence)


def own_entry(request: HttpRequest, user: User, kind: str, method: str) -> Entry | None:
    """The entry of the person's own units that a form or an address names."""
    text = getattr(request, method).get("entry", "")
    rows = Entry.objects.visible_to(user).filter(kind=kind, unit_id__in=actions.own_units(user))
    return rows.filter(pk=text).first() if text.isdigit() else None


def next_item(kind: Kind) -> str:
    """The next free code of the list's own pattern."""
    last = Entry.objects.filter(kind=kind.kind, item__startswith=kind.prefix).order_by("-item").values_list("item", flat=True)  # fmt: skip
    numbers = [int(i[len(kind.prefix) :]) for i in last[:200] if i[len(kind.prefix) :].isdigit()]
    return f"{kind.prefix}{max(numbers, default=0) + 1:06d}"


def _own_units(user: User) -> dict[str, str]:
    mine, names = actions.own_units(user), shelf.unit_names()
    return {u: names.get(u, u) for u in sorted(mine)}


@allow("list.propose")
@require_http_methods(["GET", "POST"])
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Change title, ground and days of a request."""
    found, content = _mine(request, pk)
    form = HeadForm(request.POST or None, initial=content["head"])
    if (
        request.method == "POST"
        and form.is_valid()
        and _save(
            request,
            found,
            {**form.head(), "files": content["head"].get("files", [])},
            content["lines"],
        )
    ):
        return redirect("lists:request", pk)
    return render(request, "lists/propose.html", {"kind": kinds()[found.kind], "form": form, "r": found})  # fmt: skip


@allow("list.propose")
@require_http_methods(["GET", "POST"])
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose entries of the own unit: one to change, or several to cancel or merge."""
    found, content = _mine(request, pk)
    user: Any = request.user
    kind = kinds()[found.kind]
    units = actions.own_units(user)
    rows = Entry.objects.visible_to(user).filter(
        kind=found.kind, unit_id__in=units, ends_on__isnull=True
    )
    if request.method == "POST":
        new = _picked(request, rows)
        if not new:
            messages.error(request, _("请选择条目；合并须写明并入的编码"))
        elif _save(request, found, content["head"], _with(content["lines"], new)):
            return redirect("lists:request", pk)
    for word in request.GET.get("q", "").lower().split()[:5]:
        rows = rows.filter(text__contains=word[:40])
    return render(request, "lists/pick.html", {
        "r": found, "kind": kind, "page": page_of(rows.order_by("item"), request.GET.get("page", "1")),
        "taken": {x["item"] for x in content["lines"]},
    })  # fmt: skip


def _picked(request: HttpRequest, rows: Any) -> list[dict[str, Any]]:
    """The ticked entries as lines to cancel or to merge; none where the form is not complete."""
    keys = [k for k in request.POST.getlist("entry") if k.isdigit()]
    change, into = request.POST.get("change", ""), request.POST.get("into", "").strip()
    if change not in ("cancel", "merge") or (change == "merge" and not into):
        return []
    keep = {
        "reason": request.POST.get("reason", "")[:300],
        "merged_into": into if change == "merge" else "",
    }
    return [line(change, e.item, base=e.pk, **keep) for e in rows.filter(pk__in=keys)]


@allow("list.propose")
@require_http_methods(["GET", "POST"])
def edit_line(request: HttpRequest, pk: int) -> HttpResponse:
    """A new entry (no `entry`), or new values for one that is in force (`entry`)."""
    found, content = _mine(request, pk)
    user: Any = request.user
    kind = kinds()[found.kind]
    base = own_entry(request, user, found.kind, "GET")
    old = next((x for x in content["lines"] if x["item"] == request.GET.get("item", "")), None)
    if old is not None and base is None and old["base"]:
        base = Entry.objects.visible_to(user).filter(pk=old["base"]).first()
    row = old["row"] if old and old["row"] else base.row if base else {kind.unit: found.unit_id}
    keep: dict[str, Any] = {"kind": kind, "units": _own_units(user), "is_new": base is None,
                            "item": old["item"] if old else next_item(kind)}  # fmt: skip
    form = (
        EntryForm(request.POST, **keep)
        if request.method == "POST"
        else EntryForm.filled(row, **keep)
    )
    if request.method == "POST" and form.is_valid():
        item = base.item if base else form.cleaned_data["item"]
        lines = [x for x in content["lines"] if old is None or x["item"] != old["item"]]
        new = line("change" if base else "add", item, row=form.row(), base=base.pk if base else None,
                   reason=form.cleaned_data["line_reason"])  # fmt: skip
        if _save(request, found, content["head"], _with(lines, [new])):
            return redirect("lists:request", pk)
    return render(request, "lists/line.html", {"r": found, "kind": kind, "form": form, "base": base})  # fmt: skip


def _with(lines: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = {x["item"] for x in new}
    return [*(x for x in lines if x["item"] not in names), *new]


@allow("list.propose")
@require_POST
def drop_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry out of the request."""
    found, content = _mine(request, pk)
    item = request.POST.get("item", "")
    _save(request, found, content["head"], [x for x in content["lines"] if x["item"] != item])
    return redirect("lists:request", pk)


def _mine(request: HttpRequest, pk: int) -> tuple[Request, dict[str, Any]]:
    user: Any = request.user
    found = Request.objects.visible_or_404(user, pk, "list.propose")
    if found.author_id != user.pk or not found.is_open:
        raise Http404
    return found, found.content


def _save(request: HttpRequest, found: Request, head: dict[str, Any], lines: list[dict[str, Any]]) -> bool:  # fmt: skip
    try:
        actions.save(found, head, lines, acting_user=request.user)
    except ValidationError as error:
        told(request, error)
        return False
    messages.success(request, _("已保存"))
    return True


@allow("list.propose")
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a basis document; its hash becomes part of the wording that is reviewed and approved."""
    found, _content = _mine(request, pk)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise ValidationError(_("请选择文件"))
        actions.add_basis(found, file, acting_user=request.user)
    except ValidationError as error:
        told(request, error)
    else:
        messages.success(request, _("依据文件已列入申请"))
    return redirect("lists:request", pk)
