"""The ontology's own files: Turtle modules, rules, and the catalog that leads editors to them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Triple, parse

from claimgraph.ontology.iris import ONTOLOGY_GRAPH
from claimgraph.ontology.terms import CITO, OWL, RDF, RDFS

CATALOG = "catalog-v001.xml"
"""The name under which Protégé looks for a folder's catalog."""

_FILES = {
    "claimgraph": "claimgraph.ttl",
    "vocabularies": "vocabularies.ttl",
    "core": "core.ttl",
    "argument": "argument.ttl",
    "evidence": "evidence.ttl",
    "governance": "governance.ttl",
    "rules": "rules/rules.ttl",
}


def ontology_files() -> dict[str, bytes]:
    """The files as they are, by name: `claimgraph.ttl`, its modules, `rules/rules.ttl`, the catalog.

    >>> sorted(ontology_files())[0]
    'argument.ttl'
    """
    folder = files(__package__)
    return {name: folder.joinpath(name).read_bytes() for name in (*_FILES.values(), CATALOG)}


def rules() -> dict[str, str]:
    """The rules' SPARQL texts by name, in the order of their names.

    >>> list(rules())[:2]
    ['affiliated-citation', 'agreement']
    """
    found = [entry for entry in files(__package__).joinpath("rules").iterdir() if entry.name.endswith(".rq")]
    return {entry.name.removesuffix(".rq"): entry.read_text("utf-8") for entry in sorted(found, key=lambda e: e.name)}


def ontology_modules() -> dict[str, tuple[Triple, ...]]:
    """Each module's triples with its header and imports, by short name; `claimgraph` imports the others.

    Sorted, with blank nodes named by RDFC-1.0, so that the same files give the same triples.

    >>> list(ontology_modules())[:3]
    ['claimgraph', 'vocabularies', 'core']
    """
    texts = ontology_files()
    return {
        name: canonical(quad.triple for quad in parse(texts[file], format=RdfFormat.TURTLE))
        for name, file in _FILES.items()
    }


def ontology_triples() -> tuple[Triple, ...]:
    """The ontology with its modules merged and the rules described: what stands in the graph `ONTOLOGY_GRAPH`.

    The modules' headers and the imports are left out, so that it is one ontology and asks for no file. Sorted; the
    blank nodes are named by RDFC-1.0, so the same files give the same triples.
    """
    # Blank nodes must not meet between files, so each is parsed by itself.
    texts = [text for name, text in ontology_files().items() if name.endswith(".ttl")]
    triples = {quad.triple for text in texts for quad in parse(text, format=RdfFormat.TURTLE)}
    headers = {t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.Ontology} - {ONTOLOGY_GRAPH}
    return canonical(t for t in triples if t.subject not in headers and t.predicate != OWL.imports)


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


def canonical(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """The triples, sorted, each once, their blank nodes named by RDFC-1.0: equal graphs give equal tuples."""
    dataset = Dataset(Quad(*triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(sorted((quad.triple for quad in dataset), key=str))
