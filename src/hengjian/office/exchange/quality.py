"""Quality of what each source delivers: the numbers of the holdings, and what users of the data sent back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from hengjian.office.exchange.models import Correction
from hengjian.office.exchange.terms import catalogue


@dataclass(frozen=True)
class Quality:
    """One source. `standing`: rows, rejections, corrections by delivery, lateness as the holdings count them."""

    standing: Any
    asked: int
    corrected: int
    late: int

    @property
    def open(self) -> int:
        """Corrections without an answer."""
        return self.asked - self.corrected


def qualities(today: date) -> list[Quality]:
    """Every source, those with most open corrections first; the numbers come from settings.OFFICE_QUALITY."""
    source_of = {x.table.table: x.table.source for x in catalogue()}
    asked, answered, late = Counter[str](), Counter[str](), Counter[str]()
    for table, state, due in Correction.objects.values_list("table", "state", "due_day"):
        source = source_of.get(table, "")
        asked[source] += 1
        answered[source] += state != Correction.State.OPEN
        late[source] += state == Correction.State.OPEN and due < today
    found = [Quality(s, asked[s.name], answered[s.name], late[s.name])
             for s in import_string(settings.OFFICE_QUALITY)(today)]  # fmt: skip
    return sorted(found, key=lambda q: (-q.open, not q.standing.silent, q.standing.name))
