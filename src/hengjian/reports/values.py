"""The names a template may use, with their values: figures by number, everything else in Chinese."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from hengjian.catalog.library import Catalog
from hengjian.engine.figures import FigureResult, Value
from hengjian.reports.annex import Definer
from hengjian.reports.context import ReportContext, RuleCoverage
from hengjian.reports.gaps import Gap, gap_reason, gap_text, left_out, whole_gaps
from hengjian.reports.tags import FigureTag, Say, day_text, plain
from hengjian.reports.words import Words

Row = dict[str, Any]
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_UNITS = 10
_MOST_REQUESTS = 30


def clean(value: Any) -> Any:
    """The value with every character removed that XML cannot hold."""
    if isinstance(value, str):
        return _ILLEGAL.sub("", value)
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    return value


def template_values(
    results: Mapping[str, FigureResult], catalog: Catalog, context: ReportContext, words: Words,
    say: Say = plain,
) -> dict[str, Any]:  # fmt: skip
    """All that the template can print. `say`: how a figure's number is printed."""
    gaps = whole_gaps(results, catalog, context, words)
    values: Row = {
        "省": context.province,
        "市": context.city,
        "区": context.district,
        "年度": str(context.year),
        "截止日": day_text(context.as_of),
        "运行编号": context.run_id,
        "规则库版本": context.library,
        "核对": _totals(context),
        "监督发现": _mechanisms(context, words),
        "领域": _fields(context, catalog),
        "重点单位": _units(context),
        "补报": _requests(context, catalog),
        "缺口": [_gap_row(gap) for gap in gaps],
        "未计入": [_gap_row(gap) for gap in left_out(results, catalog, context, words)],
        "暂缺数": len(gaps),
        "附件": _annex(results, catalog, context, words),
    }
    return {**clean(values), **_figures(results, catalog, context, words, say)}


def _figures(
    results: Mapping[str, FigureResult], catalog: Catalog, context: ReportContext, words: Words,
    say: Say,
) -> dict[str, FigureTag]:  # fmt: skip
    tags = {}
    for name, figure in catalog.figures.items():
        result = results.get(name) or _absent(catalog, name)
        gap = ""
        if gap_reason(figure, result, catalog, context, words):
            gap = clean(gap_text(figure, result, catalog, context, words))
        tags[figure.number.lower()] = FigureTag(result, gap, words, say)
    return tags


def _absent(catalog: Catalog, name: str) -> FigureResult:
    """The result of a figure that the run does not have: no reading has a value."""
    figure = catalog.figures[name]
    readings = {
        key: Value(reading.title, reading.unit or figure.unit, None, 0)
        for key, reading in figure.readings.items()
    }
    return FigureResult(name, figure.number, figure.title, readings)


def _totals(context: ReportContext) -> Row:
    current = [f for f in context.findings if f.state != "gone"]
    levels: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for finding in current:
        levels[finding.level] += finding.count
    for finding in context.findings:
        states[finding.state] += finding.count
    undecidable = sum(c.undecidable for c in context.coverage)
    return {
        "规则数": len(context.coverage),
        "记录数": sum(c.examined for c in context.coverage),
        "疑点数": sum(levels.values()),
        "法定": levels["hard"],
        "政策": levels["soft"],
        "提示": levels["hint"],
        "新增": states["new"],
        "持续": states["open"],
        "重现": states["reopened"],
        "已消除": states["gone"],
        "无法判定数": undecidable,
        "有无法判定": undecidable > 0,
    }


def _mechanisms(context: ReportContext, words: Words) -> list[Row]:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for finding in context.findings:
        key = "gone" if finding.state == "gone" else finding.level
        counts[finding.mechanism][key] += finding.count
    rows = []
    for mechanism, count in sorted(counts.items()):
        title = words.mechanisms.get(mechanism, str(mechanism))
        alive = count["hard"] + count["soft"] + count["hint"]
        rows.append(
            {"机制": title, "法定": count["hard"], "政策": count["soft"], "提示": count["hint"],
             "合计": alive, "已消除": count["gone"]}
        )  # fmt: skip
    return rows


def _fields(context: ReportContext, catalog: Catalog) -> list[Row]:
    groups: dict[str, list[RuleCoverage]] = defaultdict(list)
    for coverage in context.coverage:
        groups[catalog.field_titles[coverage.rule.split(".")[0]]].append(coverage)
    return [
        {"领域": field, "规则数": len(group), "记录数": sum(c.examined for c in group),
         "疑点": sum(c.flagged for c in group), "无法判定": sum(c.undecidable for c in group)}
        for field, group in sorted(groups.items())
    ]  # fmt: skip


def _units(context: ReportContext) -> list[Row]:
    ranked = sorted(context.units, key=lambda u: (-u.flagged, -u.amount_fen, u.unit))
    return [
        {"单位": context.unit_names.get(u.unit, u.unit), "疑点": u.flagged,
         "金额": f"{Decimal(u.amount_fen) / 1_000_000:.2f}", "无法判定": u.undecidable}
        for u in ranked[:_MOST_UNITS]
    ]  # fmt: skip


def _requests(context: ReportContext, catalog: Catalog) -> list[Row]:
    """Data requests: what records are undecidable for want of, the largest first."""
    wanted = [(c.rule, code, n) for c in context.coverage for code, n in c.gaps.items() if n]
    wanted.sort(key=lambda item: (-item[2], item[0], item[1]))
    rows = []
    for name, code, count in wanted[:_MOST_REQUESTS]:
        rule = catalog.rules.get(name)
        rows.append(
            {"规则": rule.title if rule else name, "数量": count,
             "缺什么": rule.undecidable.get(code, code) if rule else code,
             "责任单位": rule.owner if rule else ""}
        )  # fmt: skip
    return rows


def _gap_row(gap: Gap) -> Row:
    return {"编号": gap.number, "数字": gap.title, "原因": gap.reason, "责任单位": gap.owner,
            "行数": gap.rows}  # fmt: skip


def _annex(
    results: Mapping[str, FigureResult], catalog: Catalog, context: ReportContext, words: Words
) -> list[Row]:
    definer = Definer(catalog, context, words)
    entries: Iterable[tuple[str, FigureResult]] = sorted(
        ((r.number, r) for r in results.values()), key=lambda item: item[0]
    )
    rows = []
    for _, result in entries:
        figure = catalog.figures[result.figure]
        gap = ""
        if gap_reason(figure, result, catalog, context, words):
            gap = gap_text(figure, result, catalog, context, words)
        rows.append(definer.entry(figure, result, gap))
    return rows
