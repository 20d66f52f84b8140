"""What was planted, kept aside, and how well findings agree with it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["breach", "look_alike", "undecidable", "quarantine"]
COLUMNS = ("rule", "record_id", "kind", "note")


@dataclass(frozen=True, order=True)
class Planted:
    """One planted fact. For `quarantine` the rule is the file and the note the reason."""

    rule: str
    record_id: str
    kind: Kind
    note: str


@dataclass(frozen=True)
class RuleScore:
    """How a rule did: `not_planted` counts flagged records that nobody planted for it."""

    rule: str
    planted: int
    found: int
    missed: tuple[str, ...]
    look_alikes: int
    wrongly_flagged: tuple[str, ...]
    undecidable: int
    recognised: int
    not_planted: tuple[str, ...]


def write_truth(path: Path, planted: Iterable[Planted]) -> None:
    """The planted facts as CSV, in order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows((p.rule, p.record_id, p.kind, p.note) for p in sorted(planted))


def read_truth(path: Path) -> list[Planted]:
    """The planted facts of a district."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Planted(row["rule"], row["record_id"], row["kind"], row["note"])  # type: ignore[arg-type]
            for row in csv.DictReader(stream)
        ]


def score(found: Iterable[tuple[str, str, str]], planted: Path) -> list[RuleScore]:
    """Findings (rule, record id, verdict) against what was planted, a score for each rule.

    A breach is found when it is flagged; a look-alike must not be flagged; an undecidable
    case must be undecidable. Rules without a planted case appear when they flag something.
    """
    verdicts: dict[str, dict[str, str]] = {}
    for rule, record, verdict in found:
        verdicts.setdefault(rule, {})[record] = verdict
    truth: dict[str, dict[str, str]] = {}
    for fact in read_truth(planted):
        if fact.kind != "quarantine":
            truth.setdefault(fact.rule, {})[fact.record_id] = fact.kind
    rules = sorted(truth.keys() | {r for r, v in verdicts.items() if "flagged" in v.values()})
    return [_score(rule, truth.get(rule, {}), verdicts.get(rule, {})) for rule in rules]


def _score(rule: str, kinds: dict[str, str], verdicts: dict[str, str]) -> RuleScore:
    flagged = {record for record, verdict in verdicts.items() if verdict == "flagged"}
    open_ = {record for record, verdict in verdicts.items() if verdict == "undecidable"}
    breaches = {record for record, kind in kinds.items() if kind == "breach"}
    alike = {record for record, kind in kinds.items() if kind == "look_alike"}
    unknown = {record for record, kind in kinds.items() if kind == "undecidable"}
    return RuleScore(
        rule=rule,
        planted=len(breaches),
        found=len(breaches & flagged),
        missed=tuple(sorted(breaches - flagged)),
        look_alikes=len(alike),
        wrongly_flagged=tuple(sorted((alike | unknown) & flagged)),
        undecidable=len(unknown),
        recognised=len(unknown & open_),
        not_planted=tuple(sorted(flagged - kinds.keys())),
    )
