"""Accounts: three separate administrators, grants with an end, delegation, recusal, lock-out, sessions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.office.conftest import PASSWORD

from hengjian.office.accounts import actions, administration
from hengjian.office.accounts.models import User
from hengjian.office.findings.models import Finding
from hengjian.office.trail.models import Entry

TODAY = date.today()
YEAR = TODAY + timedelta(days=365)


@pytest.fixture
def wei(person):
    """The security administrator."""
    return person("wei", "security_admin")


def grant(user: User, role: str, by: User | None = None, unit: str | None = None) -> None:
    actions.grant_role(user, role, starts_on=TODAY, ends_on=YEAR, acting_user=by, unit_id=unit)


@pytest.mark.parametrize(
    "role", ["system_admin", "audit_admin", "analyst", "chief", "handler", "inspector"]
)
def test_the_security_administrator_can_be_nothing_else(wei, role):
    with pytest.raises(ValidationError):
        grant(wei, role)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_nobody_with_content_becomes_an_administrator(zhang, role):
    with pytest.raises(ValidationError):
        grant(zhang, role)


def test_nobody_grants_to_oneself(wei):
    with pytest.raises(ValidationError):
        grant(wei, "analyst", by=wei)


def test_an_account_is_made_on_the_page_and_its_password_shown_once(wei, enter):
    client = enter(wei)
    said = client.post("/accounts/people/new/", {"username": "newman", "name": "新人", "unit_id": "", "person_id": "",
                                                 "is_active": "", "password": "mine", "must_change_password": ""})  # fmt: skip
    assert said.status_code == 200
    made = User.objects.get(username="newman")
    assert made.must_change_password
    assert not made.check_password("mine")  # what the form does not name cannot be set
    assert "no-store" in said["Cache-Control"]
    assert made.grants.count() == 0


def test_a_first_log_in_must_change_the_password(wei, enter):
    password = administration.one_time_password()
    user = actions.create_user("fresh", name="F", password=password, acting_user=wei, unit_id=None)
    client = Client()
    client.post("/accounts/login/", {"username": "fresh", "password": password})
    assert client.get("/findings/")["Location"] == "/accounts/password/"
    assert user.must_change_password


def test_a_delegation_lends_and_ends(zhang, person, wei):
    stand_in = person("liu", "handler")
    made = administration.delegate(zhang, stand_in, starts_on=TODAY, ends_on=YEAR, acting_user=wei)
    assert [g.role for g in made] == ["analyst"]
    assert made[0].ends_on <= zhang.grants.first().ends_on
    assert User.objects.get(pk=stand_in.pk).may("finding.judge")
    actions.revoke_grant(made[0], acting_user=wei, reason="回岗")
    assert not User.objects.get(pk=stand_in.pk).may("finding.judge")


def test_an_administrators_role_is_not_lent(wei, person):
    with pytest.raises(ValidationError):
        administration.delegate(
            wei,
            person("tan", "handler"),
            starts_on=TODAY,
            ends_on=YEAR,
            acting_user=person("wei2", "security_admin"),
        )


def test_five_wrong_passwords_lock_the_name_and_the_administrator_unlocks(zhang, wei):
    client = Client()
    for _ in range(5):
        client.post("/accounts/login/", {"username": "zhang", "password": "wrong"})
    locked = client.post("/accounts/login/", {"username": "zhang", "password": PASSWORD})
    assert locked.status_code == 429
    assert "zhang" in administration.locked()
    administration.unlock(zhang, acting_user=wei)
    assert (
        client.post("/accounts/login/", {"username": "zhang", "password": PASSWORD}).status_code
        == 302
    )


def test_a_wrong_name_is_told_like_a_wrong_password(zhang):
    pages = [
        Client().post("/accounts/login/", {"username": name, "password": "x"})
        for name in ("zhang", "nobody")
    ]
    texts = [p.content.decode().split("csrfmiddlewaretoken")[0] for p in pages]
    assert pages[0].status_code == pages[1].status_code == 400
    assert "用户名或密码不正确" in pages[0].content.decode()
    assert texts[0] == texts[1]


def test_the_session_changes_at_log_in_and_ends_with_the_password(zhang):
    client = Client()
    client.get("/accounts/login/")
    client.session["x"] = 1
    before = client.session.session_key
    client.post("/accounts/login/", {"username": "zhang", "password": PASSWORD})
    assert client.session.session_key != before
    assert client.get("/findings/").status_code == 200
    actions.change_password(zhang, "another-horse-7-stable", acting_user="test")
    assert client.get("/findings/").status_code == 302


@pytest.mark.parametrize("password", ["short", "123456789012", "1q2w3e4r5t6y"])
def test_weak_passwords_are_refused(zhang, password):
    with pytest.raises(ValidationError):
        actions.change_password(zhang, password, acting_user=zhang)


def test_a_disabled_person_is_out_at_once(zhang, enter, wei):
    client = enter(zhang)
    assert client.get("/findings/").status_code == 200
    actions.disable_user(zhang, acting_user=wei, reason="调离")
    assert client.get("/findings/").status_code == 302


def test_the_second_factor_stands_before_every_page(person):
    chen = person("chen", "inspector")
    client = Client()
    client.force_login(chen, backend="hengjian.office.accounts.backends.PasswordBackend")
    for page in ("/clues/", "/desk/", "/files/1/"):
        assert client.get(page)["Location"] == "/accounts/code/"


def test_a_recusal_on_the_page_takes_away_and_is_recorded(zhang, wei, enter, finding):
    said = enter(wei).post(f"/accounts/people/{zhang.pk}/recuse/",
                           {"kind": "unit", "value": finding.unit_id, "reason": "配偶任职"})  # fmt: skip
    assert said.status_code == 302
    fresh = User.objects.get(pk=zhang.pk)
    assert not Finding.objects.visible_to(fresh).filter(unit_id=finding.unit_id).exists()
    assert Entry.objects.filter(action="accounts.recusal_declared").exists()


def test_nobody_but_the_security_administrator_opens_the_pages(zhang, chief, enter):
    for user in (zhang, chief):
        assert enter(user).get("/accounts/people/").status_code == 403
        assert (
            enter(user).post(f"/accounts/people/{user.pk}/grant/", {"role": "chief"}).status_code
            == 403
        )


def test_a_redirect_after_log_in_stays_here(zhang):
    said = Client().post(
        "/accounts/login/",
        {"username": "zhang", "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert said["Location"] == "/"
