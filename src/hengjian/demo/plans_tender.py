"""What is planted about the days of a purchase, from the intention to the filed contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hengjian.demo.plans import Change, Plan, each, without
from hengjian.demo.plants import Row

_LARGE: dict[str, Any] = {"method": "single_source", "yuan": 2_600_000}
_CLARIFIED = {"clarification_affects_bids": True}


def _asked(method: str) -> dict[str, Any]:
    return {"method": method, "yuan": 900_000}


def _windows(
    rule: str,
    step: str,
    column: str,
    terms: dict[str, Any],
    unit: str,
    full: int,
    breach: tuple[int, ...],
    prefix: str = "",
) -> Plan:
    """A window from the issue of the document: too short, exactly full, not given."""
    return Plan(
        f"procurement.{prefix}{rule}", "package", each(step, "issued", breach, unit, note=f"不足{full}日"),
        each(step, "issued", (full, full + 1, full + 3), unit, note=f"满{full}日或更长"),
        [without("package", "未填截止日期", column), without("package", "未填文件发出日期", "document_issued_on")],
        terms,
    )  # fmt: skip


def _clarified(days: int) -> Change:
    """A clarification so many days before the deadline, which is 26 days after the issue."""
    return Change(
        f"截止前{days}日发出影响编制的澄清",
        steps={"deadline": ("clarified", days, "cd"), "clarified": ("issued", 24 - min(days, 20), "cd")},
        edit=lambda p: p.package.update(clarification_on=p.days["clarified"], **_CLARIFIED),
    )  # fmt: skip


def _clarification() -> Plan:
    harmless = [
        Change("截止前三日的澄清只更正电话号码", steps={"clarified": ("deadline", -3, "cd")},
               edit=lambda p: p.package.update(clarification_on=p.days["clarified"], clarification_affects_bids=False)),
        _clarified(15), _clarified(16),
    ]  # fmt: skip
    unknown = [
        Change("未说明澄清是否影响编制", steps={"clarified": ("deadline", -n, "cd")},
               edit=lambda p: p.package.update(clarification_on=p.days["clarified"]))
        for n in (4, 7)
    ]  # fmt: skip
    return Plan(
        "procurement.clarification_late", "package", [_clarified(n) for n in (5, 8, 10, 12, 14)],
        harmless, unknown,
    )  # fmt: skip


def _intention() -> Plan:
    breach = each("intention", "started", (-3, -10, -20, -28, -29), "cd", note="意向公开不足三十日")
    alike = each("intention", "started", (-30, -31), "cd", note="恰满或超过三十日")
    framework = Change(
        "框架协议第二阶段不单独公开意向",
        terms={"method": "framework"},
        package={"intention_published_on": None},
    )
    return Plan(
        "procurement.intention_late", "package", breach, [*alike, framework],
        [without("package", "未填采购活动开始日期", "started_on")] * 2, _asked("consultation"),
    )  # fmt: skip


def _publicity() -> Plan:
    breach = each("shown_until", "shown", (0, 1, 2, 3), "wd", note="公示不足五个工作日")
    never = without("package", "未公示", "single_source_from_on", "single_source_until_on")
    alike = [
        *each("shown_until", "shown", (6, 7), "wd", note="公示满五个工作日"),
        Change(
            "紧急采购不适用公示",
            package={"single_source_ground": "emergency", "single_source_from_on": None},
        ),
    ]
    unknown = [
        *each("shown_until", "shown", (4,), "wd", note="首日计入才满五个工作日"),
        without("package", "未填单一来源情形", "single_source_ground"),
    ]
    return Plan(
        "procurement.single_source_unpublished", "package", [*breach, never], alike, unknown, _LARGE
    )


def _method() -> Plan:
    rule = "procurement.method_change_unapproved"
    own = Change("由区财政局批准", package={"method_approver": "district_finance"})
    none = Change(
        "没有批准",
        package={"method_approver": "none", "method_approved_on": None, "method_approval_no": None},
    )
    late = Change("采购开始之后才批准", steps={"approved": ("started", 6, "wd")})
    consult: Row = {"method": "consultation", "yuan": 2_300_000}
    alike = [
        Change("采购开始当日批准", steps={"approved": ("started", 0, "wd")}),
        Change("预算低于公开招标数额标准", terms={"yuan": 1_990_000}),
        Change(
            "工程类不适用货物服务的数额标准", terms={"category": "works", "method": "consultation"}
        ),
    ]
    unknown = [
        without("package", "未填批准机关", "method_approver"),
        without("package", "未填批准日期", "method_approved_on"),
    ]
    more = Change("由区财政局批准", package={"method_approver": "district_finance"}, terms=consult)
    return Plan(rule, "package", [own, none, late, more, none], alike, unknown, _LARGE)


def _steps() -> list[Plan]:
    """Limits that run from one step of the review to the next."""
    return [
        Plan("procurement.report_late", "package",
             each("reported", "reviewed", (3, 4, 5, 8, 12), "wd", note="评审报告送交超过二个工作日"),
             [*each("reported", "reviewed", (2, 1), "wd", note="二个工作日内送交"),
              Change("跨国庆长假，仍在二个工作日内", start=date(2024, 8, 29), steps={
                  "deadline": ("issued", 31, "nd"), "reported": ("reviewed", 2, "wd")})],
             [without("package", "未填评审结束日期", "review_finished_on"), without("package", "未填报告送交日期", "report_sent_on")]),
        Plan("procurement.winner_confirmation_late", "package",
             each("confirmed", "reported", (6, 7, 8, 10, 15), "wd", note="确定中标超过五个工作日"),
             [*each("confirmed", "reported", (5, 4), "wd", note="五个工作日内确定"),
              Change("自然日十二日，扣除国庆假期为五个工作日", start=date(2024, 8, 29), steps={
                  "deadline": ("issued", 29, "nd"), "confirmed": ("reported", 5, "wd")})],
             [without("package", "未填报告送交日期", "report_sent_on"), without("package", "未填中标确定日期", "winner_confirmed_on")]),
        Plan("procurement.award_notice_late", "award",
             each("noticed", "confirmed", (3, 4, 5, 7, 10), "wd", note="中标通知书发出超过二个工作日"),
             each("noticed", "confirmed", (0, 1, 2), "wd", note="二个工作日内发出"),
             [without("package", "未填中标确定日期", "winner_confirmed_on")] * 2),
        Plan("procurement.result_publication_late", "award",
             each("result", "confirmed", (3, 4, 5, 8, 20), "wd", note="结果公告超过二个工作日"),
             each("result", "confirmed", (0, 1, 2), "wd", note="二个工作日内公告"),
             [without("package", "未填中标确定日期", "winner_confirmed_on")] * 2),
    ]  # fmt: skip


def _contracts() -> list[Plan]:
    """Limits from the award notice and from the signing of the contract."""
    late = each(
        "signed", "noticed", (33, 38, 45, 60, 90), "nd", note="中标通知书发出三十日后签订合同"
    )
    holiday = Change("第三十日落在国庆假期，顺延到假后首日", start=date(2024, 7, 29), steps={
        "deadline": ("issued", 30, "nd"), "signed": ("noticed", 30, "nd")})  # fmt: skip
    alike = [*each("signed", "noticed", (30, 29), "cd", note="第三十日或之前签订"), holiday]
    unknown = [
        without("award", "未填中标通知书日期", "notice_on"),
        without("contract", "未填合同签订日期", "signed_on"),
    ]
    works = {"category": "works", "yuan": 4_800_000}
    return [
        Plan("procurement.contract_signed_late", "award", late, alike, unknown[1:] * 2),
        Plan("procurement.tendering_contract_signed_late", "award", late, alike, unknown, works),
        Plan("procurement.contract_signed_before_notice", "contract",
             each("signed", "noticed", (-1, -2, -4, -6, -9), "cd", note="先签合同后发中标通知书"),
             [*each("signed", "noticed", (0, 1), "cd", note="同日或次日签订"),
              *each("signed", "noticed", (3,), "wd", note="三个工作日后签订")], unknown[1:] * 2),
        Plan("procurement.contract_publication_late", "contract",
             each("published", "signed", (3, 4, 6, 10, 25), "wd", note="合同公告超过二个工作日"),
             each("published", "signed", (2, 1, 0), "wd", note="二个工作日内公告"),
             [without("contract", "未填合同签订日期", "signed_on")] * 2),
        Plan("procurement.contract_filing_late", "contract",
             each("filed", "signed", (8, 9, 10, 15, 30), "wd", note="合同备案超过七个工作日"),
             each("filed", "signed", (7, 6, 0), "wd", note="七个工作日内备案"),
             [without("contract", "未填合同签订日期", "signed_on")] * 2),
    ]  # fmt: skip


def tender_plans() -> list[Plan]:
    """All plans about the days of a purchase."""
    tender: dict[str, Any] = {}
    document = ("document_time_short", "document_until", "document_until")
    return [
        _windows("bid_period_short", "deadline", "bid_deadline_on", tender, "cd", 20, (8, 12, 15, 18, 19)),
        _windows(*document, tender, "wd", 6, (0, 1, 2, 3, 3)),
        _notice(),
        _windows("consultation_document_short", *document[1:], _asked("consultation"), "wd", 6, (0, 1, 2, 3, 3)),
        _windows("consultation_period_short", "deadline", "bid_deadline_on", _asked("consultation"), "cd", 11, (4, 6, 7, 8, 9)),
        _windows("negotiation_period_short", "deadline", "bid_deadline_on", _asked("negotiation"), "wd", 4, (0, 1, 1, 2, 2)),
        _windows("inquiry_period_short", "deadline", "bid_deadline_on", _asked("inquiry"), "wd", 4, (0, 1, 1, 2, 2)),
        *_works(), _clarification(), _intention(), _publicity(), _method(), *_steps(), *_contracts(),
    ]  # fmt: skip


def _works() -> list[Plan]:
    """The same windows for works, in calendar days."""
    works = {"category": "works", "yuan": 4_800_000}
    return [
        _windows("bid_period_short", "deadline", "bid_deadline_on", works, "cd", 20, (8, 12, 15, 18, 19), "tendering_"),
        _windows("document_time_short", "document_until", "document_until", works, "cd", 6, (0, 1, 2, 3, 3), "tendering_"),
        replace(_clarification(), rule="procurement.tendering_clarification_late", terms=works),
    ]  # fmt: skip


def _notice() -> Plan:
    return Plan(
        "procurement.notice_period_short", "package",
        each("notice_until", "issued", (0, 1, 2, 3, 3), "wd", note="公告不足五个工作日"),
        each("notice_until", "issued", (6, 7, 8), "wd", note="公告满五个工作日"),
        [without("package", "未填公告截止日期", "notice_until"), without("package", "未填公告日期", "notice_on")],
    )  # fmt: skip
