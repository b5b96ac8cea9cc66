"""The shapes' own files, their triples, and what of the ontology they are judged with."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pyoxigraph import RdfFormat, Triple, parse

from claimgraph.ontology import CG, RDF, RDFS, ontology_triples

MODULES = ("core", "argument", "evidence", "governance")

SH = "http://www.w3.org/ns/shacl#"


class ShapesError(Exception):
    """The shapes themselves can't be used; the message says what stands in the way."""


def shapes_files() -> dict[str, bytes]:
    """The shapes' Turtle files, by name."""
    folder = files(__package__)
    return {f"{module}.ttl": folder.joinpath(f"{module}.ttl").read_bytes() for module in MODULES}


def shapes_triples() -> tuple[Triple, ...]:
    """All that the files say; a blank node is one node, in whichever file."""
    texts = shapes_files().values()
    quads = (quad for text in texts for quad in parse(text, format=RdfFormat.TURTLE, rename_blank_nodes=True))
    return tuple(quad.triple for quad in quads)


@cache
def background() -> tuple[Triple, ...]:
    """The ontology's subclass axioms and the rules' descriptions, which every graph is judged with."""
    triples = ontology_triples()
    rules = {t.subject for t in triples if t.predicate == RDF.type and t.object == CG.Rule}
    return tuple(t for t in triples if t.predicate == RDFS.subClassOf or t.subject in rules)
