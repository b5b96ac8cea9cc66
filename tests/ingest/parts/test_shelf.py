"""Parts on a shelf: kept as long as what they are made of stays the same, whatever else happens to files."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from claimgraph.ingest import Location, Problem
from claimgraph.ingest.corpus import annotated_slugs, load_shared
from claimgraph.ingest.parts import Published, Shared, SharedFiles, Shelf, make_part, shared_files
from claimgraph.ingest.works.addresses import canonical_address

NOW = time.time_ns() + 10**12


@pytest.fixture
def filled(lamps: Path, tmp_path: Path) -> Path:
    """A shelf with the parts of the corpus about lamps."""
    shared = Shared(load_shared(lamps))
    with Shelf(tmp_path / "parts", lamps, "1") as shelf:
        for slug in annotated_slugs(lamps):
            shelf.put(make_part(shared, slug), "mark", NOW)
    return tmp_path / "parts"


def stale(folder: Path, lamps: Path, mark: str = "mark", now: int = NOW, program: str = "1") -> list[str]:
    with Shelf(folder, lamps, program) as shelf:
        return shelf.stale(Shared(load_shared(lamps)), mark, annotated_slugs(lamps), now)


def test_what_is_as_it_was_is_kept(filled: Path, lamps: Path) -> None:
    assert stale(filled, lamps) == []
    assert stale(filled, lamps, mark="other") == []


def touch(path: Path) -> None:
    os.utime(path, (1, 1))


def rewrite(path: Path) -> None:
    text = path.read_text("utf-8")
    path.unlink()
    path.write_text(text, "utf-8")


def change(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("Brighter", "Brightest"), "utf-8")


CASES: list[tuple[str, Callable[[Path], None], list[str]]] = [
    ("letters/acme.txt", touch, []),
    ("letters/acme.txt", rewrite, []),
    ("letters/acme.txt", change, ["acme"]),
    ("letters/acme.yaml", change, ["acme"]),
    ("letters/borealis.txt", Path.unlink, ["borealis"]),
]


@pytest.mark.parametrize(("name", "act", "expected"), CASES)
def test_files_that_change(
    filled: Path, lamps: Path, name: str, act: Callable[[Path], None], expected: list[str]
) -> None:
    act(lamps / name)
    assert stale(filled, lamps) == expected


SHARED = [
    ("organizations.yaml", "name: Acme Lamps", "name: Acme Lights", ["acme"]),
    ("propositions.yaml", "Every street should be lit.", "All streets should be lit.", ["acme", "borealis"]),
    ("organizations.yaml", "Owned by Acme since 2020.", "Owned by Acme.", []),
    ("sources.yaml", "title: The council's guide", "title: A guide", ["acme"]),
    ("sources.yaml", "https://www.acme.example/white-papers/1", "https://www.acme.example/white-papers/2", ["acme"]),
]


@pytest.mark.parametrize(("name", "words", "instead", "expected"), SHARED)
def test_shared_entries_that_change(
    filled: Path, lamps: Path, name: str, words: str, instead: str, expected: list[str]
) -> None:
    text = (lamps / name).read_text("utf-8")
    assert words in text
    (lamps / name).write_text(text.replace(words, instead), "utf-8")
    assert stale(filled, lamps, mark="other") == expected


def test_a_file_that_has_just_changed_is_read_again(filled: Path, lamps: Path) -> None:
    status = (lamps / "letters" / "acme.txt").stat()
    change(lamps / "letters" / "acme.txt")
    os.utime(lamps / "letters" / "acme.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert stale(filled, lamps, now=status.st_mtime_ns) == ["acme"]


def test_another_program_begins_anew(filled: Path, lamps: Path) -> None:
    assert stale(filled, lamps, program="2") == ["acme", "borealis"]
    assert stale(filled, lamps, program="1") == ["acme", "borealis"]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + bytes(5000)])
def test_a_damaged_shelf_is_begun_anew(filled: Path, lamps: Path, content: bytes) -> None:
    (filled / "parts.sqlite").write_bytes(content)
    assert stale(filled, lamps) == ["acme", "borealis"]


def test_what_is_published_stays_until_something_else_is(filled: Path, lamps: Path) -> None:
    with Shelf(filled, lamps, "1") as shelf:
        before = shelf.graphs()
        assert shelf.published() is None
        now = Published(7, "abc", "https://example.org/lamps/", before)
        shelf.publish(now, {"acme": {"<urn:x>": "1"}, "borealis": {"<urn:x>": "2"}})
        assert shelf.published() == now
        assert shelf.describers("<urn:x>") == [("acme", "1"), ("borealis", "2")]
        change(lamps / "letters" / "acme.yaml")
        change(lamps / "letters" / "acme.txt")
        shelf.put(make_part(Shared(load_shared(lamps)), "acme"), "mark", NOW)
        assert shelf.graphs() != before
        assert all(shelf.lines(sha256) for sha256 in {*before.values(), *shelf.graphs().values()})
        shelf.keep_only(["borealis"])
        shelf.publish(Published(8, "def", now.base, shelf.graphs()), {"acme": {}})
        assert shelf.describers("<urn:x>") == [("borealis", "2")]
        with pytest.raises(ValueError, match="not enough values"):
            shelf.lines(before["acme"])


def test_cautions_are_those_of_the_letters_that_are_there(filled: Path, lamps: Path) -> None:
    shared = Shared(load_shared(lamps))
    cautions = {
        slug: tuple(Problem(Location(str(lamps / f"letters/{slug}.yaml"), 30 - n, 5), f"look {n}") for n in range(12))
        for slug in ("acme", "borealis")
    }
    with Shelf(filled, lamps, "1") as shelf:
        assert (shelf.cautions(), shelf.number_of_cautions()) == ((), 0)
        for slug in ("borealis", "acme", "borealis"):
            shelf.put(replace(make_part(shared, slug), cautions=cautions[slug]), "mark", NOW)
        assert shelf.cautions() == (*cautions["acme"], *cautions["borealis"])
        assert shelf.cautions(13) == (*cautions["acme"], cautions["borealis"][0])
        assert shelf.number_of_cautions() == 24
        shelf.keep_only(["borealis"])
        assert shelf.cautions(13) == cautions["borealis"]
        assert shelf.number_of_cautions() == 12


def test_shared_files_are_read_from_what_was_kept(filled: Path, lamps: Path) -> None:
    with Shelf(filled, lamps, "1") as shelf:
        first = load_shared(lamps, load_file=SharedFiles(shelf).load)
        again = load_shared(lamps, load_file=SharedFiles(shelf).load)
    for name in ("docket", "organizations", "sources", "programmes", "propositions", "alignments"):
        one, other = getattr(first, name), getattr(again, name)
        assert one.content == other.content
        assert one.content.model_fields_set == other.content.model_fields_set
        assert one.document.places
        assert not other.document.places
        assert all(one.at(*path) == other.at(*path) for path in one.document.places)


def test_canonical_addresses_are_found_once(filled: Path, lamps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = load_shared(lamps)
    addresses = [address for source in corpus.sources.content.sources for address in source.urls]
    asked: list[str] = []

    def canonical(address: str) -> str:
        asked.append(address)
        return canonical_address(address)

    monkeypatch.setattr(shared_files, "canonical_address", canonical)
    with Shelf(filled, lamps, "1") as shelf:
        first, again = (list(map(SharedFiles(shelf).canonical(corpus), addresses)) for _ in range(2))
        assert first == again == list(map(canonical_address, addresses)) != []
        assert asked == addresses
        sources = corpus.sources
        fewer = replace(sources, content=sources.content.model_copy(update={"sources": sources.content.sources[1:]}))
        SharedFiles(shelf).canonical(replace(corpus, sources=fewer))
    assert len(asked) > len(addresses), "of other addresses they are found anew"
