"""The ontology's own files: Turtle modules, rules, and the catalog that leads editors to them."""

from __future__ import annotations

from functools import reduce
from importlib.resources import files
from operator import or_

from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Triple, parse

from claimgraph.ontology.iris import ONTOLOGY_GRAPH
from claimgraph.ontology.terms import CITO, OWL, RDF, RDFS

MODULES = ("core", "argument", "evidence", "governance")
"""The modules, each after those that it imports."""


def ontology_files() -> dict[str, bytes]:
    """The files as they are, by name: `claimgraph.ttl`, its modules, `rules/rules.ttl`, the catalog.

    >>> sorted(ontology_files())[0]
    'argument.ttl'
    """
    names = ["claimgraph.ttl", *(f"{module}.ttl" for module in MODULES), "rules/rules.ttl", "catalog-v001.xml"]
    folder = files(__package__)
    return {name: folder.joinpath(name).read_bytes() for name in names}


def rules() -> dict[str, str]:
    """The rules' SPARQL texts by name, in the order of their names.

    >>> list(rules())[:2]
    ['affiliated-citation', 'agreement']
    """
    found = [entry for entry in files(__package__).joinpath("rules").iterdir() if entry.name.endswith(".rq")]
    return {entry.name.removesuffix(".rq"): entry.read_text("utf-8") for entry in sorted(found, key=lambda e: e.name)}


def ontology_triples() -> tuple[Triple, ...]:
    """The ontology with its modules merged and the rules described: what stands in the graph `ONTOLOGY_GRAPH`.

    The modules' headers and the imports are left out, so that it is one ontology and asks for no file. Sorted; the
    blank nodes are named by RDFC-1.0, so the same files give the same triples.
    """
    texts = [text for name, text in ontology_files().items() if name.endswith(".ttl")]
    # Blank nodes must not meet between files, so each is parsed by itself.
    triples = reduce(or_, ({quad.triple for quad in parse(text, format=RdfFormat.TURTLE)} for text in texts))
    headers = {t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.Ontology} - {ONTOLOGY_GRAPH}
    dataset = Dataset(Quad(*t) for t in triples if t.subject not in headers and t.predicate != OWL.imports)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(sorted((quad.triple for quad in dataset), key=str))


def citing_functions() -> tuple[str, ...]:
    """The names of the CiTO functions that a citation may have, sorted.

    >>> citing_functions()[:2]
    ('agreesWith', 'citesAsAuthority')
    """
    kinds = ((t.subject, t.predicate, t.object) for t in ontology_triples())
    return tuple(
        function.value.removeprefix(str(CITO))
        for function, predicate, kind in kinds
        if predicate == RDFS.subPropertyOf and kind == CITO.cites and isinstance(function, NamedNode)
    )
