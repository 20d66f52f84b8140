"""What a batch is, and how one is read from its directory."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct


class Batch(Struct, frozen=True, kw_only=True):
    """One delivery as committed: batch.json. `tables`: rows per table; `overlaps`: keys per table
    that an earlier batch already held, which this batch therefore corrects."""

    batch_id: str
    source: str
    sha256: str
    received_at: datetime
    known_on: date
    tables: dict[str, int]
    rejected: int = 0
    quarantine: str = ""
    overlaps: dict[str, int] = {}
    withdrawn: bool = False


class Withdrawal(Struct, frozen=True, kw_only=True):
    """Why a batch no longer counts: withdrawn.json beside batch.json."""

    reason: str
    who: str
    withdrawn_at: datetime


def is_withdrawn(folder: str) -> bool:
    """Whether the batch in a directory no longer counts."""
    return os.path.exists(f"{folder}/withdrawn.json")  # noqa: PTH110 (asked for every batch)


def read_batch(folder: str) -> Batch:
    """The batch in a directory, marked when it is withdrawn."""
    batch = msgspec.json.decode(Path(folder, "batch.json").read_bytes(), type=Batch)
    if is_withdrawn(folder):
        return msgspec.structs.replace(batch, withdrawn=True)
    return batch
