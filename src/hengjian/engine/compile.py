"""A rule's SQL, checked against its contract and typed. What does not pass never runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Board, Figure, Rule, Table
from hengjian.engine import sql
from hengjian.engine.daily import parameter_schema
from hengjian.engine.sql import Rendered
from hengjian.lake.types import LAKE_COLUMNS, duckdb_type

VERDICTS = ("flagged", "clear", "pending", "undecidable")

#: Tables of schema `engine` and their columns.
ENGINE_TABLES: dict[str, dict[str, str]] = {
    "run": dict.fromkeys(("as_of", "period_start", "period_end", "prior_start", "prior_end"), "DATE"),
    "calendar": {
        "day": "DATE", "day_no": "BIGINT", "working_no": "BIGINT", "is_working": "BOOLEAN",
        "next_working_day": "DATE",
    },
    "count": {"unit": "VARCHAR", "day": "DATE", "no": "BIGINT", "before_no": "BIGINT"},
    "count_day": {"unit": "VARCHAR", "no": "BIGINT", "day": "DATE", "due_day": "DATE"},
    "finding": {
        "finding_id": "VARCHAR", "rule": "VARCHAR", "record_id": "VARCHAR", "trigger_day": "DATE",
        "verdict": "VARCHAR", "level": "VARCHAR", "family": "VARCHAR", "mechanism": "BIGINT",
        "unit": "VARCHAR", "person": "VARCHAR", "amount_fen": "BIGINT",
    },
}  # fmt: skip

#: Node types that mean the same on every engine. Anything else is rejected.
ALLOWED = {
    exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered,
    exp.With, exp.CTE, exp.Subquery, exp.Union, exp.TableAlias, exp.Table, exp.Column,
    exp.Identifier, exp.Alias, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Greatest,
    exp.Least, exp.Literal, exp.Boolean, exp.Null, exp.And, exp.Or, exp.Not, exp.Paren, exp.EQ,
    exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In, exp.Between, exp.Exists, exp.Add,
    exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Abs, exp.Cast, exp.DataType, exp.DataTypeParam,
    exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg, exp.Distinct, exp.Filter, exp.Window,
    exp.WindowSpec, exp.RowNumber, exp.Lag, exp.Lead, exp.GroupConcat, exp.WithinGroup, exp.DPipe,
    exp.DateDiff, exp.Var, exp.Tuple, exp.Star, exp.Floor, exp.Round, exp.Substring, exp.Length,
    exp.NullSafeEQ, exp.NullSafeNEQ, exp.Concat, exp.Ceil,
}  # fmt: skip


@dataclass(frozen=True)
class Compiled:
    """A query that obeys its contract: the typed tree and the tables it reads."""

    name: str
    tree: exp.Expr
    reads: frozenset[tuple[str, str]]

    @cached_property
    def rendered(self) -> Rendered:
        """The query for many runs."""
        return Rendered(self.tree)


class RuleError(ValueError):
    """A rule's SQL breaks the contract. `problems`: one sentence each, with the place."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def table_columns(table: Table) -> dict[str, str]:
    """SQL types of a table's columns, with those the lake adds (not for derived tables)."""
    added = {} if table.derived else LAKE_COLUMNS
    kinds = {name: column.type for name, column in table.columns.items()} | dict(added)
    return {name: duckdb_type(kind) for name, kind in kinds.items()}


def schema_of(catalog: Catalog, tables: Iterable[str], parameters: Iterable[str]) -> dict[str, Any]:
    """Schema → table → column → type, as the qualifier of SQLGlot wants it."""
    return {
        "src": {name: table_columns(catalog.tables[name]) for name in tables},
        "param": {
            catalog.parameters[name].table: {
                field.name: "VARCHAR" for field in parameter_schema(catalog.parameters[name])
            }
            for name in parameters
        },
        "engine": ENGINE_TABLES,
    }


def compile_rule(rule: Rule, catalog: Catalog) -> Compiled:
    """The rule's query with typed columns; raises RuleError."""
    kinds = {"record_id": "text", "trigger_day": "date"}
    kinds |= {name: evidence.type for name, evidence in rule.evidence.items()}
    kinds |= {"missing": "text", "verdict": "text"}
    literals = {*VERDICTS, *rule.undecidable, *_steps(rule, catalog)}
    return _compiled(rule.rule, rule.sql, rule.reads, rule.parameters, kinds, literals, catalog)


def _steps(rule: Rule, catalog: Catalog) -> set[str]:
    """Step and approver names, and the days on which a demand begins and ends: what a procedure's checks
    may compare with."""
    if not rule.procedure:
        return set()
    procedure = catalog.procedures[rule.procedure]
    approvers = {s.extension.approver for s in procedure.steps.values() if s.extension}
    published = {p.step for p in procedure.publish.values()}
    demands = (*procedure.steps.values(), *procedure.distinct, *procedure.publish.values())
    days = {str(day) for d in demands for day in (d.since, d.until) if day}
    return {*procedure.steps, *procedure.closes, *approvers, *published, *days}


def compile_figure(figure: Figure, catalog: Catalog) -> Compiled:
    """The query of the rows behind a figure, typed; raises RuleError."""
    kinds = {"record_id": "text"}
    kinds |= {name: column.type for name, column in figure.columns.items()}
    kinds |= {"missing": "text"}
    literals = {*VERDICTS, *figure.undecidable}
    return _compiled(
        figure.figure, figure.sql, figure.reads, figure.parameters, kinds, literals, catalog
    )


