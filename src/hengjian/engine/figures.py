"""Figures: rows with numerators and denominators, added up exactly, down to the records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import CaseFile, Figure, Reading
from hengjian.engine.cases import CaseBench
from hengjian.engine.compile import compile_figure

_SCALE = {"percent": Fraction(100), "wan_yuan": Fraction(1, 1_000_000)}


@dataclass(frozen=True)
class Value:
    """One reading: an exact number rounded to two decimals, or None when no row supports it."""

    title: str
    unit: str
    value: Decimal | None
    rows: int


@dataclass(frozen=True)
class FigureResult:
    """A figure on a day: readings, breakdown by part, the rows left out because of gaps, and which law
    changed under it in the days that it covers."""

    figure: str
    number: str
    title: str
    readings: dict[str, Value]
    parts: dict[str, dict[str, Value]] = field(default_factory=dict)
    rows: int = 0
    missing: dict[str, int] = field(default_factory=dict)
    changes: tuple[str, ...] = ()

    @property
    def published(self) -> Value:
        """The first reading: the one that the report prints."""
        return next(iter(self.readings.values()))


def compute(figure: Figure, rows: pa.Table) -> FigureResult:
    """Add up the rows of a figure; rows with a `missing` code are counted apart."""
    complete = rows.filter(pc.is_null(rows["missing"]))
    gaps = pc.value_counts(rows["missing"].drop_null()).to_pylist()
    parts: dict[str, dict[str, Value]] = {}
    if figure.part:
        labels = complete[figure.part.column]
        for label in sorted(set(labels.unique().to_pylist()), key=str):
            same = pc.is_null(labels) if label is None else pc.equal(labels, pa.scalar(label))
            parts[str(label)] = _readings(figure, complete.filter(same))
    missing = {gap["values"]: gap["counts"] for gap in gaps}
    return FigureResult(
        figure.figure, figure.number, figure.title, _readings(figure, complete), parts,
        complete.num_rows, dict(sorted(missing.items())),
    )  # fmt: skip


def _readings(figure: Figure, rows: pa.Table) -> dict[str, Value]:
    return {
        name: reading_value(reading, reading.unit or figure.unit, rows)
        for name, reading in figure.readings.items()
    }


def reading_value(reading: Reading, unit: str, rows: pa.Table) -> Value:
    """The exact value of one reading over the rows, rounded half up to two decimals."""
    for column in (reading.of, reading.over):
        if column:
            rows = rows.filter(pc.is_valid(rows[column]))
    exact = _exact(reading, rows)
    if exact is not None:
        exact *= _SCALE.get(unit, Fraction(1))
    return Value(reading.title, unit, None if exact is None else rounded(exact), rows.num_rows)


def rounded(value: Fraction) -> Decimal:
    """Two decimals, half away from zero.

    >>> rounded(Fraction(-1, 200)), rounded(Fraction(1, 3))
    (Decimal('-0.01'), Decimal('0.33'))
    """
    halves = abs(value) * 200
    cents = (halves.numerator // halves.denominator + 1) // 2
    return Decimal(-cents if value < 0 else cents).scaleb(-2)


def _exact(reading: Reading, rows: pa.Table) -> Fraction | None:
    """The value before scaling; None where nothing can be divided or chosen."""
    if reading.formula == "count":
        return Fraction(rows.num_rows)
    if reading.formula == "distinct":
        return Fraction(pc.count_distinct(rows[reading.of]).as_py())
    if reading.formula == "sum":
        return _sum(rows[reading.of])
    if reading.formula == "median":
        values = sorted(Fraction(v) for v in rows[reading.of].to_pylist())
        return Fraction(median(values)) if values else None
    if reading.formula == "ratio":
        over = _sum(rows[reading.over])
        return _sum(rows[reading.of]) / over if over else None
    pairs = zip(rows[reading.of].to_pylist(), rows[reading.over].to_pylist(), strict=True)
    ratios = [Fraction(of) / Fraction(over) for of, over in pairs if over]
    return sum(ratios, Fraction(0)) / len(ratios) if ratios else None


def _sum(column: pa.ChunkedArray) -> Fraction:
    return Fraction(pc.sum(column).as_py() or 0)


def check_figure(
    catalog: Catalog, bench: CaseBench, figure: Figure, file: CaseFile
) -> tuple[int, list[str]]:
    """Run the cases of a figure: (number of cases, problems)."""
    compiled = compile_figure(figure, catalog)
    problems = _column_problems(figure)
    for case in file.cases:
        try:
            bench.prepare(compiled, case, file)
        except (ValueError, TypeError, pa.ArrowInvalid, pa.ArrowTypeError) as error:
            problems.append(f"case 「{case.name}」: the given rows cannot be loaded: {error}")
            continue
        result = compute(figure, bench.backend.fetch(compiled.tree))
        problems += [f"case 「{case.name}」: {p}" for p in _differences(case.expect, result)]
    if not file.cases:
        problems.append("a figure needs cases")
    return len(file.cases), problems


def _column_problems(figure: Figure) -> list[str]:
    used = [c for r in figure.readings.values() for c in (r.of, r.over) if c]
    if figure.part:
        used.append(figure.part.column)
    return [f"a reading uses {c!r}, which is no column" for c in used if c not in figure.columns]


def _differences(expect: Mapping[str, Any], result: FigureResult) -> Iterable[str]:
    for name, wanted in expect.items():
        if name == "missing":
            if wanted != result.missing:
                yield f"missing should be {wanted}, is {result.missing}"
            continue
        if name not in result.readings:
            yield f"there is no reading {name!r}"
            continue
        found = result.readings[name].value
        if (None if wanted == "none" else Decimal(str(wanted))) != found:
            yield f"{name} should be {wanted}, is {found}"
