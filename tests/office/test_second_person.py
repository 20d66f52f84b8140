"""Who decides is another person: neither a second account nor a stand-in of the author counts as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hengjian.office.accounts import administration
from hengjian.office.accounts.models import User
from hengjian.office.clues import actions as clues
from hengjian.office.documents import actions as documents
from hengjian.office.findings.models import Finding

TODAY = date.today()
Decide = Callable[[User], Any]


def clue(author: User, finding: Finding, person: Callable[..., User]) -> Decide:
    inspector = person("chen", "inspector")
    made = clues.propose([finding], source="finding", title="超期办理线索", summary="见疑点", acting_user=author, on_day=TODAY)  # fmt: skip
    return lambda user: clues.decide(
        made, True, "同意", inspector, acting_user=user, revision=0, on_day=TODAY
    )


def letter(author: User, finding: Finding, person: Callable[..., User]) -> Decide:
    own = documents.draft("reminder", title="甲", to_name="乙", body="丙", acting_user=author)
    documents.submit(own, acting_user=author, revision=0)
    return lambda user: documents.issue(own, acting_user=user, revision=1, on_day=TODAY)


def as_one_person(author: User, other: User, absent_from: User) -> None:
    User.objects.filter(pk__in=(author.pk, other.pk)).update(person_id="P7")


def as_stand_in(author: User, other: User, absent_from: User) -> None:
    administration.delegate(author, other, starts_on=TODAY, ends_on=TODAY, acting_user=absent_from)


@pytest.mark.parametrize("nearly", [as_one_person, as_stand_in])
@pytest.mark.parametrize("matter", [clue, letter])
def test_one_hand_in_two_gloves_is_one_hand(
    matter: Callable[..., Decide], nearly: Callable[[User, User, User], None], finding: Finding,
    zhang: User, chief: User, person: Callable[..., User],
) -> None:  # fmt: skip
    second = person("second", "chief")
    decide = matter(zhang, finding, person)
    nearly(zhang, second, chief)
    with pytest.raises((PermissionDenied, ValidationError)):
        decide(User.objects.get(pk=second.pk))
    decide(User.objects.get(pk=chief.pk))


def test_accounts_of_one_person_are_its_hand_and_those_it_stands_in_for(
    zhang: User, chief: User, person: Callable[..., User]
) -> None:
    other = person("other", "analyst")
    assert zhang.is_one_of(None, zhang.pk)
    assert not zhang.is_one_of(chief.pk, None)
    as_one_person(zhang, other, chief)
    assert User.objects.get(pk=zhang.pk).is_one_of(other.pk)
    third = person("third", "analyst")
    as_stand_in(zhang, third, chief)
    assert User.objects.get(pk=third.pk).is_one_of(zhang.pk)
    assert not User.objects.get(pk=zhang.pk).is_one_of(third.pk)
