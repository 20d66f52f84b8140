"""intake: take in files, list and withdraw batches, write templates."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from hengjian.cli.options import HomeOption, JsonOption
from hengjian.cli.output import console, print_json, print_table, progress_bar
from hengjian.district.home import Home, Settings, as_day
from hengjian.engine.values import SHANGHAI
from hengjian.identity.tokens import load_key
from hengjian.intake import AlreadyDelivered, Delivery, IntakeError, deliver, deliver_query


def intake(
    files: Annotated[
        list[str] | None, typer.Argument(help="Files or directories; or a query with --database.")
    ] = None,
    home: HomeOption = None,
    table: Annotated[
        str | None, typer.Option(help="Table of the data standard; default by headers.")
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help="Mapping file for foreign headers.")] = None,
    database: Annotated[
        str | None,
        typer.Option(
            help="Take in a query instead of files: path of an SQLite file, sqlite:///path or "
            "postgresql://user@host/database. Leave the password to ~/.pgpass or PGPASSWORD.",
        ),
    ] = None,
    query: Annotated[
        str | None, typer.Option(help="The select whose rows are taken in (with --database).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; commit nothing.")] = False,
    received: Annotated[
        str | None, typer.Option(help="Day of receipt, e.g. 2025-01-05; default now.")
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", help="Make the district directory if it is not there.")
    ] = False,
    batches: Annotated[bool, typer.Option("--batches", help="List the batches instead.")] = False,
    withdraw: Annotated[
        str | None, typer.Option(help="Withdraw this batch (with --reason).")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why the batch is withdrawn.")] = "",
    template: Annotated[
        str | None, typer.Option(help="Write the Excel template of this table and stop.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Take in what departments send: CSV, Excel, JSON lines, Parquet, OCDS, XES, or a database query.

    Examples: [bold]hengjian intake outbox/[/]  ·  [bold]hengjian intake 合同.xlsx --dry-run[/]  ·
    [bold]hengjian intake --template contract[/]  ·  [bold]hengjian intake --table contract
    --database postgresql://reader@finance-db/contracts --query "select * from contract_export"[/]
    """
    if new and home is not None:
        Home.create(home, Settings())
    place = Home.open(home)
    if template:
        _template(place, template)
    elif batches:
        _list(place, json)
    elif withdraw:
        place.lake.withdraw(withdraw, reason=reason, who="cli")
        console.print(f"批次 {withdraw} 已撤回，保留原文件备查")
    elif database or query:
        if files or mapping or not (database and query):
            raise ValueError("--database 与 --query 须同时给出，且不与文件或 --mapping 同用")
        when = _received(received)
        done, refused = _ask(place, database, query, table, dry_run, when)
        _show(done, refused, dry_run, json)
    elif files:
        done, refused = take_in(
            place, _expand(files), received=_received(received), table=table, mapping=mapping,
            dry_run=dry_run, quiet=json,
        )  # fmt: skip
        _show(done, refused, dry_run, json)
    else:
        raise ValueError("请给出至少一个文件，或使用 --database、--batches、--withdraw、--template")


def _received(day: str | None) -> datetime:
    """Nine in the morning of a day that was typed, or now."""
    now = datetime.now(SHANGHAI)
    if day is None:
        return now
    return datetime.combine(as_day(day, now.date()), time(9), tzinfo=SHANGHAI)


def _ask(
    place: Home, database: str, query: str, table: str | None, dry_run: bool, received: datetime
) -> tuple[list[tuple[Path, Delivery]], list[tuple[Path, str]]]:
    """The delivery of a database query, or why there is none."""
    key = load_key(place.path / "keys" / "tokens.key")
    try:
        delivery = deliver_query(
            database, query, lake=place.lake, catalog=place.catalog, key=key, table=table,
            received_at=received, dry_run=dry_run,
        )  # fmt: skip
    except AlreadyDelivered as error:
        return [], [(Path(error.source), str(error))]
    return [(Path(delivery.source), delivery)], []


def _expand(names: list[str]) -> list[Path]:
    """Directories become the files below them, in order. Raises ValueError for one without files."""
    paths: list[Path] = []
    for name in names:
        path = Path(name)
        found = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        mine = [p for p in found if not p.name.startswith((".", "~$"))]
        if not mine:
            raise ValueError(f"{name}：没有可接收的文件；请核对路径")
        paths += mine
    return paths


def take_in(
    place: Home, paths: list[Path], *, received: datetime, table: str | None = None,
    mapping: Path | None = None, dry_run: bool = False, quiet: bool = False,
) -> tuple[list[tuple[Path, Delivery]], list[tuple[Path, str]]]:  # fmt: skip
    """(deliveries, refusals with their reason) of a list of files; one bad file stops no other."""
    key = load_key(place.path / "keys" / "tokens.key")
    done: list[tuple[Path, Delivery]] = []
    refused: list[tuple[Path, str]] = []
    with progress_bar("接收", quiet=quiet) as progress:
        for number, path in enumerate(paths):
            progress(path.name, number, len(paths))
            try:
                delivery = deliver(
                    path, lake=place.lake, catalog=place.catalog, key=key, table=table,
                    mapping=mapping, dry_run=dry_run, received_at=received,
                )  # fmt: skip
                done.append((path, delivery))
            except (IntakeError, AlreadyDelivered) as error:
                refused.append((path, str(error)))
        progress("", len(paths), len(paths))
    return done, refused


def _show(
    done: list[tuple[Path, Delivery]], refused: list[tuple[Path, str]], dry_run: bool, json: bool
) -> None:
    """What was delivered and what was not; exit code 1 when something was refused."""
    if json:
        print_json(
            {
                "delivered": [asdict(d) for _, d in done],
                "refused": [(str(p), r) for p, r in refused],
            }
        )
    else:
        nothing = "（试运行）" if dry_run else "（未入库）"
        rows = [
            (escape(p.name), d.batch_id or nothing, "、".join(f"{t} {n}" for t, n in d.good.items()),
             sum(d.bad.values()), escape(d.quarantine or ""), escape("；".join(d.warnings[:3])))
            for p, d in done
        ]  # fmt: skip
        columns = ("文件", "批次", "行数", "退回", "退回文件", "提示")
        if rows:
            print_table(f"接收 {len(done)} 个文件", columns, rows, right=(3,))
        for path, why in refused:
            console.print("[bold red]未接收[/] ", end="")
            named = why if path.name in why else f"{path.name}：{why}"
            console.print(named, markup=False)
    if refused:
        raise typer.Exit(1)


def _list(place: Home, json: bool) -> None:
    batches = place.lake.batches(withdrawn=True)
    if json:
        print_json(batches)
        return
    rows = [
        (b.batch_id, b.source, b.received_at, "、".join(f"{t} {n}" for t, n in b.tables.items()),
         b.rejected, "已撤回" if b.withdrawn else "")
        for b in batches
    ]  # fmt: skip
    print_table("批次", ("批次", "来源", "接收时间", "行数", "退回", "状态"), rows, right=(4,))


def _template(place: Home, name: str) -> None:
    from hengjian.intake.template import write_template

    if name not in place.catalog.tables:
        raise ValueError(f"没有表 {name}；可用的表：{'、'.join(sorted(place.catalog.tables))}")
    path = Path(f"{name}.xlsx")
    write_template(place.catalog.tables[name], path)
    console.print(f"已生成 {path}")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(intake)
