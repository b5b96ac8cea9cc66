"""An index is changed beside the file that it shares with the one that it comes from."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import Store

from claimgraph.store.search import Found, Search, SearchIndex, make_index
from claimgraph.store.search.changing import changing, remove_index
from claimgraph.store.search.growing import grow_index
from claimgraph.store.search.index_file import open_index
from claimgraph.store.search.sealing import is_whole, pages_of, unseal

CONTENTS = ["c" * 64, "d" * 64, "e" * 64]


def noted(path: Path, content: str) -> str | None:
    """What the index says of itself, read as searches read it; None where that can't be relied on."""
    opened = open_index(path, content)
    if opened is None:
        return None
    with closing(opened):
        return str(opened.execute("SELECT value FROM about WHERE name = 'note'").fetchone()[0])


def answer(path: Path, content: str) -> Found:
    index = SearchIndex.open(path, content)
    assert index is not None
    with closing(index):
        return index.find(Search("lamps"))


def note(last: Path, path: Path, content: str, text: str) -> None:
    with changing(last, path) as file:
        file.execute("BEGIN")
        unseal(file, content)
        file.execute("REPLACE INTO about VALUES ('note', ?)", (text,))
        file.execute("COMMIT")


@pytest.fixture
def made(lamps: Store, tmp_path: Path) -> Path:
    make_index(lamps, tmp_path / "made", CONTENTS[0])
    return tmp_path / "made"


def test_each_index_says_what_it_did(made: Path, tmp_path: Path) -> None:
    before = made.read_bytes()
    second, third = tmp_path / "second", tmp_path / "third"
    note(made, second, CONTENTS[1], "two")
    note(second, third, CONTENTS[2], "three")
    files = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for _ in range(2):  # they are the same after they were read
        assert (noted(second, CONTENTS[1]), noted(third, CONTENTS[2])) == ("two", "three")
        assert open_index(third, CONTENTS[1]) is None
        assert files == {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert third.samefile(made)
    assert made.read_bytes() == before
    made.unlink()
    remove_index(second)
    assert noted(third, CONTENTS[2]) == "three"


def test_pages_of_another_index_are_none_of_its_own(made: Path, tmp_path: Path, docket: Store) -> None:
    note(made, tmp_path / "second", CONTENTS[1], "two")
    make_index(docket, tmp_path / "other", CONTENTS[1])
    assert is_whole(tmp_path / "other")
    pages_of(tmp_path / "other").write_bytes(pages_of(tmp_path / "second").read_bytes())
    assert open_index(tmp_path / "other", CONTENTS[1]) is None


def test_a_file_that_was_proven_is_read_again_once_it_has_changed(made: Path) -> None:
    hour = 3_600_000_000_000
    for ago in (3, 2, 1):
        os.utime(made, ns=(0, time.time_ns() - ago * hour))
        assert is_whole(made)
        assert is_whole(made)
        whole = made.read_bytes()
        made.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
        assert not is_whole(made)
        os.utime(made, ns=(0, time.time_ns() - ago * hour))
        assert not is_whole(made)
        made.write_bytes(whole)


def test_an_error_leaves_the_file_as_it_was(made: Path, tmp_path: Path) -> None:
    before = made.read_bytes()
    with pytest.raises(sqlite3.OperationalError, match="syntax"), changing(made, tmp_path / "second") as file:
        file.executescript("DELETE FROM entry; and what is no SQL")
    assert made.read_bytes() == before
    assert open_index(tmp_path / "second", CONTENTS[1]) is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made", "second"]


def test_a_file_that_allows_no_pages_beside_it_is_copied_once(made: Path, tmp_path: Path) -> None:
    """As earlier versions of the program made it: SQLite would change the file itself."""
    with closing(sqlite3.connect(made, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = DELETE")
    before = made.read_bytes()
    second, third = tmp_path / "second", tmp_path / "third"
    note(made, second, CONTENTS[1], "two")
    note(second, third, CONTENTS[2], "three")
    assert (noted(second, CONTENTS[1]), noted(third, CONTENTS[2])) == ("two", "three")
    assert made.read_bytes() == before
    assert not pages_of(second).exists()
    assert third.samefile(second)


def test_many_pages_are_put_into_a_copy_of_the_file(made: Path, tmp_path: Path, lamps: Store) -> None:
    some, fewer = sorted(lamps, key=str)[:40], Store()
    fewer.extend(set(lamps).difference(some))
    make_index(fewer, tmp_path / "fewer", CONTENTS[1])
    stores, told = (lamps, fewer), (answer(made, CONTENTS[0]), answer(tmp_path / "fewer", CONTENTS[1]))
    before, last, times = made.read_bytes(), made, 0
    while last.samefile(made):
        times += 1
        path = tmp_path / f"{times}"
        new = times % 2
        grow_index(last, path, CONTENTS[new], stores[1 - new], stores[new], some)
        assert answer(path, CONTENTS[new]) == told[new]
        last = path
    assert times > 2
    assert not pages_of(last).exists()
    assert made.read_bytes() == before
    note(last, tmp_path / "again", CONTENTS[2], "again")
    assert last.samefile(tmp_path / "again")
    assert noted(tmp_path / "again", CONTENTS[2]) == "again"
