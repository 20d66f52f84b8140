"""The command line: `hengjian …`. Exit codes: 0 done, 1 problems found, 2 wrong use or bad input."""

from __future__ import annotations

import sys

import typer

from hengjian.catalog import LibraryError
from hengjian.cli import (
    commands_backup,
    commands_calendar,
    commands_lake,
    commands_library,
    commands_office,
    commands_run,
    commands_trail,
)
from hengjian.cli.commands_demo import demo
from hengjian.cli.output import errors
from hengjian.district.home import NoHome
from hengjian.engine.compile import RuleError
from hengjian.engine.store import NoRun, RunInProgress
from hengjian.intake import IntakeError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="衡鉴：记录 → 规则 → 发现 → 指标 → 报告。Records, rules, findings, figures, report.",
)
app.add_typer(commands_library.app, name="library")
app.add_typer(commands_office.app, name="office")
app.add_typer(commands_trail.app, name="trail")
app.command()(demo)
for commands in (commands_lake, commands_run, commands_calendar, commands_backup):
    commands.register(app)

#: Errors that a person can mend: shown as text, without a traceback.
MENDABLE = (
    LibraryError, RuleError, NoHome, NoRun, RunInProgress, IntakeError, ValueError, OSError,
)  # fmt: skip


def main() -> None:
    """Run the command line; mendable errors end with exit code 2 and their own words."""
    try:
        app()
    except MENDABLE as error:
        errors.print(f"[bold red]错误[/] {type(error).__name__}", markup=True)
        errors.print(str(error), markup=False)
        sys.exit(2)


__all__ = ["app", "main"]
