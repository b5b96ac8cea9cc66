"""Folders at addresses, and such a folder kept as one of this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from ftp_process import ftp_process

from claimgraph.ingest import ClusterError
from claimgraph.ingest.cluster import Folder, mirror, read_manifest, write_manifest


@pytest.fixture(params=["memory", "file", "ftp"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Folder]:
    """A folder that isn't there yet, at each kind of address."""
    match request.param:
        case "ftp":
            (tmp_path / "served").mkdir()
            with ftp_process(tmp_path / "served") as address:
                yield Folder(f"{address}docket")
        case "file":
            yield Folder(f"file://{tmp_path}/docket/")
        case _:
            yield Folder(f"memory://{tmp_path}/docket")


def test_what_is_written_is_read(folder: Folder) -> None:
    folder.write("letters/b.txt", b"\xff\x00")
    folder.write("docket.yaml", b"1")
    folder.write("docket.yaml", b"22")
    assert list(folder.files()) == ["docket.yaml", "letters/b.txt"]
    assert folder.read("docket.yaml") == b"22"
    assert folder.read("letters/b.txt") == b"\xff\x00"


def test_a_folder_that_another_worker_makes_in_the_same_moment(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write("letters/a.txt", b"a")
    kind = type(url_to_fs(folder.address)[0])
    isdir, asked = kind.isdir, []

    def late(self: AbstractFileSystem, path: str) -> bool:
        asked.append(path)
        return len(asked) > 2 and bool(isdir(self, path))

    monkeypatch.setattr(kind, "isdir", late)
    folder.write("letters/b.txt", b"b")
    assert folder.read("letters/b.txt") == b"b"
    assert asked[-2:] == asked[1::-1], "both are there after all"


def test_what_is_not_there(folder: Folder) -> None:
    with pytest.raises(FileNotFoundError, match="there is no such file"):
        folder.files()
    folder.write("a", b"1")
    with pytest.raises(FileNotFoundError, match=f"{folder.address.rstrip('/')}/b"):
        folder.read("b")


def test_a_mirror_has_what_is_there_and_fetches_only_what_changed(folder: Folder, tmp_path: Path) -> None:
    here, fetched = tmp_path / "here", []

    def held() -> dict[str, bytes]:
        files = (path for path in here.rglob("*") if path.is_file() and path.name != ".states.json")
        return {path.relative_to(here).as_posix(): path.read_bytes() for path in files}

    def refresh() -> dict[str, bytes]:
        mirror(folder, here, lambda done, total: fetched.append(total) if done == 0 else None)
        return held()

    content = {"docket.yaml": b"docket", "letters/a.txt": b"a", "letters/b/c.txt": b"c"}
    for name, data in content.items():
        folder.write(name, data)
    assert refresh() == content
    assert refresh() == content
    folder.write("letters/a.txt", b"another")
    (here / "letters" / "b" / "c.txt").unlink()
    (here / "stray.txt").write_bytes(b"")
    assert refresh() == {**content, "letters/a.txt": b"another"}
    assert fetched == [3, 0, 2]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("memory://nothing/here", "memory://nothing/here: there is no such folder: name a corpus folder"),
        ("gopher://a/b", "gopher://a/b: Protocol not known: gopher"),
        ("ftp://127.0.0.1:1/docket", "ftp://127.0.0.1:1/docket: .*refused"),
    ],
)
def test_no_such_folder(address: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match=words):
        mirror(Folder(address), tmp_path / "here")


def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    source = Folder(f"memory://{tmp_path}")
    source.write("..", b"")
    with pytest.raises(ClusterError, match="a file of this name can't be kept here"):
        mirror(source, tmp_path / "here")


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"partitions": [{"letter": "a"}]})])
def test_what_is_no_manifest(text: str, tmp_path: Path) -> None:
    folder = Folder(f"memory://{tmp_path}")
    write_manifest(folder, {"b": "2", "a": "1"})
    assert list(read_manifest(folder)) == ["a", "b"]
    folder.write("manifest.json", text.encode())
    with pytest.raises(ClusterError, match=r"manifest\.json: this is no manifest of partitions"):
        read_manifest(folder)
