"""What the library must satisfy as a whole: references resolve, versions are dated and typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import msgspec

from hengjian.catalog.lawbook import examined
from hengjian.catalog.models import (
    Basis,
    Board,
    Figure,
    Parameter,
    ParameterVersion,
    PeriodValue,
    Procedure,
    Rule,
    Table,
)

if TYPE_CHECKING:
    from hengjian.catalog.library import Catalog


def problems(catalog: Catalog) -> list[str]:
    """Every inconsistency as one sentence; empty when the library is sound."""
    found = [*_duties(catalog), *_parameters(catalog), *_tables(catalog)]
    for rule in catalog.rules.values():
        found += _references(catalog, rule.rule, rule)
        found += _rule(catalog, rule)
    for figure in catalog.figures.values():
        found += _references(catalog, figure.figure, figure)
    for board in catalog.boards.values():
        found += _board(catalog, board)
    for procedure in catalog.procedures.values():
        found += _procedure(catalog, procedure)
    return found


def _duties(catalog: Catalog) -> Iterator[str]:
    checks = examined(catalog)
    for code, duty in catalog.duties.items():
        where = f"duty {code}"
        yield from _basis(catalog, where, duty.basis, None)
        if code not in checks and duty.unchecked is None:
            yield f"{where}: no rule or procedure names it; say why under `unchecked`"
        if code in checks and duty.unchecked is not None:
            yield f"{where}: examined by {checks[code][0]}, so `unchecked` must go"


def _basis(
    catalog: Catalog, where: str, basis: tuple[Basis, ...], on: date | None
) -> Iterator[str]:
    for item in basis:
        act = catalog.acts.get(item.act)
        if act is None:
            yield f"{where}: act {item.act!r} is not in library/acts"
        elif on is not None and not act.in_force_on(on):
            yield f"{where}: act {item.act!r} was not in force on {on}"


def _parameters(catalog: Catalog) -> Iterator[str]:
    tables: dict[str, str] = {}
    for name, parameter in catalog.parameters.items():
        where = f"parameter {name}"
        if (other := tables.setdefault(parameter.table, name)) != name:
            yield f"{where}: its table param.{parameter.table} is also that of {other}"
        days = [v.valid_from for v in parameter.versions]
        if days != sorted(set(days), reverse=True):
            yield f"{where}: versions must stand newest first, one a day"
        if parameter.scope == "national" and not parameter.versions:
            yield f"{where}: a national parameter has at least one version"
        yield from (
            f"{where}: duty {d} is unknown" for d in parameter.duties if d not in catalog.duties
        )
        for version in parameter.versions:
            at = f"{where} from {version.valid_from}"
            yield from _basis(catalog, at, version.basis, version.valid_from)
            if error := value_error(parameter, version.value):
                yield f"{at}: {error}"


def value_error(parameter: Parameter, value: Any) -> str:
    """Why a version's value does not fit the parameter's kind; empty when it fits."""
    if value == "none":
        return ""
    try:
        parse_value(parameter, value)
    except (msgspec.ValidationError, InvalidOperation, ValueError, TypeError) as error:
        return f"value {value!r} does not fit kind {parameter.kind}: {error}"
    return ""


def parse_value(parameter: Parameter, value: Any) -> PeriodValue | int | Decimal | tuple[str, ...]:
    """Period, fen (amount), Decimal (ratio), int (count) or texts (set)."""
    if parameter.kind in ("limit", "window"):
        return msgspec.convert(value, PeriodValue)
    if parameter.kind == "set":
        return tuple(msgspec.convert(value, list[str]))
    number = Decimal(str(value))
    if parameter.kind == "ratio":
        return number.quantize(Decimal("0.000001"))
    scaled = number * 100 if parameter.kind == "amount" else number
    if scaled != scaled.to_integral_value():
        raise ValueError("not a whole number of fen" if parameter.kind == "amount" else "not whole")
    return int(scaled)


def loosened(national: Parameter, versions: tuple[ParameterVersion, ...]) -> str:
    """Why an overlay loosens a national parameter; empty when it may stand."""
    if not national.versions or national.scope == "local":
        return ""
    if national.tighten == "none":
        return f"{national.parameter} is fixed by national law; an overlay may not change it"
    for version in versions:
        ruling = next((v for v in national.versions if v.valid_from <= version.valid_from), None)
        if ruling is not None and _looser(national, ruling.value, version.value):
            return (
                f"{version.value} from {version.valid_from} loosens {ruling.value}; "
                f"an overlay may only move it {national.tighten}"
            )
    return ""


def _looser(national: Parameter, ruling: Any, local: Any) -> bool:
    if ruling == "none" or local == "none":
        return bool(local == "none")
    old, new = parse_value(national, ruling), parse_value(national, local)
    if isinstance(old, PeriodValue) and isinstance(new, PeriodValue):
        if old.unit != new.unit:
            return True
        old, new = old.n, new.n
    if isinstance(old, tuple) or isinstance(new, tuple):
        return False
    loosened_value: bool = new > old if national.tighten == "lower" else new < old  # type: ignore[operator]
    return loosened_value


def _tables(catalog: Catalog) -> Iterator[str]:
    for name, table in catalog.tables.items():
        where = f"table {name}"
        yield from (
            f"{where}: key {k} is not a column" for k in table.key if k not in table.columns
        )
        yield from (
            f"{where}: reads unknown table {r}" for r in table.reads if r not in catalog.tables
        )
        if table.derived and not table.sql:
            yield f"{where}: a derived table needs {name}.sql beside it"
        yield from _columns(catalog, table, where)


def _columns(catalog: Catalog, table: Table, where: str) -> Iterator[str]:
    names: dict[str, str] = {}
    for key, column in table.columns.items():
        for title in (column.title, *column.aliases):
            if names.setdefault(title, key) != key:
                yield f"{where}: the header {title!r} names both {names[title]} and {key}"
        if column.type == "code" and not column.codes:
            yield f"{where}.{key}: a code column needs codes"
        if column.refers_to:
            other, _, target = column.refers_to.partition(".")
            if other not in catalog.tables or target not in catalog.tables[other].columns:
                yield f"{where}.{key}: refers to unknown {column.refers_to}"


def _references(catalog: Catalog, where: str, entry: Rule | Figure) -> Iterator[str]:
    yield from (f"{where}: reads unknown table {t}" for t in entry.reads if t not in catalog.tables)
    yield from (
        f"{where}: unknown parameter {p}" for p in entry.parameters if p not in catalog.parameters
    )
    yield from (f"{where}: unknown duty {d}" for d in entry.duties if d not in catalog.duties)


def _board(catalog: Catalog, board: Board) -> Iterator[str]:
    where = board.board
    yield from (f"{where}: reads unknown table {t}" for t in board.reads if t not in catalog.tables)
    yield from (
        f"{where}: unknown parameter {p}" for p in board.parameters if p not in catalog.parameters
    )
    named = (board.group, board.unit, *filter(None, (board.due,)))
    yield from (f"{where}: {c!r} is no column" for c in named if c not in board.columns)


def _rule(catalog: Catalog, rule: Rule) -> Iterator[str]:
    where = rule.rule
    if rule.record and rule.record not in catalog.tables:
        yield f"{where}: record {rule.record!r} is not a table"
    if rule.level == "hard" and not _all_verified(catalog, rule.duties):
        yield f"{where}: a hard rule rests on verified duties only"
    named = (rule.subject.unit, rule.subject.person, rule.subject.party, rule.subject.amount)
    yield from (
        f"{where}: subject column {c!r} is not evidence"
        for c in named
        if c and c not in rule.evidence
    )
    if rule.clock and rule.clock.parameter not in rule.parameters:
        yield f"{where}: clock parameter {rule.clock.parameter} is not declared"


def _all_verified(catalog: Catalog, duties: tuple[str, ...]) -> bool:
    return bool(duties) and all(
        catalog.duties[d].confidence == "verified" for d in duties if d in catalog.duties
    )


def _procedure(catalog: Catalog, procedure: Procedure) -> Iterator[str]:
    where = f"procedure {procedure.procedure}"
    for table in (procedure.log, procedure.subject.table):
        if table not in catalog.tables:
            yield f"{where}: unknown table {table}"
    for name, step in procedure.steps.items():
        starts = [*step.after, *([step.within.start] if step.within else [])]
        yield from (f"{where}.{name}: unknown step {s}" for s in starts if s not in procedure.steps)
        used = [x.parameter for x in (step.within, step.extension) if x is not None]
        yield from (
            f"{where}.{name}: unknown parameter {p}" for p in used if p not in catalog.parameters
        )
        yield from (
            f"{where}.{name}: unknown duty {d}" for d in step.duties if d not in catalog.duties
        )
    parts: list[Any] = [*procedure.distinct, *procedure.publish.values()]
    parts += [x for x in (procedure.backdated, procedure.promised) if x is not None]
    for part in parts:
        yield from (f"{where}: unknown duty {d}" for d in part.duties if d not in catalog.duties)
        parameter = getattr(part, "parameter", "")
        if parameter and parameter not in catalog.parameters:
            yield f"{where}: unknown parameter {parameter}"
