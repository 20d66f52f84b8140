"""The rulebook on the screen: rules, parameters, procedures, tables, cases, runs."""

from __future__ import annotations

import pytest

from hengjian.catalog.wording import law_text
from hengjian.office import door
from hengjian.office.findings.models import Finding, Label
from hengjian.office.rulebook import history, shelf
from hengjian.office.rulebook.words import value_text

RULE = "procurement.report_late"


@pytest.fixture
def auditor(person):
    return person("gu", "auditor")


@pytest.fixture
def pages(enter, auditor):
    client = enter(auditor)
    return lambda path: client.get(path)


def test_the_list_shows_every_rule_with_its_law_and_counts(pages):
    text = pages("/rules/").content.decode()
    assert all(f"/rules/{name}/" in text for name in door.catalog().rules)
    assert "《中华人民共和国政府采购法实施条例》第43条第1款" in text
    assert "n=0" in text


def test_filters_leave_what_they_say(pages):
    rows = pages("/rules/?field=procurement&level=hard").context["rows"]
    assert rows
    assert {(r.rule.rule.split(".")[0], r.rule.level) for r in rows} == {("procurement", "hard")}
    assert [r.rule.rule for r in pages("/rules/?q=评审报告送达").context["rows"]] == [RULE]
    assert {r.rule.status for r in pages("/rules/?status=trial").context["rows"]} == {"trial"}
    assert all(r.flagged for r in pages("/rules/?verdict=flagged").context["rows"])
    flagged = [r.flagged for r in pages("/rules/?order=flagged").context["rows"]]
    assert flagged == sorted(flagged, reverse=True)


def test_htmx_asks_for_the_rows_only(enter, auditor):
    answer = enter(auditor).get("/rules/?q=nothing-like-this", headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert answer.context["rows"] == []


def test_every_rule_page_opens(enter, auditor):
    client = enter(auditor)
    for name in list(door.catalog().rules)[::12]:
        assert client.get(f"/rules/{name}/").status_code == 200, name


def test_a_rule_page_tells_all(pages):
    answer = pages(f"/rules/{RULE}/")
    text = answer.content.decode()
    for expected in ("评审报告是否在评审结束之日起两个工作日内送交采购人", "2 个工作日", "已核实", "第二个工作日完成，在期限内",
                     "left join param.procurement_report_delivery", "调取评审报告签收单"):  # fmt: skip
        assert expected in text
    assert answer.context["points"][0].flagged == answer.context["count"].verdicts.get("flagged", 0)
    assert len(answer.context["cases"]) == 12


def test_findings_are_counted_by_the_policy(enter, person, auditor):
    seen = Finding.objects.filter(rule=RULE).count()
    assert seen
    assert enter(auditor).get(f"/rules/{RULE}/").context["findings"] == seen
    assert enter(person("xu", "reviewer")).get(f"/rules/{RULE}/").context["findings"] is None


def test_precision_speaks_only_when_enough_was_judged(zhang, pages):
    found = list(Finding.objects.filter(verdict="flagged")[:200])
    rule = max({f.rule for f in found}, key=lambda r: sum(f.rule == r for f in found))
    chosen = list(Finding.objects.filter(rule=rule)[: shelf.FEW])
    for n, f in enumerate(chosen):
        Label.objects.create(
            finding=f, rule=rule, version=1, confirmed=n > 0, by=zhang, seconds_spent=720
        )
        judged = shelf.judgements()[rule]
        assert (judged.share is None) == (n + 1 < shelf.FEW)
    assert judged.share == round(100 * (shelf.FEW - 1) / shelf.FEW)
    assert judged.hours == "1.0"
    row = next(r for r in pages(f"/rules/?q={rule}").context["rows"] if r.rule.rule == rule)
    assert row.judged == judged


def test_history_follows_the_runs():
    runs = shelf.runs()
    points = history.points(RULE, runs)
    assert [p.run_id for p in points] == [r.run_id for r in runs if RULE in r.rules]
    chart = history.chart(points)
    assert chart["series"][0]["data"] == [p.flagged for p in points]


def test_parameters_show_versions_with_article_and_confidence(pages):
    assert len(pages("/rules/parameters/").context["rows"]) == len(door.catalog().parameters)
    text = pages("/rules/parameters/procurement.report_delivery/").content.decode()
    assert "2 个工作日" in text
    assert "2015-03-01" in text
    assert "现行" in text
    assert pages("/rules/parameters/no.thing/").status_code == 404


def test_procedures_show_their_steps(pages):
    assert "普通行政许可" in pages("/rules/procedures/").content.decode()
    text = pages("/rules/procedures/licence/").content.decode()
    assert "听证" in text
    assert "licensing.decision" in text
    assert pages("/rules/procedures/nothing/").status_code == 404


def test_tables_show_columns_units_and_aliases(pages):
    assert "政府采购合同" in pages("/rules/tables/").content.decode()
    text = pages("/rules/tables/contract/").content.decode()
    assert "采购合同编号" in text
    assert "库内以分计" in text
    assert pages("/rules/tables/nothing/").status_code == 404


def test_departments_have_no_rulebook(enter, li):
    client = enter(li)
    for path in (
        "/rules/",
        f"/rules/{RULE}/",
        "/rules/parameters/",
        "/rules/lab/",
        "/rules/lab/new/",
    ):
        assert client.get(path).status_code == 403, path


def test_words_of_values_and_articles():
    assert value_text({"n": 2, "unit": "working_day"}) == "2 个工作日"
    assert value_text("0.05", "ratio") == "5%"
    duty = door.catalog().duties["GP-10"]
    assert (
        law_text(door.catalog(), duty.basis[:1])
        == "《中华人民共和国政府采购法实施条例》第43条第1款"
    )


def test_every_demand_of_the_law_is_listed_with_what_examines_it_or_why_not(auditor, enter):
    client, catalog = enter(auditor), door.catalog()
    page = client.get("/rules/law/").content.decode()
    assert page.count("<tr id=") == len(catalog.duties)
    found = client.get("/rules/law/", {"q": "PEN-16"}).content.decode()
    assert "/rules/penalty.fined_twice/" in found
    assert found.count("<tr id=") == 1
    left = client.get("/rules/law/", {"why": "no_records"}).content.decode()
    wanted = {
        c for c, d in catalog.duties.items() if d.unchecked and d.unchecked.why == "no_records"
    }
    assert {c for c in catalog.duties if f'<tr id="{c}">' in left} == wanted
    examined = client.get("/rules/law/", {"why": "examined"}).content.decode()
    assert "须由人判断</span>" not in examined
