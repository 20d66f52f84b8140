"""A mapping file: how a foreign file's columns and values become those of the data standard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from sqlglot import exp

from hengjian.catalog.models import Table
from hengjian.catalog.reading import LibraryError, convert, read_yaml
from hengjian.intake.errors import WrongMapping


class TableMapping(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One table filled from the file.

    columns: column → header. values: column → {text in the file: text here}. constants: column → text.
    number: a column that counts the rows of each `by` value from 1. first_of: keep the first row
    of each value of this header (a case table from an event log).
    """

    table: str
    columns: dict[str, str]
    values: dict[str, dict[str, str]] = {}
    constants: dict[str, str] = {}
    number: dict[str, str] = {}
    first_of: str = ""


def read_mapping(path: Path) -> list[TableMapping]:
    """The mappings in a file: one, or a list of them. Raises WrongMapping."""
    try:
        data = read_yaml(path)
        entries = data if isinstance(data, list) else [data]
        return [convert(entry, TableMapping, str(path)) for entry in entries]
    except (LibraryError, OSError) as error:
        raise WrongMapping(f"{path}：映射文件有误：{error}") from error


def sources(
    mapping: TableMapping, table: Table, headers: list[str], where: str
) -> tuple[dict[str, exp.Expr], exp.Select]:
    """(column → expression over `sheet`, the query that makes `sheet` from `raw`)."""
    place = {h: f"c{i}" for i, h in enumerate(headers)}
    unknown = [
        c for c in (*mapping.columns, *mapping.constants, *mapping.number) if c not in table.columns
    ]
    absent = [
        h
        for h in (*mapping.columns.values(), *mapping.number.values(), mapping.first_of)
        if h and h not in place
    ]
    if unknown or absent:
        raise WrongMapping(
            f"{where}：映射中{f'表 {table.table} 没有列 {unknown}；' if unknown else ''}"
            f"{f'文件中没有表头 {absent}，有 {headers}' if absent else ''}"
        )
    made: dict[str, exp.Expr] = {
        column: _translated(exp.column(place[header], "sheet"), mapping.values.get(column, {}))
        for column, header in mapping.columns.items()
    }
    made |= {column: exp.Literal.string(text) for column, text in mapping.constants.items()}
    made |= {
        column: exp.cast(exp.column(f"n_{column}", "sheet"), "varchar") for column in mapping.number
    }
    return made, _sheet_query(mapping, place)


def _translated(source: exp.Expr, values: Mapping[str, str]) -> exp.Expr:
    """The text, or what the mapping says it is called here."""
    if not values:
        return source
    ifs = [
        exp.If(this=source.copy().eq(exp.Literal.string(old)), true=exp.Literal.string(new))
        for old, new in values.items()
    ]
    return exp.Case(ifs=ifs, default=source.copy())


def _sheet_query(mapping: TableMapping, place: Mapping[str, str]) -> exp.Select:
    columns: list[exp.Expr] = [exp.column(c) for c in (*place.values(), "_row")]
    for column, header in mapping.number.items():
        number = exp.Window(
            this=exp.RowNumber(),
            partition_by=[exp.column(place[header])],
            order=exp.Order(expressions=[exp.column("_row")]),
        )
        columns.append(exp.alias_(number, f"n_{column}"))
    query = exp.select(*columns).from_("raw")
    if mapping.first_of:
        first = (
            exp.select(exp.Min(this=exp.column("_row")))
            .from_("raw")
            .group_by(place[mapping.first_of])
        )
        query = query.where(exp.column("_row").isin(query=first))
    return query


__all__ = ["TableMapping", "read_mapping", "sources"]
