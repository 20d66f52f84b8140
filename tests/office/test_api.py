"""The programming interface: scope and grants both count, ends end, webhooks lose nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hengjian.office.api import actions
from hengjian.office.api.models import Token, Webhook
from hengjian.office.api.webhooks import deliver
from hengjian.office.findings.models import Finding
from hengjian.office.trail.chain import record
from hengjian.office.trail.models import Entry

TODAY = date.today()
ALL = ["findings.read", "figures.read", "uploads.write", "enterprises.read", "metrics.read"]


@pytest.fixture
def security(person):
    return person("guard", "security_admin")


@pytest.fixture
def call(security):
    def make(user, scopes=tuple(ALL), ends_on=TODAY + timedelta(days=1)):
        _token, key = actions.make_token(
            "t", user=user, scopes=list(scopes), ends_on=ends_on, acting_user=security
        )
        return Client(headers={"Authorization": f"Bearer {key}"})

    return make


def test_paging_gives_every_visible_finding_once(call, li):
    client, after, seen = call(li), "", []
    while after is not None:
        data = client.get("/api/v1/findings", {"after": after}).json()
        seen += [f["finding_id"] for f in data["findings"]]
        after = data["next"]
    assert sorted(seen) == sorted(Finding.objects.visible_to(li).values_list("pk", flat=True))
    assert len(seen) == len(set(seen))


def test_another_units_finding_is_not_found(call, wang, finding):
    assert call(wang).get(f"/api/v1/findings/{finding.pk}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/api/v1/findings", "/api/v1/figures", "/api/v1/enterprises/x?purpose=test", "/api/metrics"],
)
def test_without_a_token_nothing_answers(client, db, path):
    assert client.get(path).status_code == 401


def test_the_scope_narrows_and_the_role_too(call, li, zhang):
    assert call(zhang, ["figures.read"]).get("/api/v1/findings").status_code == 403
    assert call(li).get("/api/v1/figures").status_code == 403
    assert call(zhang).get("/api/v1/figures").json()[0]["number"] == "F01"


def test_an_ended_or_revoked_token_is_refused(call, zhang, security):
    client = call(zhang)
    token = Token.objects.get()
    Token.objects.filter(pk=token.pk).update(ends_on=TODAY - timedelta(days=1))
    assert client.get("/api/v1/findings").status_code == 401
    Token.objects.filter(pk=token.pk).update(ends_on=TODAY)
    actions.revoke_token(token, acting_user=security)
    assert client.get("/api/v1/findings").status_code == 401


def test_the_key_is_not_stored(security, zhang):
    _token, key = actions.make_token(
        "t", user=zhang, scopes=ALL, ends_on=TODAY, acting_user=security
    )
    assert key not in json.dumps(list(Token.objects.values()), default=str)
    assert not Entry.objects.filter(payload__contains=key).exists()


def test_an_upload_is_checked_then_committed(call, li, office_home):
    def file():
        return SimpleUploadedFile(
            "u.csv", "单位编码,单位名称,单位类型\nZ001,接口局,政府部门\n".encode()
        )

    client, before = call(li), len(office_home.lake.batches())
    assert client.post("/api/v1/uploads", {"file": file()}).json()["state"] == "checked"
    assert len(office_home.lake.batches()) == before
    assert (
        client.post("/api/v1/uploads?commit=true", {"file": file()}).json()["state"] == "committed"
    )


def test_an_enterprise_look_up_needs_a_purpose_and_is_logged(call, zhang, office_home):
    from hengjian.district.explaining import rows_of

    code = rows_of(office_home, "enterprise", {}, 1)[0]["credit_code"]
    client = call(zhang)
    assert client.get(f"/api/v1/enterprises/{code}").status_code == 422
    answer = client.get(f"/api/v1/enterprises/{code}", {"purpose": "核对投标资格"})
    assert answer.json()["credit_code"] == code
    assert Entry.objects.get(action="api.enterprise_read").purpose == "核对投标资格"


def test_the_description_is_served_and_true(client, db):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert set(paths) == {
        "/api/v1/findings",
        "/api/v1/findings/{finding_id}",
        "/api/v1/figures",
        "/api/v1/uploads",
        "/api/v1/enterprises/{credit_code}",
        "/api/v1/credit/{credit_code}",
    }


def test_probes(client, db, call, zhang):
    assert client.get("/api/health").json() == {"status": "ok"}
    assert client.get("/api/ready").json()["checks"]["database"]
    text = call(zhang).get("/api/metrics").content.decode()
    assert "hengjian_findings{" in text
    assert "hengjian_sources_silent" in text


class Receiver(BaseHTTPRequestHandler):
    answers: ClassVar[list[int]] = []
    bodies: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.bodies.append((self.headers["X-Hengjian-Signature"], body))
        self.send_response(self.answers.pop(0) if self.answers else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver(monkeypatch):
    monkeypatch.setenv("HENGJIAN_WEBHOOK_HOSTS", "127.0.0.1")
    Receiver.answers, Receiver.bodies = [], []
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


def test_a_webhook_repeats_until_accepted_and_signs(receiver, zhang, finding):
    hook = actions.make_webhook("h", receiver, ["findings.asked"], acting_user=zhang)
    record(zhang, "findings.asked", finding)
    record(zhang, "findings.snoozed", finding)
    Receiver.answers = [500]
    assert deliver(TODAY) == 0
    assert deliver(TODAY) == 1
    assert deliver(TODAY) == 0
    signature, body = Receiver.bodies[-1]
    assert signature == "sha256=" + hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
    events = json.loads(body)["events"]
    assert [e["action"] for e in events] == ["findings.asked"]
    assert finding.sentence not in body.decode()


def test_a_webhook_to_another_host_is_refused(receiver, zhang):
    for url in ("http://169.254.169.254/", "file:///etc/passwd", "http://127.0.0.1@evil.example/"):
        with pytest.raises(ValidationError):
            actions.make_webhook("h", url, ["findings.asked"], acting_user=zhang)
    assert not Webhook.objects.exists()


def test_administrators_pages(enter, security, person, zhang):
    page = enter(security).post(
        "/api/tokens/",
        {
            "name": "数据平台",
            "username": zhang.username,
            "ends_on": str(TODAY),
            "scopes": ["figures.read"],
        },
    )
    assert "hj_" in page.content.decode()
    system = enter(person("sys", "system_admin"))
    assert system.get("/api/system/").status_code == 200
    assert system.get("/api/tokens/").status_code == 403
