"""Why a statement holds, asked of whatever answers queries: a generation held here, or a service elsewhere."""

import asyncio
import logging

from pyoxigraph import BlankNode, Literal, NamedNode

from claimgraph.api.service.graph import Answering, Term
from claimgraph.api.service.problems import Problem
from claimgraph.ontology import ExplainError, Explanation, ExplanationTooLarge, NothingStatedError, Steps, explaining

__all__ = ["explained"]

_log = logging.getLogger(__name__)


async def explained(graph: Answering, asked: tuple[str, str, str], most: int) -> Explanation:
    """Return the explanation of a thing; with a property or an object, of its statements that have it.

    `asked` are these three; the last two may be empty. Raises Problem where there is none, or none that can be
    shown: a rule has more than `most` solutions.
    """
    iri, prop, value = asked
    steps = explaining(iri, prop or None, value or None, most)
    try:
        query, made = await asyncio.to_thread(_advance, steps, None)
        while query is not None:
            rows = (await graph.table(query)).rows
            known = [{name: _term(term) for name, term in row.items() if term is not None} for row in rows]
            query, made = await asyncio.to_thread(_advance, steps, known)
    except NothingStatedError as error:
        nearest = f" Did you mean {', '.join(error.nearest)}?" if error.nearest else ""
        members = {"nearest": list(error.nearest)} if error.nearest else {}
        raise Problem("not-found", f"{_sentence(error)}{nearest}", members) from None
    except ExplanationTooLarge as error:
        raise Problem("result-too-large", _sentence(error)) from None
    except ExplainError as error:
        _log.error("%s", error)
        raise Problem("internal", _sentence(error)) from None
    if made is None:
        raise Problem("internal", "The explanation came to no end.")
    return made


def _advance(
    steps: Steps[Explanation], rows: list[dict[str, NamedNode | BlankNode | Literal]] | None
) -> tuple[str | None, Explanation | None]:
    """Return the next query, or what the steps came to: StopIteration can't cross into a coroutine."""
    try:
        return (next(steps) if rows is None else steps.send(rows)), None
    except StopIteration as ended:
        return None, ended.value


def _term(term: Term) -> NamedNode | BlankNode | Literal:
    if term.kind == "uri":
        return NamedNode(term.value)
    if term.kind == "bnode":
        return BlankNode(term.value)
    if term.language:
        return Literal(term.value, language=term.language)
    return Literal(term.value, datatype=NamedNode(term.datatype) if term.datatype else None)


def _sentence(error: ExplainError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
