"""backup, restore, tick: keeping a district's office alive."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from hengjian.cli.options import HomeOption, JsonOption
from hengjian.cli.output import console, print_json
from hengjian.district.home import Home, as_day


def register(app: typer.Typer) -> None:
    """Add the commands to the main program."""
    for command in (backup, restore, tick):
        app.command()(command)


def backup(
    out: Annotated[Path, typer.Option("--out", help="…tar.zst or …tar.gz; must not exist.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """A consistent copy of everything: database, lake, runs, files, anchors, settings, keys.

    Example: [bold]hengjian backup --out /backup/district-2026-01-31.tar.zst[/]
    """
    from hengjian.cli.commands_office import opened

    place = opened(home)
    from hengjian.office.backup import make_backup

    made = make_backup(place.path, out)
    if json:
        print_json(made)
        return
    console.print(
        f"{made.file}：{made.files:,} 个文件，{made.size / 1e6:,.1f} MB，已回读核对，{made.seconds:.1f} 秒；"
        f"痕迹 {made.entries:,} 条。含密钥与口令摘要，请按密件保管。\nSHA-256 {made.sha256}",
        markup=False, soft_wrap=True,
    )  # fmt: skip
    if made.apart:
        console.print(f"不在备份内，请另行保存：{'、'.join(made.apart)}", markup=False,
                      soft_wrap=True)  # fmt: skip


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.", exists=True, dir_okay=False)],
    home: Annotated[
        Path | None, typer.Option("--home", help="New directory; must not exist, or be empty.")
    ] = None,
    database: Annotated[
        str, typer.Option("--database", help="Empty PostgreSQL database of a PostgreSQL backup.")
    ] = "",
    check: Annotated[
        bool,
        typer.Option("--check", help="Only read the backup to its end and compare all hashes."),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Restore a backup into a new home and prove it: hashes, counts, chain, anchors.

    Examples: [bold]hengjian restore district.tar.zst --home /restore/drill[/]  ·  [bold]hengjian restore district.tar.zst --check[/]
    """
    if check:
        _check(file, json)
        return
    if home is None:
        raise ValueError("请用 --home 给出新目录，或用 --check 只作核对")
    from hengjian.office.restore import restore_backup

    done = restore_backup(file, home, database)
    if json:
        print_json(done)
        return
    console.print(
        f"{home}：{done.files:,} 个文件逐一核对，{done.tables} 张表行数相符，痕迹 {done.entries:,} 条、"
        f"{done.anchors} 个锚点相符，{done.seconds:.1f} 秒", markup=False, soft_wrap=True,
    )  # fmt: skip
    if done.database == "postgresql":
        console.print("启动前请把 HENGJIAN_DATABASE 指向恢复的数据库")
    if done.apart:
        console.print(
            f"备份不含，请另行恢复：{'、'.join(done.apart)}", markup=False, soft_wrap=True
        )


def _check(file: Path, json: bool) -> None:
    from hengjian.office import archive

    manifest = archive.unpack(file)
    if json:
        print_json({"ok": True, "files": len(manifest.files), "entries": manifest.entries,
                    "made_at": manifest.made_at, "database": manifest.database})  # fmt: skip
        return
    console.print(f"{file}：{len(manifest.files):,} 个文件逐一核对，备份于 {manifest.made_at}，"
                  f"痕迹 {manifest.entries:,} 条", markup=False, soft_wrap=True)  # fmt: skip


def tick(
    home: HomeOption = None,
    on_day: Annotated[str | None, typer.Option("--on-day", help="Day; default today.")] = None,
    json: JsonOption = False,
) -> None:
    """Do what is due: wake findings, escalate clocks, the day's work, the anchor. Safe to repeat.

    Example: [bold]hengjian tick[/]
    """
    from hengjian.cli.commands_office import opened

    place: Home = opened(home)
    from hengjian.office.clocks.tick import tick as run

    day = as_day(on_day, date.today())  # noqa: DTZ011 (the edge: the day on this machine)
    done = run(day)
    if json:
        print_json(done)
    else:
        each = "，".join(f"{k.rpartition('.')[2]} {v}" for k, v in done.each.items())
        console.print(
            f"{place.path.name} {day}：升级 {done.steps} 步，{each}；每日工作 {len(done.daily)} 项；"
            f"{'已打锚点' if done.anchored else '当日锚点已有'}", markup=False,
        )  # fmt: skip
    if done.failed:
        console.print(f"未完成：{'、'.join(done.failed)}", style="bold red", markup=False)
        raise typer.Exit(1)
