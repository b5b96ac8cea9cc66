"""Letters that are not in the repository: CLAIMGRAPH_LETTERS names the folder with their PDFs and their notes."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from claimgraph.ingest import LetterError, load_corpus, parse_document, read_document
from claimgraph.ingest.models import Letter
from claimgraph.ingest.readers.pdf.read import read_pdf

LETTERS = Path(os.environ.get("CLAIMGRAPH_LETTERS", "nowhere"))
PDFS = sorted(LETTERS.glob("pdf/*.pdf"))
RECORDS = sorted(LETTERS.glob("regulations-gov/*.json"))

pytestmark = pytest.mark.skipif(not PDFS, reason="CLAIMGRAPH_LETTERS names no folder with letters in pdf/")


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    path = Path(__file__).parents[3] / "bench" / "letters.py"
    spec = importlib.util.spec_from_file_location("letters_bench", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for it
    spec.loader.exec_module(module)
    return module


def gold_of(pdf: Path) -> list[dict[str, object]]:
    path = LETTERS / "gold" / f"{pdf.stem}.footnotes.json"
    return list(json.loads(path.read_text("utf-8"))["footnotes"]) if path.exists() else []


@pytest.fixture(scope="module")
def letters(ntia: Path) -> Mapping[Path, Letter]:
    """Each letter, read with the docket's questions at hand."""
    questions = load_corpus(ntia, unannotated=False).questions
    return {pdf: parse_document(read_pdf(pdf), questions) for pdf in PDFS}


@pytest.mark.parametrize("pdf", PDFS, ids=lambda pdf: str(pdf.stem))
def test_a_letter_parses_and_invents_no_footnote(pdf: Path, letters: Mapping[Path, Letter]) -> None:
    letter = letters[pdf]
    assert letter.blocks
    assert letter.sections[-1].end == len(letter.text)
    known = {note["n"] for note in gold_of(pdf)}
    if known:
        assert {note.number for note in letter.footnotes} <= known


def test_the_letters_meet_the_goals(bench: ModuleType, letters: Mapping[Path, Letter]) -> None:
    total = sum((bench.judge(letter, gold_of(pdf))[0] for pdf, letter in letters.items()), bench.Score())
    assert {name for name, share in total.shares().items() if share < bench.GOALS[name]} == set()


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: str(path.stem))
def test_records_are_read_or_refused_in_words(path: Path) -> None:
    kind = json.loads(path.read_text("utf-8"))["data"]["type"]
    if kind == "comments":
        assert read_document(path).docket
    else:
        with pytest.raises(LetterError, match="only comments are letters"):
            read_document(path)
