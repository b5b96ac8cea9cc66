"""The formats in which one letter may lie side by side, best first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

LETTERS = (".pdf", ".docx", ".html", ".htm", ".xhtml", ".txt", ".text", ".md")
"""What is read, best first: a PDF has the pages by which people cite; Word's and the web's notes are as exact."""

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp")
REFUSED = (".doc", ".rtf", ".odt", ".wpd", ".pages", ".xlsx", ".xls", ".pptx", ".ppt", *PICTURES)
"""What is filed as letters and not read."""

EXTRACTED = "_extracted"
"""At the end of a name it tells the text that another program took from a file: notes and pages are lost in it."""

_ORDER = {suffix: rank for rank, suffix in enumerate((*LETTERS, *REFUSED))}


def is_extracted(path: Path) -> bool:
    """Whether a file is another's text, as a program took it from there."""
    return path.stem.lower().endswith(EXTRACTED)


def best_first(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The same letter's files, the one to read first.

    >>> [path.name for path in best_first([Path("a.docx"), Path("a_extracted.txt"), Path("a.pdf")])]
    ['a.pdf', 'a.docx', 'a_extracted.txt']
    """
    return tuple(sorted(paths, key=_rank))


def _rank(path: Path) -> tuple[bool, bool, int, str]:
    suffix = path.suffix.lower()
    return suffix in REFUSED, is_extracted(path), _ORDER.get(suffix, len(_ORDER)), str(path)
