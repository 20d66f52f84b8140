"""SQL as syntax trees: reading, filling templates, renaming tables, typing results.

Values never enter SQL as text that is pasted together; structure changes on the tree only.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp

from hengjian.engine.spark_sql import for_spark
from hengjian.lake.types import duckdb_type

DIALECT = "duckdb"
_CONSTRAINTS = Path(__file__).parent / "constraints"


def parse(sql: str) -> exp.Expr:
    """One statement as a tree; raises sqlglot.errors.ParseError with line and column."""
    return sqlglot.parse_one(sql, read=DIALECT)


@cache
def _template(name: str) -> exp.Expr:
    return parse((_CONSTRAINTS / f"{name}.sql").read_text(encoding="utf-8"))


def template(name: str, values: Mapping[str, str] | None = None) -> exp.Expr:
    """A constraint template as a fresh tree; `:name` becomes the text value of that name."""
    tree = _template(name).copy()
    for node in list(tree.find_all(exp.Placeholder)):
        node.replace(exp.Literal.string((values or {})[node.name]))
    return tree


def rename_tables(tree: exp.Expr, names: Mapping[tuple[str, str], exp.Expr]) -> None:
    """Replace tables (schema, name) by other tables or subqueries; aliases stay."""
    for table in list(tree.find_all(exp.Table)):
        replacement = names.get((table.db, table.name))
        if replacement is None:
            continue
        copy = replacement.copy()
        alias = table.alias or table.name
        if isinstance(copy, exp.Select):
            table.replace(copy.subquery(alias))
        else:
            table.replace(exp.alias_(copy, alias, table=True))


def table(schema: str, name: str) -> exp.Table:
    """`schema.name` as a tree."""
    return exp.table_(name, db=schema)


def tables_of(tree: exp.Expr) -> set[tuple[str, str]]:
    """(schema, name) of every table read; CTE names have no schema and are left out."""
    return {(t.db, t.name) for t in tree.find_all(exp.Table) if t.db}


def typed(tree: exp.Expr, columns: Mapping[str, str]) -> exp.Select:
    """The query with exactly these columns cast to catalog types, in order; it becomes part of the result.

    Sums and divisions come out of the engines with different widths; the cast makes both equal.
    """
    casts = [
        exp.Alias(
            this=exp.Cast(this=exp.column(name, table="r"), to=_data_type(kind).copy()),
            alias=exp.to_identifier(name),
        )
        for name, kind in columns.items()
    ]
    return exp.select(*casts, copy=False).from_(subquery(tree, "r"), copy=False)


@cache
def _data_type(kind: str) -> exp.DataType:
    return exp.DataType.build(duckdb_type(kind), dialect=DIALECT)


def subquery(tree: exp.Expr, alias: str) -> exp.Subquery:
    """The query as a source under an alias."""
    return exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier(alias)))


def render(tree: exp.Expr, dialect: str = DIALECT) -> str:
    """The tree as SQL text of an engine; raises on what the engine cannot express."""
    if dialect != DIALECT:
        tree = for_spark(tree)
    return tree.sql(dialect=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE)


def text_of(query: exp.Expr | Rendered, dialect: str = DIALECT) -> str:
    """The SQL text of a query, made once where it is kept rendered."""
    return query.text(dialect) if isinstance(query, Rendered) else render(query, dialect)


class Rendered:
    """A query that is run many times: its text is made once per engine."""

    def __init__(self, tree: exp.Expr) -> None:
        self.tree = tree
        self._texts: dict[str, str] = {}

    def text(self, dialect: str) -> str:
        """The SQL of an engine."""
        if dialect not in self._texts:
            self._texts[dialect] = render(self.tree, dialect)
        return self._texts[dialect]


def latest(schema: str, name: str, columns: list[str], key: list[str]) -> exp.Select:
    """Per key the row of the last batch; batch ids sort in the order of commit."""
    order = [exp.column("_batch").desc(), exp.column("_row").desc()]
    number = exp.Window(
        this=exp.RowNumber(),
        partition_by=[exp.column(k) for k in key],
        order=exp.Order(expressions=order),
    )
    ranked = exp.select(*columns, exp.alias_(number, "_rank")).from_(table(schema, name))
    return exp.select(*columns).from_(ranked.subquery("r")).where(exp.column("_rank").eq(1))
