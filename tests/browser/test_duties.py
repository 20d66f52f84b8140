"""A head sees at one glance what is due; a decision becomes a task that is proven and checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.browser.conftest import Person

Come = Callable[..., Person]


def test_from_a_meeting_to_a_spot_check(person: Come) -> None:
    fang, qin = person("juzhang"), person("fenxi")
    page = fang.page
    fang.menu("两个责任")
    page.get_by_role("heading", name="部门主要负责人").wait_for()
    assert page.get_by_text("到期没有记录").first.is_visible()
    fang.shoot("duties")
    page.get_by_role("link", name="会议").first.click()
    page.get_by_role("link", name="第三季度班子会议").click()
    assert page.get_by_text("还没有任务").is_visible()
    page.get_by_text("登记议定事项").last.click()
    page.get_by_label("议定内容").fill("逐件答复超期办件")
    page.get_by_role("button", name="保存议定事项").click()
    page.get_by_text("把议定事项交办为任务").click()
    page.locator("#decision-of").select_option(label="逐件答复超期办件")
    page.get_by_label("任务", exact=True).fill("逐件答复超期办件")
    page.get_by_label("责任单位").select_option(index=0)
    page.get_by_label("责任人").fill("柳知行")
    page.get_by_label("完成期限").fill((date.today() + timedelta(days=9)).isoformat())
    page.get_by_role("button", name="交办").click()
    page.get_by_role("link", name="柳知行").last.click()
    url = page.url
    page.get_by_label("完成情况").fill("已答复十二件")
    page.get_by_role("button", name="报告完成").click()
    page.get_by_text("请附佐证材料").wait_for()  # nothing is done without a proof
    page.get_by_label("完成情况").fill("已答复十二件")
    page.locator("input[type=file]").set_input_files(
        {"name": "台账.txt", "mimeType": "text/plain", "buffer": b"ledger"}
    )
    page.get_by_role("button", name="报告完成").click()
    page.get_by_text("已报告完成").first.wait_for()
    qin.page.goto(url)
    qin.page.get_by_label("没有效果").check()
    qin.page.get_by_label("抽查情况").fill("抽查十件，四件没有答复")
    qin.page.get_by_role("button", name="记录抽查").click()
    qin.page.get_by_text("抽查没有效果").first.wait_for()
    qin.menu("两个责任")
    qin.page.get_by_role("link", name="逐件答复超期办件").first.wait_for()
    qin.shoot("duties-district")


def test_an_appeal_goes_to_another_person(person: Come) -> None:
    shen, jiang = person("zhuren"), person("quzhang")
    shen.menu("两个责任")
    shen.page.get_by_role("link", name="考核").first.click()
    shen.page.locator("tbody").get_by_role("link").first.click()
    assert not shen.page.get_by_role("button", name="决定申诉").is_visible()  # the assessor
    jiang.page.goto(shen.page.url)
    jiang.page.get_by_label("廉政等次").select_option(label="良好")
    jiang.page.get_by_label("决定理由").fill("补报的记录属实")
    jiang.page.get_by_role("button", name="决定申诉").click()
    jiang.page.get_by_text("已改定").first.wait_for()


def test_the_leader_sees_the_trend_of_the_survey(person: Come) -> None:
    jiang = person("quzhang")
    jiang.menu("两个责任")
    jiang.page.get_by_role("link", name="社会测评").first.click()
    jiang.page.locator("[data-chart] canvas").first.wait_for()
    jiang.shoot("survey")
    jiang.page.locator("tbody").get_by_role("link").first.click()
    jiang.page.get_by_text("本区", exact=True).wait_for()


def test_on_a_phone_nothing_runs_over_the_edge(person: Come) -> None:
    fang = person("juzhang", width=390)
    for path in ("/duties/", "/duties/tasks/", "/duties/surveys/", "/duties/lists/"):
        fang.page.goto(f"{fang.office.url}{path}")
        fang.page.wait_for_load_state("networkidle")
        assert fang.page.evaluate("document.documentElement.scrollWidth") <= 390, path
