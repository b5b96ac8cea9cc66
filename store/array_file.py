"""A file of arrays of numbers that tells its format and whether it is as it was written.

A line that names the format, a line with the SHA-256 (hexadecimal) of all that follows, a line of JSON, and after it,
at the next multiple of ALIGNMENT, the arrays, little-endian, one behind the other.
"""

import hashlib
import json
import mmap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ALIGNMENT = 64

_DIGEST_BYTES = 64


class MappedArrays:
    """The arrays of a file, mapped and read-only, to be taken in their order; `header` is what the JSON says."""

    def __init__(self, file: mmap.mmap, header: dict[str, Any], position: int) -> None:
        self._file, self._position = file, position
        self.header = header

    def take(self, kind: np.dtype[Any], count: int) -> npt.NDArray[Any]:
        """The next array, of so many numbers of that type."""
        found = np.frombuffer(self._file, kind, count, self._position)
        self._position += found.nbytes
        return found


def write_arrays(
    path: Path, name: bytes, header: Mapping[str, object], arrays: Iterable[npt.NDArray[np.integer[Any]]]
) -> None:
    """Writes the file anew; `name` is the line that names its format. The same gives the same bytes."""
    text = json.dumps(header, sort_keys=True, ensure_ascii=False).encode() + b"\n"
    text += bytes(_padding(len(name) + _DIGEST_BYTES + 1 + len(text)))
    little = (np.ascontiguousarray(each, each.dtype.newbyteorder("<")) for each in arrays)
    parts = [memoryview(text), *(each.data for each in little)]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    with path.open("xb") as out:
        out.write(name + digest.hexdigest().encode() + b"\n")
        out.writelines(parts)


def read_arrays(path: Path, name: bytes) -> MappedArrays | None:
    """What the file holds; None where there is none, or one of another format, or one that isn't as it was written."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # an empty file can't be mapped
        return None
    begin = len(name) + _DIGEST_BYTES + 1
    if mapped[: len(name)] != name:
        return None
    with memoryview(mapped) as view, view[begin:] as rest:
        if hashlib.sha256(rest).hexdigest().encode() != mapped[len(name) : begin - 1]:
            return None
    stop = mapped.find(b"\n", begin) + 1
    return MappedArrays(mapped, json.loads(mapped[begin:stop]), stop + _padding(stop))


def _padding(length: int) -> int:
    return -length % ALIGNMENT
