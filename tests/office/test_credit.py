"""The credit query: purpose first, the law of the day, receipts, names as candidates, an index that follows the lake."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from hengjian.office.accounts.models import Recusal
from hengjian.office.api import actions as api
from hengjian.office.credit import index
from hengjian.office.credit.actions import inquire
from hengjian.office.credit.answer import answer
from hengjian.office.credit.lawful import earliest_repair, shown_until
from hengjian.office.credit.ledger import ledgers
from hengjian.office.credit.models import Inquiry
from hengjian.office.credit.terms import terms
from hengjian.office.door import home, records
from hengjian.office.ledgers import deliver_ledger
from hengjian.office.trail.models import Entry

TODAY = date.today()


@pytest.fixture
def firm(db, units) -> str:
    """A registered enterprise with a serious, an abnormal and an expired entry."""
    code = str(records("enterprise", {"status": "active"}, 1)[0]["credit_code"])
    entry = {"credit_code": code, "unit_id": units[0], "basis": "有关法律", "reason": "测试"}
    deliver_ledger("credit_list_entry", [
        {**entry, "entry_id": "T-TAX", "list_kind": "tax", "severity": "serious", "listed_on": TODAY - timedelta(days=20),
         "document_on": TODAY - timedelta(days=30), "notified_on": TODAY - timedelta(days=60)},
        {**entry, "entry_id": "T-OLD", "list_kind": "dishonest_debtor", "listed_on": date(2023, 6, 1),
         "document_on": date(2023, 6, 1), "ends_on": date(2024, 6, 1)},
        {**entry, "entry_id": "T-ABN", "list_kind": "abnormal", "listed_on": date(2024, 6, 3), "document_on": date(2024, 6, 3)},
        {**entry, "entry_id": "T-DARK", "list_kind": "safety", "severity": "serious", "listed_on": date(2022, 1, 4),
         "document_on": date(2022, 1, 4), "notified_on": date(2021, 12, 1)},
    ])  # fmt: skip
    deliver_ledger("sanction_measure", [
        {"measure_id": "T-M1", "credit_code": code, "unit_id": units[0], "measure": "key_supervision", "basis_kind": "law",
         "basis": "有关法律", "starts_on": date(2024, 6, 3)},
        {"measure_id": "T-M2", "credit_code": code, "unit_id": units[0], "measure": "other", "basis_kind": "none",
         "starts_on": date(2024, 6, 3)},
    ])  # fmt: skip
    index.refresh()
    return code


def part(found, name):
    return next(p for p in found.parts if p.name == name)


def test_what_is_shown_follows_the_purpose_and_the_law_of_the_day(firm):
    found = answer(firm, "procurement_award", TODAY)
    assert [p.name for p in found.parts] == list(terms().purposes["procurement_award"].sections)
    lists = part(found, "lists")
    assert [x.key for x in lists.lines] == ["T-TAX", "T-ABN"]
    assert (lists.expired, lists.unknown) == (
        1,
        1,
    )  # ended; and a document older than any term known here
    assert [x.key for x in found.barred] == ["T-TAX"]
    measures = part(found, "measures")
    assert [x.key for x in measures.lines] == ["T-M1"]
    assert measures.outside == 1
    assert measures.lines[0].note
    assert "penalties" not in [p.name for p in answer(firm, "licence", TODAY).parts]


def test_personal_columns_are_never_in_the_index():
    from hengjian.office.door import catalog

    for section in terms().sections.values():
        columns = catalog().tables[section.table].columns
        assert [c for c in section.columns if columns[c].secrecy in ("personal", "sealed")] == []


@pytest.mark.parametrize(
    ("severity", "document", "until"),
    [("ordinary", "2026-03-31", date(2029, 3, 31)), ("ordinary", "2026-04-01", date(2027, 4, 1)),
     ("minor", "2026-04-01", date(2026, 7, 1)), ("minor", "2025-04-01", date(2028, 4, 1)),
     ("serious", "2026-04-01", date(2029, 4, 1)), ("serious", "2022-04-01", None)],
)  # fmt: skip
def test_terms_follow_the_law_of_the_document(office_home, severity, document, until):
    row = {"severity": severity, "document_on": document}
    assert shown_until(terms().sections["lists"].term, row) == (True, until)


def test_repair_has_a_minimum(office_home):
    assert earliest_repair("serious", date(2026, 4, 1)) == date(2027, 4, 1)
    assert earliest_repair("ordinary", date(2026, 4, 1)) == date(2026, 7, 1)
    assert earliest_repair("minor", date(2026, 4, 1)) is None


def test_a_query_needs_a_purpose_and_leaves_a_receipt(firm, li, enter):
    client, url = enter(li), reverse("credit:query")
    before = Inquiry.objects.count()
    for lacking in ({"purpose": ""}, {"subject": " "}, {"purpose": "integrity"}, {"text": "x"}):
        asked = {"purpose": "procurement_award", "subject": "P-1", "text": firm, **lacking}
        assert client.post(url, asked).status_code == 422
    assert Inquiry.objects.count() == before
    page = client.post(
        url, {"purpose": "procurement_award", "subject": "P-1", "text": firm}, follow=True
    )
    made = Inquiry.objects.latest("pk")
    text = page.content.decode()
    assert made.number in text
    assert "限制参加采购和招标" in text
    assert "本页内容与回执一致" in text
    assert made.barred == ["T-TAX"]
    entry = Entry.objects.get(action="credit.enterprise_read", object_id=str(made.pk))
    assert "P-1" in entry.purpose
    assert made.answer_hash in entry.payload
    assert "T-ABN" in entry.payload  # what was shown stays in the trail whatever expires later


def test_the_answer_is_not_shown_another_day_or_to_another_unit(firm, li, wang, zhang, enter):
    made, _found = inquire(
        firm, purpose="licence", subject="B-1", acting_user=li, on_day=TODAY - timedelta(days=1)
    )
    page = enter(li).get(reverse("credit:inquiry", args=[made.pk])).content.decode()
    assert made.number in page
    assert "T-TAX" not in page
    assert enter(wang).get(reverse("credit:inquiry", args=[made.pk])).status_code == 404
    assert enter(zhang).get(reverse("credit:inquiry", args=[made.pk])).status_code == 200


def test_names_give_candidates_only(firm, li, enter):
    name = str(records("enterprise", {"credit_code": firm}, 1)[0]["name"])
    page = enter(li).post(
        reverse("credit:query"), {"purpose": "licence", "subject": "B-1", "text": name}
    )
    assert firm in page.content.decode()
    assert not Inquiry.objects.filter(credit_code=firm, subject="B-1").exists()
    assert Entry.objects.filter(action="credit.names_searched").latest("number").purpose
    assert (firm, name) in [row[:2] for row in index.names_like(name)]
    assert index.names_like(name[:2])
    assert index.names_like('"*') == index.names_like("一") == []


def test_unknown_and_recused_are_refused(firm, li):
    with pytest.raises(ValidationError, match="登记信息中没有"):
        inquire(
            "91110000000000000X", purpose="licence", subject="B-1", acting_user=li, on_day=TODAY
        )
    Recusal.objects.create(user=li, kind="party", value=firm, reason="亲属企业", declared_on=TODAY)
    with pytest.raises(ValidationError, match="回避"):
        inquire(firm, purpose="licence", subject="B-1", acting_user=li, on_day=TODAY)


def test_a_receipt_is_genuine_only_with_its_digest(firm, li, zhang, enter):
    made, _found = inquire(
        firm, purpose="land_transfer", subject="D-1", acting_user=li, on_day=TODAY
    )
    client, url = enter(zhang), reverse("credit:receipt")
    assert (
        "回执真实"
        in client.get(
            url, {"number": made.number, "digest": made.answer_hash[:12]}
        ).content.decode()
    )
    for digest in ("", made.answer_hash[:4], "0" * 12):
        assert (
            "回执真实"
            not in client.get(url, {"number": made.number, "digest": digest}).content.decode()
        )


def test_gate_checks_go_into_the_lake(firm, li):
    inquire(firm, purpose="land_transfer", subject="D-1", acting_user=li, on_day=TODAY)
    inquire(firm, purpose="licence", subject="B-1", acting_user=li, on_day=TODAY)
    rows = ledgers()["credit_check"]
    assert [(r["gate"], r["subject_id"], r["is_barred"]) for r in rows] == [("land", "D-1", True)]
    assert rows[0]["purpose"] == terms().purposes["land_transfer"].title
    assert len(rows[0]["answer_hash"]) == 64
    assert deliver_ledger("credit_check", rows) == 1


def test_the_index_follows_the_lake(firm, units):
    assert index.refresh() is False
    deliver_ledger("credit_list_entry", [
        {"entry_id": f"T-{TODAY:%H}-NEW", "credit_code": firm, "list_kind": "abnormal", "unit_id": units[0],
         "listed_on": TODAY, "document_on": TODAY}])  # fmt: skip
    assert index.refresh() is True
    assert f"T-{TODAY:%H}-NEW" in [r["entry_id"] for r in index.rows_of(firm)["lists"]]
    assert index.path_of(home()).stat().st_mode & 0o077 == 0


def test_the_interface_answers_with_the_scope_alone(firm, li, person):
    guard = person("guard", "security_admin")

    def client(scope: str) -> Client:
        _t, key = api.make_token("t", user=li, scopes=[scope], ends_on=TODAY, acting_user=guard)
        return Client(headers={"Authorization": f"Bearer {key}"})

    url, asked = f"/api/v1/credit/{firm}", {"purpose": "tendering_award", "subject": "P-2"}
    assert client("findings.read").get(url, asked).status_code == 403
    data = client("credit:query").get(url, asked).json()
    assert data["barred"] == ["T-TAX"]
    assert Inquiry.objects.get(number=data["receipt"]).answer_hash == data["answer_hash"]
    assert (
        client("credit:query").get(url, {"purpose": "audit", "subject": "P-2"}).status_code == 422
    )
    assert client("credit:query").get(url).status_code == 422
