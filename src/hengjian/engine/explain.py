"""One finding explained: the sentence, the rows, the law, the deadline day by day, what clears it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Rule
from hengjian.catalog.periods import period_of
from hengjian.statute import CalendarYearMissing, ClockDay, Interval, Period, Unit, read_clock

NO_RECORD = "（无记录）"


@dataclass(frozen=True)
class Article:
    """One article a finding rests on."""

    act: str
    article: str
    text: str
    confidence: str


@dataclass(frozen=True)
class Deadline:
    """The computation of a deadline. `days` is empty where only the result is known."""

    title: str
    start: date
    length: str
    version: date
    due: date | None
    days: tuple[ClockDay, ...]


@dataclass(frozen=True)
class Explanation:
    """Everything a person needs to judge one finding."""

    finding: Mapping[str, Any]
    title: str
    message: str
    question: str
    why: str
    evidence: dict[str, str]
    reason: str
    articles: tuple[Article, ...]
    deadline: Deadline | None
    clears: tuple[str, ...]
    cannot_see: tuple[str, ...]
    false_alarms: tuple[str, ...]
    handling: tuple[str, ...]
    records: dict[str, list[dict[str, Any]]]


def show(value: Any, kind: str = "text") -> str:
    """A value as people write it: money in yuan, dates as dates, gaps as gaps."""
    if value is None:
        return NO_RECORD
    if kind == "money":
        return f"{Decimal(value) / 100:,.2f}元"
    if kind == "boolean":
        return "是" if value else "否"
    if kind in ("ratio", "decimal"):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value)


Codes = Mapping[str, Mapping[str, str]]


def code_titles(catalog: Catalog, rule: Rule) -> Codes:
    """Evidence column → code → title, from the column of that name in the tables the rule reads."""
    tables = [catalog.tables[name] for name in rule.reads]
    return {
        name: next((t.columns[name].codes for t in tables if name in t.columns), {})
        for name, evidence in rule.evidence.items() if evidence.type == "code"
    }  # fmt: skip


def message(
    rule: Rule, row: Mapping[str, Any], names: Mapping[str, str] | None = None, codes: Codes | None = None
) -> str:  # fmt: skip
    """The rule's sentence with the finding's values; units and codes become words where known.

    A value that the run did not keep, because the rule asks for more since, shows as “—” until the next run.
    """
    kinds = {name: evidence.type for name, evidence in rule.evidence.items()}
    shown = {name: show(value, kinds.get(name, "text")) for name, value in row.items()}
    for name, titles in (codes or {}).items():
        if name in shown:
            shown[name] = titles.get(str(row[name]), shown[name])
    for name, value in shown.items():
        if names and value in names and name.endswith("_id"):
            shown[name] = names[value]
    return rule.message.format_map(defaultdict(lambda: "—", shown))


def explain(
    catalog: Catalog,
    finding: Mapping[str, Any],
    row: Mapping[str, Any],
    *,
    records: dict[str, list[dict[str, Any]]],
    suspensions: Iterable[Interval] = (),
    names: Mapping[str, str] | None = None,
) -> Explanation:
    """Put together what the library and the rows say about one finding."""
    rule = catalog.rules[finding["rule"]]
    codes = code_titles(catalog, rule)
    words = {n: {**(names or {}), **codes.get(n, {})} for n in rule.evidence}
    evidence = {
        e.title: words[n].get(str(row[n]), show(row[n], e.type)) for n, e in rule.evidence.items()
    }
    return Explanation(
        finding=finding, title=rule.title, message=message(rule, row, names, codes),
        question=rule.question, why=rule.why, evidence=evidence,
        reason=rule.undecidable.get(row["missing"] or "", ""),
        articles=tuple(articles(catalog, rule)),
        deadline=_deadline(catalog, rule, row, suspensions), clears=rule.clears,
        cannot_see=rule.cannot_see, false_alarms=rule.false_alarms, handling=rule.handling,
        records=records,
    )  # fmt: skip


def articles(catalog: Catalog, rule: Rule) -> Iterable[Article]:
    """The articles behind a rule's duties, one entry per duty and act."""
    for code in rule.duties:
        duty = catalog.duties[code]
        found: dict[str, list[str]] = {}
        for basis in duty.basis:
            found.setdefault(basis.act, []).append(basis.article)
        for act, numbers in found.items():
            yield Article(
                catalog.acts[act].title, "、".join(n for n in numbers if n),
                f"{code}：{duty.duty}", duty.confidence,
            )  # fmt: skip


def _deadline(
    catalog: Catalog, rule: Rule, row: Mapping[str, Any], suspensions: Iterable[Interval]
) -> Deadline | None:
    """The rule's clock recomputed by the statute functions, one line a day."""
    if rule.clock is None or row.get(rule.clock.start) is None:
        return None
    parameter, start = catalog.parameters[rule.clock.parameter], row[rule.clock.start]
    version = parameter.in_force(start)
    ruling = period_of(parameter, version) if version else None
    if version is None or ruling is None:
        return None
    period = replace(ruling, n=ruling.n + (row.get("extension_days") or 0))
    try:
        reading = read_clock(start, period, catalog.work, suspensions)
    except CalendarYearMissing:
        return Deadline(parameter.title, start, _length(period), version.valid_from, None, ())
    return Deadline(
        parameter.title, start, _length(period), version.valid_from, reading.due, reading.days
    )


def _length(period: Period) -> str:
    units = {
        Unit.WORKING_DAY: "个工作日", Unit.CALENDAR_DAY: "日", Unit.MONTH: "个月", Unit.YEAR: "年",
    }  # fmt: skip
    return f"{period.n}{units[period.unit]}"
