"""Where the header of a table is: under a title, over two rows, with a row of units or numbers below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hengjian.intake.units import only_units

#: A header stands in the first rows or nowhere.
HEAD_ROWS = 20

#: How many cells of a row are known names.
Score = Callable[[Sequence[str]], int]
Row = Sequence[str | None]


@dataclass(frozen=True)
class Heading:
    """`last`: index of the last row that belongs to the header; `above`: texts before it."""

    last: int
    headers: list[str]
    above: tuple[str, ...]
    known: int


def find_heading(head: Sequence[Row], score: Score) -> Heading:
    """The row, or pair of rows, with most known names; without any, the first row of a table."""
    known, at, headers = _best(head, score)
    if known == 0:
        at = next((i for i, row in enumerate(head) if sum(map(bool, row)) > 1), 0)
        headers = [t or "" for t in head[at]] if head else []
    above = tuple(dict.fromkeys(t for row in head[:at] for t in row if t))
    last = at
    while last + 1 < len(head) and known:
        below = [t if i >= len(headers) or t != headers[i] else None
                 for i, t in enumerate(head[last + 1])]  # fmt: skip
        if _numbered(below):
            last += 1
        elif last == at and only_units([t or "" for t in below]):
            headers = [_with_unit(h, below[i] if i < len(below) else None)
                       for i, h in enumerate(headers)]  # fmt: skip
            last += 1
        else:
            break
    while headers and not headers[-1].strip():
        headers = headers[:-1]
    return Heading(last, headers, above, known)


def _best(head: Sequence[Row], score: Score) -> tuple[int, int, list[str]]:
    best: tuple[int, int, list[str]] = (0, 0, [])
    for at, row in enumerate(head):
        single = [t or "" for t in row]
        options = [single]
        if at > 0:
            above = head[at - 1]
            options.append(
                [t or (above[i] if i < len(above) else "") or "" for i, t in enumerate(single)]
            )
        for headers in options:
            if (known := score(headers)) > best[0]:
                best = (known, at, headers)
    return best


def _with_unit(header: str, unit: str | None) -> str:
    return f"{header}（{unit.strip('()（）[]【】 ')}）" if unit and header else header


def _numbered(row: Row) -> bool:
    """A row that only counts the columns: 1 2 3 4, as forms have it (often after 栏次)."""
    cells = [t.strip() for t in row if t and t.strip() and t.strip() not in ("栏次", "序号")]
    return len(cells) >= 4 and cells == [str(i) for i in range(1, len(cells) + 1)]
