"""A corpus's parts published: as a change of the generation that was made of the last ones, or from nothing."""

from __future__ import annotations

from pathlib import Path

from claimgraph.api.growing.anew import publish_anew
from claimgraph.api.growing.as_change import publish_change
from claimgraph.api.growing.parts import Parts
from claimgraph.api.growing.proven import mark_sound
from claimgraph.api.letter_reading import Tell
from claimgraph.ingest.parts import Published, Shelf
from claimgraph.store import Generation
from claimgraph.store.generations import current_generation

_FEW = 8
"""So many changed letters are always worked in; of more, at most a quarter of all."""


def publish_parts(parts: Parts, shelf: Shelf, store: Path, tell: Tell, *, keep: int, replace: bool) -> Generation:
    """The generation that holds the parts, and what follows from them. Raises `CorpusError` if they aren't sound."""
    published = shelf.published()
    last = current_generation(store) if published else None
    if published and last and _is_base(published, last, parts):
        generation, strangers = publish_change(parts, published, shelf, last, store, tell, keep)
    else:
        generation, strangers = publish_anew(parts, shelf, store, tell, keep=keep, replace=replace)
    mark_sound(generation)
    graphs = {"": parts.docket, **parts.graphs}
    shelf.publish(Published(generation.number, generation.manifest.content, parts.corpus.base, graphs), strangers)
    return generation


def _is_base(published: Published, last: Generation, parts: Parts) -> bool:
    """Whether the parts are better worked into the last generation than published anew."""
    if (published.number, published.content, published.base) != (
        last.number,
        last.manifest.content,
        parts.corpus.base,
    ):
        return False
    changed = sum(published.graphs.get(slug) != sha256 for slug, sha256 in parts.graphs.items())
    return changed <= max(_FEW, len(parts.graphs) // 4)
