"""What an author writes in the lab, as plain texts, and the rule file made from it. Knows no Django:
the sandbox uses it too.
"""

from __future__ import annotations

import hashlib
import json
import re
import string
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import yaml

#: Every text of a draft, in the order in which differences are shown.
FIELDS = (
    "name", "title", "level", "family", "mechanism", "record", "grain", "question", "why", "duties", "message",
    "evidence", "subject_unit", "subject_person", "subject_party", "subject_amount", "undecidable",
    "clears", "cannot_see", "false_alarms", "handling", "owner", "sql", "cases",
)  # fmt: skip
NAME = re.compile(r"[a-z][a-z0-9_]{1,30}\.[a-z][a-z0-9_]{1,50}")
LONGEST_SQL, LONGEST_CASES, LONGEST_TEXT = 20_000, 100_000, 4_000
TYPES = {
    "文字": "text", "代码": "code", "日期": "date", "时间": "time", "金额": "money", "整数": "integer",
    "比例": "ratio", "小数": "decimal", "是否": "boolean",
}  # fmt: skip

Content = Mapping[str, str]


@dataclass(frozen=True)
class Problem:
    """What is wrong and where: `where` is a field of the content; line and column count from 1."""

    where: str
    text: str
    line: int = 0
    column: int = 0

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


class ContentError(ValueError):
    """The texts do not make a rule."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("；".join(p.text for p in problems))


def canonical(content: Content) -> str:
    """The content as one text, always the same for the same content."""
    whole = {name: str(content.get(name, "")).replace("\r\n", "\n") for name in FIELDS}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SM3 of a canonical content: what an approval binds."""
    return hashlib.new("sm3", text.encode()).hexdigest()


def too_long(content: Content) -> list[Problem]:
    """Texts longer than the lab accepts; nothing longer is ever parsed."""
    limits = {"sql": LONGEST_SQL, "cases": LONGEST_CASES}
    return [
        Problem(
            name, f"内容过长：最多 {limits.get(name, LONGEST_TEXT):,} 字，现有 {len(text):,} 字"
        )
        for name in FIELDS
        if len(text := str(content.get(name, ""))) > limits.get(name, LONGEST_TEXT)
    ]


def repeated(text: str) -> Problem | None:
    """An anchor of YAML, by which few lines become millions; cases have no need of them."""
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if getattr(event, "anchor", None):
                mark = event.start_mark
                return Problem(
                    "cases",
                    "用例中不能使用 YAML 的锚点和引用（& *）",
                    mark.line + 1,
                    mark.column + 1,
                )
    except yaml.YAMLError:
        return None  # told with its place when the cases are read
    return None


def lines(text: str) -> list[str]:
    """The lines that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def rule_data(
    content: Content, reads: list[str], parameters: list[str], *, version: int, status: str
) -> dict[str, Any]:
    """The rule's YAML as plain data; raises ContentError for lines that cannot be understood."""
    problems: list[Problem] = []
    if not NAME.fullmatch(content["name"]):
        problems.append(Problem("name", "编号须为“领域.事实”，只用小写字母、数字和下划线"))
    evidence = _evidence(content["evidence"], problems)
    undecidable = _pairs(content["undecidable"], problems)
    _message(content["message"], {"record_id", "trigger_day", "missing", *evidence}, problems)
    if problems:
        raise ContentError(problems)
    subject = {k: content[f"subject_{k}"] for k in ("unit", "person", "party", "amount")}
    data: dict[str, Any] = {
        "rule": content["name"], "version": version, "status": status, "title": content["title"],
        "question": content["question"], "why": content["why"], "duties": content["duties"].split(),
        "mechanism": int(content["mechanism"] or 77), "level": content["level"], "family": content["family"],
        "grain": content["grain"], "reads": reads, "parameters": parameters, "evidence": evidence,
        "subject": {k: v for k, v in subject.items() if v}, "message": content["message"],
        "undecidable": undecidable, "owner": content["owner"],
    }  # fmt: skip
    if content["record"]:
        data["record"] = content["record"]
    for name in ("clears", "cannot_see", "false_alarms", "handling"):
        data[name] = lines(content[name])
    return data


def _evidence(text: str, problems: list[Problem]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.split()
        if not parts:
            continue
        kind = TYPES.get(parts[-1], parts[-1])
        if len(parts) < 3 or kind not in TYPES.values():
            wanted = "、".join(TYPES)
            problems.append(Problem("evidence", f"应写“列名 标题 类型”，类型为：{wanted}", number))
        else:
            found[parts[0]] = {"title": " ".join(parts[1:-1]), "type": kind}
    return found


def _pairs(text: str, problems: list[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        code, _space, words = line.strip().partition(" ")
        if code and not words.strip():
            problems.append(Problem("undecidable", "应写“代码 说明”，中间用空格分开", number))
        elif code:
            found[code] = words.strip()
    return found


def _message(text: str, known: set[str], problems: list[Problem]) -> None:
    """Only plain `{column}` of the result: no attributes, no indexes, no widths."""
    try:
        fields = [part[1:] for part in string.Formatter().parse(text) if part[1] is not None]
    except ValueError:
        problems.append(Problem("message", "花括号不成对"))
        return
    for name, width, conversion in fields:
        if name not in known or width or conversion:
            problems.append(
                Problem("message", f"{{{name}}} 不是结果中的列；可用：{'、'.join(sorted(known))}")
            )


def rule_yaml(data: Mapping[str, Any]) -> str:
    """The rule file."""
    return yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=100)
