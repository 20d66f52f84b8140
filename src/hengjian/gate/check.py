"""The gate: every check on the library as one pass, for one rule or for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Board, Case, CaseFile, Figure, Rule
from hengjian.catalog.reading import LibraryError
from hengjian.engine import sql
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.cases import CaseBench, compare, parameter_edges, run_case, window_of
from hengjian.engine.compile import Compiled, RuleError, compile_board, compile_rule
from hengjian.engine.figures import check_figure
from hengjian.engine.sql import Rendered
from hengjian.engine.together import answers_together
from hengjian.gate.mutants import mutants
from hengjian.gate.packs import packed
from hengjian.gate.partition import disproved

REQUIRED = ("flagged", "clear", "boundary", "undecidable")


@dataclass
class Report:
    """What the gate found. `problems`: unit → sentences; `survivors` are mutants nobody noticed."""

    units: int = 0
    cases: int = 0
    mutants: int = 0
    problems: dict[str, list[str]] = field(default_factory=dict)

    def add(self, unit: str, problem: str) -> None:
        """Note one problem of a unit."""
        self.problems.setdefault(unit, []).append(problem)

    def include(self, other: Report) -> None:
        """Add what another pass found."""
        self.units += other.units
        self.cases += other.cases
        self.mutants += other.mutants
        for unit, problems in other.problems.items():
            self.problems.setdefault(unit, []).extend(problems)


def check_library(
    catalog: Catalog,
    bench: CaseBench,
    *,
    names: Iterable[str] = (),
    with_mutants: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Compile, run the cases of, and mutate the named units (all without names)."""
    report = Report()
    other = bench.backend.dialect != sql.DIALECT
    witness = CaseBench(catalog, DuckDBBackend()) if other else bench
    chosen = list(names) or [*catalog.rules, *catalog.figures, *catalog.boards]
    for name in chosen:
        progress(name)
        report.units += 1
        try:
            if name in catalog.figures:
                _check_figure(catalog, bench, catalog.figures[name], report)
            elif name in catalog.boards:
                _check_board(catalog, bench, catalog.boards[name], report)
            else:
                _check_rule(bench, witness, catalog.rules[name], report, with_mutants)
        except (LibraryError, RuleError) as error:
            for problem in error.problems:
                report.add(name, problem)
    return report


def cases_of(catalog: Catalog, rule: Rule) -> tuple[CaseFile, list[Case]]:
    """The cases of a rule; of a compiled check, those that name it."""
    file = catalog.cases(rule.rule)
    check = rule.rule.split(".", 1)[1] if rule.procedure else ""
    return file, [case for case in file.cases if case.check == check]


def _check_rule(
    bench: CaseBench, witness: CaseBench, rule: Rule, report: Report, with_mutants: bool
) -> None:
    """`witness`: DuckDB's bench, which says which cases another engine may answer together."""
    catalog = bench.catalog
    compiled = compile_rule(rule, catalog)
    sql.render(compiled.tree, "spark")
    file, cases = cases_of(catalog, rule)
    _focus(bench, cases, file)
    for problem in _kinds(catalog, rule, cases):
        report.add(rule.rule, problem)
    if bench is not witness:
        report.cases += len(cases)
        packs = packed(witness, compiled, rule, cases, file)
        answers = answers_together(bench, compiled, [pack.case for pack in packs], file)
        for pack, rows in zip(packs, answers, strict=True):
            for name, problem in pack.problems(rows).items():
                report.add(rule.rule, f"case 「{name}」: {problem}")
        return
    if rule.partition:
        together = [pack.case for pack in packed(bench, compiled, rule, cases, file)]
        if problem := disproved(bench, compiled, rule.partition, together, file):
            report.add(rule.rule, f"partition: {problem}")
    alive = _mutants(compiled.tree) if with_mutants and not rule.procedure else {}
    report.mutants += len(alive)
    for case in cases:
        report.cases += 1
        if problem := run_case(bench, compiled, case, file):
            report.add(rule.rule, f"case 「{case.name}」: {problem}")
        else:
            alive = _survivors(bench, alive, case)
    for change in alive:
        report.add(rule.rule, f"no case notices the mutant {change}")


def _focus(bench: CaseBench, cases: Iterable[Case], file: CaseFile) -> None:
    """Only the days of these cases, except on DuckDB: mutants need all days, since a join without
    its condition must find the other versions of a term."""
    bench.focus(window_of(cases, file) if bench.backend.dialect != sql.DIALECT else None)


def _mutants(tree: exp.Expr) -> dict[str, Rendered]:
    """What was changed → the mutant, rendered once for all cases."""
    return {change: Rendered(changed) for change, changed in mutants(tree)}


def _survivors(bench: CaseBench, alive: Mapping[str, Rendered], case: Case) -> dict[str, Rendered]:
    """The mutants that give the expected result of the case too. One that fails to run is dead,
    and so is one that a limit of time or memory stops (a join without its condition)."""
    left = {}
    for change, tree in alive.items():
        try:
            with bench.backend.limited(seconds=2.0):
                found = bench.result(tree)
        except Exception:  # noqa: S112 (any engine error kills the mutant)
            continue
        if not compare(case.expect, found):
            left[change] = tree
    return left


def _kinds(catalog: Catalog, rule: Rule, cases: list[Case]) -> list[str]:
    """Required kinds of case that are not there."""
    kinds = {case.kind for case in cases}
    problems = [f"no case of kind {kind}" for kind in REQUIRED if kind not in kinds]
    told = {row.get("missing") for case in cases for row in case.expect}
    problems += [
        f"no case shows the undecidable code {code!r}"
        for code in rule.undecidable
        if code not in told
    ]
    if not rule.procedure:
        versions = sum(case.kind == "version" for case in cases)
        edges = parameter_edges(catalog, rule.parameters)
        if edges and versions < 2:
            names = ", ".join(sorted({name for name, _, _ in edges}))
            problems.append(f"needs a version case on each side of the change of {names}")
    return problems


def _check_figure(catalog: Catalog, bench: CaseBench, figure: Figure, report: Report) -> None:
    file = catalog.cases(figure.figure)
    _focus(bench, file.cases, file)
    count, problems = check_figure(catalog, bench, figure, file)
    report.cases += count
    for problem in problems:
        report.add(figure.figure, problem)


def _check_board(catalog: Catalog, bench: CaseBench, board: Board, report: Report) -> None:
    compiled, file = compile_board(board, catalog), catalog.cases(board.board)
    _focus(bench, file.cases, file)
    report.cases += len(file.cases)
    for case in file.cases:
        if problem := run_case(bench, compiled, case, file):
            report.add(board.board, f"case 「{case.name}」: {problem}")
    if not file.cases:
        report.add(board.board, "a board needs cases")


def compiled_rules(catalog: Catalog, names: Iterable[str]) -> dict[str, Compiled]:
    """Compiled queries by rule name; raises RuleError with the problems of all of them."""
    problems: list[str] = []
    compiled = {}
    for name in names:
        try:
            compiled[name] = compile_rule(catalog.rules[name], catalog)
        except RuleError as error:
            problems += error.problems
    if problems:
        raise RuleError(problems)
    return compiled
