"""A running office on a copy of the demo district, and a real browser in front of it.

The server is the one people use (granian, its own process, its own database); tests touch nothing but pages.
A console error, a failed request or a request that leaves the machine fails the test that caused it.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from base64 import b32decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django_otp.oath import totp

from hengjian.district.home import Home
from tests.office.conftest import outside

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip
#: The office's own settings, not those of the tests in this process.
CLEAN = outside()
CLI = [sys.executable, "-m", "hengjian.cli"]
#: How long a second-factor code holds (RFC 6238's default).
CODE_SECONDS = 30


@dataclass(frozen=True)
class Account:
    """An account of the demo as `office init` printed it."""

    username: str
    name: str
    password: str
    secret: str


@dataclass
class Office:
    """The running office."""

    url: str
    accounts: dict[str, Account]
    home: Path
    used: dict[str, int] = field(default_factory=dict)  # account → half minute of its last code


@pytest.fixture(scope="session")
def office(district: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """`office init` and `office serve` on a copy of the demo district."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    place = tmp_path_factory.mktemp("browser") / "home"
    shutil.copytree(district.path, place, ignore=shutil.ignore_patterns("office"))
    made = subprocess.run([*CLI, "office", "init", "--home", str(place), "--demo-accounts", "--json"],
                          check=True, capture_output=True, text=True, env=CLEAN)  # fmt: skip
    rows = json.loads(made.stdout)["accounts"]
    accounts = {
        r["username"]: Account(r["username"], r["name"], r["password"], r["secret"]) for r in rows
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*CLI, "office", "serve", "--home", str(place), "--port", str(port), "--workers", "1"],
        stdout=subprocess.DEVNULL, env=CLEAN,
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}")
        yield Office(f"http://127.0.0.1:{port}", accounts, place)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(url: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{url}/api/health")  # noqa: S310 (our own address)
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail("the office did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Debian's chromium, once a file: its event loop would stop the database of later tests."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


class Person:
    """Somebody in front of a browser of their own."""

    def __init__(self, browser: object, office: Office, username: str, width: int = 1280) -> None:
        self.office, self.account = office, office.accounts[username]
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")  # type: ignore[attr-defined]
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.wrong: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda e: self.wrong.append(f"script: {e}"))
        self.page.on("request", self._request)

    def _console(self, message: object) -> None:
        text = message.text  # type: ignore[attr-defined]
        if message.type == "error" and "status of 422" not in text:  # type: ignore[attr-defined]
            self.wrong.append(f"console: {text}")

    def _request(self, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith((self.office.url, "data:", "blob:")):
            self.wrong.append(f"leaves the machine: {url}")

    def log_in(self) -> Person:
        """From the log-in page to the first page, with the second factor where the role has one."""
        page, account = self.page, self.account
        page.goto(f"{self.office.url}/accounts/login/")
        page.get_by_label("用户名").fill(account.username)
        page.get_by_label("密码").fill(account.password)
        page.get_by_role("button", name="登录").click()
        if account.secret:
            page.get_by_label("动态码").fill(self.code())
            page.get_by_role("button").filter(has_text="确认").or_(
                page.locator("button.btn-primary")
            ).first.click()
        page.get_by_role("link", name="待办").first.wait_for()
        return self

    def code(self) -> str:
        """The present second-factor code; each counts once, so a second log-in waits for the next."""
        username, used = self.account.username, self.office.used
        while used.get(username) == int(time.time()) // CODE_SECONDS:
            time.sleep(0.5)
        used[username] = int(time.time()) // CODE_SECONDS
        padded = self.account.secret + "=" * (-len(self.account.secret) % 8)
        return f"{totp(b32decode(padded)):06d}"

    def menu(self, title: str) -> None:
        """Click an entry of the left menu."""
        self.page.get_by_role("navigation", name="主菜单").get_by_role(
            "link", name=title, exact=True
        ).click()
        self.page.wait_for_load_state("networkidle")

    def shoot(self, name: str) -> None:
        """A picture for the documentation, where HENGJIAN_SHOTS names a directory."""
        if folder := os.environ.get("HENGJIAN_SHOTS"):
            self.page.wait_for_load_state("networkidle")
            self.page.screenshot(path=str(Path(folder) / f"{name}.jpg"), type="jpeg", quality=55)


@pytest.fixture
def person(browser: object, office: Office) -> Iterator[Callable[..., Person]]:
    """person("fenxi") logs in; whatever went wrong in any of the browsers fails the test."""
    people: list[Person] = []

    def come(username: str, width: int = 1280) -> Person:
        people.append(Person(browser, office, username, width).log_in())
        return people[-1]

    yield come
    wrong = [w for p in people for w in p.wrong]
    for p in people:
        p.context.close()
    assert wrong == []
