"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="District directory; default HENGJIAN_HOME or ./district."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="As-of day, e.g. 2025-12-31. Same day, same answer.")
]
RunOption = Annotated[str | None, typer.Option("--run", help="Run id; default the latest.")]
