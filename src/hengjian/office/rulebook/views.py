"""Pages of the rulebook: rules, parameters, procedures, tables. All of them only read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hengjian.catalog.reading import LibraryError
from hengjian.gate.check import cases_of
from hengjian.office import door
from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.findings.falling import fallen
from hengjian.office.findings.models import Finding
from hengjian.office.rulebook import history, shelf, words
from hengjian.office.rulebook.precision import record_of
from hengjian.office.rulebook.showing import CaseShown, duty_lines, parameter_lines, shown_case


@allow("rule.view")
def listing(request: HttpRequest) -> HttpResponse:
    """All rules with search and filters; htmx asks for the rows only."""
    catalog = door.catalog()
    every = shelf.rows(catalog)
    name = "rulebook/rows.html" if request.htmx else "rulebook/list.html"  # type: ignore[attr-defined]
    return render(request, name, {
        "rows": shelf.chosen(every, request.GET.dict()), "total": len(every),
        "fields": catalog.field_titles, "levels": words.LEVELS, "statuses": words.STATUSES,
        "run": shelf.last_run(), "flagging": sum(r.flagged > 0 for r in every),
        "flagged": sum(r.flagged for r in every), "undecidable": sum(r.undecidable for r in every),
        "judged": sum(r.judged.judged for r in every), "few": shelf.FEW, "fallen": fallen(),
        "filtering": any(request.GET.get(k) for k in ("q", "field", "level", "status", "verdict")),
    })  # fmt: skip


@allow("rule.view")
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule: what it asks, its law and parameters, its SQL, its cases, its runs."""
    user: Any = request.user
    catalog = door.catalog()
    found = catalog.rules.get(name)
    if found is None:
        raise Http404
    run, points = shelf.last_run(), history.points(name, shelf.runs())
    findings = Finding.objects.visible_to(user).filter(rule=name).exclude(engine_state="gone")
    return render(request, "rulebook/rule.html", {
        "rule": found, "field": catalog.field_titles[name.split(".")[0]],
        "family": words.FAMILIES[found.family], "count": run.rules.get(name) if run else None,
        "judged": shelf.judgements().get(name, shelf.Judged()), "few": shelf.FEW, "verdicts": words.VERDICTS,
        "parameters": parameter_lines(catalog, found.parameters, timezone.localdate()),
        "duties": duty_lines(catalog, found.duties), "tables": [catalog.tables[t] for t in found.reads],
        "cases": _cases(name), "points": points[::-1], "chart": history.chart(points), "run": run, "own": record_of(found, user),
        "findings": findings.count() if user.may("finding.view") else None,
    })  # fmt: skip


def _cases(name: str) -> list[CaseShown]:
    catalog = door.catalog()
    try:
        file, cases = cases_of(catalog, catalog.rules[name])
    except LibraryError:
        return []
    return [shown_case(catalog, catalog.rules[name], file, case) for case in cases]


@allow("rule.view")
def parameters(request: HttpRequest) -> HttpResponse:
    """Dated numbers of the law, each with its versions."""
    catalog = door.catalog()
    text = request.GET.get("q", "").strip().lower()[:60]
    rows = parameter_lines(catalog, sorted(catalog.parameters), timezone.localdate())
    if text:
        rows = [r for r in rows if text in r.terms]
    return render(
        request, "rulebook/parameters.html", {"rows": rows, "total": len(catalog.parameters)}
    )


@allow("rule.view")
def parameter(request: HttpRequest, name: str) -> HttpResponse:
    """One parameter: every version with its article and how sure we are."""
    catalog = door.catalog()
    if name not in catalog.parameters:
        raise Http404
    line = parameter_lines(catalog, [name], timezone.localdate())[0]
    users = [r for r in catalog.rules.values() if name in r.parameters]
    return render(request, "rulebook/parameter.html", {
        "line": line, "duties": duty_lines(catalog, line.parameter.duties), "rules": users,
    })  # fmt: skip


@allow("rule.view")
def procedures(request: HttpRequest) -> HttpResponse:
    """Procedures of the library."""
    catalog = door.catalog()
    rows = [
        (p, [r for r in catalog.rules.values() if r.procedure == p.procedure])
        for p in catalog.procedures.values()
    ]
    return render(request, "rulebook/procedures.html", {"rows": rows})


@allow("rule.view")
def procedure(request: HttpRequest, name: str) -> HttpResponse:
    """The steps of one procedure with their clocks, and the rules made from them."""
    catalog = door.catalog()
    found = catalog.procedures.get(name)
    if found is None:
        raise Http404
    today = timezone.localdate()
    steps = []
    for key, step in found.steps.items():
        term = catalog.parameters[step.within.parameter] if step.within else None
        version = term.version_on(today) if term else None
        steps.append({
            "key": key, "step": step, "term": term, "duties": duty_lines(catalog, step.duties),
            "after": [found.steps[s].title for s in step.after],
            "start": found.steps[step.within.start].title if step.within else "",
            "value": words.value_text(version.value) if version else "",
        })  # fmt: skip
    rules = [r for r in catalog.rules.values() if r.procedure == name]
    return render(request, "rulebook/procedure.html", {
        "procedure": found, "steps": steps, "rules": rules, "table": catalog.tables[found.log],
    })  # fmt: skip


@allow("rule.view")
def tables(request: HttpRequest) -> HttpResponse:
    """The data dictionary."""
    catalog = door.catalog()
    text = request.GET.get("q", "").strip().lower()[:60]
    rows = [t for t in sorted(catalog.tables.values(), key=lambda t: t.table)
            if text in f"{t.table} {t.title} {' '.join(c.title for c in t.columns.values())}".lower()]  # fmt: skip
    return render(request, "rulebook/tables.html", {"rows": rows, "total": len(catalog.tables)})


@allow("rule.view")
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One table: its columns with types, units, aliases and codes."""
    catalog = door.catalog()
    found = catalog.tables.get(name)
    if found is None:
        raise Http404
    readers = [r for r in catalog.rules.values() if name in r.reads]
    return render(request, "rulebook/table.html", {
        "table": found, "rules": readers, "types": words.TYPES,
    })  # fmt: skip
