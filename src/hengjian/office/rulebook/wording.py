"""Sentences of the engine and the gate in Chinese, with the place in the author's SQL they are about.

A sentence nobody translated is shown as it is.
"""

from __future__ import annotations

import re

from sqlglot import exp

from hengjian.office.rulebook.content import Problem

_KINDS = {
    "flagged": "应当指出（flagged）", "clear": "应当通过（clear）", "boundary": "边界（boundary）",
    "undecidable": "无法判定（undecidable）", "version": "新旧法交替（version）",
}  # fmt: skip
#: pattern → (where, Chinese). Groups named `name` are looked up in the SQL for line and column.
_SENTENCES: tuple[tuple[str, str, str], ...] = (
    (r"result columns are \[(?P<found>.*)\], the contract says \[(?P<wanted>.*)\]", "sql",
     "结果列与说明不一致：现为 {found}；应为 {wanted}（record_id、trigger_day、各证据列、missing、verdict）"),
    (r"text '(?P<name>.*)' is no code of the tables read", "sql", "文字“{name}”不是所读各表的代码，也不是无法判定的代码"),
    (r"the number (?P<name>\S+) must be a parameter", "sql", "不能写死数字 {name}，请改用参数（只可直接写 0 和 1）"),
    (r"Column '(?P<column>[^']*)' could not be resolved for table: '(?P<name>\w+)'.*", "sql",
     "没有叫 {name} 的表或别名（{name}.{column}）"),
    (r"Column '(?P<name>[^']*)' could not be resolved.*", "sql", "找不到列 {name}"),
    (r"Unknown table: '?(?P<name>\w+)'?.*", "sql", "没有这个表或别名：{name}"),
    (r"Unknown column: '?(?P<name>\w+)'?.*", "sql", "找不到列 {name}"),
    (r"Alias already used: '?(?P<name>\w+)'?.*", "sql", "别名 {name} 用了两次"),
    (r"record '(?P<name>.*)' is not a table", "record", "没有表 {name}"),
    (r"a hard rule rests on verified duties only", "level", "“法定”规则只能依据已核实的条款；请降为“政策”或“提示”，或选择已核实的条款"),
    (r"subject column '(?P<name>.*)' is not evidence", "evidence", "对象列 {name} 没有列入证据"),
    (r"unknown duty (?P<name>\S+)", "duties", "没有义务编码 {name}"),
    (r"no case of kind (?P<kind>\w+)", "cases", "缺少“{kind}”类用例"),
    (r"no case shows the undecidable code '(?P<name>.*)'", "cases", "没有用例演示无法判定的代码 {name}"),
    (r"needs a version case on each side of the change of (?P<names>.*)", "cases",
     "{names} 的值变更过：变更日前后各要一个 version 类用例"),
    (r"no case notices the mutant (?P<mutant>.*)", "cases", "把比较改成 {mutant} 后没有用例察觉，请补一个用例"),
    (r"case 「(?P<case>.*)」: (?P<rest>.*)", "cases", "用例「{case}」：{rest}"),
)  # fmt: skip
_CASE_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"expected records (?P<wanted>\[.*?\]), found (?P<found>\[.*\])", "应得记录 {wanted}，实得 {found}"),
    (r"record (?P<record>\S+): there is no column (?P<name>.*)", "记录 {record}：结果没有列 {name}"),
    (r"record (?P<record>\S+): (?P<name>\w+) should be (?P<want>.*?), is (?P<have>.*?) \(verdict (?P<v>\w+), missing (?P<m>\w+)\)",
     "记录 {record}：{name} 应为 {want}，实为 {have}（结论 {v}，缺 {m}）"),
    (r"the given rows cannot be loaded: (?P<rest>.*)", "给定的记录无法载入：{rest}"),
    (r"table (?P<table>\w+) has no column (?P<name>.*)", "表 {table} 没有列 {name}"),
)  # fmt: skip
_FORM_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"Object missing required field `(?P<name>\w+)`(?: - at `(?P<at>.*)`)?", "缺少 {name}（{at}）"),
    (r"Object contains unknown field `(?P<name>\w+)`(?: - at `(?P<at>.*)`)?", "多出不认识的 {name}（{at}）"),
    (r"Invalid enum value '(?P<name>.*)' - at `(?P<at>.*)`", "{at} 的值“{name}”不在可选之列"),
    (r"Expected `str` of length >= (?P<n>\d+) - at `(?P<at>.*)`", "{at} 至少 {n} 个字"),
    (r"Expected `str` of length <= (?P<n>\d+) - at `(?P<at>.*)`", "{at} 最多 {n} 个字"),
    (r"Expected `(?P<want>.*?)`, got `(?P<have>.*?)`(?: - at `(?P<at>.*)`)?", "{at} 应为 {want}，现为 {have}"),
    (r"the key (?P<name>'.*?') is written twice.*", "键 {name} 写了两次"),
)  # fmt: skip


def _match(table: tuple[tuple[str, str], ...], text: str) -> str:
    for pattern, words in table:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return words.format_map({k: v or "最外层" for k, v in found.groupdict().items()})
    return text


def in_chinese(sentence: str, rule: str, tree: exp.Expr | None = None) -> Problem:
    """One sentence of the engine or the gate as a problem of the draft."""
    text = sentence.removeprefix(f"{rule}: ").strip()
    for pattern, where, words in _SENTENCES:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found is None:
            continue
        values = found.groupdict()
        if "kind" in values:
            values["kind"] = _KINDS.get(values["kind"], values["kind"])
        if "rest" in values:
            values["rest"] = _match(_CASE_SENTENCES, values["rest"])
        line, column = _place(tree, values.get("name") or "") if where == "sql" else (0, 0)
        return Problem(where, words.format_map(values), line, column)
    return Problem("sql" if tree is not None else "", text)


def case_in_chinese(sentence: str) -> str:
    """What differs in one case."""
    text = _match(_CASE_SENTENCES, sentence)
    if text.startswith("给定的记录无法载入：table"):
        text = _match(_CASE_SENTENCES, text.split("：", 1)[1])
    text = re.sub(r"datetime\.date\((\d+), (\d+), (\d+)\)", _day, text)
    return text.replace("None", "空").replace("'", "")


def _day(found: re.Match[str]) -> str:
    return f"{int(found[1])}-{int(found[2]):02d}-{int(found[3]):02d}"


def form_in_chinese(sentence: str, where: str) -> Problem:
    """What a file's format misses. A key of the rule file is the place itself."""
    text = sentence.rsplit(".yaml: ", 1)[-1]
    line = re.search(r"line (\d+), column (\d+)", text)
    if line and not text.startswith(("Expected", "Object", "Invalid", "the key")):
        return Problem(where, "YAML 写法有误，请检查缩进、冒号和括号", int(line[1]), int(line[2]))
    place = (int(line[1]), int(line[2])) if line else (0, 0)
    at = re.search(r"at `\$\.(\w+)", text)
    return Problem(
        at[1] if at and where == "form" else where, _match(_FORM_SENTENCES, text), *place
    )


def _place(tree: exp.Expr | None, name: str) -> tuple[int, int]:
    """Line and column of the first name or literal of the text with this spelling."""
    places = [
        (n.meta["line"], max(1, n.meta["col"] - n.meta["end"] + n.meta["start"]))
        for n in (tree.find_all(exp.Identifier, exp.Literal) if tree is not None and name else ())
        if n.name == name and "line" in n.meta
    ]
    return min(places, default=(0, 0))
