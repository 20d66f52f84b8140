"""A procedure file compiled to rules: missing step, wrong order, late, same person, unpublished,
back-dated, beyond the promise. The constraints are templates in `constraints/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec
from sqlglot import exp

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import (
    Backdated,
    Demand,
    Distinct,
    Evidence,
    Procedure,
    Promise,
    Publish,
    Rule,
    Step,
    Within,
)
from hengjian.catalog.reading import read_yaml
from hengjian.engine import sql
from hengjian.engine.timelines import compile_timeline, timeline_name

Words = Mapping[str, str]
#: A demand with the days on which it is law, and the step whose day decides.
InForce = tuple[Demand, str] | None

_UNIT = {"unit_id": Evidence(title="办理单位", type="text")}
_PERSON = {"person_id": Evidence(title="经办人", type="text")}


def with_procedures(catalog: Catalog) -> Catalog:
    """The catalog with every procedure compiled: derived timelines and rules added.

    Doing it twice changes nothing.
    """
    texts = read_yaml(catalog.root / "procedures" / "constraints.yaml")
    for procedure in catalog.procedures.values():
        timeline = compile_timeline(procedure, catalog)
        catalog.tables[timeline.table] = timeline
        for rule in compile_procedure(procedure, catalog, texts):
            catalog.rules[rule.rule] = rule
            catalog.files[rule.rule] = catalog.files[procedure.procedure]
    return catalog


@dataclass(frozen=True)
class Check:
    """One compiled check before it becomes a rule. `kind`: a template's words in the texts."""

    name: str
    kind: str
    tree: exp.Expr
    words: Words
    duties: tuple[str, ...]
    reads: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    level: str = ""
    clock: str = ""


def compile_procedure(
    procedure: Procedure, catalog: Catalog, texts: Mapping[str, Any]
) -> Iterator[Rule]:
    """Every check that the file implies, as rules named `<procedure>.<check>`."""
    key = catalog.tables[procedure.subject.table].key[0]
    for check in _checks(procedure, catalog):
        level = check.level or _level(procedure, check, catalog)
        rule = _rule(procedure, replace(check, level=level), texts[check.kind])
        # Each record is judged by its own events: the log names the record as matter_id.
        yield msgspec.structs.replace(rule, partition=tuple(dict.fromkeys((key, "matter_id"))))


def _level(procedure: Procedure, check: Check, catalog: Catalog) -> str:
    """Hard rests on verified duties only, as in a rule written by hand."""
    known = [catalog.duties[code] for code in check.duties if code in catalog.duties]
    verified = all(duty.confidence == "verified" for duty in known)
    return procedure.level if check.duties and verified else "soft"


def _checks(procedure: Procedure, catalog: Catalog) -> Iterator[Check]:
    for name, step in procedure.steps.items():
        for before in step.after:
            yield _missing(procedure, name, before)
            yield _order(procedure, name, before)
        if step.within:
            yield _late(procedure, catalog, name, step)
    for pair in procedure.distinct:
        yield _same_person(procedure, pair)
    for name, publish in procedure.publish.items():
        yield _unpublished(procedure, catalog, name, publish)
    if procedure.backdated:
        yield _backdated(procedure, procedure.backdated)
    if procedure.promised:
        yield _promised(procedure, procedure.promised)


def _rule(procedure: Procedure, check: Check, texts: Mapping[str, Any]) -> Rule:
    """A rule with the words of its kind of constraint, filled with the step titles."""
    words = _filled(texts, check.words)
    columns = {
        name: Evidence(title=title, type=kind)
        for name, (title, kind) in words.pop("columns").items()
    }
    data: dict[str, Any] = {
        "rule": f"{procedure.procedure}.{check.name}",
        "version": procedure.version,
        "status": procedure.status,
        "duties": check.duties,
        "mechanism": procedure.mechanism,
        "level": check.level,
        "grain": "每个办件一行",
        "record": procedure.subject.table,
        "reads": (timeline_name(procedure), *check.reads),
        "parameters": check.parameters,
        "evidence": {**_UNIT, **_PERSON, **columns},
        "subject": {"unit": "unit_id", "person": "person_id"},
        "owner": procedure.owner,
        "procedure": procedure.procedure,
        "sql": check.tree.sql(dialect=sql.DIALECT),
        **words,
    }
    if check.clock:
        data["clock"] = {"parameter": check.clock, "due": "due_day", "done": "done_on"}
    return msgspec.convert(data, Rule)


def _filled(value: Any, words: Words) -> Any:
    """The texts with every <word> mark replaced; {column} marks stay for the finding's values."""
    if isinstance(value, str):
        for key, word in words.items():
            value = value.replace(f"<{key}>", word)
        return value
    if isinstance(value, list):
        return [_filled(item, words) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, words) for key, item in value.items()}
    return value


def _timeline(
    procedure: Procedure, columns: Mapping[str, exp.Expr | str], in_force: InForce
) -> exp.Select:
    """The timeline with the columns of one check, under the names the template uses; only records of the
    days on which the demand was law."""
    chosen: dict[str, exp.Expr] = {
        name: exp.column(name, "t") for name in ("record_id", "unit_id", "person_id")
    }
    for name, value in columns.items():
        chosen[name] = exp.column(value, "t") if isinstance(value, str) else value
    source = exp.alias_(sql.table("src", timeline_name(procedure)), "t", table=True)
    query = exp.select(*[exp.alias_(e, n) for n, e in chosen.items()]).from_(source)
    if in_force is None:
        return query
    demand, step = in_force
    day = exp.column(f"{step}_on", "t")
    if demand.since:
        query = query.where(day >= _date(demand.since))
    return query.where(day < _date(demand.until)) if demand.until else query


