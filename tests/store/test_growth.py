"""A generation that grew out of another is the one that publishing the whole content would have made."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from claimgraph.store import (
    Generation,
    StoreDamagedError,
    StoreMissingError,
    StoreMovedError,
    generation_numbers,
    growing,
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
ways = st.sampled_from(["compared", "told", "read between"])
differences = st.lists(st.tuples(some | stretch, some | stretch, ways), min_size=1, max_size=3)


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


def statements(quads: set[Quad]) -> set[Quad]:
    """What the quads are to the engine."""
    store = Store()
    store.extend(quads)
    return set(store)


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as name:
        yield Path(name)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(begun=many, changes=differences)
def test_any_differences_give_what_publishing_the_whole_gives(
    memory: Path, begun: set[Quad], changes: list[tuple[set[Quad], set[Quad], str]]
) -> None:
    with tempfile.TemporaryDirectory(dir=memory) as name:
        one, other = Path(name, "one"), Path(name, "other")
        grown, content = publish(one, begun, {}), begun
        whole = publish(other, begun, {})
        for removed, added, way in changes:
            before, content = content, (content - removed) | added
            inputs = {"content": str(len(content))}
            match way:
                case "compared":
                    grown = publish_changed(one, iter(content), inputs, after=grown.number)
                case "told":
                    grown = publish_difference(one, iter(removed), iter(added), inputs, after=grown.number)
                case _:
                    with growing(one, after=grown.number) as growth:
                        growth.change(added, removed)
                        assert set(growth.database()) == statements((before - added) | removed)
                        growth.change(removed, before & added)
                        growth.change(before - content, content)
                        assert set(growth.database()) == statements(content)
                        grown = growth.publish(inputs)
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
    with pytest.raises(ValueError, match="keep"), growing(store, after=1, keep=0):
        pass


def test_what_is_not_published_leaves_nothing(published: Generation, quads: Quads, tree: Tree) -> None:
    store = published.directory.parents[1]
    before = list(tree(store))
    with growing(store, after=1) as growth:
        growth.change(quads(1)[:3], quads(2)[:3])
        assert set(growth.database()) == {*quads(1)[3:], *quads(2)[:3]}
    assert list(tree(store)) == before
    with suppress(RuntimeError), growing(store, after=1) as growth:
        growth.change(growth.database(), quads(2))
        raise RuntimeError("unsound")
    assert list(tree(store)) == before
    with growing(store, after=1) as growth:
        growth.change(quads(1)[:3], quads(2)[:3])
        assert len(growth.database()) == len(quads(1))
        growth.change(quads(2)[:3], quads(1)[:3])
        assert growth.publish({"made": "again"}) == published, "which is what there was"
    assert list(tree(store)) == before


ONE, OTHER, THIRD = (Quad(SUBJECTS[0], PREDICATES[0], NUMBERS[n], GRAPHS[1]) for n in range(3))
Step = tuple[list[Quad], list[Quad], bool]
FORMS: list[tuple[list[Quad], list[Step]]] = [
    ([ONE, OTHER], [([ONE], [], True), ([OTHER], [], False)]),
    ([ONE, OTHER], [([ONE], [], True), ([], [ONE], True), ([OTHER], [], True)]),
    ([ONE], [([], [THIRD], True), ([ONE], [], True), ([THIRD], [], False)]),
    ([ONE], [([ONE], [], False), ([], [OTHER], True), ([], [THIRD], True), ([OTHER], [], True)]),
    ([ONE], [([ONE], [OTHER], True), ([ONE], [], True), ([OTHER], [ONE], True)]),
    ([], [([ONE], [], False), ([], [ONE, OTHER], True), ([ONE, OTHER], [], False)]),
]


@pytest.mark.parametrize("read", ["each", "first", "last", "none"])
@pytest.mark.parametrize(("begun", "steps"), FORMS)
def test_a_statement_is_there_while_any_of_its_lines_is(
    published: Generation, quads: Quads, begun: list[Quad], steps: list[Step], read: str
) -> None:
    store = published.directory.parents[1]
    content = {*quads(1), *begun}
    last = publish(store, content, {}).number
    with growing(store, after=last) as growth:
        for number, (removed, added, is_there) in enumerate(steps):
            content = (content - set(removed)) | set(added)
            growth.change(removed, added)
            if read in ("each", {0: "first", len(steps) - 1: "last"}.get(number)):
                assert (ONE in growth.database()) == is_there
                assert len(growth.database()) == len(quads(1)) + is_there
        grown = growth.publish({})
    if content == {*quads(1), *begun}:
        assert grown.number == last
    else:
        assert_same(grown, publish(store / "other", content, {}, number=grown.number))


def test_a_database_that_was_read_is_made_anew_where_much_has_changed(published: Generation, quads: Quads) -> None:
    with growing(published.directory.parents[1], after=1) as growth:
        growth.change(quads(1)[:1], quads(2)[:1])
        assert len(growth.database()) == len(quads(1))
        growth.change(quads(1), quads(2))
        grown = growth.publish({})
    assert set(grown.open()) == set(load_memory(grown)) == set(quads(2))
    assert sum(grown.manifest.graphs.values()) == len(quads(2))


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
