from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, serialize

from claimgraph.store.content import write_content


@pytest.mark.parametrize("run_bytes", [1, 10_000, 1 << 30], ids=["a run a block", "some runs", "in memory"])
def test_lines_are_sorted_once_each(tmp_path: Path, quads: Callable[[int], list[Quad]], run_bytes: int) -> None:
    path = tmp_path / "quads.nq"
    content = write_content([*quads(1), *quads(2), *quads(1)], path, run_bytes=run_bytes)
    written = path.read_bytes()
    lines = (serialize([*quads(1), *quads(2)], format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    assert written == b"".join(sorted(set(lines)))
    assert content.bytes == len(written)
    assert sorted(tmp_path.iterdir()) == [path.with_name("blocks"), path], "runs are removed"


def test_nothing_is_an_empty_file(tmp_path: Path) -> None:
    seen: list[int] = []
    content = write_content([], tmp_path / "quads.nq", seen.append)
    assert (content.bytes, content.hash) == (0, hashlib.sha256().hexdigest())
    assert seen == [0]
