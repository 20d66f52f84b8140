"""The journeys of the people who use the office, from log-in to the last click (journeys.md)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.browser.conftest import Person

Come = Callable[..., Person]


def sentence(page: Any) -> str:
    """The sentence of the finding on the page."""
    return str(page.locator("p.sentence").inner_text())


def test_j1_the_analyst_judges_what_is_worth_it(person: Come) -> None:
    zhang = person("fenxi")
    page = zhang.page
    assert "今日" in page.title()
    zhang.shoot("today")
    page.locator("section", has_text="按价值排在最前").get_by_role("link").first.click()
    assert sentence(page)
    zhang.shoot("finding")
    for tab in ("时间线", "依据", "关联", "证据", "痕迹", "概况"):
        page.get_by_role("link", name=tab, exact=True).click()
        page.locator("#tab .nav-link.active", has_text=tab).wait_for()
    page.get_by_role("button", name="问询部门").click()
    page.get_by_text("问询已送达经办人和部门负责人").wait_for()
    assert page.locator(".badge", has_text="已问询").first.is_visible()
    page.get_by_text("等待答复").wait_for()


def test_j1_lists_views_bulk_export_and_graph(person: Come) -> None:
    zhang = person("fenxi")
    page = zhang.page
    zhang.menu("疑点")
    page.get_by_label("状态").select_option("todo")
    page.get_by_label("强度").select_option("hard")
    page.wait_for_url(re.compile("level=hard"))
    zhang.shoot("findings")
    page.get_by_text("保存为视图").click()
    page.get_by_label("视图名称").fill("法定未了结")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="法定未了结").wait_for()
    page.locator("input[name=pick]").nth(3).check()
    page.locator("input[name=pick]").nth(4).check()
    page.get_by_text("对选中的疑点").click()
    page.get_by_label("操作").select_option("snooze")
    page.locator("#bulk-reason").fill("等待年度决算")
    page.locator("#bulk-until").fill((date.today() + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="执行").click()
    page.get_by_text("暂缓：已处理 2 条").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出").click()
    assert download.value.suggested_filename == "findings.xlsx"
    page.locator("td.fact a").first.click()
    page.get_by_role("link", name="关联", exact=True).click()
    page.get_by_role("link", name=re.compile("关系图")).click()
    assert page.locator("[data-graph]").count() == 0
    page.get_by_label("查看目的").fill("核查同一起因")
    page.get_by_role("button", name="查看").click()
    page.locator("[data-graph] canvas").first.wait_for()
    zhang.shoot("graph")


def test_j2_the_department_answers_once(person: Come) -> None:
    zhang = person("fenxi")
    li = person("jingban")
    page = li.page
    li.menu("疑点")
    page.locator("td.fact a").first.click()
    address = page.url
    zhang.page.goto(address)
    zhang.page.get_by_role("button", name="问询部门").click()
    zhang.page.get_by_text("问询已送达").wait_for()
    li.menu("待办")
    page.locator(".list-group-item", has_text="待说明").first.click()
    assert page.url == address
    page.get_by_label("文书编号").fill("衡审延〔2025〕12号")
    li.shoot("answer")
    page.get_by_role("button", name="答复问询").click()
    page.get_by_text("已答复，廉政办会收到提醒").wait_for()
    zhang.page.goto(zhang.office.url + "/findings/today/")
    zhang.page.locator("#answered").get_by_role("link").first.click()
    zhang.page.locator("details.act", has_text="说明成立").get_by_label("理由").fill(
        "延期批准书经核对属实"
    )
    zhang.page.get_by_role("button", name="说明成立").click()
    zhang.page.get_by_text("已了结：说明成立").wait_for()


def test_j2_the_head_reads_the_own_responsibility_on_a_phone(person: Come) -> None:
    zhao = person("juzhang", 390)
    page = zhao.page
    assert "我的责任" in page.title()
    zhao.shoot("responsibility-phone")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 392


def test_j3_a_clue_goes_to_the_inspector_and_only_counts_come_back(person: Come) -> None:
    zhang, chief, chen = person("fenxi"), person("zhuren"), person("jijian")
    li = person("jingban")
    li.page.goto(f"{li.office.url}/findings/?verdict=flagged&status=open")
    li.page.locator("td.fact a").nth(3).click()
    page, finding = zhang.page, li.page.url
    page.goto(finding)
    page.get_by_role("link", name="转为线索").click()
    page.get_by_label("线索名称").fill("涉嫌违规收取费用")
    page.get_by_role("button", name="提交审批").click()
    page.get_by_text("已提交审批").wait_for()
    clue = page.url
    chief.menu("待办")
    chief.page.locator(".list-group-item", has_text="线索待审批").first.click()
    chief.page.get_by_label("批准登记").check()
    chief.page.get_by_label("承办人").select_option(label=chen.account.name)
    chief.page.get_by_role("button", name="审批").click()
    chief.page.get_by_text("决定已作出").wait_for()
    chief.page.get_by_label("接收机关").select_option("discipline")
    chief.page.get_by_role("button", name="移送").click()
    chief.page.get_by_text("移送包已生成").wait_for()
    chen.page.goto(clue)
    chen.shoot("clue")
    chen.page.get_by_label("处置方式").select_option("preliminary")
    chen.page.get_by_label("处置意见").fill("初步核实")
    chen.page.get_by_role("button", name="处置").click()
    chen.page.get_by_text("处置已记录").wait_for()
    chen.menu("移送")
    chen.page.locator("table").get_by_role("link").first.click()
    chen.page.get_by_label("回执编号").fill("纪收〔2026〕1号")
    chen.page.get_by_role("button", name="签收").click()
    chen.page.get_by_text("已签收").first.wait_for()
    chen.page.get_by_label("结果").select_option("filed")
    chen.page.get_by_label("立案件数").fill("1")
    chen.page.get_by_role("button", name="反馈").click()
    chen.page.get_by_text("已反馈，只保留数字").wait_for()
    li.page.goto(finding)
    assert "线索" not in li.page.locator("body").inner_text()


def test_j5_the_procurement_supervisor_walks_the_wall(person: Come) -> None:
    lu = person("caigou")
    page = lu.page
    assert "项目墙" in page.title()
    lu.shoot("packages")
    page.get_by_role("link", name="只看已过期").click()
    page.locator("tbody tr").first.wait_for()
    page.locator("tbody").get_by_role("link", name="查看").first.click()
    assert "/findings/" in page.url
    with page.expect_download():
        page.goto(f"{lu.office.url}/packages/")
        page.get_by_role("link", name="导出").click()


def test_j6_the_leader_reaches_the_rows_in_three_clicks(person: Come) -> None:
    jiang = person("quzhang")
    page = jiang.page
    assert "区情一页" in page.title()
    jiang.shoot("leader")
    page.locator("a.card-link", has_text="F15").click()  # one
    page.locator("tbody tr").first.wait_for()  # the rows are there already
    assert "节约政府采购资金" in page.locator("h1").inner_text()
    jiang.shoot("figure")
    jiang.menu("盲区")
    page.locator("[data-chart] canvas").first.wait_for()
    jiang.shoot("coverage")
    jiang.menu("报告")
    jiang.shoot("report")


def test_j9_each_administrator_does_the_own_part_and_sees_no_content(person: Come) -> None:
    system, security, audit = person("xitong"), person("anquan"), person("shenjiyuan")
    system.page.get_by_text("数据库").first.wait_for()
    system.shoot("system")
    security.menu("账号与授权")
    security.shoot("people")
    audit.menu("痕迹")
    audit.page.locator("tbody tr").first.wait_for()
    audit.shoot("trail")
    for one in (system, security, audit):
        answer = one.page.request.get(f"{one.office.url}/findings/")
        assert answer.status == 403


def test_a_page_is_english_by_a_switch(person: Come) -> None:
    zhang = person("fenxi")
    zhang.page.get_by_role("button", name="EN", exact=True).click()
    zhang.page.get_by_role("link", name="Findings").first.wait_for()
    zhang.shoot("english")
    zhang.page.get_by_role("button", name="中文", exact=True).click()
    zhang.page.get_by_role("link", name="疑点", exact=True).first.wait_for()


def test_dark_and_light(person: Come) -> None:
    zhang = person("fenxi")
    zhang.page.get_by_role("button", name="切换明暗").click()
    assert zhang.page.locator("html").get_attribute("data-bs-theme") == "dark"
    zhang.shoot("dark")
