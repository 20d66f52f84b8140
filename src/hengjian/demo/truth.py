"""What was planted, kept aside, and how well findings agree with it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["breach", "look_alike", "undecidable", "quarantine", "beside"]
COLUMNS = ("rule", "record_id", "kind", "note")


@dataclass(frozen=True, order=True)
class Planted:
    """One planted fact. For `quarantine` the rule is the file and the note the reason; `beside` names an
    identifier planted for one rule, of which other rules may say something too."""

    rule: str
    record_id: str
    kind: Kind
    note: str


@dataclass(frozen=True)
class RuleScore:
    """How a rule did: `not_planted` counts flagged records that nobody planted, `beside` those that were
    planted for another rule."""

    rule: str
    planted: int
    found: int
    missed: tuple[str, ...]
    look_alikes: int
    wrongly_flagged: tuple[str, ...]
    undecidable: int
    recognised: int
    not_planted: tuple[str, ...]
    beside: tuple[str, ...] = ()


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
    known: set[str] = set()
    for fact in read_truth(planted):
        if fact.kind == "quarantine":
            continue
        known.update(fact.record_id.split("|") if fact.kind == "beside" else [fact.record_id])
        if fact.kind != "beside":
            truth.setdefault(fact.rule, {})[fact.record_id] = fact.kind
    rules = sorted(truth.keys() | {r for r, v in verdicts.items() if "flagged" in v.values()})
    return [_score(rule, truth.get(rule, {}), verdicts.get(rule, {}), known) for rule in rules]


def _score(
    rule: str, kinds: dict[str, str], verdicts: dict[str, str], known: set[str]
) -> RuleScore:  # fmt: skip
    flagged = {record for record, verdict in verdicts.items() if verdict == "flagged"}
    open_ = {record for record, verdict in verdicts.items() if verdict == "undecidable"}
    breaches = {record for record, kind in kinds.items() if kind == "breach"}
    alike = {record for record, kind in kinds.items() if kind == "look_alike"}
    unknown = {record for record, kind in kinds.items() if kind == "undecidable"}
    unexpected = flagged - kinds.keys()
    beside = {record for record in unexpected if known & set(record.split("|"))}
    return RuleScore(
        rule=rule,
        planted=len(breaches),
        found=len(breaches & flagged),
        missed=tuple(sorted(breaches - flagged)),
        look_alikes=len(alike),
        wrongly_flagged=tuple(sorted((alike | unknown) & flagged)),
        undecidable=len(unknown),
        recognised=len(unknown & open_),
        not_planted=tuple(sorted(unexpected - beside)),
        beside=tuple(sorted(beside)),
    )
