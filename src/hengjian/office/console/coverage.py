"""盲区: what the rules looked at, by field and department; where nothing was looked at, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from hengjian.catalog.models import Rule
from hengjian.office.console.results import runs_by_day, unit_names_cached
from hengjian.office.door import catalog, home

#: So many columns fit; the departments with the most records come first.
WIDE = 60


@dataclass(frozen=True)
class Cell:
    """Records of one row and one unit."""

    examined: int = 0
    flagged: int = 0
    undecidable: int = 0


@dataclass(frozen=True)
class Blind:
    """A rule that looked at nothing: which of its tables were never delivered."""

    rule: Rule
    undelivered: tuple[str, ...]


@dataclass(frozen=True)
class Map:
    """`rows`: field or rule → unit → cell. `titles`: of rows. `units`: (id, name) in order."""

    rows: dict[str, dict[str, Cell]]
    titles: dict[str, str]
    units: list[tuple[str, str]]
    examined: int
    undecidable: int

    @property
    def empty(self) -> int:
        """Squares of the map that no record stands behind."""
        return sum(
            not r.get(u, Cell()).examined for r in self.rows.values() for u, _name in self.units
        )

    @property
    def undecidable_share(self) -> float:
        """Percent of examined records that could not be decided."""
        return round(100 * self.undecidable / self.examined, 2) if self.examined else 0.0


@lru_cache(maxsize=4)
def _counts(path: str) -> tuple[dict[str, Any], ...]:
    file = Path(path) / "coverage.parquet"
    return tuple(pq.read_table(file).to_pylist()) if file.exists() else ()


def coverage(field: str = "") -> Map | None:
    """The map of all fields, or of one field's rules; None before the first run that kept counts."""
    runs = runs_by_day()
    rows = _counts(str(runs[-1][1])) if runs else ()
    if not rows:
        return None
    cells: dict[str, dict[str, Counter[str]]] = {}
    for row in rows:
        if field and not row["rule"].startswith(f"{field}."):
            continue
        name = row["rule"] if field else row["rule"].split(".")[0]
        cells.setdefault(name, {}).setdefault(row["unit"], Counter())[row["verdict"]] += row[
            "records"
        ]
    rules = catalog().rules
    for name, rule in rules.items():  # a rule without any record has no row of its own
        if rule.status != "retired" and (not field or name.startswith(f"{field}.")):
            cells.setdefault(name if field else name.split(".")[0], {})
    return _map(cells, field)


def _map(cells: dict[str, dict[str, Counter[str]]], field: str) -> Map:
    names = unit_names_cached(str(home().path))
    weight: Counter[str] = Counter()
    for units in cells.values():
        for unit, verdicts in units.items():
            weight[unit] += verdicts.total()
    order = [u for u, _n in weight.most_common() if u in names]
    order += sorted(u for u in names if u not in weight)
    rules = catalog().rules
    titles = {n: rules[n].title if n in rules else catalog().field_titles.get(n, n) for n in cells}
    table = {
        name: {u: Cell(v.total(), v["flagged"], v["undecidable"]) for u, v in units.items()}
        for name, units in sorted(cells.items())
    }
    everything: Counter[str] = sum(
        (v for units in cells.values() for v in units.values()), Counter()
    )
    return Map(
        table,
        titles,
        [(u, names[u]) for u in order[:WIDE]],
        everything.total(),
        everything["undecidable"],
    )


def blind_rules() -> list[Blind]:
    """Rules in force that looked at no record, with the tables that nobody has delivered."""
    runs = runs_by_day()
    looked = {r["rule"] for r in _counts(str(runs[-1][1]))} if runs else set()
    held = {t for b in home().lake.batches() for t in b.tables}
    tables = catalog().tables
    return [
        Blind(
            rule,
            tuple(tables[t].title for t in rule.reads if not tables[t].derived and t not in held),
        )
        for name, rule in sorted(catalog().rules.items())
        if name not in looked and rule.status != "retired"
    ]


def chart(found: Map, field: str) -> dict[str, Any]:
    """A heat map; the colour goes by the order of magnitude, the number stands in the tooltip."""
    import math

    rows = list(found.rows)
    data = []
    for y, name in enumerate(rows):
        for x, (unit, _name) in enumerate(found.units):
            cell = found.rows[name].get(unit, Cell())
            asked = {"unit": unit, "rule": name} if field else {"unit": unit, "field": name}
            data.append({"value": [x, y, round(math.log10(cell.examined + 1), 2), cell.examined],
                         "url": f"/findings/?{urlencode(asked)}"})  # fmt: skip
    return {
        "tooltip": {"position": "top", "formatter": "{c}"},
        "grid": {"left": 8, "right": 16, "top": 8, "bottom": 60, "containLabel": True},
        "xAxis": {"type": "category", "data": [n for _u, n in found.units], "axisLabel": {"rotate": 60, "fontSize": 10}},
        "yAxis": {"type": "category", "data": [found.titles[r] for r in rows]},
        "visualMap": {"min": 0, "max": 5, "dimension": 2, "orient": "horizontal", "bottom": 0, "left": "center",
                      "text": [_("检查的记录多"), _("没有记录")],
                      "inRange": {"color": ["#f1f3f5", "#cfe2f3", "#74a9d8", "#0b4f8a", "#08335a"]}},
        "series": [{"type": "heatmap", "name": _("检查的记录"), "data": data}],
    }  # fmt: skip