def _date(day: date) -> exp.Expr:
    return exp.cast(exp.Literal.string(day.isoformat()), "date")


def _words(procedure: Procedure, **steps: str) -> dict[str, str]:
    titles = {
        key: procedure.steps[name].title if name in procedure.steps else name
        for key, name in steps.items()
    }
    return {"procedure": procedure.title, **titles}


def _place(
    kind: str,
    procedure: Procedure,
    columns: Mapping[str, exp.Expr | str],
    values: Words | None = None,
    in_force: InForce = None,
    **parameters: str,
) -> exp.Expr:
    """The template of a kind with its texts, timeline columns and parameters in place."""
    tree = sql.template(kind, values)
    names: dict[tuple[str, str], exp.Expr] = {
        ("src", "timeline"): _timeline(procedure, columns, in_force),
        ("src", "log"): sql.table("src", procedure.log),
        ("src", "suspension_span"): sql.table("src", procedure.suspensions),
        ("src", "extension"): sql.table("src", procedure.extensions),
    }
    names |= {("param", k): sql.table("param", v.replace(".", "_")) for k, v in parameters.items()}
    sql.rename_tables(tree, names)
    return tree


def _missing(procedure: Procedure, name: str, before: str) -> Check:
    other = exp.Sub(
        this=exp.column("event_count", "t"), expression=exp.column(f"{name}_count", "t")
    )
    columns: dict[str, exp.Expr | str] = {
        "done_on": f"{name}_on",
        "before_on": f"{before}_on",
        "before_noted_on": f"{before}_noted_on",
        "other_steps": other,
    }
    tree = _place("missing", procedure, columns, in_force=(_later(procedure, name, before), name))
    words = _words(procedure, step=name, before=before)
    return Check(f"{name}_without_{before}", "missing", tree, words, procedure.steps[name].duties)


def _later(procedure: Procedure, name: str, before: str) -> Demand:
    """A step must follow another once both are demanded, and while both are."""
    pair = [procedure.steps[s] for s in (name, before) if s in procedure.steps]
    since = max((s.since for s in pair if s.since), default=None)
    until = min((s.until for s in pair if s.until), default=None)
    return Demand(since=since, until=until)


def _order(procedure: Procedure, name: str, before: str) -> Check:
    columns = {
        "done_on": f"{name}_on",
        "before_on": f"{before}_on",
        "before_last_on": f"{before}_last_on",
    }
    tree = _place("order", procedure, columns, in_force=(_later(procedure, name, before), name))
    words = _words(procedure, step=name, before=before)
    return Check(f"{name}_before_{before}", "order", tree, words, procedure.steps[name].duties)


def _late(procedure: Procedure, catalog: Catalog, name: str, step: Step) -> Check:
    """Late without suspensions and extensions is a plain join; with them, the clock."""
    assert step.within is not None  # noqa: S101 (the caller has tested it)
    term, start = step.within.parameter, step.within.start
    columns = {"start_on": f"{start}_on", "done_on": f"{name}_on", "closed_on": "closed_on"}
    words = _words(procedure, step=name, start=start) | {"step": step.title}
    if not step.suspended and step.extension is None:
        tree = _place("limit", procedure, columns, in_force=(step, start), term=term)
        return Check(f"{name}_late", "late", tree, words, step.duties, (), (term,), clock=term)
    more, approver = term, ""
    if step.extension is not None:
        more, approver = step.extension.parameter, step.extension.approver
    values = {"step": name, "approver": approver}
    tree = _place("clock", procedure, columns, values, (step, start), term=term, more=more)
    reads = (procedure.suspensions, procedure.extensions)
    parameters = tuple(dict.fromkeys((term, more)))
    return Check(f"{name}_late", "clock", tree, words, step.duties, reads, parameters, clock=term)


def _unpublished(procedure: Procedure, catalog: Catalog, name: str, publish: Publish) -> Check:
    title = f"{procedure.steps[name].title}公开"
    within = Within(parameter=publish.parameter, start=name)
    step = Step(
        title=title, within=within, duties=publish.duties, since=publish.since, until=publish.until
    )
    late = _late(procedure, catalog, publish.step, step)
    return replace(late, name=f"{name}_unpublished", kind="unpublished")


def _same_person(procedure: Procedure, pair: Distinct) -> Check:
    first, second = pair.steps
    values = {"first": first, "second": second}
    tree = _place("same_person", procedure, {}, values, (pair, second))
    words = _words(procedure, first=first, second=second)
    name = f"{first}_and_{second}_same_person"
    return Check(name, "same_person", tree, words, pair.duties, (procedure.log,))


def _backdated(procedure: Procedure, backdated: Backdated) -> Check:
    tree = _place("backdated", procedure, {}, term=backdated.parameter)
    return Check(
        "backdated", "backdated", tree, _words(procedure), backdated.duties,
        (procedure.log,), (backdated.parameter,), level="hint",
    )  # fmt: skip


def _promised(procedure: Procedure, promise: Promise) -> Check:
    columns = {
        "start_on": f"{promise.start}_on",
        "done_on": f"{promise.step}_on",
        "closed_on": "closed_on",
        "promised_days": "promised_days",
    }
    tree = _place("promise", procedure, columns)
    words = _words(procedure, step=promise.step, start=promise.start)
    name = f"{promise.step}_beyond_promise"
    return Check(
        name, "promise", tree, words, promise.duties, (procedure.suspensions,), level="soft"
    )
