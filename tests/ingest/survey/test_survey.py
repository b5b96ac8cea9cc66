"""Letters that nobody annotated: their files, what is kept of reading them, who sent them."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from claimgraph.ingest import CorpusError, check_references, load_corpus
from claimgraph.ingest.corpus import default_base
from claimgraph.ingest.docket_files import Organization
from claimgraph.ingest.letter_files import letter_files
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.submitted_letters import find_letters
from claimgraph.ingest.survey import Failure, Kept, ReadLetter, read_letters
from claimgraph.ingest.survey.respondents import Names
from claimgraph.ingest.works import load_parents, load_publishers

ROOT = Path(__file__).parents[3]
KITES = ROOT / "tests" / "corpora" / "kites"
HARBOUR = ROOT / "tests" / "corpora" / "harbour"


@pytest.fixture
def kites(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KITES, tmp_path / "kites"))


def read(folder: Path, kept: Kept | None = None, limits: Limits = Limits()) -> dict[str, ReadLetter | Failure]:  # noqa: B008
    files = find_letters(folder).files
    return {each.file.slug: each for each in read_letters(files, (), kept, limits=limits)}


# Which files are letters


@pytest.mark.parametrize(
    ("names", "slugs", "left_out"),
    [
        (["Acme Lamps.pdf", "b.docx", "c.html", "d.json", "e"], ["acme-lamps", "b", "c", "d", "e"], 0),
        (["a.pdf", "a.docx"], ["a"], 1),
        (["灯.pdf"], [], 1),
        (["README", "readme.md", ".DS_Store", "~$a.docx", "docket.yaml", "works.yml"], [], 0),
    ],
)
def test_files_are_letters(tmp_path: Path, names: list[str], slugs: list[str], left_out: int) -> None:
    for name in names:
        (tmp_path / name).write_text("words")
    (tmp_path / "folder").mkdir()
    found = letter_files(tmp_path)
    assert [each.slug for each in found.files] == slugs
    assert len(found.left_out) == left_out


def test_a_file_named_by_its_comment_number_has_it(tmp_path: Path) -> None:
    for name in ("KITE-2025-0003-0007.pdf", "KITE-2025-0003-0008_attachment_1.pdf"):
        (tmp_path / name).touch()
    assert [each.comment for each in letter_files(tmp_path).files] == ["KITE-2025-0003-0007", None]


def test_an_annotated_letter_s_files_are_its_annotation_s(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))
    (folder / "letters" / "northgate.pdf").write_bytes(b"the same letter as it was filed")
    assert [each.slug for each in load_corpus(folder).unannotated] == ["pilots-guild", "pilots-guild-west"]


# The corpus folder


def test_a_folder_of_letters_is_a_corpus(kites: Path) -> None:
    corpus = load_corpus(kites)
    assert (corpus.docket, corpus.base, corpus.identifier) == (None, "https://example.org/kites/", "kites")
    assert check_references(corpus) == ()
    assert load_corpus(kites, "https://data.example/x/").base == "https://data.example/x/"


@pytest.mark.parametrize(
    ("base", "says"),
    [("https://data.example/x", "has to end in a slash.*--base"), ("no base/", "--base")],
)
def test_a_base_must_be_one(kites: Path, base: str, says: str) -> None:
    with pytest.raises(CorpusError, match=says):
        load_corpus(kites, base)


def test_a_described_docket_has_its_base(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))
    with pytest.raises(CorpusError, match=r"docket\.yaml:1:\d+: the base IRI is given here already"):
        load_corpus(folder, "https://data.example/")


def test_a_folder_without_letters_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there are no letters here"):
        load_corpus(tmp_path)


def test_a_docket_may_be_described_alone(kites: Path) -> None:
    docket = (HARBOUR / "docket.yaml").read_text().replace("opened-by: harbour-office", "opened-by: ntia")
    (kites / "docket.yaml").write_text(docket)
    corpus = load_corpus(kites)
    assert check_references(corpus) == ()
    assert corpus.questions[0] == ("1", "How open should sea charts be?")


def test_bases_are_nobody_s() -> None:
    assert default_base(Path("/x/灯")) == "https://example.org/docket/"


# Reading


def test_each_letter_fails_for_itself(kites: Path) -> None:
    found = read(kites)
    assert {slug for slug, each in found.items() if isinstance(each, Failure)} == {"damaged"}
    damaged, maker, reel = found["damaged"], found["kite-makers"], found["kite-2025-0003-0007"]
    assert isinstance(damaged, Failure)
    assert "damaged" in damaged.message
    assert "get it anew" in damaged.message
    assert isinstance(maker, ReadLetter)
    assert [short.reason for short in maker.reading.citing.short_forms][-1] == "there is no footnote 77 before it"
    assert isinstance(reel, ReadLetter)
    assert (reel.reading.form, reel.reading.individual) == ("regulations.gov", True)


def test_a_text_too_is_read_within_bounds(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.\n" * 1000)
    found = read(tmp_path, limits=Limits(memory=16 * 1024 * 1024))
    assert isinstance(found["a"], Failure)
    assert "16 MiB of memory" in found["a"].message


def test_a_text_has_no_character_that_xml_has_not(tmp_path: Path) -> None:
    text = "One page.\f\n\nAnother\ufffe page.\n"
    (tmp_path / "a.txt").write_text(text)
    found = read(tmp_path)["a"]
    assert isinstance(found, ReadLetter)
    letter = found.reading.letter
    assert letter.text == text.replace("\f", "\n").replace("\ufffe", "\ufffd")
    assert letter.text_sha256 == hashlib.sha256(letter.text.encode()).hexdigest()


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.json"))


def test_what_was_read_is_not_read_again(kites: Path, tmp_path: Path) -> None:
    folder = tmp_path / "readings"
    first = read(kites, Kept(folder))
    assert len(entries(folder)) == 3  # all but the damaged one; two files have one slug
    for path in entries(folder):  # a reading that is taken from there shows what was put there
        made = json.loads(path.read_text())
        made["letter"]["addressee"] = "from the store"
        path.write_text(json.dumps(made))
    second = read(kites, Kept(folder))
    taken = [each for each in second.values() if isinstance(each, ReadLetter)]
    assert {each.reading.letter.addressee for each in taken} == {"from the store"}
    assert {slug: type(each) for slug, each in first.items()} == {slug: type(each) for slug, each in second.items()}


@pytest.mark.parametrize("spoilt", ["", "{", "[1]", '{"form": "text"}'])
def test_a_spoilt_reading_is_read_again(tmp_path: Path, spoilt: str) -> None:
    letters, folder = tmp_path / "letters", tmp_path / "readings"
    letters.mkdir()
    shutil.copy(KITES / "kite-makers.txt", letters)
    before = read(letters, Kept(folder))
    (entry,) = entries(folder)
    entry.write_text(spoilt)
    assert read(letters, Kept(folder)) == before
    assert len(entry.read_text()) > 1000


def test_another_text_is_read(tmp_path: Path) -> None:
    letters, folder = tmp_path / "letters", tmp_path / "readings"
    letters.mkdir()
    (letters / "a.txt").write_text("One.\n")
    read(letters, Kept(folder))
    (letters / "a.txt").write_text("Two.\n")
    found = read(letters, Kept(folder))["a"]
    assert isinstance(found, ReadLetter)
    assert found.reading.letter.text == "Two.\n"
    assert len(entries(folder)) == 2


def test_readings_of_another_version_are_removed(tmp_path: Path) -> None:
    (tmp_path / "0123456789abcdef").mkdir()
    Kept(tmp_path)
    assert list(tmp_path.iterdir()) == []


# Who sent a letter in

ORGANIZATIONS = (
    Organization(slug="kmu", name="Kite Makers' Union", alternatives=("KMU",), kind="consortium"),
    Organization(slug="tails-1", name="Tails", kind="company"),
    Organization(slug="tails-2", name="Tails Inc.", kind="company"),
)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Kite Makers’ Union (“KMU”)", "kmu"),
        ("The Kite Makers' Union", "kmu"),
        ("Tails, Inc.", None),  # two have the name
        ("IBM", "ibm"),
        ("Intel Corporation (“Intel”)", "intel"),
        ("Center for Democracy & Technology (CDT)", "cdt"),
        ("Somebody Else", None),
    ],
)
def test_an_organization_is_known_by_its_name(name: str, slug: str | None) -> None:
    assert Names(ORGANIZATIONS, load_publishers()).find(name) == slug


def test_parents_are_publishers() -> None:
    known = load_publishers().names().keys()
    assert {slug for pair in load_parents().items() for slug in pair} <= known


def test_a_failure_names_the_line_once(tmp_path: Path) -> None:
    (tmp_path / "bell.txt").write_bytes(b"Dear office,\n\nlamps \x13 are dim.\n")
    failure = read(tmp_path)["bell"]
    assert isinstance(failure, Failure)
    assert (failure.line, failure.message.startswith("this is no text: byte 20 ")) == (3, True)
