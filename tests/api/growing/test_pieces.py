"""Pieces of a corpus: together they speak of all there is, and each has all that is said of its own things."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO

import pytest
from pyoxigraph import Store

from claimgraph.api.growing import pieces
from claimgraph.api.growing.checking import flaws_in_pieces
from claimgraph.api.growing.derived import derived
from claimgraph.api.growing.everything import asserted, published_beside, quads_in
from claimgraph.api.growing.grow import publish_corpus
from claimgraph.api.growing.parts import Parts, make_parts
from claimgraph.api.growing.pieces import Pieces
from claimgraph.api.soundness import PUBLISHED, Flaw, flaws
from claimgraph.ingest.cluster import LocalWorkers, OwnProcess
from claimgraph.ingest.parts import PackedGraph, Shelf
from claimgraph.ontology import CG, RDFS, Iris, Thing, things_of
from claimgraph.shapes import piecewise, questions
from claimgraph.shapes.others import Others
from claimgraph.shapes.suspects import suspects
from claimgraph.store import Generation, StoreDamagedError, publish
from tests.api.growing.lamp_letters import LAMPS


@pytest.fixture(autouse=True)
def _a_letter_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_AT_ONCE", 1)
    monkeypatch.setattr(questions, "AT_ONCE", 2)


@contextmanager
def made(corpus: Path, store: Path) -> Iterator[tuple[Parts, Shelf, IO[bytes], Store]]:
    """The corpus as parts on a shelf, with what is derived and a store of all of it."""
    with Shelf(store, corpus, "test") as shelf:
        parts = make_parts(corpus, shelf, lambda step, done, total: None)
        with derived(parts, shelf, Iris(parts.corpus.base), store) as follows:
            whole = Store()
            whole.extend(chain(asserted(parts, shelf), quads_in(follows), published_beside()))
            yield parts, shelf, follows, whole


def found(whole: Store, pieces: Pieces) -> tuple[Flaw, ...]:
    return flaws_in_pieces(lambda: whole, pieces, OwnProcess(), lambda step, done, total: None)


def said(store: Store) -> dict[Thing, set[str]]:
    """What a store says of each thing, in whichever graph."""
    found: dict[Thing, set[str]] = {}
    for quad in store:
        if quad.graph_name not in PUBLISHED:
            for thing in things_of(quad.triple):
                found.setdefault(thing, set()).add(str(quad.triple))
    return found


def naming(shelf: Shelf, iris: Iris, slug: str, thing: Thing) -> Shelf:
    """The shelf, on which a letter's graph names the thing, too."""
    graph = f"{iris.letter_graph(slug)} .\n".encode()
    return _Changed(shelf, graph, graph + f"{iris.letter(slug)} {RDFS.seeAlso} {thing} ".encode() + graph)


def test_a_piece_has_all_that_is_said_of_its_own_things(tmp_path: Path) -> None:
    with made(LAMPS, tmp_path) as (parts, shelf, follows, whole):
        every, told = said(whole), [piece.unpacked() for piece in Pieces(parts, shelf, follows)]
    assert len(told) == 1 + len(parts.graphs)
    owned: set[Thing] = set()
    for piece in told:
        mine = said(piece.store)
        assert {thing: mine[thing] for thing in piece.own} == {thing: every[thing] for thing in piece.own}
        assert not owned & piece.own
        owned |= piece.own
    others = {thing for piece in told for thing in piece.others}
    assert owned | others == set(every)
    assert not owned & others
    assert len(owned) > len(others), "most of what a letter speaks of is its own"
    said_in_all = [quad for quad in whole if quad.graph_name not in PUBLISHED]
    for quad in said_in_all:
        speaks_of = frozenset(things_of(quad.triple))
        having = [piece for piece in told if quad in piece.store]
        assert any(speaks_of <= piece.own | piece.others for piece in having)
        for piece in having:
            assert speaks_of.isdisjoint(piece.own) or speaks_of - owned <= piece.others
        if speaks_of <= others and not any(quad.graph_name in piece.letters for piece in having):
            assert all(quad in piece.store for piece in told if quad.subject in piece.others), quad
        elif speaks_of <= others:
            assert len(having) == 1


def test_of_a_sound_corpus_little_is_asked_when_all_pieces_have_told(tmp_path: Path) -> None:
    with made(LAMPS, tmp_path) as (parts, shelf, follows, whole):
        others = Others(whole, PUBLISHED)
        for piece in Pieces(parts, shelf, follows):
            unpacked = piece.unpacked()
            others.look_at(unpacked, suspects(unpacked.store))
    asked = {str(shape).rpartition("#")[2][:-1] for shape, _ in others.questions()}
    assert asked == {
        "AlignedClaimsSpeakToTheProposition",  # which the piece with curated alignments can't tell of these
        "DerivedAlignment",  # to which passages belong that are pieces' own
        "EvidenceSource",  # whose dates may be written in several ways
        "Respondent",  # of whose letters the class is asked
    }


def test_a_thing_of_which_another_letter_speaks_is_no_pieces_own(tmp_path: Path) -> None:
    with made(LAMPS, tmp_path) as (parts, shelf, follows, _):
        first, second = list(parts.graphs)[:2]
        iris = Iris(parts.corpus.base)
        spoken_of = iris.section(first, 1)
        changed = Pieces(parts, naming(shelf, iris, second, spoken_of), follows)
        told = [piece.unpacked() for piece in changed]
    assert all(spoken_of not in piece.own for piece in told)
    assert [spoken_of in piece.others for piece in told[1:3]] == [True, True]


