"""What every address of linked data has to answer: a table of headers, and what its bodies have to say together.

Each check yields complaints, lines for people; no complaint, no fault. Graphs are compared by the hash of their
canonical form (RDFC-1.0), so that blank nodes may have any names.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse, serialize

from claimgraph.api.service.negotiation import GRAPH_FORMATS, Format
from claimgraph.ontology import ONTOLOGY_GRAPH

__all__ = [
    "HEADERS",
    "Answer",
    "Case",
    "Truth",
    "complaints_of_bodies",
    "complaints_of_headers",
    "digest",
    "is_document",
    "read",
]

RDFLIB = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
"""The parsers of rdflib by our formats' names."""

MOST = 2000
"""How many statements of each direction a description has."""

_ENGINE = {each.name: RdfFormat.from_media_type(each.media_type) for each in GRAPH_FORMATS}
_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s,;"]+))*)')
_PARAMETER = re.compile(r'([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s,;"]+))')


@dataclass(frozen=True, slots=True)
class Case:
    """One question to one address: the thing's path, the format wanted, and whether its suffix or Accept says so."""

    path: str
    format: Format
    by_suffix: bool

    @property
    def target(self) -> str:
        """The path that is asked for."""
        return f"{self.path}.{self.format.name}" if self.by_suffix else self.path


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, headers by their lower-case names, and a body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        """A header's value, empty where there is none."""
        return self.headers.get(name, "")

    def links(self, rel: str) -> dict[str, dict[str, str]]:
        """The targets of the Link header with that relation, and their parameters (RFC 8288)."""
        found = {}
        for target, parameters in _LINK.findall(self.header("link")):
            given = {name: quoted or plain for name, quoted, plain in _PARAMETER.findall(parameters)}
            if rel in given.get("rel", "").split():
                found[target] = given
        return found


Check = Callable[[Case, Answer], bool]

HEADERS: Sequence[tuple[str, str, Check]] = (
    ("status", "200", lambda case, answer: answer.status == 200),
    ("content-type", "the format's own", lambda case, answer: _is_of(case.format, answer.header("content-type"))),
    ("vary", "names Accept", lambda case, answer: case.by_suffix or "accept" in _listed(answer.header("vary"))),
    ("etag", "a strong one", lambda case, answer: bool(re.fullmatch(r'"[^"]+"', answer.header("etag")))),
    ("cache-control", "no-cache", lambda case, answer: answer.header("cache-control") == "no-cache"),
    ("link", "leads to a description", lambda case, answer: bool(answer.links("describedby"))),
    (
        "link",
        "each alternate has a type",
        lambda case, answer: all(x.get("type") for x in answer.links("alternate").values()),
    ),
    (
        "content-location",
        "its own address",
        lambda case, answer: _is_own(case, answer.header("content-location")),
    ),
    ("x-content-type-options", "nosniff", lambda case, answer: answer.header("x-content-type-options") == "nosniff"),
    ("access-control-allow-origin", "*", lambda case, answer: answer.header("access-control-allow-origin") == "*"),
)
"""Each header, what it has to be in words, and whether it is."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What the whole graph says: its triples with a thing on either side, and all of them."""

    triples: frozenset[Triple]
    about: Mapping[str, frozenset[Triple]]
    graphs: Mapping[str, frozenset[Triple]]

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Truth:
        """The truth in a dump's quads."""
        about: dict[str, set[Triple]] = {}
        graphs: dict[str, set[Triple]] = {}
        for quad in quads:
            for node in {quad.subject, quad.object}:
                about.setdefault(str(node), set()).add(quad.triple)
            graphs.setdefault(str(quad.graph_name), set()).add(quad.triple)
        everything = frozenset(triple for triples in graphs.values() for triple in triples)
        frozen = {name: frozenset(each) for name, each in about.items()}
        return cls(everything, frozen, {name: frozenset(each) for name, each in graphs.items()})


def complaints_of_headers(case: Case, answer: Answer) -> Iterator[str]:
    """Yield what is wrong with an answer's status and headers."""
    for name, wanted, is_right in HEADERS:
        if not is_right(case, answer):
            found = answer.status if name == "status" else answer.header(name)
            yield f"{_told(case)}: {name} is {found!r}, not: {wanted}"


