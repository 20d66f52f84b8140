"""Single sign-on against a real provider on this machine: real tokens, real signatures, one thing wrong at a time."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.test import Client

from hengjian.office.accounts.models import User
from hengjian.office.trail.models import Entry


def number(value: int) -> str:
    body = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


class Provider:
    """Issues identity tokens; `changes` overrides claims, `key` signs."""

    def __init__(self) -> None:
        self.key = self.published = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.changes: dict[str, object] = {}
        self.person: dict[str, object] = {"sub": "s1", "preferred_username": "zhang"}
        self.nonce = ""
        self.sign: tuple[str, object] | None = None

    def answer(self, path: str) -> dict[str, object]:
        """What the provider says at an address."""
        if path == "/jwks":
            public = self.published.public_key().public_numbers()
            return {"keys": [{"kty": "RSA", "kid": "k", "alg": "RS256", "use": "sig",
                              "n": number(public.n), "e": number(public.e)}]}  # fmt: skip
        if path == "/userinfo":
            return self.person
        now = int(time.time())
        claims = {"iss": settings.PROVIDER, "aud": "hengjian", "sub": "s1", "exp": now + 300, "iat": now,
                  "nonce": self.nonce, **self.changes}  # fmt: skip
        kept = {k: v for k, v in claims.items() if v is not None}
        algorithm, key = self.sign or ("RS256", self.key)
        token = jwt.encode(kept, key, algorithm=algorithm, headers={"kid": "k"})
        return {"access_token": "a", "token_type": "Bearer", "id_token": token}


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(made.answer(urlsplit(self.path).path)).encode()
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 (the name that the server looks for)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", urlsplit(settings.PROVIDER).port or 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def come_back(provider: Provider, client: Client, **changes: str) -> str:
    """Go to the provider and come back; returns where one ends."""
    sent = client.get("/accounts/provider/")
    asked = parse_qs(urlsplit(sent["Location"]).query)
    provider.nonce = provider.nonce or asked["nonce"][0]
    assert asked["code_challenge_method"] == ["S256"]
    query = {"code": "c", "state": asked["state"][0], **changes}
    return client.get("/accounts/provider/back/", query)["Location"]


REFUSED = "/accounts/login/?refused=1"


def test_a_known_person_comes_in_by_name_only(provider: Provider, zhang: User) -> None:
    client = Client()
    assert come_back(provider, client) == "/"
    assert client.get("/findings/").status_code == 200
    assert Entry.objects.filter(action="accounts.logged_in", actor="zhang").exists()


def test_nobody_is_created(provider: Provider, zhang: User) -> None:
    provider.person["preferred_username"] = "stranger"
    before = User.objects.count()
    assert come_back(provider, Client()) == REFUSED
    assert User.objects.count() == before


def test_a_disabled_account_stays_out(provider: Provider, zhang: User) -> None:
    User.objects.filter(pk=zhang.pk).update(is_active=False)
    assert come_back(provider, Client()) == REFUSED


@pytest.mark.parametrize("changes", [
    {"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1_000_000}, {"exp": None}, {"nonce": "old"},
    {"sub": "s2"}, {"aud": ["another", "third"]}, {"azp": "another"}, {"nbf": 4_000_000_000},
])  # fmt: skip
def test_one_wrong_claim_is_enough(
    provider: Provider, zhang: User, changes: dict[str, object]
) -> None:
    provider.changes = changes
    client = Client()
    assert come_back(provider, client) == REFUSED
    assert client.get("/findings/").status_code == 302
    assert Entry.objects.filter(action="accounts.login_failed").exists()


def test_a_signature_of_another_key_is_refused(provider: Provider, zhang: User) -> None:
    provider.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert come_back(provider, Client()) == REFUSED


def test_a_state_that_was_not_given_here_is_refused(provider: Provider, zhang: User) -> None:
    assert come_back(provider, Client(), state="forged") == REFUSED


def test_the_providers_second_factor_counts_only_when_it_says_so(
    provider: Provider, person: object
) -> None:
    person("chen", "inspector")  # type: ignore[operator]
    provider.person["preferred_username"] = "chen"
    weak = Client()
    come_back(provider, weak)
    assert weak.get("/clues/")["Location"] == "/accounts/code/"
    provider.changes, provider.nonce = {"amr": ["pwd", "otp"]}, ""
    strong = Client()
    come_back(provider, strong)
    assert strong.get("/clues/").status_code == 200


def test_other_algorithms_are_refused(provider: Provider, zhang: User) -> None:
    for algorithm, key in (("none", None), ("HS256", "for-tests-only" * 4)):
        provider.sign, provider.nonce = (algorithm, key), ""
        assert come_back(provider, Client()) == REFUSED


def test_a_code_works_once_and_only_where_it_was_asked_for(provider: Provider, zhang: User) -> None:
    client = Client()
    asked = parse_qs(urlsplit(client.get("/accounts/provider/")["Location"]).query)
    provider.nonce = asked["nonce"][0]
    back = {"code": "c", "state": asked["state"][0]}
    assert Client().get("/accounts/provider/back/", back)["Location"] == REFUSED
    assert client.get("/accounts/provider/back/", back)["Location"] == "/"
    assert client.get("/accounts/provider/back/", back)["Location"] == REFUSED


def test_the_session_changes_and_no_local_password_is_asked_for(
    provider: Provider, zhang: User
) -> None:
    User.objects.filter(pk=zhang.pk).update(must_change_password=True)
    client = Client()
    client.get("/accounts/provider/")
    before = client.session.session_key
    assert come_back(provider, client) == "/"
    assert client.session.session_key != before
    assert client.get("/findings/").status_code == 200


@pytest.mark.parametrize("info", [
    {"sub": "s2", "preferred_username": "zhang"}, {"sub": "s1"}, {"sub": "s1", "preferred_username": ""},
    {"sub": "s1", "preferred_username": ["zhang"]}, {"sub": "s1", "preferred_username": "ZHANG"}, [], None,
])  # fmt: skip
def test_user_info_of_somebody_else_is_refused(
    provider: Provider, zhang: User, info: dict[str, object]
) -> None:
    provider.person = info
    assert come_back(provider, Client()) == REFUSED


def test_strangers_do_not_lock_out_a_building(provider: Provider, zhang: User) -> None:
    provider.person["preferred_username"] = "stranger"
    for _ in range(7):
        provider.nonce = ""
        assert come_back(provider, Client()) == REFUSED
    provider.person["preferred_username"], provider.nonce = "zhang", ""
    assert come_back(provider, Client()) == "/"


def test_a_provider_that_is_away_is_no_error_page(zhang: User) -> None:
    client = Client()
    asked = parse_qs(urlsplit(client.get("/accounts/provider/")["Location"]).query)
    back = {"code": "c", "state": asked["state"][0]}
    assert client.get("/accounts/provider/back/", back)["Location"] == REFUSED


def test_settings_are_whole_and_travel_over_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    from hengjian.office.config.oidc import oidc_settings

    assert oidc_settings()["OIDC_CREATE_USER"] is False
    monkeypatch.setenv("HENGJIAN_OIDC_TOKEN", "http://id.example/token")
    with pytest.raises(ValueError, match="HENGJIAN_OIDC_TOKEN"):
        oidc_settings()
    monkeypatch.delenv("HENGJIAN_OIDC_TOKEN")
    with pytest.raises(ValueError, match="HENGJIAN_OIDC_TOKEN"):
        oidc_settings()
    monkeypatch.delenv("HENGJIAN_OIDC_CLIENT")
    assert oidc_settings() == {}
