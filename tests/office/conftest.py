"""People and findings of the office tests. Wang of unit B must see nothing of unit A."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from hengjian.district.home import Home
from hengjian.office.accounts import actions
from hengjian.office.accounts.models import User
from hengjian.office.findings.models import Finding
from hengjian.office.trail.anchors import anchors_path

TODAY = date.today()
PASSWORD = "correct-horse-9-battery"


def outside() -> dict[str, str]:
    """The environment without this process's own settings: for offices of their own."""
    mine = ("DJANGO_SETTINGS_MODULE", "HENGJIAN_HOME", "HENGJIAN_DATABASE")
    return {k: v for k, v in os.environ.items() if k not in mine and "_OIDC_" not in k}


@pytest.fixture(scope="session")
def office_home(district: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A copy of the demo district that the office may write to."""
    path = tmp_path_factory.mktemp("office") / "home"
    shutil.copytree(district.path, path)
    before = os.environ.get("HENGJIAN_HOME")
    os.environ["HENGJIAN_HOME"] = str(path)
    yield Home.open(path)
    if before is not None:
        os.environ["HENGJIAN_HOME"] = before


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object, office_home: Home) -> None:
    """Units and findings of the demo district stand in the test database for the whole session."""
    from hengjian.office.findings.importing import import_run

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        import_run()


@pytest.fixture(autouse=True)
def own_files(settings: object, tmp_path: Path, office_home: Home) -> Iterator[None]:
    """Attachments go into the test's own directory; its anchors end with its chain."""
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    yield
    shutil.rmtree(anchors_path(), ignore_errors=True)


@pytest.fixture
def units(db: None) -> tuple[str, str]:
    """Two units with open flagged findings: A (the most) and B."""
    rows = Finding.objects.filter(verdict="flagged", unit__isnull=False).values_list(
        "unit_id", flat=True
    )
    counts: dict[str, int] = {}
    for unit in rows:
        counts[unit] = counts.get(unit, 0) + 1
    first, second = sorted(counts, key=lambda u: (-counts[u], u))[:2]
    return first, second


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Makes a person with one role: person("zhang", "analyst") or person("li", "head", unit)."""

    def make(username: str, role: str, unit: str | None = None) -> User:
        user = actions.create_user(username, name=username.title(), password=PASSWORD, unit_id=unit,
                                   acting_user="test", must_change=False)  # fmt: skip
        actions.grant_role(user, role, starts_on=TODAY, ends_on=TODAY + timedelta(days=30),
                           acting_user=None, unit_id=unit)  # fmt: skip
        return user

    return make


@pytest.fixture
def enter() -> Callable[[User], Client]:
    """A browserless client logged in as the person, second factor included."""

    def login(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="hengjian.office.accounts.backends.PasswordBackend")
        if user.needs_second_factor:
            device = TOTPDevice.objects.create(user=user, name="t", confirmed=True)
            session = client.session
            session["otp_device_id"] = device.persistent_id
            session.save()
        return client

    return login


@pytest.fixture
def zhang(person: Callable[..., User]) -> User:
    """Analyst of the integrity office."""
    return person("zhang", "analyst")


@pytest.fixture
def chief(person: Callable[..., User]) -> User:
    """Head of the integrity office: the second person of approvals."""
    return person("chief", "chief")


@pytest.fixture
def li(person: Callable[..., User], units: tuple[str, str]) -> User:
    """Handler of unit A."""
    return person("li", "handler", units[0])


@pytest.fixture
def zhao(person: Callable[..., User], units: tuple[str, str]) -> User:
    """Head of unit A."""
    return person("zhao", "head", units[0])


@pytest.fixture
def wang(person: Callable[..., User], units: tuple[str, str]) -> User:
    """Handler of unit B: must see nothing of unit A."""
    return person("wang", "handler", units[1])


@pytest.fixture
def finding(units: tuple[str, str]) -> Finding:
    """An open flagged finding of unit A."""
    found = Finding.objects.filter(unit_id=units[0], verdict="flagged", status="open").first()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def own_home(district: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office of its own, on SQLite as people install it."""
    place = tmp_path_factory.mktemp("killed") / "home"
    shutil.copytree(district.path, place, ignore=shutil.ignore_patterns("office", "outbox"))
    subprocess.run([sys.executable, "-m", "hengjian.cli", "office", "init", "--home", str(place), "--demo-accounts"],
                   check=True, env=outside(), stdout=subprocess.DEVNULL)  # fmt: skip
    return place
