"""Giving a generation the search index of the last one, changed where the content was."""

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pyoxigraph

from claimgraph.store.durable import sync_directory
from claimgraph.store.generations import Generation
from claimgraph.store.search_making import add_search

_PART = 10
"""Where more than a tenth of the statements are others, an index made anew is had sooner."""


def grow_search(
    last: Generation,
    path: Path,
    content: str,
    open_store: Callable[[], pyoxigraph.Store],
    removed: Iterable[bytes],
    added: Iterable[bytes],
) -> None:
    """Makes the file of the content with that SHA-256, which `open_store` opens, out of the last generation's index.

    `removed` and `added` are the N-Quads lines, each with its newline, that only one of the two has. Where the last one
    has no index that is sound, one is made anew. Raises as `add_search` does.
    """
    changed = [*removed, *added]
    if len(changed) * _PART <= last.manifest.quads and _grown(last, path, content, open_store, changed):
        return
    add_search(path, content, open_store)


def _grown(
    last: Generation, path: Path, content: str, open_store: Callable[[], pyoxigraph.Store], changed: list[bytes]
) -> bool:
    # Not at the top: who only reads a store, or asks one, needs no numpy.
    from claimgraph.store.search.growing import grow_index
    from claimgraph.store.search.index_file import is_whole, opened_index

    if (opened := opened_index(last.search_file, last.manifest.content)) is None:
        return False
    opened.close()
    quads = pyoxigraph.parse(b"".join(changed), pyoxigraph.RdfFormat.N_QUADS, lenient=True)
    making = path.with_name(f".{path.name}-{uuid4().hex[:8]}")
    with ThreadPoolExecutor(1) as pool:
        sound = pool.submit(is_whole, last.search_file)  # which is mostly hashing, while a copy of it is changed
        try:
            shutil.copyfile(last.search_file, making)
            grow_index(making, content, last.open(), open_store(), quads)
            if not sound.result():
                return False
            making.rename(path)
            sync_directory(path.parent)
            return True
        except Exception as error:
            # What goes wrong here goes wrong again where the index is made anew, if it isn't this one file's fault.
            if sound.result() and not isinstance(error, (ValueError, sqlite3.Error)):
                raise
            return False
        finally:
            making.unlink(missing_ok=True)
