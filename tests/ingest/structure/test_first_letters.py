"""The corpus' own letters, whose structure has been read by eye."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from claimgraph.ingest.located import load
from claimgraph.ingest.models import Letter
from claimgraph.ingest.read import read_text
from claimgraph.ingest.structure.parse import parse
from claimgraph.ingest.structure.reading import read_spans

ROOT = Path(__file__).parents[3]
LETTERS = ROOT / "corpus" / "ntia-2023-0009" / "letters"
DOCKET = LETTERS.parent / "docket.yaml"


@pytest.fixture(scope="module")
def questions() -> list[tuple[str, str]]:
    return [(question["notation"], question["text"]) for question in load(DOCKET).data["questions"]]


@pytest.fixture(scope="module")
def ibm(questions: list[tuple[str, str]]) -> Letter:
    return parse(read_text(LETTERS / "ibm.txt"), questions)


@pytest.fixture(scope="module")
def microsoft(questions: list[tuple[str, str]]) -> Letter:
    return parse(read_text(LETTERS / "microsoft.txt"), questions)


def spoken(letter: Letter) -> str:
    return "\n".join(read_spans(letter.text, block.spans, letter.marks).text for block in letter.blocks)


def urls(letter: Letter) -> list[str]:
    return [link.url for note in letter.footnotes for link in note.links if link.url.startswith("http")]


def test_front_matter(ibm: Letter, microsoft: Letter) -> None:
    assert (ibm.respondent, ibm.addressee) == (
        "International Business Machines Corporation (IBM)",
        "Administrator Davidson",
    )
    assert (ibm.date, ibm.docket) == (microsoft.date, microsoft.docket) == ("2024-03-27", "NTIA-2023-0009")
    assert (ibm.signatory, ibm.signatory_role) == ("Darío Gil", "Senior Vice President and Director, IBM Research")
    assert (microsoft.respondent, microsoft.addressee) == ("Microsoft Corporation", "The Honorable Alan Davidson")
    assert microsoft.signatory == "Natasha Crampton"
    assert microsoft.signatory_role == "Vice President and Chief Responsible AI Officer"


def test_ibm_sections(ibm: Letter) -> None:
    answered = [section.questions for section in ibm.sections]
    single = ["2a", "2d.i", "2e", "3a", "3b", "5b", "5c", "6a", "7a"]
    assert answered == [(), *((notation,) for notation in single), ("7d", "7d.i"), ("8b",), ()]
    assert ibm.sections[-1].heading == "Conclusion"
    assert ibm.sections[1].heading == "What, if any, are the risks associated with widely available model weights?"


def test_microsoft_sections(microsoft: Letter) -> None:
    answered = [section.questions for section in microsoft.sections]
    assert answered == [(), ("1",), ("2",), ("3",), ("4",), ("6",), ("7",), ("8",), ("9",)]


def test_notes_and_marks(ibm: Letter, microsoft: Letter) -> None:
    assert [note.number for note in ibm.footnotes] == [mark.number for mark in ibm.marks] == list(range(1, 21))
    assert [note.number for note in microsoft.footnotes] == list(range(1, 47))
    marked = Counter(mark.number for mark in microsoft.marks)
    assert marked == Counter(range(1, 47)) + Counter([14])
    assert (len(urls(ibm)), len(urls(microsoft))) == (21, 38)
    lost = [note.number for note in microsoft.footnotes if any(link.url == "#" for link in note.links)]
    assert lost == [6, 10, 17, 37]
    assert ibm.footnotes[0].text == "https://home.dartmouth.edu/about/artificial-intelligence-ai-coined-dartmouth"
    assert microsoft.footnotes[37].text == "AI safety is not a model property (aisnakeoil.com)"
    assert ibm.footnotes[14].links[0].url.endswith("Three-Years,-with-a-Focus-on-Underrepresented-Communities")


def test_cut_paragraphs_are_whole(ibm: Letter, microsoft: Letter) -> None:
    for seam in (
        "sufficiently-motivated bad actors",
        "to regulatory frameworks, and offer",
        "compute threshold intended to",
    ):
        assert seam in spoken(ibm)
    for seam in (
        "deployment or the ability to fine-tune",
        "fine-tuning of a model, may be",
        "a model – for example, preventing",
        'to "take back” widely',
        "deployment to these communities will",
        "Federal government workstreams, including",
        "definition under the Export Administration",
        "a model poses significant safety",
        "responsible design and implementation",
    ):
        assert seam in spoken(microsoft)
    assert sum(len(block.spans) > 1 for block in ibm.blocks) == 3
    assert sum(len(block.spans) > 1 for block in microsoft.blocks) == 9


def test_lists_and_tables(ibm: Letter, microsoft: Letter) -> None:
    assert sum(block.kind == "list-item" for block in ibm.blocks) == 6
    assert [block.level for block in microsoft.blocks if block.kind == "list-item" and block.level] == [1, 1, 1]
    cells = Counter((block.table, block.row) for block in microsoft.blocks if block.kind == "table-cell")
    assert cells == {
        (1, 0): 3, (1, 1): 4, (1, 2): 5, (1, 3): 5, (1, 4): 2, (2, 0): 3, (2, 1): 8, (2, 2): 6, (2, 3): 6, (2, 4): 5,
    }  # fmt: skip


def test_nothing_is_read_that_is_not_the_letters(ibm: Letter, microsoft: Letter) -> None:
    assert ibm.warnings == ()
    assert [warning.line for warning in microsoft.warnings] == [35]
    assert "cursive" not in spoken(microsoft)
    assert "10^{26}" in spoken(ibm)
    for letter in (ibm, microsoft):
        assert not re.search(r"[⁰¹²³⁴-⁹*]|\^\{\d+,|<ul|\]\(", spoken(letter))


def test_every_word_is_in_one_place(ibm: Letter, microsoft: Letter) -> None:
    for letter in (ibm, microsoft):
        spans = [span for block in letter.blocks for span in block.spans]
        spans += [span for note in letter.footnotes for span in note.spans]
        covered = {offset for span in spans for offset in range(span.start, span.end)}
        left = "".join(c if at not in covered else " " for at, c in enumerate(letter.text))
        left = re.sub(r"A handwritten signature.*|<[^<>]*>", "", left)
        assert not re.search(r"[A-Za-z]", left)
