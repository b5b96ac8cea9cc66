"""The hash of a content: over blocks that its lines mark out themselves, so that a change costs the blocks it touches.

A line ends a block where the last eight bits of its CRC-32 are zero, which is one line of 256. Each block has the
SHA-256 of its lines; the content's hash is the SHA-256 of these digests in ascending order, one behind the other.

Whoever finds two contents with the same hash has found a collision of SHA-256: the digests tell the blocks, and the
lines of all blocks together are the content, which is a set of lines. CRC-32 need not resist anything. Lines that were
chosen so that a block is long, or very short, cost time and change nothing else.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

DIGEST_BYTES = 32
_MASK = 0xFF


def ends_block(line: bytes) -> bool:
    r"""Whether a block ends with the line.

    >>> [number for number in range(1000) if ends_block(b"<a:%d> <a:p> <a:o> .\n" % number)]
    [249, 320, 427, 795]
    """
    return not crc32(line) & _MASK


def blocks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks of sorted lines, in their order."""
    block: list[bytes] = []
    for line in lines:
        block.append(line)
        if not crc32(line) & _MASK:
            yield b"".join(block)
            block.clear()
    if block:
        yield b"".join(block)


def digest(block: bytes) -> bytes:
    """The block's SHA-256."""
    return hashlib.sha256(block).digest()


def write_digests(path: Path, digests: Iterable[bytes]) -> str:
    """Writes the digests of all blocks in ascending order, and returns the content's hash, in hexadecimal."""
    data = b"".join(sorted(digests))
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def read_digests(path: Path) -> list[bytes]:
    """The digests in the file, ascending. Raises FileNotFoundError."""
    data = path.read_bytes()
    return [data[place : place + DIGEST_BYTES] for place in range(0, len(data), DIGEST_BYTES)]
