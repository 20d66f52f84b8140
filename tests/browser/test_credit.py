"""A credit check with its purpose and receipt, the trail of it, an objection, and data of another unit."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.browser.conftest import Person

Come = Callable[..., Person]


def ask(somebody: Person, purpose: str, subject: str, text: str) -> None:
    """Fill the form and send it."""
    page = somebody.page
    page.get_by_label("查询目的").select_option(label=purpose)
    page.get_by_label("所涉编号").fill(subject)
    page.get_by_label("统一社会信用代码或者企业名称").fill(text)
    page.locator("main").get_by_role("button", name="查询", exact=True).click()
    page.wait_for_load_state("networkidle")


def test_a_check_has_a_purpose_a_receipt_and_a_trail(person: Come) -> None:
    liu = person("jingban")
    liu.menu("信用查询")
    page = liu.page
    liu.shoot("credit")
    ask(liu, "土地出让：确定竞得人以前", "ZD-2026-1", "江岚")
    candidates = page.locator(".list-group-item").filter(
        has=page.get_by_role("button", name="查看")
    )
    assert candidates.count() > 0
    candidates.first.get_by_role("button", name="查看").click()
    page.wait_for_url(re.compile(r"/credit/inquiries/\d+/"))
    number = page.locator(".receipt-number").inner_text()
    assert re.fullmatch(r"XYHC\d{4}-\d{6}", number)
    page.get_by_text("本页内容与回执一致").wait_for()
    digest = page.locator(".hash").first.inner_text()
    liu.shoot("credit_answer")
    page.get_by_role("link", name="核验回执").click()
    page.get_by_label("回执编号").fill(number)
    page.get_by_label("结果摘要值").fill(digest[:12])
    page.get_by_role("button", name="核验").click()
    page.get_by_text("回执真实").wait_for()
    bao = person("shenjiyuan")
    bao.page.goto(f"{bao.office.url}/trail/")
    bao.page.locator("main tr, main .list-group-item").filter(has_text="ZD-2026-1").first.wait_for()


def test_an_objection_is_answered_by_another(person: Come) -> None:
    fang = person("juzhang")
    fang.menu("信用查询")
    fang.page.get_by_role("link", name="异议与修复").click()
    row = fang.page.get_by_role("row").filter(has_text="核查中").first
    row.get_by_role("link").click()
    fang.shoot("credit_objection")
    fang.page.get_by_label("异议不成立").check()
    fang.page.get_by_label("答复", exact=True).fill("经核对列入决定仍然有效，原记录无误")
    fang.page.get_by_role("button", name="作出决定").click()
    fang.page.get_by_text("决定已记录").wait_for()


def test_data_of_another_unit_is_asked_for_taken_and_confirmed(person: Come) -> None:
    liu = person("jingban")
    liu.menu("信息共享")
    liu.shoot("exchange")
    page = liu.page
    page.get_by_label("查找数据").fill("国有土地出让")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="国有土地出让").click()
    page.locator("#c-parcel_id").check()
    page.locator("#c-winner_code").check()
    page.get_by_label("用途").fill("核对竞得人信用")
    page.get_by_role("button", name="提交申请").click()
    page.get_by_role("button", name="生成数据").click()
    page.get_by_text("签名有效").wait_for()
    liu.shoot("exchange_delivery")
    with page.expect_download() as file:
        page.get_by_role("link", name="下载").click()
    assert file.value.path().read_text(encoding="utf-8-sig").startswith("宗地编号,")
    page.get_by_role("button", name="签收").click()
    page.get_by_text("已签收").first.wait_for()
