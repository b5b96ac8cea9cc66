"""Sentences of a letter's body, and what covers them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.ingest import Coverage, coverage, load_corpus, parse, read_letter
from claimgraph.ingest.sentences import sentences

LETTER = """Dear Director Lee,

Lamps are bright. They
may fail in the U.S. if it rains.¹ See “Lamps.” Then go.

- Buy lamps; and
- Keep them.

Method	Risk
Open	• Glare • Cost

# A heading. With a stop.

After a power of 10^{2} lumens.

¹ A note. It has two sentences.
"""


def test_sentences_end_with_their_block_and_are_read_without_marks() -> None:
    assert [sentence.text for sentence in sentences(parse(LETTER))] == [
        "Dear Director Lee,",
        "Lamps are bright.",
        "They may fail in the U.S. if it rains.",
        "See “Lamps.”",
        "Then go.",
        "Buy lamps; and",
        "Keep them.",
        "Method",
        "Risk",
        "Open",
        "Glare",
        "Cost",
        "After a power of 10^{2} lumens.",
    ]


@given(st.lists(st.sampled_from([*LETTER.split(" "), "\n\n", "\n", "- ", "¹", "”", "  "]), max_size=40))
def test_words_stand_where_they_are_said_to_and_none_twice(parts: list[str]) -> None:
    letter = parse(" ".join(parts))
    words = [word for sentence in sentences(letter) for word in sentence.words]
    assert words == sorted(words)
    assert all(first.end <= second.start for first, second in pairwise(words))
    assert all(letter.text[word.start].isalnum() or letter.text[word.start] == "_" for word in words)


TEXT = """Dear Director Lee,

Acme is a founding member of the Lamp Council. Cities should pay for lamps, because they know their streets.

- Keep street lamps bright; and
- Ask cities.

Brighter lamps reduce accidents at night.

Respectfully,

Jane Roe
"""

YAML = """letter: acme
text: acme.txt
comment: LAMP-2025-0001-0007
respondents: [acme]
affiliations:
  - {organization: lamp-council, kind: founding-member, quote: Acme is a founding member of the Lamp Council.}
people:
  - {name: Jane Roe, part: signatory, quote: Jane Roe}
omissions:
  - {quote: "Dear Director Lee,", reason: greeting}
  - {quote: "Respectfully,", reason: signature}
claims:
  - slug: keep-bright
    type: recommendation
    modality: advised
    quote: Keep street lamps bright
    stance: affirms
    proposition: brightness-helps
    topic: light
  - slug: cities-should-pay
    type: policy
    quote: Cities should pay for lamps
    condition: because they know their streets
    stance: affirms
    proposition: brightness-helps
    topic: light
  - slug: accidents
    type: factual
    quote: at night
    stance: affirms
    proposition: brightness-helps
    topic: light
"""


@pytest.fixture
def measured(lamps: Path) -> Coverage:
    """The coverage of a letter in the lamps corpus."""
    (lamps / "letters" / "acme.txt").write_text(TEXT, "utf-8")
    (lamps / "letters" / "acme.yaml").write_text(YAML, "utf-8")
    (lamps / "sources.yaml").write_text("sources: []", "utf-8")
    return coverage(read_letter(load_corpus(lamps), "acme"))


def test_each_sentence_has_its_verdict(measured: Coverage) -> None:
    assert [(each.line, each.verdict, each.by, each.reason, each.left_out) for each in measured.sentences] == [
        (1, "excused", (), "greeting", ""),
        (3, "covered", ("disclosure",), None, ""),
        (3, "covered", ("claim",), None, "because they know their streets"),
        (5, "covered", ("recommendation",), None, "and"),
        (6, "neither", (), None, "Ask cities"),
        (8, "neither", ("claim",), None, "Brighter lamps reduce accidents"),
        (10, "excused", (), "signature", ""),
        (12, "covered", ("person",), None, ""),
    ]


def test_the_figures_add_up(measured: Coverage) -> None:
    assert [measured.count(verdict) for verdict in ("covered", "excused", "neither")] == [4, 2, 2]
    assert measured.share("covered", "excused") == 75
    assert measured.kinds() == {"disclosure": 1, "claim": 1, "recommendation": 1, "person": 1}
    assert measured.reasons() == {"greeting": 1, "signature": 1}
    assert measured.words_covered == pytest.approx(100 * 22 / 38)


def test_a_letter_without_sentences_has_no_share() -> None:
    nothing = Coverage("none", "none.txt", ())
    assert (nothing.share("covered"), nothing.words_covered) == (0, 0)
