"""Why a line of OCDS was refused: read again in Python, only when DuckDB met a line it could not take.

Knows the shape that the loader declares (`ocds_read.sql`), nothing of tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec


class Reject(NamedTuple):
    """One refused value: 1-based line, path in the release ('' for the whole line), value, reason."""

    line: int
    path: str
    value: str
    reason: str


#: The declared containers: a dict is an object, a list of one shape is an array of it.
SHAPE: dict[str, Any] = {
    "buyer": {},
    "tender": {"tenderPeriod": {}, "procuringEntity": {}},
    "bids": {"details": [{"value": {}, "tenderers": [{}]}]},
    "awards": [{"suppliers": [{}], "items": [{"classification": {}}]}],
}
_SHOWN = 200  #: characters of a refused value that are kept


def rejects(path: Path) -> tuple[list[int], list[Reject]]:
    """(numbers of the lines that are not blank, what is refused in them), in file order."""
    filled: list[int] = []
    found: list[Reject] = []
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.isspace():
                continue
            filled.append(number)
            found += (Reject(number, *fault) for fault in _faults_of_line(line))
    return filled, found


def _faults_of_line(line: bytes) -> Iterator[tuple[str, str, str]]:
    try:
        release = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        yield "", _shown(line.decode("utf-8", "replace").strip()), f"不是有效的JSON：{error}"
        return
    if not isinstance(release, dict):
        yield "", _shown(release), "一行应为一个对象"
        return
    yield from _faults(release, SHAPE, "")


def _faults(value: Any, shape: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Containers of the wrong kind below `value`; what is absent or null is no fault."""
    if value is None:
        return
    if isinstance(shape, list):
        if not isinstance(value, list):
            yield path, _shown(value), "应为数组"
            return
        for number, element in enumerate(value):
            yield from _faults(element, shape[0], f"{path}/{number}")
        return
    if not isinstance(value, dict):
        yield path, _shown(value), "应为对象"
        return
    for key, inner in shape.items():
        yield from _faults(value.get(key), inner, f"{path}/{key}" if path else key)


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text[:_SHOWN]
