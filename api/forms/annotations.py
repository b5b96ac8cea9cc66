"""Claims as Web Annotations (W3C Web Annotation Data Model): pure documents from rows.

An annotation's target is the letter's text, by its words and by the characters that they take, counted in code points.
Its bodies are the stance and the proposition's statement as text, and the proposition and the claim as links. What is
annotated and what is linked keeps its IRI; the annotations themselves, and their pages, have addresses of this service,
since clients follow those.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from claimgraph.api.service.graph import Row
from claimgraph.ontology.terms import CG

__all__ = [
    "ANNO",
    "PAGE",
    "Thing",
    "annotated_at",
    "annotation_page",
    "annotation_path",
    "annotations_of",
    "collection",
    "page_address",
]

ANNO = "http://www.w3.org/ns/anno.jsonld"
LDP = "http://www.w3.org/ns/ldp.jsonld"
RIGHTS = "https://creativecommons.org/publicdomain/zero/1.0/"

PAGE = 50
"""How many annotations a page has."""

_CLAIM = re.compile(r"(.*/)claim/([^/]+/[^/]+)\Z")
_LETTER = re.compile(r"(.*/)letter/([^/]+)\Z")

# JSON of any depth; the keys are the model's.
Thing = dict[str, object]


def annotation_path(path: str) -> str:
    """Return the address, or the IRI, of a claim's annotation or of a letter's collection.

    >>> annotation_path("/lamps/claim/acme/bright"), annotation_path("/lamps/letter/acme")
    ('/lamps/annotation/acme/bright', '/lamps/annotations/acme/')
    """
    if match := _CLAIM.match(path):
        return f"{match[1]}annotation/{match[2]}"
    match = _LETTER.match(path)
    return f"{match[1]}annotations/{match[2]}/" if match else path


def annotated_at(path: str, kinds: Collection[str]) -> str | None:
    """Return the path of the collection about a letter or its text, None for anything else.

    >>> annotated_at("/lamps/letter/acme/text/0123", [CG.TextVersion.value])
    '/lamps/annotations/acme/'
    """
    if CG.CommentLetter.value in kinds:
        return annotation_path(path)
    return annotation_path(path.rpartition("/text/")[0]) if CG.TextVersion.value in kinds else None


def annotations_of(rows: Iterable[Row], base: str, here: str) -> dict[str, Thing]:
    """Return the annotation of each claim in the rows, which are sorted by claim, by the claim's IRI.

    `base` is the docket's, `here` the address of this service that it is served at.
    """
    return {
        claim: _annotation(claim, list(own), base, here)
        for claim, own in groupby(rows, lambda row: _text(row, "claim"))
    }


def collection(address: str, label: str, total: int, first: object) -> Thing:
    """Return a letter's collection; `first` is its first page or that page's address, and an empty one has none."""
    pages = -(-total // PAGE)
    made: Thing = {"@context": [ANNO, LDP], "id": address, "type": ["BasicContainer", "AnnotationCollection"]}
    made |= {"label": label, "total": total, "rights": RIGHTS}
    if pages:
        made |= {"first": first, "last": page_address(address, pages - 1)}
    return made


def annotation_page(address: str, number: int, total: int, items: Sequence[object], *, iris: bool) -> Thing:
    """Return one page of a collection; `items` are annotations, or with `iris` their addresses alone."""
    made: Thing = {
        "id": page_address(address, number, iris=iris),
        "type": "AnnotationPage",
        "partOf": {"id": address, "total": total},
        "startIndex": number * PAGE,
    }
    if number:
        made["prev"] = page_address(address, number - 1, iris=iris)
    if (number + 1) * PAGE < total:
        made["next"] = page_address(address, number + 1, iris=iris)
    return {**made, "items": list(items)}


def page_address(address: str, number: int, *, iris: bool = False) -> str:
    """Return the address of a page of the collection at that address, which may name a generation.

    >>> page_address("https://example.org/annotations/a/?generation=3", 1, iris=True)
    'https://example.org/annotations/a/?generation=3&iris=1&page=1'
    """
    return f"{address}{'&' if '?' in address else '?'}{'iris=1&' if iris else ''}page={number}"


def _annotation(claim: str, rows: list[Row], base: str, here: str) -> Thing:
    own = annotation_path(claim)
    first = rows[0]
    bodies: list[Thing] = []
    if first["stance"] and first["proposition"]:
        bodies.append({"type": "TextualBody", "purpose": "tagging", "value": _text(first, "stance")})
        if first["statement"]:
            words = {"value": _text(first, "statement"), "format": "text/plain"}
            bodies.append({"type": "TextualBody", "purpose": "describing", **words})
        link = {"purpose": "linking", "source": _text(first, "proposition")}
        bodies.append({"type": "SpecificResource", **link})
    bodies.append({"type": "SpecificResource", "purpose": "identifying", "source": claim})
    spans = {(_text(row, "text"), _text(row, "start"), _text(row, "end")): row for row in rows}
    targets = [_target(row) for row in spans.values()]
    return {
        "id": here + own.removeprefix(base),
        "canonical": own,
        "type": "Annotation",
        "motivation": "describing",
        "rights": RIGHTS,
        "body": bodies,
        "target": targets[0] if len(targets) == 1 else targets,
    }


def _target(row: Row) -> Thing:
    quote: Thing = {"type": "TextQuoteSelector", "exact": _text(row, "exact")}
    quote |= {name: _text(row, name) for name in ("prefix", "suffix") if row[name]}
    start, end = int(_text(row, "start")), int(_text(row, "end"))
    return {
        "type": "SpecificResource",
        "source": _text(row, "text"),
        "state": {"type": "HttpRequestState", "value": "Accept: text/plain"},
        "selector": [quote, {"type": "TextPositionSelector", "start": start, "end": end}],
    }


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if term else ""
