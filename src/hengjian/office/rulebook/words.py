"""The Chinese words of the rulebook: fields, statuses, verdicts, periods, articles."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEVELS: dict[str, str | Promise] = {"hard": _("法定"), "soft": _("政策"), "hint": _("提示")}
STATUSES: dict[str, tuple[str | Promise, str]] = {
    "experimental": (_("试验"), "secondary"), "trial": (_("试用"), "orange"),
    "stable": (_("正式"), "green"), "retired": (_("已停用"), "dark"),
}  # fmt: skip
VERDICTS: dict[str, tuple[str | Promise, str, str]] = {
    "flagged": (_("待说明"), "flag", "red"), "undecidable": (_("无法判定"), "help-circle", "orange"),
    "pending": (_("在期"), "clock", "azure"), "clear": (_("合规"), "check", "green"),
}  # fmt: skip
CONFIDENCE: dict[str, tuple[str | Promise, str]] = {
    "verified": (_("已核实"), "green"), "second_hand": (_("转引"), "azure"),
    "memory": (_("凭记忆"), "orange"), "unsure": (_("待查"), "red"),
}  # fmt: skip
CASE_KINDS: dict[str, str | Promise] = {
    "flagged": _("应当指出"), "clear": _("应当通过"), "pending": _("尚在期内"), "boundary": _("边界"),
    "undecidable": _("无法判定"), "out_of_scope": _("不在范围"), "version": _("新旧法交替"),
}  # fmt: skip
UNCHECKED: dict[str, str | Promise] = {
    "definition": _("定义、口径"), "judgement": _("须由人判断"), "text": _("须阅读文书"),
    "other_party": _("约束企业和个人"), "other_authority": _("由其他机关办理"),
    "office": _("由本系统流程控制"), "no_records": _("缺少记录"),
}  # fmt: skip
FAMILIES: dict[str, str | Promise] = {
    "overdue": _("超期"), "missing": _("缺失"), "order": _("次序"), "separation": _("不相容职责"),
    "publication": _("公开"), "composition": _("组成"), "amount": _("金额"), "splitting": _("拆分"),
    "payment": _("支付"), "pattern": _("规律"), "data": _("数据"),
}  # fmt: skip
KINDS: dict[str, str | Promise] = {
    "limit": _("期限"), "window": _("等待期"), "amount": _("金额"), "ratio": _("比例"),
    "count": _("数量"), "set": _("集合"),
}  # fmt: skip
TYPES: dict[str, str | Promise] = {
    "text": _("文字"), "code": _("代码"), "date": _("日期"), "time": _("时间"), "money": _("金额"),
    "integer": _("整数"), "ratio": _("比例"), "decimal": _("小数"), "boolean": _("是否"),
}  # fmt: skip
_UNITS = {
    "working_day": _("个工作日"),
    "calendar_day": _("日"),
    "month": _("个月"),
    "year": _("年"),
}


def value_text(value: Any, kind: str = "") -> str:
    """A parameter's value as people say it.

    >>> value_text("none")
    '不适用'
    """
    if value == "none":
        return str(_("不适用"))
    if isinstance(value, dict):
        return f"{value['n']} {_UNITS[value['unit']]}"
    if isinstance(value, list | tuple):
        return "、".join(str(v) for v in value)
    if kind == "amount":
        return f"{value:,} 元"
    if kind == "ratio":
        return f"{float(value) * 100:g}%"
    return str(value)
