"""What happens inside of the cell: read the texts, compile, run the cases and mutants, preview the lake."""

from __future__ import annotations

import logging
import pickle
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from hengjian.catalog import consistency
from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Rule
from hengjian.catalog.reading import LibraryError, convert
from hengjian.district.explaining import unit_names
from hengjian.district.home import Home
from hengjian.district.running import open_session
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.cases import CaseBench, run_case
from hengjian.engine.compile import Compiled, RuleError, compile_rule
from hengjian.engine.explain import message, show
from hengjian.engine.session import RunRequest
from hengjian.gate.check import cases_of, check_library
from hengjian.office.rulebook.box import LockedBackend, ReadingSession, fill
from hengjian.office.rulebook.content import (
    ContentError,
    Problem,
    repeated,
    rule_data,
    rule_yaml,
)
from hengjian.office.rulebook.scrutiny import Read, read_sql
from hengjian.office.rulebook.wording import case_in_chinese, form_in_chinese, in_chinese

if TYPE_CHECKING:
    from hengjian.office.rulebook.cell import Order

Tell = Callable[..., None]
SHOWN = 50
#: Flagged and undecidable rows looked at before the first ones are chosen; more examined rows than MOST end it.
KEPT, MOST = 5_000, 50_000_000


class Stopped(Exception):
    """A query was stopped. `args[0]`: what is told."""


