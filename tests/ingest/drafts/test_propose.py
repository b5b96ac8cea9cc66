"""Drafts of a letter: what is proposed, that it stands in the letter, and that it comes back from its file."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimgraph.ingest import load_corpus, parse, read_letter
from claimgraph.ingest.anchors import Anchors
from claimgraph.ingest.corpus import load_file
from claimgraph.ingest.drafts import DraftClaim, LetterDraft
from claimgraph.ingest.drafts.known import Known, known_docket
from claimgraph.ingest.drafts.places import places
from claimgraph.ingest.drafts.propose import Drafting, draft_letter
from claimgraph.ingest.drafts.write import draft_text
from claimgraph.ingest.models import Span

HERE = Path(__file__).parent
LAMPS = HERE.parents[1] / "corpora" / "lamps"
CEDAR = (HERE / "cedar.txt").read_text("utf-8")

PARTS = {
    "RE: Docket No.": "letterhead",
    "Dear Director Lee": "letterhead",
    "Cedar Lighting appreciates": "body",
    "Sincerely": "signature",
    "Ada Fox": "signature",
    "Brighter lamps make": "body",
}
PROPOSED = {
    "Publish a map of every unlit street;": ("recommendation", "advised", [], []),
    "Avoid rules that name a single kind of lamp; and": ("recommendation", "advised", [], []),
    "Harbour City to fund the first thousand lamps.": ("recommendation", "advised", [], []),
    "Brighter lamps make streets safer at night.": ("factual", "asserted", [1], ["1"]),
    "If a street has no houses, the lamps should be dimmed after midnight.": ("policy", "advised", [], ["1"]),
    "“Glare” is defined as light that hinders sight.": ("definitional", "asserted", [], ["1"]),
    "The office must not forget the harbour.": ("policy", "required", [], ["1"]),
    "Shielded lamps are cheap, but they need care.": ("factual", "asserted", [2], ["1"]),
    "We have installed nine hundred lamps since 2019.": ("self-report", "asserted", [], ["1"]),
    "Cities should pay for lamps.": ("policy", "advised", [], ["2"]),
}
NOT_PROPOSED = [
    "Cedar Lighting appreciates the opportunity to comment on street lamps.",
    "Critics often say that lamps are ugly.",
    "What would a dark city look like?",
    "Ada Fox",
]


@pytest.fixture(scope="module")
def known() -> Known:
    corpus = load_corpus(LAMPS)
    return known_docket(corpus, [read_letter(corpus, slug) for slug in corpus.letters])


@pytest.fixture(scope="module")
def drafting(known: Known) -> Drafting:
    return Drafting("cedar", parse(CEDAR, known.questions), known)


@pytest.fixture(scope="module")
def draft(drafting: Drafting) -> LetterDraft:
    return draft_letter(drafting, "cedar.txt")


def claim(draft: LetterDraft, quote: str) -> DraftClaim:
    (found,) = [each for each in draft.claims if each.quote == quote]
    return found


@pytest.mark.parametrize("begin", PARTS)
def test_parts_of_a_letter(drafting: Drafting, begin: str) -> None:
    (part,) = {each.part for each in places(drafting.letter) if each.sentence.text.startswith(begin)}
    assert part == PARTS[begin]


@pytest.mark.parametrize("quote", PROPOSED)
def test_proposed(draft: LetterDraft, quote: str) -> None:
    found = claim(draft, quote)
    numbers = [reference.number for reference in found.references]
    assert (found.type, found.modality, numbers, list(found.draft.questions)) == PROPOSED[quote]
    assert found.stance is None
    assert found.draft.status == "proposed"


@pytest.mark.parametrize("quote", NOT_PROPOSED)
def test_not_proposed(draft: LetterDraft, quote: str) -> None:
    assert quote not in {each.quote for each in draft.claims}


def test_near_and_alignments(draft: LetterDraft) -> None:
    pays = claim(draft, "Cities should pay for lamps.").draft
    assert pays.near[0].proposition == "cities-pay"
    assert pays.near[0].stance is None
    assert [each.claim for each in pays.alignments[:2]] == ["borealis/cities-should-not-pay", "acme/cities-should-pay"]
    assert {each.kind for each in pays.alignments} == {None}  # that one says the contrary isn't told by shared words
    brighter = claim(draft, "Brighter lamps make streets safer at night.").draft
    shared = {each.claim: each for each in brighter.alignments if each.kind == "shared-evidence"}
    assert "footnote 1" in shared["acme/brighter-lamps-reduce-accidents"].reason


def test_inner_footnote_is_pointed_out(draft: LetterDraft) -> None:
    reasons = claim(draft, "Shielded lamps are cheap, but they need care.").draft.reasons
    assert any("footnote 2 has its mark inside the sentence" in reason for reason in reasons)
    assert any("several things" in reason for reason in reasons)


def test_condition_and_cue(draft: LetterDraft) -> None:
    dimmed = claim(draft, "If a street has no houses, the lamps should be dimmed after midnight.")
    assert (dimmed.condition, dimmed.cue) == ("If a street has no houses", "should")


def test_words_that_stand_twice_have_a_context(drafting: Drafting) -> None:
    all_of_them = draft_letter(drafting, "cedar.txt", least=0.0)
    dark = [each for each in all_of_them.claims if each.quote == "It is dark."]
    anchors = Anchors(drafting.letter)
    assert len({anchors.find(each.quote, each.context).spans for each in dark}) == len(dark) == 2


def test_what_can_not_be_told_apart_is_dropped(known: Known) -> None:
    text = "\n\n".join(["How bright should street lamps be?", *["Lamps should be very bright."] * 9])
    made = draft_letter(Drafting("twin", parse(text, known.questions), known), "twin.txt")
    assert made.draft.dropped + len(made.claims) == 9
    assert made.draft.dropped > 0


def test_settled_words_are_not_proposed_again(drafting: Drafting, draft: LetterDraft) -> None:
    span = Anchors(drafting.letter).find("Cities should pay for lamps.").whole
    less = draft_letter(replace(drafting, settled=(Span(span.start, span.end),)), "cedar.txt")
    assert {each.quote for each in draft.claims} - {each.quote for each in less.claims} == {
        "Cities should pay for lamps."
    }
    taken = draft_letter(replace(drafting, taken={draft.claims[0].slug}), "cedar.txt")
    assert taken.claims[0].slug == f"{draft.claims[0].slug}-2"


def test_scores_only_take_away(drafting: Drafting) -> None:
    quotes = [{each.quote for each in draft_letter(drafting, "x.txt", least).claims} for least in (0.0, 0.4, 0.7, 1.0)]
    assert quotes[0] > quotes[1] > quotes[2] > quotes[3] == set()


ELSEWHERE = """
import sys
from pathlib import Path
from claimgraph.ingest import load_corpus, parse, read_letter
from claimgraph.ingest.drafts.known import known_docket
from claimgraph.ingest.drafts.propose import Drafting, draft_letter
from claimgraph.ingest.drafts.write import draft_text
corpus = load_corpus(Path(sys.argv[1]))
known = known_docket(corpus, [read_letter(corpus, slug) for slug in corpus.letters])
letter = parse(Path(sys.argv[2]).read_text("utf-8"), known.questions)
sys.stdout.buffer.write(draft_text(draft_letter(Drafting("cedar", letter, known), "cedar.txt")).encode())
"""


def test_same_bytes_whatever_the_order_of_sets(draft: LetterDraft) -> None:
    command = [sys.executable, "-c", ELSEWHERE, str(LAMPS), str(HERE / "cedar.txt")]
    done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": "1"}, check=True, capture_output=True)
    assert done.stdout.decode() == draft_text(draft)


def test_same_letter_same_bytes_and_back(drafting: Drafting, draft: LetterDraft, tmp_path: Path) -> None:
    text = draft_text(draft)
    again = Drafting("cedar", drafting.letter, drafting.known)
    assert draft_text(draft_letter(again, "cedar.txt")) == text
    path = tmp_path / "cedar.draft.yaml"
    path.write_text(text, "utf-8")
    assert load_file(path, LetterDraft).content == draft
    assert max(map(len, text.splitlines())) <= 130


ODD = """We should must lamps can fail if the street is dark. : ; ? “glare” ‘x’ – ¹ ² * ** _ # & ! { } [a](http://b.c)
'it''s' "q" yes: no ~ null 1.10 \u00a0 \u200b \u202e é 漢字 🙂 \\ | > % @ ` - • <b>"""
WORDS = st.sampled_from(ODD.replace("\n", " ").split(" "))
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=14).map(" ".join), min_size=1, max_size=6).map("\n\n".join)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_every_quote_stands_in_it_and_comes_back(known: Known, text: str) -> None:
    letter = parse(text, known.questions)
    made = draft_letter(Drafting("any", letter, known), "any.txt", least=0.0)
    anchors = Anchors(letter)
    for each in made.claims:
        found = anchors.find(each.quote, each.context)
        assert found.words.split() == each.quote.split() or found.words in text
        if each.cue:
            assert anchors.names(each.cue, found.whole)
    back = yaml.load(draft_text(made), Loader=yaml.BaseLoader)
    assert LetterDraft.model_validate(back) == made
