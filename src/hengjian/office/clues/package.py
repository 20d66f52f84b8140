"""The hand-over package: facts, rows, rule, doubts, trail proof; a manifest with the hash of each file.

Who reported is not in it and cannot be: this side does not know.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from hengjian.office.clues.models import Clue
from hengjian.office.desk.actions import about
from hengjian.office.door import catalog, explanation
from hengjian.office.files import sheets
from hengjian.office.files.models import StoredFile
from hengjian.office.findings.models import Finding
from hengjian.office.trail.models import Entry, Head

PACKAGE = "package"


@dataclass(frozen=True)
class Package:
    """The bytes of the zip file, and the hash of its manifest."""

    content: bytes
    manifest_sha256: str


def made(clue: Clue) -> Package:
    """Put the package of a clue together."""
    files = dict(_files(clue))
    manifest = json.dumps(
        {"clue": clue.number, "made_at": timezone.localtime().isoformat(timespec="seconds"),
         "files": {n: hashlib.sha256(c).hexdigest() for n, c in files.items()}},
        ensure_ascii=False, indent=1,
    ).encode()  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {"移送清单.json": manifest, **files}.items():
            package.writestr(name, content)
    return Package(buffer.getvalue(), hashlib.sha256(manifest).hexdigest())


def _files(clue: Clue) -> Iterable[tuple[str, bytes]]:
    findings = list(clue.findings.select_related("unit").order_by("finding_id"))
    told = {x.pk: explanation(x.pk) for x in findings}
    rules = {x.rule: catalog().rules.get(x.rule) for x in findings}
    page = render_to_string(
        "clues/package.html", {"clue": clue, "findings": [(x, told[x.pk]) for x in findings],
                               "rules": [r for r in rules.values() if r]},
    )  # fmt: skip
    yield "线索概要.html", page.encode()
    for x in findings:
        if (explained := told[x.pk]) is not None:
            yield f"证据_{x.pk}.xlsx", _rows(explained.records)
        for file in StoredFile.objects.filter(about=about(x)):
            if file.path.exists():
                yield f"附件_{x.pk}/{file.pk}_{file.name}", file.path.read_bytes()
    yield "痕迹.jsonl", _trail(findings)


def _rows(records: dict[str, list[dict[str, Any]]]) -> bytes:
    """All rows behind a finding as one sheet: table, column, value."""
    lines = []
    for name, rows in records.items():
        table = catalog().tables[name]
        for number, row in enumerate(rows, start=1):
            lines += [(table.title, number, table.columns[c].title, v)
                      for c, v in row.items() if c in table.columns and v is not None]  # fmt: skip
    return sheets.content(["数据表", "行", "列", "值"], lines)


def _trail(findings: list[Finding]) -> bytes:
    """Entries about the findings with their digests, and the head: the chain proves them."""
    keys = [x.pk for x in findings]
    rows = Entry.objects.filter(kind="findings.finding", object_id__in=keys).order_by("number")
    lines = [json.dumps({"number": e.number, "payload": e.payload, "digest": e.digest}, ensure_ascii=False)
             for e in rows]  # fmt: skip
    head = Head.objects.first()
    if head is not None:
        lines.append(json.dumps({"head": head.number, "digest": head.digest}))
    return "\n".join(lines).encode()