def complaints_of_bodies(iri: str, bodies: Mapping[Case, bytes], truth: Truth, *, with_rdflib: bool) -> Iterator[str]:
    """Yield what is wrong with a thing's representations: unreadable, not the same, or not what the graph says."""
    found: dict[str, Case] = {}
    said: frozenset[Triple] = frozenset()
    for case, body in bodies.items():
        try:
            said = read(body, case.format)
        except (SyntaxError, ValueError) as error:
            yield f"{_told(case)}: can't be parsed: {error}"
            continue
        found.setdefault(digest(said), case)
        if with_rdflib and (lines := _by_rdflib(body, case.format)) != digest(said):
            yield f"{_told(case)}: rdflib reads something else ({lines})"
    if len(found) > 1:
        yield f"{iri}: not the same: {'; '.join(map(_told, found.values()))}"
    if not found or is_document(iri):
        return
    if invented := {each for each in said if not _has_blank(each)} - truth.triples:
        yield f"{iri}: {len(invented)} statements stand in no graph, such as {min(map(str, invented))}"
    if left_out := _expected(iri, truth) - said:
        yield f"{iri}: {len(left_out)} statements are left out, such as {min(map(str, left_out))}"


def is_document(iri: str) -> bool:
    """Whether the IRI is that of a module or version of the ontology, which answers with a file and has no page.

    >>> is_document("https://w3id.org/claimgraph/ontology/0.1.0"), is_document("https://w3id.org/claimgraph/ontology")
    (True, False)
    """
    return iri.startswith(f"{ONTOLOGY_GRAPH.value}/")


def read(body: bytes, wanted: Format) -> frozenset[Triple]:
    """The triples of a body. Raises SyntaxError or ValueError."""
    return frozenset(quad.triple for quad in parse(body, _ENGINE[wanted.name]))


def digest(triples: Iterable[Triple]) -> str:
    """The SHA-256 of the canonical form."""
    dataset = Dataset(Quad(each.subject, each.predicate, each.object) for each in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = (serialize(dataset, format=RdfFormat.N_QUADS) or b"").split(b"\n")
    return hashlib.sha256(b"\n".join(sorted(lines))).hexdigest()


def _by_rdflib(body: bytes, wanted: Format) -> str:
    """The digest of what rdflib reads, or what it warns of or fails with."""
    import rdflib

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "(Dataset|ConjunctiveGraph)", DeprecationWarning)  # rdflib's of itself
        try:
            graph = rdflib.Graph().parse(data=body, format=RDFLIB[wanted.name])
        except Exception as error:  # its parsers raise whatever they like
            return f"{type(error).__name__}: {error}"
    lines = graph.serialize(format="nt", encoding="utf-8")
    return digest(quad.triple for quad in parse(lines, RdfFormat.N_TRIPLES))


def _expected(iri: str, truth: Truth) -> frozenset[Triple]:
    """What a description mustn't leave out: all that has the thing on either side, if it isn't too much."""
    name = f"<{iri}>"
    found = truth.graphs[name] if name in truth.graphs else truth.about.get(name, frozenset())
    own = sum(str(each.subject) == name for each in found)
    if name not in truth.graphs and (own > MOST or len(found) - own > MOST):
        return frozenset()
    return frozenset(each for each in found if not _has_blank(each))


def _has_blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode | Triple) or isinstance(triple.object, BlankNode | Triple)


def _is_of(wanted: Format, content_type: str) -> bool:
    """Whether a content type is the format's, whatever other parameters it has."""
    kind, _, parameters = wanted.content_type.partition(";")
    return content_type.partition(";")[0] == kind and parameters.strip() in content_type


def _is_own(case: Case, location: str) -> bool:
    return location == f"{case.path}.{case.format.name}"


def _listed(value: str) -> list[str]:
    return [each.strip().lower() for each in value.split(",")]


def _told(case: Case) -> str:
    return f"{case.target} as {case.format.name}"
