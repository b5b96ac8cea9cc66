"""Differences found, and contents cut into blocks, on lines alone."""

from __future__ import annotations

import random
from array import array
from pathlib import Path

import pytest

from claimgraph.store.blocks import blocks, digest, ends_block, read_digests, write_digests
from claimgraph.store.line_growth import find_difference, grow_lines
from claimgraph.store.lines import Lines, Pieces, read_lines, write_pieces


def line(number: int) -> bytes:
    return b'<urn:%06d> <urn:p> "%s" .\n' % (number, b"x" * (number % 97))


ENDS = [number for number in range(6000) if ends_block(line(number))]


def chosen(kind: str, seed: int) -> set[int]:
    """Which lines change: some, a stretch of them, those at which blocks end, those about these."""
    some = random.Random(seed)
    match kind:
        case "some":
            return set(some.sample(range(6000), 40))
        case "a stretch":
            start = some.randrange(6000)
            return set(range(start, start + 700))
        case "ends":
            return set(some.sample(ENDS, 6))
        case "about ends":
            return {number + some.randint(-1, 1) for number in some.sample(ENDS, 6)}
        case "first and last":
            return {0, 1, 2, *range(5990, 6000)}
    return set()


KINDS = ["some", "a stretch", "ends", "about ends", "first and last", "none"]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("gone", KINDS)
@pytest.mark.parametrize("come", KINDS)
def test_blocks_and_lines_after_a_difference_are_those_of_the_whole(
    tmp_path: Path, gone: str, come: str, seed: int
) -> None:
    there = set(range(0, 6000, 2)) | set(ENDS[::2])
    content = sorted(map(line, there))
    (tmp_path / "quads.nq").write_bytes(b"".join(content))
    path, last = tmp_path, {digest(block) for block in blocks(content)}
    for step in range(3):
        removed, added = chosen(gone, 10 * seed + step), chosen(come, 10 * seed + step + 5)
        with read_lines(path) as lines:
            difference = find_difference(lines, map(line, removed), map(line, added))
            new = tmp_path / str(step)
            new.mkdir()
            assert grow_lines(path, lines, difference, new)
        assert difference.removed == sorted(map(line, there & removed - added))
        assert difference.added == sorted(map(line, added - there))
        there = (there - removed) | added
        content, path = sorted(map(line, there)), new
        last = last.difference(difference.gone).union(difference.come)
        assert last == {digest(block) for block in blocks(content)}
        with read_lines(path) as lines:
            assert list(lines) == content
            assert (lines.bytes, lines.end) >= (len(b"".join(content)), lines.bytes)
            for number in sorted(there)[:: 100 + step]:
                assert lines.about(b"<urn:%06d>" % number, 5000) == line(number)
                assert lines.seek(line(number)) == len(b"".join(content[: content.index(line(number))]))


def test_the_hash_is_that_of_the_sorted_digests(tmp_path: Path) -> None:
    """Held to these bytes: a store's content must have one name, now and later."""
    content = [line(number) for number in range(1000)]
    found = write_digests(tmp_path / "blocks", map(digest, blocks(content)))
    assert found == "adced600833c69a2027fbcb4f1d881d66d5490559131699c222a973f514930c2"
    assert read_digests(tmp_path / "blocks") == sorted(map(digest, blocks(content)))
    assert b"".join(blocks(content)) == b"".join(content)


DAMAGES = {
    "no text": lambda folder: (folder / "000000000000.nq").unlink(),
    "a part of the text": lambda folder: (folder / "000000000000.nq").write_bytes(b"x"),
    "half a number": lambda folder: (folder / "pieces").write_bytes(b"\0" * 9),
    "half a piece": lambda folder: (folder / "pieces").write_bytes(b"\0" * 24),
    "beyond the text": lambda folder: write_pieces(folder / "pieces", Pieces(array("q", [0]), array("q", [10_000]))),
    "before the text": lambda folder: write_pieces(folder / "pieces", Pieces(array("q", [-5]), array("q", [5]))),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_lines_that_are_not_whole_are_refused(tmp_path: Path, damage: str) -> None:
    (tmp_path / "quads.nq").write_bytes(line(1) + line(3))
    (tmp_path / "new").mkdir()
    with Lines([line(1) + line(3)]) as lines:
        grow_lines(tmp_path, lines, find_difference(lines, [line(1)], [line(2)]), tmp_path / "new")
    with read_lines(tmp_path / "new") as lines:
        assert list(lines) == [line(2), line(3)]
    DAMAGES[damage](tmp_path / "new" / "lines")
    with pytest.raises((OSError, ValueError)):
        read_lines(tmp_path / "new")
