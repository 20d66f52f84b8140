"""When a figure cannot be printed, and what is missing from those that can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Figure
from hengjian.engine.figures import FigureResult
from hengjian.reports.context import ReportContext
from hengjian.reports.words import Words


@dataclass(frozen=True)
class Gap:
    """A figure that cannot be computed, or rows that one leaves out. `rows` 0: the whole figure."""

    number: str
    title: str
    reason: str
    owner: str
    rows: int = 0


def missing_tables(
    figure: Figure, catalog: Catalog, context: ReportContext, words: Words
) -> list[str]:
    """Titles of the tables that the figure stands on and that nobody has delivered."""
    if context.held is None:
        return []
    needed = [
        name
        for place, name in enumerate(figure.reads)
        if not catalog.tables[name].derived and (place == 0 or name not in words.accessory_tables)
    ]
    return [catalog.tables[name].title for name in needed if name not in context.held]


def gap_reason(
    figure: Figure, result: FigureResult, catalog: Catalog, context: ReportContext, words: Words
) -> str:
    """Why the published reading cannot be printed; empty when it can."""
    if lacking := missing_tables(figure, catalog, context, words):
        return words.gap.no_records.format(records=_quoted(lacking))
    unsupported = result.rows == 0 and bool(result.missing)
    if result.published.value is not None and not unsupported:
        return ""
    if result.missing:
        return "；".join(figure.undecidable.get(code, code) for code in result.missing)
    return words.gap.no_rows


def gap_text(
    figure: Figure, result: FigureResult, catalog: Catalog, context: ReportContext, words: Words
) -> str:
    """The gap as it stands in a sentence, with the records that would close it."""
    if result.missing and not missing_tables(figure, catalog, context, words):
        reason = gap_reason(figure, result, catalog, context, words)
        return words.gap.setting.format(reason=reason)
    lacking = missing_tables(figure, catalog, context, words)
    main = [t for t in figure.reads if not catalog.tables[t].derived][:1]
    records = lacking or [catalog.tables[name].title for name in main]
    return words.gap.inline.format(records=_quoted(records))


def _quoted(titles: list[str]) -> str:
    return "".join(f"“{title}”" for title in titles)


def whole_gaps(
    results: Mapping[str, FigureResult], catalog: Catalog, context: ReportContext, words: Words
) -> list[Gap]:
    """Figures that cannot be printed, in order of their number, with those no table supports."""
    found = []
    for name, figure in catalog.figures.items():
        result = results.get(name)
        reason = (
            words.gap.no_rows
            if result is None
            else gap_reason(figure, result, catalog, context, words)
        )
        if reason:
            found.append(Gap(figure.number, figure.title, reason, figure.owner))
    numbers = {figure.number for figure in catalog.figures.values()}
    for number, entry in words.uncomputed.items():
        if number not in numbers:
            found.append(Gap(number, entry.title, entry.reason, entry.owner))
    return sorted(found, key=lambda gap: gap.number)


def left_out(
    results: Mapping[str, FigureResult], catalog: Catalog, context: ReportContext, words: Words
) -> Iterator[Gap]:
    """Rows that figures which can be printed leave out, by figure and reason."""
    for result in sorted(results.values(), key=lambda r: r.number):
        figure = catalog.figures[result.figure]
        if gap_reason(figure, result, catalog, context, words):
            continue
        for code, rows in result.missing.items():
            reason = figure.undecidable.get(code, code)
            yield Gap(figure.number, figure.title, reason, figure.owner, rows)
