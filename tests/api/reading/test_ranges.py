"""Ranges of characters as addresses write them: RFC 5147, clamped to the text, or refused with words."""

from __future__ import annotations

import pytest

from claimgraph.api.reading import CharRange, RangeError, char_range


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("0,10", CharRange(0, 10)),
        ("4,", CharRange(4, 50)),
        (",4", CharRange(0, 4)),
        ("7", CharRange(7, 8)),
        ("40,50", CharRange(40, 50)),
        ("40,51", CharRange(40, 50, cut=True)),
        ("1,9999999999", CharRange(1, 50, cut=True)),
        ("4,9;length=50,utf-8", CharRange(4, 9)),
    ],
)
def test_a_range_of_fifty_characters(given: str, expected: CharRange) -> None:
    assert char_range(given, 50) == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "is no range of characters"),
        (",", "is no range of characters"),
        ("-1,5", "is no range of characters"),
        ("4-9", "is no range of characters"),
        ("٤,٩", "is no range of characters"),
        ("1,2,3", "is no range of characters"),
        ("9" * 13, "is no range of characters"),
        ("<script>", "is no range of characters"),
        ("50,60", "The text has 50 characters"),
        ("9,4", "which is not behind its start"),
        ("9,9", "which is not behind its start"),
        ("0,0", "which is not behind its start"),
    ],
)
def test_what_is_no_range_is_told_so(given: str, words: str) -> None:
    with pytest.raises(RangeError, match=words):
        char_range(given, 50)


def test_an_empty_text_has_none() -> None:
    with pytest.raises(RangeError, match="The text has 0 characters"):
        char_range("0,1", 0)
