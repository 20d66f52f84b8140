"""The process in which an author's rule is checked and tried: `python -m hengjian.office.rulebook.cell`.

It gets its order on standard input and writes one JSON line a stage. Before anything is read it gives
up the net and sets its own limits; the parent kills it when its time is over. It never sees the
office's database, its secrets or its environment.
"""

from __future__ import annotations

import ctypes
import json
import pickle
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000


@dataclass(frozen=True)
class Order:
    """What to do. `catalog` is the parent's library, `content` the author's texts."""

    home: str
    folder: str
    content: dict[str, str]
    as_of: str
    version: int
    status: str
    preview: bool
    query_seconds: float
    cpu_seconds: int
    memory_mb: int
    address_mb: int
    file_mb: int
    catalog: bytes


def confine(order: Order) -> bool:
    """Set the limits of this process; returns whether the net is gone, too."""
    mega = 1024 * 1024
    limits = {
        resource.RLIMIT_CPU: order.cpu_seconds, resource.RLIMIT_AS: order.address_mb * mega,
        resource.RLIMIT_FSIZE: order.file_mb * mega, resource.RLIMIT_CORE: 0, resource.RLIMIT_NOFILE: 256,
    }  # fmt: skip
    for kind, value in limits.items():
        resource.setrlimit(kind, (value, value))
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    # Root gives up the net alone and keeps reading the lake; others need a user space of their own for it.
    return unshare is not None and (unshare(_NEW_NET) == 0 or unshare(_NEW_USER | _NEW_NET) == 0)


def tell(stage: str, **values: Any) -> None:
    """One line about a stage."""
    sys.stdout.write(json.dumps({"stage": stage, **values}, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Read the order, confine, work."""
    order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301 (written by the parent, never by an author)
    closed = confine(order)
    from hengjian.office.rulebook.trial import work

    tell("begun", net=not closed)
    try:
        work(order, Path(order.folder), tell)
    except MemoryError:
        tell("stopped", reason="memory")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    tell("ended", memory_mb=peak)


if __name__ == "__main__":
    main()
