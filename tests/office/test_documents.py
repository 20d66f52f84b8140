"""Documents: a second person signs, numbers have no gaps, files are frozen, circles hold."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import docx
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hengjian.office.clocks.models import Clock
from hengjian.office.desk.models import Notice
from hengjian.office.documents import actions, numbering
from hengjian.office.documents.kinds import kinds, kinds_for, letterhead
from hengjian.office.documents.models import Document
from hengjian.office.documents.rendering import word_file
from hengjian.office.documents.template import template_bytes
from hengjian.office.documents.wording import first_draft, values_of
from hengjian.office.files.models import StoredFile
from hengjian.office.trail.models import Entry
from hengjian.office.trail.rows import check_rows

DAY = date(2026, 11, 23)


@pytest.fixture
def made(zhang, finding):
    """Makes a draft of a kind about unit A's finding."""

    def make(kind: str = "reminder", **changes: str) -> Document:
        words = first_draft(kind, values_of([finding]), finding.unit)
        text = {
            "title": words.title,
            "to_name": words.to_name or "区纪委监委",
            "body": words.body,
        } | changes
        text["body"] = text["body"].replace(letterhead().blank, "见平台")
        return actions.draft(kind, acting_user=zhang, unit=finding.unit, about=finding,
                             field=finding.field, **text)  # fmt: skip

    return make


@pytest.fixture
def issued(made, zhang, chief):
    """Makes an issued document."""

    def make(kind: str = "reminder", day: date = DAY, **changes: str) -> Document:
        draft = actions.submit(made(kind, **changes), acting_user=zhang, revision=0)
        return actions.issue(draft, acting_user=chief, revision=1, on_day=day)

    return make


