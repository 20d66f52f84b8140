"""The rule lab: drafts that concern me, the editor, and the page on which others decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hengjian.engine.compile import ENGINE_TABLES
from hengjian.engine.daily import parameter_schema
from hengjian.office import door
from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import User, system_user_names
from hengjian.office.desk.actions import holders
from hengjian.office.rulebook import actions, comparing, shadow, starting, words
from hengjian.office.rulebook.forms import PersonForm, RuleForm
from hengjian.office.rulebook.models import Draft, Trial
from hengjian.office.rulebook.seeing import rows_for
from hengjian.office.rulebook.showing import DutyLine, duty_lines
from hengjian.office.trail.chain import record
from hengjian.office.trail.models import Entry
from hengjian.office.trail.words import action_title

KEYWORDS = (
    "select", "from", "where", "and", "or", "not", "in", "is null", "is not null", "between", "case", "when",
    "then", "else", "end", "left join", "inner join", "cross join", "on", "group by", "having", "union all",
    "with", "as", "coalesce", "count", "sum", "min", "max", "exists", "distinct", "record_id", "trigger_day",
    "missing", "verdict", "'flagged'", "'clear'", "'pending'", "'undecidable'",
)  # fmt: skip
CASE_WORDS = ("as_of", "defaults", "cases", "name", "kind", "given", "expect", "parameters", "flagged",
              "clear", "pending", "boundary", "undecidable", "out_of_scope", "version")  # fmt: skip


@allow("rule.write|rule.review")
def lab(request: HttpRequest) -> HttpResponse:
    """Drafts that I wrote or that wait for me."""
    user: Any = request.user
    rows = Draft.objects.visible_to(user).select_related("author", "reviewer", "releaser")
    mine = [d for d in rows if _waits_for(d, user)]
    return render(request, "rulebook/lab.html", {
        "waiting": mine, "others": [d for d in rows if d not in mine],
        "shadow": [d for d in rows if d.state == Draft.State.SHADOW],
    })  # fmt: skip


def _waits_for(draft: Draft, user: User) -> bool:
    by_state = {
        Draft.State.DRAFT: draft.author_id, Draft.State.SUBMITTED: draft.reviewer_id,
        Draft.State.SHADOW: draft.releaser_id,
    }  # fmt: skip
    return by_state.get(draft.state) == user.pk


@allow("rule.write")
def new(request: HttpRequest) -> HttpResponse:
    """A new draft, from the example or from a rule of the library."""
    user: Any = request.user
    catalog = door.catalog()
    source = catalog.rules.get(request.GET.get("like", ""))
    if request.method == "POST":
        return _save(request, None, user)
    texts = (
        starting.like(source, catalog)
        if source and source.sql and not source.procedure
        else starting.example()
    )
    return render(request, "rulebook/editor.html", {"form": RuleForm.of(texts), "purpose": ""})


@allow("rule.write")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor of one's own draft."""
    user: Any = request.user
    draft = Draft.objects.visible_or_404(user, pk, "rule.write")
    if draft.author_id != user.pk or not draft.is_open:
        raise PermissionDenied(_("只有起草人可以修改"))
    if request.method == "POST":
        return _save(request, draft, user)
    return render(
        request, "rulebook/editor.html", _editor(draft, RuleForm.of(draft.head.texts), user)
    )


def _editor(draft: Draft, form: RuleForm, user: User) -> dict[str, Any]:
    trial = draft.trials.filter(content_hash=draft.content_hash).first()
    purpose = trial.purpose if trial else ""
    found = {"draft": draft, "form": form, "purpose": purpose, **_trial(trial, draft, user)}
    problems = trial.result.get("problems", []) if trial else []
    for where in ("sql", "cases"):
        found[f"marks_{where}"] = [p for p in problems if p["where"] == where and p["line"]]
    return found


def _trial(trial: Trial | None, draft: Draft, user: User) -> dict[str, Any]:
    """A trial with the rows that the person may see."""
    if trial is None:
        return {"trial": None}
    rows = rows_for(user, draft.name, trial.result.get("rows", []))
    if rows:
        record(user, "rulebook.rows_read", trial, purpose=trial.purpose)
    return {
        "trial": trial,
        "result": trial.result,
        "rows": rows,
        "verdicts": words.VERDICTS,
        "labels": labels(),
    }


def labels() -> dict[str, str]:
    """Field of the content → its label in the form."""
    return {n: str(f.label) for n, f in RuleForm.base_fields.items()}


