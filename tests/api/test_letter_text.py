"""Letters' texts by paragraphs, with spans in their places."""

from __future__ import annotations

import pytest

from claimgraph.api.letter_text import Excerpt, Reader, Span, excerpts, paragraphs

READER = Reader("https://example.org/claim", "A claim", "claim")
TEXT = "One two three.\n \nFour five six.\n\n\n- seven\n- eight"


def shown(text: str, spans: list[Span]) -> list[str]:
    """The paragraphs, with marked pieces in brackets and what starts in a piece before it."""
    return [
        "".join(
            "".join(f"{{{anchor}}}" for anchor in (*piece.places, *piece.anchors))
            + (f"[{piece.text}]" if piece.marked else piece.text)
            + "".join(f"^{reader.word}" for reader in piece.readers)
            for piece in each
        )
        for each in paragraphs(text, spans)
    ]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], ["One two three.", "Four five six.", "- seven\n- eight"]),
        ([Span(4, 7, (READER,))], ["One {c4-7}[two]^claim three."]),
        ([Span(0, 14)], ["{c0-14}[One two three.]"]),
        # one inside another, both from one place, one over the other's end
        ([Span(0, 14), Span(4, 7)], ["{c0-14}[One ]{c4-7}[two][ three.]"]),
        ([Span(0, 3), Span(0, 7)], ["{c0-7}{c0-3}[One][ two] three."]),
        ([Span(0, 7, (READER,)), Span(4, 13)], ["{c0-7}[One ]{c4-13}[two]^claim[ three]."]),
        # a place that nothing was read from is no mark
        ([Span(0, 14), Span(4, 7, marked=False)], ["{c0-14}[One ]{c4-7}[two][ three.]"]),
        ([Span(4, 7, marked=False)], ["One {c4-7}two three."]),
        # over a blank line, and within one
        ([Span(8, 21, (READER,))], ["One two {c8-21}[three.]", "[Four]^claim five six."]),
        ([Span(15, 21, (READER,))], ["One two three.", "{c15-21}[Four]^claim five six."]),
        ([Span(8, 15, (READER,))], ["One two {c8-15}[three.]^claim", "Four five six."]),
    ],
)
def test_spans_stand_in_their_places(spans: list[Span], expected: list[str]) -> None:
    assert shown(TEXT, spans)[: len(expected)] == expected


def plain(excerpt: Excerpt) -> list[str]:
    return ["".join(piece.text for piece in each) for each in excerpt.paragraphs]


@pytest.mark.parametrize(
    ("text", "quote", "expected", "opens", "ends"),
    [
        ("short", "short", ["short"], False, False),
        ("aaa bbb ccc ddd eee", "ccc", ["bbb ccc ddd"], True, True),
        ("aaaa\n\nbbb\n\nccc\n\nddd eee", "ccc", ["bbb", "ccc", "ddd"], False, True),
        ("aaaaaaaaaaaaccccbbbbbbbbbbbb", "cccc", ["aaaaaaaccccbbbbbbb"], True, True),
    ],
)
def test_a_context_is_cut_where_one_can_read_on(
    text: str, quote: str, expected: list[str], opens: bool, ends: bool
) -> None:
    start = text.index(quote)
    [excerpt] = excerpts(text, [Span(start, start + len(quote))], reach=7)
    assert (plain(excerpt), excerpt.opens, excerpt.ends) == (expected, opens, ends)
    assert "".join(p.text for each in excerpt.paragraphs for p in each if p.marked) == quote
    assert excerpt.anchor == f"c{start}-{start + len(quote)}"


def test_only_distant_spans_have_excerpts_of_their_own() -> None:
    text = "word " * 100
    assert [each.anchor for each in excerpts(text, [Span(0, 4), Span(20, 24), Span(400, 404)], reach=50)] == [
        "c0-4",
        "c400-404",
    ]
