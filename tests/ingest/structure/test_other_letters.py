"""Letters that are not in the repository: CLAIMGRAPH_LETTERS names the folder with their PDFs and their notes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from claimgraph.ingest import load_corpus, parse

LETTERS = Path(os.environ.get("CLAIMGRAPH_LETTERS", "nowhere"))
PDFS = sorted(LETTERS.glob("pdf/*.pdf"))

pytestmark = [
    pytest.mark.skipif(not PDFS, reason="CLAIMGRAPH_LETTERS names no folder with letters in pdf/"),
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (Debian's poppler-utils) is not installed"),
]


def text_of(pdf: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.parametrize("pdf", PDFS, ids=lambda pdf: str(pdf.stem))
def test_a_letter_parses_and_invents_no_footnote(pdf: Path, ntia: Path) -> None:
    questions = load_corpus(ntia).docket.content.questions
    letter = parse(text_of(pdf), tuple((question.notation, question.text) for question in questions))
    assert letter.blocks
    assert letter.sections[-1].end == len(letter.text)
    gold = LETTERS / "gold" / f"{pdf.stem}.footnotes.json"
    if gold.exists():
        notes = json.loads(gold.read_text("utf-8"))
        known = {int(note["n"]) for note in notes["footnotes"]}
        assert {note.number for note in letter.footnotes} <= known
