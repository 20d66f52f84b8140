"""One policy for every output."""

from __future__ import annotations

from hengjian.office.accounts import actions
from hengjian.office.findings.models import Finding


def test_a_handler_sees_the_own_unit_only(li, wang, finding):
    seen = Finding.objects.visible_to(li)
    assert seen.filter(pk=finding.pk).exists()
    assert set(seen.values_list("unit_id", flat=True)) == {li.unit_id}
    assert not Finding.objects.visible_to(wang).filter(pk=finding.pk).exists()


def test_another_units_finding_does_not_exist(enter, wang, finding):
    client = enter(wang)
    assert client.get(f"/findings/{finding.pk}/").status_code == 404
    assert finding.pk not in client.get("/findings/").content.decode()


def test_administrators_see_no_content(person, enter, finding):
    for role in ("system_admin", "security_admin", "audit_admin"):
        user = person(role.replace("_", ""), role)
        assert Finding.objects.visible_to(user).count() == 0
        assert enter(user).get("/findings/").status_code == 403


def test_a_recusal_takes_away(zhang, finding):
    actions.declare_recusal(zhang, "unit", finding.unit_id, "配偶在该单位任职", acting_user=zhang)
    assert not Finding.objects.visible_to(zhang).filter(unit_id=finding.unit_id).exists()


def test_an_ended_grant_opens_nothing(zhang, finding):
    zhang.grants.update(ends_on="2020-01-01", starts_on="2019-01-01")
    fresh = type(zhang).objects.get(pk=zhang.pk)
    assert Finding.objects.visible_to(fresh).count() == 0


def test_the_integrity_office_sees_the_whole_district(zhang):
    assert Finding.objects.visible_to(zhang).count() == Finding.objects.count() > 0


def test_a_supervisor_sees_the_own_field_only(person):
    user = person("cai", "procurement_supervisor")
    assert set(Finding.objects.visible_to(user).values_list("field", flat=True)) == {"procurement"}
