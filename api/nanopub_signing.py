"""Trusty URIs and signatures of nanopublications, by the nanopub library; nothing here reaches the network.

The library comes with the extra `nanopub` and is imported only when it is needed. Its own signature check (2.0.1) takes
any signature for a good one: it forgets to leave the signature out of what was signed, and the answer of the key. So
`check_nanopublication` asks the key itself; the hash in the trusty URI is checked by the library.
"""

from __future__ import annotations

import base64
import binascii
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from claimgraph.api.errors import ExportError, NanopubMissing
from claimgraph.ontology import DCTERMS, PREFIXES, RDF, Vocabulary

__all__ = [
    "LICENCE",
    "NP",
    "NPX",
    "TEMPORARY",
    "Signer",
    "assembled",
    "check_nanopublication",
    "finished",
    "read_signer",
]

NP = Vocabulary("http://www.nanopub.org/nschema#")
NPX = Vocabulary("http://purl.org/nanopub/x/")
TEMPORARY = Vocabulary("https://w3id.org/np/unhashed#")
"""Where a nanopublication's own IRIs stand until its hash is known and takes the place of the last step.

Others' trusty URIs must not begin with it, or the library would take them for its own.
"""

LICENCE = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")

_PARTS = ("Head", "assertion", "provenance", "pubinfo")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: an IRI, as an ORCID, and an RSA key, both halves as base64 of their DER."""

    creator: NamedNode
    private_key: str
    public_key: str


def read_signer(path: Path, creator: str) -> Signer:
    """The signer with the RSA key in a file: PEM, or base64 alone as the nanopub tools keep it in `~/.nanopub/id_rsa`.

    Raises ExportError for a file without a private RSA key and for a creator that is no IRI, NanopubMissing without
    the extra.
    """
    with _library():
        from Crypto.PublicKey import RSA
    try:
        node = NamedNode(creator)
    except ValueError as error:
        raise ExportError(f"the creator {creator!r} is no IRI; write an ORCID as https://orcid.org/…") from error
    data = path.read_bytes()
    try:
        key = RSA.import_key(data if data.lstrip().startswith(b"-----") else base64.b64decode(data, validate=False))
    except (ValueError, IndexError, TypeError, binascii.Error) as error:
        raise ExportError(f"{path}: no RSA key without a passphrase can be read from it: {error}") from error
    if not key.has_private():
        raise ExportError(f"{path}: this is the public half of a key; the private one is needed to sign")
    halves = (key.export_key("DER", pkcs=8), key.public_key().export_key("DER"))
    private, public = (base64.b64encode(half).decode("ascii") for half in halves)
    return Signer(node, private, public)


def assembled(
    assertion: list[Triple], provenance: list[Triple], pubinfo: list[Triple], signer: Signer | None
) -> tuple[NamedNode, bytes]:
    """The nanopublication of three parts: its trusty URI and its TriG, checked.

    The head is added, and to the publication information the licence and the signer as its creator.
    """
    this = NamedNode(str(TEMPORARY))
    head = [
        Triple(this, RDF.type, NP.Nanopublication),
        Triple(this, NP.hasAssertion, TEMPORARY.assertion),
        Triple(this, NP.hasProvenance, TEMPORARY.provenance),
        Triple(this, NP.hasPublicationInfo, TEMPORARY.pubinfo),
    ]
    about = [
        Triple(this, DCTERMS.license, LICENCE),
        *([Triple(this, DCTERMS.creator, signer.creator)] if signer else []),
        *pubinfo,
    ]
    quads = {
        Quad(triple.subject, triple.predicate, triple.object, TEMPORARY[name])
        for name, triples in zip(_PARTS, (head, assertion, provenance, about), strict=True)
        for triple in triples
    }
    iri, trig = finished(sorted(quads, key=str), signer)
    check_nanopublication(trig)
    return iri, trig


def finished(quads: list[Quad], signer: Signer | None) -> tuple[NamedNode, bytes]:
    """The nanopublication's trusty URI and its TriG, signed if there is a signer; the same bytes for the same input.

    ``quads`` are those of its four graphs, with `TEMPORARY` for its own IRIs and no blank nodes.
    """
    with _library():
        from nanopub.nanopub import Nanopub
        from nanopub.nanopub_conf import NanopubConf
        from nanopub.profile import Profile
        from nanopub.sign_utils import replace_trusty_in_graph

        graph = _rdflib(quads)
        if signer:
            profile = Profile(signer.creator.value, signer.creator.value, signer.private_key, signer.public_key)
            made = Nanopub(rdf=graph, conf=NanopubConf(profile=profile))
            made.sign()
            graph = made.rdf
        else:
            artefact = _hasher().make_hash(_sorted(graph), baseuri=str(TEMPORARY), hashstr=" ")
            graph = replace_trusty_in_graph(artefact, str(TEMPORARY), graph)
        lines = graph.serialize(format="nquads")
    trusty = [quad for quad in parse(lines, RdfFormat.N_QUADS) if quad.object == NP.Nanopublication]
    [this] = {quad.subject for quad in trusty if isinstance(quad.subject, NamedNode)}
    return this, _trig(this, lines)


def check_nanopublication(trig: bytes) -> tuple[str, bool]:
    """The nanopublication's IRI and whether it is signed, once hash and signature are found to be those of its content.

    Raises ExportError where one isn't, or where the bytes hold no nanopublication.
    """
    with _library():
        from Crypto.Hash import SHA256
        from Crypto.PublicKey import RSA
        from Crypto.Signature import pkcs1_15
        from nanopub.sign_utils import verify_trusty
        from rdflib import Namespace

        try:
            quads = list(parse(trig, RdfFormat.TRIG))
            said = {quad.predicate: quad for quad in quads}
            this = str(said[NP.hasAssertion].subject).strip("<>")
            verify_trusty(_rdflib(quads), this, Namespace(f"{this}#"))
            if NPX.hasSignature not in said:
                return this, False
            signature, key = (_decoded(said[each].object) for each in (NPX.hasSignature, NPX.hasPublicKey))
            signed = _sorted(_rdflib([quad for quad in quads if quad.predicate != NPX.hasSignature]))
            text = _hasher().normalize_quads(signed, baseuri=f"{this}#", hashstr=" ")
            pkcs1_15.new(RSA.import_key(key)).verify(SHA256.new(text.encode()), signature)
        except (KeyError, SyntaxError, ValueError) as error:  # the library's errors are ValueErrors
            raise ExportError(f"this is not the nanopublication that was made: {error}") from error
        return this, True


@contextmanager
def _library() -> Iterator[None]:
    """Where the library may be imported and used: it calls what rdflib is going to drop, and rdflib warns of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            yield
        except ImportError as error:
            raise NanopubMissing(f"no {error.name}; install the extra: pip install 'claimgraph[nanopub]'") from error


