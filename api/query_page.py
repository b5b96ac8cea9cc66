"""The query page: the editor, the questions to start from, answers as tables, files and addresses to hand on."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from claimgraph.api.examples import Example, examples
from claimgraph.api.query_answer import Shown, answer_of, kind_of
from claimgraph.api.service.negotiation import GRAPH_FORMATS, RESULT_FORMATS, Format
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.protocol import MAX_QUERY, read
from claimgraph.api.site import STATIC, Site
from claimgraph.store import span_at

__all__ = ["Place", "place_of", "query_page"]

AROUND = 80
"""How many characters of a line are shown before and after what is wrong in it."""

_FILES = (*RESULT_FORMATS, *GRAPH_FORMATS)
_FIRST_QUERY = """PREFIX cg: <https://w3id.org/claimgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?respondent ?quote
WHERE {
  ?claim cg:madeBy / rdfs:label ?respondent ;
    cg:quote ?quote .
}
LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a query is wrong: the token there, its line and column (in characters), and the line's text around it."""

    line: int
    column: int
    before: str
    at: str
    after: str


def query_page(site: Site) -> APIRouter:
    """Return the route of `/query`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/query")
    async def query(request: Request, example: str = "", format: str = "") -> Response:  # noqa: A002 - in the address
        chosen = next((each for each in examples() if each.name == example), None)
        text = _asked(request, chosen)
        problem: Problem | None = None
        shown: Shown | None = None
        try:
            if example and not chosen:
                raise Problem("not-found", f"There is no example question {example[:60]!r}.")
            if "query" in request.query_params:
                read("GET", request.scope["query_string"], None, b"")
            if text is not None and format:
                return _sent_to_file(text, format, request.query_params.get("generation"))
            if text is not None:
                shown = await answer_of(site.graph, text)
        except Problem as raised:
            problem = raised
        text = _FIRST_QUERY if text is None else text
        return await site.page(
            request,
            "query.html",
            status=problem.status if problem else 200,
            example=chosen if "query" not in request.query_params else None,
            examples=examples(),
            query=text[:MAX_QUERY],
            problem=problem,
            place=place_of(text, problem) if problem else None,
            shown=shown,
            files=[(each, address(each, text, site.graph.number)) for each in _formats(text)] if shown else [],
            permanent=_address("/query", text, str(site.graph.number)) if shown else None,
            groups=(("Tables", RESULT_FORMATS), ("Graphs", GRAPH_FORMATS)),
            editor=STATIC.joinpath("yasqe", "yasqe.min.js").is_file(),
            prefixes=(await site.addresses()).shown_prefixes(),
        )

    return router


def place_of(text: str, problem: Problem) -> Place | None:
    r"""Return where the query is wrong, if the problem says so.

    >>> place_of("ASK\n{ ?s }", Problem("query-syntax", "", {"line": 2, "column": 5}))
    Place(line=2, column=3, before='{ ', at='?s', after=' }')
    """
    line, column = problem.members.get("line"), problem.members.get("column")
    if not isinstance(line, int) or not isinstance(column, int):
        return None
    start, end = span_at(text, line, column) or (0, 0)
    begin = text.rfind("\n", 0, start) + 1
    before, said = text[begin:start], text[start:].partition("\n")[0]
    at, after = said[: min(end - start, AROUND)], said[end - start :][:AROUND]
    return Place(text.count("\n", 0, start) + 1, len(before) + 1, before[-AROUND:], at, after)


def address(format_: Format, text: str, number: int) -> str:
    """Return where the answer to the query is a file of that format, the same for as long as the generation is kept."""
    return _address(f"/sparql.{format_.name}", text, str(number))


def _asked(request: Request, chosen: Example | None) -> str | None:
    """Return the query that the address names: in its own words, or those of an example."""
    if "query" in request.query_params:
        # Browsers send a textarea's lines with CR LF.
        return request.query_params["query"].replace("\r\n", "\n")
    return chosen.query if chosen else None


def _formats(text: str) -> tuple[Format, ...]:
    return GRAPH_FORMATS if kind_of(text) in ("construct", "describe") else RESULT_FORMATS


def _sent_to_file(text: str, name: str, generation: str | None) -> Response:
    """Return the way to the answer as a file. Raises Problem where the query has no answer in that format."""
    fitting = _formats(text)
    if name not in {each.name for each in _FILES}:
        raise Problem("bad-request", f"There is no format {name[:20]!r}; the form has those there are.")
    if name not in {each.name for each in fitting}:
        offered = ", ".join(each.label for each in fitting)
        raise Problem("not-acceptable", f"The answer to this kind of query can be had as {offered}.")
    return Response(status_code=303, headers={"Location": _address(f"/sparql.{name}", text, generation)})


def _address(path: str, text: str, generation: str | None) -> str:
    return f"{path}?{urlencode({'query': text, **({'generation': generation} if generation else {})}, quote_via=quote)}"
