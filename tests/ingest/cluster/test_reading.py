"""Letters that nobody annotated, read by a cluster's workers: the same readings as read by this machine."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from dask_processes import dask_processes

from claimgraph.ingest.cluster import DaskWorkers, Workers, map_readings
from claimgraph.ingest.letter_files import LetterFile
from claimgraph.ingest.survey import Failure, Kept, ReadLetter, read_letters

KITES = Path(__file__).parents[2] / "corpora" / "kites"
NOBODY = DaskWorkers("tcp://127.0.0.1:1", patience=0.1)
QUESTIONS = (("1", "Why?"),)
OCR = "import pathlib, sys; pathlib.Path(sys.argv[2]).write_text('We like kites.\\n\\nSincerely,\\nKite Lovers')"


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    with dask_processes(tmp_path_factory.mktemp("dask")) as processes:
        processes.add_worker("--nworkers", "2")
        yield DaskWorkers(processes.address)


def kites(folder: Path) -> list[LetterFile]:
    """A text, a damaged file, a letter in two formats of which the first is damaged, a picture, and nothing."""
    for name in ("kite-makers.txt", "damaged.pdf", "loft-labs.html"):
        shutil.copy(KITES / name, folder)
    shutil.copy(KITES / "damaged.pdf", folder / "loft-labs.pdf")
    (folder / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    names = ("kite-makers.txt", "damaged.pdf", "scan.png", "gone.txt")
    one = [LetterFile(Path(name).stem, folder / name) for name in names]
    return [*one, LetterFile("loft-labs", folder / "loft-labs.pdf", others=(folder / "loft-labs.html",))]


def test_workers_read_the_same(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "ocr.py").write_text(OCR)
    files, ocr = kites(tmp_path), (sys.executable, str(tmp_path / "ocr.py"))
    kept, told = Kept(tmp_path / "there"), []
    here = list(read_letters(files, QUESTIONS, Kept(tmp_path / "here"), ocr=ocr))
    there = list(map_readings(workers, files, QUESTIONS, kept, told.append, ocr=ocr))
    assert there == here
    assert [type(each) for each in here] == [ReadLetter, Failure, ReadLetter, Failure, ReadLetter]
    assert told == list(range(1, len(files) + 1))
    names = [sorted(path.name for path in (tmp_path / name).rglob("*.json")) for name in ("there", "here")]
    assert names[0] == names[1]

    found = [each for each in here if isinstance(each, ReadLetter) and each.file.slug != "loft-labs"]
    again = list(map_readings(NOBODY, [each.file for each in found], QUESTIONS, kept, ocr=ocr))
    assert again == found, "what is kept needs no workers"
