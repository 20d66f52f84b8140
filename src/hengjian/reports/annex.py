"""The annex: how each figure is defined, computed, founded in law, and what stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Figure, Reading
from hengjian.catalog.wording import law_text
from hengjian.engine.figures import FigureResult, Value
from hengjian.reports.context import ReportContext
from hengjian.reports.tags import day_text, value_text
from hengjian.reports.words import Words

_MOST_PARTS = 12


@dataclass(frozen=True)
class Definer:
    """Everything that the texts of one annex entry are made from."""

    catalog: Catalog
    context: ReportContext
    words: Words

    def entry(self, figure: Figure, result: FigureResult, gap: str) -> dict[str, str]:
        """One figure of the annex as texts by their Chinese names, as the template asks for them."""
        first, *others = figure.readings.items()
        return {
            "编号": figure.number,
            "名称": figure.title,
            "数值": gap or value_text(result.published, self.words),
            "定义": figure.definition,
            "算法": formula_text(figure, first[1], self.words),
            "并列口径": self._readings(figure, result, dict(others), gap),
            "分列": self._parts(figure, result),
            "依据": self._articles(figure),
            "记录范围": f"{figure.rows.title}（{self._tables(figure)}）",
            "时点": day_text(self.context.as_of),
            "支撑记录": str(result.rows),
            "未计入": self._left_out(figure, result),
            "提示": "；".join((*figure.traps, *result.changes)) or self.words.gap.nothing,
            "责任单位": figure.owner,
            "行哈希": self.context.hashes.get(figure.figure, self.words.gap.nothing),
        }

    def _readings(
        self, figure: Figure, result: FigureResult, others: Mapping[str, Reading], gap: str
    ) -> str:
        texts = []
        for name, reading in others.items():
            value = result.readings[name]
            shown = gap or value_text(value, self.words) or self.words.gap.reading
            texts.append(f"{value.title} {shown}（{formula_text(figure, reading, self.words)}）")
        return "；".join(texts) or self.words.gap.nothing

    def _parts(self, figure: Figure, result: FigureResult) -> str:
        if not figure.part or not result.parts:
            return self.words.gap.nothing
        name = next(iter(figure.readings))
        counted = [(part, values[name]) for part, values in result.parts.items()]
        shown = sorted((item for item in counted if item[1].value is not None), key=_largest_first)
        texts = [
            f"{self.label(figure, part)} {value_text(value, self.words)}"
            for part, value in shown[:_MOST_PARTS]
        ]
        if len(shown) > _MOST_PARTS:
            texts.append(self.words.more_parts.format(count=len(shown)))
        return "；".join(texts) or self.words.gap.nothing

    def label(self, figure: Figure, part: str) -> str:
        """A part in words: the name of a unit, the title of a code, or the text itself."""
        column = figure.part.column if figure.part else ""
        for table in figure.reads:
            known = self.catalog.tables[table].columns.get(column)
            if known and part in known.codes:
                return known.codes[part]
        return self.context.unit_names.get(part, part)

    def _articles(self, figure: Figure) -> str:
        bases = [b for code in figure.duties for b in self.catalog.duties[code].basis]
        texts = [law_text(self.catalog, (b,)) for b in bases]
        return self.words.separator.join(dict.fromkeys(texts)) or self.words.no_basis

    def _tables(self, figure: Figure) -> str:
        return self.words.separator.join(self.catalog.tables[name].title for name in figure.reads)

    def _left_out(self, figure: Figure, result: FigureResult) -> str:
        texts = [
            self.words.gap.left_out.format(reason=figure.undecidable.get(code, code), count=rows)
            for code, rows in result.missing.items()
        ]
        return "；".join(texts) or self.words.gap.nothing


def _largest_first(item: tuple[str, Value]) -> tuple[Decimal, str]:
    return (-abs(item[1].value or Decimal(0)), item[0])


def formula_text(figure: Figure, reading: Reading, words: Words) -> str:
    """How a reading is computed, in the words of the figure's own columns."""

    def title(column: str) -> str:
        return figure.columns[column].title if column in figure.columns else ""

    return words.formulas[reading.formula].format(of=title(reading.of), over=title(reading.over))
