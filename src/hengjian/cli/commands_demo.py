"""demo: an invented district from its files to its report; demo --score: how well the rules did."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from hengjian.catalog.library import library_path
from hengjian.catalog.reading import read_object
from hengjian.cli.commands_lake import take_in
from hengjian.cli.options import JsonOption
from hengjian.cli.output import console, print_json, print_table, progress_bar
from hengjian.demo import generate
from hengjian.demo.truth import RuleScore, score
from hengjian.district import reporting
from hengjian.district.home import Home, Settings
from hengjian.district.running import run_home
from hengjian.engine.session import RunRequest
from hengjian.engine.values import SHANGHAI

AS_OF = date(2025, 12, 31)
#: The places of the demo's records, as their district.yaml names them.
OWN = "hengan"


def demo(
    home: Annotated[
        Path, typer.Option("--home", help="Directory of the district; made anew.")
    ] = Path("district"),
    scale: Annotated[
        float, typer.Option(help="Size: 1 is 330,000 matter events, 30 is ten million.")
    ] = 1.0,
    seed: Annotated[int, typer.Option(help="Same seed, same district.")] = 7,
    clean: Annotated[
        bool, typer.Option("--clean", help="The clean twin: nothing planted.")
    ] = False,
    show_score: Annotated[
        bool, typer.Option("--score", help="Compare the last run with what was planted.")
    ] = False,
    files_only: Annotated[
        bool, typer.Option("--files-only", help="Only write the files that departments send.")
    ] = False,
    region: Annotated[
        str, typer.Option(help="Which invented district: a folder of library/overlays.")
    ] = OWN,
    trend: Annotated[
        bool, typer.Option("--trend", help="Run at the ends of the two years before, too.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """An invented district: files, intake, run, figures, report. With --score: found, missed, not planted.

    Examples: [bold]hengjian demo --scale 0.1[/]  ·  [bold]hengjian demo --score[/]
    """
    if show_score:
        _score(Home.open(home), json)
        return
    settings = region_settings(region)
    place = _fresh(home, settings)
    with progress_bar("造数", quiet=json) as progress:
        summary = generate(
            home, seed=seed, scale=scale, clean=clean, names=renamed(settings),
            progress=lambda step: progress(step, 0, None),
        )  # fmt: skip
    console.print(
        f"部门报送的文件：{home / 'outbox'}（{sum(summary.rows.values()):,} 行）", markup=False
    )
    if files_only:
        return
    _take_in_and_run(place, json, trend)
    console.print(
        f"\n下一步（--home {home}）：\n"
        "  hengjian findings --level hard --top 10\n  hengjian explain <编号>\n"
        "  hengjian figures --figure F15\n  hengjian demo --score\n", markup=False,
    )  # fmt: skip


def region_settings(region: str) -> Settings:
    """The settings of an invented district; raises ValueError where there is none of that name."""
    file = library_path() / "overlays" / region / "district.yaml"
    if not file.exists():
        known = sorted(p.parent.name for p in file.parents[1].glob("*/district.yaml"))
        raise ValueError(f"library/overlays 中没有区 {region}；可用的有：{'、'.join(known)}")
    return read_object(file, Settings)


def renamed(settings: Settings) -> dict[str, str]:
    """What the district calls the places that the demo's records name."""
    own = region_settings(OWN)
    pairs = (
        (own.district, settings.district),
        (own.city, settings.city),
        (own.province, settings.province),
    )
    return {old[:-1]: new[:-1] for old, new in pairs if old != new}


def _fresh(home: Path, settings: Settings) -> Home:
    """A new district directory; an old demo is removed, anything else is refused."""
    if home.exists() and any(home.iterdir()):
        if not (home / "outbox").is_dir():
            raise ValueError(
                f"{home}：目录不是空的，也不是演示区；为免误删，请用 --home 另选一个目录"
            )
        shutil.rmtree(home)
    return Home.create(home, settings)


def _take_in_and_run(place: Home, quiet: bool, trend: bool) -> None:
    files = sorted(p for p in (place.path / "outbox").rglob("*") if p.is_file())
    # Received now: the office would call sources silent whose files are dated a year ago.
    done, refused = take_in(place, files, received=datetime.now(SHANGHAI), quiet=quiet)
    good = sum(sum(d.good.values()) for _, d in done)
    bad = sum(sum(d.bad.values()) for _, d in done)
    console.print(f"接收 {len(done)} 个文件：{good:,} 行入库，{bad} 行退回；拒收 {len(refused)} 个")
    for path, why in refused:
        console.print(f"  {path.name}：{why}", markup=False)
    days = [AS_OF.replace(year=AS_OF.year - ago) for ago in ((2, 1, 0) if trend else (0,))]
    for day in days:
        with progress_bar(f"运行 {day}", quiet=quiet) as progress:
            info = run_home(place, RunRequest(day), progress=progress)
    totals = {v: sum(c.verdicts.get(v, 0) for c in info.rules.values())
              for v in ("flagged", "undecidable", "pending", "clear")}  # fmt: skip
    console.print(
        f"{len(info.rules)} 条规则检查 {sum(totals.values()):,} 条记录：待说明 {totals['flagged']:,}，"
        f"无法判定 {totals['undecidable']:,}，在期 {totals['pending']:,}，合规 {totals['clear']:,}"
    )
    for path in reporting.build_report(place, place.path / "reports", None):
        console.print(f"报告：{path}", markup=False)


def scores(home: Home) -> list[RuleScore]:
    """Every rule of the last run against the planted truth."""
    run = home.store.info(home.store.latest())
    found = [
        (f["rule"], f["record_id"], f["verdict"]) for f in home.findings()
        if f["state"] != "gone" and f["rule"] in run.rules
    ]  # fmt: skip
    truth = home.path / "truth" / "planted.csv"
    if not truth.exists():
        truth.parent.mkdir(exist_ok=True)
        truth.write_text("rule,record_id,kind,note\n", encoding="utf-8")
    return score(found, truth)


def _score(home: Home, json: bool) -> None:
    rows = scores(home)
    if json:
        print_json([asdict(r) for r in rows])
        return
    levels = {name: rule.level for name, rule in home.catalog.rules.items()}
    listed = [
        (r.rule, levels.get(r.rule, "?"), r.planted, r.found, len(r.missed), f"{r.look_alikes - len(r.wrongly_flagged)}/{r.look_alikes}",
         f"{r.recognised}/{r.undecidable}", len(r.not_planted))
        for r in rows
    ]  # fmt: skip
    columns = ("规则", "强度", "预埋", "发现", "漏掉", "未冤枉", "认出无法判定", "未预埋")
    print_table("预埋问题的发现情况", columns, listed, right=range(2, 8))
    planted, found = sum(r.planted for r in rows), sum(r.found for r in rows)
    console.print(
        f"合计：预埋 {planted}，发现 {found}；未预埋的发现 {sum(len(r.not_planted) for r in rows)}"
    )
