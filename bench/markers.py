"""What a bench has measured, put into a page between two lines that mark its place."""

from __future__ import annotations

from pathlib import Path

__all__ = ["write_between"]


def write_between(page: Path, begin: str, end: str, text: str) -> None:
    """Replaces what stands between the marks. Raises ValueError where the page has no such two, in their order."""
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{page}: it has no {begin} with {end} behind it; put both where the figures belong")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", "utf-8")
