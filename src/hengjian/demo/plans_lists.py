"""What is planted about the lists themselves: items promised beyond the law, dead categories."""

from __future__ import annotations

from datetime import date

from hengjian.demo.plants import Plants
from hengjian.demo.truth import Kind


def plant_lists(plants: Plants) -> None:
    """All cases about service items and power items."""
    _items(plants)
    _powers(plants)


def _items(plants: Plants) -> None:
    cases: tuple[tuple[Kind, int | None, str], ...] = (
        *(("breach", n, "承诺时限长于法定时限") for n in (21, 25, 30, 40, 45)),
        *(("look_alike", n, "承诺不长于法定") for n in (20, 19, 1)),
        *(("undecidable", None, "未填承诺时限") for _ in range(2)),
    )
    for kind, days, note in cases:
        number = plants.number()
        item = f"SX{number % 100_000 + 80_000:05d}P"
        plants.row(
            "service_item", 2025, item_id=item, version_from=date(2025, 1, 1),
            unit_id=plants.unit(number % 20), name=f"专项事项{number}", power_type="permit",
            step_count=4, material_count=5, shared_material_count=1, share_is_live=True,
            statutory_days=20, promised_days=days, is_online=True, yearly_volume=30, max_visits=1,
        )  # fmt: skip
        plants.true("approval.promised_longer_than_statutory", f"{item}|2025-01-01", kind, note)


def _powers(plants: Plants) -> None:
    cases: tuple[tuple[Kind, str | None, date | None, str], ...] = (
        *(("breach", "non_licence_approval", None, "仍列为非行政许可审批") for _ in range(5)),
        *(("look_alike", "non_licence_approval", date(2024, 6, n), "已经取消") for n in (3, 4)),
        ("look_alike", "ordinary", None, "普通事项"),
        *(("undecidable", None, None, "未填类别") for _ in range(2)),
    )
    for kind, category, end, note in cases:
        number = plants.number()
        power, unit = f"QL{number:06d}", plants.unit(number % 28)
        plants.row(
            "power_item", 2025, power_id=power, name=f"对专项{number % 100}号活动的审核", power_type="other",
            unit_id=unit, origin="municipal", legal_basis="明川市规范性文件", valid_from=date(2022, 6, 1),
            valid_to=end, published_on=date(2022, 6, 8), category=category,
        )  # fmt: skip
        plants.row(
            "duty_item", 2025, duty_id=f"ZR{number:06d}", power_id=power, unit_id=unit,
            name=f"依法履行{power}号权力事项对应的责任", valid_from=date(2022, 6, 1), valid_to=end,
            published_on=date(2022, 6, 8),
        )  # fmt: skip
        plants.true("approval.non_licence_approval_alive", f"{power}|2022-06-01", kind, note)
