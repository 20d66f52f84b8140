"""What is planted about administrative penalties: persons, hearing, fine, order."""

from __future__ import annotations

from collections.abc import Sequence

from hengjian.demo.cases import SILENT, UNITS, PenaltyPlanter, day_of, penalty, same
from hengjian.demo.plants import Plants, Row


def plant_penalties(plants: Plants) -> None:
    """All cases of the field `penalty`."""
    p = PenaltyPlanter(plants)
    for story in (_persons, _hearings, _order, _fines, _summary, _spread):
        story(p)


def _times(n: int, cells: Row) -> Sequence[Row]:
    return [cells] * n


def _persons(p: PenaltyPlanter) -> None:
    main, second = same("investigator_id"), same("second_investigator_id")
    heard = {"hearing_required": True, "hearing_on": day_of("notified_on", 8)}
    other = {**heard, "hearing_host_id": lambda row: p.plants.official(row["unit_id"], 13)}
    p.add(
        "handler_decides",
        "breach",
        "办案人员作出决定",
        *_times(3, {"decider_id": main}),
        *_times(2, {"decider_id": second}),
    )
    p.add(
        "handler_decides",
        "look_alike",
        "由他人决定，或者当场处罚",
        {},
        {},
        {"is_summary": True, "fine_fen": 100_000, "decider_id": main, "benchmark_low_fen": 50_000},
    )
    p.add("handler_decides", "undecidable", "未填决定人", *_times(2, {"decider_id": None}))
    p.add(
        "host_is_investigator",
        "breach",
        "办案人员主持听证",
        *_times(3, {**heard, "hearing_host_id": main}),
        *_times(2, {**heard, "hearing_host_id": second}),
    )
    p.add("host_is_investigator", "look_alike", "由他人主持听证", *_times(3, other))
    p.add("host_is_investigator", "undecidable", "未填听证主持人", *_times(2, heard))
    p.add(
        "reviewer_is_investigator",
        "breach",
        "办案人员作法制审核",
        *_times(3, {"legal_reviewer_id": main}),
        *_times(2, {"legal_reviewer_id": second}),
    )
    p.add("reviewer_is_investigator", "look_alike", "由他人审核", {}, {}, {})
    p.add(
        "reviewer_is_investigator",
        "undecidable",
        "未填法制审核人",
        *_times(2, {"legal_reviewer_id": None}),
    )
    p.add(
        "single_investigator",
        "breach",
        "一人办案",
        *_times(3, {"second_investigator_id": None}),
        *_times(2, {"second_investigator_id": main}),
    )
    p.add(
        "single_investigator",
        "look_alike",
        "二人办案，或者当场处罚",
        {},
        {},
        {
            "is_summary": True,
            "fine_fen": 100_000,
            "second_investigator_id": None,
            "benchmark_low_fen": 50_000,
        },
    )
    p.add(
        "single_investigator",
        "undecidable",
        "未填主办人",
        *_times(
            2,
            {
                "investigator_id": None,
                "second_investigator_id": None,
                "decider_id": None,
                "legal_review_on": None,
                "legal_reviewer_id": None,
            },
        ),
    )


def _hearings(p: PenaltyPlanter) -> None:
    large: Row = {
        "fine_fen": 8_000_000,
        "benchmark_low_fen": 6_000_000,
        "benchmark_high_fen": 9_000_000,
    }
    told = {**large, "hearing_required": True}
    host = {"hearing_host_id": lambda row: p.plants.official(row["unit_id"], 13)}
    heard = {**told, **host, "hearing_on": day_of("notified_on", 8)}
    rule = "large_fine_without_hearing_right"
    p.add(
        rule,
        "breach",
        "较大数额罚款未告知听证",
        *_times(4, large),
        {**large, "fine_fen": 6_000_000},
    )
    p.add(
        rule,
        "look_alike",
        "数额不大，或者已经告知",
        {"fine_fen": 4_999_900, "benchmark_high_fen": 5_000_000},
        {},
        heard,
    )
    p.add(
        rule, "undecidable", "未填是否应告知听证", *_times(2, {**large, "hearing_required": None})
    )
    rule = "decided_before_hearing_window"
    p.add(
        rule,
        "breach",
        "听证申请期限未满即决定",
        *({**told, "notified_on": day_of("decided_on", -n)} for n in (1, 2, 3, 4, 5)),
    )
    p.add(
        rule,
        "look_alike",
        "期限届满后决定",
        *({**told, "notified_on": day_of("decided_on", -n)} for n in (6, 7)),
        told,
    )
    p.add(rule, "undecidable", "未填告知日期", *_times(2, {**told, "notified_on": None}))
    rule = "review_missing"
    p.add(
        rule,
        "breach",
        "听证后没有法制审核",
        *_times(3, {**heard, "legal_review_on": None, "legal_reviewer_id": None}),
        *({**heard, "legal_review_on": day_of("decided_on", n)} for n in (1, 3)),
    )
    p.add(
        rule,
        "look_alike",
        "决定前审核",
        heard,
        {**heard, "legal_review_on": day_of("decided_on", 0)},
        {**heard, "legal_review_on": day_of("decided_on", -1)},
    )
    silent = {
        "unit_id": p.plants.office.units.named(SILENT),
        "legal_review_on": None,
        "legal_reviewer_id": None,
    }
    p.add(rule, "undecidable", "单位从未报送审核日期", *_times(2, {**heard, **silent}))


