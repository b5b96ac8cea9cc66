"""The vocabularies, their terms by attribute, and the prefixes that all our files use."""

from __future__ import annotations

from pyoxigraph import NamedNode


class Vocabulary:
    """A namespace that gives its terms by attribute, or by key where a name is no Python name.

    Nothing is looked up: a misspelt term is still a term (a test compares the names in our code with the ontology).

    >>> CG.Claim
    <NamedNode value=https://w3id.org/claimgraph/ontology#Claim>
    >>> RDF["type"] == RDF.type
    True
    >>> "CiTO is at " + str(CITO)
    'CiTO is at http://purl.org/spar/cito/'
    """

    def __init__(self, iri: str) -> None:
        self._iri = iri

    def __getattr__(self, name: str) -> NamedNode:
        # Copying, pickling and doctest ask objects for dunder names, and must be told that there are none.
        if name.startswith("__"):
            raise AttributeError(name)
        term = self.__dict__[name] = NamedNode(self._iri + name)  # whoever asks again finds it there
        return term

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self._iri + name)

    def __contains__(self, node: object) -> bool:
        return isinstance(node, NamedNode) and node.value.startswith(self._iri)

    def __str__(self) -> str:
        return self._iri

    def __repr__(self) -> str:
        return f"Vocabulary({self._iri!r})"


CG = Vocabulary("https://w3id.org/claimgraph/ontology#")
CITO = Vocabulary("http://purl.org/spar/cito/")
DCTERMS = Vocabulary("http://purl.org/dc/terms/")
FOAF = Vocabulary("http://xmlns.com/foaf/0.1/")
OA = Vocabulary("http://www.w3.org/ns/oa#")
ORG = Vocabulary("http://www.w3.org/ns/org#")
OWL = Vocabulary("http://www.w3.org/2002/07/owl#")
PROV = Vocabulary("http://www.w3.org/ns/prov#")
RDF = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Vocabulary("http://www.w3.org/2000/01/rdf-schema#")
SKOS = Vocabulary("http://www.w3.org/2004/02/skos/core#")
XSD = Vocabulary("http://www.w3.org/2001/XMLSchema#")

PREFIXES: dict[str, str] = {
    "cg": str(CG),
    "cito": str(CITO),
    "dcterms": str(DCTERMS),
    "foaf": str(FOAF),
    "oa": str(OA),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "skos": str(SKOS),
    "xsd": str(XSD),
}
