"""Builds by other workers and from other places: the same generation as one built in this process from a folder."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from dask_processes import DaskProcesses, dask_processes
from ftp_process import ftp_process

from claimgraph.api import cli
from claimgraph.api.growing.elsewhere import fetch
from claimgraph.api.growing.grow import publish_corpus
from claimgraph.api.growing.making import Making
from claimgraph.api.growing.parts import Parts, make_parts
from claimgraph.api.letter_reading import Tell
from claimgraph.ingest import CorpusError
from claimgraph.ingest.cluster import Folder, LocalWorkers, OwnProcess, partition_name, read_manifest
from claimgraph.ingest.corpus import annotated_slugs
from claimgraph.ingest.parts import Shelf
from claimgraph.ingest.synthetic import write_docket
from claimgraph.store import open_current

CORPORA = Path(__file__).parent.parent / "corpora"
HARBOUR, LAMPS = CORPORA / "harbour", CORPORA / "lamps"
LETTERS = 12


def silent(step: str, done: int, total: int) -> None:
    """Tells nobody."""


def made(folder: Path, shelf: Path, making: Making = Making(), tell: Tell = silent) -> Parts:  # noqa: B008
    with Shelf(shelf, folder, "this version") as opened:
        return make_parts(folder, opened, tell, making)


@pytest.fixture(scope="module")
def docket(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "docket"
    write_docket(folder, LETTERS)
    return folder


@pytest.fixture(scope="module")
def parts(docket: Path, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """What this process alone makes of the docket's letters."""
    assert isinstance(Making().workers(LETTERS), OwnProcess)
    return made(docket, tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskProcesses]:
    with dask_processes(tmp_path_factory.mktemp("dask")) as processes:
        processes.add_worker()
        processes.add_worker("--nworkers", "2")
        yield processes


def test_processes_of_this_machine_make_the_same(
    docket: Path, parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0, 1})
    monkeypatch.setattr("claimgraph.api.growing.making.FEW", LETTERS - 1)
    assert isinstance(Making().workers(LETTERS), LocalWorkers)
    assert made(docket, tmp_path) == parts


def test_a_cluster_makes_the_same_though_a_worker_is_killed(
    docket: Path, parts: Parts, cluster: DaskProcesses, tmp_path: Path
) -> None:
    told: list[int] = []

    def tell(step: str, done: int, total: int) -> None:
        told.append(done)
        if done == LETTERS // 4:
            os.kill(cluster.processes[1].pid, signal.SIGKILL)

    assert made(docket, tmp_path, Making(cluster.address), tell) == parts
    assert told == list(range(LETTERS + 1))


def test_from_one_address_to_another(docket: Path, parts: Parts, cluster: DaskProcesses, tmp_path: Path) -> None:
    (tmp_path / "served").mkdir()
    there = Path(shutil.copytree(docket, tmp_path / "served" / "docket"))
    changed = there / "letters" / "letter-00001.txt"

    def fetched_and_made() -> Parts:
        here = fetch(corpus, tmp_path / "store", silent).folder
        return made(here, tmp_path / "shelf", making)

    def lines() -> dict[str, bytes]:
        return {slug: gzip.decompress(target.read(partition_name(slug))) for slug in read_manifest(target)}

    with ftp_process(tmp_path / "served") as address:
        corpus, target = Folder(f"{address}docket"), Folder(f"{address}out/graphs")
        making = Making(cluster.address, corpus, target)
        first = fetched_and_made()
        assert (first.graphs, first.inputs, first.docket) == (parts.graphs, parts.inputs, parts.docket)
        assert read_manifest(target) == parts.graphs
        before = lines()
        changed.write_text(changed.read_text("utf-8") + "\nThis letter has been filed again.\n", "utf-8")
        second = fetched_and_made()
        assert second.graphs == read_manifest(target)
        assert [slug for slug, said in lines().items() if said != before[slug]] == ["letter-00001"]
        assert [slug for slug in parts.graphs if second.graphs[slug] != parts.graphs[slug]] == ["letter-00001"]


def test_what_is_wrong_is_told_with_the_address(tmp_path: Path) -> None:
    corpus = Folder(f"memory://{tmp_path}/harbour")
    for path in HARBOUR.rglob("*.*"):
        corpus.write(path.relative_to(HARBOUR).as_posix(), path.read_bytes())
    name = "letters/mariners.yaml"
    corpus.write(name, corpus.read(name).replace(b"quote: ", b"quote: Nobody wrote this. ", 1))
    with pytest.raises(CorpusError) as wrong:
        publish_corpus(corpus, tmp_path / "store", keep=1)
    assert {each.at.file for each in wrong.value.problems} == {f"{corpus.address}/{name}"}
    assert str(tmp_path / "store") not in str(wrong.value)


def test_partitions_of_letters_that_are_made_already(tmp_path: Path) -> None:
    made(HARBOUR, tmp_path / "shelf")
    for name in ("first", "second"):
        made(HARBOUR, tmp_path / "shelf", Making(partitions=Folder((tmp_path / name).as_uri())))
    made(HARBOUR, tmp_path / "another shelf", Making(partitions=Folder((tmp_path / "third").as_uri())))
    first, second, third = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("first", "second", "third")
    )
    assert len(first) == len(annotated_slugs(HARBOUR)) + 1
    assert first == second == third


def test_the_command_line(
    cluster: DaskProcesses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    here = publish_corpus(LAMPS, tmp_path / "local", keep=1).generation.manifest
    store, out = tmp_path / "store", tmp_path / "out"
    options = ["--store", str(store), "--on", cluster.address, "--partitions", str(out)]
    monkeypatch.setattr("sys.argv", ["claimgraph", "build", LAMPS.as_uri(), *options])
    with pytest.raises(SystemExit, match="0"):
        cli.main()
    there = open_current(store).manifest
    assert (there.content, there.inputs, there.graphs) == (here.content, here.inputs, here.graphs)
    assert len(list((out / "letter").iterdir())) == len(annotated_slugs(LAMPS))
    assert "warning" not in capfd.readouterr().err.casefold()
