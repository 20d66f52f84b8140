"""A draw from the pasted list to a protocol that a stand-alone script verifies."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser.conftest import Person

Come = Callable[..., Person]
SCRIPT = Path(__file__).parents[2] / "docs" / "draw_verify.py"
LIST = "\n".join(f"9136{n:014d}\t{name}食品店\t{'高' if n % 3 == 0 else '低'}\t" for n, name in enumerate("甲乙丙丁戊己庚辛"))  # fmt: skip


def commit(person: Person, url: str) -> str:
    """Make a nonce in the browser and submit its commitment; the nonce."""
    page = person.page
    page.goto(url)
    page.get_by_role("button", name="生成随机数").click()
    nonce = str(page.locator("[data-nonce]").input_value())
    assert len(page.locator("[data-commitment]").input_value()) == 64
    page.get_by_role("button", name="提交我的承诺").click()
    page.get_by_text("承诺已公布").wait_for()
    return nonce


def reveal(person: Person, url: str, nonce: str) -> None:
    """Show the nonce."""
    person.page.goto(url)
    person.page.get_by_label("我的随机数").fill(nonce)
    person.page.get_by_role("button", name="揭示我的随机数").click()
    person.page.get_by_text("随机数已揭示").wait_for()


def test_a_draw_that_everybody_can_compute_again(person: Come, browser: Any, tmp_path: Path) -> None:  # fmt: skip
    qin, shen = person("fenxi"), person("zhuren")
    page = qin.page
    qin.menu("随机抽取")
    page.get_by_text("承诺 1 / 3").wait_for()  # the demo's own draw of experts
    qin.shoot("draws")
    page.get_by_role("link", name="新的抽取").click()
    page.get_by_role("link", name="双随机检查对象").click()
    page.get_by_label("抽取事项").fill("食品店双随机抽查")
    page.get_by_label("抽取数量").fill("3")
    page.get_by_label("名单", exact=True).fill(LIST)
    page.get_by_role("button", name="保存名单").click()
    page.get_by_role("button", name="冻结并公布名单").click()
    page.get_by_text("名单已冻结，摘要已公布").wait_for()
    url = page.url
    first, second = commit(qin, url), commit(shen, url)
    shen.menu("待办")
    shen.page.get_by_role("link", name="请揭示随机数：食品店双随机抽查").first.wait_for()
    reveal(shen, url, second)
    assert second not in qin.page.content()
    reveal(qin, url, first)
    page.get_by_role("heading", name="抽取结果").wait_for()
    assert page.locator("tr.table-success").count() == 3
    qin.shoot("draw")
    _verified_by_a_stranger(browser, page.get_by_role("link", name="公开协议").get_attribute("href"), qin.office.url, tmp_path)  # fmt: skip


def _verified_by_a_stranger(browser: Any, path: str | None, office: str, folder: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{office}{path}")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载协议").click()
    file = folder / "protocol.json"
    download.value.save_as(file)
    context.close()
    done = subprocess.run([sys.executable, "-I", str(SCRIPT), str(file)], capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout


def test_on_a_phone_nothing_runs_over_the_edge(person: Come) -> None:
    gu = person("shenji", width=390)
    gu.page.goto(f"{gu.office.url}/draws/")
    gu.page.get_by_role("link", name="城市照明维护评审专家").first.click()
    gu.page.get_by_role("button", name="提交我的承诺").wait_for()
    assert gu.page.evaluate("document.documentElement.scrollWidth") <= 390
