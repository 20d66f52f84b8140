"""A handful of rows that no intake may take: each with the file and the reason."""

from __future__ import annotations

from hengjian.demo.codes import AREA
from hengjian.demo.outbox import Outbox
from hengjian.demo.plants import Plants

#: Table, year, problem code of the intake, the wrong cells, the reason in words.
_ROWS: tuple[tuple[str, int, str, dict[str, str | None], str], ...] = (
    ("payment", 2024, "date", {"paid_on": "2024-02-30"}, "二月没有三十日"),
    ("payment", 2024, "money", {"amount_fen": "约十万"}, "金额不是数字"),
    ("matter", 2024, "date", {"received_on": "2024/13/5"}, "没有十三月"),
    ("matter_event", 2024, "formula", {"document_no": "=HYPERLINK(1)"}, "单元格是公式"),
    ("contract", 2024, "range", {"amount_fen": "-5000.00"}, "合同金额为负数"),
    ("enterprise", 2025, "credit_code", {}, "信用代码校验位不符"),
    ("person", 2025, "id_number", {"id_token": f"{AREA}198001010018"}, "身份证号校验位不符"),
    ("procurement_package", 2024, "code", {"method": "邀请比价"}, "没有这种采购方式"),
    ("award", 2024, "required", {"award_id": None}, "缺少中标编号"),
    ("deposit", 2024, "duplicate", {"amount_fen": "1000.00"}, "同一编号两行，金额不同"),
    ("deposit", 2024, "duplicate", {"amount_fen": "2000.00"}, "同一编号两行，金额不同"),
    ("expense_voucher", 2024, "integer", {"guests": "三位"}, "人数不是数字"),
    ("budget_line", 2024, "money", {"approved_fen": "12.3456789"}, "不足一分的金额"),
    ("penalty", 2024, "boolean", {"is_summary": "可能"}, "不是是或否"),
    ("petition", 2024, "code", {"kind": "其他来信"}, "没有这种信访类型"),
    ("supplement", 2024, "date", {"signed_on": "2024年4月31日"}, "四月没有三十一日"),
)  # fmt: skip


def spoil(plants: Plants, outbox: Outbox) -> None:
    """Plant the bad rows and note where they lie; nothing else depends on them."""
    shared = f"BAD{plants.number()}"
    for table, year, problem, cells, reason in _ROWS:
        key = outbox.standard[table].key[0]
        record = shared if problem == "duplicate" else f"BAD{plants.number()}"
        if problem == "credit_code":
            record = f"91{AREA}1000000011"
        outbox.spoil(table, year, {key: record, **cells})
        file = outbox.path(table, year).relative_to(outbox.root).as_posix()
        shown = cells.get(key, record) or ""
        plants.true(file, shown, "quarantine", f"{problem}：{reason}")
