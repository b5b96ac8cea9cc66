from __future__ import annotations

from pathlib import Path

import pytest
from letter_files import Sheet, prose, width, write_pdf

from claimgraph.ingest import Letter, parse_document
from claimgraph.ingest.readers.pdf.read import read_pdf
from claimgraph.ingest.structure import read_spans

SENTENCE = "Street lamps cost the towns of this county more than any of them can say"

SCRIPT = "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>"
SLANTED = b"BT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 200 Tm (DRAFT) Tj ET\n"


def letter_of(path: Path) -> Letter:
    return parse_document(read_pdf(path))


def marked(x: float, y: float, text: str, mark: str, size: float = 11) -> list[tuple[float, float, float, str]]:
    """A line with a raised mark behind it."""
    return [(x, y, size, text), (x + width(text, size), y + 4, 6.5, mark)]


def noted(number: int, text: str, y: float) -> list[tuple[float, float, float, str]]:
    return [(72, y + 3, 5.5, str(number)), (80, y, 9, text)]


def body(*lines: str) -> list:
    return prose([SENTENCE + ", and so say we all.", *lines, SENTENCE + "."])


def blocks(letter: Letter) -> list[str]:
    return [read_spans(letter.text, block.spans, letter.marks).text for block in letter.blocks]


def test_raised_marks_and_small_notes(tmp_path: Path) -> None:
    one = Sheet([*body(), *marked(72, 600, "Lamps are dim.", "1"), *noted(1, "See the towns.", 90)])
    two = Sheet([*body(), *marked(72, 600, "Lamps are few.", "2"), *noted(2, "See https://a.org/x for more.", 90)])
    letter = letter_of(write_pdf(tmp_path / "a.pdf", [one, two]))
    assert [(note.number, note.page, note.text) for note in letter.footnotes] == [
        (1, 1, "See the towns."),
        (2, 2, "See https://a.org/x for more."),
    ]
    assert [(mark.number, mark.page, mark.before) for mark in letter.marks] == [
        (1, 1, "Lamps are dim."),
        (2, 2, "Lamps are few."),
    ]
    assert [link.url for link in letter.footnotes[1].links] == ["https://a.org/x"]
    assert letter.warnings == ()


def test_a_note_goes_on_over_the_page(tmp_path: Path) -> None:
    one = Sheet(
        [*body(), *marked(72, 600, "Lamps are dim.", "1"), *noted(1, "See the towns, and", 60)], [(72, 75, 144)]
    )
    two = Sheet([*prose([SENTENCE.upper() + "."]), (72, 60, 9, "see https://a.org/x too.")], [(72, 75, 144)])
    letter = letter_of(write_pdf(tmp_path / "a.pdf", [one, two]))
    (note,) = letter.footnotes
    assert note.text == "See the towns, and see https://a.org/x too."
    assert len(note.spans) == 2
    assert [link.url for link in note.links] == ["https://a.org/x"]


@pytest.mark.parametrize(
    ("last", "after", "url"),
    [
        ("See https://a.org/a-long-way-to/", "the_end.pdf and on.", "https://a.org/a-long-way-to/the_end.pdf"),
        ("See https://a.org/a-long-", "way. And on.", "https://a.org/a-long-way"),
        ("See https://a.org/a-way.", "And on.", "https://a.org/a-way"),
        ("See https://a.org/", "and on.", "https://a.org/"),
        ("See https://a.org/a", "https://b.org/b", "https://a.org/a"),
    ],
)
def test_addresses_are_mended_over_line_ends(tmp_path: Path, last: str, after: str, url: str) -> None:
    notes = [*noted(1, last, 90), (72, 79, 9, after)]
    sheet = Sheet([*body(), *marked(72, 600, "Lamps are dim.", "1"), *notes])
    (note,) = letter_of(write_pdf(tmp_path / "a.pdf", [sheet])).footnotes
    assert note.links[0].url == url
    assert last in note.text


