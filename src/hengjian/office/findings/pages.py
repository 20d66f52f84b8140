"""A page of a long list without counting a million rows: the count stops at a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

SIZE = 30
#: Counting further tells nobody anything and costs a scan.
COUNT_LIMIT = 1_000


@dataclass(frozen=True)
class Page:
    """Rows of one page; `total` is capped, `more` says whether there is a next page."""

    rows: list[Any]
    number: int
    total: int
    more: bool

    @property
    def capped(self) -> bool:
        """Whether there are more than the count says."""
        return self.total >= COUNT_LIMIT

    @property
    def previous(self) -> int:
        """Number of the page before, 0 for none."""
        return self.number - 1

    @property
    def following(self) -> int:
        """Number of the next page, 0 for none."""
        return self.number + 1 if self.more else 0


def page_of(rows: QuerySet[Any], number: str, size: int = SIZE) -> Page:
    """The page with that number (text of the address), the first one when it is no number."""
    at = int(number) if number.isdigit() and 0 < int(number) <= 1000 else 1
    start = (at - 1) * size
    found = list(rows[start : start + size + 1])
    total = rows.order_by()[:COUNT_LIMIT].count()
    return Page(found[:size], at, total, len(found) > size)