def test_what_one_letter_alone_speaks_of_is_its_pieces_own(tmp_path: Path) -> None:
    with made(LAMPS, tmp_path) as (parts, shelf, follows, _):
        first, second = list(parts.graphs)[:2]
        iris = Iris(parts.corpus.base)
        alone, both, shared = iris.location("https://a.example/"), iris.location("https://b.example/"), iris.request()
        changed: Shelf = shelf
        for slug, thing in ((second, alone), (first, both), *((second, each) for each in (both, shared, CG.Agreement))):
            changed = naming(changed, iris, slug, thing)
        told = [piece.unpacked() for piece in Pieces(parts, changed, follows)]
    assert [alone in piece.own for piece in told] == [False, False, True]
    assert all(alone not in piece.others for piece in told)
    for thing in (both, shared, CG.Agreement):  # of two letters, of the docket, and not of this docket at all
        assert all(thing not in piece.own for piece in told)
        assert thing in told[2].others


@pytest.mark.parametrize("written", ["letter/{id}> for the others.", "claim/ and so on.", "letter/%zz>"])
def test_what_a_letter_writes_is_no_name(tmp_path: Path, written: str) -> None:
    corpus = Path(shutil.copytree(LAMPS, tmp_path / "corpus"))
    text = corpus / "letters" / "acme.txt"
    text.write_text(f"{text.read_text('utf-8')}\nSee <https://example.org/lamps/{written}\n", "utf-8")
    assert publish_corpus(corpus, tmp_path / "store", keep=1).generation.number == 1


def test_of_a_sound_corpus_nothing_is_doubted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece has what its things need: else all of them would be looked at once more, one by one, by pySHACL."""
    doubted: list[object] = []
    monkeypatch.setattr(piecewise, "judged", lambda store, found, beside: doubted.append(found) or ())
    with made(LAMPS, tmp_path) as (parts, shelf, follows, whole):
        assert found(whole, Pieces(parts, shelf, follows)) == ()
    assert doubted == [{}]


def test_what_is_wrong_is_found_in_pieces_too(tmp_path: Path) -> None:
    wrong = 0
    with made(LAMPS, tmp_path) as (parts, shelf, follows, whole):
        assert found(whole, Pieces(parts, shelf, follows)) == ()
        written = sorted(asserted(parts, shelf), key=str)
        for gone in written[:: len(written) // 8]:
            whole.remove(gone)
            expected = flaws(quad.triple for quad in whole if quad.graph_name not in PUBLISHED)
            assert found(whole, Pieces(parts, _Changed(shelf, f"{gone} .\n".encode(), b""), follows)) == expected
            wrong += bool(expected)
            whole.add(gone)
    assert wrong > 2


def test_what_else_there_is_to_do_is_done_meanwhile(tmp_path: Path) -> None:
    done: list[str] = []

    def fail() -> None:
        raise StoreDamagedError("the index can't be made")

    with made(LAMPS, tmp_path) as (parts, shelf, follows, whole):
        asked = Pieces(parts, shelf, follows)
        checks = partial(flaws_in_pieces, lambda: whole, asked, OwnProcess(), lambda step, done, total: None)
        assert checks([partial(done.append, "index"), partial(done.append, "columns")]) == ()
        assert done == ["index", "columns"]
        with pytest.raises(StoreDamagedError, match="index"):
            checks([fail])


def test_workers_find_what_this_process_finds(tmp_path: Path) -> None:
    with made(LAMPS, tmp_path / "parts") as (parts, shelf, follows, whole):
        gone = next(quad for quad in asserted(parts, shelf) if quad.predicate == CG.madeBy)
        wrong = Pieces(parts, _Changed(shelf, f"{gone} .\n".encode(), b""), follows)
        whole.remove(gone)
        expected = found(whole, wrong)
        sound = publish(tmp_path / "sound", [*whole, gone], {})
        unsound = publish(tmp_path / "unsound", whole, {})
        steps: list[tuple[str, int, int]] = []

        def by_workers(generation: Generation, pieces: Pieces) -> tuple[Flaw, ...]:
            return flaws_in_pieces(generation.open, pieces, LocalWorkers(2), lambda *step: steps.append(step))

        assert by_workers(sound, Pieces(parts, shelf, follows)) == ()
        assert steps == [("validating", done, 1 + len(parts.graphs)) for done in range(2 + len(parts.graphs))]
        assert by_workers(unsound, wrong) == expected != ()
        shutil.rmtree(unsound.directory / "database")
        with pytest.raises(StoreDamagedError, match="unsound"):
            by_workers(unsound, wrong)


class _Changed(Shelf):
    """A shelf on which some bytes of lines are others."""

    def __init__(self, shelf: Shelf, old: bytes, new: bytes) -> None:
        self._shelf, self._old, self._new = shelf, old, new

    def packed(self, sha256: str) -> PackedGraph:
        lines = self._shelf.lines(sha256).replace(self._old, self._new, 1)
        return PackedGraph(sha256, zlib.compress(lines))
