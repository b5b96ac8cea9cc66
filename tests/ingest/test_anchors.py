from __future__ import annotations

import re
from pathlib import Path

import pytest

from claimgraph.ingest import load_corpus, parse, read_letter
from claimgraph.ingest.anchors import AnchorError, Anchors
from claimgraph.ingest.models import Letter

BODY = """Dear Director,

Lamps are **good**,¹ and “street
lamps” are *better*.² The office must be free to decide what the

¹ <https://lamps.example/>

² Costs are high. Costs are high.

future holds, and a limit of 10^{26} lumens is no limit. It is said twice.

- It is said twice.
- Lamps in well-
lit places^{1,2} last.
"""


@pytest.fixture(scope="module")
def letter() -> Letter:
    return parse(BODY, ())


@pytest.mark.parametrize(
    ("quote", "spans"),
    [
        ("Lamps are good, and", ["Lamps are **good**,¹ and"]),
        ("Lamps are **good**,¹ and", ["Lamps are **good**,¹ and"]),
        ('good, and "street lamps" are better.', ["good**,¹ and “street\nlamps” are *better*."]),
        ("to decide what the future holds", ["to decide what the", "future holds"]),
        ("a limit of 10^{26} lumens", ["a limit of 10^{26} lumens"]),
        ("Lamps are _good_, and", ["Lamps are **good**,¹ and"]),
        ("[Lamps](https://lamps.example/) are good[1], and", ["Lamps are **good**,¹ and"]),
        ("Lamps   in\nwell-lit places last.", ["Lamps in well-\nlit places^{1,2} last."]),
    ],
)
def test_spans_cut_from_the_letter(letter: Letter, quote: str, spans: list[str]) -> None:
    found = Anchors(letter).find(quote)
    assert [letter.text[span.start : span.end] for span in found.spans] == spans


@pytest.mark.parametrize(
    ("quote", "context", "says"),
    [
        ("It is said twice.", None, "stands twice, in lines 10 and 12"),
        ("Costs are high.", None, "stands twice, in lines 8 and 8"),
        ("It is said thrice and more.", None, "nearest passage, in line 1"),
        ("lumens is no limit", "It is said twice.", "context"),
        ("future", "lumens is no limit. It is", "does not stand in its context"),
        ("zzz qqq xxx vvv", None, "no passage comes near"),
        ("he office must be free", None, "nearest passage, in line 4"),
        ("must be fre", None, "nearest passage, in line 4"),
    ],
)
def test_refusals(letter: Letter, quote: str, context: str | None, says: str) -> None:
    with pytest.raises(AnchorError) as caught:
        Anchors(letter).find(quote, context)
    assert says in str(caught.value)


def test_context_chooses(letter: Letter) -> None:
    found = Anchors(letter).find("It is said twice.", "no limit. It is said twice.")
    assert letter.text.count("\n", 0, found.spans[0].start) == 9


def test_every_claim_of_the_corpus_is_the_letter_s_own_words(ntia: Path) -> None:
    corpus = load_corpus(ntia)
    for slug in corpus.letters:
        read = read_letter(corpus, slug)
        assert read.claims
        for _, claim, anchored in read.claims:
            assert list(anchored.spans) == sorted(anchored.spans), claim.slug
            assert folded(claim.quote) == folded(anchored.words), claim.slug
            pieces = [read.letter.text[span.start : span.end] for span in anchored.spans]
            assert without_marks(" ".join(pieces)) == without_marks(anchored.words), claim.slug


def folded(words: str) -> str:
    return " ".join(words.split()).translate(str.maketrans("“”‘’", "\"\"''"))


def without_marks(words: str) -> str:
    """The letters of the words alone: what marks, mark-up and line breaks can't touch."""
    return "".join(character for character in re.sub(r"\]\([^)]*\)|\^\{[\d,]+\}", "", words) if character.isalpha())
