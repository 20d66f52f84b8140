"""The report as one HTML file that loads nothing: readable on screen, in the dark and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hengjian.reports.content import Block, number_columns


def html_text(blocks: Sequence[Block], layout: Path, *, title: str) -> str:
    """The blocks in the layout file; every text is escaped."""
    environment = Environment(
        loader=FileSystemLoader(layout.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template(layout.name)
    return page.render(blocks=blocks, title=title, number_columns=number_columns)
