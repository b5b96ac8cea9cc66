"""A folder of letters that nobody annotated, from the command line to the pages, and the map of its evidence."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Dataset, NamedNode, RdfFormat, parse, serialize
from service_process import start, stop

from claimgraph.api.build import build
from claimgraph.api.evidence import PARTS, as_csv, evidence
from claimgraph.ingest.survey import Kept
from claimgraph.ontology import CG, ONTOLOGY_GRAPH, PREFIXES, RDF
from claimgraph.store import load_memory, open_current

ROOT = Path(__file__).parents[2]
KITES = ROOT / "tests" / "corpora" / "kites"
GOLDEN = Path(__file__).parent / "golden" / "kites.trig"
LETTERS = Path(os.environ.get("CLAIMGRAPH_LETTERS", "nowhere")) / "pdf"
MAIN = "from claimgraph.api.cli import main; main()"


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-c", MAIN, *map(str, arguments)]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the kites' letters, and the readings that came with it."""
    directory = tmp_path_factory.mktemp("kites") / "store"
    done = run("build", KITES, "--store", directory, "--json")
    assert done.returncode == 3, done.stderr
    report = json.loads(done.stdout)
    assert report["letters"]["read"] == 3
    left_out = {Path(each["file"]).name: each["message"] for each in report["letters"]["left_out"]}
    assert left_out.keys() == {"damaged.pdf", "kite_makers.txt"}
    assert "get it anew" in left_out["damaged.pdf"]
    assert "2 letters left out" in done.stderr
    return directory


@pytest.fixture(scope="module")
def kept(store: Path) -> Kept:
    return Kept(store / "readings")


def test_golden(kept: Kept) -> None:
    own = [quad for quad in build(KITES, kept=kept).quads if str(quad.graph_name).startswith("<https://example.org/")]
    if os.environ.get("CLAIMGRAPH_WRITE_GOLDEN"):
        GOLDEN.write_bytes(serialize(own, format=RdfFormat.TRIG, prefixes=PREFIXES) or b"")
    assert Dataset(own) == Dataset(parse(path=GOLDEN, format=RdfFormat.TRIG))


def test_the_same_letters_give_the_same_graph_wherever_they_lie(kept: Kept, tmp_path: Path) -> None:
    elsewhere = Path(shutil.copytree(KITES, tmp_path / "kites"))
    assert build(elsewhere, kept=kept).quads == build(KITES, kept=kept).quads


def test_nothing_that_a_program_read_looks_reviewed(kept: Kept) -> None:
    quads = [quad for quad in build(KITES, kept=kept).quads if quad.graph_name != ONTOLOGY_GRAPH]
    marked = {quad.subject for quad in quads if (quad.predicate, quad.object) == (CG.reviewStatus, CG.Unreviewed)}
    kinds = (CG.CommentLetter, CG.Citation, CG.ShortForm, CG.EvidenceSource, CG.Docket, CG.RequestForComment)
    for kind in kinds:
        things = {quad.subject for quad in quads if (quad.predicate, quad.object) == (RDF.type, kind)}
        assert things, kind
        assert things <= marked
    assert CG.Reviewed not in {quad.object for quad in quads}
    described = NamedNode("https://example.org/kites/organization/kite-makers")
    assert described not in marked  # a person described it, in organizations.yaml


def test_a_letter_that_is_not_sound_is_left_out_and_the_rest_stays(kept: Kept, store: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(store / "readings", tmp_path / "readings"))
    for path in folder.glob("*/*.json"):
        made = json.loads(path.read_text())
        if "Kite Makers" in (made["letter"]["respondent"] or ""):
            made["letter"]["footnotes"][0]["spans"][-1]["end"] = 10**6  # beyond the text's end
            path.write_text(json.dumps(made))
    made = build(KITES, kept=Kept(folder))
    assert made.read == 2
    (told,) = (each for each in made.failures if each.at.file.endswith("kite-makers.txt"))
    assert "This ends after its text does" in told.message


