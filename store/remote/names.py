"""How graphs and blank nodes are called on a server, and how the names that were published are found again.

A published graph `G` lies on the server as `G--version-0007-1a2b3c4d5e6f`: as it was uploaded for generation 7, by the
publisher that drew the rest. A blank node lies there as an IRI (skolemised: RDF 1.1 Concepts, section 3.5), since a
server calls each one anew, and statements couldn't be sent twice or in parts.
"""

import re
from collections.abc import Collection

from pyoxigraph import BlankNode, NamedNode, Triple

__all__ = [
    "GENERATION",
    "SKOLEM",
    "STORE",
    "VERSION",
    "original",
    "published_bytes",
    "skolemized",
    "term",
    "versioned",
]

STORE = "https://w3id.org/claimgraph/store"
"""The graph that says which generation is current; what it says, it says of this IRI."""

GENERATION = f"{STORE}/generation/"
"""What the IRIs of generations begin with, which are those of the graphs that hold their records."""

SKOLEM = "https://w3id.org/claimgraph/.well-known/genid/"
VERSION = re.compile(r"[0-9]{4,18}-[0-9a-f]{12}")

_MARK = "--version-"
_MARKED = re.compile(_MARK.encode() + b"(" + VERSION.pattern.encode() + b")")
_BLANK_SUBJECT = re.compile(rb"\A_:(\S+) ")
_BLANK_OBJECT = re.compile(rb' _:([^\s"]+) \.\n\Z')


def term(name: str) -> str:
    """The IRI of one of the properties that a store on a server is described with.

    >>> term("current")
    'https://w3id.org/claimgraph/store#current'
    """
    return f"{STORE}#{name}"


def versioned(graph: str, version: str) -> str:
    """The name of a published graph on the server.

    >>> versioned("https://example.org/graph/docket", "0007-1a2b3c4d5e6f")
    'https://example.org/graph/docket--version-0007-1a2b3c4d5e6f'
    """
    return f"{graph}{_MARK}{version}"


def published_bytes(answer: bytes, versions: Collection[str]) -> bytes:
    """An answer with the published names of graphs instead of the server's, wherever they stand in it.

    >>> published_bytes(b'"urn:a--version-0007-1a2b3c4d5e6f"', {"0007-1a2b3c4d5e6f"})
    b'"urn:a"'
    """
    return _MARKED.sub(lambda match: b"" if match[1].decode() in versions else match[0], answer)


def skolemized(line: bytes) -> bytes:
    r"""An N-Triples line with its blank nodes as IRIs.

    >>> skolemized(b'_:a <urn:p> _:b .\n')
    b'<https://w3id.org/claimgraph/.well-known/genid/a> <urn:p> <https://w3id.org/claimgraph/.well-known/genid/b> .\n'
    >>> skolemized(b'<urn:a> <urn:p> "a _:b" .\n')
    b'<urn:a> <urn:p> "a _:b" .\n'
    """
    if b"_:" not in line:
        return line
    line = _BLANK_SUBJECT.sub(lambda match: b"<" + SKOLEM.encode() + match[1] + b"> ", line)
    return _BLANK_OBJECT.sub(lambda match: b" <" + SKOLEM.encode() + match[1] + b"> .\n", line)


def original(triple: Triple) -> Triple:
    """A statement as it was before its blank nodes became IRIs."""
    subject, value = triple.subject, triple.object
    if isinstance(subject, NamedNode) and subject.value.startswith(SKOLEM):
        subject = BlankNode(subject.value[len(SKOLEM) :])
    if isinstance(value, NamedNode) and value.value.startswith(SKOLEM):
        value = BlankNode(value.value[len(SKOLEM) :])
    return triple if subject is triple.subject and value is triple.object else Triple(subject, triple.predicate, value)
