"""library check, new, show: the rule author's commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from hengjian.catalog import Catalog, library_path, load
from hengjian.cli.options import JsonOption
from hengjian.cli.output import console, errors, print_json, print_table, progress_bar
from hengjian.engine.procedures import with_procedures
from hengjian.gate.check import Report, check_library
from hengjian.gate.parallel import check_changed, check_in_parallel
from hengjian.gate.reference import pages, write_pages
from hengjian.gate.scaffold import scaffold

app = typer.Typer(
    no_args_is_help=True, help="规则库：检查、新建、查看。Check, start and read rules."
)


@app.command()
def check(
    names: Annotated[
        list[str] | None, typer.Argument(help="Rules or figures, or their beginning; default all.")
    ] = None,
    mutants: Annotated[
        bool, typer.Option(help="Also change every comparison and expect a failing case.")
    ] = True,
    spark: Annotated[
        bool, typer.Option("--spark", help="Run the cases on Spark (no mutants).")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Check again what passed before as it is now.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """The gate: formats, references, SQL, cases, mutants. What has not changed since it passed is taken over.

    Example: [bold]hengjian library check procurement.contract_signed_late[/]
    """
    catalog = with_procedures(load())
    chosen = _chosen(catalog, names or [])
    with progress_bar("检查", quiet=json) as progress:
        if spark:
            report = _on_spark(catalog, chosen, progress)
        else:
            told = _teller(chosen, progress)
            report = (
                check_changed(catalog, chosen, progress=told) if mutants and not everything
                else check_in_parallel(chosen, with_mutants=mutants, progress=told)
            )  # fmt: skip
    if json:
        print_json(report)
    for unit, problems in report.problems.items():
        errors.print(f"[bold red]✗[/] {unit}")
        for problem in problems:
            errors.print(f"    {problem}", markup=False)
    if report.problems:
        raise typer.Exit(1)
    if not json:
        console.print(
            f"✓ {report.units} 个单元，{report.cases} 个用例，{report.mutants} 个变异全部被发现"
        )


def _chosen(catalog: Catalog, names: list[str]) -> list[str]:
    units = [*catalog.rules, *catalog.figures, *catalog.boards]
    chosen = [u for u in units if any(u == n or u.startswith(n) for n in names)] if names else units
    if not chosen:
        raise ValueError(
            f"没有以 {'、'.join(names)} 开头的规则或指标；`hengjian library show` 列出全部规则"
        )
    return chosen


def _teller(chosen: list[str], progress: object) -> Callable[[str], None]:
    seen = iter(range(len(chosen)))

    def told(name: str) -> None:
        progress(name, next(seen), len(chosen))  # type: ignore[operator]

    return told


def _on_spark(catalog: Catalog, chosen: list[str], progress: object) -> Report:
    from hengjian.engine.backends.spark import SMALL_QUERIES, SparkBackend, spark_session
    from hengjian.engine.cases import CaseBench

    bench = CaseBench(catalog, SparkBackend(spark_session(java=SMALL_QUERIES), keep=False))
    told = _teller(chosen, progress)
    return check_library(catalog, bench, names=chosen, with_mutants=False, progress=told)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="<field>.<fact>, e.g. procurement.bid_period_short.")],
) -> None:
    """Start a rule: three files with everything that must be filled in.

    Example: [bold]hengjian library new funds.advance_unsettled[/]
    """
    for path in scaffold(library_path(), name):
        console.print(f"已新建 {path}")


@app.command()
def show(
    name: Annotated[
        str | None,
        typer.Argument(help="Rule, figure, parameter, table or duty; default: list rules."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show one entry of the library, or list the rules.

    Example: [bold]hengjian library show licensing.decision[/]
    """
    catalog = with_procedures(load())
    if name is None:
        rows = [
            (r.rule, r.title, r.level, r.family, "、".join(r.duties))
            for r in sorted(catalog.rules.values(), key=lambda r: r.rule)
        ]
        if json:
            print_json([r[0] for r in rows])
        else:
            print_table(f"规则 {len(rows)} 条", ("规则", "事实", "强度", "类别", "依据"), rows)
        return
    kinds = (catalog.rules, catalog.figures, catalog.parameters, catalog.tables, catalog.procedures,
             catalog.duties, catalog.acts)  # fmt: skip
    entry = next((kind[name] for kind in kinds if name in kind), None)
    if entry is None:
        raise ValueError(f"规则库中没有 {name}；`hengjian library show` 列出全部规则")
    _print_entry(catalog, name, entry, json)


@app.command()
def docs(
    out: Annotated[Path, typer.Option(help="Directory of the pages.")] = Path("docs/reference"),
    stale: Annotated[
        bool, typer.Option("--check", help="Only say whether the pages are fresh.")
    ] = False,
) -> None:
    """Write the reference pages from the library, or check that they are fresh."""
    catalog = with_procedures(load())
    if not stale:
        for path in write_pages(catalog, out):
            console.print(f"已生成 {_short(path)}")
        return
    old = [
        n
        for n, t in pages(catalog).items()
        if not (out / n).exists() or (out / n).read_text(encoding="utf-8") != t
    ]
    if old:
        errors.print(f"过期：{', '.join(old)}；请运行 make docs")
        raise typer.Exit(1)


def _print_entry(catalog: Catalog, name: str, entry: object, json: bool) -> None:
    import msgspec

    data = msgspec.to_builtins(entry)
    if json:
        print_json(data)
        return
    import yaml

    text = data.pop("sql", "")
    console.print(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), markup=False)
    if text:
        console.print(text, markup=False)
    if name in catalog.files:
        console.print(f"文件：{_short(catalog.files[name])}")


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
