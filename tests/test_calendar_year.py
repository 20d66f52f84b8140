"""A new year's calendar from its notice: typed once, checked, taken up by the district; wrong days change nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hengjian.catalog import LibraryError
from hengjian.cli import app
from hengjian.district.calendars import add_year, days_of
from hengjian.district.home import LOCAL, Home, Settings

YEAR = 2031


def call(*arguments: object):
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "district", Settings())


def test_a_year_of_a_notice_is_known_from_then_on(home):
    assert call("calendar", YEAR, "--home", home.path).exit_code == 1
    added = call("calendar", YEAR, "--home", home.path, "--notice", "国办发明电〔2030〕1号",
                 "--rest", "01-01", "--rest", "01-22..01-28", "--worked", "01-19")  # fmt: skip
    assert added.exit_code == 0, added.output
    told = json.loads(call("calendar", YEAR, "--home", home.path, "--json").output)
    assert told["make_up_days"] == [f"{YEAR}-01-19"]
    assert len(told["rest_days"]) == 6  # a Wednesday, and the weekdays of the week of rest
    assert told["working_days"] == 261 - 6 + 1
    assert YEAR in Home.open(home.path).catalog.work.years


def test_the_second_notice_replaces_the_first_and_the_library_is_named_once(home):
    for last in (2, 3):
        add_year(home, YEAR, "一号", days_of(YEAR, [f"01-01..01-0{last}"]), [])
    fresh = Home.open(home.path)
    assert not fresh.catalog.work.is_working(date(YEAR, 1, 3))
    assert fresh.settings.libraries == (LOCAL,)


@pytest.mark.parametrize("span", ["1-1", "02-30", "01-05..01-03", "元旦", "01-01..", "..01-02"])
def test_a_span_that_is_none_is_refused_with_its_text(span):
    with pytest.raises(ValueError, match=span.replace(".", r"\.")):
        days_of(YEAR, [span])


@pytest.mark.parametrize(
    ("rest", "worked", "said"),
    [
        (["01-01"], ["01-02"], "weekday"),
        (["01-01", "01-04"], ["01-04"], "both"),
        (["01-04"], [], "no rest day on a weekday"),
    ],
)
def test_wrong_days_change_nothing(home, rest, worked, said):
    before = (home.path / "district.yaml").read_bytes()
    with pytest.raises(LibraryError, match=said):
        add_year(home, YEAR, "一号", days_of(YEAR, rest), days_of(YEAR, worked))
    assert (home.path / "district.yaml").read_bytes() == before
    assert list((home.path / LOCAL / "calendars").iterdir()) == []


def test_half_a_notice_is_wrong_use(home):
    assert call("calendar", YEAR, "--home", home.path, "--worked", "01-04").exit_code == 2
    assert call("calendar", YEAR, "--home", home.path, "--rest", "01-01").exit_code == 2
