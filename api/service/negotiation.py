"""Which representation a client gets: one table of formats, and the Accept header read by RFC 9110, section 12.5.1."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from claimgraph.api.service.problems import Problem

__all__ = [
    "DOCUMENT_FORMATS",
    "GRAPH_FORMATS",
    "HTML",
    "MAPPING_FORMATS",
    "RESULT_FORMATS",
    "Format",
    "choose",
    "media_types",
    "not_acceptable",
]


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """A representation on offer: its short name, its media types (its own first), and how it is sent.

    The name is also the suffix of addresses that ask for it. There is one of each, so they are compared by identity.
    """

    name: str
    media_types: tuple[str, ...]
    content_type: str
    label: str

    @property
    def media_type(self) -> str:
        """The format's own media type."""
        return self.media_types[0]


HTML = Format("html", ("text/html",), "text/html; charset=utf-8", "HTML")

# The order is the server's preference. What a format also answers to is sent as its own type: a client that asks for
# plain JSON can read SPARQL JSON.
RESULT_FORMATS: tuple[Format, ...] = (
    Format(
        "json",
        ("application/sparql-results+json", "application/json"),
        "application/sparql-results+json",
        "SPARQL JSON",
    ),
    Format(
        "xml",
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        "application/sparql-results+xml",
        "SPARQL XML",
    ),
    Format("csv", ("text/csv",), "text/csv; charset=utf-8; header=present", "CSV"),
    Format("tsv", ("text/tab-separated-values",), "text/tab-separated-values; charset=utf-8", "TSV"),
)
GRAPH_FORMATS: tuple[Format, ...] = (
    Format("ttl", ("text/turtle",), "text/turtle; charset=utf-8", "Turtle"),
    Format("nt", ("application/n-triples",), "application/n-triples", "N-Triples"),
    Format("jsonld", ("application/ld+json", "application/json"), "application/ld+json", "JSON-LD"),
    Format("rdf", ("application/rdf+xml", "application/xml", "text/xml"), "application/rdf+xml", "RDF/XML"),
)
DOCUMENT_FORMATS: tuple[Format, ...] = (HTML, *GRAPH_FORMATS)
MAPPING_FORMATS: tuple[Format, ...] = (
    HTML,
    Format("sssom.tsv", ("text/tab-separated-values",), "text/tab-separated-values; charset=utf-8", "SSSOM"),
    GRAPH_FORMATS[0],
)

_RANGE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)/([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(;.*)?\Z", re.DOTALL)
_WEIGHT = re.compile(r";\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*(?:;|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Range:
    type: str
    subtype: str
    weight: float

    def specificity(self, media_type: str) -> int:
        """2 when the range names this type, 1 for its family, 0 for anything, -1 where it does not match."""
        family, _, name = media_type.partition("/")
        if self.type == "*":
            return 0 if self.subtype == "*" else -1
        if self.type != family:
            return -1
        if self.subtype == "*":
            return 1
        return 2 if self.subtype == name else -1


@lru_cache(maxsize=1024)
def choose(accept: str | None, offered: tuple[Format, ...]) -> Format | None:
    """Return the format that the client likes best, None where it accepts none.

    The most specific range that matches a media type gives its weight; equal weights go to the type that was named
    most exactly, then to the earlier format on offer. No header, or one without a readable range, accepts anything.

    >>> choose("text/csv;q=0.5, application/sparql-results+xml", RESULT_FORMATS).name
    'xml'
    >>> choose("*/*, application/sparql-results+json;q=0", RESULT_FORMATS).name
    'xml'
    >>> choose("image/png", RESULT_FORMATS) is None
    True
    """
    ranges = _ranges(accept or "")
    if not ranges:
        return offered[0]
    best: tuple[float, int] = (0.0, -1)
    chosen: Format | None = None
    for candidate in offered:
        for media_type in candidate.media_types:
            specificity, weight = max((r.specificity(media_type), r.weight) for r in ranges)
            # An alias is for those who name it: `*/*` is no wish for plain JSON, and q=0 on an alias bars nothing else.
            if specificity < 0 or weight == 0 or (media_type != candidate.media_type and specificity < 2):
                continue
            if (weight, specificity) > best:
                best, chosen = (weight, specificity), candidate
    return chosen


def media_types(offered: Sequence[Format]) -> str:
    """Return the formats' own media types as one line for people."""
    return ", ".join(candidate.media_type for candidate in offered)


def not_acceptable(accept: str | None, offered: Sequence[Format]) -> Problem:
    """Return the problem that says what is on offer instead."""
    available = [candidate.media_type for candidate in offered]
    detail = f"Accept is {(accept or '')[:200]!r}; this can be had as {media_types(offered)}."
    return Problem("not-acceptable", detail, {"available": available})


def _ranges(accept: str) -> list[_Range]:
    """Return the readable ranges; parameters other than q are ignored, since no format here has any that matter.

    A comma inside a quoted parameter splits it as well: what stands before it is still the range, the rest is none.
    """
    found = []
    for element in accept.split(","):
        match = _RANGE.match(element.strip())
        if match is None:
            continue
        weight = _WEIGHT.search(match[3]) if match[3] else None
        found.append(_Range(match[1].lower(), match[2].lower(), float(weight[1]) if weight else 1.0))
    return found
