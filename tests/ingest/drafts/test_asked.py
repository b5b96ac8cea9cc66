"""What a model is asked, and what of its answers stands."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.ingest import parse
from claimgraph.ingest.anchors import Anchors
from claimgraph.ingest.drafts.asked import LONGEST, Answer, AnswerError, passages, read_answer, where
from claimgraph.ingest.drafts.modality import Strength
from claimgraph.ingest.drafts.places import places

CEDAR = parse((Path(__file__).parent / "cedar.txt").read_text("utf-8"))
Q = "The office must not forget the harbour."

READ = {
    "plain": ({"claims": [{"quote": Q, "type": "policy", "modality": "required", "cue": "must"}]}, "policy", "must"),
    "cue in other letters": ({"claims": [{"quote": Q, "modality": "required", "cue": "MUST"}]}, None, "must"),
    "cue that isn't there": ({"claims": [{"quote": Q, "modality": "possible", "cue": "may"}]}, None, None),
    "cue in a word": ({"claims": [{"quote": Q, "modality": "possible", "cue": "bour"}]}, None, None),
    "cue of nothing": ({"claims": [{"quote": Q, "modality": "possible", "cue": " "}]}, None, None),
    "no such type": ({"claims": [{"quote": Q, "type": "opinion"}]}, None, None),
    "types of other kinds": ({"claims": [{"quote": Q, "type": ["policy"], "modality": {}, "cue": 7}]}, None, None),
}
UNREADABLE = [
    "",
    "no",
    "[]",
    "{}",
    '{"claims": 7}',
    '{"claims": [',
    "}{",
    "[" * 100_000,
    '{"a": ' * 100_000 + "}" * 100_000,
]
STANDS = [
    (Q, True),
    ("the  lamps should be\ndimmed", True),
    ('"Glare" is defined as light', True),
    ("The office must forget the harbour.", False),
    ("orget the harb", False),
    ("It is dark.", False),  # twice
    ("Lamps are evil.", False),
    ("", False),
    ("³", False),
]


@pytest.mark.parametrize("name", READ)
def test_read(name: str) -> None:
    given, kind, cue = READ[name]
    (answer,) = read_answer(f"Here it is:\n```json\n{json.dumps(given)}\n```\nDone.")
    assert (answer.quote, answer.type) == (Q, kind)
    assert (answer.strength.cue if answer.strength else None) == cue


def test_asserted_needs_no_cue() -> None:
    (answer,) = read_answer(json.dumps({"claims": [{"quote": Q, "modality": "asserted", "cue": "must"}]}))
    assert answer.strength == Strength("asserted")


def test_entries_that_are_no_claims_are_passed_over() -> None:
    claims = [7, None, "x", [], {}, {"quote": 7}, {"quote": Q}]
    assert [answer.quote for answer in read_answer(json.dumps({"claims": claims}))] == [Q]


@pytest.mark.parametrize("content", UNREADABLE, ids=range(len(UNREADABLE)))
def test_unreadable(content: str) -> None:
    with pytest.raises(AnswerError):
        read_answer(content)


@settings(max_examples=50)
@given(st.text(max_size=200) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_answer_is_read_or_refused(content: str) -> None:
    with suppress(AnswerError):
        assert all(isinstance(answer, Answer) for answer in read_answer(content))


@pytest.mark.parametrize(("quote", "stands"), STANDS)
def test_only_what_stands_in_the_letter_counts(quote: str, stands: bool) -> None:
    (passage,) = passages(places(CEDAR))
    assert (where(Answer(quote), passage, Anchors(CEDAR)) is not None) == stands


def test_passages_hold_every_sentence_once_and_are_bounded() -> None:
    paragraph = " ".join(f"Lamp {number} stands in street {number}." for number in range(40))
    found = places(parse("\n\n".join([paragraph] * 30)))
    made = passages(found)
    assert tuple(place for passage in made for place in passage.places) == found
    assert max(len(passage.text) for passage in made) <= LONGEST + 2 * len(paragraph)
    assert len(made) > 3
    assert passages(()) == ()
