"""Lines found by what they say, and pieces of bytes as a file."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from claimgraph.api.growing.nquads import as_file, lines_that_say

NAME, KIND, ONE, OTHER = (NamedNode(f"urn:x:{each}") for each in ("name", "kind", "one.", "other"))
GRAPH = "<urn:g>"


def test_lines_are_found_by_predicate_and_by_object() -> None:
    wanted = [
        f'<urn:a> {NAME} "a name" {GRAPH} .\n',
        f"_:b {NAME} {OTHER} {GRAPH} .\n",
        f"<urn:a> {KIND} {ONE} {GRAPH} .\n",
    ]
    others = [
        f"<urn:a> {KIND} {OTHER} {GRAPH} .\n",
        f"<urn:a> {KIND} <urn:x:onex> {GRAPH} .\n",
        f"<urn:a> {OTHER} {NAME} {GRAPH} .\n",
        f'<urn:a> {OTHER} "<urn:b> {NAME} <urn:c> " {GRAPH} .\n',
    ]
    lines = "".join(each for pair in zip([*wanted, ""], others, strict=True) for each in pair)
    found = lines_that_say({NAME: None, KIND: frozenset({ONE})}).findall(lines.encode())
    assert [each.decode() for each in found] == wanted


@given(st.lists(st.binary(max_size=9)), st.lists(st.integers(1, 12), min_size=1))
def test_a_file_of_pieces_has_their_bytes(pieces: list[bytes], sizes: list[int]) -> None:
    def read() -> Iterator[bytes]:
        file = as_file(iter(pieces))
        for size in sizes:
            yield file.read(size)
        yield file.read()

    assert b"".join(read()) == b"".join(pieces)
