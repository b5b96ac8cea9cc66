"""Which publishers belong to which: subsidiaries, institutes of universities, agencies of departments."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def load_parents() -> Mapping[str, str]:
    """The table that comes with the package: for a publisher's slug that of the one right above it."""
    return read_parents(files(__package__).joinpath("parents.tsv").read_text("utf-8"))


def read_parents(text: str) -> Mapping[str, str]:
    r"""The table in a text: a slug and its parent's with a tab between; ``#`` begins a remark.

    Raises ValueError with the line's number where a line is none, or puts a publisher above itself.

    >>> dict(read_parents("a-labs\ta\na\ta-holding\n"))
    {'a-labs': 'a', 'a': 'a-holding'}
    """
    above: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        slug, tab, parent = line.partition("\t")
        if not tab or not slug or not parent or "\t" in parent or slug in above:
            raise ValueError(f"parents.tsv:{number}: {line!r} is not a slug, once, and its parent's with a tab between")
        above[slug] = parent
        if slug in ancestors(slug, above):
            raise ValueError(f"parents.tsv:{number}: {slug!r} would stand above itself")
    return MappingProxyType(above)


def ancestors(slug: str, above: Mapping[str, str]) -> tuple[str, ...]:
    """All that a publisher belongs to, the nearest first; one that stands above itself comes last.

    >>> ancestors("a-labs", {"a-labs": "a", "a": "a-holding"})
    ('a', 'a-holding')
    """
    found: list[str] = []
    while (parent := above.get(slug)) and parent not in found:
        found.append(parent)
        slug = parent
    return tuple(found)
