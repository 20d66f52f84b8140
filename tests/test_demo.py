"""The invented district: right numbers, the same every time, lawful where nothing is planted."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from hengjian.catalog.calendars import work_calendar
from hengjian.cli.commands_demo import scores
from hengjian.demo import DistrictSummary, generate
from hengjian.demo import days as demo_days
from hengjian.demo.codes import credit_codes, people_numbers
from hengjian.demo.render import decimal_text
from hengjian.demo.schema import standard
from hengjian.demo.truth import Planted, read_truth, score, write_truth
from hengjian.district.home import Home

SCALE = 0.02


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> DistrictSummary:
    """A small district with planted cases."""
    return generate(tmp_path_factory.mktemp("sent"), scale=SCALE)


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> DistrictSummary:
    """The same district, made once more."""
    return generate(tmp_path_factory.mktemp("again"), scale=SCALE)


def _files(summary: DistrictSummary) -> dict[str, Path]:
    root = summary.outbox
    return {p.relative_to(root).as_posix(): p for p in sorted(root.rglob("*")) if p.is_file()}


def _text(path: Path) -> str:
    data = path.read_bytes()
    return data.decode(
        "utf-8-sig" if data[:3] == b"\xef\xbb\xbf" or path.suffix != ".csv" else "gbk"
    )


def _rows(path: Path) -> list[list[str]]:
    if path.suffix == ".xlsx":
        return [
            [str(c) for c in row]
            for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        ]
    if path.suffix == ".parquet":
        return [[str(c) for c in row.values()] for row in pq.read_table(path).to_pylist()]
    if path.suffix == ".jsonl":
        return [list(map(str, json.loads(line).values())) for line in _text(path).splitlines()]
    return list(
        csv.reader(_text(path).splitlines(), delimiter="\t" if path.suffix == ".tsv" else ",")
    )


class TestNumbers:
    def test_credit_codes_have_the_check_characters_of_gb_32100_and_gb_11714(self) -> None:
        symbols = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        for code in credit_codes(np.arange(10_000_001, 10_000_400)).to_pylist():
            total = sum(symbols.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
            assert (total + symbols.index(code[17])) % 31 == 0
            body = sum(
                int(c) * w for c, w in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
            )
            assert code[16] == "0123456789X0"[(11 - body % 11) % 12 if body % 11 else 11]

    def test_citizen_numbers_have_the_check_digit_of_gb_11643_and_never_repeat(self) -> None:
        numbers = people_numbers(0, 60_000).to_pylist()
        assert len(set(numbers)) == len(numbers)
        for number in numbers[::97]:
            values = [10 if c == "X" else int(c) for c in number]
            assert sum(v * pow(2, 17 - i, 11) for i, v in enumerate(values)) % 11 == 1
            date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")

    def test_numbers_lie_in_an_area_that_does_not_exist(self) -> None:
        assert all(n.startswith("9901") for n in people_numbers(0, 50).to_pylist())
        assert all(c[2:].startswith("9901") for c in credit_codes(np.arange(9)).to_pylist())

    def test_money_is_written_exactly(self) -> None:
        fen = pa.array([0, 1, 123_456_789_012, -250, None], pa.int64())
        assert decimal_text(fen, 2).to_pylist() == ["0.00", "0.01", "1234567890.12", "-2.50", None]
        assert decimal_text(fen, 6).to_pylist()[2] == "123456.789012"

    def test_working_days_agree_with_the_office_calendar(self) -> None:
        work = work_calendar()
        for start in (date(2024, 2, 8), date(2024, 9, 28), date(2025, 9, 30), date(2025, 12, 31)):
            for n in (1, 5, 20):
                assert demo_days.plus_work(start, n) == work.add_working_days(start, n)
                array = demo_days.plus_working(np.array([demo_days.number(start)]), n)
                assert demo_days.as_date(int(array[0])) == work.add_working_days(start, n)
            assert demo_days.plus(start, 3) == work.next_working_day(
                date.fromordinal(start.toordinal() + 3)
            )


class TestFiles:
    def test_the_same_seed_gives_the_same_bytes(
        self, sent: DistrictSummary, again: DistrictSummary
    ) -> None:
        first, second = _files(sent), _files(again)
        assert first.keys() == second.keys()
        for name, path in first.items():
            if path.suffix == ".xlsx":
                assert _rows(path) == _rows(second[name]), name
            else:
                assert path.read_bytes() == second[name].read_bytes(), name
        assert sent.truth is not None
        assert again.truth is not None
        assert sent.truth.read_bytes() == again.truth.read_bytes()

    def test_another_seed_gives_another_district(
        self, sent: DistrictSummary, tmp_path: Path
    ) -> None:
        other = _files(generate(tmp_path, scale=SCALE, seed=8, clean=True))
        name = "财政局/payment_2024.csv"
        assert other[name].read_bytes() != _files(sent)[name].read_bytes()

    def test_every_table_of_the_standard_is_sent(self, sent: DistrictSummary) -> None:
        wanted = {name for name in standard() if not name.startswith("ocds_")}
        assert wanted == sent.rows.keys()
        assert wanted == {path.stem[:-5] for path in _files(sent).values()}

    def test_departments_use_many_kinds_of_files(self, sent: DistrictSummary) -> None:
        kinds = Counter(path.suffix for path in _files(sent).values())
        assert set(kinds) == {".csv", ".tsv", ".xlsx", ".jsonl", ".parquet"}

    def test_headers_are_chinese_and_codes_are_labels(self, sent: DistrictSummary) -> None:
        rows = _rows(_files(sent)["财政局/procurement_package_2024.csv"])
        assert rows[0][0] == standard()["procurement_package"].columns["package_id"].title
        column = rows[0].index(standard()["procurement_package"].columns["method"].title)
        assert {row[column] for row in rows[1:]} >= {"公开招标", "竞争性磋商"}

    def test_hand_made_sheets_carry_the_dirt_of_hand_made_sheets(
        self, sent: DistrictSummary
    ) -> None:
        rows = _rows(_files(sent)["财政局/carry_over_2024.xlsx"])
        assert rows[0][0].startswith("衡安区财政局")
        assert any("年" in cell and "月" in cell for cell in rows[3])
        assert any(row[0] == "合计" for row in rows)

    def test_bad_rows_lie_in_the_file_that_the_truth_names(self, sent: DistrictSummary) -> None:
        assert sent.truth is not None
        files = _files(sent)
        bad = [fact for fact in read_truth(sent.truth) if fact.kind == "quarantine"]
        assert len(bad) >= 12
        for fact in bad:
            assert any(fact.record_id in row for row in _rows(files[fact.rule])), fact

    def test_the_clean_twin_has_neither_planted_nor_bad_rows(
        self, sent: DistrictSummary, tmp_path: Path
    ) -> None:
        twin = generate(tmp_path, scale=SCALE, clean=True)
        assert twin.truth is None
        assert not (tmp_path / "truth").exists()
        assert all(twin.rows.get(table, 0) <= rows for table, rows in sent.rows.items())
        assert not any(
            "BAD" in cell for p in _files(twin).values() for row in _rows(p) for cell in row
        )


class TestTruth:
    def test_every_rule_has_breaches_and_innocent_cases(self, sent: DistrictSummary) -> None:
        assert sent.truth is not None
        kinds: dict[str, Counter[str]] = {}
        for fact in read_truth(sent.truth):
            if fact.kind not in ("quarantine", "beside"):
                kinds.setdefault(fact.rule, Counter())[fact.kind] += 1
        by_hand = [c for c in kinds.values() if c["breach"] >= 5 and c["look_alike"] >= 3]
        assert len(by_hand) > 150
        assert len([c for c in kinds.values() if c["breach"]]) > 400
        assert len([c for c in kinds.values() if c["look_alike"]]) > 350

    def test_no_record_is_planted_twice_for_one_rule(self, sent: DistrictSummary) -> None:
        assert sent.truth is not None
        facts = [(f.rule, f.record_id) for f in read_truth(sent.truth) if f.kind != "quarantine"]
        assert len(facts) == len(set(facts))

    def test_a_score_tells_found_from_missed_and_wrong(self, tmp_path: Path) -> None:
        path = tmp_path / "planted.csv"
        write_truth(path, [
            Planted("r", "a", "breach", ""), Planted("r", "b", "breach", ""),
            Planted("r", "c", "look_alike", ""), Planted("r", "d", "undecidable", ""),
            Planted("财政局/x.csv", "e", "quarantine", ""),
        ])  # fmt: skip
        found = [
            ("r", "a", "flagged"), ("r", "b", "clear"), ("r", "c", "flagged"),
            ("r", "d", "undecidable"), ("r", "z", "flagged"), ("s", "y", "clear"),
        ]  # fmt: skip
        (only,) = score(found, path)
        assert (only.planted, only.found, only.missed) == (2, 1, ("b",))
        assert (only.look_alikes, only.wrongly_flagged) == (1, ("c",))
        assert (only.undecidable, only.recognised, only.not_planted) == (1, 1, ("z",))


class TestRules:
    def test_every_planted_breach_is_found_and_nobody_is_wronged(self, district: Home) -> None:
        for row in scores(district):
            assert not row.missed, row
            assert not row.wrongly_flagged, row
            assert row.recognised == row.undecidable, row

    def test_nothing_is_found_that_was_not_planted(self, district: Home) -> None:
        extra = {row.rule: row.not_planted[:3] for row in scores(district) if row.not_planted}
        assert extra == {}

    def test_all_rules_are_silent_on_the_clean_twin(self, clean_district: Home) -> None:
        flagged = [f for f in clean_district.findings() if f["verdict"] == "flagged"]
        assert flagged == []
