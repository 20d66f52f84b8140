"""run, findings, explain, figures, report, manuals."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from hengjian.cli.options import AsOfOption, HomeOption, JsonOption, RunOption
from hengjian.cli.output import console, print_json, print_table, progress_bar
from hengjian.cli.printed_figure import print_figure
from hengjian.cli.printed_finding import print_explanation
from hengjian.district import explaining, reporting
from hengjian.district.home import Home, as_day
from hengjian.district.running import last_day, run_home
from hengjian.engine.session import RunRequest

LEVELS = {"hard": "法定", "soft": "政策", "hint": "提示"}
STATES = {"new": "新增", "open": "仍在", "reopened": "重现", "gone": "已消除"}
VERDICTS = {"flagged": "待说明", "undecidable": "无法判定"}


def run(
    home: HomeOption = None,
    as_of: AsOfOption = None,
    period: Annotated[
        int | None, typer.Option(help="Reported year; default that of the as-of day.")
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="Only this rule (repeatable).")
    ] = None,
    known_by: Annotated[str | None, typer.Option(help="Only batches received by this day.")] = None,
    backend: Annotated[str, typer.Option(help="duckdb or spark.")] = "duckdb",
    full: Annotated[
        bool, typer.Option("--full", help="Recompute rules whose input is unchanged.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Run rules and figures over the lake.

    Example: [bold]hengjian run --as-of 2025-12-31[/]
    """
    place = Home.open(home)
    request = RunRequest(
        as_of=as_day(as_of, last_day(place)), period=period, rules=tuple(rule or ()),
        known_by=as_day(known_by, date.max) if known_by else None, reuse=not full,
    )  # fmt: skip
    if unknown := [r for r in request.rules if r not in place.catalog.rules]:
        raise ValueError(f"没有规则 {'、'.join(unknown)}；`hengjian library show` 列出全部规则")
    keep_ledgers(place)
    with progress_bar("运行", quiet=json) as progress:
        info = run_home(place, request, backend=backend, progress=progress)
    if json:
        print_json(info)
        return
    rows = [
        (name, c.examined, *(c.verdicts.get(v, 0) for v in ("flagged", "undecidable", "pending", "clear")),
         "沿用" if c.reused else "增量" if c.partial else f"{c.seconds:.2f}")
        for name, c in sorted(info.rules.items())
    ]  # fmt: skip
    columns = ("规则", "检查", "待说明", "无法判定", "在期", "合规", "秒")
    print_table(f"运行 {info.run_id}（截至 {info.as_of}）", columns, rows, right=range(1, 7))


def keep_ledgers(place: Home) -> None:
    """What is kept in the office goes into the lake first; nothing where no office was set up."""
    if not (place.path / "office" / "secret").exists():
        return
    os.environ["HENGJIAN_HOME"] = str(place.path.resolve())
    from hengjian.office.setup import start_django

    start_django()
    from hengjian.office.ledgers import snapshot_ledgers

    snapshot_ledgers()