def test_links_have_their_targets_and_words(tmp_path: Path) -> None:
    target = "https://a.org/the/whole"
    right = 72 + width("See our page", 11)
    links = [((72 + width("See ", 11), 598, right, 612), target)]
    letter = letter_of(
        write_pdf(tmp_path / "a.pdf", [Sheet([*body(), (72, 600, 11, "See our page and more.")], (), links)])
    )
    assert [(link.url, link.anchor) for link in letter.links] == [(target, "our page")]
    (link,) = letter.links
    assert letter.text[link.start : link.end] == "our page"


def test_a_printed_address_that_leads_elsewhere_is_told(tmp_path: Path) -> None:
    links = [((72, 598, 300, 612), "https://b.org/y")]
    sheet = Sheet([*body(), (72, 600, 11, "https://a.org/x")], (), links)
    letter = letter_of(write_pdf(tmp_path / "a.pdf", [sheet]))
    assert [link.url for link in letter.links] == ["https://a.org/x", "https://b.org/y"]
    assert [warning.message for warning in letter.warnings] == [
        "the printed address https://a.org/x leads to https://b.org/y"
    ]


def test_running_heads_and_page_numbers_are_no_text(tmp_path: Path) -> None:
    lines = ["Lamps cost the town a great deal of money, as all of us", "have said before."]
    sheets = [
        Sheet(
            [(72, 760, 9, "Comments of the Lamp Institute"), (300, 30, 9, f"{page}"), *prose([*lines, f"So {page}."])]
        )
        for page in (1, 2, 3)
    ]
    document = read_pdf(write_pdf(tmp_path / "a.pdf", sheets))
    assert document.pages == 3
    assert document.text.count("\f") == 2
    assert document.text.count("Comments of the Lamp Institute") == 3
    letter = parse_document(document)
    assert not [words for words in blocks(letter) if "Institute" in words or words.isdigit()]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [f"left line {number} goes on and on to its end" for number in range(12)]
    right = [f"right line {number} goes on and on to its end" for number in range(12)]
    sheet = Sheet(
        [(72, 750, 14, "A TITLE OVER BOTH OF THE TWO COLUMNS"), *prose(left, size=8), *prose(right, size=8, x=330)]
    )
    text = read_pdf(write_pdf(tmp_path / "a.pdf", [sheet])).text
    assert " ".join(text.split()).endswith(" ".join([*left, *right]))


def test_a_ruled_table_is_read_cell_by_cell(tmp_path: Path) -> None:
    rules = [(x, y, 149) for y in (700, 660, 620) for x in (72, 221.5)]
    cells = [(75, 690, 9, "Risk of"), (75, 680, 9, "lamps"), (225, 690, 9, "High, as"), (225, 680, 9, "they fall")]
    below = [(75, 650, 9, "Risk of poles"), (225, 650, 9, "Low")]
    sheet = Sheet([*prose([SENTENCE] * 6, top=600), *cells, *below], rules)
    letter = letter_of(write_pdf(tmp_path / "a.pdf", [sheet]))
    found = [(b.row, b.column, read_spans(letter.text, b.spans).text) for b in letter.blocks if b.kind == "table-cell"]
    assert found == [(0, 0, "Risk of lamps"), (0, 1, "High, as they fall"), (1, 0, "Risk of poles"), (1, 1, "Low")]


def test_bold_and_large_lines_are_headings(tmp_path: Path) -> None:
    long = prose([SENTENCE, SENTENCE, SENTENCE + "."])
    heads = [(72, 640, 11, "What lamps cost", True), (72, 540, 15, "Who pays for them")]
    sheet = Sheet([*long, heads[0], *prose([SENTENCE, SENTENCE], top=610), heads[1], *prose([SENTENCE], top=500)])
    letter = letter_of(write_pdf(tmp_path / "a.pdf", [sheet]))
    assert [section.heading for section in letter.sections] == [None, "What lamps cost", "Who pays for them"]


