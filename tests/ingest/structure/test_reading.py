from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.ingest.models import Mark, Span
from claimgraph.ingest.structure.reading import read_spans


def read(text: str, *marked: str) -> str:
    marks = []
    for figures in marked:
        start = text.index(figures)
        marks.append(Mark(1, start, start + len(figures), ""))
    return read_spans(text, (Span(0, len(text)),), tuple(marks)).text


@pytest.mark.parametrize(
    ("raw", "marked", "words"),
    [
        ("in 1956.¹ We", ["¹"], "in 1956. We"),
        ("norms,^{27,28} and", ["27", "28"], "norms, and"),
        ("norms,²⁷,²⁸ and", ["²⁷", "²⁸"], "norms, and"),
        ("norms.[^3] And", ["3"], "norms. And"),
        ("norms.<sup>3</sup> And", ["3"], "norms. And"),
        ("norms [3]. And", ["3"], "norms. And"),
        ("of 10<sup>26</sup>, on the 1<sup>st</sup>", [], "of 10<sup>26</sup>, on the 1st"),
        ("norms.3 And", ["3"], "norms. And"),
        ("of 10^{26} operations, 5 m²", [], "of 10^{26} operations, 5 m²"),
        ("**Until** this, *NIST’s Framework*⁸ (RMF)", ["⁸"], "Until this, NIST’s Framework (RMF)"),
        ("Promote adoption.*", [], "Promote adoption."),
        ("2 * 3, a*b*c, __init__ and snake_case_", [], "2 * 3, a*b*c, init and snake_case_"),
        ("an _emphasised_ word", [], "an emphasised word"),
        ("a [sponsor of it](#) (OSI)", [], "a sponsor of it (OSI)"),
        (r"[no property \(a.com\)](https://a.com) so", [], "no property (a.com) so"),
        ("[s]afety depends", [], "[s]afety depends"),
        ("<https://a.org/x_y_z*>;\n<https://b.org>", [], "https://a.org/x_y_z*; https://b.org"),
        ("see https://a.org/_x_ now", [], "see https://a.org/_x_ now"),
        ('<ul style="x"> • Shared<br>duty</ul>', [], "• Shared duty"),
        ("a < b and <unknown> c", [], "a < b and <unknown> c"),
        ("- 1. Promote it", [], "Promote it"),
        ("• Promote it", [], "Promote it"),
        ("## Promote it", [], "Promote it"),
        ("widely-\navailable", [], "widely-available"),
        ("pre-\nand post-war", [], "pre- and post-war"),
        ("this -\nor that", [], "this - or that"),
        ("infor\u00ad\nmation", [], "information"),
        ("a \t\u00a0\r\n b", [], "a b"),
        ("\u202aLamps\u202c \u202a\u202c are", [], "Lamps are"),
    ],
)
def test_a_reader_sees_the_words(raw: str, marked: list[str], words: str) -> None:
    assert read(raw, *marked) == words


def test_fragments_are_joined() -> None:
    text = "the breadth\n\n¹ <https://a.org>\n\nof use, sufficiently-\n\n\n\nmotivated actors"
    parts = ["the breadth", "of use, sufficiently-", "motivated actors"]
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in parts]
    reading = read_spans(text, spans)
    assert reading.text == "the breadth of use, sufficiently-motivated actors"
    assert [text[offset] for offset in reading.offsets][11] == "\n"


SOUP = st.text(
    st.sampled_from(list("ab A1.,-*_[](){}<>^\\/#\n\r\t•¹²⁹\u00ad\u202a\u00a0:")) | st.characters(), max_size=80
) | st.lists(
    st.sampled_from(
        [
            "**",
            "_",
            "[a](http://b.c)",
            "<http://a.b>",
            "<sup>1</sup>",
            "^{1,2}",
            "[^1]",
            "word",
            " ",
            "\n",
            "¹",
            "<ul>",
            "- ",
        ]
    ),
    max_size=20,
).map("".join)


@given(SOUP, st.lists(st.integers(0, 80), max_size=6), st.lists(st.integers(0, 80), max_size=4))
def test_each_character_stands_where_the_reading_says(text: str, cuts: list[int], marked: list[int]) -> None:
    edges = sorted({min(cut, len(text)) for cut in [0, *cuts, len(text)]})
    spans = tuple(Span(start, end) for start, end in pairwise(edges))
    marks = tuple(Mark(1, at, at + 1, "") for at in sorted(set(marked)) if at < len(text))
    reading = read_spans(text, spans, marks)
    assert len(reading.text) == len(reading.offsets)
    assert list(reading.offsets) == sorted(set(reading.offsets))
    assert "  " not in reading.text
    assert reading.text == reading.text.strip()
    for character, offset in zip(reading.text, reading.offsets, strict=True):
        assert character in (" ", text[offset])
