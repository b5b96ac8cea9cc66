from __future__ import annotations

from pathlib import Path

import pytest
from letter_files import paragraph, words, write_docx

from claimgraph.ingest import Document, Letter, parse_document
from claimgraph.ingest.readers.docx.read import read_docx

HEADING = '<w:pStyle w:val="H"/>'
STYLES = (
    '<w:style w:styleId="B"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="H"><w:name w:val="Lamp title"/><w:basedOn w:val="B"/></w:style>'
)
RAISED = '<w:vertAlign w:val="superscript"/>'
MARK = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
NOTE = '<w:footnote w:id="{}">{}</w:footnote>'
LINK = '<w:hyperlink r:id="r{}"><w:r><w:t>{}</w:t></w:r></w:hyperlink>'
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "{}" </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{}</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + LEVEL.format(0, "decimal", "%1.")
    + LEVEL.format(1, "lowerLetter", "%1.%2)")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + LEVEL.format(0, "bullet", "\uf0b7")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
)

TABLE = "<w:tbl>" + 2 * ("<w:tr>" + 2 * ("<w:tc>" + paragraph("a|b") + "</w:tc>") + "</w:tr>") + "</w:tbl>"


def item(list_id: int, level: int, text: str) -> str:
    shape = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, style=shape)


def read(tmp_path: Path, body: str, **parts: str) -> tuple[Document, Letter]:
    document = read_docx(write_docx(tmp_path / "a.docx", body, **parts))
    return document, parse_document(document)


def test_notes_marks_and_links(tmp_path: Path) -> None:
    body = paragraph("Lamps are dim.", MARK.format(7)) + paragraph("They are few.", MARK.format(3), words(" So."))
    notes = (
        '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        + NOTE.format(3, paragraph("See ", LINK.format(2, "our page"), words(".")))
        + NOTE.format(7, paragraph("See ", LINK.format(1, "https://a.org/x")) + paragraph("And more."))
    )
    document, letter = read(tmp_path, body, footnotes=notes, footnotes_links="https://a.org/x https://b.org/y")
    assert document.text == (
        "Lamps are dim.¹\n\nThey are few.² So.\n\n¹ See https://a.org/x\nAnd more.\n\n² See our page."
    )
    assert [(note.number, note.text, note.page) for note in letter.footnotes] == [
        (1, "See https://a.org/x And more.", None),
        (2, "See our page.", None),
    ]
    assert [(mark.number, mark.before) for mark in letter.marks] == [(1, "Lamps are dim."), (2, "They are few.")]
    assert [(link.url, link.anchor) for link in letter.links] == [
        ("https://a.org/x", None),
        ("https://b.org/y", "our page"),
    ]
    assert letter.warnings == ()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (item(1, 0, "one") + item(1, 1, "two") + item(1, 1, "three"), "1. one\n  1.a) two\n  1.b) three"),
        (item(1, 0, "one") + item(1, 1, "two") + item(1, 0, "three"), "1. one\n  1.a) two\n2. three"),
        (item(2, 0, "one") + paragraph("two"), "• one\n\ntwo"),
        (paragraph("10", words("26", RAISED), words(" lamps")), "10²⁶ lamps"),
        (paragraph("a", "<w:r><w:tab/><w:t>b</w:t><w:br/></w:r>", words("c")), "a   b\nc"),
        (paragraph("a", "<w:r><w:noBreakHyphen/><w:t>b</w:t></w:r>"), "a-b"),
        (paragraph("a", words("hidden", "<w:vanish/>"), words(" b")), "a b"),
        (paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', words(" done")), "✓ done"),
        ("<w:sdt><w:sdtPr/><w:sdtContent>" + paragraph("boxed") + "</w:sdtContent></w:sdt>", "boxed"),
        (paragraph("a", FIELD.format("https://a.org", "b")), "ab"),
        ("<w:tbl><w:tr><w:tc>" + paragraph("only") + "</w:tc></w:tr></w:tbl>", "only"),
        (TABLE, "| a\\|b | a\\|b |\n| a\\|b | a\\|b |"),
    ],
)  # fmt: skip
def test_the_text_is_as_word_shows_it(tmp_path: Path, body: str, text: str) -> None:
    document, _ = read(tmp_path, body, numbering=NUMBERING)
    assert document.text.strip() == text


def test_fields_are_links(tmp_path: Path) -> None:
    _, letter = read(tmp_path, paragraph("See ", FIELD.format("https://a.org/x", "our page"), words(".")))
    assert [(link.url, link.anchor) for link in letter.links] == [("https://a.org/x", "our page")]


def test_styles_make_headings(tmp_path: Path) -> None:
    body = paragraph("Lamps", style=HEADING) + paragraph("They are dim.") + paragraph("Towns", style=HEADING)
    _, letter = read(tmp_path, body, styles=STYLES)
    assert [section.heading for section in letter.sections] == [None, "Lamps", "Towns"]


@pytest.mark.parametrize(
    ("body", "parts", "complaint"),
    [
        (paragraph("a") + "<w:p><w:ins><w:r><w:t>b</w:t></w:r></w:ins></w:p>", {}, "tracked changes"),
        ("<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>" + words("a") + "</w:p>", {}, "tracked changes"),
        (paragraph("a", '<w:r><w:commentReference w:id="0"/></w:r>'), {}, "comments in its margin"),
        (paragraph("a", MARK.format(9)), {"footnotes": NOTE.format(1, paragraph("b"))}, "no words for it"),
        (
            paragraph("a", MARK.format(1), '<w:r><w:endnoteReference w:id="1"/></w:r>'),
            {"footnotes": NOTE.format(1, paragraph("b")), "endnotes": '<w:endnote w:id="1"><w:p/></w:endnote>'},
            "endnotes are counted on from 2",
        ),
    ],
)
def test_what_was_decided_is_told(tmp_path: Path, body: str, parts: dict[str, str], complaint: str) -> None:
    document, _ = read(tmp_path, body, **parts)
    assert [complaint in remark.message for remark in document.remarks] == [True]
    assert "gone" not in document.text
