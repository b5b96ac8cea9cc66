from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from claimgraph.store import (
    Generation,
    StoreAccessError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreMissingError,
    StoreVersionError,
    generation_numbers,
    load_memory,
    open_current,
    open_generation,
    publish,
)
from claimgraph.store.search_making import add_search

Quads = Callable[[int], list[Quad]]
Tree = Callable[[Path], Iterator[tuple[str, bytes | None]]]

PUBLISH = """
import sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from claimgraph.store import StoreError, publish

def quads(count):
    for number in range(count):
        yield Quad(NamedNode(f"urn:s:{number}"), NamedNode("urn:p"), Literal(f"{number} " * 20), NamedNode("urn:g"))

def attempt(directory, count, given=None):
    try:
        print(publish(Path(directory), given or quads(count), {}).number)
    except StoreError as error:
        print(type(error).__name__, error)
"""

# The superuser may read and write anything.
AS_NOBODY = "import os\nif os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"


def run(script: str, *args: str, prefix: tuple[str, ...] = ()) -> str:
    command = [*prefix, sys.executable, "-c", PUBLISH + script, *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def numbers(directory: Path) -> list[str]:
    return sorted(path.name for path in (directory / "generations").iterdir())


def test_published_is_current_on_disk_and_in_memory(tmp_path: Path, quads: Quads) -> None:
    generation = publish(tmp_path / "new" / "store", iter(quads(1)), {"b.yaml": "2", "a.yaml": "1"})
    current = open_current(tmp_path / "new" / "store")
    assert current == generation
    assert current.number == 1
    assert set(current.open()) == set(load_memory(current)) == set(quads(1))
    assert current.manifest.quads == 301
    assert current.manifest.graphs == {f"http://example.org/graph/{n}": 101 if n == 0 else 100 for n in range(3)}
    assert list(current.manifest.inputs) == ["a.yaml", "b.yaml"]
    assert current.manifest.made_with == {
        "claimgraph": importlib.metadata.version("claimgraph"),
        "pyoxigraph": pyoxigraph.__version__,
    }


def test_manifest_is_the_same_wherever_and_in_whatever_order_it_was_made(tmp_path: Path, quads: Quads) -> None:
    for name, order in (("one", quads(1)), ("two", [*reversed(quads(1)), *quads(1)])):
        publish(tmp_path / name, order, {"x": "y"})
    one, two = (tmp_path / name / "generations" / "0001" for name in ("one", "two"))
    assert (one / "manifest.json").read_bytes() == (two / "manifest.json").read_bytes()
    assert (one / "quads.nq").read_bytes() == (two / "quads.nq").read_bytes()


def test_default_graph_is_counted_under_the_empty_name(tmp_path: Path) -> None:
    generation = publish(tmp_path, [Quad(NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:o"))], {})
    assert generation.manifest.graphs == {"": 1}


def test_same_content_makes_no_new_generation(published: Generation, quads: Quads, tree: Tree) -> None:
    store = published.directory.parents[1]
    before = list(tree(store))
    assert publish(store, reversed(quads(1)), {"made": "again"}) == published
    assert list(tree(store)) == before


def test_last_generations_are_kept(tmp_path: Path, quads: Quads) -> None:
    for version in range(1, 6):
        assert publish(tmp_path, quads(version), {}, keep=2).number == version
    assert numbers(tmp_path) == ["0004", "0005"]


def test_generation_that_a_reader_holds_is_kept(published: Generation, quads: Quads) -> None:
    store = published.directory.parents[1]
    with published.held():
        for version in range(2, 4):
            publish(store, quads(version), {}, keep=1)
        assert numbers(store) == ["0001", "0003"]
        assert set(published.open()) == set(quads(1))
    publish(store, quads(4), {}, keep=1)
    assert numbers(store) == ["0004"]
    with pytest.raises(StoreMissingError, match="removed by later builds"), published.held():
        pass


def test_progress_counts_what_was_read(tmp_path: Path) -> None:
    seen: list[int] = []
    quad = Quad(NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:o"))
    publish(tmp_path, (quad for _ in range(20_005)), {}, seen.append)
    assert seen == [10_000, 20_000, 20_005]


def test_leftovers_of_a_crash_are_cleared(published: Generation, quads: Quads) -> None:
    store = published.directory.parents[1]
    (store / "generations" / ".building-0002" / "database").mkdir(parents=True)
    (store / "generations" / ".removing-0000").mkdir()
    shutil.copytree(published.directory, store / "generations" / "0002")  # renamed, but never pointed to
    assert open_current(store).number == 1
    assert publish(store, quads(2), {}).number == 2
    assert numbers(store) == ["0001", "0002"]
    assert set(open_current(store).open()) == set(quads(2))


def test_what_a_maker_of_the_search_index_left_that_was_killed_is_gone(published: Generation) -> None:
    before = published.search_file.read_bytes()
    published.search_file.unlink()
    published.search_file.with_name(".search").write_bytes(before[:100])
    add_search(published)
    assert published.search_file.read_bytes() == before
    assert not list(published.directory.glob(".*"))


def test_an_input_that_fails_changes_nothing(published: Generation, quads: Quads, tree: Tree) -> None:
    store = published.directory.parents[1]
    before = list(tree(store))

    def failing() -> Iterator[Quad]:
        yield from quads(2)
        raise FileNotFoundError(2, "No such file", "/letters/gone.txt")

    with pytest.raises(FileNotFoundError, match=r"gone\.txt"):
        publish(store, failing(), {})
    assert list(tree(store)) == before


def test_only_one_builds_at_a_time(published: Generation, quads: Quads) -> None:
    store = published.directory.parents[1]
    script = """
def waiting():
    print("building", flush=True)
    sys.stdin.readline()
    yield from quads(5)
attempt(sys.argv[1], 0, waiting())
"""
    command = [sys.executable, "-c", PUBLISH + script, str(store)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "building\n"
        with pytest.raises(StoreBusyError, match="another build") as caught:
            publish(store, quads(3), {})
        assert str(store) in str(caught.value)
        assert open_current(store) == published, "readers aren't kept out"
        said, _ = other.communicate("go\n", timeout=30)
    assert said == "2\n"
    assert publish(store, quads(3), {}).number == 3


@pytest.mark.parametrize("place", ["store", "store/generations", "store/deeper/store"])
def test_a_file_in_the_way_is_refused(tmp_path: Path, quads: Quads, place: str) -> None:
    blocked = tmp_path / place.split("/deeper")[0]
    blocked.parent.mkdir(exist_ok=True)
    blocked.write_text("mine")
    target = tmp_path / ("store/deeper/store" if "deeper" in place else "store")
    with pytest.raises(StoreAccessError, match="is a file where a directory is needed; choose another"):
        publish(target, quads(1), {})
    assert blocked.read_text() == "mine"


def test_reading_a_file_as_a_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreAccessError, match="is a file, not a store"):
        open_current(tmp_path / "file")


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_place_without_a_store_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreMissingError, match="nothing has been published here; run `claimgraph build`"):
        open_current(tmp_path / name)


def test_a_directory_that_may_not_be_written_is_refused() -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o555)
        said = run(AS_NOBODY + "attempt(sys.argv[1], 5)", name)
        assert said.startswith(f"StoreAccessError {name}: may not be written")
        assert "give this user write permission" in said
        assert list(Path(name).iterdir()) == []


def test_a_full_disk_changes_nothing() -> None:
    mount = ("unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=3m tmpfs "$0" && exec "$@"')
    with tempfile.TemporaryDirectory() as name:
        try:
            subprocess.run([*mount, name, "true"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("no file system can be mounted here")
        script = """
import os
from claimgraph.store import open_current
store = Path(sys.argv[1], "store")
for count in (50, 60_000, 10_000, 60):
    attempt(store, count)
    print(open_current(store).number, len(list(open_current(store).open())), sorted(os.listdir(store / "generations")))
"""
        said = run(script, name, prefix=(*mount, name)).splitlines()
    first, _, full, still, full_again, still_again, second, after = said
    assert (first, second) == ("1", "2")
    assert full.startswith("StoreFullError ")
    assert "no space left while writing; free some space" in full
    assert full_again.startswith("StoreFullError "), "the database, too, was the one to run out of space"
    assert still == still_again == "1 50 ['0001']"
    assert after == "2 60 ['0001', '0002']"


def test_a_disk_that_fills_up_while_a_generation_grows_changes_nothing() -> None:
    mount = ("unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=24m tmpfs "$0" && exec "$@"')
    with tempfile.TemporaryDirectory() as name:
        try:
            subprocess.run([*mount, name, "true"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("no file system can be mounted here")
        script = """
import os
from claimgraph.store import load_memory, open_current, publish_difference
store, ballast = Path(sys.argv[1], "store"), Path(sys.argv[1], "ballast")
attempt(store, 8000)
for free in (10_000, 200_000, 600_000, None):
    if free is None:
        ballast.unlink()
    else:
        ballast.write_bytes(b"x" * (os.statvfs(store).f_bavail * os.statvfs(store).f_frsize - free))
    other = [Quad(quad.subject, NamedNode("urn:q"), quad.object, quad.graph_name) for quad in quads(1500)]
    try:
        publish_difference(store, quads(1500), other, {}, after=1)
    except StoreError as error:
        print(type(error).__name__, error)
    ballast.write_bytes(b"")
    now = open_current(store)
    there = set(now.open()) & set(load_memory(now)) & set(other)
    print(now.number, len(there), sorted(os.listdir(store / "generations")))
"""
        first, *said = run(script, name, prefix=(*mount, name)).splitlines()
    assert first == "1"
    assert said[-1] == "2 1500 ['0001', '0002']"
    assert len(said) == 7
    for error, still in zip(said[:-1:2], said[1:-1:2], strict=True):
        assert error.startswith("StoreFullError "), error
        assert "no space left while writing; free some space" in error
        assert still == "1 0 ['0001']"


def test_a_file_size_limit_changes_nothing(tmp_path: Path) -> None:
    script = """
import resource
attempt(sys.argv[1], 50)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
attempt(sys.argv[1], 20_000)
"""
    first, second = run(script, str(tmp_path)).splitlines()
    assert first == "1"
    assert second.startswith(f"StoreFullError {tmp_path}: no space left")
    assert numbers(tmp_path) == ["0001"]
    assert len(open_current(tmp_path).open()) == 50


DAMAGED: list[tuple[str, object, type[StoreError], str]] = [
    ("newer format", {"format": 3}, StoreVersionError, "store format 3 is newer than 2.*upgrade claimgraph"),
    ("no format", {"format": None}, StoreDamagedError, "no format number"),
    ("text for a number", {"quads": "many"}, StoreDamagedError, "its 'quads' is 'many'"),
    ("truth for a number", {"bytes": True}, StoreDamagedError, "its 'bytes' is True"),
    ("graphs not counted", {"graphs": {"g": "x"}}, StoreDamagedError, "its 'graphs'"),
    ("inputs a list", {"inputs": []}, StoreDamagedError, "its 'inputs'"),
    ("programs a number", {"made_with": 1}, StoreDamagedError, "its 'made_with' is 1"),
    ("another's manifest", {"generation": 9}, StoreDamagedError, "its manifest is that of 9"),
    ("cut short", b'{"format": 2, "gen', StoreDamagedError, "it is not JSON"),
    ("empty", b"", StoreDamagedError, "it is not JSON"),
    ("nested deeply", b"[" * 100_000, StoreDamagedError, "it is not JSON"),
    ("not text", b"\xff\xfe", StoreDamagedError, "it is not UTF-8"),
    ("a list", b"[]", StoreDamagedError, "no format number"),
]


@pytest.mark.parametrize(("change", "kind", "message"), [row[1:] for row in DAMAGED], ids=[row[0] for row in DAMAGED])
def test_manifests_that_no_publish_wrote_are_refused(
    published: Generation, quads: Quads, tree: Tree, change: object, kind: type[StoreError], message: str
) -> None:
    store, manifest = published.directory.parents[1], published.directory / "manifest.json"
    if isinstance(change, dict):
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **change}))
    else:
        assert isinstance(change, bytes)
        manifest.write_bytes(change)
    before = list(tree(store))
    with pytest.raises(kind, match=message):
        open_current(store)
    with pytest.raises(kind, match=message) as caught:
        publish(store, quads(2), {})
    assert "\n" not in str(caught.value)
    assert list(tree(store)) == before


def test_a_manifest_from_before_programs_were_recorded_is_read(published: Generation, quads: Quads) -> None:
    store, manifest = published.directory.parents[1], published.directory / "manifest.json"
    document = json.loads(manifest.read_text())
    del document["made_with"]
    manifest.write_text(json.dumps(document))
    assert open_current(store).manifest.made_with == {}
    assert publish(store, quads(2), {}).manifest.made_with["claimgraph"] == importlib.metadata.version("claimgraph")


@pytest.mark.parametrize("pointer", [b"", b"seven\n", b"../0001\n", b"\xff\n", b"0042\n"])
def test_pointers_that_no_publish_wrote_are_refused(published: Generation, quads: Quads, pointer: bytes) -> None:
    store = published.directory.parents[1]
    (store / "current").write_bytes(pointer)
    with pytest.raises(StoreDamagedError, match=r"remove .* and build it again"):
        open_current(store)
    with pytest.raises(StoreDamagedError, match=r"remove .* and build it again"):
        publish(store, quads(2), {})
    assert numbers(store) == ["0001"]


@pytest.mark.parametrize("content", [b"", b"<urn:s> <urn:p> .\n", None])
def test_content_that_is_not_the_manifests_is_refused(published: Generation, content: bytes | None) -> None:
    published.quads_file.unlink()
    if content is not None:
        published.quads_file.write_bytes(content)
    with pytest.raises(StoreDamagedError, match=r"quads\.nq: can't be read: .* build it again"):
        load_memory(published)


def test_a_database_that_is_gone_is_named(published: Generation) -> None:
    shutil.rmtree(published.directory / "database")
    with pytest.raises(StoreDamagedError, match=r"database: can't be read: .* build it again"):
        published.open()


def test_a_corrupt_database_is_named(published: Generation) -> None:
    (published.directory / "database" / "CURRENT").write_text("none")
    with pytest.raises(StoreDamagedError, match=r"database: can't be read: Corruption: .* build it again"):
        published.open()


@pytest.mark.parametrize("name", ["current", "generations/0001/manifest.json"])
def test_a_folder_in_a_file_s_place_is_named(published: Generation, name: str) -> None:
    directory = published.directory.parents[1]
    (directory / name).unlink()
    (directory / name).mkdir()
    with pytest.raises(StoreAccessError, match=rf"{name}: may not be read \(Is a directory\)"):
        open_current(directory)


def test_a_store_behind_a_circular_link_is_named(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(StoreAccessError, match=r"loop/current: may not be read \(Too many levels"):
        open_current(tmp_path / "loop")


def test_a_pointer_that_may_not_be_read_is_named() -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        (Path(name) / "current").touch(0o000)
        said = run(
            AS_NOBODY
            + "from claimgraph.store import open_current\n"
            + "try: open_current(Path(sys.argv[1]))\nexcept StoreError as error: print(type(error).__name__, error)",
            name,
        )
    assert said.startswith(f"StoreAccessError {name}/current: may not be read")


IRIS = st.from_regex(r"\Ahttp://[a-z]{1,3}/[a-zA-Zà-þ0-9~?;,]{0,4}\Z").map(NamedNode)
BLANKS = st.from_regex(r"\A[a-z][a-z0-9]{0,5}\Z").map(BlankNode)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
LITERALS = st.one_of(
    TEXT.map(Literal),
    st.tuples(TEXT, st.sampled_from(["en", "de-at", "zh-hant"])).map(lambda pair: Literal(pair[0], language=pair[1])),
    st.tuples(TEXT, IRIS).map(lambda pair: Literal(pair[0], datatype=pair[1])),
    st.integers(-(2**70), 2**70).map(Literal),
)
QUADS = st.builds(
    Quad, st.one_of(IRIS, BLANKS), IRIS, st.one_of(IRIS, BLANKS, LITERALS), st.one_of(IRIS, st.just(DefaultGraph()))
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_quads=st.lists(QUADS, max_size=30))
def test_what_is_published_is_what_is_read(in_memory: Path, given_quads: list[Quad]) -> None:
    with tempfile.TemporaryDirectory(dir=in_memory) as name:
        generation = publish(Path(name), given_quads, {})
        assert set(generation.open()) == set(given_quads)
        assert set(load_memory(generation)) == set(given_quads)
        assert generation.manifest.quads == len(set(given_quads)) == sum(generation.manifest.graphs.values())


def test_older_generations_can_be_opened(in_memory: Path, quads: Quads) -> None:
    for version in range(1, 5):
        publish(in_memory, quads(version), {}, keep=3)
    assert generation_numbers(in_memory) == (2, 3, 4)
    older = open_generation(in_memory, 2)
    assert (older.number, older.manifest.generation) == (2, 2)
    assert set(older.open()) == set(quads(2))
    with pytest.raises(StoreMissingError, match="generation 1 is not kept; kept are 2, 3, 4"):
        open_generation(in_memory, 1)
    with pytest.raises(StoreMissingError, match="generation 9 is not kept"):
        open_generation(in_memory, 9)


def test_when_it_was_published_is_kept(published: Generation) -> None:
    said = published.published
    assert said.tzinfo is not None
    assert abs((datetime.now(UTC) - said).total_seconds()) < 60
    (published.directory / "published").unlink()
    assert abs((published.published - said).total_seconds()) <= 2, "as in stores from before"
