"""The law seen from above: every duty with what examines it, or why nothing does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hengjian.catalog.lawbook import examined
from hengjian.catalog.library import Catalog
from hengjian.office import door
from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.rulebook.showing import DutyLine, duty_lines
from hengjian.office.rulebook.words import UNCHECKED


@dataclass(frozen=True)
class LawLine:
    """A duty and the names and titles of what examines it."""

    line: DutyLine
    rules: tuple[tuple[str, str], ...]
    procedures: tuple[tuple[str, str], ...]
    why: str  #: "" where something examines it

    @property
    def text(self) -> str:
        """What a search looks in."""
        titles = " ".join(f"{n} {t}" for n, t in (*self.rules, *self.procedures))
        return f"{self.line.code} {self.line.duty.duty} {' '.join(self.line.laws)} {titles}".lower()


@allow("rule.view")
def law(request: HttpRequest) -> HttpResponse:
    """Duties by code; `q` searches, `why` keeps those of one reason, `examined` or all others."""
    every = _lines(door.catalog())
    text, why = request.GET.get("q", "").strip().lower()[:60], request.GET.get("why", "")
    counts = Counter(row.why for row in every)
    rows = [r for r in every if text in r.text and (not why or (r.why or "examined") == why)]
    return render(request, "rulebook/law.html", {
        "rows": rows, "total": len(every), "examined": counts[""], "why": why,
        "share": round(100 * counts[""] / len(every)) if every else 0,
        "reasons": [(name, title, counts[name]) for name, title in UNCHECKED.items()],
    })  # fmt: skip


def _lines(catalog: Catalog) -> list[LawLine]:
    checks = examined(catalog)
    found = []
    for line in duty_lines(catalog, sorted(catalog.duties, key=_in_order)):
        names = checks.get(line.code, [])
        unchecked = line.duty.unchecked
        found.append(LawLine(
            line,
            tuple((n, catalog.rules[n].title) for n in names if n in catalog.rules),
            tuple((n, catalog.procedures[n].title) for n in names if n in catalog.procedures),
            unchecked.why if unchecked else "",
        ))  # fmt: skip
    return found


def _in_order(code: str) -> tuple[str, str]:
    prefix, _dash, number = code.partition("-")
    return prefix, number.zfill(4)
