"""Letters made into parts by workers: the same parts wherever they are made and wherever the files lie."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from dask_processes import dask_processes
from ftp_process import ftp_process

from claimgraph.ingest import ClusterError, CorpusError, load_corpus
from claimgraph.ingest.cluster import (
    DaskWorkers,
    Done,
    Failed,
    Folder,
    LocalWorkers,
    Workers,
    map_parts,
    partition_name,
    read_manifest,
    write_manifest,
)
from claimgraph.ingest.corpus import annotated_slugs
from claimgraph.ingest.parts import Part, Shared, make_part

CORPORA = Path(__file__).parents[2] / "corpora"
HARBOUR = CORPORA / "harbour"


@pytest.fixture(scope="module", params=["local", "dask"])
def workers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    if request.param == "local":
        yield LocalWorkers(2)
        return
    with dask_processes(tmp_path_factory.mktemp("dask")) as processes:
        processes.add_worker("--nworkers", "2")
        yield DaskWorkers(processes.address)


def made_here(folder: Path) -> dict[str, Part]:
    shared = Shared(load_corpus(folder, unannotated=False))
    return {slug: make_part(shared, slug) for slug in annotated_slugs(folder)}


def made(folder: Path, workers: Workers, letters: Folder | None = None, to: Folder | None = None) -> dict[str, Part]:
    shared = Shared(load_corpus(folder, unannotated=False))
    found = {}
    for slug, outcome in map_parts(shared, annotated_slugs(folder), workers, letters, to):
        assert isinstance(outcome, Done), outcome
        found[slug] = outcome.result
    return found


@pytest.mark.parametrize("name", ["lamps", "harbour"])
def test_workers_make_the_same_parts(workers: Workers, name: str) -> None:
    assert made(CORPORA / name, workers) == made_here(CORPORA / name)


def test_a_text_of_another_name_is_asked_for(workers: Workers, lamps: Path) -> None:
    (lamps / "letters" / "acme.txt").rename(lamps / "letters" / "as-filed.txt")
    annotation = lamps / "letters" / "acme.yaml"
    annotation.write_text(annotation.read_text("utf-8").replace("text: acme.txt", "text: as-filed.txt"), "utf-8")
    parts = made(lamps, workers)
    assert parts == made_here(lamps)
    assert dict(parts["acme"].files).keys() == {"letters/acme.yaml", "letters/as-filed.txt"}


def test_what_is_wrong_in_a_letter_is_told_with_its_place(workers: Workers, lamps: Path) -> None:
    annotation = lamps / "letters" / "acme.yaml"
    annotation.write_text(annotation.read_text("utf-8").replace("text: acme.txt", "text: gone.txt"), "utf-8")
    shared = Shared(load_corpus(lamps, unannotated=False))
    outcomes = dict(map_parts(shared, annotated_slugs(lamps), workers))
    with pytest.raises(CorpusError) as expected:
        make_part(shared, "acme")
    failed = outcomes.pop("acme")
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, CorpusError)
    assert failed.error.problems == expected.value.problems
    assert all(isinstance(each, Done) for each in outcomes.values())


def test_letters_are_read_from_and_partitions_written_to_an_address(workers: Workers, tmp_path: Path) -> None:
    shutil.copytree(HARBOUR, tmp_path / "there" / "harbour")
    here = Path(shutil.copytree(HARBOUR, tmp_path / "here"))
    expected = made_here(here)
    for text in (here / "letters").glob("*.txt"):
        text.unlink()  # nobody needs them here
    with ftp_process(tmp_path / "there") as address:
        target = Folder(f"{address}partitions")
        parts = made(here, workers, Folder(f"{address}harbour"), target)
        graphs = {slug: part.graph.sha256 for slug, part in parts.items()}
        assert read_manifest(target) == {}
        write_manifest(target, graphs)
        assert read_manifest(target) == graphs
        first = {name: target.read(name) for name in target.files()}
        made(here, workers, Folder(f"{address}harbour"), target)
        assert {name: target.read(name) for name in target.files()} == first
    assert parts == expected
    assert first.keys() == {"manifest.json", *map(partition_name, expected)}
    for slug, part in expected.items():
        assert gzip.decompress(first[partition_name(slug)]) == part.graph.lines()


def test_an_address_that_nothing_answers_at_fails_each_letter(workers: Workers) -> None:
    shared = Shared(load_corpus(HARBOUR, unannotated=False))
    outcomes = dict(map_parts(shared, annotated_slugs(HARBOUR), workers, Folder("ftp://127.0.0.1:1/harbour")))
    assert outcomes.keys() == set(annotated_slugs(HARBOUR))
    for slug, failed in outcomes.items():
        assert isinstance(failed, Failed)
        assert isinstance(failed.error, ClusterError)
        assert f"ftp://127.0.0.1:1/harbour/letters/{slug}.yaml: " in str(failed.error)