def compile_board(board: Board, catalog: Catalog) -> Compiled:
    """The query of a work list, typed; raises RuleError."""
    kinds = {"record_id": "text"} | {n: c.type for n, c in board.columns.items()}
    literals = {code for column in board.columns.values() for code in column.codes}
    return _compiled(
        board.board, board.sql, board.reads, board.parameters, kinds, literals, catalog
    )


def compile_derived(table: Table, catalog: Catalog) -> Compiled:
    """The query of a derived table, typed, compiled once per catalog; raises RuleError."""
    known: dict[str, tuple[Table, Compiled]] = catalog.memo
    if table.table not in known or known[table.table][0] is not table:
        known[table.table] = (table, _compile_derived(table, catalog))
    return known[table.table][1]


def _compile_derived(table: Table, catalog: Catalog) -> Compiled:
    kinds = {name: column.type for name, column in table.columns.items()}
    literals = {code for column in table.columns.values() for code in column.codes}
    for procedure in catalog.procedures.values():
        if table.table == f"{procedure.procedure}_timeline":
            literals |= {*procedure.steps, *procedure.closes, *procedure.subject.where.values()}
            literals |= {p.step for p in procedure.publish.values()}
    return _compiled(
        table.table, table.sql, table.reads, table.parameters, kinds, literals, catalog
    )


def _compiled(
    name: str,
    text: str,
    reads: tuple[str, ...],
    parameters: tuple[str, ...],
    kinds: Mapping[str, str],
    literals: set[str],
    catalog: Catalog,
) -> Compiled:
    schema = schema_of(catalog, reads, parameters)
    literals = literals | _codes(catalog, reads)
    key = msgspec.json.encode(
        (name, text, list(kinds.items()), literals, schema), order="deterministic"
    )
    found = _KNOWN.get(key)
    if found is None:
        found = _KNOWN[key] = _checked(name, text, kinds, literals, schema)
        if len(_KNOWN) > _MOST_KNOWN:
            del _KNOWN[next(iter(_KNOWN))]
    return found


#: Queries that were compiled in this process, by all that they depend on: a district has several catalogs
#: open at a time (the office's, a run's, a draft's), with the same rules but for a few.
_KNOWN: dict[bytes, Compiled] = {}
_MOST_KNOWN = 1024


def _checked(
    name: str, text: str, kinds: Mapping[str, str], literals: set[str], schema: dict[str, Any]
) -> Compiled:
    try:
        tree = sql.parse(text)
    except SqlglotError as error:
        raise RuleError([f"{name}: the SQL does not parse: {error}"]) from error
    declared = {(part, table) for part in ("src", "param") for table in schema[part]}
    problems = [
        *_shape(name, tree, list(kinds)),
        *_nodes(name, tree),
        *_tables(name, tree, declared),
        *_literals(name, tree, literals),
    ]
    if not problems:
        problems += _qualified(name, tree, schema)
    if problems:
        raise RuleError(problems)
    reads = frozenset(sql.tables_of(tree))
    return Compiled(name, sql.typed(tree, kinds), reads)


def _shape(name: str, tree: exp.Expr, columns: list[str]) -> list[str]:
    if not isinstance(tree, exp.Select | exp.Union):
        return [f"{name}: must be one select, found {tree.key}"]
    found = tree.named_selects
    if found != columns:
        return [f"{name}: result columns are {found}, the contract says {columns}"]
    return []


def _nodes(name: str, tree: exp.Expr) -> list[str]:
    problems = []
    for node in tree.walk():
        if type(node) not in ALLOWED:
            problems.append(
                f"{name}: {node.sql(dialect=sql.DIALECT)!r} ({node.key}) is not in the dialect"
            )
        elif isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
            problems.append(f"{name}: select * is not allowed; name the columns")
        elif isinstance(node, exp.Column) and not node.table:
            problems.append(f"{name}: column {node.name!r} must be qualified with its table")
    return problems


def _tables(name: str, tree: exp.Expr, declared: set[tuple[str, str]]) -> list[str]:
    read = {t for t in sql.tables_of(tree) if t[0] != "engine"}
    problems = [
        f"{name}: reads {s}.{t} but does not declare it" for s, t in sorted(read - declared)
    ]
    problems += [
        f"{name}: declares {s}.{t} but does not read it" for s, t in sorted(declared - read)
    ]
    return problems


def _codes(catalog: Catalog, reads: Iterable[str]) -> set[str]:
    columns = [c for r in reads for c in catalog.tables[r].columns.values()]
    codes = {code for column in columns for code in column.codes}
    return codes | {"working_day", "calendar_day", "month", "year", "hard", "soft", "hint"}


def _literals(name: str, tree: exp.Expr, known: set[str]) -> list[str]:
    problems = []
    for node in tree.find_all(exp.Literal):
        if isinstance(node.parent, exp.DataTypeParam):
            continue
        if node.is_string and node.name not in known and any(c.isalnum() for c in node.name):
            problems.append(f"{name}: text {node.name!r} is no code of the tables read")
        elif not node.is_string and node.name not in ("0", "1"):
            problems.append(f"{name}: the number {node.name} must be a parameter")
    return problems


def _qualified(name: str, tree: exp.Expr, schema: dict[str, object]) -> list[str]:
    try:
        # Only the validation counts; every column is qualified already and the copy is thrown away.
        qualify(
            tree.copy(), schema=schema, dialect=sql.DIALECT,
            expand_alias_refs=False, expand_stars=False, quote_identifiers=False,
        )  # fmt: skip
    except SqlglotError as error:
        return [f"{name}: {error}"]
    return []
