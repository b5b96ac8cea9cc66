from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.ingest.intake.duplicates import LEAST, Filed, find_clusters
from claimgraph.ingest.intake.likeness import jaccard, words_of

CAMPAIGN = (
    "Dear Administrator, I write on the order about lamps and ask the agency to adopt it for every harbour town. The"
    " lamps of our streets are dim and the mirrors behind them are old. Fishers and nurses rely on light when they walk"
    " home from the quay at night. Where lanterns were renewed, fewer people fell on the stairs. The order is sound and"
    " its costs are low. It should enter into force next year and cover all bridges. Thank you for hearing us."
)
OWN = (
    "My grandmother fell on the stairs by the fish market in March, when two of the three lanterns there had been out"
    " for weeks, and she has walked with a stick ever since."
)
MIDDLE = "The order is sound"


def clusters(*texts: str) -> list[list[str]]:
    """The ids (positions) of each cluster's senders."""
    filed = [Filed(str(number), text) for number, text in enumerate(texts)]
    return [[each.id for each in cluster.signatories] for cluster in find_clusters(filed)]


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        pytest.param(CAMPAIGN, "", id="the same"),
        pytest.param(CAMPAIGN.upper().replace(".", "!\n\n"), "", id="the same words"),
        pytest.param(f"{CAMPAIGN} Jo Roe, 12 Quay Street", "adds 5 words", id="signed"),
        pytest.param(CAMPAIGN.replace("I write", "As a resident of Dimport I write"), "adds 5 words", id="filled in"),
        pytest.param(f"{CAMPAIGN} {OWN}", "adds 33 words", id="own words at the end"),
        pytest.param(CAMPAIGN.replace(MIDDLE, f"{OWN} {MIDDLE}"), "adds 33 words", id="own words in the middle"),
        pytest.param(
            CAMPAIGN.replace("Dear Administrator", "To whom it concerns"), "adds 4 words, lacks 2", id="greeting"
        ),
    ],
)
def test_one_letter_stands_for_many(other: str, difference: str) -> None:
    (cluster,) = find_clusters([Filed("a", CAMPAIGN), Filed("b", CAMPAIGN), Filed("c", other, "Jo Roe", None)])
    assert cluster.standing == "a"
    found = {each.id: each for each in cluster.signatories}
    assert (found["c"].difference, found["c"].respondent, found["c"].date) == (difference, "Jo Roe", None)
    assert (found["c"].similarity == 1.0) is (difference == "")
    assert all(words in other for words in found["c"].added)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(CAMPAIGN.replace("to adopt", "not to adopt"), id="a not"),
        pytest.param(CAMPAIGN.replace("adopt", "withdraw"), id="the opposite verb"),
        pytest.param(CAMPAIGN.replace("is sound", "isn’t sound"), id="a contraction"),
        pytest.param(CAMPAIGN.replace("next year", "in 2031"), id="a figure"),
        pytest.param(CAMPAIGN.replace("cover all bridges", "cover some bridges"), id="a quantity"),
        pytest.param(CAMPAIGN.replace("lamps of", "mirrors of"), id="another thing"),
        pytest.param(CAMPAIGN.replace("are dim", "are hardly dim"), id="an adverb"),
        pytest.param(CAMPAIGN.upper().replace("LAMPS AND ASK", "MIRRORS AND ASK"), id="another subject in capitals"),
        pytest.param(CAMPAIGN.replace("The order is sound", "The Bureau says the order is sound"), id="a report of it"),
        pytest.param(CAMPAIGN.replace("about lamps", "about mirrors"), id="another subject"),
        pytest.param(f"{CAMPAIGN} The order is sound and its costs are high.", id="a sentence again, changed"),
        pytest.param(f"{CAMPAIGN} I oppose this.", id="a short word against it"),
        pytest.param(" ".join(sorted(CAMPAIGN.split())), id="the same words in another order"),
        pytest.param(f"{CAMPAIGN} " + " ".join(f"word{number}" for number in range(300)), id="mostly other words"),
    ],
)
def test_a_letter_that_says_something_else_stands_by_itself(other: str) -> None:
    assert clusters(CAMPAIGN, other) == []


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("Jo Roe", "Ann Poe-Lee", True),
        ("Sincerely, Jo Roe", "Sincerely, Ann Poe", True),
        ("Jo Roe, Dimport, OH 44107", "Ann Poe, Millport, TX 73301", True),
        ("Ban lamps", "Keep lamps", False),
        ("Lamps cost 12 dollars", "Mirrors cost 12 dollars", False),
    ],
)
def test_only_names_and_courtesies_may_differ_at_the_end(one: str, other: str, joined: bool) -> None:
    assert bool(clusters(f"{CAMPAIGN} {one}", f"{CAMPAIGN} {other}")) is joined


