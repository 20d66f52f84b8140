"""What a yearly report is about besides its figures: place, day, findings, coverage, hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa


@dataclass(frozen=True)
class FindingCount:
    """Flagged findings of one mechanism, level and state (new, open, reopened, gone)."""

    mechanism: int
    level: str
    state: str
    count: int


@dataclass(frozen=True)
class RuleCoverage:
    """What one rule examined; `gaps`: code of what is missing → undecidable records."""

    rule: str
    examined: int
    flagged: int
    undecidable: int
    gaps: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitCount:
    """Findings of one unit. `unit`: its id; the name comes from `ReportContext.unit_names`."""

    unit: str
    flagged: int
    undecidable: int = 0
    amount_fen: int = 0


@dataclass(frozen=True)
class ReportContext:
    """All that the caller knows and the figures do not.

    `held`: tables that have been delivered (None: not known, then nothing is called a gap for it).
    `hashes`: figure name → hash of its rows, see `rows_hash`.
    """

    district: str
    year: int
    as_of: date
    run_id: str
    province: str = ""
    city: str = ""
    library: str = ""
    findings: tuple[FindingCount, ...] = ()
    coverage: tuple[RuleCoverage, ...] = ()
    units: tuple[UnitCount, ...] = ()
    unit_names: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)


def rows_hash(rows: pa.Table) -> str:
    """A hash of the rows behind a figure: their values in order of the record, not their storage."""
    digest = hashlib.sha256("\x1f".join(rows.column_names).encode())
    lines = ["\x1f".join(str(value) for value in row.values()) for row in rows.to_pylist()]
    for line in sorted(lines):
        digest.update(b"\x1e" + line.encode())
    return digest.hexdigest()
