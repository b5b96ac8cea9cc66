"""Which letter's graph holds a statement that several letters make: the first one's, so that it counts once.

A letter has things of its own: itself, what stands in it, and its claims. It may describe others too, such as a web
address that another letter links to as well, or a tie that another letter of the same respondent discloses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from claimgraph.ontology import Iris

_DIGEST_BYTES = 16

Homes = dict[bytes, str]
"""By statement, without a graph, the letter whose graph holds it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter's N-Quads lines say: ``own`` are the lines about its own things, in their order.

    ``others`` are the statements about each other thing, by its name as N-Quads writes it: each ends before the graph.
    """

    own: tuple[bytes, ...]
    others: Mapping[bytes, tuple[bytes, ...]]

    def digests(self) -> dict[str, str]:
        """A hash of what is said of each other thing, by its name."""
        return {subject.decode(): digest(said) for subject, said in self.others.items()}


def digest(statements: Iterable[bytes]) -> str:
    """A hash of statements in their order, hexadecimal."""
    return hashlib.blake2b(b"\n".join(statements), digest_size=_DIGEST_BYTES).hexdigest()


def ending(iris: Iris, slug: str) -> bytes:
    """What follows a statement in a line of the letter's graph."""
    return f" {iris.letter_graph(slug)} .\n".encode()


def tell_apart(iris: Iris, slug: str, lines: bytes) -> Told:
    """What a letter says of its own things, and of others."""
    letter, end = iris.letter(slug).value, len(ending(iris, slug))
    mine = (f"<{letter}>".encode(), f"<{letter}/".encode(), f"<{iris.base}claim/{slug}/".encode())
    own: list[bytes] = []
    others: dict[bytes, list[bytes]] = {}
    for line in lines.splitlines(keepends=True):
        if line.startswith(mine):
            own.append(line)
        else:
            others.setdefault(line[: line.index(b" ")], []).append(line[:-end])
    return Told(tuple(own), {subject: tuple(said) for subject, said in others.items()})


def homes(describers: Iterable[tuple[str, str]], said: Callable[[str], Iterable[bytes]]) -> Homes:
    """Where the statements about a thing stand.

    ``describers`` are the letters that describe it, sorted, each with the `digest` of what it says; ``said`` gives
    that.
    """
    found: Homes = {}
    seen: set[str] = set()
    for slug, saying in describers:
        if saying not in seen:
            seen.add(saying)
            for statement in said(slug):
                found.setdefault(statement, slug)
    return found


def each_once(letters: Iterable[tuple[str, Told]], iris: Iris) -> Iterator[bytes]:
    """The lines of letters, in the order of their slugs, each statement in the graph of the first that says it."""
    seen: set[bytes] = set()
    for slug, told in letters:
        yield from told.own
        end = ending(iris, slug)
        for statement in (each for said in told.others.values() for each in said):
            name = hashlib.blake2b(statement, digest_size=_DIGEST_BYTES).digest()  # a tenth of the statement's size
            if name not in seen:
                seen.add(name)
                yield statement + end
