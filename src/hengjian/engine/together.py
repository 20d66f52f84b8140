"""Several cases of a rule as one query, for engines that take long to start one (Spark)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import reduce
from typing import Any

import pyarrow as pa
from sqlglot import exp

from hengjian.catalog.models import Case, CaseFile
from hengjian.engine import sql
from hengjian.engine.backends import Backend
from hengjian.engine.cases import CaseBench
from hengjian.engine.compile import Compiled


class _OwnTables:
    """A backend that keeps the tables of one case under names of their own.

    A name ends in a digest of the rows, so that rows which many cases share (none at all, the same
    day of the run) are loaded once: `held` are the names that are there.
    """

    def __init__(
        self, backend: Backend, number: int, parameters: set[str], held: set[tuple[str, str]]
    ) -> None:
        self.backend = backend
        self.dialect = backend.dialect
        self.number = number
        self.parameters = parameters
        self.held = held
        self.names: dict[tuple[str, str], exp.Expr] = {}

    def _own(self, schema: str, name: str, mark: str) -> tuple[str, str]:
        key = (schema, f"{name}_{mark}")
        self.names[schema, name] = sql.table(*key)
        return key

    def _shared(self, schema: str, name: str) -> bool:
        if schema == "param":
            return name not in self.parameters
        return schema == "engine" and name not in ("run", "finding")

    def load(self, schema: str, name: str, rows: pa.Table) -> None:
        """Rows under the case's own name, or those of an earlier case that are equal."""
        if self._shared(schema, name):
            self.backend.load(schema, name, rows)
            return
        key = self._own(schema, name, _digest(rows))
        if key not in self.held:
            self.backend.load(*key, rows)
            self.held.add(key)

    def materialise(self, schema: str, name: str, query: exp.Expr) -> None:
        """A derived table over the case's own tables."""
        mine = self.mine(query)
        self.backend.materialise(*self._own(schema, name, f"case{self.number}"), mine)

    def mine(self, query: exp.Expr) -> exp.Expr:
        """The query with the case's own tables."""
        copy = query.copy()
        sql.rename_tables(copy, self.names)
        return copy


def _digest(rows: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows)
    return hashlib.sha256(sink.getvalue()).hexdigest()[:16]


#: Cases in one query: each branch wants memory for its sorts.
AT_ONCE = 5


def answers_together(
    bench: CaseBench, compiled: Compiled, cases: Sequence[Case], file: CaseFile
) -> list[list[dict[str, Any]]]:
    """The rows that the query gives for each of the cases, in their order."""
    answers: list[list[dict[str, Any]]] = []
    held: set[tuple[str, str]] = set()
    for start in range(0, len(cases), AT_ONCE):
        answers += _answers(bench, compiled, cases[start : start + AT_ONCE], file, held)
    return answers


def _answers(
    bench: CaseBench, compiled: Compiled, cases: Sequence[Case], file: CaseFile, held: set[tuple[str, str]]
) -> list[list[dict[str, Any]]]:  # fmt: skip
    backend = bench.backend
    branches: list[exp.Expr] = []
    for number, case in enumerate(cases):
        own = _OwnTables(backend, number, {p.replace(".", "_") for p in case.parameters}, held)
        bench.backend = own  # type: ignore[assignment]
        try:
            bench.forget_period()
            bench.prepare(compiled, case, file)
        finally:
            bench.backend = backend
        tagged = exp.select("*", exp.alias_(exp.Literal.number(number), "case_no"))
        branches.append(tagged.from_(sql.subquery(own.mine(compiled.tree), "q")))
    query = reduce(lambda a, b: exp.Union(this=a, expression=b, distinct=False), branches)
    found: list[list[dict[str, Any]]] = [[] for _ in cases]
    for row in backend.fetch(query).to_pylist():
        found[row.pop("case_no")].append(row)
    return found
