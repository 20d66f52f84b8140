"""A change of the law carried out as a user would: data is added, old acts keep the old verdict."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hengjian.catalog.library import library_path, load
from hengjian.catalog.wording import law_changes
from hengjian.district.home import Home, Settings
from hengjian.district.reporting import figure_results
from hengjian.district.running import run_home
from hengjian.engine.procedures import with_procedures
from hengjian.engine.session import RunRequest
from hengjian.intake import deliver

MATTERS = (
    "办件编号,事项编码,办理程序,办理单位编码,申请日期,受理日期,决定日期\n"
    "OLD,SX1,普通许可,U1,2025-06-02,2025-06-02,2025-06-27\n"
    "NEW,SX1,普通许可,U1,2025-07-02,2025-07-02,2025-07-28\n"
)
EVENTS = "办件编号,环节序号,环节,发生日期,登记时间,经办人编号,单位编码\n" + "".join(
    f"{matter},{n},{step},{days[n > 2]},{days[n > 2]} 10:00,G{n},U1\n"
    for matter, days in (
        ("OLD", ("2025-06-02", "2025-06-27")),
        ("NEW", ("2025-07-02", "2025-07-28")),
    )
    for n, step in ((1, "apply"), (2, "accept"), (3, "decide"))
)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of one's own, as a district's auditor edits it."""
    path = tmp_path / "library"
    shutil.copytree(library_path(), path)
    monkeypatch.setenv("HENGJIAN_LIBRARY", str(path))
    return path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, (file, old)
    file.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    home = Home.create(tmp_path / "home", Settings())
    for name, text in (("matter_2025.csv", MATTERS), ("matter_event_2025.csv", EVENTS)):
        (tmp_path / name).write_text(text, "utf-8")
        delivery = deliver(tmp_path / name, lake=home.lake, catalog=home.catalog, key=bytes(32),
                           received_at=datetime(2025, 8, 1, tzinfo=UTC))  # fmt: skip
        assert not delivery.bad, delivery.faults
    return home.path


def verdicts(place: Path, rule: str) -> tuple[int, set[str]]:
    """(records examined, records flagged) of a rule in a fresh run."""
    home = Home(place)
    run = run_home(home, RunRequest(date(2025, 12, 31)), progress=lambda *_: None)
    found = {
        f["record_id"]
        for f in home.findings()
        if f["rule"] == rule and f["verdict"] == "flagged" and f["state"] != "gone"
    }
    return run.rules[rule].examined, found


def test_a_shorter_period_binds_acts_from_its_day_on(library, place):
    assert verdicts(place, "licence.decide_late") == (2, set())
    edit(
        library / "parameters/licensing/decision.yaml", "versions:\n",
        "versions:\n  - valid_from: 2025-07-01\n    value: {n: 15, unit: working_day}\n"
        '    basis: [{act: licensing_law, article: "42.1"}]\n    confidence: verified\n',
    )  # fmt: skip
    assert verdicts(place, "licence.decide_late") == (2, {"NEW"})
    changed = [c for f in figure_results(Home(place)).values() for c in f["changes"]]
    assert any(
        c.startswith("行政许可决定期限自2025-07-01起由20个工作日改为15个工作日") for c in changed
    )


def test_a_new_step_is_demanded_from_its_day_on(library, place):
    """From July a review stands between acceptance and decision; before, nobody asked for one."""
    edit(
        library / "procedures/licence/licence.yaml", "  decide: {title: 决定, after: [accept],",
        "  reviewing: {title: 集体审查, after: [accept], since: 2025-07-01}\n  decide: {title: 决定, after: [accept, reviewing],",
    )  # fmt: skip
    examined, found = verdicts(place, "licence.decide_without_reviewing")
    assert (examined, found) == (1, {"NEW"})
    assert verdicts(place, "licence.decide_without_accept") == (2, set())


def test_an_abolished_demand_ends_with_its_day(library, place):
    edit(library / "procedures/licence/licence.yaml", "  review: {title: 审查, after: [accept]}",
         "  review: {title: 审查, after: [accept]}\n  stamp: {title: 盖章, after: [accept], until: 2025-07-01}")  # fmt: skip
    edit(library / "procedures/licence/licence.yaml", "  decide: {title: 决定, after: [accept],",
         "  decide: {title: 决定, after: [accept, stamp],")  # fmt: skip
    assert verdicts(place, "licence.decide_without_stamp") == (1, {"OLD"})


def test_a_figure_names_the_changes_of_its_days_only(library):
    edit(
        library / "parameters/licensing/decision.yaml", "versions:\n",
        "versions:\n  - valid_from: 2025-07-01\n    value: {n: 15, unit: working_day}\n"
        '    basis: [{act: licensing_law, article: "42.1"}]\n    confidence: verified\n',
    )  # fmt: skip
    catalog = with_procedures(load())
    parameter = catalog.parameters["licensing.decision"]
    figure = next(f for f in catalog.figures.values() if set(f.duties) & set(parameter.duties))
    named = list(law_changes(figure, catalog, date(2025, 1, 1), date(2025, 12, 31)))
    assert any("行政许可决定期限" in n for n in named)
    assert not any(
        "行政许可决定期限" in n
        for n in law_changes(figure, catalog, date(2023, 1, 1), date(2024, 12, 31))
    )


def test_another_district_runs_with_its_own_terms_tables_and_names(tmp_path):
    """临澄区: thresholds, days, types of powers and headers of another province, in data alone."""
    home = Home.create(tmp_path / "home", Settings(overlays=("lincheng",)))
    own, other = load(overlays=["lincheng"]), load(overlays=["hengan"])
    assert own.tables["power_item"].columns["power_type"].codes["guidance"] == "行政指导"
    assert "guidance" not in other.tables["power_item"].columns["power_type"].codes
    text = "权责编码,权力名称,权责类型,行使单位编码,生效日期\nQ1,对企业开办的指导,行政指导,U1,2025-01-02\n"
    (tmp_path / "power_item_2025.csv").write_text(text, "utf-8")
    done = deliver(tmp_path / "power_item_2025.csv", lake=home.lake, catalog=home.catalog, key=bytes(32),
                   received_at=datetime(2025, 8, 1, tzinfo=UTC))  # fmt: skip
    assert (done.good, done.bad) == ({"power_item": 1}, {})


def test_every_local_value_of_one_district_is_set_in_the_other():
    own, other = load(overlays=["lincheng"]), load(overlays=["hengan"])
    local = {n for n, p in other.parameters.items() if p.scope == "local" and p.versions}
    assert {n for n in local if not own.parameters[n].versions} == set()
    differing = [
        n
        for n in local
        if own.parameters[n].versions[0].value != other.parameters[n].versions[0].value
    ]
    assert len(differing) > 15