def work(order: Order, folder: Path, tell: Tell) -> None:
    """All stages, each told as soon as it is done."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    catalog: Catalog = pickle.loads(order.catalog)  # noqa: S301 (the parent's own library)
    made = _checked(order, catalog, folder)
    if isinstance(made, list):
        tell("checked", problems=[p.plain() for p in made])
        return
    rule, compiled, text = made
    tell("checked", problems=[], yaml=text, sql=rule.sql)
    memory = f"{order.memory_mb}MB"
    try:
        _cases(order, catalog, rule, compiled, memory, tell)
        if order.preview:
            _preview(order, catalog, rule, compiled, folder, memory, tell)
    except Stopped as stop:
        tell("stopped", reason=str(stop))


def _checked(
    order: Order, catalog: Catalog, folder: Path
) -> tuple[Rule, Compiled, str] | list[Problem]:
    """The rule, its checked query and its file; or everything that is wrong."""
    content = order.content
    read = read_sql(content["sql"], catalog)
    if not isinstance(read, Read):
        return read
    if linked := repeated(content["cases"]):
        return [linked]
    try:
        data = rule_data(
            content, read.reads, read.parameters, version=order.version, status=order.status
        )
        rule = convert(data | {"sql": read.text}, Rule, "form.yaml")
    except ContentError as error:
        return error.problems
    except (LibraryError, ValueError) as error:
        return [form_in_chinese(str(error), "form")]
    known = set(consistency.problems(catalog))
    catalog.rules[rule.rule] = rule
    found = [s for s in consistency.problems(catalog) if s not in known]
    if found:
        return [in_chinese(s, rule.rule, read.tree) for s in found]
    _place(catalog, rule, content, folder)
    try:
        compiled = compile_rule(rule, catalog)
        cases_of(catalog, rule)
    except RuleError as error:
        return [in_chinese(s, rule.rule, read.tree) for s in dict.fromkeys(error.problems)]
    except (LibraryError, RecursionError) as error:
        return [form_in_chinese(str(error), "cases")]
    return rule, compiled, rule_yaml(data)


def _place(catalog: Catalog, rule: Rule, content: dict[str, str], folder: Path) -> None:
    """Put the cases where the catalog looks for them."""
    path = folder / f"{rule.rule.split('.')[1]}.yaml"
    path.with_suffix(".cases.yaml").write_text(content["cases"], encoding="utf-8")
    catalog.files[rule.rule] = path


@contextmanager
def _limits(backend: DuckDBBackend, seconds: float, what: str) -> Any:
    """Interrupt after the time; say in plain words what stopped the query."""
    try:
        with backend.limited(seconds):
            yield
    except duckdb.InterruptException as error:
        raise Stopped(
            f"{what}超过 {seconds:g} 秒，已停止。请检查连接条件，避免没有条件的笛卡尔积"
        ) from error
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise Stopped(f"{what}超出内存上限，已停止。请检查连接条件，或先筛选再连接") from error
    except duckdb.Error as error:
        raise Stopped(f"{what}失败：{str(error).splitlines()[0][:200]}") from error


def _cases(
    order: Order, catalog: Catalog, rule: Rule, compiled: Compiled, memory: str, tell: Tell
) -> None:
    """Run the cases one by one; when all hold, let the gate look for missing kinds and mutants."""
    backend = LockedBackend(memory)
    bench = CaseBench(catalog, backend)
    file, cases = cases_of(catalog, rule)
    shown = []
    for case in cases:
        with _limits(backend, order.query_seconds, f"用例「{case.name}」"):
            problem = run_case(bench, compiled, case, file)
        shown.append({"name": case.name, "kind": case.kind, "problem": case_in_chinese(problem)})
    tell("cases", cases=shown)
    if cases and not any(c["problem"] for c in shown):
        with _limits(backend, order.query_seconds * 3, "变异检查"):
            report = check_library(catalog, bench, names=[rule.rule])
        gaps = [in_chinese(s, rule.rule) for s in report.problems.get(rule.rule, [])]
        tell("gate", mutants=report.mutants, gaps=[p.text for p in gaps])
    elif not cases:
        tell("gate", mutants=0, gaps=["没有用例"])
    backend.close()


def _preview(
    order: Order,
    catalog: Catalog,
    rule: Rule,
    compiled: Compiled,
    folder: Path,
    memory: str,
    tell: Tell,
) -> None:
    """Count verdicts over the lake and keep the first rows."""
    home = Home(Path(order.home))
    home.__dict__["catalog"] = catalog
    file, names = folder / "preview.duckdb", unit_names(home)
    loader = DuckDBBackend(memory=memory, threads=1, spill=folder / "spill")
    wide = open_session(home, loader, RunRequest(as_of=date.fromisoformat(order.as_of)))
    session = ReadingSession(
        catalog, loader, wide.attach, wide.table_keys, wide.request, folder=wide.folder
    )
    with _limits(loader, order.query_seconds * 3, "载入数据"):
        fill(session, compiled, file)
    loader.close()
    backend = LockedBackend(memory, file)
    text = compiled.rendered.text("duckdb")
    statements = backend.con.extract_statements(text)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise Stopped("数据库认为这不是一条查询，已拒绝")
    begun = time.monotonic()
    with _limits(backend, order.query_seconds, "查询"):
        counts, rows = _run(backend, compiled)
    seconds = round(time.monotonic() - begun, 3)
    twice = [r for r, n in Counter(row["record_id"] for row in rows).items() if n > 1]
    tell("preview", counts=counts, seconds=seconds, columns=_titles(rule), as_of=order.as_of,
         rows=[_shown(rule, row, names | _codes(catalog, rule)) for row in rows[:SHOWN]], twice=twice[:5])  # fmt: skip
    backend.close()


def _run(backend: DuckDBBackend, compiled: Compiled) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Verdict counts of all rows; flagged and undecidable rows, flagged first, by record."""
    counts: Counter[str] = Counter()
    kept: list[dict[str, Any]] = []
    for batch in backend.stream(compiled.rendered):
        found = batch["verdict"]
        counts.update({c["values"]: c["counts"] for c in found.value_counts().to_pylist()})
        if counts.total() > MOST:
            raise Stopped(f"结果超过 {MOST:,} 行，已停止")
        if len(kept) < KEPT:
            wanted = pa.compute.is_in(found, pa.array(["flagged", "undecidable"]))
            kept += batch.filter(wanted).slice(0, KEPT - len(kept)).to_pylist()
    kept.sort(key=lambda r: (r["verdict"] != "flagged", str(r["record_id"])))
    return dict(counts), kept


def _titles(rule: Rule) -> list[str]:
    return ["记录", "起算日", *(e.title for e in rule.evidence.values())]


def _codes(catalog: Catalog, rule: Rule) -> dict[str, str]:
    """Labels of the codes in the rule's code columns, as far as a table it reads has the column."""
    found: dict[str, str] = {}
    for table in (catalog.tables[name] for name in rule.reads):
        for name, column in table.columns.items():
            if name in rule.evidence and rule.evidence[name].type == "code":
                found |= column.codes
    return found


def _shown(rule: Rule, row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """A row as texts, with what recusals are about beside it."""
    kinds = {name: e.type for name, e in rule.evidence.items()}
    cells = [
        names.get(str(row[c]), show(row[c], kinds.get(c, "text")))[:200] for c in rule.columns[:-2]
    ]
    about = {k: str(row.get(getattr(rule.subject, k)) or "") for k in ("unit", "person", "party")}
    return {"cells": cells, "verdict": row["verdict"], "missing": rule.undecidable.get(row["missing"] or "", ""),
            "sentence": message(rule, row, names)[:500], **about}  # fmt: skip
