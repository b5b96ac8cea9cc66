"""Notes of a PDF that don't count on through the letter: signs, and series that begin at 1 again."""

from __future__ import annotations

from pathlib import Path

import pytest
from letter_files import Sheet, prose, width, write_pdf

from claimgraph.ingest import Letter, parse_document
from claimgraph.ingest.readers.pdf.read import read_pdf
from claimgraph.ingest.structure import read_spans

SENTENCE = "Street lamps cost the towns of this county more than any of them can say"
Words = list[tuple[float, float, float, str]]


def body() -> Words:
    return prose([f"{SENTENCE}, and so say we all.", f"{SENTENCE}.", f"{SENTENCE}."], top=670)


def marked(y: float, text: str, mark: str) -> Words:
    """A line with a raised mark behind it."""
    return [(72, y, 11, text), (72 + width(text, 11), y + 4, 6.5, mark)]


def noted(label: str, text: str, y: float) -> Words:
    return [(72, y + 3, 5.5, label), (80, y, 9, text)]


def letter_of(path: Path) -> Letter:
    return parse_document(read_pdf(path))


def shown(letter: Letter) -> list[tuple[int, str | None, int | None, str]]:
    return [(note.number, note.printed, note.page, note.text) for note in letter.footnotes]


@pytest.mark.parametrize("sign", ["*", "†", "‡", "**"])
def test_a_note_with_a_sign_is_counted_behind_the_numbered_ones(tmp_path: Path, sign: str) -> None:
    one = Sheet([*body(), *marked(600, "Jo Roe", sign), *marked(580, "Lamps are dim.", "1"),
                 *noted(sign, "Jo Roe mends lamps.", 100), *noted("1", "See the towns.", 86)])  # fmt: skip
    two = Sheet([*body(), *marked(600, "Lamps are few.", "2"), *noted("2", "See https://a.org/x for more.", 90)])
    letter = letter_of(write_pdf(tmp_path / "a.pdf", [one, two]))
    assert shown(letter) == [
        (1, None, 1, "See the towns."),
        (2, None, 2, "See https://a.org/x for more."),
        (3, sign, 1, "Jo Roe mends lamps."),
    ]
    assert [(mark.number, mark.page, mark.before) for mark in letter.marks] == [
        (3, 1, "Jo Roe"),
        (1, 1, "Lamps are dim."),
        (2, 2, "Lamps are few."),
    ]
    assert letter.warnings == ()
    words = " ".join(read_spans(letter.text, block.spans, letter.marks).text for block in letter.blocks)
    assert sign not in words
    assert "mends" not in words


def test_a_letter_may_have_signs_alone(tmp_path: Path) -> None:
    sheet = Sheet([*body(), *marked(600, "Lamps are dim.", "*"), *noted("*", "See the towns.", 90)])
    assert shown(letter_of(write_pdf(tmp_path / "a.pdf", [sheet]))) == [(1, "*", None, "See the towns.")]


@pytest.mark.parametrize(
    "words",
    [
        noted("*", "Dim lamps.", 90),
        [*marked(600, "Lamps are dim.", "†"), *noted("*", "Dim lamps.", 90)],
        [(72, 600, 11, "5 * 3 lamps"), *noted("*", "Dim lamps.", 90)],
        [*marked(600, "Lamps are dim.", "*"), (72, 560, 11, "* Dim lamps.")],
    ],
    ids=["no mark", "another mark", "a product", "a list in the text"],
)
def test_a_sign_without_its_mark_or_in_the_text_begins_no_note(tmp_path: Path, words: Words) -> None:
    assert letter_of(write_pdf(tmp_path / "a.pdf", [Sheet([*body(), *words])])).footnotes == ()


def numbered(page: int, count: int, first: int = 1) -> Sheet:
    words = body()
    for at in range(count):
        number = str(first + at)
        words += marked(600 - 14 * at, f"Lamps of page {page} are {'dim ' * (at + 1)}so.", number)
        words += noted(number, f"Town {page}.{first + at} says so.", 120 - 14 * at)
    return Sheet(words)


def test_numbers_that_begin_anew_on_every_page_are_counted_through(tmp_path: Path) -> None:
    letter = letter_of(write_pdf(tmp_path / "a.pdf", [numbered(1, 2), numbered(2, 3), Sheet(body()), numbered(4, 1)]))
    assert shown(letter) == [
        (1, None, 1, "Town 1.1 says so."),
        (2, None, 1, "Town 1.2 says so."),
        (3, "1", 2, "Town 2.1 says so."),
        (4, "2", 2, "Town 2.2 says so."),
        (5, "3", 2, "Town 2.3 says so."),
        (6, "1", 4, "Town 4.1 says so."),
    ]
    assert [(mark.number, mark.page) for mark in letter.marks] == [(1, 1), (2, 1), (3, 2), (4, 2), (5, 2), (6, 4)]
    assert letter.warnings == ()


def test_a_second_series_goes_on_over_pages(tmp_path: Path) -> None:
    sheets = [numbered(1, 2), numbered(2, 2, first=3), numbered(3, 2), numbered(4, 1, first=3)]
    letter = letter_of(write_pdf(tmp_path / "a.pdf", sheets))
    assert [note.printed or str(note.number) for note in letter.footnotes] == ["1", "2", "3", "4", "1", "2", "3"]
    assert [mark.page for mark in letter.marks] == [1, 1, 2, 2, 3, 3, 4]


def test_a_series_without_its_marks_is_text_with_a_warning(tmp_path: Path) -> None:
    stray = Sheet([*body(), *noted("1", "This is a list.", 100), *noted("2", "Of two.", 80)])
    letter = letter_of(write_pdf(tmp_path / "a.pdf", [numbered(1, 3), stray]))
    assert [note.printed for note in letter.footnotes] == [None] * 3
    assert any("out of turn" in warning.message for warning in letter.warnings)
