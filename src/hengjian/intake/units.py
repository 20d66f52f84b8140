"""Units that headers name: 金额（万元）, 比例（%）, 期限（天）. A unit that is not known is refused, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from hengjian.catalog.models import Column


class UnknownWord(ValueError):
    """A header names a unit that is not known; `str(error)` is that text."""


@dataclass(frozen=True)
class Unit:
    """A unit of money or of a share. `factor`: what one of it is worth, in fen or as a share."""

    label: str
    factor: Decimal

    @property
    def pattern(self) -> str:
        """How the unit may stand behind a number in a cell, as a regular expression."""
        if self.label == "元":
            return "元|圆"
        return f"{self.label}|{self.label[:-1]}" if len(self.label) > 1 else self.label


_TIMES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6,
          "千万": 10**7, "亿": 10**8, "十亿": 10**9, "百亿": 10**10}  # fmt: skip
MONEY = {f"{word}元": Unit(f"{word}元", Decimal(100 * n)) for word, n in _TIMES.items()} | {
    "分": Unit("分", Decimal(1)), "角": Unit("角", Decimal(10)),
}  # fmt: skip
SHARES = {"%": Unit("%", Decimal("0.01")), "‰": Unit("‰", Decimal("0.001"))}
_STANDARD = {"yuan": MONEY["元"], "wan_yuan": MONEY["万元"]}
#: Other words for the same.
_SAME = {"万": "万元", "亿": "亿元", "百分比": "%", "百分数": "%", "百分之": "%", "千分比": "‰"}
_CURRENCY = r"(?:人民币|RMB|CNY|¥)"
_BRACKETS = re.compile(r"[(\[【〔{](.*?)[)\]】〕}]")
_TAIL = re.compile(
    rf"^(.+?)[/:,、·_\-]?{_CURRENCY}?((?:{'|'.join(sorted(_TIMES, key=len, reverse=True))})[元圆]"
    r"|[美欧日港韩英澳]元|美金|欧元|英镑|港币|日元|%|‰)$"
)
_SAID = re.compile(r"单位\s*[:\s]\s*([^\s,;)\]]+)")
_FOREIGN = re.compile(
    r"[十百千万亿]*(美元|美金|欧元|英镑|港元|港币|日元|韩元|澳元|加元|法郎|卢布|USD|EUR|HKD|JPY|GBP|KRW)",
    re.IGNORECASE,
)
#: Words in brackets that say nothing about the unit.
_NOTES = re.compile(
    rf"不?含税.*|税[前后].*|必填|选填|可空|{_CURRENCY}|小写|大写|小数|数字|.*小数.*|精确到.*|\d{{4}}年?.*"
    r"|截[至止].*|[A-JLN-VX-Z]|\d+|[\dA-Za-z]+=[\dA-Za-z+\-*/]+|合计|总计|总额|累计|当年|本年|本期|当期",
    re.IGNORECASE,
)
#: What counts instead of money: in a header of whole numbers these must be the column's own.
_MEASURES = frozenset(
    ["年", "月", "季", "季度", "周", "天", "日", "工作日", "自然日", "日历日", "日历天", "小时", "时", "分钟", "分", "秒",
     "升", "毫升", "公升", "吨", "公里", "百人", "千人", "万人", "百件", "千件", "万件", "万次", "千次", "百", "千", "万",
     "亿", "元", "万元", "千元", "亿元", "%", "‰"]
)  # fmt: skip
#: Columns that departments add to say in which money a row is.
UNIT_COLUMNS = frozenset(["单位", "金额单位", "计量单位", "货币单位", "币种", "货币", "货币种类"])


def width(text: str) -> str:
    """Half width, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def bracketed(header: str) -> list[str]:
    """What a header says in brackets."""
    return [b for b in _BRACKETS.findall(width(header)) if b]


def without_tail(header: str) -> tuple[str, str]:
    """(the name, the unit that hangs on it without brackets): 合同金额万元, 合同金额/元."""
    found = _TAIL.match(_BRACKETS.sub("", width(header)))
    return (found[1], found[2]) if found else (header, "")


def standard_unit(column: Column) -> Unit | None:
    """The unit of a money column where nobody names another."""
    return _STANDARD.get(column.unit) if column.type == "money" else None


