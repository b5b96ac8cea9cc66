"""The formats an answer can be written in, by media type: the one place that knows those of pyoxigraph."""

from typing import Literal

from pyoxigraph import QueryResultsFormat, RdfFormat

from claimgraph.store.errors import UnsupportedFormatError

Kind = Literal["select", "ask", "construct", "describe"]

RESULT_FORMATS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
"""What SELECT and ASK are answered in."""

RDF_FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}
"""What CONSTRUCT and DESCRIBE are answered in."""


def media_types(kind: Kind) -> tuple[str, ...]:
    """The media types that a query of this kind can be answered in, the preferred one first."""
    return tuple(RESULT_FORMATS if kind in ("select", "ask") else RDF_FORMATS)


def check_media_type(kind: Kind, media_type: str) -> None:
    """Raises UnsupportedFormatError where a query of this kind isn't answered in the media type."""
    if media_type not in media_types(kind):
        raise UnsupportedFormatError(
            f"{kind.upper()} is not answered as {media_type!r}; ask for one of {', '.join(media_types(kind))}"
        )
