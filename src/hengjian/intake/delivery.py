"""An order to take something in, and what became of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from hengjian.catalog.library import Catalog
from hengjian.intake.quarantine import Fault
from hengjian.lake import Lake

#: File systems allow 255 bytes for a name; a Chinese character has three.
_LONGEST_NAME = 60


@dataclass
class Delivery:
    """What became of a file. `good`, `bad`: rows by table; `faults`: the first faulty cells."""

    source: str
    batch_id: str | None = None
    good: dict[str, int] = field(default_factory=dict)
    bad: dict[str, int] = field(default_factory=dict)
    quarantine: str = ""
    warnings: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    """How a delivery is to be taken in."""

    lake: Lake
    catalog: Catalog
    key: bytes
    received_at: datetime
    table: str | None = None
    mapping: Path | None = None
    dry_run: bool = False


def digest_of(path: Path, mapping: Path | None) -> str:
    """SHA-256 of the delivered bytes; another mapping of the same bytes is another delivery."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    if mapping is not None:
        digest.update(mapping.read_bytes())
    return digest.hexdigest()


def quarantine_path(order: Order, source: str, digest: str) -> Path:
    """Where the faulty rows of a delivery go; two files of one name do not share it."""
    stem = re.sub(r"(\.[0-9a-f]{8})?\.quarantine$", "", Path(source).stem)
    plain = re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', "_", stem)[:_LONGEST_NAME]
    return order.lake.root / "quarantine" / f"{plain}.{digest[:8]}.quarantine.xlsx"
