"""A generation's quads in the canonical form of RDF Dataset Canonicalization (RDFC-1.0, W3C, 2024), as a file.

The canonical form is the N-Quads lines in code point order, blank nodes named by what is said of them. The store's
lines are that already but for those names. RDFC-1.0 looks at no quad without a blank node (section 4.4), so these
are merged in as they are, and only the others, which are few, are held in memory.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse, serialize

from claimgraph.api.errors import ExportError

__all__ = ["MAX_BLANK", "Canonical", "canonical_lines", "write_canonical"]

MAX_BLANK = 500_000
"""How many quads with blank nodes there may be."""


@dataclass(frozen=True, slots=True)
class Canonical:
    """The canonical form's file, the SHA-256 of its bytes in hexadecimal, and how many quads it has."""

    path: Path
    sha256: str
    quads: int


def write_canonical(lines: Iterable[bytes], out: Path) -> Canonical:
    """Write the canonical form of sorted N-Quads lines, which are gone through twice.

    Raises ExportError for too many blank nodes.
    """
    digest, count = hashlib.sha256(), 0
    with out.open("wb") as file:
        for line in canonical_lines(lines):
            digest.update(line)
            file.write(line)
            count += 1
    return Canonical(out, digest.hexdigest(), count)


def canonical_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the canonical form's lines in their order."""
    blank: list[bytes] = []
    for line in lines:
        if _may_be_blank(line):
            blank.append(line)
            if len(blank) > MAX_BLANK:
                raise ExportError(
                    f"more than {MAX_BLANK:,} statements have blank nodes, which is more than can be given "
                    "canonical names at a time; give these nodes IRIs"
                )
    if not blank:
        yield from lines
        return
    named = sorted(_lines(_canonicalized(blank)))
    previous = b""
    for line in heapq.merge(named, (line for line in lines if not _may_be_blank(line))):
        if line != previous:
            previous = line
            yield line


def _may_be_blank(line: bytes) -> bool:
    """Whether a line has a blank node; a literal with such a text is taken for one too, which does no harm."""
    return b"_:" in line and (line.startswith(b"_:") or b" _:" in line or b"<<( _:" in line)


def _canonicalized(lines: Iterable[bytes]) -> Iterable[Quad]:
    dataset = Dataset(parse(b"".join(lines), RdfFormat.N_QUADS, lenient=True))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _lines(quads: Iterable[Quad]) -> list[bytes]:
    text = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return [line + b"\n" for line in text.split(b"\n") if line]
