"""Law and parameters in words: articles, the value of a day, and what changed when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Basis, Figure, Parameter, ParameterVersion

UNITS = {"working_day": "个工作日", "calendar_day": "日", "month": "个月", "year": "年"}


def law_text(catalog: Catalog, basis: Iterable[Basis]) -> str:
    """《…法》第42条第1款、第46条: every act once, with its articles."""
    acts: dict[str, list[str]] = {}
    for one in basis:
        found = acts.setdefault(catalog.acts[one.act].title, [])
        text = article_text(one.article)
        if text and text not in found:
            found.append(text)
    return "；".join(f"《{title}》" + "、".join(articles) for title, articles in acts.items())


def article_text(article: str) -> str:
    """42.1 → 第42条第1款, 31(6) → 第31条第6项, 46-48 → 第46条至第48条; other texts as they are."""
    first, _, last = article.partition("-")
    if last:
        return f"{article_text(first)}至{article_text(last)}"
    parts = re.fullmatch(r"(\d+)(?:\.(\d+))?(?:\((\d+)\))?", article)
    if parts is None:
        return article
    named = zip(parts.groups(), "条款项", strict=True)
    return "".join(f"第{number}{unit}" for number, unit in named if number)


def value_text(parameter: Parameter, version: ParameterVersion | None) -> str:
    """A value as people read it: 30个工作日, 400万元, 10%."""
    if version is None:
        return "本地未设定"
    value: Any = version.value
    if isinstance(value, dict):
        least = "不少于" if parameter.kind == "window" else ""
        return f"{least}{value['n']}{UNITS[value['unit']]}"
    if parameter.kind == "amount":
        yuan = Decimal(str(value))
        return (
            f"{(yuan / 10_000).normalize():f}万元" if yuan >= 10_000 else f"{yuan.normalize():f}元"
        )
    if parameter.kind == "ratio":
        return f"{(Decimal(str(value)) * 100).normalize():f}%"
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def law_changes(figure: Figure, catalog: Catalog, since: date, until: date) -> Iterator[str]:
    """A sentence for each value that changed between the two days, among the parameters that the figure
    reads and those that rest on its duties. Acts before the change keep the old value."""
    duties = set(figure.duties)
    for name, parameter in sorted(catalog.parameters.items()):
        if name not in figure.parameters and not duties & set(parameter.duties):
            continue
        for newer, older in pairwise(parameter.versions):
            if since <= newer.valid_from <= until and newer.value != older.value:
                yield (
                    f"{parameter.title}自{newer.valid_from}起由{value_text(parameter, older)}改为"
                    f"{value_text(parameter, newer)}，此前的按原规定计算"
                )