def _hasher() -> Any:  # the module has no types
    from nanopub.trustyuri.rdf import RdfHasher

    return RdfHasher


def _sorted(graph: Any) -> Any:
    from nanopub.trustyuri.rdf import RdfUtils

    quads: Any = RdfUtils
    return quads.get_quads(graph)


def _decoded(node: object) -> bytes:
    return base64.b64decode(node.value if isinstance(node, Literal) else "")


def _rdflib(quads: list[Quad]) -> Any:  # the library takes no other kind of graph than this one
    from rdflib import ConjunctiveGraph

    graph = ConjunctiveGraph()
    graph.parse(data=(serialize(quads, format=RdfFormat.N_QUADS) or b"").decode("utf-8"), format="nquads")
    return graph


def _trig(this: NamedNode, lines: str) -> bytes:
    """The quads as TriG: the head first, then the parts as they are read."""
    order = {NamedNode(f"{this.value}#{part}"): place for place, part in enumerate(_PARTS)}
    quads = sorted(parse(lines, RdfFormat.N_QUADS), key=lambda quad: (order[quad.graph_name], str(quad.triple)))
    used = {*(term for quad in quads for term in quad.triple), *order}
    known = {**PREFIXES, "hycl": "http://purl.org/petapico/o/hycl#", "np": str(NP), "npx": str(NPX)}
    prefixes = {
        name: iri
        for name, iri in {**known, "sub": f"{this.value}#"}.items()
        if any(isinstance(term, NamedNode) and term.value.startswith(iri) for term in used)
    }
    return serialize(quads, format=RdfFormat.TRIG, prefixes=prefixes) or b""
