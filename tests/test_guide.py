"""The hard cases of the annotation guide are words of the letters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from claimgraph.ingest import parse
from claimgraph.ingest.structure import read_spans

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus" / "ntia-2023-0009"
GUIDE = (ROOT / "docs" / "annotation-guide.md").read_text("utf-8")
QUOTED = [" ".join(case.split()) for case in re.findall(r'\*"(.+?)"\*', GUIDE.split("## Hard cases")[1], re.DOTALL)]


def plain(text: str) -> str:
    """The words in lower case, without quotation marks, footnote marks and emphasis."""
    return " ".join(re.sub(r"[“”‘’\"'*⁰¹²³⁴-⁹]", "", text).lower().split())


@pytest.fixture(scope="module")
def words() -> str:
    """The letters as they are read, footnotes between pages left out."""
    letters = [parse(path.read_text("utf-8")) for path in sorted((CORPUS / "letters").glob("*.txt"))]
    return plain("\n".join(read_spans(each.text, b.spans, each.marks).text for each in letters for b in each.blocks))


@pytest.mark.parametrize("quote", QUOTED)
def test_a_hard_case_stands_in_a_letter(quote: str, words: str) -> None:
    for piece in filter(None, (piece.strip(" .,;()") for piece in plain(quote).split("…"))):
        assert piece in words, piece


def test_there_are_hard_cases() -> None:
    assert len(QUOTED) >= 12