def test_powers_stay_raised_and_are_no_marks(tmp_path: Path) -> None:
    power = [(72, 600, 11, "More than 10"), (72 + width("More than 10", 11), 604, 6.5, "26"), (172, 600, 11, "lamps.")]
    sheet = Sheet([*body(), *power, *marked(72, 580, "Dim.", "1"), *noted(1, "See.", 90)])
    letter = letter_of(write_pdf(tmp_path / "a.pdf", [sheet]))
    assert "More than 10²⁶ lamps." in letter.text
    assert [mark.number for mark in letter.marks] == [1]


@pytest.mark.parametrize(
    ("rotate", "matrix"),
    [(0, "1 0 0 1 0 0"), (90, "0 1 -1 0 612 0"), (180, "-1 0 0 -1 612 792"), (270, "0 -1 1 0 0 792")],
)
def test_turned_pages_are_read_upright(tmp_path: Path, rotate: int, matrix: str) -> None:
    sheet = Sheet(prose(["one and two", "three and four"], top=400), rotate=rotate, raw=f"{matrix} cm\n".encode())
    text = read_pdf(write_pdf(tmp_path / "a.pdf", [sheet])).text
    assert text.split("\n")[:2] == ["one and two", "three and four"]


@pytest.mark.parametrize("label", ["{}. ", "{} ", "[{}] "])
def test_endnotes_in_a_list(tmp_path: Path, label: str) -> None:
    form = "[{}]" if label.startswith("[") else "{}"
    lines = [each for n in (1, 2, 3) for each in marked(72, 650 - 14 * n, f"Lamps {'are dim ' * n}.", form.format(n))]
    if form == "[{}]":
        lines = [(72, 650 - 14 * n, 11, f"Lamps are dim [{n}].") for n in (1, 2, 3)]
    notes = prose(["Endnotes", *(label.format(n) + f"See the lamps of {n} towns." for n in (1, 2, 3))], top=400)
    letter = letter_of(write_pdf(tmp_path / "a.pdf", [Sheet([*body(), *lines, *notes])]))
    assert [note.text for note in letter.footnotes] == [f"See the lamps of {n} towns." for n in (1, 2, 3)]
    assert [mark.number for mark in letter.marks] == [1, 2, 3]


def test_line_numbers_in_the_margin_are_left_out(tmp_path: Path) -> None:
    lines = [f"{SENTENCE} {chr(97 + n)}." for n in range(20)]
    numbers = [(40, 720 - 14 * n, 9, str(n + 1)) for n in range(20)]
    document = read_pdf(write_pdf(tmp_path / "a.pdf", [Sheet([*prose(lines), *numbers])]))
    assert document.text.split() == " ".join(lines).split()
    assert "numbers of the lines" in document.remarks[0].message


@pytest.mark.parametrize(
    ("sheet", "catalog", "complaint"),
    [
        (Sheet(prose(["Dim."])), SCRIPT, "scripts; they were not run"),
        (Sheet(prose(["Dim."]), raw=SLANTED), "", "another direction on page 1 was left out: “DRAFT”"),
        (Sheet(prose(["Dim."]), raw=b"3 Tr\n", picture=True), "", "recognised text under a picture"),
    ],
)
def test_what_is_left_out_is_told(tmp_path: Path, sheet: Sheet, catalog: str, complaint: str) -> None:
    document = read_pdf(write_pdf(tmp_path / "a.pdf", [sheet], catalog))
    assert document.text == "Dim.\n"
    assert [complaint in remark.message for remark in document.remarks] == [True]


def test_pages_without_text_among_others_are_told(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [Sheet(prose(["Dim."])), Sheet(picture=True), Sheet(picture=True)])
    document = read_pdf(path)
    assert [remark.message for remark in document.remarks] == [
        "pages 2, 3 have only pictures and no text: what they show is not read"
    ]
    assert document.text == "Dim.\n\f\f"
