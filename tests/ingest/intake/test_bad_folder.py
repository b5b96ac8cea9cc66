"""A folder with every kind of bad file: each is told in one line that names it and the remedy, and the rest goes on."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from letter_files import Sheet, paragraph, prose, write_docx, write_pdf
from record_files import comment_record, write_tree

from claimgraph.ingest import LetterError, parse_document
from claimgraph.ingest.intake import open_intake, read_filed

KEY = "01234567890123456789012345678901"
LOCK = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O({KEY})/U({KEY})>>/ID[(a)(b)]"
SCRIPT = "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert\\(1\\))>>]>>>>"
WORDS = [Sheet(prose(["Lamps are dim."]))]


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(80):
            part.write(bytes(1 << 20))


def old_record(path: Path) -> None:
    write_tree(path.parent, {path.name: {"documentId": {"value": "X"}, "comment": {"value": "Dim."}}})


def later_record(path: Path) -> None:
    record = comment_record(key="version-5")
    record["data"]["links"]["self"] = "https://api.regulations.gov/v5/comments/X"
    write_tree(path.parent, {path.name: record})


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "encrypted.pdf": (lambda p: write_pdf(p, WORDS, trailer=LOCK), "asks for a password: save it without one"),
    "damaged.pdf": (lambda p: p.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 9), "is damaged and can't be opened"),
    "scanned.pdf": (lambda p: write_pdf(p, [Sheet(picture=True)]), "name a program that does, as --ocr ocrmypdf"),
    "long.pdf": (lambda p: write_pdf(p, [Sheet()] * 5000), "5,000 pages are too many for a letter"),
    "bomb.docx": (bomb, "unpacks to more than 67,108,864 bytes: this is no letter"),
    "random.txt": (lambda p: p.write_bytes(bytes(range(256))), "give the letter as PDF, DOCX, HTML or plain text"),
    "old.doc": (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600)), "save it as .docx without password"),
}
RECORDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "version-3.json": (old_record, "is of version 3"),
    "version-5.json": (later_record, "is of version 5"),
}
READ: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "named.docx": (lambda p: write_pdf(p, WORDS), "its content is pdf: it is read as that", "Lamps are dim."),
    "script.pdf": (lambda p: write_pdf(p, WORDS, SCRIPT), "has scripts; they were not run", "Lamps are dim."),
    "rotated.pdf": (
        lambda p: write_pdf(p, [Sheet(prose(["Lamps are dim."], top=400), rotate=90, raw=b"0 1 -1 0 612 0 cm\n")]),
        "",
        "Lamps are dim.",
    ),
    "ligature.pdf": (
        lambda p: write_pdf(
            p,
            [Sheet(prose(["Lamps o@er light."]))],
            font="/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[64/uniE001]>>",
        ),
        "1 character of page 1 can't be told",
        "Lamps o�er light.",
    ),
    "guessed.pdf": (
        lambda p: write_pdf(
            p,
            [Sheet(prose(["Lamps o@er light."]))],
            font="/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[64/g01]>>",
        ),
        "they are guessed and may be wrong",
        "Lamps o@er light.",
    ),
    "right-to-left.docx": (lambda p: write_docx(p, paragraph("\u202eLamps\u202c מנורות")), "", "Lamps"),
    "good.html": (lambda p: p.write_text("<!doctype html><p>Lamps are dim.</p>", "utf-8"), "", "Lamps are dim."),
}


def test_each_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    for name, (make, *_) in (REFUSED | RECORDS | READ).items():
        make(tmp_path / name)
    said: dict[str, str] = {}
    read: dict[str, str] = {}
    refusals: list[tuple[Path, str]] = []
    for submission in open_intake(tmp_path):
        said[submission.id] = "\n".join(submission.remarks)
        for letter in submission.letters:
            try:
                document = read_filed(letter, submission)
            except LetterError as error:
                refusals.append((letter.path, str(error)))
                said[submission.id] += str(error)
            else:
                read[letter.path.name] = parse_document(document).text
                said[submission.id] += "\n".join(remark.message for remark in document.remarks)
    assert sorted(read) == sorted(READ)
    assert sorted(path.name for path, _ in refusals) == sorted(REFUSED)
    assert all(words.startswith(f"{path}:") and "\n" not in words for path, words in refusals)
    for name, (_, complaint, words) in READ.items():
        assert words in read[name]
        assert complaint in said[name.rsplit(".", 1)[0]], name
    for name, (_, complaint) in (REFUSED | RECORDS).items():
        assert complaint in said[name.rsplit(".", 1)[0]], name


@pytest.mark.parametrize("text", ["\u200fמנורות\u200e", "\u2067Lamps\u2069 are \u202adim\u202c."])
def test_marks_of_direction_are_kept_in_the_text_and_read_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    (submission,) = open_intake(tmp_path)
    letter = parse_document(read_filed(submission.letters[0], submission))
    assert letter.text == text
    assert len(letter.blocks) == 1
