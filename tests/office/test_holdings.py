"""Holdings: dry run before commit, one unit's uploads, requests from undecidable results."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hengjian.office.clocks.models import Clock
from hengjian.office.desk.models import Notice
from hengjian.office.findings.models import Finding
from hengjian.office.holdings import actions
from hengjian.office.holdings.models import DataRequest, Upload
from hengjian.office.holdings.sources import standings

UNITS = "单位编码,单位名称,单位类型\nT{n:03d},试验{n}局,政府部门\nT{m:03d},试验{m}局,不知道\n"


def csv(n: int) -> SimpleUploadedFile:
    text = UNITS.format(n=n, m=n + 1)
    return SimpleUploadedFile(f"单位{n}.csv", text.encode())


def test_an_upload_is_checked_and_nothing_is_committed(enter, li, office_home):
    before = len(office_home.lake.batches())
    answer = enter(li).post("/holdings/uploads/", {"file": csv(1), "table": ""}, follow=True)
    page = answer.content.decode()
    assert "不在代码表中" in page
    assert "确认入库" in page
    assert len(office_home.lake.batches()) == before
    assert Upload.objects.get().result["good"] == {"unit": 1}


def test_a_confirmed_upload_commits_once(enter, li, office_home):
    client = enter(li)
    client.post("/holdings/uploads/", {"file": csv(3)})
    row = Upload.objects.get()
    before = len(office_home.lake.batches())
    for _ in range(2):
        client.post(f"/holdings/uploads/{row.pk}/commit/")
    row.refresh_from_db()
    assert row.state == "committed"
    assert len(office_home.lake.batches()) == before + 1
    again = client.post("/holdings/uploads/", {"file": csv(3)}, follow=True).content.decode()
    assert "完全相同" in again
    sent_back = client.get(f"/holdings/uploads/{row.pk}/quarantine.xlsx")
    assert b"".join(sent_back.streaming_content).startswith(b"PK")
    sent_back.close()


def test_another_units_upload_does_not_exist(enter, li, wang):
    enter(li).post("/holdings/uploads/", {"file": csv(5)})
    row = Upload.objects.get()
    client = enter(wang)
    assert client.get(f"/holdings/uploads/{row.pk}/").status_code == 404
    assert client.post(f"/holdings/uploads/{row.pk}/commit/").status_code == 404
    assert row.name not in client.get("/holdings/uploads/").content.decode()


def test_a_name_with_a_path_stays_inside(li):
    file = csv(7)
    file._name = "../../../etc/单位7.csv"
    row = actions.check_upload(file, table="", acting_user=li)
    assert row.name == "单位7.csv"


def test_only_some_may_withdraw(enter, zhang, chief, office_home):
    batch = office_home.lake.batches()[-1].batch_id
    assert (
        enter(zhang)
        .post("/holdings/batches/withdraw/", {"batch": batch, "reason": "x"})
        .status_code
        == 403
    )
    enter(chief).post("/holdings/batches/withdraw/", {"batch": batch, "reason": ""})
    assert batch in [b.batch_id for b in office_home.lake.batches()]


@pytest.fixture
def gap(db):
    return Finding.objects.filter(verdict="undecidable", unit__isnull=False).first()


def test_a_data_request_starts_a_clock_and_reaches_the_handler(person, enter, zhang, gap):
    handler = person("han", "handler", gap.unit_id)
    enter(zhang).post(
        "/holdings/requests/new/", {"unit": gap.unit_id, "rule": gap.rule, "missing": gap.missing}
    )
    row = DataRequest.objects.get()
    assert row.due_day > timezone.localdate()
    assert Notice.objects.filter(to=handler, task="holding.supply").exists()
    page = enter(handler).get(f"/holdings/requests/{row.pk}/").content.decode()
    assert gap.record_id in page


def test_a_request_settles_when_the_gap_is_gone(zhang, gap):
    today = timezone.localdate()
    row = actions.request_data(
        gap.unit_id, gap.rule, gap.missing, "缺记录", acting_user=zhang, on_day=today
    )
    Finding.objects.filter(unit_id=gap.unit_id, rule=gap.rule, missing=gap.missing).update(
        engine_state="gone"
    )
    assert actions.settle(today + timedelta(days=1)) == 1
    row.refresh_from_db()
    assert row.state == "settled"
    assert Clock.objects.get(about=f"holdings.datarequest:{row.pk}").state == "met"


def test_a_source_that_broke_its_promise_is_silent(db):
    rows = standings(timezone.localdate() + timedelta(days=4000))
    assert rows
    assert all(r.silent for r in rows)
    assert all(r.basis for r in rows)
