"""A generation that grew out of another is the one that publishing the whole content would have made."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from claimgraph.store import (
    Generation,
    StoreDamagedError,
    StoreMissingError,
    StoreMovedError,
    generation_numbers,
    lexical_forms,
    load_memory,
    open_current,
    open_generation,
    prove,
    publish,
    publish_changed,
    publish_difference,
)

Quads = Callable[[int], list[Quad]]
Tree = Callable[[Path], Iterator[tuple[str, bytes | None]]]

XSD = "http://www.w3.org/2001/XMLSchema#"
VALUES = {
    "integer": ("1", "01", "+1", "-0", "0", "99999999999999999999"),
    "decimal": ("1.0", "1.00", "1"),
    "boolean": ("true", "1", "false", "maybe"),
    "dateTime": ("2024-03-27T00:00:00Z", "2024-03-27T00:00:00+00:00", "2024-03-27T00:00:00.0Z"),
}
NUMBERS = [Literal(text, datatype=NamedNode(XSD + kind)) for kind, texts in VALUES.items() for text in texts]
SAID = Triple(NamedNode("urn:a"), NamedNode("urn:p"), NUMBERS[1])
OBJECTS = [
    *NUMBERS,
    *(Literal(text) for text in ("", "a", "A\nb", 'c"\\\r\t', "d\u2028é")),
    *(Literal("a", language=language) for language in ("en", "de")),
    Literal("long " * 400),
    NamedNode("urn:a"),
    BlankNode("b"),
    SAID,
    Triple(SAID.subject, SAID.predicate, NUMBERS[0]),
]
SUBJECTS = [NamedNode("urn:a"), NamedNode("urn:a/b"), NamedNode("urn:b"), BlankNode("b"), BlankNode("0b")]
PREDICATES = [NamedNode("urn:p"), NamedNode("urn:p/q")]
GRAPHS = [DefaultGraph(), NamedNode("urn:g"), NamedNode("urn:h"), BlankNode("g")]
EVERYTHING = [Quad(*each) for each in product(SUBJECTS, PREDICATES, OBJECTS, GRAPHS)]

some = st.sets(st.sampled_from(EVERYTHING), max_size=60)
many = st.builds(lambda step, start: set(EVERYTHING[start::step]), st.integers(1, 4), st.integers(0, 3))
stretch = st.builds(
    lambda start, size: set(EVERYTHING[start : start + size]), st.integers(0, 1200), st.integers(0, 120)
)
differences = st.lists(st.tuples(some | stretch, some | stretch, st.booleans()), min_size=1, max_size=3)


def text(generation: Generation) -> bytes:
    with generation.lines() as lines:
        return b"".join(lines)


def subjects(generation: Generation) -> dict[bytes, bytes | None]:
    with generation.lines() as lines:
        asked = [str(subject).encode() for subject in SUBJECTS]
        return {each: lines.about(each, 30_000) for each in [*asked, b"<urn:>", b"<urn:a>!", b"~"]}


def assert_same(grown: Generation, whole: Generation) -> None:
    assert grown.manifest.to_json() == whole.manifest.to_json()
    assert text(grown) == text(whole)
    assert (grown.directory / "blocks").read_bytes() == (whole.directory / "blocks").read_bytes()
    assert subjects(grown) == subjects(whole)
    assert list(grown.open()) == list(whole.open()), "in the same order"
    assert set(grown.open().named_graphs()) == set(whole.open().named_graphs())
    assert set(load_memory(grown)) == set(load_memory(whole))
    assert lexical_forms(grown) == lexical_forms(whole)


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as name:
        yield Path(name)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(begun=many, changes=differences)
def test_any_differences_give_what_publishing_the_whole_gives(
    memory: Path, begun: set[Quad], changes: list[tuple[set[Quad], set[Quad], bool]]
) -> None:
    with tempfile.TemporaryDirectory(dir=memory) as name:
        one, other = Path(name, "one"), Path(name, "other")
        grown, content = publish(one, begun, {}), begun
        whole = publish(other, begun, {})
        for removed, added, are_compared in changes:
            content = (content - removed) | added
            inputs = {"content": str(len(content))}
            if are_compared:
                grown = publish_changed(one, iter(content), inputs, after=grown.number)
            else:
                grown = publish_difference(one, iter(removed), iter(added), inputs, after=grown.number)
            whole = publish(other, content, inputs)
            assert_same(grown, whole)
        assert publish(one, content, {"made": "again"}) == open_current(one) == grown
        prove(grown)


def test_a_graph_without_quads_is_gone_as_is_one_that_never_was(published: Generation, quads: Quads) -> None:
    store = published.directory.parents[1]
    here = [Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal("1"), graph) for graph in GRAPHS]
    two = publish_difference(store, [], here, {}, after=1)
    assert (len(list(two.open().named_graphs())), two.manifest.graphs[""]) == (6, 1)
    three = publish_difference(store, here[:2], [], {}, after=2)
    whole = [publish(store / "other", each, {}) for each in (quads(1), here, [*quads(1), *here[2:]])]
    assert_same(three, whole[-1])
    four = publish_difference(store, here[2:], [], {}, after=3)
    assert four.manifest.graphs == published.manifest.graphs
    assert four.manifest.content == published.manifest.content


def lines_of(generation: Generation) -> set[str]:
    return {path.name for path in generation.directory.iterdir()} & {"lines", "quads.nq"}


def test_what_is_the_same_already_is_published_once(published: Generation, quads: Quads, tree: Tree) -> None:
    store = published.directory.parents[1]
    before = list(tree(store))
    there, elsewhere = quads(1)[:3], [Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal("no"))]
    for removed, added in (([], []), (there, there), (elsewhere, there), (elsewhere, [])):
        assert publish_difference(store, removed, added, {"made": "again"}, after=1) == published
    assert list(tree(store)) == before
    with pytest.raises(StoreMovedError, match="after 7"):
        publish_difference(store, there, [], {}, after=7)
    with pytest.raises(ValueError, match="keep"):
        publish_difference(store, there, [], {}, after=1, keep=0)
    with pytest.raises(StoreMovedError, match="after 1"):
        publish_difference(store / "empty", there, [], {}, after=1)


def test_generations_grow_apart_from_those_that_readers_have(published: Generation, quads: Quads, tree: Tree) -> None:
    """What a generation grows out of doesn't change, and may go; its files are shared as long as they are needed."""
    store = published.directory.parents[1]
    before, seen, last = list(tree(published.directory)), [], published
    with published.held(), published.lines() as lines:
        for version in range(2, 8):
            last = publish_difference(
                store, quads(version - 1), quads(version), {}, seen.append, after=last.number, keep=1
            )
            assert lines_of(last) == {"lines"}
            assert len(list((last.directory / "lines").glob("*.nq"))) <= 4, "small files become one"
        assert list(tree(published.directory)) == before
        assert (last.directory / "lines" / "000000000000.nq").samefile(published.quads_file)
        assert b"".join(lines) == published.quads_file.read_bytes()
        assert generation_numbers(store) == (1, 7)
    assert seen == [602] * 6
    last = publish_difference(store, quads(7), quads(8), {}, after=7, keep=1)
    assert set(open_generation(store, 8).open()) == set(load_memory(last)) == set(quads(8))
    with pytest.raises(StoreMissingError):
        open_generation(store, 1)


