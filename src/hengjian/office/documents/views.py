"""Pages of documents: the list, one document with its paper, what is done with it, the register."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import Unit
from hengjian.office.documents import actions
from hengjian.office.documents.acts import ACTS, acts_for
from hengjian.office.documents.forms import NewForm
from hengjian.office.documents.history import SINCE_ISSUE, history
from hengjian.office.documents.kinds import kinds, kinds_about, kinds_for, letterhead
from hengjian.office.documents.models import Document
from hengjian.office.documents.rendering import file_name, issuer, paragraphs, word_file
from hengjian.office.documents.wording import first_draft, values_of
from hengjian.office.door import home
from hengjian.office.files import sheets
from hengjian.office.files.models import StoredFile
from hengjian.office.findings.models import Finding
from hengjian.office.findings.pages import page_of
from hengjian.office.trail.chain import record

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
S = Document.State


@allow("document.view")
def listing(request: HttpRequest) -> HttpResponse:
    """The list with filters; drafts that wait for the person come first by the state's count."""
    user: Any = request.user
    seen = Document.objects.visible_to(user)
    counts = {r["state"]: r["n"] for r in seen.order_by().values("state").annotate(n=Count("pk"))}
    rows = _filtered(seen, request.GET.dict())
    return render(request, "documents/list.html", {
        "page": page_of(rows.select_related("unit", "drafted_by"), request.GET.get("page", "1")),
        "counts": [(s, label, counts.get(s, 0)) for s, label in S.choices if counts.get(s)],
        "total": sum(counts.values()), "kinds": kinds(),
    })  # fmt: skip


