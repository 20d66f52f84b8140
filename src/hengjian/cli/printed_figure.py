"""One figure as the terminal shows it."""

from __future__ import annotations

from typing import Any

from hengjian.cli.output import console, print_table
from hengjian.district.explaining import unit_names
from hengjian.district.home import Home
from hengjian.district.reporting import one_figure, value_text
from hengjian.engine.explain import show


def print_figure(
    home: Home, results: dict[str, dict[str, Any]], number: str, run_id: str | None
) -> None:
    """Definition, readings, breakdown and the first rows of a figure."""
    data = one_figure(home, results, number, run_id)
    figure = home.catalog.figures[data["figure"]]
    console.print(f"[bold]{figure.number} {figure.title}[/]\n{figure.definition}")
    readings = [(r["title"], value_text(r), r["rows"]) for r in data["readings"].values()]
    print_table("读数", ("读数", "数值", "记录数"), readings, right=(1, 2))
    if data["parts"]:
        names = unit_names(home)
        rows = [
            (names.get(k, k), *(value_text(r) for r in v.values()))
            for k, v in data["parts"].items()
        ]
        titles = [r["title"] for r in data["readings"].values()]
        part = figure.part.title if figure.part else ""
        print_table("分项", (part, *titles), rows, right=range(1, len(titles) + 1))
    for change in data.get("changes", []):
        console.print(f"法律变化：{change}")
    for code, count in data["missing"].items():
        console.print(f"缺口：{figure.undecidable.get(code, code)}（{count} 行）")
    columns = ["record_id", *figure.columns, "missing"]
    kinds = {n: c.type for n, c in figure.columns.items()}
    first = [[show(r[c], kinds.get(c, "text")) for c in columns] for r in data["records"][:20]]
    print_table(f"前 {len(first)} 行（共 {len(data['records'])} 行）", columns, first)