def _save(request: HttpRequest, draft: Draft | None, user: User) -> HttpResponse:
    """Keep the texts; with the button 试运行 try them, too."""
    form = RuleForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("有 %(n)s 处要改正") % {"n": len(form.errors)})
        texts = form.content()
        draft = (
            actions.begin(texts, acting_user=user)
            if draft is None
            else actions.save(draft, texts, acting_user=user)
        )
        if request.POST.get("do") == "try":
            actions.run_trial(draft, request.POST.get("purpose", ""), acting_user=user)
            return redirect(f"{actions.address(draft)}edit/#trial")
    except ValidationError as error:
        form.add_error(None, error)
        context = _editor(draft, form, user) if draft else {"form": form}
        context["purpose"] = request.POST.get("purpose", "")
        return render(request, "rulebook/editor.html", context, status=422)
    messages.success(request, _("已保存第 %(n)s 版") % {"n": draft.number})
    return redirect("rulebook:edit", draft.pk)


@allow("rule.write|rule.review")
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft: what it says, what changed, its cases, its trials, its shadow, who did what."""
    user: Any = request.user
    found = Draft.objects.visible_or_404(user, pk)
    versions = list(found.versions.select_related("by"))
    text = request.GET.get("from", "")
    since = int(text) if text.isdigit() else found.number - 1
    before = next((v for v in versions if v.number == since), None)
    trial = found.trials.filter(content_hash=found.content_hash).select_related("by").first()
    runs = list(found.shadow_runs.filter(content_hash=found.content_hash))
    others = [p for p in holders("rule.review") if not p.is_one_of(found.author_id, user.pk)]
    shadow_rows = rows_for(user, found.name, runs[-1].result.get("rows", [])) if runs else None
    if shadow_rows:
        record(user, "rulebook.rows_read", found, seal=False, detail={"run": runs[-1].run_id})
    return render(request, "rulebook/draft.html", {
        "draft": found, "texts": found.head.texts, "intact": found.intact, "versions": versions[::-1],
        "since": since, "changes": comparing.changes(before.texts if before else {}, found.head.texts),
        "mine": found.author_id == user.pk, "waits": _waits_for(found, user), "entries": _entries(found),
        "names": system_user_names(), "runs": runs[::-1], "chart": shadow.chart(runs),
        "reviewers": PersonForm(people=[p for p in holders("rule.review") if p.pk != found.author_id], label=_("审核人")),
        "releasers": PersonForm(people=others, label=_("发布人")), "steps": _steps(found),
        "level": words.LEVELS.get(found.head.texts["level"], ""),
        "shadow_rows": shadow_rows, "duties": _duties(found.head.texts["duties"]),
        **_trial(trial, found, user), "labels": labels(),
    })  # fmt: skip


def _duties(codes: str) -> list[DutyLine]:
    catalog = door.catalog()
    return duty_lines(catalog, [c for c in codes.split() if c in catalog.duties])


def _steps(draft: Draft) -> list[tuple[str, bool]]:
    """The way of a draft, the present step marked."""
    order = [Draft.State.DRAFT, Draft.State.SUBMITTED, Draft.State.SHADOW, Draft.State.RELEASED]
    return [(str(s.label), s == draft.state) for s in order]


def _entries(draft: Draft) -> list[dict[str, Any]]:
    trials = [str(pk) for pk in draft.trials.values_list("pk", flat=True)]
    rows = (
        Entry.objects.filter(
            Q(kind="rulebook.draft", object_id=str(draft.pk))
            | Q(kind="rulebook.trial", object_id__in=trials, action="rulebook.tried")
        )
        .exclude(action="rulebook.rows_read")
        .order_by("-number")[:60]
    )
    return [
        {"at": e.at, "actor": e.actor, "title": action_title(e.action), "purpose": e.purpose}
        for e in rows
    ]


@allow("rule.write")
def completions(request: HttpRequest) -> JsonResponse:
    """Tables, columns and parameters for the editor."""
    catalog = door.catalog()
    tables, titles = {}, {}
    for t in catalog.tables.values():
        tables[f"src.{t.table}"] = [{"name": n, "title": c.title} for n, c in t.columns.items()]
        titles[f"src.{t.table}"] = t.title
    for p in catalog.parameters.values():
        tables[f"param.{p.table}"] = [{"name": f.name, "title": ""} for f in parameter_schema(p)]
        titles[f"param.{p.table}"] = p.title
    for name, columns in ENGINE_TABLES.items():
        tables[f"engine.{name}"] = [{"name": c, "title": kind} for c, kind in columns.items()]
        titles[f"engine.{name}"] = {"run": _("本次运行"), "calendar": _("日历")}.get(name, "")
    return JsonResponse(
        {"tables": tables, "titles": titles, "keywords": KEYWORDS, "cases": CASE_WORDS}
    )
