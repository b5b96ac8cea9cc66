"""A footnote that an annotation refers to has its mark where the quote stands, or is where the quote stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.ingest import CorpusError, load_corpus, read_letter

CLAIM = """\
  - slug: one-more
    type: factual
    quote: {quote}
    stance: affirms
    proposition: brightness-costs
    topic: cost
    footnotes: {footnotes}
"""

# the quote, its footnotes, and what is said of them
ROWS = [
    ("Brighter lamps reduce accidents", "[2]", None),
    ("in small streets", "[2]", None),
    ("in small streets", "[3]", "footnote 3 has no mark in the paragraph of the quoted words; there: 2"),
    ("Cities should pay", "[1]", "footnote 1 has no mark in the paragraph of the quoted words; there: 3, 4"),
    ("Work with cities", "[1]", "footnote 1 has no mark in the list item of the quoted words; there: none"),
    (
        "Who should pay for street lamps?",
        "[3]",
        "footnote 3 has no mark in the heading of the quoted words; there: none",
    ),
    ("see also", "[3]", None),
    ("see also", "[4]", "footnote 4 has no mark in the footnote of the quoted words; there: 3"),
    ("Cities should pay", "[3, 3]", "the footnote '3' stands twice, first in line 53: keep one"),
]


@pytest.mark.parametrize(("quote", "footnotes", "says"), ROWS)
def test_a_footnote_has_its_mark_at_the_quoted_words(lamps: Path, quote: str, footnotes: str, says: str | None) -> None:
    path = lamps / "letters" / "acme.yaml"
    path.write_text(path.read_text("utf-8") + CLAIM.format(quote=quote, footnotes=footnotes), "utf-8")
    if says is None:
        read_letter(load_corpus(lamps), "acme")
        return
    with pytest.raises(CorpusError) as caught:
        read_letter(load_corpus(lamps), "acme")
    assert [problem.message for problem in caught.value.problems] == [says]
