"""Figures of a run for the terminal, and the yearly report."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hengjian.catalog.library import library_path
from hengjian.district.explaining import unit_names
from hengjian.district.home import Home
from hengjian.engine.figures import FigureResult, Value
from hengjian.engine.run import library_hash
from hengjian.engine.store import RunInfo
from hengjian.reports import (
    FindingCount,
    ReportContext,
    RuleCoverage,
    UnitCount,
    build,
    build_manual,
    draft,
    manuals,
    rows_hash,
)
from hengjian.reports.content import Block
from hengjian.reports.tags import BROKEN
from hengjian.reports.words import read_words


@cache
def unit_words() -> dict[str, str]:
    """What people call the units of figures, by code."""
    return read_words(library_path()).units


def figure_results(home: Home, run_id: str | None = None) -> dict[str, dict[str, Any]]:
    """Figures of a run as plain data, by figure name."""
    run = home.store.path(run_id or home.store.latest())
    data: dict[str, dict[str, Any]] = json.loads((run / "figures.json").read_text("utf-8"))
    return data


def published(result: dict[str, Any]) -> dict[str, Any]:
    """The first reading of a figure."""
    reading: dict[str, Any] = next(iter(result["readings"].values()))
    return reading


def value_text(reading: dict[str, Any]) -> str:
    """A reading as people write it."""
    if reading["value"] is None:
        return "暂缺"
    number = Decimal(reading["value"])
    text = f"{number:,.2f}" if reading["unit"] in BROKEN else f"{number:,.0f}"
    return text + unit_words()[reading["unit"]]


def _named(results: dict[str, dict[str, Any]], number: str) -> str:
    wanted = number.lower()
    for name, result in results.items():
        if wanted in (name, result["number"].lower()):
            return name
    known = "、".join(sorted(r["number"] for r in results.values()))
    raise ValueError(f"没有指标 {number}；本次运行有：{known}")


def one_figure(
    home: Home, results: dict[str, dict[str, Any]], number: str, run_id: str | None
) -> dict[str, Any]:
    """A figure with all rows behind it."""
    name = _named(results, number)
    run = home.store.path(run_id or home.store.latest())
    rows = pq.read_table(run / "figures" / f"{name}.parquet").to_pylist()
    return {**results[name], "records": rows}


def results_of(home: Home, run_id: str | None = None) -> dict[str, FigureResult]:
    """Figures of a run as the engine's objects."""

    def values(readings: dict[str, Any]) -> dict[str, Value]:
        return {
            name: Value(
                r["title"],
                r["unit"],
                None if r["value"] is None else Decimal(r["value"]),
                r["rows"],
            )
            for name, r in readings.items()
        }

    return {
        name: FigureResult(
            r["figure"], r["number"], r["title"], values(r["readings"]),
            {part: values(v) for part, v in r["parts"].items()}, r["rows"], r["missing"],
            tuple(r.get("changes", ())),
        )
        for name, r in figure_results(home, run_id).items()
    }  # fmt: skip


def build_report(home: Home, out: Path, run_id: str | None) -> list[Path]:
    """The yearly report of a run as Word, PDF and HTML."""
    run = run_id or home.store.latest()
    out.mkdir(parents=True, exist_ok=True)
    return build(
        results_of(home, run), catalog=home.catalog, context=report_context(home, run), out=out
    )


def draft_report(home: Home, run_id: str) -> list[Block]:
    """The yearly report of a run as it would be written, its numbers marked with their figures."""
    context = report_context(home, run_id)
    return draft(results_of(home, run_id), catalog=home.catalog, context=context)


def build_manuals(home: Home, out: Path, on_day: date) -> list[Path]:
    """The procurement manuals as Word, PDF and HTML, with the values in force on the day."""
    version = library_hash(home.catalog)[:12]
    return [
        path
        for manual in manuals(home.catalog.root).values()
        for path in build_manual(
            manual, catalog=home.catalog, district=home.settings.district, on_day=on_day,
            version=version, out=out,
        )
    ]  # fmt: skip


def report_context(home: Home, run_id: str) -> ReportContext:
    """What the report says besides the figures: findings, coverage, units, what was delivered."""
    info, settings = home.store.info(run_id), home.settings
    live = [f for f in home.findings(run_id) if f["rule"] in info.rules]
    folder = home.store.path(run_id) / "figures"
    return ReportContext(
        district=settings.district, city=settings.city, province=settings.province,
        year=info.period, as_of=date.fromisoformat(info.as_of), run_id=run_id,
        library=info.library, findings=_finding_counts(live, frozenset(settings.lowered)), coverage=_coverage(info, live),
        units=_unit_counts(live), unit_names=unit_names(home),
        held=frozenset(t for b in home.lake.batches() for t in b.tables),
        hashes={p.stem: rows_hash(pq.read_table(p)) for p in sorted(folder.glob("*.parquet"))},
    )  # fmt: skip


def _finding_counts(
    findings: list[dict[str, Any]], lowered: frozenset[str]
) -> tuple[FindingCount, ...]:
    """By mechanism, level and state; those of a rule that fell back since the run count as hints."""
    counts = Counter(
        (f["mechanism"], "hint" if f["rule"] in lowered else f["level"], f["state"])
        for f in findings if f["verdict"] == "flagged"
    )  # fmt: skip
    return tuple(FindingCount(*key, count) for key, count in sorted(counts.items()))


def _coverage(info: RunInfo, findings: list[dict[str, Any]]) -> tuple[RuleCoverage, ...]:
    gaps: dict[str, Counter[str]] = {}
    for f in findings:
        if f["verdict"] == "undecidable" and f["state"] != "gone":
            gaps.setdefault(f["rule"], Counter())[f["missing"]] += 1
    return tuple(
        RuleCoverage(
            name, c.examined, c.verdicts.get("flagged", 0), c.verdicts.get("undecidable", 0),
            dict(gaps.get(name, {})),
        )
        for name, c in sorted(info.rules.items())
    )  # fmt: skip


def _unit_counts(findings: list[dict[str, Any]]) -> tuple[UnitCount, ...]:
    live = [f for f in findings if f["state"] != "gone" and f["unit"]]
    flagged = Counter(f["unit"] for f in live if f["verdict"] == "flagged")
    open_ = Counter(f["unit"] for f in live if f["verdict"] == "undecidable")
    amounts: Counter[str] = Counter()
    for f in live:
        if f["verdict"] == "flagged":
            amounts[f["unit"]] += f["amount_fen"] or 0
    units = sorted(flagged.keys() | open_.keys(), key=lambda u: (-flagged[u], u))
    return tuple(UnitCount(u, flagged[u], open_[u], amounts[u]) for u in units)
