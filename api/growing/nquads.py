"""N-Quads lines by what they speak of, without making statements of them."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from mmap import mmap
from typing import IO, cast

from pyoxigraph import BlankNode, NamedNode

from claimgraph.ontology import CG, RDF, Thing

_STATEMENT = re.compile(rb"^(\S+) (\S+) (<\S*>|_:\S+)?.*\n", re.MULTILINE)
"""Subject, predicate and, where it is none of a literal, object of a line."""

_TYPE, _REQUEST = str(RDF.type).encode(), str(CG.RequestForComment).encode()
_FAR = 2
"""So many steps from what a letter names, shapes look at what letters share; where they look further, all is asked."""


def names(lines: bytes) -> set[bytes]:
    """What the lines speak of, as `things_of` says, each as N-Quads writes it."""
    statements = _STATEMENT.findall(lines)
    found = {subject for subject, _, _ in statements}
    found.update(value for _, predicate, value in statements if predicate != _TYPE)
    return found - {b""}


def names_by_line(lines: bytes | mmap) -> Iterator[tuple[int, set[bytes]]]:
    """Where each line begins, and what it speaks of."""
    for found in _STATEMENT.finditer(lines):
        subject, predicate, value = found.groups()
        yield found.start(), {subject} if predicate == _TYPE or not value else {subject, value}


def thing(name: bytes) -> Thing:
    """What a name stands for."""
    text = name.decode()
    return BlankNode(text.removeprefix("_:")) if text.startswith("_:") else NamedNode(text[1:-1])


def lines_that_say(statements: Mapping[NamedNode, Collection[NamedNode] | None]) -> re.Pattern[bytes]:
    """What whole lines match that have one of the predicates and, where its objects are told, one of these."""
    said = sorted(
        _either([predicate]) if values is None else f"{_either([predicate])} {_either(values)}"
        for predicate, values in statements.items()
    )
    return re.compile(rf"^\S+ (?:{'|'.join(said)}) .*\n".encode(), re.MULTILINE)


def _either(names: Iterable[NamedNode]) -> str:
    return f"(?:{'|'.join(sorted(re.escape(str(name)) for name in names))})"


def as_file(pieces: Iterator[bytes]) -> IO[bytes]:
    """Pieces of bytes as a file that is read once."""
    return cast("IO[bytes]", _Stream(pieces))


class SharedLines:
    """The lines of what letters share, found by their subjects and objects."""

    def __init__(self, lines: bytes) -> None:
        self._about: defaultdict[bytes, list[bytes]] = defaultdict(list)
        self._naming: defaultdict[bytes, list[bytes]] = defaultdict(list)
        self._requests: set[bytes] = set()
        for found in _STATEMENT.finditer(lines):
            subject, predicate, value = found.groups()
            self._about[subject].append(found[0])
            if predicate != _TYPE and value:
                self._naming[value].append(found[0])
            elif value == _REQUEST:
                self._requests.add(subject)

    def names(self) -> set[bytes]:
        """All that they speak of."""
        return {*self._about, *self._naming}

    def speaking_of(self, things: Iterable[bytes]) -> set[bytes]:
        """The lines that have one of the things as subject or as value."""
        return {line for name in things for of in (self._about, self._naming) for line in of.get(name, ())}

    def near(self, own: Iterable[bytes], named: Iterable[bytes]) -> bytes:
        """The lines that speak of a piece's own things, those about what these and the piece name, and two steps on.

        Those about requests for comment are always among them.
        """
        found = self.speaking_of(own)
        ahead = {*named, *self._requests, *names(b"".join(found))}
        for _ in range(_FAR):
            new = {line for name in ahead for line in self._about.get(name, ())} - found
            found |= new
            ahead = names(b"".join(new))
        return b"".join(sorted(found))


class _Stream(io.RawIOBase):
    """Pieces of bytes as a file that is read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._held = bytearray()

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, so many or, at the end, fewer."""
        while size < 0 or len(self._held) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._held += piece
        count = len(self._held) if size < 0 else size
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken
