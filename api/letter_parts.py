"""What belongs to a letter beside its text: who signed it, which submissions join it, its own tables and lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from claimgraph.api.examples import about
from claimgraph.api.service.graph import Graph, Row
from claimgraph.ontology.terms import CG

__all__ = ["LISTED", "LetterParts", "Listed", "letter_parts"]

LISTED = 50
"""How many signatories, and how many submissions, a page lists: a form letter has thousands."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list, and how much there is in all."""

    total: int
    page: int
    pages: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class LetterParts:
    """The lists; `adding` counts the submissions with words of their own; `structures` are by kind, tables first."""

    signatories: Listed
    joined: Listed
    adding: int
    structures: Mapping[str, tuple[Row, ...]]


async def letter_parts(graph: Graph, iri: str, kinds: Iterable[str], signed: int, joined: int) -> LetterParts | None:
    """Return a letter's parts, None for what is no letter; beyond a list's last page, its last.

    `signed` and `joined` are numbers of pages. Raises Problem where the graph gives no answer.
    """
    if CG.CommentLetter.value not in kinds:
        return None
    [counts] = (await graph.table(about("letter-counts", iri))).rows
    structures = (await graph.table(about("letter-structures", iri))).rows
    return LetterParts(
        await _listed(graph, "letter-signatories", iri, _number(counts, "signatories"), signed),
        await _listed(graph, "letter-joined", iri, _number(counts, "joined"), joined),
        _number(counts, "adding"),
        {kind: tuple(rows) for kind, rows in groupby(structures, lambda row: _text(row, "kind"))},
    )


async def _listed(graph: Graph, name: str, iri: str, total: int, page: int) -> Listed:
    pages = max(1, -(-total // LISTED))
    page = min(page, pages)
    if not total:
        return Listed(0, 1, 1, ())
    query = about(name, iri).replace("OFFSET 0", f"OFFSET {(page - 1) * LISTED}")
    return Listed(total, page, pages, (await graph.table(query)).rows)


def _number(row: Row, name: str) -> int:
    return int(_text(row, name) or 0)


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if term else ""
