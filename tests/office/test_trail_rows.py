"""Rows changed, added or removed in the database are found, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import connection

from hengjian.office.accounts import administration
from hengjian.office.accounts.actions import declare_recusal
from hengjian.office.accounts.models import Grant, User
from hengjian.office.findings import actions
from hengjian.office.findings.models import Finding
from hengjian.office.trail.chain import record, state_digest
from hengjian.office.trail.checking import check_all
from hengjian.office.trail.models import Seal
from hengjian.office.trail.rows import check_rows, sealed_models
from hengjian.office.trail.verbs import is_read

pytestmark = pytest.mark.django_db


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def wrong() -> dict[tuple[str, str], str]:
    return {(w.kind, w.object_id): w.problem for w in check_rows().wrong}


def test_lawful_work_leaves_nothing_to_find(zhang: User, li: User, finding: Finding) -> None:
    question = actions.ask(finding, "请说明", acting_user=zhang, revision=finding.revision,
                           on_day=zhang.grants.get().starts_on)  # fmt: skip
    actions.answer(question, kind="explain", text="已按程序办理", document_no="", acting_user=li,
                   on_day=question.due_day)  # fmt: skip
    report = check_rows()
    assert report.wrong == []
    assert report.rows >= Finding.objects.count()


def test_every_sealed_model_is_compared() -> None:
    labels = {m._meta.label_lower for m in sealed_models()}
    assert {
        "findings.finding",
        "accounts.user",
        "accounts.grant",
        "clocks.clock",
        "files.storedfile",
    } <= labels
    for model in sealed_models():
        assert model.sealed_fields, f"{model} is Sealed and names no sealed_fields"


def test_a_status_changed_by_hand_is_found_even_without_any_seal(finding: Finding) -> None:
    run("UPDATE findings_finding SET status = 'rejected' WHERE finding_id = %s", finding.pk)
    assert "status" in wrong()["findings.finding", finding.pk]


def test_a_changed_row_is_found(zhang: User) -> None:
    grant = zhang.grants.get()
    run("UPDATE accounts_grant SET role = 'chief' WHERE id = %s", grant.pk)
    run("UPDATE accounts_user SET is_active = NOT is_active WHERE id = %s", zhang.pk)
    found = wrong()
    assert ("accounts.grant", str(grant.pk)) in found
    assert ("accounts.user", str(zhang.pk)) in found


def test_a_deleted_row_is_found(zhang: User) -> None:
    grant = zhang.grants.get()
    run("DELETE FROM accounts_grant WHERE id = %s", grant.pk)
    assert "删除" in wrong()["accounts.grant", str(grant.pk)]


def test_an_inserted_row_is_found(zhang: User) -> None:
    run("INSERT INTO accounts_grant (user_id, role, starts_on, ends_on) "
        "SELECT user_id, 'chief', starts_on, ends_on FROM accounts_grant WHERE user_id = %s", zhang.pk)  # fmt: skip
    forged = Grant.objects.get(role="chief", user=zhang)
    assert "新增" in wrong()["accounts.grant", str(forged.pk)]


def test_a_forged_seal_is_found(zhang: User) -> None:
    grant = zhang.grants.get()
    Grant.objects.filter(pk=grant.pk).update(role="chief")
    digest = state_digest(Grant.objects.get(pk=grant.pk))
    run("UPDATE trail_seal SET digest = %s WHERE kind = 'accounts.grant' AND object_id = %s",
        digest, str(grant.pk))  # fmt: skip
    assert "封签被改" in wrong()["accounts.grant", str(grant.pk)]


def test_a_row_put_back_together_with_its_seal_is_found(zhang: User) -> None:
    grant = zhang.grants.get()
    old = Seal.objects.get(kind="accounts.grant", object_id=str(grant.pk))
    record("test", "accounts.role_revoked", _revoked(grant))
    run("UPDATE accounts_grant SET revoked_at = NULL WHERE id = %s", grant.pk)
    run(
        "UPDATE trail_seal SET digest = %s, number = %s WHERE id = %s",
        old.digest,
        old.number,
        old.pk,
    )
    assert "退回" in wrong()["accounts.grant", str(grant.pk)]


def _revoked(grant: Grant) -> Grant:
    from django.utils import timezone

    grant.revoked_at = timezone.now()
    grant.save()
    return grant


def test_a_removed_seal_is_found(zhang: User, finding: Finding) -> None:
    actions.snooze(finding, zhang.grants.get().ends_on, "等台账", acting_user=zhang,
                   revision=finding.revision, on_day=zhang.grants.get().starts_on)  # fmt: skip
    run("DELETE FROM trail_seal WHERE kind = 'findings.finding' AND object_id = %s", finding.pk)
    run("UPDATE findings_finding SET status = 'open', revision = 0, status_at = NULL, status_by_id = NULL, "
        "snoozed_until = NULL WHERE finding_id = %s", finding.pk)  # fmt: skip
    assert "封签被删除" in wrong()["findings.finding", finding.pk]


def test_a_read_does_not_seal_a_changed_row_anew(zhang: User) -> None:
    grant = zhang.grants.get()
    run("UPDATE accounts_grant SET role = 'chief' WHERE id = %s", grant.pk)
    record(zhang, "accounts.grant_viewed", Grant.objects.get(pk=grant.pk))
    assert ("accounts.grant", str(grant.pk)) in wrong()


@pytest.mark.parametrize(
    ("action", "read"),
    [("findings.viewed", True), ("console.figure_rows_exported", True), ("files.read", True),
     ("findings.asked", False), ("rectification.opened", False), ("accounts.password_reset", False)],
)  # fmt: skip
def test_which_actions_are_reads(action: str, read: bool) -> None:
    assert is_read(action) is read


def test_a_lawful_removal_is_no_finding_and_a_return_is(zhang: User, chief: User) -> None:
    recusal = declare_recusal(zhang, "party", "某公司", "亲属任职", acting_user=chief)
    key = recusal.pk
    administration.end_recusal(recusal, acting_user=chief, reason="亲属已离职")
    assert wrong() == {}
    run("INSERT INTO accounts_recusal (id, user_id, kind, value, reason, declared_on) "
        "VALUES (%s, %s, 'party', '某公司', 'x', '2026-01-01')", key, zhang.pk)  # fmt: skip
    assert "又出现" in wrong()["accounts.recusal", str(key)]


def test_the_whole_check_keeps_its_result(zhang: User) -> None:
    good = check_all(acting_user=zhang)
    assert good.problem == ""
    assert good.wrong_rows == 0
    run("UPDATE accounts_user SET name = 'x' WHERE id = %s", zhang.pk)
    bad = check_all(acting_user=zhang)
    assert bad.wrong_rows == 1
    assert f"accounts.user {zhang.pk}" in bad.problem


def test_types_of_the_caller_do_not_matter(zhang: User) -> None:
    grant = zhang.grants.get()
    loose = Grant.objects.get(pk=grant.pk)
    loose.ends_on = grant.ends_on.isoformat()  # as a form might leave it
    assert state_digest(loose) == state_digest(grant)