def findings(
    home: HomeOption = None,
    run_id: RunOption = None,
    rule: Annotated[
        str | None, typer.Option(help="Rule, or its beginning such as procurement.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Unit id.")] = None,
    verdict: Annotated[str, typer.Option(help="flagged or undecidable.")] = "flagged",
    state: Annotated[str | None, typer.Option(help="new, open, reopened or gone.")] = None,
    level: Annotated[str | None, typer.Option(help="hard, soft or hint.")] = None,
    top: Annotated[int, typer.Option(help="How many to list; 0 = all.")] = 30,
    json: JsonOption = False,
) -> None:
    """List findings, hardest and largest first.

    Example: [bold]hengjian findings --rule procurement --level hard --top 10[/]
    """
    place = Home.open(home)
    rows = [
        f for f in place.findings(run_id)
        if f["verdict"] == verdict
        and (state == f["state"] or (state is None and f["state"] != "gone"))
        and (rule is None or f["rule"].startswith(rule))
        and (unit is None or f["unit"] == unit)
        and (level is None or f["level"] == level)
    ]  # fmt: skip
    rows.sort(key=_rank)
    chosen = rows[:top] if top else rows
    if json:
        print_json(chosen)
        return
    names = explaining.unit_names(place)
    listed = [
        (f["finding_id"], LEVELS[f["level"]], STATES[f["state"]], place.catalog.rules[f["rule"]].title,
         f["record_id"], names.get(f["unit"] or "", f["unit"]), f["trigger_day"], _yuan(f["amount_fen"]))
        for f in chosen if f["rule"] in place.catalog.rules
    ]  # fmt: skip
    columns = ("编号", "强度", "状态", "事实", "记录", "单位", "起算日", "金额（元）")
    print_table(
        f"{VERDICTS.get(verdict, verdict)} {len(rows)} 条，列出 {len(listed)} 条",
        columns,
        listed,
        right=(7,),
    )
    counts = Counter(f["rule"] for f in rows)
    if len(counts) > 1:
        console.print("按规则：" + "，".join(f"{n} {c}" for n, c in counts.most_common(8)))
    console.print("逐条解释：hengjian explain <编号>")


def _rank(finding: dict[str, Any]) -> tuple[int, int, str, str]:
    order = {"hard": 0, "soft": 1, "hint": 2}
    amount = finding["amount_fen"] or 0
    return order[finding["level"]], -amount, finding["rule"], finding["record_id"]


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else f"{fen // 100:,}.{fen % 100:02d}"


def explain(
    finding: Annotated[str, typer.Argument(help="Finding id (or its beginning).")],
    home: HomeOption = None,
    run_id: RunOption = None,
    json: JsonOption = False,
) -> None:
    """Explain one finding: rows, law, the deadline day by day, and what would clear it.

    Example: [bold]hengjian explain 3f2a[/]
    """
    place = Home.open(home)
    explanation = explaining.explain_finding(place, finding, run_id)
    if json:
        print_json(explanation)
    else:
        print_explanation(explanation, place.catalog.tables)


def figures(
    home: HomeOption = None,
    run_id: RunOption = None,
    number: Annotated[
        str | None, typer.Option("--figure", help="Only this figure, e.g. F15, with its rows.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show the figures of a run; with --figure, the breakdown and the first rows behind it.

    Example: [bold]hengjian figures --figure F15[/]
    """
    place = Home.open(home)
    results = reporting.figure_results(place, run_id)
    if json:
        print_json(
            results if number is None else reporting.one_figure(place, results, number, run_id)
        )
        return
    if number is not None:
        print_figure(place, results, number, run_id)
        return
    rows = [
        (r["number"], r["title"], reporting.value_text(reporting.published(r)), r["rows"],
         "；".join(f"{k} {n}" for k, n in r["missing"].items()))
        for r in sorted(results.values(), key=lambda r: r["number"])
    ]  # fmt: skip
    print_table("指标", ("编号", "指标", "数值", "记录数", "缺口"), rows, right=(2, 3))


def report(
    home: HomeOption = None,
    run_id: RunOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Directory for the files; default <home>/reports.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Write the yearly clean-government report as Word, PDF and HTML.

    Example: [bold]hengjian report --out reports[/]
    """
    place = Home.open(home)
    paths = reporting.build_report(place, out or place.path / "reports", run_id)
    if json:
        print_json([str(p) for p in paths])
    else:
        for path in paths:
            console.print(f"已生成 {path}")


def manuals(
    home: HomeOption = None,
    as_of: AsOfOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Directory for the files; default <home>/reports/manuals.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Write the three procurement manuals from the rules, parameters and procedures in force.

    Example: [bold]hengjian manuals --as-of 2026-01-01[/]
    """
    place = Home.open(home)
    folder = out or place.path / "reports" / "manuals"
    paths = reporting.build_manuals(place, folder, as_day(as_of, date.today()))  # noqa: DTZ011
    if json:
        print_json([str(p) for p in paths])
        return
    for path in paths:
        console.print(f"已生成 {path}")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (run, findings, explain, figures, report, manuals):
        app.command()(command)
