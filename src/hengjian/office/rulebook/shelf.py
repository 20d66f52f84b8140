"""The rules as the list shows them: words, counts of the last run, what people judged.

Counts of a run and shares of judgements are properties of a rule, without unit or person; findings
themselves are reached through their own list and its policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Q, Sum

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Rule
from hengjian.catalog.wording import law_text
from hengjian.engine.store import RuleCount, RunInfo
from hengjian.office import door
from hengjian.office.findings.models import Label, Question

#: With fewer judged findings a share says nothing.
FEW = 5


@dataclass(frozen=True)
class Judged:
    """What people decided about a rule's findings, and the hours it cost."""

    confirmed: int = 0
    judged: int = 0
    seconds: int = 0

    @property
    def share(self) -> int | None:
        """Confirmed findings in percent; None while too few were judged."""
        return round(100 * self.confirmed / self.judged) if self.judged >= FEW else None

    @property
    def hours(self) -> str:
        """Hours of judging and answering, one decimal; empty where none were recorded."""
        return f"{self.seconds / 3600:.1f}" if self.seconds else ""


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    rule: Rule
    field: str
    laws: tuple[str, ...]
    count: RuleCount | None
    judged: Judged

    @property
    def flagged(self) -> int:
        """Records flagged by the last run."""
        return self.count.verdicts.get("flagged", 0) if self.count else 0

    @property
    def undecidable(self) -> int:
        """Records the last run could not decide."""
        return self.count.verdicts.get("undecidable", 0) if self.count else 0


@lru_cache(maxsize=256)
def _info(root: str, run_id: str) -> RunInfo:
    return door.home().store.info(run_id)


def runs() -> list[RunInfo]:
    """All finished runs, oldest first; what a run wrote never changes, so it is read once."""
    store = door.home().store
    return [_info(str(store.root), run) for run in store.runs()]


def last_run() -> RunInfo | None:
    """The newest finished run."""
    run = door.latest_run()
    return _info(str(door.home().store.root), run) if run else None


def judgements() -> dict[str, Judged]:
    """Rule → what was judged."""
    labels = Label.objects.values("rule").annotate(
        judged=Count("pk"), good=Count("pk", filter=Q(confirmed=True)), spent=Sum("seconds_spent")
    )
    answers = Question.objects.values("finding__rule").annotate(spent=Sum("seconds_spent"))
    hours = {r["finding__rule"]: r["spent"] or 0 for r in answers}
    found = {rule: Judged(seconds=spent) for rule, spent in hours.items()}
    for r in labels:
        spent = (r["spent"] or 0) + hours.get(r["rule"], 0)
        found[r["rule"]] = Judged(r["good"], r["judged"], spent)
    return found


def rows(catalog: Catalog) -> list[Row]:
    """Every rule, by field and name."""
    fields, run, judged = catalog.field_titles, last_run(), judgements()
    counts = run.rules if run else {}
    return [
        Row(rule, fields[name.split(".")[0]], laws(catalog, rule), counts.get(name), judged.get(name, Judged()))
        for name, rule in sorted(catalog.rules.items())
    ]  # fmt: skip


def laws(catalog: Catalog, rule: Rule) -> tuple[str, ...]:
    """The articles a rule stands on, each once."""
    found = (law_text(catalog, (b,)) for d in rule.duties for b in catalog.duties[d].basis)
    return tuple(dict.fromkeys(found))


def chosen(found: Iterable[Row], wanted: Mapping[str, str]) -> list[Row]:
    """The rows that the filters of the address leave, in the wanted order."""
    text = wanted.get("q", "").strip().lower()[:60]
    left = [
        r for r in found
        if (not text or text in _terms(r))
        and wanted.get("field", "") in ("", r.rule.rule.split(".")[0])
        and wanted.get("level", "") in ("", r.rule.level)
        and wanted.get("status", "") in ("", r.rule.status)
        and _has(r, wanted.get("verdict", ""))
    ]  # fmt: skip
    if wanted.get("order") == "flagged":
        left.sort(key=lambda r: (-r.flagged, r.rule.rule))
    elif wanted.get("order") == "share":
        left.sort(key=lambda r: (r.judged.share is None, r.judged.share or 0, r.rule.rule))
    return left


def _has(row: Row, verdict: str) -> bool:
    if verdict == "flagged":
        return row.flagged > 0
    if verdict == "undecidable":
        return row.undecidable > 0
    return verdict != "none" or not (row.flagged or row.undecidable)


def _terms(row: Row) -> str:
    rule = row.rule
    return " ".join((rule.rule, rule.title, rule.question, *row.laws, *rule.duties)).lower()
