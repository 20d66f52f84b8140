"""A list changed as people do it: proposed by a unit, reviewed by another, approved, published, compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from tests.browser.conftest import Person

Come = Callable[..., Person]


def test_a_unit_changes_its_list_and_everybody_reads_the_copy(person: Come) -> None:
    li, xu, chief, zhang = person("jingban"), person("fazhi"), person("zhuren"), person("fenxi")
    page = li.page
    li.menu("清单")
    li.shoot("lists")
    page.get_by_role("link", name=re.compile("^行政权力事项")).first.click()
    page.locator("#rows tbody a").first.click()
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="提出变更").click()
    page.get_by_label("标题").fill("名称与上位法一致")
    page.get_by_label("依据文件").fill("衡安政发〔2025〕31号 关于调整权责清单的决定")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("权力名称").fill(f"{name}（修订）")
    page.get_by_label("设定依据").fill("优化营商环境条例第四十条")
    page.get_by_role("button", name="列入申请").click()
    page.locator("ins", has_text="（修订）").wait_for()
    page.get_by_role("button", name="送合法性审核").click()
    page.get_by_text("已送合法性审核").wait_for()
    address = page.url

    xu.page.goto(address)
    xu.page.get_by_label("审核意见").fill("依据有效，名称与上位法一致")
    xu.page.get_by_role("button", name="审核通过").click()
    xu.page.get_by_text("审核意见已记录").wait_for()

    chief.page.goto(address)
    chief.page.get_by_role("button", name="批准").click()
    chief.page.get_by_text("已批准").first.wait_for()
    chief.page.get_by_text("与当前内容一致").nth(1).wait_for()
    chief.shoot("list_request")

    zhang.page.goto(address)
    zhang.page.get_by_role("button", name="公布新版").click()
    zhang.page.get_by_text(re.compile(r"已公布第 \d+ 版")).wait_for()
    zhang.page.get_by_role("link", name="公开页面").first.click()
    zhang.page.get_by_label("查找").fill("（修订）")
    zhang.page.get_by_role("button", name="查找").click()
    zhang.page.get_by_role("cell", name=f"{name}（修订）").first.wait_for()
    zhang.shoot("list_public")
    with zhang.page.expect_download() as download:
        zhang.page.get_by_role("link", name="JSON").click()
    assert download.value.suggested_filename.endswith(".json")

    before = (date.today() - timedelta(days=1)).isoformat()
    zhang.page.goto(f"{zhang.office.url}/lists/of/power/compare/?from={before}")
    zhang.page.locator("ins", has_text="（修订）").first.wait_for()
    zhang.shoot("list_compare")
    zhang.page.get_by_role("link", name="统计").click()
    zhang.page.locator("[data-chart] canvas").first.wait_for()


def test_the_lists_fit_a_phone(person: Come) -> None:
    li = person("jingban", width=390)
    for address in (
        "/lists/",
        "/lists/of/power/",
        "/lists/of/power/compare/",
        "/lists/requests/",
        "/lists/public/power/",
    ):
        li.page.goto(f"{li.office.url}{address}")
        assert li.page.evaluate("document.documentElement.scrollWidth") <= 390, address
