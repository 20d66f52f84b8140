"""How results reach a person or a program: tables in the terminal, JSON on demand."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

console = Console(highlight=False, soft_wrap=False)
errors = Console(stderr=True, highlight=False)


def print_json(data: Any) -> None:
    """Data as JSON on standard output; dates and decimals become text."""
    plain = asdict(data) if is_dataclass(data) and not isinstance(data, type) else data
    json.dump(plain, sys.stdout, ensure_ascii=False, indent=1, default=str)
    sys.stdout.write("\n")


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, right: Sequence[int] = ()
) -> None:
    """Rows as a table; `right` are the numbers of right-aligned columns."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*["" if cell is None else str(cell) for cell in row])
    console.print(table)


@contextmanager
def progress_bar(title: str, quiet: bool = False) -> Iterator[Any]:
    """A callback (name, done, total) that moves a bar on standard error."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("{task.fields[now]}"),
    )  # fmt: skip
    bar = Progress(*columns, console=errors, transient=True, disable=quiet)
    with bar:
        task = bar.add_task(title, total=None, now="")
        yield lambda name, done, total: bar.update(task, completed=done, total=total, now=name)
