"""The lines of a generation's content, found by their subject: they are sorted, so those of one stand together."""

import mmap
from dataclasses import dataclass

from claimgraph.store.generations import Generation

_USUAL_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Lines:
    """Sorted N-Quads lines, each with its newline."""

    text: bytes | mmap.mmap

    def about(self, subject: bytes, most: int) -> bytes | None:
        r"""The lines with this subject, as N-Quads writes it; None where there may be more than `most` bytes of them.

        >>> Lines(b"<a:a> <a:p> <a:o> .\n<a:b> <a:p> <a:o> .\n").about(b"<a:b>", 1000)
        b'<a:b> <a:p> <a:o> .\n'
        """
        first = subject + b" "
        begin = self._place(first)
        for size in (_USUAL_BYTES, most):
            part = self.text[begin : begin + size]
            if not part.startswith(first):
                return b""
            stop = part.find(b"\n", part.rfind(b"\n" + first) + 1) + 1
            if stop and (stop < len(part) or begin + stop == len(self.text)):
                return part[:stop]
        return None

    def _place(self, first: bytes) -> int:
        """Where the first line is that doesn't come before those that begin so."""
        text, length = self.text, len(first)
        low, high = 0, len(text)  # where lines begin, or the end
        while low < high:
            middle = (low + high) // 2
            begin = text.rfind(b"\n", low, middle) + 1 or low
            if text[begin : begin + length] < first:
                low = text.find(b"\n", middle) + 1
            else:
                high = begin
        return low

    def close(self) -> None:
        """Lets go of the file."""
        if isinstance(self.text, mmap.mmap):
            self.text.close()


def open_lines(generation: Generation) -> Lines | None:
    """The lines of the generation's content, mapped; None where they can't be, or aren't its own by their size."""
    try:
        with generation.quads_file.open("rb") as file:
            text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # an empty file can't be mapped
        return None
    if len(text) == generation.manifest.bytes:
        return Lines(text)
    text.close()
    return None
