"""`claimgraph draft` as a person meets it: what it writes, where, what it keeps, and what it says."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from letter_files import Sheet, prose, write_pdf
from model_server import answering, says, status

from claimgraph.api import cli
from claimgraph.ingest import parse
from claimgraph.ingest.anchors import Anchors
from claimgraph.ingest.corpus import load_file
from claimgraph.ingest.drafts import LetterDraft

HERE = Path(__file__).parent
LAMPS = HERE.parents[1] / "corpora" / "lamps"
CEDAR = HERE.parents[1] / "ingest" / "drafts" / "cedar.txt"
LETTERS = Path(os.environ.get("CLAIMGRAPH_LETTERS", "nowhere"))
KEY = "sk-very-secret"


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Run]:
    """Runs ``claimgraph draft`` in this process."""

    def run(*arguments: str | Path) -> Run:
        monkeypatch.setattr("sys.argv", ["claimgraph", "draft", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfdbinary.readouterr()
        return Run(code, out.decode(), err.decode())

    return run


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(LAMPS, tmp_path / "lamps"))
    shutil.copy(CEDAR, folder / "letters" / "cedar.txt")
    return folder


def read(path: Path) -> LetterDraft:
    return load_file(path, LetterDraft).content


def test_a_letter_of_the_corpus(run: Callable[..., Run], corpus: Path) -> None:
    done = run(corpus / "letters" / "cedar.txt", "--corpus", corpus)
    path = corpus / "letters" / "cedar.draft.yaml"
    made = read(path)
    assert done.code == 0
    assert done.out.startswith(f"{path}: {len(made.claims)} claims proposed, ")
    assert (made.letter, made.text) == ("cedar", "cedar.txt")
    assert sorted(each.name for each in path.parent.glob("cedar*")) == ["cedar.draft.yaml", "cedar.txt"]


def test_a_pdf_gets_its_text_version(run: Callable[..., Run], corpus: Path, tmp_path: Path) -> None:
    lines = ["Dear Director Lee,", "", "Cities should pay for every lamp in every street of the town.", ""]
    pdf = write_pdf(tmp_path / "Dogwood Comment.pdf", [Sheet(prose(lines))])
    done = json.loads(run(pdf, "--corpus", corpus, "--json").out)
    path = corpus / "letters" / "dogwood-comment.draft.yaml"
    made = read(path)
    assert done == {
        "draft": str(path), "letter": "dogwood-comment", "proposed": 1, "near": 1, "alignments": 1, "dropped": 0,
    }  # fmt: skip
    text = (path.parent / made.text).read_text("utf-8")
    assert Anchors(parse(text)).find(made.claims[0].quote)
    assert parse(text).text_sha256 == made.draft.text_sha256


def test_without_a_corpus_it_goes_beside_the_letter(run: Callable[..., Run], tmp_path: Path) -> None:
    letter = Path(shutil.copy(CEDAR, tmp_path))
    assert run(letter).code == 0
    assert read(tmp_path / "cedar.draft.yaml").letter == "cedar"


def test_what_is_annotated_is_not_proposed_again(run: Callable[..., Run], corpus: Path) -> None:
    assert run(corpus / "letters" / "acme.txt", "--corpus", corpus).code == 0
    made = read(corpus / "letters" / "acme.draft.yaml")
    annotated = yaml.safe_load((corpus / "letters" / "acme.yaml").read_text("utf-8"))["claims"]
    assert made.comment == "LAMP-2025-0001-0001"
    assert not {each.quote for each in made.claims} & {each["quote"] for each in annotated}
    assert not {each.slug for each in made.claims} & {each["slug"] for each in annotated}
    assert not [near for each in made.claims for near in each.draft.alignments if near.claim.startswith("acme/")]


def test_a_draft_is_not_overwritten_and_rejections_stay(run: Callable[..., Run], corpus: Path) -> None:
    letter, path = corpus / "letters" / "cedar.txt", corpus / "letters" / "cedar.draft.yaml"
    run(letter, "--corpus", corpus)
    decided = path.read_text("utf-8").replace("status: proposed", "status: rejected\n      because: not a claim", 1)
    path.write_text(decided, "utf-8")
    refused = run(letter, "--corpus", corpus)
    assert refused.code == 1
    assert "there is a draft already: review it, or say --replace" in refused.err
    assert path.read_text("utf-8") == decided
    assert run(letter, "--corpus", corpus, "--replace").code == 0
    first = read(path).claims[0].draft
    assert (first.status, first.because) == ("rejected", "not a claim")
    assert {each.draft.status for each in read(path).claims[1:]} == {"proposed"}


BAD = {
    "no letter": (["nowhere.txt"], "there is no such file"),
    "no corpus": (["letters/cedar.txt", "--corpus", "nowhere"], "there is no such folder"),
    "another text": (["other.txt", "--corpus", ".", "--slug", "cedar"], "another text stands there already"),
    "a model without an endpoint": (["letters/cedar.txt", "--model", "x"], "go together"),
    "no address": (["letters/cedar.txt", "--endpoint", "models", "--model", "x"], "give it as https://host/v1"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_can_not_be_drafted(
    name: str, run: Callable[..., Run], corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "other.txt").write_text("Lamps are good for every street of the town.\n", "utf-8")
    monkeypatch.chdir(corpus)
    before = sorted(corpus.rglob("*"))
    arguments, message = BAD[name]
    done = run(*arguments)
    assert done.code != 0
    assert message in " ".join(done.err.split())
    assert "Traceback" not in done.err
    assert sorted(corpus.rglob("*")) == before


def test_a_model_proposes_only_the_letters_words(
    run: Callable[..., Run], corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed = {
        "claims": [
            {"quote": "Shielded lamps are cheap", "type": "value", "modality": "asserted"},
            {"quote": "they need care", "type": "factual", "modality": "required", "cue": "need"},
            {"quote": "they need care"},
            {"quote": "Lamps are the office's duty.", "type": "policy"},
            {"quote": "The office must forget the harbour.", "type": "policy"},
        ]
    }
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_KEY", KEY)
    with answering(says(f"Sure! {json.dumps(proposed)}")) as heard:
        done = run(corpus / "letters" / "cedar.txt", "--corpus", corpus, "--endpoint", heard.url, "--model", "lamp-9")
    path = corpus / "letters" / "cedar.draft.yaml"
    made = read(path)
    by_model = {each.quote: each for each in made.claims if each.draft.proposed_by == "lamp-9"}
    assert done.code == 0
    assert sorted(by_model) == ["Shielded lamps are cheap", "they need care"]
    assert (by_model["they need care"].modality, by_model["they need care"].cue) == ("required", "need")
    assert [r.number for r in by_model["Shielded lamps are cheap"].references] == [2]
    assert by_model["they need care"].footnotes == ()
    assert made.draft.dropped == 2
    assert "2 left out" in done.out
    assert "Shielded lamps are cheap, but they need care." not in {each.quote for each in made.claims}
    assert any(each.draft.proposed_by == "words" for each in made.claims)
    (asked,) = heard.requests
    assert asked[1]["authorization"] == f"Bearer {KEY}"
    assert "Brighter lamps make streets safer at night." in asked[2]["messages"][1]["content"]
    assert not any(KEY in text for text in (done.out, done.err, path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("way", "code", "said"),
    [
        (says("I can't help with that."), 0, "1 of its passages got no answer that can be read"),
        (status(401, b"no"), 1, "it answers 401: no"),
    ],
    ids=["no JSON", "refused"],
)
def test_a_model_that_does_not_help(way, code: int, said: str, run: Callable[..., Run], corpus: Path) -> None:  # type: ignore[no-untyped-def]
    with answering(way) as heard:
        done = run(corpus / "letters" / "cedar.txt", "--corpus", corpus, "--endpoint", heard.url, "--model", "lamp-9")
    assert done.code == code
    assert said in " ".join(done.err.split())
    assert (corpus / "letters" / "cedar.draft.yaml").exists() == (code == 0)


@pytest.mark.skipif(
    not LETTERS.joinpath("pdf").is_dir(), reason="CLAIMGRAPH_LETTERS names no folder with letters in pdf/"
)
@pytest.mark.parametrize("name", ["openai", "us-chamber"])
def test_letters_as_filed(name: str, run: Callable[..., Run], corpus: Path) -> None:
    assert run(LETTERS / "pdf" / f"{name}.pdf", "--corpus", corpus).code == 0
    made = read(corpus / "letters" / f"{name}.draft.yaml")
    anchors = Anchors(parse((corpus / "letters" / made.text).read_text("utf-8")))
    assert len(made.claims) > 20
    for each in made.claims:
        assert anchors.find(each.quote, each.context).words == each.quote