def test_a_build_that_was_stopped_goes_on(tmp_path: Path) -> None:
    directory = tmp_path / "store"
    with subprocess.Popen(
        command("build", KITES, "--store", directory),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as stopped:
        while stopped.poll() is None and not list(directory.glob("readings/*/*.json")):
            time.sleep(0.01)
        if stopped.poll() is None:
            os.killpg(stopped.pid, signal.SIGKILL)
    before = {path: path.stat().st_mtime_ns for path in directory.glob("readings/*/*.json")}
    assert before
    assert run("build", KITES, "--store", directory).returncode == 3
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert open_current(directory).number == 1


def test_without_any_letter_that_can_be_read_nothing_is_published(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    shutil.copy(KITES / "damaged.pdf", letters)
    done = run("build", letters, "--store", tmp_path / "store")
    assert done.returncode == 1
    assert "damaged.pdf:1:1: this PDF is damaged" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_publishes_nothing_and_says_the_same(kept: Kept) -> None:
    done = run("check", KITES, "--base", "https://data.example/kites/", "--json")
    assert done.returncode == 3
    assert len(json.loads(done.stdout)["letters"]["left_out"]) == 2


# The map


def test_the_map_as_json(store: Path) -> None:
    done = run("evidence", "--store", store)
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found.keys() == PARTS.keys()
    assert [(row["name"], row["letters"], row["citations"]) for row in found["works"]][:3] == [
        ("How We Fly", 2, 2),
        ("The Breaking of Strings", 2, 2),
        ("Wind tables", 2, 2),
    ]
    assert {(row["name"], row["tie"], row["publisher"], row["footnote"]) for row in found["self-citations"]} == {
        ("Kite Makers' Union, comment letter", "itself", "Kite Makers' Union", 2),
        ("Kite Makers' Union, comment letter", "itself", "Kite Makers' Union", None),
        ("Kite Makers' Union, comment letter", "its group", "Loft Laboratories", 4),
        ("Loft Laboratories, comment letter", "its group", "Kite Makers' Union", 3),
    }
    reasons = {row["reason"] for row in found["citations"]}
    assert reasons == {
        None,
        "same DOI",
        "same address as given",
        "a curator says so: The second address is where the tables were before.",
    }


def test_the_map_as_csv(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "map"
    assert run("evidence", "--store", store, "--out", out).returncode == 0
    assert {path.name for path in out.iterdir()} == {f"{name}.csv" for name in PARTS}
    rows = list(csv.DictReader(io.StringIO((out / "publishers.csv").read_text("utf-8"))))
    assert [(row["name"], row["letters"]) for row in rows] == [("Kite Makers' Union", "2"), ("Loft Laboratories", "1")]
    one = run("evidence", "--store", store, "--part", "publishers", "--format", "csv")
    assert one.stdout.splitlines() == (out / "publishers.csv").read_text("utf-8").splitlines()
    assert run("evidence", "--store", store, "--format", "csv").returncode == 2


def test_the_map_as_a_table(store: Path) -> None:
    done = run("evidence", "--store", store, "--format", "table", "--part", "letters")
    assert "What does each letter cite?" in done.stdout
    assert "Loft" in done.stdout


# The pages


@pytest.fixture(scope="module")
def pages(store: Path) -> Iterator[httpx.Client]:
    running = start(store)
    with httpx.Client(base_url=running.origin, timeout=30, headers={"Accept": "text/html"}) as client:
        yield client
    written = stop(running)
    assert "Traceback" not in written


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", ["read by a program, not annotated", "3"]),
        ("/kites/letter/kite-makers", ["A program read this", "The Breaking of Strings", "its own work"]),
        ("/kites/letter/loft-labs", ["Kite Makers&#39; Union", "of one group"]),
        ("/kites/letter/loft-labs/footnote/1/citation/1", ["same DOI"]),
        ("/kites/letter/kite-makers/link/1", ["https://kites.example/members", "In the letter"]),
        ("/kites/letter/kite-makers/footnote/3/short-form/2", ["Id. at 5.", "the citation before it in footnote 3"]),
        ("/kites/source/doi-10.1234-knots.7-e166b67c", ["A program read this", "Citations of it"]),
        ("/kites/docket", ["There is no docket.yaml"]),
    ],
)
def test_pages_show_what_was_read(pages: httpx.Client, path: str, words: list[str]) -> None:
    page = pages.get(path)
    assert page.status_code == 200
    for each in words:
        assert each in page.text


# Letters that aren't in the repository


@pytest.mark.skipif(not LETTERS.is_dir(), reason="CLAIMGRAPH_LETTERS names no folder with letters in pdf/")
def test_a_docket_s_letters_build_and_have_a_map(tmp_path: Path) -> None:
    directory = tmp_path / "store"
    done = run("evidence", LETTERS, "--store", directory, "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found["letters"]) == len(list(LETTERS.glob("*.pdf")))
    assert sum(row["citations"] for row in found["letters"]) == len(found["citations"]) > 700
    assert found["works"][0]["letters"] >= 5
    assert len(found["self-citations"]) > 30
    assert all(row["reason"] for row in found["citations"] if row["takenWith"])
    parts = evidence(load_memory(open_current(directory)), ["works"])
    assert len(as_csv(parts[0]).splitlines()) > 500
