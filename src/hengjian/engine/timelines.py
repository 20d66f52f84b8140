"""The timeline of a procedure: a derived table with one row per record and the days of its steps."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Column, Procedure, Step, Table
from hengjian.engine import sql


def timeline_name(procedure: Procedure) -> str:
    """Name of the derived table with one row per record and the days of its steps."""
    return f"{procedure.procedure}_timeline"


def _step_names(procedure: Procedure) -> list[str]:
    published = [p.step for p in procedure.publish.values()]
    return list(dict.fromkeys([*procedure.steps, *procedure.closes, *published]))


def compile_timeline(procedure: Procedure, catalog: Catalog) -> Table:
    """One row per record of the procedure: first and last day of each step, events counted."""
    subject = catalog.tables[procedure.subject.table]
    key = subject.key[0]
    columns: dict[str, tuple[str, exp.Expr]] = {
        "record_id": ("text", exp.column(key, "subject")),
        "unit_id": ("text", _first(procedure.subject.unit)),
        "person_id": ("text", _first(procedure.subject.person)),
        "event_count": ("integer", exp.Count(this=exp.column("step", "log"))),
    }
    for name in _step_names(procedure):
        columns |= _step_columns(name, procedure.steps.get(name))
    columns["closed_on"] = ("date", _first_day(procedure.closes))
    if procedure.promised:
        columns["promised_days"] = ("integer", _first(procedure.promised.column))
    query = _timeline_query(procedure, key, {n: e for n, (_, e) in columns.items()})
    return Table(
        table=timeline_name(procedure),
        title=f"{procedure.title}各环节日期",
        grain="每个办件一行",
        key=("record_id",),
        derived=True,
        reads=tuple(dict.fromkeys([procedure.subject.table, procedure.log])),
        columns={n: Column(title=n, type=kind) for n, (kind, _) in columns.items()},  # type: ignore[arg-type]
        sql=query.sql(dialect=sql.DIALECT),
    )


def _first(column: str) -> exp.Expr:
    return exp.Min(this=exp.column(column, "subject")) if column else exp.null()


def _on_step(name: str) -> exp.Expr:
    return exp.column("step", "log").eq(exp.Literal.string(name))


def _when(name: str) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=_on_step(name), true=exp.column("happened_on", "log"))])


def _step_columns(name: str, step: Step | None) -> dict[str, tuple[str, exp.Expr]]:
    counted = exp.Count(
        this=exp.Case(ifs=[exp.If(this=_on_step(name), true=exp.Literal.number(1))])
    )
    noted = _first(step.column) if step and step.column else exp.null()
    return {
        f"{name}_on": ("date", exp.Min(this=_when(name))),
        f"{name}_last_on": ("date", exp.Max(this=_when(name))),
        f"{name}_noted_on": ("date", noted),
        f"{name}_count": ("integer", counted),
    }


def _first_day(steps: tuple[str, ...]) -> exp.Expr:
    if not steps:
        return exp.null()
    condition = exp.column("step", "log").isin(*[exp.Literal.string(s) for s in steps])
    when = exp.Case(ifs=[exp.If(this=condition, true=exp.column("happened_on", "log"))])
    return exp.Min(this=when)


def _timeline_query(procedure: Procedure, key: str, columns: Mapping[str, exp.Expr]) -> exp.Select:
    subject = exp.alias_(sql.table("src", procedure.subject.table), "subject", table=True)
    log = exp.alias_(sql.table("src", procedure.log), "log", table=True)
    query = (
        exp.select(*[exp.alias_(e, n) for n, e in columns.items()])
        .from_(subject)
        .join(
            log, on=exp.column(key, "subject").eq(exp.column("matter_id", "log")), join_type="left"
        )
    )
    for column, value in procedure.subject.where.items():
        query = query.where(exp.column(column, "subject").eq(exp.Literal.string(value)))
    return query.group_by(exp.column(key, "subject"))
