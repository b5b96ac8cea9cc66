"""An RDF document that someone sent, as triples whose blank nodes are its own."""

import re
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from claimgraph.store.errors import DataSyntaxError

DOCUMENT_FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
"""What a graph can be sent in, by media type."""

MAX_TRIPLE_DEPTH = 100
"""How deep triples may stand in triples (RDF 1.2); the engine ends the process somewhere beyond ten thousand."""

MAX_ENTITY_BYTES = 16 * 1024 * 1024
"""What the entities of an RDF/XML document may come to where they are used; such as name namespaces come to little."""

_ENTITY = re.compile(rb'<!ENTITY\s+([^\s"]+)\s+"([^"]*)"')
_OTHER_ENTITY = re.compile(rb"&(?!#|amp;|lt;|gt;|quot;|apos;)")
_ENGINE_PLACE = re.compile(r"^Parser error at line \d+ (?:column \d+|between columns \d+ and \d+): | \(line \d+\)$")
_TRIPLE_BRACKET = re.compile(rb"<<|>>")


@dataclass(frozen=True, slots=True)
class Document:
    """A body and the media type that it is sent as, one of DOCUMENT_FORMATS."""

    body: bytes
    media_type: str


def read_triples(document: Document, base: str | None) -> tuple[Triple, ...]:
    """The document's triples. Its blank nodes get names of their own, so that no others can be taken for them.

    Nothing is fetched: a JSON-LD context at an address is an error. Raises DataSyntaxError, with line and column where
    the engine knows them, also for a document that holds more than one graph.
    """
    _refuse_depth(document)
    _refuse_entities(document)
    try:
        quads = pyoxigraph.parse(
            document.body,
            DOCUMENT_FORMATS[document.media_type],
            base_iri=base,
            without_named_graphs=True,
            rename_blank_nodes=True,
        )
        return tuple(quad.triple for quad in quads)
    except SyntaxError as error:
        raise DataSyntaxError(_told(document.media_type, error)) from None


def _told(media_type: str, error: SyntaxError) -> str:
    if "LoadDocumentCallback" in str(error):
        return "the JSON-LD names a context at an address, and nothing is fetched here; put the context into the data"
    if not error.lineno:
        return f"this can't be taken as {media_type}: {error.msg}"
    why = _ENGINE_PLACE.sub("", " ".join(error.msg.split()))
    return f"line {error.lineno}, column {error.offset}: this is not {media_type}: {why}"


def _refuse_depth(document: Document) -> None:
    level = deepest = 0
    for bracket in _TRIPLE_BRACKET.finditer(document.body):
        level += 1 if bracket[0] == b"<<" else -1
        deepest = max(deepest, level)
    if deepest > MAX_TRIPLE_DEPTH:
        raise DataSyntaxError(f"triples stand {deepest} deep in one another, and {MAX_TRIPLE_DEPTH} is the most")


def _refuse_entities(document: Document) -> None:
    """Raises DataSyntaxError where the engine would make much out of few bytes."""
    if DOCUMENT_FORMATS[document.media_type] != RdfFormat.RDF_XML or b"<!ENTITY" not in document.body:
        return
    declared = _ENTITY.findall(document.body)
    if len(declared) != document.body.count(b"<!ENTITY"):
        raise DataSyntaxError('an entity is declared as <!ENTITY name "what it stands for">, and not otherwise')
    total = 0
    for name, value in declared:
        if _OTHER_ENTITY.search(value):
            told = name.decode("utf-8", "replace")[:40]
            raise DataSyntaxError(f"the entity {told!r} is made of others; write out what it stands for")
        total += len(value) * document.body.count(b"&" + name + b";")
    if total > MAX_ENTITY_BYTES:
        raise DataSyntaxError(f"the entities come to more than {MAX_ENTITY_BYTES:,} bytes; write them out")