def text_of(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    return "\n".join(p.text for p in document.paragraphs)


def frozen(document: Document) -> bytes:
    return (
        StoredFile.objects.filter(about=f"documents.document:{document.pk}")
        .latest("pk")
        .path.read_bytes()
    )


def test_a_draft_has_no_number_and_an_issued_one_a_frozen_file(made, zhang, chief, finding):
    draft = made("rectification_notice")
    assert draft.reference == ""
    assert "草稿" in text_of(word_file(draft))
    actions.submit(draft, acting_user=zhang, revision=0)
    document = actions.issue(draft, acting_user=chief, revision=1, on_day=DAY)
    assert document.reference == "衡廉改〔2026〕1号"
    data = frozen(document)
    assert hashlib.new("sm3", data).hexdigest() == document.sm3
    assert hashlib.sha256(data).hexdigest() == document.sha256
    text = text_of(data)
    for part in ("廉政建设办公室文件", "衡廉改〔2026〕1号", finding.unit.name, "一、问题", "2026年11月23日", finding.sentence):  # fmt: skip
        assert part in text
    assert "{" not in text


def test_the_drafter_cannot_sign_and_only_the_drafter_writes(made, zhang, chief):
    draft = made()
    own = actions.draft("reminder", title="甲", to_name="乙", body="丙", acting_user=chief)
    actions.submit(own, acting_user=chief, revision=0)
    with pytest.raises(PermissionDenied):
        actions.issue(own, acting_user=chief, revision=1, on_day=DAY)
    with pytest.raises(PermissionDenied):
        actions.revise(draft, title="x", to_name="y", cc="", body="z", acting_user=chief, revision=0)  # fmt: skip
    with pytest.raises(ValidationError):
        actions.issue(draft, acting_user=chief, revision=0, on_day=DAY)
    assert not Document.objects.filter(number__isnull=False).exists()


def test_who_comes_second_is_told(made, zhang, chief):
    draft = actions.submit(made(), acting_user=zhang, revision=0)
    actions.send_back(draft, "请补充依据", acting_user=chief, revision=1)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.issue(draft, acting_user=chief, revision=1, on_day=DAY)
    assert Notice.objects.filter(to=zhang, task="document.revise", done_at=None).count() == 1


def test_numbers_run_by_kind_and_year(issued):
    given = [issued(k, d).reference for k, d in (
        ("reminder", DAY), ("bulletin", DAY), ("reminder", DAY), ("reminder", date(2027, 1, 4)))]  # fmt: skip
    assert given == [
        "衡廉提〔2026〕1号",
        "衡廉通〔2026〕1号",
        "衡廉提〔2026〕2号",
        "衡廉提〔2027〕1号",
    ]
    assert numbering.gaps() == []


def test_a_failed_issue_leaves_no_gap(made, issued, zhang, chief, settings, tmp_path):
    draft = actions.submit(made(), acting_user=zhang, revision=0)
    good = settings.MEDIA_ROOT
    (tmp_path / "full").write_text("a disk that takes nothing")
    settings.MEDIA_ROOT = tmp_path / "full" / "files"
    with pytest.raises(NotADirectoryError):
        actions.issue(draft, acting_user=chief, revision=1, on_day=DAY)
    settings.MEDIA_ROOT = good
    draft.refresh_from_db()
    assert (draft.state, draft.number) == ("submitted", None)
    assert issued().number == 1
    assert actions.issue(draft, acting_user=chief, revision=1, on_day=DAY).number == 2
    assert numbering.gaps() == []


def test_a_void_document_keeps_its_number(issued, chief, li):
    first = issued()
    void = actions.cancel(first, "发错单位", acting_user=chief, revision=2, on_day=DAY)
    assert (void.state, void.number) == ("void", 1)
    assert "（作废）" in text_of(frozen(void))
    assert "发错单位" in text_of(frozen(void))
    assert StoredFile.objects.filter(about=f"documents.document:{void.pk}").count() == 2
    assert issued().number == 2
    assert numbering.gaps() == []
    assert not Notice.objects.filter(to=li, about=f"documents.document:{void.pk}", task="document.receive", done_at=None)  # fmt: skip
    assert check_rows().wrong == []


def test_the_unit_sees_issued_documents_only(made, issued, li, wang, zhang):
    draft, letter, transfer = made(), issued("supervision_letter"), issued("transfer_letter")
    assert set(Document.objects.visible_to(li)) == {letter}
    assert not Document.objects.visible_to(wang).exists()
    assert set(Document.objects.visible_to(zhang)) == {draft, letter, transfer}


def test_a_transfer_is_sealed(issued, person, li, zhao):
    transfer = issued("transfer_letter")
    other, leader = person("sun", "analyst"), person("jiang", "leader")
    for user in (li, zhao, other, leader):
        assert not Document.objects.visible_to(user).filter(pk=transfer.pk).exists()
    assert not Notice.objects.filter(to__in=[li, zhao]).exists()


def test_a_recusal_hides_drafts_and_notices(made, person, finding, zhang):
    from hengjian.office.accounts.actions import declare_recusal

    recused = person("shen", "chief")
    declare_recusal(recused, "unit", finding.unit_id, "亲属任职", acting_user=recused)
    draft = actions.submit(made(), acting_user=zhang, revision=0)
    assert not Document.objects.visible_to(recused).filter(pk=draft.pk).exists()
    assert not Notice.objects.filter(to=recused).exists()


def test_the_unit_receives_and_answers(issued, li, zhang):
    letter = issued("supervision_letter")
    assert Clock.objects.get(name="supervision_letter").state == "running"
    assert Notice.objects.filter(to=li, task="document.receive", done_at=None).exists()
    actions.receive(letter, acting_user=li, revision=2)
    actions.answer(letter, "已于昨日办结", acting_user=li, revision=3, on_day=DAY)
    assert Clock.objects.get(name="supervision_letter").state == "met"
    assert not Notice.objects.filter(to=li, done_at=None).exclude(task="").exists()
    with pytest.raises(ValidationError):
        actions.answer(letter, "再答", acting_user=li, revision=None, on_day=DAY)


def test_every_kind_can_be_written_and_set(issued):
    for name, kind in kinds().items():
        document = issued(name)
        assert document.series.endswith(kind.mark)
        text = text_of(frozen(document))
        assert document.reference in text
        assert "{" not in text


def test_a_blank_must_be_filled_before_signing(made, zhang):
    draft = made(title=f"关于{letterhead().blank}的函")
    with pytest.raises(ValidationError, match="空白"):
        actions.submit(draft, acting_user=zhang, revision=0)


def test_only_what_proved_wrong_is_cleared():
    assert "clearance" not in kinds_for("open")
    assert "clearance" in kinds_for("rejected")


def test_marks_are_different():
    assert not [m for m, n in Counter(k.mark for k in kinds().values()).items() if n > 1]


def test_what_people_type_is_text_in_word(issued):
    body = "一、问题\n<script>alert(1)</script> {{ 7*7 }} & ‘引号’"
    text = text_of(frozen(issued(title="<b>甲</b>", body=body)))
    assert "<script>alert(1)</script> {{ 7*7 }} & ‘引号’" in text
    assert "<b>甲</b>" in text


@pytest.mark.parametrize("name", ["notice", "letter"])
def test_the_default_template_is_the_script_s(name, catalog):
    kept = (catalog.root / "documents" / f"{name}.docx").read_bytes()
    assert kept == template_bytes(name)


def test_many_people_issue_at_once(tmp_path: Path):
    """Real threads on a database of their own: each document once, no gap, no lost number."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "HENGJIAN_DATABASE")}  # fmt: skip
    with own_database(os.environ.get("HENGJIAN_TEST_DATABASE", "")) as url:
        if url:
            environment["HENGJIAN_DATABASE"] = url
        script = Path(__file__).with_name("numbering_race.py")
        done = subprocess.run([sys.executable, str(script), str(tmp_path / "home")],
                              env=environment, capture_output=True, text=True, timeout=300)  # fmt: skip
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["broken"] == []
    assert result["given"] == [["衡廉提", n] for n in range(1, 9)] + [
        ["衡廉通", n] for n in range(1, 9)
    ]
    assert result["refused"] == 16
    assert result["gaps"] == []


class own_database:  # noqa: N801 (reads as a phrase)
    """On PostgreSQL a database of its own, dropped afterwards; on SQLite nothing, the home has its own."""

    def __init__(self, url: str) -> None:
        self.url, self.name = url, f"race_{os.getpid()}"

    def __enter__(self) -> str:
        if not self.url:
            return ""
        self._run(f'CREATE DATABASE "{self.name}"')
        head, _, tail = self.url.partition("?")
        return f"{head.rpartition('/')[0]}/{self.name}{'?' + tail if tail else ''}"

    def __exit__(self, *_error: object) -> None:
        if self.url:
            self._run(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


def test_the_trail_knows_who_signed(issued, chief):
    document = issued()
    entry = Entry.objects.get(action="documents.issued", object_id=str(document.pk))
    assert entry.actor == chief.username
    assert document.sm3 in entry.payload


def test_the_pages_of_a_document(enter, zhang, chief, li, wang, finding):
    office, signer, unit = enter(zhang), enter(chief), enter(li)
    assert "提醒函" in office.get(f"/documents/new/{finding.pk}/").content.decode()
    answer = office.post(f"/documents/new/{finding.pk}/", {"kind": "reminder"})
    page = answer.headers["Location"]
    document = Document.objects.get()
    text = {
        "title": "关于<script>alert(1)</script>的函",
        "to_name": "甲局",
        "cc": "乙局",
        "body": "请说明。",
    }
    office.post(f"{page}do/revise/", {"revision": 0, **text})
    shown = office.get(page).content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert office.get(f"{page}file.docx").content.startswith(b"PK")
    office.post(f"{page}do/submit/", {"revision": 1})
    assert office.post(f"{page}do/issue/", {"revision": 2}).status_code == 404
    assert unit.get(page).status_code == 404
    signer.post(f"{page}do/issue/", {"revision": 2})
    document.refresh_from_db()
    assert document.reference == f"衡廉提〔{document.issued_on.year}〕1号"
    assert "送签" not in [h[1] for h in unit.get(page).context["history"]]
    unit.post(f"{page}do/receive/", {"revision": 3})
    document.refresh_from_db()
    assert document.received_by == li
    for address in (page, f"{page}file.docx"):
        assert enter(wang).get(address).status_code == 404
    assert document.title not in enter(wang).get("/documents/").content.decode()
    assert len(enter(wang).get("/documents/register.xlsx").content) > 0
    file = StoredFile.objects.get()
    file.path.write_bytes(b"PK changed on disk")
    assert unit.get(f"{page}file.docx").status_code == 404
    assert Entry.objects.filter(action="documents.downloaded").count() == 1
    assert Entry.objects.filter(action="documents.register_exported").count() == 1


def test_a_document_about_a_unit(enter, zhang, finding):
    data = {"unit": finding.unit_id, "kind": "supervision_letter", "subject": "报送材料"}
    answer = enter(zhang).post("/documents/new/", data)
    made = Document.objects.get()
    assert answer.headers["Location"] == f"/documents/{made.pk}/"
    assert "报送材料" in made.title
    assert made.to_name == finding.unit.name
