"""A download of regulations.gov as a folder of letters: submissions, their records' facts, and what is not there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from letter_files import Sheet, paragraph, prose, write_docx, write_pdf
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from record_files import attachment, comment_record, write_tree

from claimgraph.api.build import Build, build
from claimgraph.ingest.submitted_letters import find_letters
from claimgraph.ontology import CG, DCTERMS, RDF, RDFS

KEYS = [f"LAMP-2024-0001-{number:04}" for number in range(2, 12)]
WORDS = (
    "The harbour's lamps are too dim for those who land at night, and the order should have them replaced before"
    " winter comes. We keep the lamps of three quays and know what a bright one costs."
)
SEE = "See attached file(s)"
BASE = "https://example.org/lamps/"


def record(key: str, *names: str, **attributes: Any) -> dict[str, Any]:
    """A comment's record that names attachments by their files."""
    included = [attachment(f"File {name}", name, key=key) for name in names]
    return comment_record(included, key=key, **attributes)


@pytest.fixture(scope="module")
def download(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What people get who download a docket: records, attachments, and gaps."""
    folder = tmp_path_factory.mktemp("download") / "lamps"
    write_tree(
        folder,
        {
            f"comments/{KEYS[0]}.json": record(KEYS[0], "attachment_1.pdf", organization="Lamp Institute", comment=SEE),
            f"comments/{KEYS[1]}.json": record(
                KEYS[1], firstName="Jo", lastName="Roe", comment=WORDS.replace("three", "five")
            ),
            f"comments/{KEYS[2]}.json": record(KEYS[2], withdrawn=True, reasonWithdrawn="sent in error"),
            f"comments/{KEYS[3]}.json": record(KEYS[3], restrictReasonType="Confidential", comment=""),
            f"comments/{KEYS[4]}.json": record(KEYS[4], "attachment_1.pdf", comment=SEE),
            f"comments/{KEYS[5]}.json": record(
                KEYS[5],
                "attachment_1.txt",
                title="Comment from Ann Poe",
                comment=f"I live there. {WORDS.replace('three', 'seven')}",
            ),
            f"comments/{KEYS[6]}.json": record(
                KEYS[6], firstName="Anonymous", lastName="Anonymous", comment=f"I walk. {WORDS.replace('three', 'two')}"
            ),
            f"files/{KEYS[5]}_attachment_1.txt": f"Mirrors beside lamps.\n\n{WORDS[::-1]}\n",
            f"files/{KEYS[7]}_attachment_1.pdf": b"%PDF-1.4 and no more",
            "documents/NOTICE.json": comment_record(kind="documents", key="LAMP-2024-0001-0001"),
            "README.txt": "What was downloaded.",
            "letters.yaml": "no letter",
        },
    )
    write_pdf(folder / f"files/{KEYS[0]}_attachment_1.pdf", [Sheet(prose(WORDS.split(". ")))])
    write_docx(folder / f"files/{KEYS[7]}_attachment_1.docx", paragraph(WORDS.replace("three", "nine")))
    return folder


@pytest.fixture(scope="module")
def made(download: Path) -> Build:
    return build(download)


def said(made: Build, slug: str) -> dict[str, str]:
    """The letter's facts, each as text."""
    letter = f"{BASE}letter/{slug}"
    names = {DCTERMS.identifier: "number", DCTERMS.date: "date", CG.submittedBy: "by", CG.respondentName: "name"}
    return {
        names[quad.predicate]: quad.object.value.removeprefix(BASE)  # type: ignore[union-attr]  # no blank nodes here
        for quad in made.quads
        if getattr(quad.subject, "value", "") == letter and quad.predicate in names
    }


@pytest.mark.parametrize(
    ("slug", "facts"),
    [
        (
            f"{KEYS[0].lower()}-attachment-1",
            {"number": KEYS[0], "by": "organization/lamp-institute", "name": "Lamp Institute"},
        ),
        (KEYS[1].lower(), {"number": KEYS[1], "by": f"person/{KEYS[1].lower()}/jo-roe", "name": "Jo Roe"}),
        (KEYS[5].lower(), {"number": KEYS[5], "name": "Ann Poe"}),  # a title's name may be a firm's
        (f"{KEYS[5].lower()}-attachment-1", {"name": "Ann Poe"}),
        (KEYS[6].lower(), {"number": KEYS[6], "name": "Anonymous Anonymous"}),
    ],
)
def test_the_record_s_facts_are_in_the_graph(made: Build, slug: str, facts: dict[str, str]) -> None:
    assert said(made, slug) == facts | {"date": "2024-03-27"}


def test_a_letter_is_read_in_the_format_that_can_be(made: Build) -> None:
    slug = f"{KEYS[7].lower()}-attachment-1"
    files = {quad.object for quad in made.quads if quad.subject == CG.fileName or quad.predicate == CG.fileName}
    assert Literal(f"{KEYS[7]}_attachment_1.docx") in files
    assert said(made, slug) == {"number": KEYS[7]}
    (remark,) = (each for each in made.remarks if each.message.endswith("is read instead"))
    assert "damaged" in remark.message


def test_what_is_not_there_is_said(made: Build) -> None:
    cautions = [f"{Path(each.at.file).name} {each.message}" for each in made.cautions]
    assert any("withdrawn (sent in error): nothing of it is used" in each for each in cautions)
    assert any(each.startswith(KEYS[3]) and "restricted: Confidential" in each for each in cautions)
    (missing,) = made.failures
    assert Path(missing.at.file).name == f"{KEYS[4]}.json"
    assert "is missing: get https://downloads.regulations.gov/" in missing.message
    assert [Path(each.at.file).name for each in made.remarks if "'documents'" in each.message] == ["NOTICE.json"]
    assert made.read == 6


def test_records_are_inputs(made: Build) -> None:
    assert {f"comments/{KEYS[0]}.json", f"files/{KEYS[0]}_attachment_1.pdf"} <= made.inputs.keys()


def test_annotated_letters_are_left_to_their_annotations(download: Path) -> None:
    all_of_them = [each.slug for each in find_letters(download).files]
    rest = [each.slug for each in find_letters(download, [KEYS[1].lower()], [KEYS[5]]).files]
    assert set(all_of_them) - set(rest) == {
        KEYS[1].lower(),
        KEYS[5].lower(),
        f"{KEYS[5].lower()}-attachment-1",
    }


def test_a_folder_without_records_is_not_looked_into(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.txt": WORDS, "b/c.txt": WORDS, "package.json": {"name": "lamps"}})
    assert [each.slug for each in find_letters(tmp_path).files] == ["a", "package"]


def test_the_program_for_scans_reaches_the_build(tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (tmp_path / "a.txt").write_text(WORDS)
    program = tmp_path.parent / "recognise.py"
    program.write_text(
        f"import pathlib, sys\npathlib.Path(sys.argv[-1]).write_text({WORDS.replace('three', 'ten')!r})\n"
    )
    without = build(tmp_path)
    assert ["--ocr" in each.message for each in without.failures] == [True]
    made = build(tmp_path, ocr=(sys.executable, str(program)))
    assert (made.read, made.failures) == (2, ())
    assert any("this is a scan whose text" in each.message for each in made.remarks)
    forms = {quad.object for quad in made.quads if quad.predicate == CG.fileFormat}
    assert forms == {Literal("text"), Literal("picture")}
    assert RDFS.label in {quad.predicate for quad in made.quads}


def test_form_letters_stand_once(tmp_path: Path) -> None:
    campaign = f"{WORDS} Mirrors would help as well, and the quay's own fund can pay for all of them by the spring."
    write_tree(
        tmp_path / "lamps",
        {
            "1.json": record(KEYS[0], firstName="Jo", lastName="Roe", comment=campaign),
            "2.json": record(KEYS[1], firstName="Ann", lastName="Poe", comment=f"{campaign} My boat is small."),
            "3.json": record(KEYS[2], organization="Quay Club", comment=campaign),
            "4.json": record(KEYS[3], organization="Dark Club", comment=campaign.replace("are too dim", "are not dim")),
        },
    )
    made = build(tmp_path / "lamps")
    assert (made.read, made.joined, made.failures) == (4, 2, ())
    letters = {quad.subject for quad in made.quads if (quad.predicate, quad.object) == (RDF.type, CG.CommentLetter)}
    assert letters == {NamedNode(f"{BASE}letter/{KEYS[n].lower()}") for n in (0, 3)}
    found = {
        (quad.subject.value.rpartition("/")[2], quad.predicate.value.rpartition("#")[2]): quad.object.value
        for quad in made.quads
        if isinstance(quad.subject, NamedNode) and "/submission/" in quad.subject.value
        if not isinstance(quad.object, Triple | BlankNode)
    }
    ann, club = KEYS[1].lower(), KEYS[2].lower()
    assert found[ann, "joins"] == found[club, "joins"] == f"{BASE}letter/{KEYS[0].lower()}"
    assert (found[ann, "addedWords"], found[ann, "addedText"]) == ("4", "My boat is small")
    assert found[ann, "sentBy"] == f"{BASE}person/{ann}/ann-poe"
    assert (found[club, "addedWords"], found[club, "similarity"]) == ("0", "1.000")
    assert found[club, "sentBy"] == f"{BASE}organization/quay-club"
