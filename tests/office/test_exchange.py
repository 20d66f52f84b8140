"""The exchange: persons only with consent, only what was granted is delivered, receipts can be checked."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from hengjian.office.accounts.models import Unit
from hengjian.office.clocks.models import Clock
from hengjian.office.desk.actions import about
from hengjian.office.exchange import actions
from hengjian.office.exchange.ledger import ledgers
from hengjian.office.exchange.models import ShareRequest
from hengjian.office.exchange.quality import qualities
from hengjian.office.exchange.terms import catalogue, entry
from hengjian.office.files.models import StoredFile
from hengjian.office.ledgers import deliver_ledger
from hengjian.office.trail.chain import state_digest
from hengjian.office.trail.models import Entry

TODAY, UNTIL = date.today(), date.today() + timedelta(days=30)
PERSONS = ["credit_code", "role", "name"]


@pytest.fixture
def owner(person, db):
    """Head of the unit that answers for the registration data."""
    return person("owner", "head", entry("enterprise_person").owner)


@pytest.fixture
def asked(li, owner):
    return actions.ask("enterprise_person", PERSONS, {"role": "shareholder"}, "核验申请人资格", UNTIL,
                       acting_user=li, on_day=TODAY)  # fmt: skip


def decide(request, user, columns, approved=True, opinion="同意，限本事项使用"):
    request.refresh_from_db()
    return actions.decide(
        request,
        approved,
        columns,
        opinion,
        seen=state_digest(request),
        acting_user=user,
        on_day=TODAY,
    )


def test_every_delivered_table_is_in_the_catalogue_with_its_ground(db):
    items = catalogue()
    assert len(items) > 50
    assert {x.sharing for x in items} == {"unconditional", "conditional", "refused"}
    assert all(x.basis for x in items)
    assert all(x.sharing != "unconditional" for x in items if x.personal)
    owned = {x.owner for x in items if x.owner}
    assert owned <= set(Unit.objects.values_list("unit_id", flat=True))


def test_data_without_persons_is_granted_by_the_catalogue(li):
    made = actions.ask(
        "contract",
        ["contract_id", "amount_fen"],
        {},
        "核对付款情况",
        UNTIL,
        acting_user=li,
        on_day=TODAY,
    )
    assert made.state == "approved"
    assert Clock.objects.filter(about=about(made)).count() == 0


def test_persons_need_the_owners_consent(asked, li, zhao, chief, owner, wang, enter):
    assert asked.state == "asked"
    assert Clock.objects.get(about=about(asked)).due_day == asked.due_day
    with pytest.raises(PermissionDenied):
        decide(asked, li, PERSONS)
    with pytest.raises(PermissionDenied):
        decide(asked, zhao, PERSONS)  # a head, but of the asking unit
    with pytest.raises(ValidationError, match="已有变化"):
        actions.decide(asked, True, PERSONS, "", seen="0", acting_user=owner, on_day=TODAY)
    with pytest.raises(ValidationError, match="不能交付"):
        actions.deliver(asked, acting_user=li, on_day=TODAY)
    url = reverse("exchange:decide", args=[asked.pk])
    data = {"seen": state_digest(asked), "approved": "no", "opinion": ""}
    assert enter(owner).post(url, data).status_code == 422
    assert (
        enter(owner)
        .post(url, {**data, "approved": "yes", "columns": ["credit_code", "role"]})
        .status_code
        == 302
    )
    asked.refresh_from_db()
    assert (asked.state, asked.granted, asked.decided_by) == (
        "approved",
        ["credit_code", "role"],
        owner,
    )
    assert asked.approved_hash
    assert enter(chief).get(asked.url).status_code == 200
    assert enter(wang).get(asked.url).status_code == 404


def test_only_what_was_granted_is_delivered(asked, li, wang, owner, chief, enter):
    decide(asked, owner, ["credit_code", "role"])
    assert enter(li).post(reverse("exchange:deliver", args=[asked.pk])).status_code == 302
    made = asked.deliveries.get()
    url = reverse("exchange:download", args=[made.pk])
    rows = list(csv.reader(io.StringIO(b"".join(enter(li).get(url)).decode("utf-8-sig"))))
    assert rows[0] == ["统一社会信用代码", "角色"]
    assert {r[1] for r in rows[1:]} == {"股东"}
    assert len(rows) - 1 == made.rows > 0
    for other in (wang, owner):
        assert enter(other).get(url).status_code == 404
    assert enter(chief).get(url).status_code == 403
    file = StoredFile.objects.get(about=about(made))
    assert enter(chief).get(reverse("files:download", args=[file.pk])).status_code == 404
    entries = set(Entry.objects.filter(object_id=str(made.pk)).values_list("action", flat=True))
    assert {"exchange.delivered", "exchange.downloaded"} <= entries


def test_a_receipt_is_confirmed_once_and_only_for_the_bytes_it_names(asked, li, owner, enter):
    decide(asked, owner, PERSONS)
    made = actions.deliver(asked, acting_user=li, on_day=TODAY)
    assert actions.genuine(made)
    made.rows += 1
    assert not actions.genuine(made)
    made.refresh_from_db()
    assert enter(li).post(reverse("exchange:confirm", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.confirmed_by == li
    with pytest.raises(ValidationError, match="已签收"):
        actions.confirm(made, acting_user=li)
    with pytest.raises(ValidationError, match="使用期限"):
        actions.deliver(asked, acting_user=li, on_day=UNTIL + timedelta(days=1))


def test_what_may_not_be_asked(li, zhang):
    def ask(table, columns, purpose="核验申请人资格", until=UNTIL, user=li, where=None):
        return actions.ask(
            table, columns, where or {}, purpose, until, acting_user=user, on_day=TODAY
        )

    refused = next(x for x in catalogue() if x.sharing == "refused").table
    for call in (
        lambda: ask(refused.table, list(refused.columns)),
        lambda: ask("contract", ["nothing"]),
        lambda: ask("contract", ["contract_id"], purpose=" "),
        lambda: ask("contract", ["contract_id"], until=TODAY - timedelta(days=1)),
        lambda: ask("contract", ["contract_id"], where={"1=1": "x"}),
        lambda: ask("nothing", ["x"]),
        lambda: ask("contract", ["contract_id"], user=zhang),
    ):
        with pytest.raises(ValidationError):
            call()
    assert not ShareRequest.objects.exists()


def test_pages_ask_and_refuse(li, zhang, enter):
    client = enter(li)
    url = reverse("exchange:item", args=["contract"])
    data = {"columns": ["contract_id"], "purpose": "核对付款情况", "until_on": UNTIL.isoformat()}
    assert client.post(url, {**data, "columns": []}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert enter(zhang).post(url, data).status_code == 403
    for name in ("home", "requests", "corrections"):
        assert client.get(reverse(f"exchange:{name}")).status_code == 200
    assert client.get(reverse("exchange:item", args=["nothing"])).status_code == 404


def test_a_wrong_record_goes_back_to_its_owner(li, zhao, owner, wang, enter):
    url = reverse("exchange:correct", args=["enterprise"])
    data = {
        "record_key": "E1",
        "column": "address",
        "proposed": "新址",
        "ground": "现场核查门牌已变",
    }
    assert enter(li).post(url, {**data, "ground": ""}).status_code == 422
    page = enter(li).post(url, data, follow=True)
    made = page.context["x"]
    assert made.owner_id == owner.unit_id
    with pytest.raises(PermissionDenied):
        actions.answer_correction(
            made, True, "已更正", seen=state_digest(made), acting_user=zhao, on_day=TODAY
        )
    answer = {"seen": state_digest(made), "corrected": "yes", "text": "已更正登记"}
    answer_url = reverse("exchange:answer", args=[made.pk])
    assert enter(wang).get(made.url).status_code == 404
    assert enter(owner).post(answer_url, answer).status_code == 302
    assert enter(owner).post(answer_url, answer).status_code == 422
    source = next(
        q for q in qualities(TODAY) if q.standing.name == entry("enterprise").table.source
    )
    assert (source.asked, source.corrected, source.late) == (1, 1, 0)


def test_the_ledger_fits_the_data_standard(asked, li, owner):
    decide(asked, owner, [], approved=False, opinion="个人信息保护有关规定")
    actions.ask_correction(
        "enterprise", "E1", "address", "新址", "现场核查", acting_user=li, on_day=TODAY
    )
    rows = ledgers()
    assert rows["share_request"][0]["decision"] == "refused"
    assert rows["share_request"][0]["basis"]
    for table, found in rows.items():
        assert deliver_ledger(table, found) == len(found) == 1