def test_lines_are_written_whole_again_when_much_was_taken_out(published: Generation, quads: Quads) -> None:
    store = published.directory.parents[1]
    large = [Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal(f"{n} " + "x" * 600_000)) for n in range(4)]
    two = publish_difference(store, quads(1)[:100], large[:2], {}, after=1)
    assert lines_of(two) == {"lines"}, "less than a mebibyte isn't much"
    three = publish_difference(store, large[:2], large[2:], {}, after=2)
    assert lines_of(three) == {"quads.nq"}
    assert three.quads_file.read_bytes() == text(three)
    four = publish_difference(store, large, [], {}, after=3)
    assert lines_of(four) == {"quads.nq"}
    assert set(load_memory(four)) == set(quads(1)[100:])
    five = publish_difference(store, quads(1), [], {}, after=4)
    assert (five.manifest.quads, text(five)) == (0, b"")
    six = publish_difference(store, [], quads(6), {}, after=5)
    assert replace(six.manifest, generation=1) == publish(store / "other", quads(6), {}).manifest


def test_a_store_of_the_first_format_can_be_grown(published: Generation, quads: Quads) -> None:
    store = published.directory.parents[1]
    manifest = published.directory / "manifest.json"
    manifest.write_text(
        manifest.read_text().replace('"format": 2', '"format": 1').replace(published.manifest.content, "f" * 64)
    )
    (published.directory / "blocks").unlink()
    assert open_current(store).manifest.content == "f" * 64
    same = publish_difference(store, [], [], {"made": "1"}, after=1)
    assert (same.number, same.manifest.content) == (2, published.manifest.content)
    assert set(load_memory(same)) == set(quads(1))


def test_lines_that_are_not_the_contents_are_found_out(published: Generation, quads: Quads) -> None:
    store = published.directory.parents[1]
    prove(published)
    grown = publish_difference(store, quads(1)[:1], quads(2)[:1], {}, after=1)
    came = max((grown.directory / "lines").glob("*.nq"))
    came.write_bytes(came.read_bytes().replace(b"version 2", b"version 3"))
    with pytest.raises(StoreDamagedError, match="its lines aren't the content"):
        prove(grown)
    prove(published)
    manifest = replace(published.manifest, format=1, content=hashlib.sha256(text(published)).hexdigest())
    prove(replace(published, manifest=manifest))
    with pytest.raises(StoreDamagedError, match="its lines aren't the content"):
        prove(replace(published, manifest=replace(manifest, content="f" * 64)))
