"""The commands as they are typed."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from hengjian.cli import app
from hengjian.district.home import NoHome


def call(*arguments: str):
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.mark.parametrize(
    "command",
    ["demo", "intake", "run", "findings", "explain", "figures", "report", "library", "calendar"],
)
def test_every_command_explains_itself(command):
    result = call(command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_findings_as_json_and_explained(district):
    result = call("findings", "--home", district.path, "--rule", "licence.decide_late", "--json")
    found = json.loads(result.output)
    assert found
    told = call("explain", found[0]["finding_id"], "--home", district.path)
    assert told.exit_code == 0
    for words in ("行政许可法", "个工作日", "什么能消除它", "原始记录"):
        assert words in told.output
    data = json.loads(
        call("explain", found[0]["finding_id"], "--home", district.path, "--json").output
    )
    assert data["deadline"]["due"] == data["evidence"]["最后期限"]


def test_a_figure_down_to_its_rows(district):
    data = json.loads(call("figures", "--home", district.path, "--figure", "F15", "--json").output)
    assert data["number"] == "F15"
    assert len(data["records"]) >= data["rows"]
    assert "前" in call("figures", "--home", district.path, "--figure", "F15").output


def test_a_report_in_three_formats(district, tmp_path):
    result = call("report", "--home", district.path, "--out", tmp_path, "--json")
    assert {p.rsplit(".", 1)[1] for p in json.loads(result.output)} == {"docx", "pdf", "html"}


def test_calendar_of_a_year_and_of_none():
    data = json.loads(call("calendar", "2025", "--json").output)
    assert data["working_days"] == 248
    assert "2025-01-26" in data["make_up_days"]
    assert call("calendar", "2027").exit_code == 1


def test_no_district_is_said_plainly(tmp_path):
    assert isinstance(call("run", "--home", tmp_path / "nothing").exception, NoHome)


def test_an_unknown_rule_is_named(district):
    result = call("run", "--home", district.path, "--rule", "no.such")
    assert "no.such" in str(result.exception)


def test_the_library_shows_its_entries():
    assert "二十个工作日" in call("library", "show", "LIC-04").output
    assert "licensing.decision" in call("library", "show", "licensing.decision", "--json").output
