"""The chain as a stream of links: from the database, to an export file, and back from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import msgspec

from hengjian.office.trail.verify import ORIGIN, Anchor, Link

_REST = "actor, action, kind, object_id, unit, purpose, payload, digest"
#: The time as `datetime.isoformat` writes it in UTC, made by the database: no row is touched in Python.
_AT = {
    "sqlite": "REPLACE(at, ' ', 'T') || '+00:00'",
    "postgresql": "REPLACE(TO_CHAR(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '.000000', '') "
    "|| '+00:00'",
}
_BATCH = 5000


class Line(msgspec.Struct):
    """One line of an export."""

    number: int
    at: str
    actor: str
    action: str
    kind: str
    object: str
    unit: str
    purpose: str
    payload: str
    digest: str


class _HeadLine(msgspec.Struct):
    head: int
    digest: str
    made_at: str


class _AnchorFile(msgspec.Struct):
    number: int
    digest: str
    count: int


def read_database(cursor: Any, vendor: str, upto: int) -> Iterator[Link]:
    """Links from a DB-API cursor of SQLite or PostgreSQL up to a number, a batch at a time."""
    cursor.execute(
        f"SELECT number, {_AT[vendor]}, {_REST} FROM trail_entry "  # noqa: S608 (fixed names)
        f"WHERE number <= {int(upto)} ORDER BY number"
    )
    while rows := cursor.fetchmany(_BATCH):
        yield from rows


def read_end(cursor: Any) -> tuple[int, tuple[int, str] | None]:
    """The highest number, and the stored head (number, digest).

    The head is read later and moves with each entry: a highest number above it is a forgery.
    Where nothing was ever recorded there is no head yet, which is no problem.
    """
    cursor.execute("SELECT COALESCE(MAX(number), 0) FROM trail_entry")
    highest = cursor.fetchone()[0]
    cursor.execute("SELECT number, digest FROM trail_head WHERE id = 1")
    row = cursor.fetchone()
    if row is None and not highest:
        return 0, (0, ORIGIN)
    return highest, ((row[0], row[1]) if row else None)


def write_export(links: Iterator[Link], head: tuple[int, str] | None, out: TextIO) -> int:
    """One JSON object a line, the head last: a cut file is noticed. Returns the number of entries."""
    count, encode = 0, msgspec.json.Encoder().encode
    for link in links:
        out.write(encode(Line(*link)).decode() + "\n")
        count += 1
    number, digest = head or (0, "")
    end = _HeadLine(head=number, digest=digest, made_at=datetime.now(UTC).isoformat())
    out.write(encode(end).decode() + "\n")
    return count


class Export:
    """An export file; `head` is known once all links were read."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.head = self._last_line()

    def _last_line(self) -> tuple[int, str] | None:
        with self.file.open("rb") as handle:
            handle.seek(max(0, self.file.stat().st_size - 4096))
            last = handle.read().rstrip(b"\n").rpartition(b"\n")[2]
        try:
            end = msgspec.json.decode(last, type=_HeadLine)
        except msgspec.DecodeError:  # the file was cut
            return None
        return end.head, end.digest

    def links(self) -> Iterator[Link]:
        """The links in the file's order; raises ValueError naming a line that cannot be read."""
        decode = msgspec.json.Decoder(Line).decode
        with self.file.open("rb") as handle:
            for count, text in enumerate(handle, 1):
                if text.startswith(b'{"head"'):
                    continue
                try:
                    e = decode(text)
                except msgspec.DecodeError as error:
                    raise ValueError(f"{self.file.name}: line {count}: {error}") from error
                yield (e.number, e.at, e.actor, e.action, e.kind, e.object, e.unit, e.purpose,
                       e.payload, e.digest)  # fmt: skip


def read_anchors(directory: Path) -> list[Anchor]:
    """All anchors of a directory; raises ValueError for one that cannot be read."""
    found = []
    for file in sorted(directory.glob("*.json")):
        try:
            anchor = msgspec.json.decode(file.read_bytes(), type=_AnchorFile)
        except msgspec.DecodeError as error:
            raise ValueError(f"{file}: {error}") from error
        found.append(Anchor(anchor.number, anchor.digest, file.name))
    return found
