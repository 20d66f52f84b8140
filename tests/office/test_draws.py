"""Draws: nobody chooses the result, and everybody can compute it again."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from tests.office.conftest import TODAY

from hengjian.office.accounts import administration
from hengjian.office.accounts.models import Unit, User
from hengjian.office.config import settings
from hengjian.office.draws import actions, algorithm, entries, ledger, replacements
from hengjian.office.draws.kinds import kinds
from hengjian.office.draws.models import Draw, Entry, Pick, Seat
from hengjian.office.draws.protocol import protocol
from hengjian.office.ledgers import deliver_ledger
from hengjian.office.trail.models import Entry as TrailEntry

SCRIPT = Path(__file__).parents[2] / "docs" / "draw_verify.py"
NAMES = "甲乙丙丁戊己庚辛壬癸"
LIST = "\n".join(f"9136{n:014d}\t{name}公司\t{'低' if n % 2 else '高'}\t" for n, name in enumerate(NAMES))  # fmt: skip
SOON = TODAY + timedelta(days=3)


def prepared(user: User, unit_id: str, kind: str = "inspection_objects", text: str = LIST, **more: Any) -> Draw:  # fmt: skip
    given = {"drawn": 3, "standby": 2, "title": "食品抽查", "matter": "M1", **more}
    return actions.prepare(kind, text, unit=Unit.objects.get(pk=unit_id), acting_user=user, **given)


def frozen(user: User, unit_id: str, **more: Any) -> Draw:
    made = prepared(user, unit_id, **more)
    return actions.freeze(made, reveal_by=SOON, open_on=None, acting_user=user, revision=0, on_day=TODAY)  # fmt: skip


def nonce(user: User) -> str:
    return f"secret of {user.username}"


def commit(draw: Draw, user: User) -> Seat:
    value = algorithm.commitment(draw.number, user.username, nonce(user))
    return actions.commit(draw, value, acting_user=user)


@pytest.fixture
def decided(zhang: User, chief: User, units: tuple[str, str]) -> Draw:
    """A draw of two nonces with its result."""
    draw = frozen(zhang, units[0])
    for user in (zhang, chief):
        commit(draw, user)
    for user in (chief, zhang):
        draw = actions.reveal(draw, nonce(user), acting_user=user)
    return draw


def verify(found: dict[str, Any], folder: Path) -> int:
    file = folder / "protocol.json"
    file.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    return subprocess.run([sys.executable, "-I", str(SCRIPT), str(file)], capture_output=True, check=False).returncode  # fmt: skip


# The algorithm ---------------------------------------------------------------------------------


def test_equal_weights_give_equal_chances():
    weights = dict.fromkeys("abcdefghij", 1)
    rounds, taken = 6000, 3
    counts = dict.fromkeys(weights, 0)
    for n in range(rounds):
        for entry in algorithm.order(algorithm.sha256(f"seed {n}"), weights, taken):
            counts[entry] += 1
    expected = rounds * taken / len(weights)
    # without replacement the statistic shrinks by (n - taken) / (n - 1)
    chi = sum((c - expected) ** 2 / expected for c in counts.values()) * 9 / 7
    assert chi < 27.88  # 9 degrees of freedom, 0.1 %
    assert min(counts.values()) > 0


def test_the_first_draw_follows_the_weights():
    weights, rounds = {"a": 1, "b": 2, "c": 5}, 8000
    counts = dict.fromkeys(weights, 0)
    for n in range(rounds):
        counts[algorithm.order(algorithm.sha256(f"w{n}"), weights, 1)[0]] += 1
    chi = sum((counts[e] - rounds * w / 8) ** 2 / (rounds * w / 8) for e, w in weights.items())
    assert chi < 13.82  # 2 degrees of freedom, 0.1 %


def test_a_longer_order_begins_with_the_shorter_one_and_reaches_everybody():
    weights = {str(n): 1 + n % 4 for n in range(40)}
    seed = algorithm.sha256("s")
    whole = algorithm.order(seed, weights, 40)
    assert sorted(whole) == sorted(weights)
    assert algorithm.order(seed, weights, 7) == whole[:7]
    assert algorithm.order(seed, dict(random.Random(1).sample(list(weights.items()), 40)), 40) == whole  # fmt: skip


def test_the_order_of_people_does_not_matter():
    nonces = ["c", "a", "b"]
    assert algorithm.seed_of("d", nonces) == algorithm.seed_of("d", sorted(nonces))
    assert algorithm.seed_of("d", nonces) != algorithm.seed_of("d", ["c", "a", "x"])
    assert algorithm.seed_of("e", nonces) != algorithm.seed_of("d", nonces)


def test_every_entry_can_be_drawn_first():
    weights = dict.fromkeys(map(str, range(12)), 1)
    first = {algorithm.order(algorithm.sha256(f"r{n}"), weights, 1)[0] for n in range(400)}
    assert first == set(weights)


# The course --------------------------------------------------------------------------------------


def test_kinds_are_data():
    assert len(kinds()) >= 5
    assert all(k.seats >= 2 for k in kinds().values())


def test_a_list_is_read_with_or_without_its_header():
    kind = kinds()["inspection_objects"]
    plain = entries.read("1\t甲\t高\t\n2\t乙\t低\t", kind)
    header = entries.read("名称,统一社会信用代码,风险等级\n甲,1,高\n乙,2,低", kind)
    assert [(r["id"], r["name"], r["risk"]) for r in plain] == [
        (r["id"], r["name"], r["risk"]) for r in header
    ]
    assert [entries.weight(r, kind) for r in plain] == [8, 1]


@pytest.mark.parametrize(
    "text", ["", "1\t甲", "1\t甲\n1\t乙", "1\t甲\n\t乙", "1\t甲\n2\t"], ids=str.encode
)
def test_a_faulty_list_is_refused(text, zhang, units):
    with pytest.raises(ValidationError):
        prepared(zhang, units[0], text=text)
    assert not Draw.objects.exists()


def test_the_whole_course(decided, tmp_path):
    assert decided.state == Draw.State.DONE
    assert [p.position for p in decided.picks.all()] == [1, 2, 3, 4, 5]
    found = protocol(decided, names=True)
    assert verify(found, tmp_path) == 0
    assert len(SCRIPT.read_text("utf-8").splitlines()) < 80
    verbs = set(TrailEntry.objects.values_list("action", flat=True))
    assert {"draws.frozen", "draws.committed", "draws.revealed", "draws.done", "draws.picked"} <= verbs  # fmt: skip


def swap(found: dict[str, Any], *path: Any, to: Any) -> None:
    target: Any = found
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = to


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("entries", 0, 2), 7), (("entries", 0, 1), "别的公司"), (("entries", 1, 3), "利害关系"), (("drawn",), 2),
        (("picks", 0, "id"), "x"), (("commitments", 0, "nonce"), "other"), (("commitments", 1, "commitment"), "0" * 64),
        (("seed",), "0" * 64), (("digest",), "0" * 64), (("picks", 3, "role"), "drawn"), (("number",), "CQ2026-9999"),
        (("picks", 4, "replaces"), 1), (("picks", 0, "state"), "replaced"),
    ],
)  # fmt: skip
def test_a_tampered_protocol_is_found_out(decided, tmp_path, path, to):
    found = protocol(decided, names=True)
    swap(found, *path, to=to)
    assert verify(found, tmp_path) == 1


def test_a_shortened_result_is_found_out(decided, tmp_path):
    found = protocol(decided, names=True)
    found["picks"].pop()
    assert verify(found, tmp_path) == 1


def test_a_frozen_list_cannot_change(zhang, units):
    draw = frozen(zhang, units[0])
    with pytest.raises(ValidationError):
        actions.change_list(draw, LIST, acting_user=zhang, revision=None)
    assert entries.digest_of(draw) == draw.digest


def test_a_list_changed_in_the_database_cannot_be_drawn(zhang, chief, units):
    draw = frozen(zhang, units[0])
    for user in (zhang, chief):
        commit(draw, user)
    Entry.objects.filter(draw=draw, name="甲公司").update(weight=500)
    actions.reveal(draw, nonce(zhang), acting_user=zhang)
    with pytest.raises(ValidationError, match="摘要"):
        actions.reveal(draw, nonce(chief), acting_user=chief)
    assert not Pick.objects.exists()


def test_one_person_cannot_give_both_nonces(zhang, chief, units):
    draw = frozen(zhang, units[0])
    commit(draw, zhang)
    with pytest.raises(PermissionDenied):
        actions.commit(draw, "0" * 64, acting_user=zhang)
    with pytest.raises(ValidationError):  # nor copy another's commitment
        actions.commit(draw, Seat.objects.get().commitment, acting_user=chief)
    with pytest.raises(ValidationError):
        actions.commit(draw, "no commitment", acting_user=chief)
    assert Draw.objects.get().state == Draw.State.FROZEN


def test_the_nonce_must_be_the_committed_one_and_ones_own(zhang, chief, li, units):
    draw = frozen(zhang, units[0])
    commit(draw, zhang)
    with pytest.raises(ValidationError):  # before all have committed
        actions.reveal(draw, nonce(zhang), acting_user=zhang)
    commit(draw, chief)
    with pytest.raises(ValidationError):
        actions.reveal(draw, "another one", acting_user=zhang)
    with pytest.raises(PermissionDenied):
        actions.reveal(draw, nonce(zhang), acting_user=li)
    actions.reveal(draw, nonce(zhang), acting_user=zhang)
    with pytest.raises(PermissionDenied):
        actions.reveal(draw, nonce(zhang), acting_user=zhang)
    assert Draw.objects.get().state == Draw.State.COMMITTED


def test_a_nonce_not_shown_in_time_voids_the_draw_visibly(zhang, chief, units):
    draw = frozen(zhang, units[0])
    for user in (zhang, chief):
        commit(draw, user)
    actions.reveal(draw, nonce(zhang), acting_user=zhang)
    assert actions.void_overdue(SOON) == 0
    assert actions.void_overdue(SOON + timedelta(days=1)) == 1
    page = Client().get(f"/draws/public/{draw.number}/").content.decode()
    assert "已作废" in page
    assert chief.name in page
    assert "没有揭示" in page
    again = prepared(zhang, units[0], again_of=Draw.objects.get())
    assert again.again_of == draw


def test_exclusions_stand_in_the_list_and_are_never_drawn(zhang, chief, units, decided):
    """`recent`: whoever was drawn last time cannot be drawn now."""
    first = {p.entry.entry_id for p in decided.picks.all() if p.serves}
    second = frozen(zhang, units[0])
    assert set(second.entries.exclude(excluded="").values_list("entry_id", flat=True)) == first
    other = frozen(zhang, units[1])
    assert not other.entries.exclude(excluded="").exists()


def test_conflict_and_own_unit_exclude(zhang, units):
    own = Unit.objects.get(pk=units[0]).name
    text = f"1\t甲\t{own}\t工程\t否\n2\t乙\t大学\t工程\t是\n3\t丙\t大学\t工程\t否\n4\t丁\t大学\t工程\t否"
    made = prepared(zhang, units[0], kind="decision_experts", text=text, drawn=1, standby=1)
    draw = actions.freeze(made, reveal_by=SOON, open_on=None, acting_user=zhang, revision=0, on_day=TODAY)  # fmt: skip
    assert [bool(e.excluded) for e in draw.entries.all()] == [True, True, False, False]
    short = prepared(zhang, units[0], kind="decision_experts", text=text, drawn=2, standby=1)
    with pytest.raises(ValidationError, match="不足"):
        actions.freeze(short, reveal_by=SOON, open_on=None, acting_user=zhang, revision=0, on_day=TODAY)  # fmt: skip


def test_the_second_click_finds_out(zhang, units):
    made = prepared(zhang, units[0])
    actions.change_list(made, LIST, acting_user=zhang, revision=0)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.freeze(made, reveal_by=SOON, open_on=None, acting_user=zhang, revision=0, on_day=TODAY)  # fmt: skip


# Afterwards --------------------------------------------------------------------------------------


def test_a_replacement_takes_the_next_stand_by(decided, zhang, chief, tmp_path):
    replacements.ask(decided, 2, "与被查单位有亲属关系", acting_user=zhang)
    with pytest.raises(PermissionDenied):
        replacements.answer(decided, 2, True, acting_user=zhang, on_day=TODAY)
    replacements.answer(decided, 2, True, acting_user=chief, on_day=TODAY)
    assert decided.picks.get(position=4).replaces == 2
    assert [p.position for p in decided.picks.all() if p.serves] == [1, 3, 4]
    assert verify(protocol(decided, names=True), tmp_path) == 0


def test_stand_bys_used_up_the_same_seed_goes_on(decided, zhang, chief, tmp_path):
    for position in (1, 2, 3):
        replacements.ask(decided, position, "不能到场", acting_user=zhang)
        replacements.answer(decided, position, True, acting_user=chief, on_day=TODAY)
    assert [p.position for p in decided.picks.all() if p.serves] == [4, 5, 6]
    assert verify(protocol(decided, names=True), tmp_path) == 0


def test_no_reason_no_replacement_and_a_refusal_changes_nothing(decided, zhang, chief):
    with pytest.raises(ValidationError):
        replacements.ask(decided, 1, " ", acting_user=zhang)
    replacements.ask(decided, 1, "不想去", acting_user=zhang)
    replacements.answer(decided, 1, False, acting_user=chief, on_day=TODAY)
    assert decided.picks.get(position=1).serves
    assert not decided.picks.get(position=1).reason


def test_the_ledger_fits_the_data_standard(decided, zhang, chief):
    replacements.ask(decided, 1, "回避", acting_user=zhang)
    replacements.answer(decided, 1, True, acting_user=chief, on_day=TODAY)
    tables = ledger.ledger()
    assert tables["draw"][0]["eligible"] == len(NAMES)
    assert {t: deliver_ledger(t, rows) for t, rows in tables.items()} == {"draw": 1, "draw_pick": 5}
    assert "hengjian.office.draws.ledger.ledger" in settings.OFFICE_LEDGERS


# Pages -------------------------------------------------------------------------------------------


def test_names_of_experts_are_secret_until_the_day_of_opening(zhang, units):
    text = "\n".join(f"{n}\t专家{name}\t大学\t工程\t否" for n, name in enumerate(NAMES, 10))
    made = prepared(zhang, units[0], kind="procurement_experts", text=text)
    with pytest.raises(ValidationError, match="公开日"):
        actions.freeze(made, reveal_by=SOON, open_on=TODAY, acting_user=zhang, revision=0, on_day=TODAY)  # fmt: skip
    draw = actions.freeze(made, reveal_by=SOON, open_on=SOON, acting_user=zhang, revision=0, on_day=TODAY)  # fmt: skip
    for url in (f"/draws/public/{draw.number}/", f"/draws/public/{draw.number}/protocol.json"):
        page = Client().get(url).content.decode()
        assert draw.digest in page
        assert "专家甲" not in page


def test_a_draft_is_not_public(zhang, units):
    made = prepared(zhang, units[0])
    assert Client().get(f"/draws/public/{made.number}/").status_code == 404


def test_the_public_protocol_verifies(decided, tmp_path):
    answer = Client().get(f"/draws/public/{decided.number}/protocol.json")
    assert verify(answer.json(), tmp_path) == 0
    assert decided.title in Client().get("/draws/public/").content.decode()


def test_another_unit_sees_nothing(decided, person: Callable[..., User], units, enter):
    other = enter(person("other", "head", units[1]))
    assert other.get(f"/draws/{decided.pk}/").status_code == 404
    assert decided.title not in other.get("/draws/").content.decode()
    own = enter(person("own", "head", units[0]))
    assert own.get(f"/draws/{decided.pk}/").status_code == 200


def test_the_pages_carry_a_draw_from_list_to_freezing(zhang, units, enter):
    client = enter(zhang)
    assert client.get("/draws/new/").status_code == 200
    url = "/draws/new/?kind=inspection_objects"
    data = {"title": "抽查", "unit": units[0], "drawn": 2, "standby": 1, "text": "x"}
    assert client.post(url, data).status_code == 422
    answer = client.post(url, {**data, "text": LIST})
    page = answer["Location"]
    assert "冻结并公布名单" in client.get(page).content.decode()
    client.post(f"{page}do/freeze/", {"revision": 0, "reveal_by": SOON.isoformat()})
    draw = Draw.objects.get()
    assert draw.state == Draw.State.FROZEN
    value = algorithm.commitment(draw.number, zhang.username, nonce(zhang))
    client.post(f"{page}do/commit/", {"revision": 1, "commitment": value})
    assert Seat.objects.get().commitment == value
    again = client.post(f"{page}do/commit/", {"revision": 1, "commitment": value})
    assert again.status_code == 302
    assert Seat.objects.count() == 1
    answer = client.post(f"{page}do/void/", {"revision": 1, "reason": ""})
    assert answer.status_code == 422


def test_an_unknown_act_and_a_missing_permission(decided, person, units, enter, zhang):
    assert enter(zhang).post(f"/draws/{decided.pk}/do/nothing/").status_code == 404
    auditor = enter(person("audit", "auditor"))
    assert auditor.post(f"/draws/{decided.pk}/do/void/", {"reason": "x"}).status_code == 404


def test_a_role_of_one_field_prepares_draws_of_that_field_only(person, units, enter):
    client = enter(person("lu", "procurement_supervisor"))
    page = client.get("/draws/new/").content.decode()
    assert "政府采购评审专家" in page
    assert "双随机检查对象" not in page
    assert (
        "双随机检查对象" not in client.get("/draws/new/?kind=inspection_objects").content.decode()
    )


def test_a_delegate_does_not_count_as_a_second_person(zhang, chief, person, units):
    delegate = person("delegate", "auditor")
    draw = frozen(zhang, units[0])
    commit(draw, zhang)
    administration.delegate(zhang, delegate, starts_on=TODAY, ends_on=TODAY, acting_user=chief)
    again = User.objects.get(pk=delegate.pk)
    with pytest.raises(PermissionDenied):
        commit(draw, again)


def test_two_accounts_of_one_person_are_one_person(zhang, chief, units):
    User.objects.filter(pk__in=(zhang.pk, chief.pk)).update(person_id="P7")
    draw = frozen(zhang, units[0])
    commit(draw, User.objects.get(pk=zhang.pk))
    with pytest.raises(PermissionDenied):
        commit(draw, User.objects.get(pk=chief.pk))
