"""What was typed into a PDF's form."""

from __future__ import annotations

from pathlib import Path

import pytest
from letter_files import Sheet, annotation, prose, width, write_pdf

from claimgraph.ingest import parse_document
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.readers.pdf.read import read_pdf

FORM = "/AcroForm<</Fields[{}]/DA(/Helv 10 Tf 0 g)/DR<</Font<</Helv 3 0 R>>>>>>"
LONG = "Lamps are dim. They cost the towns of this county more than any of them can say, and should be renewed soon."
ALWAYS = "this PDF has a form; the text in its fields is read, what was ticked or drawn is not"


def field(value: str, kind: str = "Tx", flags: int = 4096, box: str = "72 500 540 600", more: str = "") -> str:
    return (
        f"<</Type/Annot/Subtype/Widget/FT/{kind}/T({box[:6]})/V({value})/DA(/Helv 10 Tf 0 g)/F 4/Rect[{box}]"
        f"/Ff {flags}{more}>>"
    )


def read(path: Path, *fields: str, link: bool = False) -> Document:
    links = [((72, 700, 72 + width("Your comment:", 11), 715), "https://a.org/x")] if link else []
    sheet = Sheet(prose(["Your comment:"], top=705), links=links, annotations=fields)
    first = 7 + len(links)  # behind the five shared objects and the page's contents
    numbers = " ".join(f"{first + at} 0 R" for at in range(len(fields)))
    return read_pdf(write_pdf(path, [sheet], FORM.format(numbers)))


def test_text_is_read_where_it_stands(tmp_path: Path) -> None:
    document = read(tmp_path / "a.pdf", field(LONG), link=True)
    assert " ".join(document.text.split()) == f"Your comment: {LONG}"
    assert [remark.message for remark in document.remarks] == [ALWAYS]
    assert [link.url for link in parse_document(document).links] == ["https://a.org/x"]


@pytest.mark.parametrize(
    "one",
    [
        field(""),
        field("Secret", flags=1 << 13),
        field("Off", "Btn", 0),
        annotation((72, 500, 540, 600), "https://a.org").decode(),
        "<</Type/Annot/Subtype/FreeText/Contents(A remark)/DA(/Helv 10 Tf 0 g)/F 4/Rect[72 300 540 400]>>",
    ],
    ids=["empty", "a password", "a box", "a link", "a comment"],
)
def test_nothing_else_is_taken_for_text(tmp_path: Path, one: str) -> None:
    assert read(tmp_path / "a.pdf", one).text == "Your comment:\n"
    assert read(tmp_path / "b.pdf", one, field("Dim.", box="72 420 540 440")).text.split() == [
        "Your",
        "comment:",
        "Dim.",
    ]


def test_a_choice_is_read(tmp_path: Path) -> None:
    text = read(tmp_path / "a.pdf", field("Towns", "Ch", 1 << 17, "72 600 300 620", "/Opt[(Towns)(Mills)]")).text
    assert text.split() == ["Your", "comment:", "Towns"]


def test_what_a_small_field_cuts_off_is_told_or_read(tmp_path: Path) -> None:
    document = read(tmp_path / "a.pdf", field(LONG, box="72 590 140 600"))
    whole = "".join(LONG.split()) in "".join(document.text.split())
    told = any("shows not all of what was typed into it: “Lamps are dim." in each.message for each in document.remarks)
    assert whole or told