@pytest.mark.parametrize("copies", [1, 2])
def test_a_letter_with_a_sentence_less_stands_for_those_that_have_all_of_its_own(copies: int) -> None:
    less = CAMPAIGN.replace("The order is sound and its costs are low.", "")
    found = find_clusters([Filed("less", less), *(Filed(str(number), CAMPAIGN) for number in range(copies))])
    senders = [[(each.id, each.difference) for each in cluster.signatories] for cluster in found]
    assert senders == [[[("less", ""), ("0", "adds 9 words")]], [[("0", ""), ("1", "")]]][copies - 1]


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("I support lamps.", "I SUPPORT lamps", True),
        ("I support lamps.", "I support lamps. Jo", False),
        ("", "", False),
        ("...", "...", False),
    ],
)
def test_short_texts_join_only_if_they_are_the_same(one: str, other: str, joined: bool) -> None:
    assert bool(clusters(one, other)) is joined


def test_what_everyone_sent_stands_and_the_first_sender_with_it() -> None:
    filed = [
        Filed("9", f"{CAMPAIGN} {OWN}", date="2024-01-01"),
        Filed("3", CAMPAIGN, date="2024-02-03"),
        Filed("2", CAMPAIGN, date="2024-02-02"),
        Filed("1", CAMPAIGN),
    ]
    (cluster,) = find_clusters(filed)
    assert [each.id for each in cluster.signatories] == ["2", "3", "1", "9"]


def test_no_chain_leads_from_one_letter_to_another() -> None:
    sentences = [f"The {what} of the {where} were counted by {who} and mended in due course by their own hands."
                 for what in ("lamps", "wires", "poles", "bulbs") for where in ("quay", "mill", "depot", "pier")
                 for who in ("nurses", "bakers")]  # fmt: skip
    steps = [" ".join(sentences[start : start + 16]) for start in range(0, 16, 2)]
    for cluster in find_clusters([Filed(str(number), text) for number, text in enumerate(steps)]):
        assert all(each.similarity >= LEAST for each in cluster.signatories)
        assert len(cluster.signatories) < len(steps)


@given(
    st.lists(
        st.lists(st.sampled_from([*CAMPAIGN.removesuffix(".").split(". "), "I oppose it", OWN, "Jo Roe"]), min_size=1),
        min_size=2,
        max_size=6,
    )
)
@settings(deadline=None, max_examples=60)
def test_whoever_stands_for_another_says_nothing_that_the_other_does_not(letters: list[list[str]]) -> None:
    texts = [". ".join(sentences) + "." for sentences in letters]
    found = find_clusters([Filed(str(number), text) for number, text in enumerate(texts)], 0.2)
    everyone = [each.id for cluster in found for each in cluster.signatories]
    assert len(everyone) == len(set(everyone))
    for cluster in found:
        standing = words_of(texts[int(cluster.standing)])
        inner = set(map(standing.said, standing.sentences[1:-1]))
        for each in cluster.signatories:
            words = words_of(texts[int(each.id)])
            assert inner <= set(map(words.said, words.sentences))
            assert each.similarity == jaccard(standing.shingles, words.shingles) >= 0.2


@pytest.mark.parametrize("text", ["." * 200_000, "a. " * 50_000, "\n" * 200_000 + "a", "’" * 200_000])
def test_odd_texts_cost_no_more_than_their_length(text: str) -> None:
    assert len(words_of(text).words) in (0, 1, 50_000)


def test_the_order_in_which_they_come_changes_nothing() -> None:
    chance = random.Random(3)
    texts = [CAMPAIGN, CAMPAIGN, f"{CAMPAIGN} {OWN}", CAMPAIGN.replace("adopt", "withdraw"), OWN, OWN]
    filed = [Filed(str(number), text) for number, text in enumerate(texts)]
    found = find_clusters(filed)
    assert len(found) == 2
    for _ in range(5):
        chance.shuffle(filed)
        assert find_clusters(filed) == found
