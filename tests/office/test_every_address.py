"""Every address with every role: what is not declared answers nobody, what is not granted is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hengjian.office.accounts.gatekeeper import ANYBODY, HALF, PUBLIC, declared
from hengjian.office.accounts.models import User
from hengjian.office.accounts.roles import roles
from hengjian.office.clues.models import Clue, Transfer
from hengjian.office.files.actions import keep_made
from hengjian.office.findings.models import Finding, SavedView

#: Signs the person out, or only changes a cookie.
LEFT_OUT = {"accounts:logout"}


def addresses(
    resolver: URLResolver | None = None, space: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """(name with its namespaces, pattern) of every leaf, the token interface apart."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*space, pattern.namespace) if pattern.namespace else space
            if pattern.namespace != "v1":
                yield from addresses(pattern, inner)
        else:
            yield ":".join((*space, pattern.name or "")), pattern


EVERY = dict(addresses())


def arguments(pattern: URLPattern, pk: object) -> dict[str, object]:
    """Values for the address: the object's key, and words that may or may not exist."""
    words = {"slug": "overview", "str": pk, "int": 999_999, "path": "x", "uuid": "0" * 32}
    found: dict[str, object] = {}
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        found[name] = pk if name == "pk" and (kind == "str" or isinstance(pk, int)) else words[kind]
    return found


def test_every_view_declares_who_may_call_it():
    assert len(EVERY) > 70
    for name, pattern in EVERY.items():
        assert declared(pattern.callback), name


@pytest.mark.parametrize("name", sorted(EVERY))
def test_nobody_gets_in_without_logging_in(db, name):
    permission = declared(EVERY[name].callback)
    url = reverse(name, kwargs=arguments(EVERY[name], "0" * 12))
    for answer in (Client().get(url), Client().post(url)):
        if permission != PUBLIC:
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", sorted(roles()))
def test_a_role_opens_what_it_is_granted_and_nothing_else(role, person, enter, units, finding):
    client = enter(person("somebody", role, units[0]))
    client.raise_request_exception = True
    granted = set(roles()[role].may)
    for name, pattern in EVERY.items():
        permission = declared(pattern.callback)
        if permission in (PUBLIC, HALF) or name in LEFT_OUT:
            continue
        url = reverse(name, kwargs=arguments(pattern, finding.pk))
        answer = client.get(url)
        if permission == ANYBODY:  # the view itself may ask for more
            assert answer.status_code in (200, 302, 403, 404, 405), (name, answer.status_code)
        elif granted & set(permission.split("|")):
            assert answer.status_code in (200, 302, 404, 405), (name, answer.status_code)
        else:
            assert answer.status_code == 403, name
            assert client.post(url).status_code == 403, name
        for (
            close
        ) in answer._resource_closers:  # close() would end the test's transaction on PostgreSQL
            close()


@pytest.fixture
def of_unit_a(
    finding: Finding, zhang: User, chief: User, person: Callable[..., User]
) -> dict[str, Any]:
    """Things of unit A: namespace:name beginning → key."""
    clue = Clue.objects.create(
        source="finding",
        title="甲单位的线索",
        summary="s",
        proposed_by=zhang,
        unit_id=finding.unit_id,
    )
    transfer = Transfer.objects.create(clue=clue, body="audit", sent_by=chief)
    file = keep_made("a.txt", b"x", finding, purpose="proof", kind="text/plain", acting_user=zhang)
    view = SavedView.objects.create(user=zhang, name="x", query="")
    return {"findings:forget_view": view.pk, "findings:": finding.pk, "clues:transfer": transfer.pk,
            "clues:advance": transfer.pk, "clues:": clue.pk, "files:": file.pk}  # fmt: skip


@pytest.mark.parametrize("role", ["handler", "head"])
def test_no_address_gives_another_units_record(role, person, enter, units, of_unit_a):
    client = enter(person("wang", role, units[1]))
    tried = 0
    for name, pattern in EVERY.items():
        key = next((v for k, v in of_unit_a.items() if name.startswith(k)), None)
        if key is None or "pk" not in pattern.pattern.converters:
            continue
        url = reverse(name, kwargs=arguments(pattern, key))
        for answer in (client.get(url), client.post(url, {"revision": 0})):
            if name == "findings:forget_view":  # removes own views only, whatever the number
                assert SavedView.objects.filter(pk=key).exists()
            else:
                assert answer.status_code in (403, 404, 405), (name, answer.status_code)
        tried += 1
    assert tried >= 10


def test_a_forged_post_without_the_token_is_refused(zhang, finding):
    client = Client(enforce_csrf_checks=True)
    client.force_login(zhang, backend="hengjian.office.accounts.backends.PasswordBackend")
    for name, pattern in EVERY.items():
        if declared(pattern.callback) in (PUBLIC, HALF) or name in LEFT_OUT:
            continue
        answer = client.post(reverse(name, kwargs=arguments(pattern, finding.pk)))
        assert answer.status_code == 403, name


def test_every_page_keeps_the_strict_content_policy(zhang, enter, finding):
    client = enter(zhang)
    for url in ("/findings/", f"/findings/{finding.pk}/", "/clues/", "/coverage/", "/figures/"):
        answer = client.get(url)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        assert answer["X-Frame-Options"] == "DENY"
        page = answer.content.decode()
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page
