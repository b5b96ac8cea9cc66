"""Giving a generation the search index of the last one, changed where the content was."""

import sqlite3
from collections.abc import Callable, Iterable

import pyoxigraph

from claimgraph.store.generations import Generation
from claimgraph.store.search_making import add_search

_PART = 10
"""Where more than a tenth of the statements are others, an index made anew is had sooner."""


def has_search(generation: Generation) -> bool:
    """Whether the generation has a search index of this program's format that is as it was written: all is read."""
    # Not at the top: who only reads a store, or asks one, needs no numpy.
    from claimgraph.store.search.index_file import open_index

    opened = open_index(generation.search_file, generation.manifest.content)
    if opened is not None:
        opened.close()
    return opened is not None


def grow_search(
    last: Generation,
    new: Generation,
    removed: Iterable[bytes],
    added: Iterable[bytes],
    has_last: Callable[[], bool],
) -> None:
    """Makes the new generation's index out of the last one's.

    `removed` and `added` are the N-Quads lines, each with its newline, that only one of the two has. `has_last` tells
    what `has_search` does of the last generation, and is asked at the end; where it has none, one is made anew. Raises
    as `add_search` does.
    """
    changed = [*removed, *added]
    if len(changed) * _PART > last.manifest.quads or not _grown(last, new, changed, has_last):
        add_search(new)


def _grown(last: Generation, new: Generation, changed: list[bytes], has_last: Callable[[], bool]) -> bool:
    from claimgraph.store.search.changing import remove_index
    from claimgraph.store.search.growing import grow_index

    quads = pyoxigraph.parse(b"".join(changed), pyoxigraph.RdfFormat.N_QUADS, lenient=True)
    is_grown = False
    try:
        grow_index(last.search_file, new.search_file, new.manifest.content, last.open(), new.open(), quads)
        is_grown = has_last()
    except Exception as error:
        # What goes wrong here goes wrong again where the index is made anew, if it isn't this one file's fault.
        if has_last() and not isinstance(error, (ValueError, sqlite3.Error)):
            raise
    finally:
        if not is_grown:
            remove_index(new.search_file)
    return is_grown
