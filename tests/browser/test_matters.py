"""Matters hosted here, as people see them: a major decision begun, a joint approval with its branches, an acceptance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import Person

Come = Callable[..., Person]


def proof(page: Any, step: str) -> None:
    """Attach a file to the form of a step and close it."""
    form = page.locator(f"#step-{step}")
    form.locator("input[type=file]").set_input_files(
        {"name": f"{step}.txt", "mimeType": "text/plain", "buffer": "材料".encode()}
    )
    form.get_by_role("button", name="办结本环节").click()


def test_a_major_decision_is_stopped_until_its_proof_is_there(person: Come) -> None:
    liu = person("jingban")
    page = liu.page
    liu.menu("办理")
    liu.shoot("matters")
    page.goto(f"{liu.office.url}/matters/new/decision/")
    page.get_by_label("决策事项").fill("停车收费方案")
    page.get_by_label("启动理由").fill("老城区停车难")
    page.get_by_role("button", name="启动", exact=True).click()
    page.get_by_text("已启动").wait_for()
    page.get_by_label("公布网址").fill("区政府网站")
    page.locator("#step-publish_draft").get_by_role("button", name="办结本环节").click()
    page.get_by_text("请上传证明材料").wait_for()
    page.get_by_label("公布网址").fill("区政府网站")
    proof(page, "publish_draft")
    page.get_by_text("已办结：公布草案征求意见").wait_for()
    page.get_by_text("最早可于").first.wait_for()
    assert page.locator("#step-collect_comments").count() == 0
    page.get_by_label("条款").fill("第三条")
    page.get_by_label("意见", exact=True).fill("收费过高")
    page.get_by_label("来源").fill("群众来信")
    page.get_by_role("button", name="登记意见").click()
    page.get_by_text("意见已登记").wait_for()
    page.get_by_placeholder("采纳情况和理由").fill("采纳，降低首小时收费")
    page.get_by_role("button", name="答复", exact=True).click()
    page.get_by_text("答复已登记").wait_for()
    liu.shoot("matter")


def test_a_joint_approval_waits_for_both_branches(person: Come) -> None:
    liu = person("jingban")
    page = liu.page
    page.goto(f"{liu.office.url}/matters/new/joint/")
    page.get_by_label("审批事项").fill("三期项目并联审批")
    page.get_by_label("申请人").fill("某公司")
    page.get_by_label("参加单位").select_option(index=[0, 1])
    page.get_by_role("button", name="启动", exact=True).click()
    page.get_by_text("已启动").wait_for()
    proof(page, "accept")
    page.get_by_text("已办结：牵头受理").wait_for()
    page.locator("#step-dispatch").get_by_role("button", name="办结本环节").click()
    page.get_by_text("已办结：分送").wait_for()
    assert page.locator("#step-combine").count() == 0
    assert page.get_by_text("的意见").count() >= 2
    page.get_by_role("link", name="办事指南").click()
    page.get_by_role("heading", name="流程图").wait_for()
    liu.shoot("guide")


def test_who_handles_a_purchase_cannot_accept_it(person: Come) -> None:
    liu, head = person("jingban"), person("juzhang", width=390)
    liu.menu("办理")
    liu.page.get_by_role("link", name="办公计算机采购").first.click()
    liu.page.get_by_role("link", name="验收单").click()
    liu.page.get_by_role("heading", name="验收单").wait_for()
    head.page.goto(liu.page.url)
    first = head.page.get_by_placeholder("实测、清点或铭牌").first
    first.fill("铭牌为八核 2.8GHz")
    head.page.get_by_role("button", name="符合", exact=True).first.click()
    head.page.get_by_text("铭牌为八核 2.8GHz").wait_for()
    liu.shoot("sheet")
