"""Rectification until it is closed, the auditor's universe, a rule from draft to shadow, the trail's check."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from tests.browser.conftest import Person

Come = Callable[..., Person]


def test_j2_a_fault_is_mended_checked_by_another_and_closed(person: Come, tmp_path: Path) -> None:
    li, chief, zhang = person("jingban"), person("zhuren"), person("fenxi")
    li.page.goto(f"{li.office.url}/findings/?verdict=flagged&status=open&level=hard")
    li.page.locator("td.fact a").nth(5).click()
    zhang.page.goto(li.page.url)
    zhang.page.get_by_role("link", name="转为整改").click()
    zhang.page.get_by_label("整改期限").fill((date.today() + timedelta(days=30)).isoformat())
    zhang.page.get_by_role("button", name="立项并通知单位").click()
    zhang.page.wait_for_url(re.compile(r"/rectification/\d+/"))
    address = zhang.page.url
    li.page.goto(address)
    li.page.get_by_label("原因", exact=True).select_option(index=1)
    li.page.get_by_label("整改措施").fill("补齐手续，修订受理台账，专人逐件核对")
    li.page.get_by_label("责任人").select_option(label=li.account.name)
    li.page.get_by_role("button", name="制定整改方案").click()
    li.page.get_by_text("方案已定").first.wait_for()
    proof = tmp_path / "整改报告.txt"
    proof.write_text("已补齐。", encoding="utf-8")
    li.page.get_by_label("完成情况").fill("手续已补齐，台账已修订")
    li.page.get_by_label("佐证材料").set_input_files(str(proof))
    li.page.get_by_role("button", name="报送完成情况").click()
    li.page.get_by_text("已报送，等待独立复核").first.wait_for()
    li.shoot("rectification")
    chief.page.goto(address)
    chief.page.get_by_label("通过，销号").check()
    chief.page.locator("input[name=method]").first.check()
    chief.page.get_by_label("复核情况").fill("调阅台账，逐件核对无误")
    chief.page.get_by_role("button", name="独立复核").click()
    chief.page.get_by_text("复核结果已记录").first.wait_for()
    chief.menu("整改")
    chief.page.get_by_role("heading", level=1).wait_for()
    chief.shoot("ledger")


def test_j4_the_auditor_opens_the_universe_and_takes_a_working_paper(person: Come) -> None:
    gu = person("shenji")
    page = gu.page
    assert "应审" in page.title()
    page.locator("tbody tr").first.wait_for()
    gu.shoot("audit")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    gu.menu("整改")
    gu.menu("盲区")
    page.locator("[data-chart] canvas").first.wait_for()


def test_j10_a_rule_is_drafted_tried_reviewed_and_runs_in_shadow(person: Come) -> None:
    gu, xu = person("shenji"), person("fazhi")
    page = gu.page
    page.goto(f"{gu.office.url}/rules/procurement.report_late/")
    gu.shoot("rule")
    page.get_by_role("link", name="照此起草").click()
    page.get_by_label("编号").fill("procurement.report_slow")
    page.get_by_label("名称").fill("评审报告送达迟缓")
    page.get_by_label("试运行的事由").fill("核对采购报告送达规则的范围")
    page.get_by_role("button", name="保存并试运行").click()
    page.locator("#trial").wait_for(timeout=60_000)
    gu.shoot("lab")
    page.get_by_role("link", name="草稿页").click()
    page.get_by_role("complementary").or_(page.locator("form[action*='submit']")).locator(
        "select"
    ).first.select_option(label=xu.account.name)
    page.get_by_role("button", name="送审").click()
    address = page.url
    xu.page.goto(address)
    xu.page.get_by_label("意见").fill("条款与措辞一致")
    xu.page.get_by_role("button", name="通过").click()
    xu.page.get_by_text("影子运行").first.wait_for()
    page.goto(f"{gu.office.url}/findings/?rule=procurement.report_slow")
    page.get_by_text("没有符合条件的疑点").wait_for()


def test_j9_the_audit_administrator_verifies_the_trail(person: Come) -> None:
    bao = person("shenjiyuan")
    bao.page.goto(f"{bao.office.url}/trail/verification/")
    bao.page.get_by_role("button", name="立即核验").click()
    bao.page.get_by_role("heading", name="完整，与数据库一致").wait_for()
    bao.menu("谁看了什么")
    bao.page.locator("h1").wait_for()
