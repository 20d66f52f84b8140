"""The report as PDF by typst. Text reaches typst as data, so no character in it can be markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import noto_cjk_sans_otc
import typst

from hengjian.reports.content import Block, number_columns


def pdf_bytes(blocks: Sequence[Block], layout: Path, *, title: str, as_of: date) -> bytes:
    """The blocks set by the layout file, with the packaged font and no font of the machine."""
    data = {
        "title": title,
        "date": [as_of.year, as_of.month, as_of.day],
        "blocks": [{**asdict(b), "numbers": number_columns(b)} for b in blocks],
    }
    fonts = Path(noto_cjk_sans_otc.__file__).parent
    result: bytes = typst.compile(
        str(layout),
        root=str(layout.parent),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(data, ensure_ascii=False)},
        format="pdf",
    )
    return result
