"""Figures: rows with numerators and denominators, added up exactly, down to the records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median
from typing import Any

import pyarrow as pa

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Figure, Reading
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
    """A figure on a day: readings, breakdown by part, and the rows left out because of gaps."""

    figure: str
    number: str
    title: str
    readings: dict[str, Value]
    parts: dict[str, dict[str, Value]] = field(default_factory=dict)
    rows: int = 0
    missing: dict[str, int] = field(default_factory=dict)

    @property
    def published(self) -> Value:
        """The first reading: the one that the report prints."""
        return next(iter(self.readings.values()))


def compute(figure: Figure, rows: pa.Table) -> FigureResult:
    """Add up the rows of a figure; rows with a `missing` code are counted apart."""
    records = rows.to_pylist()
    complete = [r for r in records if r["missing"] is None]
    gaps: dict[str, int] = {}
    for record in records:
        if record["missing"] is not None:
            gaps[record["missing"]] = gaps.get(record["missing"], 0) + 1
    parts: dict[str, dict[str, Value]] = {}
    if figure.part:
        groups: dict[str, list[dict[str, Any]]] = {}
        for record in complete:
            groups.setdefault(str(record[figure.part.column]), []).append(record)
        parts = {part: _readings(figure, group) for part, group in sorted(groups.items())}
    return FigureResult(
        figure.figure, figure.number, figure.title, _readings(figure, complete), parts,
        len(complete), dict(sorted(gaps.items())),
    )  # fmt: skip


def _readings(figure: Figure, rows: list[dict[str, Any]]) -> dict[str, Value]:
    return {
        name: reading_value(reading, reading.unit or figure.unit, rows)
        for name, reading in figure.readings.items()
    }


def reading_value(reading: Reading, unit: str, rows: list[Mapping[str, Any]]) -> Value:
    """The exact value of one reading over the rows, rounded half up to two decimals."""
    used = [r for r in rows if not reading.of or r[reading.of] is not None]
    exact = _exact(reading, used)
    if exact is not None:
        exact *= _SCALE.get(unit, Fraction(1))
    return Value(reading.title, unit, None if exact is None else rounded(exact), len(used))


def rounded(value: Fraction) -> Decimal:
    """Two decimals, half away from zero."""
    cents = Decimal(value.numerator * 100) / Decimal(value.denominator)
    if cents == cents.to_integral_value() or abs(cents) > 10**24:
        return (cents / 100).quantize(Decimal("0.01"))
    doubled = Fraction(abs(value)) * 200
    whole = (doubled.numerator // doubled.denominator + 1) // 2
    sign = -1 if value < 0 else 1
    return (Decimal(sign * whole) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _exact(reading: Reading, rows: list[Mapping[str, Any]]) -> Fraction | None:
    if reading.formula == "count":
        return Fraction(len(rows))
    values = [r[reading.of] for r in rows]
    if reading.formula == "distinct":
        return Fraction(len(set(values)))
    if reading.formula == "sum":
        return sum((Fraction(v) for v in values), Fraction(0))
    if reading.formula == "median":
        return Fraction(median([Fraction(v) for v in values])) if values else None
    pairs = [(Fraction(r[reading.of]), Fraction(r[reading.over])) for r in rows if r[reading.over] is not None]
    if reading.formula == "ratio":
        over = sum((p[1] for p in pairs), Fraction(0))
        return sum((p[0] for p in pairs), Fraction(0)) / over if over else None
    ratios = [of / over for of, over in pairs if over]
    return sum(ratios, Fraction(0)) / len(ratios) if ratios else None


def check_figure(catalog: Catalog, bench: CaseBench, figure: Figure) -> tuple[int, list[str]]:
    """Run the cases of a figure: (number of cases, problems)."""
    compiled = compile_figure(figure, catalog)
    file = catalog.cases(figure.figure)
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
