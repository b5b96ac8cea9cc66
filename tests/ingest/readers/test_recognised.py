"""Scans through a program that the user names: a small script stands for it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from letter_files import Sheet, prose, write_pdf
from typer.testing import CliRunner

from claimgraph.api.cli import app
from claimgraph.ingest import LetterError, read_document
from claimgraph.ingest.errors import ScanError
from claimgraph.ingest.readers import Limits

COPIES = "import sys, shutil; shutil.copyfile(sys.argv[1], sys.argv[2])"


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return write_pdf(tmp_path / "letter.pdf", [Sheet(picture=True)] * 2)


def program(tmp_path: Path, code: str) -> tuple[str, ...]:
    script = tmp_path / "script.py"
    script.write_text(f"import sys\n{code}\n", "utf-8")
    return sys.executable, str(script)


def test_its_text_is_read_and_said_to_be_recognised(tmp_path: Path, scan: Path) -> None:
    before = scan.read_bytes()
    ocr = program(tmp_path, "open(sys.argv[1], 'a').write('x'); open(sys.argv[2], 'w').write('Lamps are dim.')")
    document = read_document(scan, ocr=ocr)
    assert (document.text, document.form) == ("Lamps are dim.", "text")
    assert "recognised: letters may be misread" in document.remarks[0].message
    assert scan.read_bytes() == before, "the program gets a copy"


def test_its_pdf_is_read(tmp_path: Path, scan: Path) -> None:
    write_pdf(tmp_path / "made.pdf", [Sheet(prose(["Lamps are dim."]))])
    ocr = program(tmp_path, f"import shutil; shutil.copyfile({str(tmp_path / 'made.pdf')!r}, sys.argv[2])")
    document = read_document(scan, ocr=ocr)
    assert (document.text, document.form) == ("Lamps are dim.\n", "pdf")


def test_pictures_are_recognised_too(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n" + bytes(100))
    code = "assert sys.argv[1].endswith('.png'); open(sys.argv[2], 'w').write('Lamps are dim.')"
    assert read_document(tmp_path / "a.png", ocr=program(tmp_path, code)).text == "Lamps are dim."


def test_what_has_a_text_isnt_given_to_it(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [Sheet(prose(["Lamps are dim."]))])
    assert read_document(path, ocr=("no-such-program",)).text == "Lamps are dim.\n"


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("sys.exit('no such language: xyz')", r"fails on this scan \(exit code 1\): no such language: xyz"),
        ("pass", "wrote no file"),
        (COPIES, "made of this scan: this is a scan: its 2 pages"),
        ("while True: pass", "takes more than 1 seconds for this scan"),
        ("import time; time.sleep(60)", "takes more than 1 seconds for this scan"),
        ("open(sys.argv[2], 'wb').write(bytes(1 << 22))", "fails on this scan"),
        ("bytes(1 << 31)", "fails on this scan .*MemoryError"),
    ],
)
def test_what_goes_wrong_is_said(tmp_path: Path, scan: Path, code: str, complaint: str) -> None:
    limits = Limits(size=1 << 20, recognition=1, memory=1 << 30)
    with pytest.raises(LetterError, match=complaint) as caught:
        read_document(scan, limits, program(tmp_path, code))
    assert str(caught.value).startswith(f"{scan}: ")
    assert "\n" not in str(caught.value)


def test_a_program_that_isnt_there(scan: Path) -> None:
    with pytest.raises(LetterError, match="no-such-program, can't be run: No such file"):
        read_document(scan, ocr=("no-such-program",))


def test_without_one_the_way_is_named(scan: Path) -> None:
    with pytest.raises(ScanError, match="--ocr ocrmypdf"):
        read_document(scan)


def test_the_command_line_names_it(tmp_path: Path, scan: Path) -> None:
    ocr = program(tmp_path, "open(sys.argv[2], 'w').write('Lamps are dim.')")
    done = CliRunner().invoke(app, ["parse", str(scan), "--ocr", " ".join(ocr), "--json"])
    assert '"format": "text"' in done.output
    assert CliRunner().invoke(app, ["parse", str(scan), "--ocr", "'"]).exit_code == 2
