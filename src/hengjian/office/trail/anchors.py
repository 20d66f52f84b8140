"""Anchors: the head of the chain, written to a file once a day. Carry them to another machine."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from hengjian.office.config.environment import office_path
from hengjian.office.trail.chain import record
from hengjian.office.trail.models import Head


def anchors_path() -> Path:
    """Where anchors lie: <home>/office/anchors."""
    return office_path() / "anchors"


def make_anchor(on_day: date, *, acting_user: object = "clock", again: bool = False) -> Path | None:
    """Write the day's anchor; None when the day has one already. `again`: one more, numbered.

    The file appears whole or not at all, and is never overwritten.
    """
    directory = anchors_path()
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / f"{on_day.isoformat()}.json"
    if file.exists():
        if not again:
            return None
        count = len(list(directory.glob(f"{on_day.isoformat()}*.json")))
        file = directory / f"{on_day.isoformat()}-{count + 1}.json"
    with transaction.atomic():
        head, _ = Head.objects.select_for_update().get_or_create(pk=1)
        if not _write(file, on_day, head):
            return None
        record(acting_user, "trail.anchored", detail={"number": head.number, "digest": head.digest})
    return file


def _write(file: Path, on_day: date, head: Head) -> bool:
    """False where another process wrote it first."""
    body = {
        "day": on_day.isoformat(), "number": head.number, "digest": head.digest,
        "count": head.number, "algorithm": "SM3", "made_at": timezone.now().isoformat(),
    }  # fmt: skip
    part = file.with_suffix(f".{os.getpid()}.part")
    with part.open("w", encoding="utf-8") as handle:
        handle.write(json.dumps(body, ensure_ascii=False, indent=1) + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(part, file)
    except FileExistsError:
        return False
    finally:
        part.unlink()
    return True


def last_anchor() -> Path | None:
    """The newest anchor file."""
    return max(anchors_path().glob("*.json"), key=lambda f: f.stem, default=None)
