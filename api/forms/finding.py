"""From the path of an address to the thing that it stands for, or to why there is none any more."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlencode

from claimgraph.api.examples import about
from claimgraph.api.service.graph import Term
from claimgraph.api.service.problems import Problem
from claimgraph.api.site import Site
from claimgraph.store import Generation, Lines, open_lines

__all__ = ["Found", "find", "former"]


_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Found:
    """What a path stands for: an IRI, whether it names a graph, its classes and review statuses."""

    iri: str
    is_graph: bool
    kinds: frozenset[str]


async def find(site: Site, path: str) -> Found:
    """Return the thing that a path as sent stands for.

    Raises Problem where there is none: `gone` where an older generation that is kept has it, else `not-found`.
    """
    tried = []
    for iri in (await site.addresses()).iris(path):
        try:
            query = about("resource-known", iri)
        except ValueError:
            continue  # a path with characters that no IRI has
        tried.append(iri)
        for row in (await site.graph.table(query)).rows:
            is_graph = _is_true(row["graph"])
            if is_graph or _is_true(row["known"]):
                kinds = row["kinds"]
                return Found(iri, is_graph, frozenset(kinds.value.split() if kinds else ()))
    generation = await asyncio.to_thread(lambda: former(site.older(), tried))
    if generation is not None:
        address = f"{path}?generation={generation.number}"
        raise Problem(
            "gone",
            f"The graph has nothing at {path[:200]} any more; generation {generation.number} was the last with it.",
            {"generation": generation.number, "last": address},
            {"Link": f'<{address}>; rel="predecessor-version"'},
        )
    words = " ".join(_WORDS.findall(unquote(path).rpartition("/")[2])[:8])
    search = {"search": f"/search?{urlencode({'q': words})}"} if words else {}
    raise Problem("not-found", f"The graph has nothing at {path[:200]}.", search)


def former(older: list[Generation], iris: list[str]) -> Generation | None:
    """Return the latest of the generations, oldest first, that says something of one of the IRIs.

    A few reads of each one's sorted lines tell it; one that is gone meanwhile says nothing.
    """
    for generation in reversed(older):
        lines = open_lines(generation)
        if lines is not None:
            with lines:
                if any(_speaks_of(lines, f"<{iri}> ".encode()) for iri in iris):
                    return generation
    return None


def _speaks_of(lines: Lines, start: bytes) -> bool:
    return lines.part(lines.seek(start), len(start)) == start


def _is_true(term: Term | None) -> bool:
    return term is not None and term.value == "true"
