"""Small graphs to publish, and stores that hold them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.store import Generation, publish

Quads = Callable[[int], list[Quad]]


def made(version: int) -> list[Quad]:
    """A graph that differs with every version: 300 quads in three graphs, and the version."""
    base = "http://example.org/"
    quads = [
        Quad(
            NamedNode(f"{base}s/{number % 100}"),
            NamedNode(f"{base}p{number % 7}"),
            Literal(f"words {number} of version {version}", language="en"),
            NamedNode(f"{base}graph/{number % 3}"),
        )
        for number in range(300)
    ]
    return [
        *quads,
        Quad(NamedNode(base), NamedNode(f"{base}version"), Literal(str(version)), NamedNode(f"{base}graph/0")),
    ]


@pytest.fixture
def quads() -> Quads:
    return made


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A directory that costs no disk, for tests that publish often."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture
def published(tmp_path: Path) -> Generation:
    return publish(tmp_path / "store", made(1), {"made": "1"})


@pytest.fixture
def tree() -> Callable[[Path], Iterator[tuple[str, bytes | None]]]:
    """Every name and every byte below a directory."""

    def listed(directory: Path) -> Iterator[tuple[str, bytes | None]]:
        for path in sorted(directory.rglob("*")):
            yield str(path.relative_to(directory)), path.read_bytes() if path.is_file() else None

    return listed
