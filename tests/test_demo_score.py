"""The planted truth: hard rules miss nothing, accuse nobody innocent, and stay silent on the clean twin."""

from __future__ import annotations

from hengjian.cli.commands_demo import scores


def test_every_planted_breach_is_found(district):
    missed = {s.rule: s.missed for s in scores(district) if s.missed}
    assert missed == {}


def test_no_look_alike_is_flagged(district):
    wronged = {s.rule: s.wrongly_flagged for s in scores(district) if s.wrongly_flagged}
    assert wronged == {}


def test_every_undecidable_case_is_recognised(district):
    unknown = {
        s.rule: (s.recognised, s.undecidable)
        for s in scores(district)
        if s.recognised < s.undecidable
    }
    assert unknown == {}


def test_hard_rules_find_nothing_unplanted(district):
    levels = {name: rule.level for name, rule in district.catalog.rules.items()}
    extra = {
        s.rule: s.not_planted
        for s in scores(district)
        if s.not_planted and levels[s.rule] == "hard"
    }
    assert extra == {}


def test_the_clean_twin_is_silent(clean_district):
    flagged = {
        f["rule"]: f["record_id"] for f in clean_district.findings() if f["verdict"] == "flagged"
    }
    assert flagged == {}