def _filtered(rows: Any, wanted: dict[str, str]) -> Any:
    for name in ("state", "kind"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if text := wanted.get("q", "").strip()[:50]:
        rows = rows.filter(Q(title__icontains=text) | Q(to_name__icontains=text))
    return rows.order_by("-pk")


@allow("document.view")
def register(request: HttpRequest) -> HttpResponse:
    """发文登记簿 as an Excel file: every number once, void ones with their reason."""
    user: Any = request.user
    rows = Document.objects.visible_to(user).filter(number__isnull=False)
    rows = rows.select_related("drafted_by", "issued_by", "received_by").order_by("year", "series", "number")  # fmt: skip
    titles = [
        "文号",
        "文种",
        "标题",
        "主送",
        "抄送",
        "起草人",
        "签发人",
        "签发日期",
        "状态",
        "作废理由",
        "签收人",
        "SM3",
    ]
    lines = (
        (x.reference, x.kind_title, x.title, x.to_name, x.cc, x.drafted_by.name,
         x.issued_by.name if x.issued_by else "", x.issued_on, x.get_state_display(), x.void_reason,
         x.received_by.name if x.received_by else "", x.sm3)
        for x in rows[:10_000]
    )  # fmt: skip
    record(user, "documents.register_exported")
    return sheets.response("register", titles, lines)


@allow("document.draft")
def new(request: HttpRequest) -> HttpResponse:
    """A new document about a unit."""
    user: Any = request.user
    units = [(u.pk, u.name) for u in Unit.objects.order_by("name")]
    form = NewForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        unit = Unit.objects.get(pk=form.cleaned_data["unit"])
        values = {"事项": form.cleaned_data["subject"]}
        words = first_draft(form.cleaned_data["kind"], values, unit)
        made = actions.draft(form.cleaned_data["kind"], title=words.title, to_name=words.to_name,
                             body=words.body, acting_user=user, unit=unit)  # fmt: skip
        return redirect(actions.address(made))
    shown = {"form": form, "kinds": kinds_about("unit")}
    return render(request, "documents/new.html", shown, status=422 if form.errors else 200)


@allow("document.draft")
def new_about_finding(request: HttpRequest, pk: str) -> HttpResponse:
    """Choose the kind of a document about a finding; the draft is filled from its facts and law."""
    user: Any = request.user
    found = Finding.objects.visible_or_404(user, pk, "document.draft")
    if request.method != "POST":
        return render(request, "documents/about.html", {"finding": found, "kinds": kinds_for(found.status)})  # fmt: skip
    kind = request.POST.get("kind", "")
    if kind not in kinds_for(found.status):
        raise Http404
    words = first_draft(kind, values_of([found]), found.unit)
    made = actions.draft(
        kind, title=words.title, to_name=words.to_name, body=words.body, acting_user=user, unit=found.unit,
        about=found, url=f"/findings/{found.pk}/", field=found.field, person=found.person, party=found.party,
    )  # fmt: skip
    return redirect(actions.address(made))


@allow("document.view")
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document."""
    user: Any = request.user
    found = _found(user, pk)
    record(user, "documents.viewed", found)
    return document_page(request, found)


def _found(user: Any, pk: int, permission: str = "") -> Document:
    rows = Document.objects.select_related("unit", "drafted_by", "issued_by", "voided_by", "received_by", "replied_by")  # fmt: skip
    return rows.visible_or_404(user, pk, permission)  # type: ignore[no-any-return, attr-defined]


def document_page(
    request: HttpRequest, found: Document, *, bound: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    """The page of a document. `bound`: forms that were refused, with their errors."""
    user: Any = request.user
    refused = bound or {}
    initial = {"revision": found.revision, **found.content(), "to_name": found.to_name}
    forms = [
        (n, a, refused.get(n) or a.form(initial=initial, auto_id=f"{n}_%s"), n in refused)
        for n, a in acts_for(found, user).items()
    ]
    kind = kinds().get(found.kind)
    head = letterhead().heads[kind.layout].format(district=home().settings.district) if kind else ""
    return render(request, "documents/document.html", {
        "document": found, "kind": kind, "head": head, "issuer": issuer(), "forms": forms,
        "paragraphs": paragraphs(found.body), "history": history(found, None if user.may("document.draft") else SINCE_ISSUE), "steps": _steps(found),
        "files": StoredFile.objects.filter(about=f"documents.document:{found.pk}").order_by("pk"),
        "today": timezone.localdate(),
    }, status=status)  # fmt: skip


def _steps(found: Document) -> list[tuple[str, bool]]:
    """(step in words, whether it is the present one) for the bar above the page."""
    names = [(_("起草"), S.DRAFT), (_("送签"), S.SUBMITTED), (_("签发"), S.ISSUED)]
    if found.circle == "unit":
        names.append((_("签收"), "received"))
    if found.reply_due:
        names.append((_("答复"), "replied"))
    now = "replied" if found.replied_at else "received" if found.received_at else found.state
    if now == S.VOID:
        names, now = [*names[:3], (_("作废"), S.VOID)], S.VOID
    return [(title, state == now) for title, state in names]


@allow("document.view")
@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One act on one document; what is refused comes back with its form and changes nothing."""
    user: Any = request.user
    wanted = ACTS.get(name)
    if wanted is None or not user.may(wanted.permission):
        raise Http404
    found = _found(user, pk, wanted.permission)
    form = wanted.form(request.POST, auto_id=f"{name}_%s")
    if not form.is_valid():
        return document_page(request, found, bound={name: form}, status=422)
    try:
        wanted.do(found, form.cleaned_data, user, timezone.localdate())
    except (actions.ChangedMeanwhile, PermissionDenied) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
    except ValidationError as error:
        form.add_error(None, error)
        return document_page(request, found, bound={name: form}, status=422)
    else:
        messages.success(request, str(wanted.said))
    return redirect("documents:document", pk)


@allow("document.view")
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen file, its hashes checked first; of a draft, how it would look now."""
    user: Any = request.user
    found = _found(user, pk)
    content = _frozen(found) if found.number else word_file(found)
    record(user, "documents.downloaded", found, detail={"reference": found.reference})
    answer = HttpResponse(content, content_type=WORD)
    answer.headers["Content-Disposition"] = _disposition(file_name(found))
    answer["Content-Security-Policy"] = "sandbox"
    return answer


def _disposition(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _frozen(found: Document) -> bytes:
    """The bytes of the latest file; raises Http404 when they are gone or are not those that were signed."""
    stored = StoredFile.objects.filter(about=f"documents.document:{found.pk}", sha256=found.sha256)
    file = stored.order_by("-pk").first()
    if file is None or not file.path.exists():
        raise Http404
    content = file.path.read_bytes()
    if hashlib.new("sm3", content).hexdigest() != found.sm3:
        raise Http404
    return content
