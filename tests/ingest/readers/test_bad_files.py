"""What can't be read is refused in one line that names the file and the remedy, within bounds."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from letter_files import Sheet, paragraph, prose, write_docx, write_pdf

from claimgraph.ingest import LetterError, parse_document, read_document
from claimgraph.ingest.readers import Limits
from claimgraph.ingest.readers.docx.read import read_docx
from claimgraph.ingest.readers.formats import format_of
from claimgraph.ingest.readers.html import read_html
from claimgraph.ingest.readers.pdf.read import read_pdf

KEY = "01234567890123456789012345678901"
LOCK = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O({KEY})/U({KEY})>>/ID[(a)(b)]"


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/") + (".xml" if name.startswith("word") else ""), data)
    return path


def fifo(path: Path) -> Path:
    os.mkfifo(path)
    return path


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda p: fifo(p / "a.pdf"), "a pipe or a device"),
        (lambda p: Path("/dev/zero"), "a pipe or a device"),
        (lambda p: p, "this is a folder"),
        (lambda p: p / "nothing.pdf", "no such file"),
        (lambda p: write(p / "a.pdf", b""), "the file is empty"),
        (lambda p: write(p / "a.doc", b"\xd0\xcf\x11\xe0" + bytes(600)), "an old Word file"),
        (lambda p: write(p / "a.rtf", b"{\\rtf1 Dim.}"), "this is RTF"),
        (lambda p: write(p / "a.pdf", b"\x89PNG\r\n" + bytes(100)), "this is a picture"),
        (lambda p: write(p / "a.txt", b"\x00\x01\x02"), "this is no text"),
        (lambda p: write(p / "a.docx", b"PK\x03\x04" + bytes(100)), "is damaged"),
        (lambda p: zipped(p / "a.docx", xl=b"x", mimetype=b"x"), "a ZIP archive, but no Word file"),
    ],
)
def test_formats_that_are_not_read(tmp_path: Path, make: Callable[[Path], Path], complaint: str) -> None:
    path = make(tmp_path)
    with pytest.raises(LetterError, match=complaint) as caught:
        read_document(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda p: write_pdf(p, [Sheet(prose(["Dim."]))], trailer=LOCK), "is encrypted and asks for a password"),
        (lambda p: write(p, b"%PDF-1.7\n" + bytes(range(256)) * 9), "is damaged"),
        (lambda p: write_pdf(p, []), "damaged|no pages"),
        (lambda p: write_pdf(p, [Sheet(picture=True)] * 3), "a scan: its 3 pages have pictures and no text"),
        (lambda p: write_pdf(p, [Sheet()]), "no text in this PDF"),
        (lambda p: write_pdf(p, [Sheet()] * 1001), "1,001 pages are too many for a letter, 1,000 at most"),
    ],
)
def test_bad_pdfs(tmp_path: Path, make: Callable[[Path], Path], complaint: str) -> None:
    path = make(tmp_path / "a.pdf")
    with pytest.raises(LetterError, match=complaint) as caught:
        read_pdf(path)
    assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda p: zipped(p, word__document=b" " * (3 << 20)), "zip bomb"),
        (lambda p: zipped(p, word__document=b"<a><b></a>"), "damaged: word/document.xml: mismatched tag"),
        (lambda p: zipped(p, word__document=b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"), "declares a document type"),
        (lambda p: zipped(p, word__document=b"<a>" * 500 + b"</a>" * 500), "nested more than 400 deep"),
        (lambda p: zipped(p, word__document=b"<a/>"), "it has no body"),
        (lambda p: write_docx(p, paragraph("")), "has no text"),
        (lambda p: write(p, write_docx(p, paragraph("Dim.")).read_bytes()[:-30]), "is damaged"),
    ],
)
def test_bad_word_files(tmp_path: Path, make: Callable[[Path], Path], complaint: str) -> None:
    path = make(tmp_path / "a.docx")
    with pytest.raises(LetterError, match=complaint) as caught:
        read_docx(path, Limits(part=1 << 20))
    assert str(caught.value).startswith(str(path))


def test_a_page_that_a_script_fills_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match="has no text of its own"):
        read_html(write(tmp_path / "a.html", b"<!doctype html><html><script>x</script><div id=app></div></html>"))


def test_every_cut_of_a_pdf_is_read_or_refused(tmp_path: Path) -> None:
    whole = write_pdf(tmp_path / "a.pdf", [Sheet(prose(["Dim.", "Few."]))]).read_bytes()
    for length in range(20, len(whole), 97):
        try:
            text = read_pdf(write(tmp_path / "b.pdf", whole[:length])).text
        except LetterError as error:
            text = f"Dim. {error}"
        assert "Dim." in text


@pytest.mark.parametrize(
    ("limits", "complaint"),
    [
        (Limits(size=100), "too many for a letter, 100 at most"),
        (Limits(pages=1), "20 pages are too many for a letter, 1 at most"),
        (Limits(memory=50 << 20), "more than 50 MiB of memory"),
        (Limits(seconds=1), "takes more than 1 seconds"),
    ],
)  # fmt: skip
def test_a_letter_is_read_within_limits(tmp_path: Path, limits: Limits, complaint: str) -> None:
    places = ((column * 10, row * 2.5) for row in range(300) for column in range(60))
    crowded = b"".join(b"BT /F1 2 Tf %.1f %.1f Td (Dim dim) Tj ET\n" % place for place in places)
    path = write_pdf(tmp_path / "a.pdf", [Sheet(raw=crowded)] * 20)
    with pytest.raises(LetterError, match=complaint):
        read_document(path, limits)


@pytest.mark.parametrize("name", ["a.docx", "a.html", "a.json"])
def test_a_wrong_name_is_told_and_the_content_read(tmp_path: Path, name: str) -> None:
    path = write_pdf(tmp_path / name, [Sheet(prose(["Dim."]))])
    document = read_document(path)
    assert document.form == "pdf"
    assert parse_document(document).warnings[0].message == (
        f"the file is named {path.suffix}, but its content is pdf: it is read as that"
    )


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.txt", b"Lamps are dim.<sup>1</sup>", "text"),
        ("a", b"  <!DOCTYPE html><p>a", "html"),
        ("a.txt", b"<!-- so --><html>", "html"),
        ("a.htm", b"Lamps<br>are dim", "html"),
        ("a.txt", b"[1] Lamps", "text"),
        ("a", b'{"data": {}}', "json"),
        ("a.txt", b"{dim}", "text"),
        ("a.bin", b"\n\n%PDF-1.4\n", "pdf"),
    ],
)
def test_formats_are_told_by_content(tmp_path: Path, name: str, data: bytes, form: str) -> None:
    assert format_of(write(tmp_path / name, data), Limits()) == form


@pytest.mark.parametrize("words", ["\u202eLamps\u202c are dim\u200f.", "שלום lamps"])
def test_directions_are_kept_and_harmless(tmp_path: Path, words: str) -> None:
    path = write_docx(tmp_path / "a.docx", paragraph(words))
    letter = parse_document(read_docx(path))
    assert letter.text.strip() == words
    assert len(letter.blocks) == 1
