"""The six kinds of query that are timed, as texts with places for numbers, so that each request may ask something new.

`first` requests draw new numbers each time, and name their variables anew, so that no cache can know the answer;
`repeated` ones are a few of them over and over.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from synthetic import CLAIMS, IRIS, TOPICS

__all__ = ["ENDLESS", "GRAPH", "KINDS", "ROWS", "Kind"]

ROWS = "application/sparql-results+json"
GRAPH = "application/n-triples"
_PREFIXES = (
    "PREFIX cg: <https://w3id.org/claimgraph/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
_PLACE = re.compile(r"@(\w+)@")
_REPEATED = 8


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of query: its name, its text, and what it asks for.

    In the text `@letter@`, `@claim@`, `@topic@` and `@offset@` stand for numbers to draw, `@n@` for one that no other
    request has. Where the rows come without an order a LIMIT may pick any (`any_rows`), so only their number is sure.
    """

    name: str
    text: str
    media_type: str = ROWS
    any_rows: bool = False

    def parts(self, letters: int) -> list[str | tuple[int, int] | None]:
        """The text's pieces in order: words, the lowest and highest of a number to draw, None for the new number."""
        found: list[str | tuple[int, int] | None] = []
        for i, each in enumerate(_PLACE.split(self.text)):
            found.append((_range(each, letters) if each != "n" else None) if i % 2 else each)
        return found

    def drawn(self, letters: int, draw: random.Random, n: int) -> str:
        """One query of this kind, the `n`th."""
        pieces = (
            str(n) if part is None else part if isinstance(part, str) else str(draw.randint(*part))
            for part in self.parts(letters)
        )
        return "".join(pieces)

    def repeated(self, letters: int) -> list[str]:
        """The few queries that are asked again and again; always the same."""
        draw = random.Random(self.name)
        return [self.drawn(letters, draw, n) for n in range(_REPEATED)]


def _range(place: str, letters: int) -> tuple[int, int]:
    return (0, {"letter": letters, "claim": CLAIMS, "topic": TOPICS, "offset": 1000}[place] - 1)


_CLAIM = f"<{IRIS.base}claim/l@letter@/c@claim@>"

KINDS = (
    Kind("point look-up", f"SELECT ?p@n@ ?o WHERE {{ {_CLAIM} ?p@n@ ?o }}"),
    Kind("describe", f"DESCRIBE ?d@n@ WHERE {{ VALUES ?d@n@ {{ {_CLAIM} }} }}", GRAPH),
    Kind(
        "topic join",
        f"{_PREFIXES}SELECT ?respondent@n@ ?quote ?work WHERE {{ "
        f"?claim cg:topic <{IRIS.base}topic/t@topic@> ; cg:quote ?quote ; cg:madeBy/rdfs:label ?respondent@n@ ; "
        "cg:hasCitation/cg:citesSource/rdfs:label ?work } LIMIT 50",
        any_rows=True,
    ),
    Kind(
        "agreement join",
        f"{_PREFIXES}SELECT ?statement@n@ ?says ?other ?otherSays WHERE {{ "
        f"?one cg:madeBy <{IRIS.base}organization/l@letter@> ; cg:quote ?says . "
        "?agreement cg:aligns ?one ; a cg:Agreement ; cg:onProposition/cg:statement ?statement@n@ ; cg:aligns ?two . "
        "?two cg:madeBy/rdfs:label ?other ; cg:quote ?otherSays . FILTER(?one != ?two) }",
    ),
    Kind(
        "aggregate",
        f"{_PREFIXES}SELECT ?publisher@n@ ?respondent (COUNT(?citation) AS ?citations) WHERE {{ "
        "?citation cg:citesSource/cg:publishedBy ?publisher@n@ ; cg:citedIn/cg:footnoteOf/cg:submittedBy ?respondent "
        "} GROUP BY ?publisher@n@ ?respondent ORDER BY DESC(?citations) ?publisher@n@ ?respondent LIMIT 20",
    ),
    Kind(
        "10,000 rows",
        f"{_PREFIXES}SELECT ?thing@n@ ?label ?type WHERE {{ ?thing@n@ rdfs:label ?label ; a ?type }} "
        "OFFSET @offset@ LIMIT 10000",
        any_rows=True,
    ),
)

ENDLESS = {
    "cross product": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sorted cross product": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i LIMIT 1",
    "regular expressions": 'SELECT * WHERE { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(?c, ?f), "(w+)+x$")) }',
    "paths": f"{_PREFIXES}SELECT (COUNT(*) AS ?n) WHERE {{ ?a (cg:aligns|^cg:aligns|cg:affirms|^cg:affirms)* ?b }}",
}