def _order(p: PenaltyPlanter) -> None:
    p.add(
        "notified_after_decision",
        "breach",
        "决定之后才告知",
        *({"notified_on": day_of("decided_on", n)} for n in (1, 2, 3, 5, 9)),
    )
    p.add(
        "notified_after_decision",
        "look_alike",
        "决定之前或当日告知",
        *({"notified_on": day_of("decided_on", n)} for n in (0, -1, -5)),
    )
    p.add(
        "notified_after_decision", "undecidable", "未填告知日期", *_times(2, {"notified_on": None})
    )
    p.add(
        "paid_before_decision",
        "breach",
        "决定之前已经缴款",
        *({"paid_on": day_of("decided_on", -n)} for n in (1, 2, 5, 8, 12)),
    )
    p.add(
        "paid_before_decision",
        "look_alike",
        "决定当日或之后缴款",
        *({"paid_on": day_of("decided_on", n)} for n in (0, 1, 3)),
    )
    p.add(
        "paid_before_decision",
        "undecidable",
        "未填决定日期",
        *_times(2, {"decided_on": None, "paid_on": day_of("filed_on", 30)}),
    )


def _fines(p: PenaltyPlanter) -> None:
    rule = "outside_benchmark_without_reason"
    approved = {
        "deviation_reason": "主动消除危害后果",
        "deviation_approved_on": day_of("decided_on", -1),
    }
    p.add(
        rule,
        "breach",
        "超出或低于基准而没有理由",
        *({"fine_fen": n} for n in (900_000, 500_000, 2_100_000, 3_000_000)),
    )
    p.add(
        rule,
        "breach",
        "有理由而没有批准",
        {"fine_fen": 800_000, "deviation_reason": "主动消除危害后果"},
    )
    p.add(
        rule,
        "look_alike",
        "在上下限上，或者经批准偏离",
        {"fine_fen": 1_000_000},
        {"fine_fen": 2_000_000},
        {"fine_fen": 700_000, **approved},
    )
    p.add(
        rule,
        "undecidable",
        "未填基准",
        *_times(2, {"benchmark_low_fen": None, "benchmark_high_fen": None}),
    )


def _summary(p: PenaltyPlanter) -> None:
    rule = "summary_over_limit"
    spot: Row = {
        "is_summary": True, "benchmark_low_fen": 5_000, "benchmark_high_fen": 900_000, "legal_review_on": None,
        "legal_reviewer_id": None, "decided_on": same("filed_on"), "notified_on": same("filed_on"),
    }  # fmt: skip
    citizen = {**spot, "party_kind": "citizen", "party_code": None}
    p.add(
        rule,
        "breach",
        "当场罚款超过上限",
        *({**spot, "fine_fen": n} for n in (300_100, 500_000, 800_000)),
        *({**citizen, "fine_fen": n} for n in (20_100, 50_000)),
    )
    p.add(
        rule,
        "look_alike",
        "恰为上限或低于上限",
        {**spot, "fine_fen": 300_000},
        {**citizen, "fine_fen": 20_000},
        {**spot, "decision": "warning", "fine_fen": None},
    )
    p.add(
        rule,
        "undecidable",
        "未填罚款金额或决定日期",
        {**spot, "fine_fen": None},
        {**spot, "fine_fen": 100_000, "decided_on": None, "paid_on": None},
    )


def _spread(p: PenaltyPlanter) -> None:
    """Equal facts at one unit: the fine of one case is many times that of another."""
    rule = "same_facts_different_fine"
    wide: Row = {"benchmark_low_fen": 100_000, "benchmark_high_fen": 4_000_000}
    for n, (fen, kind) in enumerate(((3_600_000, "breach"), (3_000_000, "breach"), (2_400_000, "breach"),
                                     (2_000_000, "breach"), (1_800_000, "breach"),
                                     (400_000, "look_alike"), (320_000, "look_alike"), (300_000, "look_alike"))):  # fmt: skip
        unit = p.plants.office.units.named(UNITS[n % len(UNITS)])
        pair = {**wide, "cause": f"违规堆放物料（{n + 1}类）", "unit_id": unit}
        facts = f"同类情形{n + 1}"
        p.send(penalty(p.plants, 5, **{**pair, "fine_fen": 300_000}), facts)
        p.add(
            rule,
            kind,  # type: ignore[arg-type]
            "情节相同而罚款悬殊" if kind == "breach" else "情节相同，罚款接近",
            {**pair, "fine_fen": fen},
            facts=facts,
        )
