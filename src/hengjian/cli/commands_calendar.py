"""calendar: show the office calendar of a year, or take a new year from its notice."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from hengjian.cli.options import HomeOption, JsonOption
from hengjian.cli.output import console, errors, print_json, print_table
from hengjian.district.home import Home
from hengjian.statute import CalendarYearMissing, WorkCalendar

Spans = list[str]


def calendar(
    year: Annotated[int, typer.Argument(help="Year, e.g. 2025.")],
    home: HomeOption = None,
    rest: Annotated[
        Spans | None,
        typer.Option("--rest", help="Days off by the notice: 01-01..01-03 (repeatable)."),
    ] = None,
    worked: Annotated[
        Spans | None,
        typer.Option("--worked", help="Weekends worked by the notice: 02-07 (repeatable)."),
    ] = None,
    notice: Annotated[str, typer.Option(help="Number of the State Council notice.")] = "",
    json: JsonOption = False,
) -> None:
    """Show the office calendar of a year: rest days on weekdays and make-up working days.

    Example: [bold]hengjian calendar 2025[/]. With --notice and the days of the notice of a new year, the district takes
    the year up: [bold]hengjian calendar 2027 --home district --notice 文号 --rest 01-01..01-03 --worked 02-07[/].
    """
    from hengjian.catalog import load

    if notice or rest or worked:
        _add(Home.open(home), year, notice, rest or [], worked or [])
    work = (Home.open(home).catalog if home else load()).work
    try:
        work.plan(year)
    except CalendarYearMissing as error:
        errors.print(
            f"没有 {year} 年的工作日历。国务院办公厅通知发布后请录入："
            f"hengjian calendar {year} --home 目录 --notice 文号 --rest 月-日..月-日 --worked 月-日",
            markup=False,
        )
        raise typer.Exit(1) from error
    _show(work, year, json)


def _add(home: Home, year: int, notice: str, rest: Spans, worked: Spans) -> None:
    from hengjian.district.calendars import add_year, days_of

    if not notice.strip() or not rest:
        raise typer.BadParameter("需要通知文号 --notice 和放假日 --rest")
    file = add_year(home, year, notice, days_of(year, rest), days_of(year, worked))
    console.print(f"已录入 {file}；下一次运行按新日历计算，暂定期限由巡检核定")


def _show(work: WorkCalendar, year: int, json: bool) -> None:
    plan = work.plan(year)
    off = sorted(d for d in plan.holidays if d.weekday() < 5)
    made_up = sorted(plan.make_up_days)
    first, last = date(year, 1, 1), date(year, 12, 31)
    total = work.working_number(last) - work.working_number(first) + plan.is_working(first)
    if json:
        print_json({"year": year, "working_days": total, "rest_days": off, "make_up_days": made_up})
        return
    print_table(f"{year} 年：{total} 个工作日", ("放假（工作日）", "调休上班（周末）"), [
        ("、".join(d.strftime("%m-%d") for d in off), "、".join(d.strftime("%m-%d") for d in made_up))
    ])  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(calendar)
