"""Pages of the lists that only read: all lists, one list, an entry, differences, statistics, export."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.accounts.models import system_user_names
from hengjian.office.files.sheets import response
from hengjian.office.findings.pages import page_of
from hengjian.office.lists import comparing, sheets, shelf, statistics
from hengjian.office.lists.cells import heading, shown
from hengjian.office.lists.kinds import Kind, kinds
from hengjian.office.lists.models import Entry, Publication, Takeover
from hengjian.office.trail.chain import record
from hengjian.office.trail.models import Entry as TrailEntry
from hengjian.office.trail.words import action_title

PAGE = 50


def kind_or_404(name: str) -> Kind:
    """The kind, or 404."""
    if name not in kinds():
        raise Http404
    return kinds()[name]


def entries_of(user: Any) -> Any:
    """Entries that the user may see."""
    return Entry.objects.visible_to(user)


@allow("list.view")
def home(request: HttpRequest) -> HttpResponse:
    """All lists in their groups, and the requests that wait."""
    user: Any = request.user
    today = timezone.localdate()
    groups = shelf.cards(user, today)
    waiting = shelf.waiting(user)
    rows = list(waiting.select_related("unit", "author")[:8])
    every = [c for _t, cards in groups for c in cards if not c.kind.view_of]
    return render(request, "lists/home.html", {
        "groups": groups, "requests": rows, "kinds": kinds(), "clocks": shelf.clocks_of(rows),
        "total": sum(c.count for c in every), "copies": sum(1 for c in every if c.copy),
        "public": sum(1 for c in every if c.kind.public), "waiting": waiting.count(), "lists": len(every),
        "empty": not Takeover.objects.exists(),
    })  # fmt: skip


@allow("list.view")
def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """One list on a day, with filters; htmx asks for the rows only."""
    user: Any = request.user
    found, today = kind_or_404(kind), timezone.localdate()
    entries = entries_of(user)
    rows = shelf.chosen(found, entries, request.GET.dict(), today)
    page = page_of(rows.select_related("unit"), request.GET.get("page", "1"), PAGE)
    context = {
        "kind": found, "page": page, "today": today, "day": shelf.day_of(request.GET.get("day", "")) or today,
        "titles": {v: t for v, t, _n in shelf.categories(found, entries, today)}, "column": heading(found.spec.columns[found.category]),
    }  # fmt: skip
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "lists/rows.html", context)
    units = shelf.unit_names()
    mine = {u for u in shelf.of_kind(entries, found, None).values_list("unit_id", flat=True).order_by().distinct() if u}  # fmt: skip
    return render(request, "lists/list.html", context | {
        "categories": shelf.categories(found, entries, today), "units": sorted((u, units.get(u, u)) for u in mine),
        "copy": Publication.objects.visible_to(user).filter(kind=kind).first(),
        "taken": Takeover.objects.filter(kind=found.home).first(), "duties": shelf.grounds(found),
        "open": shelf.waiting(user).filter(kind=found.home).count(),
    })  # fmt: skip


@allow("list.view")
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with all its versions, what belongs to it in other lists, and its trail."""
    user: Any = request.user
    found = entries_of(user).visible_or_404(user, pk)
    kind, units, today = kinds()[found.kind], shelf.unit_names(), timezone.localdate()
    versions = list(entries_of(user).filter(kind=found.kind, item=found.item).select_related("request", "ended_by").order_by("-starts_on"))  # fmt: skip
    before = {v.pk: o for v, o in pairwise(versions)}
    return render(request, "lists/entry.html", {
        "entry": found, "kind": kind, "units": units, "today": today,
        "cells": shelf.shown_row(kind, found.row, units), "category": _category(kind, found, units),
        "in_force": found.starts_on <= today and (found.ends_on is None or found.ends_on >= today),
        "versions": [(v, comparing.rows_differ(kind, before[v.pk].row, v.row, units) if v.pk in before else ())
                     for v in versions],
        "bonds": shelf.bonds(kind, found, entries_of(user), today), "duties": shelf.grounds(kind),
        "merged_from": entries_of(user).filter(kind=found.kind, merged_into=found.item),
        "trail": _trail("lists.entry", [v.pk for v in versions]),
    })  # fmt: skip


def _category(kind: Kind, entry: Entry, units: dict[str, str]) -> str:
    return shown(kind.spec.columns[kind.category], entry.row.get(kind.category), units)


def _trail(kind: str, keys: list[int]) -> list[dict[str, Any]]:
    rows = TrailEntry.objects.filter(kind=kind, object_id__in=[str(k) for k in keys]).order_by("-number")  # fmt: skip
    names = system_user_names()
    return [{"at": e.at, "actor": names.get(e.actor, e.actor), "title": action_title(e.action), "purpose": e.purpose, "number": e.number}
            for e in rows[:40]]  # fmt: skip


@allow("list.view")
def compare(request: HttpRequest, kind: str) -> HttpResponse:
    """What changed in a list from one day to another, side by side."""
    user: Any = request.user
    found, today = kind_or_404(kind), timezone.localdate()
    first = shelf.day_of(request.GET.get("from", "")) or date(today.year - 1, 12, 31)
    second = shelf.day_of(request.GET.get("to", "")) or today
    entries = shelf.of_kind(entries_of(user), found, None)
    rows = comparing.between(found, entries, first, second, shelf.unit_names())
    copies = Publication.objects.visible_to(user).filter(kind=kind)[:12]
    return render(request, "lists/compare.html", {
        "kind": found, "first": first, "second": second, "rows": rows[:300], "total": len(rows),
        "totals": comparing.totals(rows), "copies": copies, "at_first": shelf.of_kind(entries, found, first).count(),
        "at_second": shelf.of_kind(entries, found, second).count(),
    })  # fmt: skip


@allow("list.view")
def numbers(request: HttpRequest, kind: str) -> HttpResponse:
    """A list over the years, gross and net, by category and unit; the report's figures beside it."""
    found, today = kind_or_404(kind), timezone.localdate()
    entries = entries_of(request.user)
    rows = statistics.years(found, entries, today)
    categories = shelf.categories(found, entries, today)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(r.year) for r in rows} else today.year - 1
    return render(request, "lists/numbers.html", {
        "kind": found, "rows": rows[::-1], "chart": statistics.chart(rows), "categories": categories,
        "bars": statistics.by_category(found, categories), "total": sum(n for *_x, n in categories),
        "units": statistics.units_of(found, entries, today), "figures": statistics.figures(),
        "column": heading(found.spec.columns[found.category]), "kinds": kinds(),
        "year": year, "types": statistics.by_type(found, entries, year, today)[:30],
    })  # fmt: skip


@allow("list.view")
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The chosen entries as the table's own Excel form."""
    found = kind_or_404(kind)
    rows = shelf.chosen(found, entries_of(request.user), request.GET.dict(), timezone.localdate())
    titles, lines = sheets.exported(found, rows[:20_000])
    record(request.user, "lists.list_exported", detail={"kind": kind, "rows": len(lines)})
    return response(found.title, titles, lines)
