"""A store that grew by changes holds what one does that was built from nothing."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store, Triple

from claimgraph.api.build import build
from claimgraph.api.growing import anew, as_change, derived, pieces, places
from claimgraph.api.growing.grow import publish_corpus
from claimgraph.api.growing.parts import Parts
from claimgraph.ingest import CorpusError, IngestError
from claimgraph.ingest.corpus import load_shared
from claimgraph.ingest.synthetic import write_docket
from claimgraph.ontology import Iris, Rederived, rederive
from claimgraph.shapes import Violation
from claimgraph.store import Generation, publish
from tests.api.growing.lamp_letters import CHANGES, COPIES, LAMPS, State, states, write

ALL = State(frozenset(COPIES))


@pytest.fixture(autouse=True)
def _a_letter_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_AT_ONCE", 1)


def from_nothing(folder: Path, store: Path) -> Generation:
    shutil.rmtree(store, ignore_errors=True)
    made = build(folder)
    return publish(store, made.quads, made.inputs)


def same(one: Generation, other: Generation) -> None:
    mine, theirs = one.manifest, other.manifest
    assert (mine.graphs, mine.quads, mine.inputs) == (theirs.graphs, theirs.quads, theirs.inputs)
    with one.lines() as lines, other.lines() as expected:
        assert list(lines) == list(expected)
    assert (mine.content, mine.bytes) == (theirs.content, theirs.bytes)
    assert set(one.open()) == set(other.open())


@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(states, min_size=2, max_size=5))
def test_any_sequence_of_changes_gives_what_a_build_from_nothing_gives(tmp_path: Path, sequence: list[State]) -> None:
    folder, store = tmp_path / "corpus", tmp_path / "store"
    shutil.rmtree(store, ignore_errors=True)
    for state in sequence:
        write(folder, state)
        try:
            expected = from_nothing(folder, tmp_path / "other")
        except CorpusError as error:  # its words and places are the same
            with pytest.raises(CorpusError, match=re.escape(str(error))):
                publish_corpus(folder, store, keep=2)
        else:
            same(publish_corpus(folder, store, keep=2).generation, expected)


STEPS = [
    pytest.param(replace(ALL, letters=ALL.letters - {"acme"}), id="without acme"),
    pytest.param(replace(ALL, turned=frozenset({"west"})), id="west turned"),
    pytest.param(replace(ALL, dropped=frozenset({("zeta", 0)})), id="zeta claims less"),
    *(pytest.param(replace(ALL, changes=frozenset({change})), id=change) for change in CHANGES),
]


@pytest.mark.parametrize("state", STEPS)
def test_each_change_and_back(tmp_path: Path, state: State) -> None:
    folder, store = tmp_path / "corpus", tmp_path / "store"
    for each in (ALL, state, ALL):
        write(folder, each)
        made = publish_corpus(folder, store, keep=2).generation
    same(made, from_nothing(folder, tmp_path / "other"))
    assert made.number == 3


def test_what_another_letter_says_too_neither_goes_nor_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[set[Triple], set[Triple], set[Triple]]] = []

    def watched(store: Store, iris: Iris, gone: set[Triple], come: set[Triple]) -> Rederived:
        asked.append((gone, come, {quad.triple for quad in store if quad.graph_name != iris.derived_graph()}))
        return rederive(store, iris, gone, come)

    monkeypatch.setattr(as_change, "rederive", watched)
    for letters in (ALL.letters, ALL.letters - {"acme"}, ALL.letters):
        write(tmp_path / "corpus", replace(ALL, letters=letters))
        publish_corpus(tmp_path / "corpus", tmp_path / "store", keep=2)
    (gone, _, said_without), (_, come, _) = asked
    assert gone
    assert gone.isdisjoint(said_without)
    assert come == gone, "which was said before, and is said again"
    assert come.isdisjoint(said_without)


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"no index")])
def test_a_build_that_finds_nothing_changed_gives_what_is_published_its_search_index(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    made = publish_corpus(LAMPS, tmp_path, keep=1).generation
    whole = made.search_file.read_bytes()
    spoil(made.search_file)
    again = publish_corpus(LAMPS, tmp_path, keep=1).generation
    assert again.number == made.number
    assert again.search_file.read_bytes() == whole


def test_on_disk_the_rules_derive_what_they_do_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = publish_corpus(LAMPS, tmp_path / "held", keep=1).generation
    asked: list[Path] = []
    monkeypatch.setattr(derived, "_HELD", 0)
    monkeypatch.setattr(derived, "Store", lambda *place: asked.extend(place) or Store(*place))
    same(publish_corpus(LAMPS, tmp_path / "asked", keep=1).generation, held)
    assert [place.parent.parent for place in asked] == [tmp_path / "asked"]
    assert not list((tmp_path / "asked").glob(".working-*"))


def test_of_many_cautions_the_first_are_handed_out(tmp_path: Path) -> None:
    write_docket(tmp_path / "corpus", 2, claims=4, footnotes=30)
    every = publish_corpus(tmp_path / "corpus", tmp_path / "store", keep=1)
    some = publish_corpus(tmp_path / "corpus", tmp_path / "store", keep=1, most_cautions=3)
    assert every.untold == 0
    assert len(every.cautions) > 3
    assert some.cautions == every.cautions[:3]
    assert some.untold == len(every.cautions) - 3


@pytest.mark.parametrize("is_change", [False, True])
def test_a_letter_that_may_not_be_read_any_longer_is_no_fault_of_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_change: bool
) -> None:
    def unreadable(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "store" / "letters" / "acme.yaml"))

    write(tmp_path / "corpus", ALL)
    if is_change:
        publish_corpus(tmp_path / "corpus", tmp_path / "store", keep=2)
        write(tmp_path / "corpus", replace(ALL, turned=frozenset({"west"})))
    base = load_shared(tmp_path / "corpus").base
    flaw = Violation(f"{base}letter/acme", "", "", "Say it.", shape="", severity="Violation")
    monkeypatch.setattr(as_change, "flaws_of_change", lambda *_: (flaw,))
    monkeypatch.setattr(anew, "flaws_in_pieces", lambda *_: (flaw,))
    monkeypatch.setattr(places, "graph_of", unreadable)
    with pytest.raises(IngestError, match=r"letters/acme\.yaml: Permission denied"):
        publish_corpus(tmp_path / "corpus", tmp_path / "store", keep=2)
    assert [path.name for path in (tmp_path / "store" / "generations").iterdir()] == ["0001"] * is_change


def test_a_store_that_cannot_be_read_is_no_fault_of_a_letter() -> None:
    class Broken:
        def quads_for_pattern(self, *_: object) -> None:
            raise OSError("IO error: while reading a block")

    flaw = Violation("urn:claim", "", "", "Say it.", shape="", severity="Violation")
    with pytest.raises(OSError, match="while reading"):
        places.refuse_flaws([flaw], cast("Store", Broken()), cast("Parts", None))
