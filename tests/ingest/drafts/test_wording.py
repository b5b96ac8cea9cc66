"""What the rules about wording see in a sentence: strength, condition, kind, and how much speaks for a claim."""

from __future__ import annotations

import pytest

from claimgraph.ingest import parse
from claimgraph.ingest.drafts.judge import judge
from claimgraph.ingest.drafts.kinds import kind
from claimgraph.ingest.drafts.modality import commands, condition, esteems, strength
from claimgraph.ingest.drafts.places import Place, places

STRENGTH = [
    ("The law applies to lamps.", "asserted", None),
    ("Cities should pay.", "advised", "should"),
    ("We strongly recommend a map.", "advised", "recommend"),
    ("Cities must pay.", "required", "must"),
    ("It is essential that cities pay.", "required", "It is essential"),
    ("This requires a map.", "required", "requires"),
    ("Lamps do not need to be tall.", "asserted", None),
    ("Lamps may fail.", "possible", "may"),
    ("Lamps are unlikely to fail.", "probable", "unlikely"),
    ("The office could consider a map.", "optional", "could consider"),
    ("A map is worth exploring.", "optional", "worth exploring"),
    ("Lamps are tools that could help.", "asserted", None),
    ("Lamps that are tall can fall.", "possible", "can"),
    ("While lamps may fail, cities must pay.", "required", "must"),
    ("For example, if lamps could fail, they may fall.", "possible", "may"),
    ("We believe that lamps can help.", "possible", "can"),
    ("Lamps were lit on May 11, 2023.", "asserted", None),
    ("Maybe mustard is cannery.", "asserted", None),
]
CONDITION = [
    ("If a lamp fails, it must be replaced at once.", "If a lamp fails"),
    (
        "Cities should not pay until the office has a map, a plan and a budget.",
        "until the office has a map, a plan and a budget",
    ),
    ("Cities should not pay until the office has drawn its map.", "until the office has drawn its map"),
    ("Lamps help even if they are dim and rarely cleaned.", None),
    ("We were not sure if lamps could be dimmed at all.", None),
    ("If lamps fail, streets are dark unless cities pay for them.", None),
    ("Lamps are things that, if broken, spoil the street for all.", None),
    ("Lamps help.", None),
]
COMMANDS = [
    ("Publish a map", "Publish"),
    ("Carefully review all rules", "review"),
    ("Do not limit lamps", "limit"),
    ("Promoting lamps is good", "Promoting"),
    ("Planning ahead", "Planning"),
    ("Streets are dark", None),
    ("", None),
    ("12 lamps", None),
]
ESTEEMS = [
    ("A map is vital for cities.", "vital"),
    ("Maps remain critically important.", "important"),
    ("A map is not vital.", None),
    ("Vital maps exist.", None),
]
TYPES = [
    ("We recommend that the office draw a map.", "recommendation"),
    ("Therefore, Cedar urges the office to draw a map.", "recommendation"),
    ("The office should draw a map.", "policy"),
    ("Glare is defined as light that hinders sight.", "definitional"),
    ("We have installed nine hundred lamps.", "self-report"),
    ("We believe lamps help.", "factual"),
    ("Lamps are beneficial.", "value"),
    ("Lamps reduce accidents.", "factual"),
    ("One may consider a map.", "policy"),
]
SPEAKS = [
    # the first says more of a claim than the second
    ("Cities should pay for the lamps of every street.", "Cities pay for the lamps of every street in town."),
    ("Lamps reduce accidents in every street of the town.", "Do lamps reduce accidents in every street of the town?"),
    ("Lamps reduce accidents in every street of the town.", "Some argue that lamps reduce accidents in every street."),
    ("Lamps reduce accidents in every street of the town.", "We thank the office for the opportunity to comment."),
    ("Lamps reduce accidents in every street of the town.", "In this letter, we outline what lamps are and why."),
    ("Lamps reduce accidents in every street of the town.", "Lamps and streets and towns of the whole country:"),
    ("Lamps reduce accidents in every street of the town.", "Lamps, in streets."),
    ("Lamps reduce accidents in every street of the town.", "Where Lamps Are ................................ 4"),
    ("Lamps reduce accidents in every street of the town.", "Fox, Ada, “Lamps and Streets,” Town Press, May 11, 2023."),
]


def placed(text: str) -> Place:
    return places(parse(f"It rained on the whole town and its harbour. {text}\n"))[-1]


@pytest.mark.parametrize(("text", "modality", "cue"), STRENGTH)
def test_strength(text: str, modality: str, cue: str | None) -> None:
    found = strength(text)
    assert (found.modality, found.cue) == (modality, cue)


@pytest.mark.parametrize(("text", "clause"), CONDITION)
def test_condition(text: str, clause: str | None) -> None:
    assert condition(text) == clause


@pytest.mark.parametrize(("text", "verb"), COMMANDS)
def test_commands(text: str, verb: str | None) -> None:
    assert commands(text) == verb


@pytest.mark.parametrize(("text", "word"), ESTEEMS)
def test_esteems(text: str, word: str | None) -> None:
    assert esteems(text) == word


@pytest.mark.parametrize(("text", "expected"), TYPES)
def test_types(text: str, expected: str) -> None:
    assert kind(placed(text), strength(text), ["Cedar"]).type == expected


@pytest.mark.parametrize(("more", "less"), SPEAKS)
def test_what_speaks_more_for_a_claim(more: str, less: str) -> None:
    scores = [judge(placed(t), kind(placed(t), strength(t), []), strength(t)).score for t in (more, less)]
    assert scores[0] > scores[1]


def test_a_restated_question_is_hardly_a_claim() -> None:
    place = placed("Lamps are how bright they should be at night.")
    what, shown = kind(place, strength(place.sentence.text), []), strength(place.sentence.text)
    assert judge(place, what, shown, restated=0.9).score < judge(place, what, shown).score
