"""trail: export, verify, anchor. The verifier of an export needs no database and no district."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hengjian.cli.options import HomeOption, JsonOption
from hengjian.cli.output import console, print_json

if TYPE_CHECKING:
    from hengjian.office.trail.verify import Report

#: Wrong rows that are listed; `--json` has all.
_SHOWN = 50
app = typer.Typer(no_args_is_help=True, help="痕迹链：导出、核验、锚点。The chained log.")


def _opened(home: HomeOption) -> None:
    from hengjian.cli.commands_office import opened

    opened(home)


@app.command()
def export(
    out: Annotated[Path, typer.Option("--out", help="File to write; must not exist.")],
    home: HomeOption = None,
) -> None:
    """Write the whole chain as JSON lines, the head last.

    Example: [bold]hengjian trail export --out trail.jsonl[/]
    """
    _opened(home)
    from hengjian.office.trail.chain import record
    from hengjian.office.trail.checking import chain_in_database
    from hengjian.office.trail.exporting import write_export

    with out.open("x", encoding="utf-8") as handle, chain_in_database() as (links, head):
        count = write_export(links, head, handle)
    record("system", "trail.exported", detail={"entries": count, "file": out.name})
    console.print(f"{out}：{count:,} 条痕迹")


@app.command()
def verify(
    home: HomeOption = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="An export; default the database.")
    ] = None,
    anchors: Annotated[
        Path | None,
        typer.Option(
            "--anchors",
            exists=True,
            file_okay=False,
            help="Directory of anchors; default the home's, none for a file.",
        ),
    ] = None,
    rows: Annotated[
        bool, typer.Option("--rows", help="Also compare every sealed row with its seal.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Check the chain: 0 all fits, 1 something does not (the first broken number is named).

    Examples: [bold]hengjian trail verify --rows[/]  ·  [bold]hengjian trail verify --file trail.jsonl --anchors usb/anchors[/]
    """
    if file is not None and rows:
        raise ValueError("--rows 要比对数据库，请不要同时给出 --file")
    if file is not None:
        report, wrong, compared = _verify_file(file, anchors), list[str](), 0
    else:
        _opened(home)
        from hengjian.office.trail.checking import check_chain
        from hengjian.office.trail.rows import RowReport, check_rows

        report = check_chain(anchors)
        found = check_rows() if rows else RowReport(0, [])
        wrong, compared = [str(w) for w in found.wrong], found.rows
    _show(report, wrong, compared, json)
    if wrong or not report.ok:
        raise typer.Exit(1)


def _verify_file(file: Path, anchors: Path | None) -> Report:
    from hengjian.office.trail.exporting import Export, read_anchors
    from hengjian.office.trail.verify import verify as walk

    whole = Export(file)
    marks = read_anchors(anchors) if anchors else []
    return walk(whole.links(), head=whole.head, anchors=marks)


def _show(report: Report, wrong: list[str], compared: int, json: bool) -> None:
    if json:
        print_json({
            "ok": report.ok and not wrong, "entries": report.entries, "anchors": report.anchors,
            "broken_number": report.broken_number, "problem": report.problem,
            "digest": report.digest, "seconds": round(report.seconds, 3), "rows": compared,
            "wrong_rows": wrong,
        })  # fmt: skip
        return
    speed = f"{report.entries / report.seconds:,.0f} 条/秒" if report.seconds else ""
    console.print(
        f"核验 {report.entries:,} 条、{report.anchors} 个锚点，{report.seconds:.2f} 秒 {speed}"
    )
    if not report.ok:
        where = f"第 {report.broken_number} 条起不可信：" if report.broken_number else ""
        console.print(f"{where}{report.problem}", style="bold red", markup=False)
    if compared:
        console.print(f"比对 {compared:,} 行，{len(wrong):,} 行不符")
    for line in wrong[:_SHOWN]:
        console.print(f"  {line}", style="red", markup=False)
    if len(wrong) > _SHOWN:
        console.print(f"  ……其余 {len(wrong) - _SHOWN:,} 行见 --json", style="red", markup=False)
    if report.ok and not wrong:
        console.print(f"完整。末条摘要 {report.digest}", style="green")


@app.command()
def anchor(
    home: HomeOption = None,
    on_day: Annotated[str | None, typer.Option("--on-day", help="Day; default today.")] = None,
) -> None:
    """Write an anchor: number and digest of the newest entry. Carry it to another machine.

    Example: [bold]hengjian trail anchor[/]
    """
    _opened(home)
    from hengjian.district.home import as_day
    from hengjian.office.trail.anchors import make_anchor

    day = as_day(on_day, date.today())  # noqa: DTZ011 (the edge: the day on this machine)
    console.print(f"锚点：{make_anchor(day, acting_user='system', again=True)}", markup=False)