def unit_of(header: str, column: Column) -> Unit | None:
    """The unit that a header names for a column of numbers, or None.

    Raises UnknownWord when it names one that is not known, or two.
    """
    if width(header) in {width(n) for n in (column.title, *column.aliases)}:
        return _own_unit(header, column)
    _, tail = without_tail(header)
    words = [*bracketed(header), *([tail] if tail else [])]
    if column.type in ("money", "decimal"):
        return _one(words, MONEY, strict=column.type == "money")
    if column.type == "ratio":
        return _one(words, SHARES, strict=True)
    if column.type == "integer":
        _refuse_other_measure(words, column)
    return None


def _own_unit(header: str, column: Column) -> Unit | None:
    """A name of the data standard itself: its brackets are part of the name."""
    known = {"money": MONEY, "decimal": MONEY, "ratio": SHARES}.get(column.type, {})
    return next((known[w] for b in bracketed(header) for w in _parts(b) if w in known), None)


def _parts(text: str) -> list[str]:
    """The words of a bracket, each without what only introduces a unit."""
    plain = re.sub(r"^(金额|计量|货币|计价)?单位[::]?", "", text)
    words = []
    for part in re.split(r"[,、;/|:·]", plain):
        word = re.sub(r"^[以按](.*?)计$", r"\1", part)
        word = re.sub(rf"^{_CURRENCY}(?=.)|(?<=.){_CURRENCY}$", "", word).replace("圆", "元")
        words.append(_SAME.get(word, word))
    return [w for w in words if w]


def _one(brackets: Iterable[str], known: dict[str, Unit], *, strict: bool) -> Unit | None:
    found: dict[str, Unit] = {}
    unknown: list[str] = []
    for bracket in brackets:
        for word in _parts(bracket):
            if word in known:
                found[word] = known[word]
            elif not _NOTES.fullmatch(word) or re.search("[元圆万亿]", word):
                unknown.append(word)
    if len(found) > 1:
        raise UnknownWord("、".join(found))
    doubtful = [w for w in unknown if _like_money(w) or (strict and not found)]
    if doubtful:
        raise UnknownWord("、".join(doubtful))
    return next(iter(found.values()), None)


def _like_money(word: str) -> bool:
    return bool(re.search(r"[元圆币镑]$|^[十百千万亿]|[美欧港]|^(USD|EUR|HKD|[KWM])$", word, re.I))


def _refuse_other_measure(brackets: Iterable[str], column: Column) -> None:
    """期限（月） is not 期限（天）, and （天） is not （工作日）."""
    own = {w for n in (column.title, *column.aliases) for b in bracketed(n) for w in _parts(b)}
    name = _BRACKETS.sub("", width(column.title))
    if "工作日" in (*own, name[-3:]):
        own.add("工作日")
    else:
        own |= {m for m in _MEASURES if m in name}
        own |= {"天", "日"} if own & {"天", "日"} else set()
    for bracket in brackets:
        for word in _parts(bracket):
            if (plain := word.removeprefix("个")) in _MEASURES and plain not in own:
                raise UnknownWord(word)


def said_above(texts: Iterable[str]) -> Unit | None:
    """The unit that stands above a table or in its title: 单位：万元, 统计表（万元）.

    Raises UnknownWord when it is an unknown unit of money, or two.
    """
    found: dict[str, Unit] = {}
    for text in texts:
        plain = unicodedata.normalize("NFKC", text)
        for said in (*_SAID.findall(plain), *bracketed(plain)):
            for word in _parts(said):
                if word in MONEY and (word not in ("分", "角") or "单位" in plain):
                    found[word] = MONEY[word]
                elif said in _SAID.findall(plain) and _foreign(word):
                    raise UnknownWord(word)
    if len(found) > 1:
        raise UnknownWord("、".join(found))
    return next(iter(found.values()), None)


def _foreign(word: str) -> bool:
    """A unit of money that is not ours; the name of an office is none."""
    return bool(_FOREIGN.fullmatch(word)) or (len(word) <= 4 and word[-1] in "元圆币镑")


def only_units(cells: Iterable[str]) -> bool:
    """Whether a row under a header holds nothing but units: 元, （万元）, %, 天."""
    words = [w for c in cells if c.strip() for w in _parts(width(c).strip("()[]【】"))]
    known = (*MONEY, *SHARES, *_MEASURES)
    return bool(words) and all(w in known or (_like_money(w) and len(w) <= 4) for w in words)


def disagrees(value: str, unit: Unit) -> bool:
    """Whether a cell of a column of units names another money than the header."""
    words = _parts(width(value))
    return any((w in MONEY and MONEY[w] != unit) or _FOREIGN.fullmatch(w) for w in words)
