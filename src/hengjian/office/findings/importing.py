"""Takes a run's findings over into the office. The engine's part is replaced, the people's part kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.db import transaction
from django.db.models import Count, Q

from hengjian.catalog.library import Catalog
from hengjian.district.explaining import unit_names
from hengjian.engine.explain import code_titles, message
from hengjian.office.accounts.actions import refresh_units
from hengjian.office.door import home, records
from hengjian.office.findings.falling import fallen
from hengjian.office.findings.models import Finding, Label
from hengjian.office.findings.terms import words
from hengjian.office.findings.worth import precision, worth
from hengjian.office.trail.chain import record

_BATCH = 2000
_ENGINE = (
    "rule", "field", "version", "record_id", "trigger_day", "verdict", "missing", "level", "family",
    "unit", "person", "party", "amount_fen", "engine_state", "first_seen", "last_seen", "sentence",
    "value", "terms",
)  # fmt: skip


def import_run(run_id: str | None = None) -> int:
    """Bring in the findings of a run (the latest by default); the same run twice changes nothing.

    Returns the number of findings of the run. Batches commit one by one; a killed import is finished
    by the next call.
    """
    place = home()
    run = run_id or place.store.latest()
    refresh_units(records("unit", {}, 100_000))
    names, shares, lowered = unit_names(place), rule_shares(), fallen()
    sentences = Sentences(place.store.path(run), place.catalog, names)
    count = 0
    for rows in _batches(place.store.path(run) / "findings.parquet"):
        rows = [{**r, "level": "hint"} if r["rule"] in lowered else r for r in rows]
        made = [_finding(row, sentences, shares, names) for row in rows]
        with transaction.atomic():
            Finding.objects.bulk_create(
                made, update_conflicts=True, unique_fields=["finding_id"], update_fields=_ENGINE
            )
        count += len(made)
    record("system", "findings.imported", detail={"run": run, "findings": count})
    return count


def rule_shares() -> dict[str, float]:
    """Rule → share of its judged findings that were confirmed."""
    rows = Label.objects.values("rule").annotate(
        judged=Count("pk"), good=Count("pk", filter=Q(confirmed=True))
    )
    return {r["rule"]: precision(r["good"], r["judged"]) for r in rows}


def _batches(file: Path) -> Iterator[list[dict[str, Any]]]:
    for batch in pq.ParquetFile(file).iter_batches(_BATCH):
        yield batch.to_pylist()


class Sentences:
    """The Chinese sentence of each finding, from its rule's message and stored row."""

    def __init__(self, run: Path, catalog: Catalog, names: Mapping[str, str]) -> None:
        self.run, self.catalog, self.names = run, catalog, names
        self._rows: dict[str, dict[str, dict[str, Any]]] = {}

    def of(self, rule_name: str, record_id: str) -> str:
        """The sentence; empty where the rule or the row is gone."""
        rule = self.catalog.rules.get(rule_name)
        if rule is None:
            return ""
        if rule_name not in self._rows:
            self._rows = {rule_name: self._read(rule_name)}  # findings come sorted by rule
        row = self._rows[rule_name].get(record_id)
        if row is None:
            return rule.title
        return message(rule, row, self.names, code_titles(self.catalog, rule))

    def _read(self, rule_name: str) -> dict[str, dict[str, Any]]:
        file = self.run / "results" / f"{rule_name}.parquet"
        rows: Iterable[dict[str, Any]] = pq.read_table(file).to_pylist() if file.exists() else []
        return {r["record_id"]: r for r in rows}


def _finding(
    row: Mapping[str, Any], sentences: Sentences, shares: Mapping[str, float], names: Mapping[str, str]
) -> Finding:  # fmt: skip
    rule, unit = row["rule"], row["unit"] or ""
    sentence = sentences.of(rule, row["record_id"])
    text = " ".join(filter(None, (sentence, row["record_id"], names.get(unit, ""), row["party"])))
    return Finding(
        finding_id=row["finding_id"], rule=rule, field=rule.split(".")[0], version=row["version"],
        record_id=row["record_id"], trigger_day=row["trigger_day"], verdict=row["verdict"],
        missing=row["missing"] or "", level=row["level"], family=row["family"],
        unit_id=unit or None, person=row["person"] or "", party=row["party"] or "",
        amount_fen=row["amount_fen"], engine_state=row["state"], first_seen=row["first_seen"],
        last_seen=row["last_seen"], sentence=sentence,
        value=worth(row["level"], row["amount_fen"], shares.get(rule, precision(0, 0))),
        terms=" ".join(words(text)),
    )  # fmt: skip


__all__ = ["import_run", "rule_shares"]
