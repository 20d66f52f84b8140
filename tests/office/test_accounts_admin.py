"""Accounts: three separate administrators, grants with an end, delegation, recusal, lock-out, sessions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.office.conftest import PASSWORD

from hengjian.office.accounts import actions, administration
from hengjian.office.accounts.models import Grant, User
from hengjian.office.accounts.roles import roles
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


ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_every_other_role_is_apart_from_each_administrator(role):
    assert set(roles()[role].apart_from) == set(roles()) - {role}


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_no_administrator_has_a_content_permission_or_sees_content(role):
    content = (
        "finding",
        "rectification",
        "document",
        "clue",
        "transfer",
        "figure_row",
        "rule_draft",
    )
    assert not [p for p in roles()[role].may if p.split(".")[0] in content]
    assert set(roles()[role].sees) <= {"unit"}  # not even uploads and the rows that were set aside


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_no_page_shows_an_administrator_a_finding(role, person, enter, finding, zhang):
    client = enter(person("admin", role))
    for page in (
        "/findings/",
        f"/findings/{finding.pk}/",
        "/clues/",
        "/rectification/",
        "/figures/",
    ):
        assert client.get(page).status_code == 403
    home = client.get("/", follow=True)
    assert finding.pk not in home.content.decode()


def test_a_second_account_is_the_same_person(wei, zhang):
    User.objects.filter(pk=zhang.pk).update(person_id="P7")
    other = actions.create_user(
        "zhang2", name="Z", password=PASSWORD, person_id="P7", acting_user=wei
    )
    with pytest.raises(ValidationError, match="同一人"):
        grant(other, "audit_admin")
    User.objects.filter(pk=wei.pk).update(person_id="P7")
    wei.refresh_from_db()
    with pytest.raises(ValidationError, match="自己"):
        grant(other, "handler", by=wei)
    with pytest.raises(ValidationError):
        administration.reset_password(other, acting_user=wei, reason="x")


def test_an_office_held_before_or_after_is_no_obstacle(wei, person):
    user = person("past", "analyst")
    last = user.grants.get().ends_on
    actions.grant_role(
        user, "audit_admin", starts_on=last + timedelta(days=1), ends_on=YEAR, acting_user=wei
    )
    with pytest.raises(ValidationError):
        actions.grant_role(
            user, "chief", starts_on=last, ends_on=last + timedelta(days=1), acting_user=wei
        )


def test_what_was_lent_ends_with_the_grant(zhang, person, wei):
    stand_in = person("liu", "handler")
    administration.delegate(zhang, stand_in, starts_on=TODAY, ends_on=YEAR, acting_user=wei)
    actions.revoke_grant(zhang.grants.get(), acting_user=wei, reason="调离")
    assert not User.objects.get(pk=stand_in.pk).may("finding.judge")
    assert Entry.objects.filter(action="accounts.role_revoked").count() == 2


def test_a_grant_past_its_end_opens_nothing(zhang, enter):
    client = enter(zhang)
    assert client.get("/findings/").status_code == 200
    zhang.grants.update(ends_on=TODAY - timedelta(days=1))
    assert client.get("/findings/").status_code == 403


def test_the_lock_counts_an_address_whatever_it_says_of_itself(zhang):
    for n in range(5):
        Client().post("/accounts/login/", {"username": "zhang", "password": "wrong"},
                      headers={"user-agent": f"b{n}", "x-forwarded-for": f"203.0.113.{n}"})  # fmt: skip
    assert "zhang" in administration.locked()
    assert (
        Client().post("/accounts/login/", {"username": "zhang", "password": PASSWORD}).status_code
        == 429
    )
    assert Entry.objects.filter(action="accounts.locked_out").exists()


def test_a_name_that_is_none_is_not_kept(db):
    Client().post("/accounts/login/", {"username": "mypassword-123", "password": "x"})
    entry = Entry.objects.get(action="accounts.login_failed")
    assert "mypassword" not in entry.payload


def test_a_chosen_session_is_not_taken_over(zhang):
    client = Client()
    client.cookies["sessionid"] = "chosen0by0somebody0else0000000000"
    client.post("/accounts/login/", {"username": "zhang", "password": PASSWORD})
    assert client.session.session_key != "chosen0by0somebody0else0000000000"
    other = Client()
    other.cookies["sessionid"] = "chosen0by0somebody0else0000000000"
    assert other.get("/findings/").status_code == 302


def test_two_people_at_one_browser_share_nothing(zhang, person):
    client = Client()
    client.post("/accounts/login/", {"username": "zhang", "password": PASSWORD})
    session = client.session
    session["second_factor"] = "provider"
    session.save()
    person("chen", "inspector")
    client.post("/accounts/login/", {"username": "chen", "password": PASSWORD})
    assert client.get("/clues/")["Location"] == "/accounts/code/"


def test_the_password_alone_does_not_change_the_password(person):
    chen = person("chen", "inspector")
    TOTPDevice.objects.create(user=chen, name="t", confirmed=True)
    client = Client()
    client.post("/accounts/login/", {"username": "chen", "password": PASSWORD})
    said = client.post(
        "/accounts/password/",
        {"old": PASSWORD, "new": "a-new-stable-91", "again": "a-new-stable-91"},
    )
    assert said["Location"] == "/accounts/code/"
    assert User.objects.get(pk=chen.pk).check_password(PASSWORD)


def test_guessing_codes_is_slowed_down(person):
    chen = person("chen", "inspector")
    device = TOTPDevice.objects.create(user=chen, name="t", confirmed=True)
    client = Client()
    client.post("/accounts/login/", {"username": "chen", "password": PASSWORD})
    right = f"{totp(device.bin_key):06d}"
    client.post("/accounts/code/", {"code": f"{(int(right) + 1) % 1_000_000:06d}"})
    assert client.post("/accounts/code/", {"code": right}).status_code == 200  # too early
    assert Entry.objects.filter(action="accounts.second_factor_failed").count() == 2


def test_what_the_forms_do_not_name_cannot_be_set(wei, enter, zhang):
    client, before = enter(wei), Grant.objects.count()
    client.post(f"/accounts/people/{zhang.pk}/grant/", {
        "role": "reviewer", "starts_on": TODAY, "ends_on": YEAR, "unit_id": "", "user": wei.pk, "user_id": wei.pk,
        "granted_by": zhang.pk, "acting_user": zhang.pk, "on_behalf_of": wei.pk, "revoked_at": "2020-01-01",
    })  # fmt: skip
    made = Grant.objects.order_by("-pk").first()
    assert Grant.objects.count() == before + 1
    assert (made.user_id, made.granted_by_id, made.on_behalf_of_id, made.revoked_at) == (
        zhang.pk,
        wei.pk,
        None,
        None,
    )
    client.post(
        f"/accounts/people/{zhang.pk}/enable/", {"reason": "x", "username": "root", "is_active": ""}
    )
    zhang.refresh_from_db()
    assert (zhang.username, zhang.is_active) == ("zhang", True)


def test_each_act_of_the_page(wei, enter, zhang, person):
    client, page = enter(wei), f"/accounts/people/{zhang.pk}/"
    for what, entry in (("password", "password_reset"), ("device", "second_factor_reset"),
                        ("disable", "user_disabled"), ("enable", "user_enabled"), ("unlock", "unlocked")):  # fmt: skip
        said = client.post(f"{page}{what}/", {"reason": "测试"})
        assert said.status_code in (200, 302), what
        assert Entry.objects.filter(action=f"accounts.{entry}").exists(), what
    assert client.post(f"{page}disable/", {"reason": ""}).status_code == 400
    assert client.post(f"{page}nothing/", {"reason": "x"}).status_code == 404
    stand_in = person("liu", "handler")
    said = client.post(
        f"{page}delegate/", {"stand_in": stand_in.pk, "starts_on": TODAY, "ends_on": YEAR}
    )
    assert said.status_code == 302
    held = zhang.grants.get()
    assert client.post(f"/accounts/grants/{held.pk}/revoke/", {"reason": "到期"}).status_code == 302
    assert client.post(f"/accounts/grants/{held.pk}/revoke/", {"reason": "到期"}).status_code == 400
    client.post(f"{page}recuse/", {"kind": "party", "value": "某公司", "reason": "亲属"})
    recusal = zhang.recusals.get()
    assert (
        client.post(f"/accounts/recusals/{recusal.pk}/end/", {"reason": "已离职"}).status_code
        == 302
    )
    for url in (
        "/accounts/people/",
        "/accounts/people/?state=locked",
        "/accounts/people/grants/",
        page,
    ):
        assert client.get(url).status_code == 200


def test_a_reset_ends_the_sessions_and_shows_the_password_once(wei, enter, zhang):
    client, admin = enter(zhang), enter(wei)
    assert client.get("/findings/").status_code == 200
    said = admin.post(f"/accounts/people/{zhang.pk}/password/", {"reason": "忘记"})
    assert "no-store" in said["Cache-Control"]
    assert client.get("/findings/").status_code == 302
    shown = said.content.decode().split('id="password">')[1].split("<")[0]
    zhang.refresh_from_db()
    assert zhang.check_password(shown)
    assert shown not in "".join(Entry.objects.values_list("payload", flat=True))


def test_a_refused_grant_says_why_and_changes_nothing(wei, enter, zhang):
    said = enter(wei).post(f"/accounts/people/{zhang.pk}/grant/",
                           {"role": "audit_admin", "starts_on": TODAY, "ends_on": YEAR, "unit_id": ""})  # fmt: skip
    assert said.status_code == 400
    assert "不能由同一人担任" in said.content.decode()
    assert zhang.grants.count() == 1
